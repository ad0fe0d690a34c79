"""What the command `costeff budget` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import money, number, percent
from costeff.measures.tolerance import slack

if TYPE_CHECKING:
    import pandas as pd

    from costeff.results import Analysis


def show_budget(analysis: Analysis) -> None:
    """People, the budget with and without the intervention, its lines, and the scenarios."""
    currency = analysis.study.currency
    table = analysis.tables["budget"]
    years = list(dict.fromkeys(table["year"]))
    names = [_year(table[table["year"] == year].iloc[0]) for year in years]
    people = analysis.tables["population"]
    _cascade(people, names)
    echo("")
    _started(people, names)
    echo("")
    whole = table[table["total"].astype(bool)]
    room = float(slack(whole[["with_intervention", "without_intervention"]].sum().max()))
    rows = [
        (label, *(_money(float(x), currency, room) for x in (*whole[column], whole[column].sum())))
        for label, column in (
            ("With the intervention", "with_intervention"),
            ("Without it", "without_intervention"),
            ("Net budget impact", "net"),
        )
    ]
    rows += [
        _line(name, table, currency, room) for name in dict.fromkeys(table.loc[~table["total"].astype(bool), "line"])
    ]
    grid("Budget, undiscounted", ("", *names, "Together"), [row for row in rows if row])
    echo("")
    say("Below the net budget impact stands what each budget line adds to it.")
    echo("")
    shown = []
    for row in analysis.tables["scenarios"].to_dict("records"):
        apart = row["kind"] == "scenario" and row["scenario"] in analysis.facts["other_money"]
        cells = [row[f"net_year_{k + 1}"] for k in range(len(years))]
        shown.append((
            str(row["label"]), *(_money(float(x), "" if apart else currency, room) for x in (*cells, row["net_total"]))
        ))  # fmt: skip
    grid("Net budget impact in scenarios", ("Scenario", *names, "Together"), shown)


def _year(row: pd.Series) -> str:
    """What a year is called."""
    calendar = float(row["calendar_year"])
    return f"Year {row['year']:.0f}" if math.isnan(calendar) else f"{calendar:.0f}"


def _cascade(people: pd.DataFrame, names: list[str]) -> None:
    """From everyone to those who start treatment."""
    steps = people[people["part"].isin(("cascade", "eligible"))]
    first = steps[steps["year"] == steps["year"].iloc[0]]
    rows = []
    for place in range(len(first)):
        by_year = [part.iloc[place] for _, part in steps.groupby("year", sort=True)]
        share = float(by_year[0]["share"])
        label = str(by_year[0]["label"]) + ("" if math.isnan(share) else f", {percent(share)}")
        rows.append((label, *(number(float(row["people"]), 3) for row in by_year)))
    grid("People", ("", *names), rows)


def _started(people: pd.DataFrame, names: list[str]) -> None:
    """What those who start are given."""
    started = people[people["part"] == "started"]
    rows = []
    for world in ("with", "without"):
        there = started[started["world"] == world]
        for strategy in dict.fromkeys(there["strategy"]):
            mine = there[there["strategy"] == strategy]
            if not mine["people"].any():
                continue
            label = f"{mine['label'].iloc[0]}, {world} the intervention"
            rows.append((label, *(number(float(x), 3) for x in mine["people"])))
    grid("People who start", ("", *names), rows)


def _line(name: str, table: pd.DataFrame, currency: str, room: float) -> tuple[str, ...]:
    """What one budget line adds; empty if that is nothing."""
    net = table.loc[table["line"] == name, "net"]
    if not (net.abs() > room).any():
        return ()
    return (f"  {name}", *(_money(float(x), currency, room) for x in (*net, net.sum())))


def _money(x: float, currency: str, room: float) -> str:
    """An amount to the whole unit; the rounding of large sums is none."""
    return money(x if abs(x) > room else 0.0, currency, 0)
