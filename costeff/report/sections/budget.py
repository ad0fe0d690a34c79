"""Budget impact: who is treated, what it costs by year and budget line, under which assumptions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from costeff.format import BLANK, money, number, percent
from costeff.report.blocks import Markdown, table
from costeff.report.sections.material import Material, Name, missing, records
from costeff.report.sections.runs import found_figures, not_run


def budget_table(material: Material) -> Markdown:
    """The budget year by year and line by line, with the intervention and without it."""
    analysis = material.analysis("budget")
    if analysis is None:
        return not_run(material, "budget")
    currency = analysis.study.currency
    frame = analysis.tables["budget"]
    body: list[list[str] | str] = []
    totals = []
    number = 0
    for year in dict.fromkeys(frame["year"]):
        rows = records(frame[frame["year"] == year])
        body.append(_year(rows[0]))
        for row in rows:
            if row["total"]:
                totals.append(number)
            elif all(abs(float(row[n])) < 0.5 for n in ("with_intervention", "without_intervention")):
                continue
            names = ("with_intervention", "without_intervention", "net")
            cells = [str(row["line"]), *(money(float(row[n]), "", 0) for n in names)]
            body.append([*cells, money(float(row["cumulative_net"]), "", 0) if row["total"] else ""])
            number += 1
    return table(
        ["Budget line", "With the intervention", "Without it", "Net budget impact", "Cumulative"],
        body,
        id="table-budget",
        caption=f"Budget impact by budget line ({currency}, undiscounted)",
        align="lrrrr",
        bold_rows=totals,
    )


def budget_years_table(material: Material) -> Markdown:
    """The budget year by year, with the intervention and without it."""
    analysis = material.analysis("budget")
    if analysis is None:
        return not_run(material, "budget")
    frame = analysis.tables["budget"]
    body = []
    for row in records(frame[frame["total"].astype(bool)]):
        names = ("with_intervention", "without_intervention", "net", "cumulative_net")
        body.append([_year(row), *(money(float(row[n]), "", 0) for n in names)])
    return table(
        ["Year", "With the intervention", "Without it", "Net budget impact", "Cumulative"],
        body,
        id="table-budget-years",
        caption=f"Budget impact ({analysis.study.currency}, undiscounted)",
        align="lrrrr",
    )


def _year(row: Mapping[str, Any]) -> str:
    """`Year 1 (2027)`."""
    calendar = float(row["calendar_year"])
    return f"Year {int(float(row['year']))}" + (f" ({int(calendar)})" if math.isfinite(calendar) else "")


def budget_people_table(material: Material) -> Markdown:
    """How the people who start treatment come about: the cascade, in the first year."""
    analysis = material.analysis("budget")
    if analysis is None:
        return not_run(material, "budget")
    frame = analysis.tables["population"]
    first = frame[(frame["part"] == "cascade") & (frame["year"] == frame["year"].min())]
    body = [
        [
            str(row["label"]),
            percent(float(row["share"])) if math.isfinite(float(row["share"])) else BLANK,
            number(float(row["people"]), 3),
        ]
        for row in records(first)
    ]
    if not body:
        return missing("The budget impact has no cascade of people.")
    return table(
        ["Group", "Share of the group above", "People a year"],
        body,
        id="table-budget-people",
        caption="From the population to those who are treated, in the first year",
        align="lrr",
    )


def budget_scenarios_table(material: Material) -> Markdown:
    """The net budget impact under other assumptions."""
    analysis = material.analysis("budget")
    if analysis is None:
        return not_run(material, "budget")
    frame = analysis.tables["scenarios"]
    years = [str(c) for c in frame.columns if str(c).startswith("net_year_")]
    if len(frame) < 2 or not years:
        return missing("The budget impact was not looked at under other assumptions.")
    shown = [*years, "net_total"]
    return table(
        ["Assumption", *(f"Year {name.removeprefix('net_year_')}" for name in years), "All years"],
        [[str(row["label"]), *(money(float(row[name]), "", 0) for name in shown)] for row in records(frame)],
        id="table-budget-scenarios",
        caption=f"Net budget impact under other assumptions ({analysis.study.currency}, undiscounted)",
        align="l" + "r" * len(shown),
    )


def budget_figures(material: Material) -> Markdown:
    """Spending in both worlds, and the difference."""
    if material.analysis("budget") is None:
        return not_run(material, "budget")
    return found_figures(
        material,
        [
            ("budget/spending", "Spending by year with the intervention and without it",
             "Stacked columns of spending by budget line, two a year."),
            ("budget/net", "Net budget impact by year", "Columns of the difference in spending by year."),
        ],
    )  # fmt: skip


NAMES: tuple[Name, ...] = (
    Name(name="tables.budget", meaning="the budget by year and line, with and without the intervention",
         make=budget_table),
    Name(name="tables.budget_years", meaning="the budget by year", make=budget_years_table),
    Name(name="tables.budget_people", meaning="from the population to those treated", make=budget_people_table),
    Name(name="tables.budget_scenarios", meaning="the net budget impact under other assumptions",
         make=budget_scenarios_table),
    Name(name="figures.budget", meaning="spending by year, and the difference", make=budget_figures),
)  # fmt: skip
