"""What the commands of decision analyses print."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from costeff.cli.paper import grid, say
from costeff.cli.plain import records
from costeff.cli.speech import echo
from costeff.format import BLANK, interval, money, number, percent, qalys

if TYPE_CHECKING:
    import pandas as pd

    from costeff.results import Analysis
    from costeff.workflow import Written

WIDEST = 12
"""Bars of a tornado that the terminal shows."""


def show_one_way(analysis: Analysis) -> None:
    """The widest bars of each comparison at the first threshold."""
    table, study = analysis.tables["tornado"], analysis.study
    currency = study.currency
    labels = dict(study.labels)
    for strategy in dict.fromkeys(table["strategy"]):
        bars = _at_first(table[table["strategy"] == strategy], study.thresholds[0]).sort_values("rank")
        base = float(bars["inmb_base"].iloc[0])
        title = (
            f"{labels[strategy]} against {labels[study.reference]}: incremental net benefit at "
            f"{money(study.thresholds[0], currency)} a QALY, base case {money(base, currency, 0)}"
        )
        rows = [
            (
                str(row["label"]),
                _plain(row["low_value"]),
                _plain(row["high_value"]),
                money(_float(row["inmb_low"]), currency, 0),
                money(_float(row["inmb_high"]), currency, 0),
                money(_float(row["swing"]), currency, 0),
                "changes sign" if row["changes_sign"] else "",
            )
            for row in bars.head(WIDEST).to_dict("records")
        ]
        grid(title, ("Parameter", "Low", "High", "INMB at low", "INMB at high", "Swing", ""), rows)
        echo("")
    shown = min(WIDEST, int(analysis.facts["levers"]))
    say(f"Shown are the widest {shown} of {analysis.facts['levers']}; tornado.csv has all, at every threshold.")


def show_thresholds(analysis: Analysis) -> None:
    """Every change of the preferred strategy; how many parameters change nothing."""
    table, study = analysis.tables["threshold"], analysis.study
    for threshold in study.thresholds:
        there = table[table["threshold"] == threshold]
        changes = there[there["value"].notna()]
        rows = [
            (
                str(row["label"]),
                _plain(row["base_value"]),
                interval(_float(row["low"]), _float(row["high"])),
                _plain(row["value"]),
                str(row["below_label"]),
                str(row["above_label"]),
            )
            for row in changes.to_dict("records")
        ]
        title = f"Values at which the preferred strategy changes at {money(threshold, study.currency)} a QALY"
        header = ("Parameter", "Base case", "Range", "Changes at", "Preferred below", "Preferred above")
        if rows:
            grid(title, header, rows)
        still = there.loc[there["value"].isna(), "parameter"].nunique()
        if still:
            say(
                f"At {money(threshold, study.currency)} a QALY, {still} of {there['parameter'].nunique()} parameters "
                "change nothing within their range."
            )
        echo("")


def show_prices(analysis: Analysis) -> None:
    """The price of a unit and what it comes to a person, by comparison, threshold and basis."""
    table, study = analysis.tables["price"], analysis.study
    currency = study.currency
    for against in dict.fromkeys(table["against_label"]):
        rows = [
            (
                str(row["label"]),
                money(_float(row["threshold"]), currency),
                str(row["basis"]),
                money(_float(row["price"]), currency, 0),
                money(_float(row["per_person"]), currency, 0),
                _discount(_float(row["discount"])),
            )
            for row in table[table["against_label"] == against].to_dict("records")
        ]
        header = ("Strategy", "Threshold", "Basis", "Price of a unit", "A person", "From today's price")
        grid(f"{analysis.title}, against {against}", header, rows, left=1)
        echo("")
    say(
        f"Today's price is {money(float(analysis.facts['current']), currency)}. A negative price means: "
        "not worth having as a gift."
    )


def show_severity(analysis: Analysis) -> None:
    """The shortfalls and what they give."""
    table = analysis.tables["shortfall"]
    rows = [
        (
            str(row["measure"]),
            str(row["discounting"]),
            qalys(_float(row["expected"])),
            qalys(_float(row["standard_care"])),
            qalys(_float(row["absolute"])),
            percent(_float(row["proportional"])),
            f"weight {_plain(row['result'])}" if row["measure"] == "NICE" else money(_float(row["result"]), "EUR"),
        )
        for row in table.to_dict("records")
    ]
    header = ("Rule", "Discount", "Population", "Standard care", "Absolute", "Proportional", "Gives")
    grid("QALYs expected, and the shortfall under standard care", header, rows)
    nice = table.iloc[0]
    if not math.isnan(float(nice["probability_1"])):
        chances = [(w, float(nice[f"probability_{w.replace('.', '_')}"])) for w in ("1", "1.2", "1.7")]
        echo("")
        say("Probability of each weight: " + ", ".join(f"{w}: {percent(p, 0)}" for w, p in chances) + ".")


def analysis_record(analysis: Analysis, written: Written) -> dict[str, object]:
    """An analysis for machines: every table, and where it was written."""
    return {
        "kind": analysis.kind,
        "folder": str(written.folder),
        "files": [file.as_posix() for file in written.files],
        "facts": dict(analysis.facts),
        "notes": list(analysis.notes),
        "tables": {name: records(table) for name, table in analysis.tables.items()},
        "provenance": dict(analysis.provenance),
    }


def _at_first(table: pd.DataFrame, threshold: float) -> pd.DataFrame:
    return table[table["threshold"] == threshold]


def _float(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else math.nan


def _plain(cell: object) -> str:
    return number(_float(cell))


def _discount(share: float) -> str:
    """What today's price would have to fall or may rise by."""
    if math.isnan(share):
        return BLANK
    return f"{percent(share, 0)} less" if share > 0 else f"{percent(-share, 0)} more"
