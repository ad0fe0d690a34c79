"""What the commands of decision analyses print."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import BLANK, interval, money, number, percent, qalys

if TYPE_CHECKING:
    import pandas as pd

    from costeff.results import Analysis

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
    levers = int(analysis.facts["levers"])
    if len(table):
        some = f"Shown are the widest {WIDEST} of {levers}; " if levers > WIDEST else ""
        say(f"{some}tornado.csv has all, at every threshold.")


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
            echo("")


def show_prices(analysis: Analysis) -> None:
    """The price of a unit and what it comes to a person, by scenario, comparison, threshold and basis."""
    table, study = analysis.tables["price"], analysis.study
    several = len(set(table["scenario"])) > 1
    for (_, against), part in table.groupby(["scenario", "against_label"], sort=False):
        # Thresholds of its own: a scenario that may be in another currency.
        currency = study.currency if set(part["threshold"]) <= set(study.thresholds) else ""
        rows = [
            (
                str(row["label"]),
                money(_float(row["threshold"]), currency),
                str(row["basis"]),
                _price(_float(row["price"]), currency),
                _price(_float(row["per_person"]), currency),
                money(_float(row["headroom"]), currency, 0),
                _from_today(_float(row["price"]), _float(row["discount"])),
            )
            for row in part.to_dict("records")
        ]
        header = ("Strategy", "Threshold", "Basis", "Price of a unit", "A person", "Headroom", "From today's price")
        under = f", {part['scenario_label'].iloc[0]}" if several else ""
        grid(f"{analysis.title}{under}, against {against}", header, rows, left=1)
        echo("")
    if "net" in analysis.tables:
        _show_net(analysis)
    say(
        f"Today's price is {money(float(analysis.facts['current']), study.currency)}. A negative price means: "
        "not worth having as a gift. Headroom: net benefit a person over the comparator's if the price were nothing."
    )


def _show_net(analysis: Analysis) -> None:
    """Net benefit and probability at the list and the net price."""
    rows = []
    for row in analysis.tables["net"].to_dict("records"):
        # Thresholds of its own: a scenario that may be in another currency.
        currency = analysis.study.currency if row["threshold"] in analysis.study.thresholds else ""
        rows.append((
            str(row["label"]) if row["scenario"] == "base case" else f"{row['label']}, {row['scenario_label']}",
            str(row["against_label"]),
            money(_float(row["threshold"]), currency),
            str(row["basis"]),
            money(_float(row["net_price"]), currency),
            money(_float(row["inmb_list"]), currency, 0),
            money(_float(row["inmb_net"]), currency, 0),
            percent(_float(row["probability_list"]), 0),
            percent(_float(row["probability_net"]), 0),
        ))  # fmt: skip
    header = (
        "Strategy", "Against", "Threshold", "Basis", "Net price", "INMB, list", "INMB, net", "Worth it, list",
        "Worth it, net",
    )  # fmt: skip
    off = percent(float(analysis.facts["discount"]))
    grid(f"At the net price, {off} off (confidential)", header, rows, left=2)
    echo("")


def _price(price: float, currency: str) -> str:
    """An amount of money, or that there is none that limits it."""
    if math.isinf(price):
        return "any" if price > 0 else "none"
    return money(price, currency, 0)


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


def _at_first(table: pd.DataFrame, threshold: float) -> pd.DataFrame:
    return table[table["threshold"] == threshold]


def _float(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else math.nan


def _plain(cell: object) -> str:
    return number(_float(cell))


def _from_today(price: float, share: float) -> str:
    """What today's price would have to fall or may rise by; nothing where no discount is enough."""
    if not math.isfinite(share) or price < 0:
        return BLANK
    if price == 0:
        return "free"
    return f"{percent(abs(share), 0)} {'more' if share < 0 else 'less'}" if share else "as today"
