"""What `costeff distribution` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import BLANK, money, number, probability, qalys

if TYPE_CHECKING:
    import pandas as pd

    from costeff.results import Analysis


def show_distribution(analysis: Analysis) -> None:
    """At each threshold the net health of each group, and both benefits by both indices."""
    study, table = analysis.study, analysis.tables["equity"]
    if not len(table):
        say("No subgroup compares anything with its reference.")
        return
    for threshold in study.thresholds:
        at = f"at {money(threshold, study.currency)} a QALY"
        _groups(_at(analysis.tables["groups"], threshold), f"Net health of a person of each subgroup, QALYs, {at}")
        echo("")
        _equity(_at(table, threshold), f"The distribution of health, QALYs a person, {at}", study.currency)
        echo("")
    say(
        "Net: QALYs gained less those forgone elsewhere. Equivalent: the change of the health that, if all had it, "
        "would be as good as what they have (equally distributed equivalent). Equity impact: the change of the "
        "equivalent less that of the mean. Turns at: the least aversion at which the weighted benefit has another "
        "sign than the unweighted one."
    )


def _groups(table: pd.DataFrame, title: str) -> None:
    """Net health, a column a group."""
    names = list(dict.fromkeys(table["group_label"]))
    rows = []
    for _, part in table.groupby("strategy", sort=False):
        mean = float((part["share"] * part["net"]).sum())
        rows.append((str(part["label"].iloc[0]), *(qalys(float(net)) for net in part["net"]), qalys(mean)))
    grid(title, ("Strategy", *(str(name) for name in names), "All"), rows)


def _equity(table: pd.DataFrame, title: str, currency: str) -> None:
    """Unweighted beside weighted benefit, a row a strategy and index."""
    drawn = table["probability_weighted"].notna().any()
    header = ("Strategy", "Index", "Mean", "Equivalent", "Equity impact", "In money", "Weighted", "Turns at",
              *(("Probability",) if drawn else ()), "Verdict")  # fmt: skip
    rows = [
        (
            str(row["label"]),
            f"{row['index']} {number(float(row['parameter']))}",
            qalys(float(row["mean_change"])),
            _or_blank(row["ede_change"]),
            _or_blank(row["equity_impact"]),
            money(float(row["inmb"]), currency, 0),
            money(float(row["weighted_inmb"]), currency, 0),
            number(float(row["turning"])) if not math.isnan(float(row["turning"])) else BLANK,
            *((probability(float(row["probability_weighted"])),) if drawn else ()),
            str(row["verdict"]) or BLANK,
        )
        for row in table.to_dict("records")
    ]
    grid(title, header, rows, left=2)


def _at(table: pd.DataFrame, threshold: float) -> pd.DataFrame:
    return table[table["threshold"] == threshold]


def _or_blank(cell: object) -> str:
    value = float(cell) if isinstance(cell, int | float) else math.nan
    return BLANK if math.isnan(value) else qalys(value)
