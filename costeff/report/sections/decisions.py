"""Price, severity, distribution of health, budget impact, jurisdictions: what a payer asks besides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from costeff.format import BLANK, count, interval, money, number, percent, probability, qalys, rewritten
from costeff.report.blocks import Markdown, table
from costeff.report.sections.base_case import SAVED, SAVED_NOTE, quadrant_words
from costeff.report.sections.material import Material, Name, missing, records
from costeff.report.sections.runs import found_figures, not_run
from costeff.report.sections.sensitivity import figures_of
from costeff.words.phrases import quoted

BASE, MEANS, CHANCES, BEST = "base case", "mean of the draws", " probability", "best"
"""The bases of a price and the comparator that is several, as its table words them."""


DISTRIBUTION = {
    "plane": "Equity impact plane",
    "aversion_atkinson": "Change of health by aversion to relative inequality (Atkinson)",
    "aversion_kolm": "Change of health by aversion to absolute inequality (Kolm)",
}
"""How the figures of the distribution begin, and their captions."""


def price_table(material: Material) -> Markdown:
    """The price up to which each strategy is worth it: base case, means over the draws, with given probabilities."""
    analysis = material.analysis("price")
    if analysis is None:
        return not_run(material, "price")
    frame, study = analysis.tables["price"], analysis.study
    chances = list(dict.fromkeys(b for b in frame["basis"] if str(b).endswith(CHANCES)))
    drawn = bool((frame["basis"] == MEANS).any())
    body: list[list[str] | str] = []
    several = len(set(frame["scenario"])) > 1
    for (scenario, against), part in frame.groupby(["scenario_label", "against_label"], sort=False):
        body.append(f"{scenario}, against {against}" if several else f"Against {against}")
        for (_, threshold), rows in part.groupby(["strategy", "threshold"], sort=False):
            body.append(_price_row(rows, float(str(threshold)), study.currency, chances, drawn=drawn))
    head = ["Technology", "Worth of a QALY", "Base case"]
    head += ["Mean of the draws", "95% interval"] if drawn else []
    return table(
        [*head, *(str(c).removesuffix(CHANCES) for c in chances)],
        body,
        id="table-price",
        caption=f"Highest price ({material.symbol}) of {quoted(str(analysis.facts['label']))} at which a technology is "
        "worth it",
        align="l" + "r" * (len(head) - 1 + len(chances)),
        key=2,
        over=[("", len(head)), ("With a probability of", len(chances))] if chances else (),
        note=f"Today's price: {money(float(analysis.facts['current']), study.currency)}. "
        "\u201cnone\u201d: not worth having even at a price of nothing.",
    )


def _price_row(rows: pd.DataFrame, threshold: float, currency: str, chances: list[str], *, drawn: bool) -> list[str]:
    """One strategy at one threshold."""
    by_basis: dict[str, dict[str, Any]] = {str(r["basis"]): r for r in records(rows)}
    base = by_basis[BASE]
    cells = [str(base["label"]), money(threshold, currency), _price(float(base["price"]))]
    if drawn:
        means = by_basis.get(MEANS, {})
        low, high = (float(means.get(end, math.nan)) for end in ("low", "high"))
        cells += [_price(float(means.get("price", math.nan))), interval(low, high, lambda x: money(x, "", 0))]
    return cells + [_price(float(by_basis[c]["price"])) if c in by_basis else BLANK for c in chances]


def _price(price: float) -> str:
    """A price under a head that names the currency; a negative one is none."""
    return "none" if price < 0 else money(price, "", 0)


def price_figures(material: Material) -> Markdown:
    """The curves of probability against price: against the best of the others, and else against the reference."""
    return figures_of(
        material,
        "price",
        {f"price_{against}": "Probability of being worth it, by the price" for against in ("best", "reference")},
        "Curves of the probability that each technology is worth its cost, falling with the price; today's is marked.",
    )


def severity_table(material: Material) -> Markdown:
    """Shortfall and weight by the rules of NICE and ZIN."""
    analysis = material.analysis("severity")
    if analysis is None:
        return not_run(material, "severity")
    body = []
    for row in records(analysis.tables["shortfall"]):
        nice = row["measure"] == "NICE"
        result = f"weight {row['result']:g}" if nice else f"{money(float(row['result']), 'EUR')} a QALY"
        chances = [probability(float(row[name])) for name in ("probability_1", "probability_1_2", "probability_1_7")]
        body.append(
            [
                f"{row['measure']}, discounted at {row['discounting']}",
                *(qalys(float(row[name])) for name in ("expected", "standard_care", "absolute")),
                percent(float(row["proportional"])),
                result if math.isfinite(float(row["result"])) else BLANK,
                *(chances if nice else [BLANK] * 3),
            ]
        )
    return table(
        ["Rules of", "General population", "Standard care", "Absolute", "Proportional", "Result", "1", "1.2", "1.7"],
        body,
        id="table-severity",
        caption="QALY shortfall under standard care",
        align="lrrrrlrrr",
        over=[("", 1), ("Expected QALYs", 2), ("Shortfall", 2), ("", 1), ("Probability of a weight of", 3)],
    )


def weighted_table(material: Material) -> Markdown:
    """Results with and without the weight for severity, beside each other."""
    analysis = material.analysis("severity")
    if analysis is None:
        return not_run(material, "severity")
    study = analysis.study
    if float(analysis.facts["weight"]) == 1:
        return missing("The weight is 1, so that weighted results are those of the base case.")
    body = [
        [
            str(row["label"]),
            money(float(row["threshold"]), study.currency),
            money(float(row["inc_cost"]), "", 0),
            qalys(float(row["inc_qalys"])),
            qalys(float(row["weighted_inc_qalys"])),
            money(float(row["inmb"]), "", 0),
            money(float(row["weighted_inmb"]), "", 0),
        ]
        for row in records(analysis.tables["weighted"])
    ]
    return table(
        ["Technology", "Worth of a QALY", f"Costs ({material.symbol})", "QALYs", "Weighted QALYs",
         f"NMB ({material.symbol})", f"Weighted NMB ({material.symbol})"],
        body,
        id="table-weighted",
        caption=f"Increments with and without the weight for severity ({analysis.facts['weight']:g})",
        align="lrrrrrr",
        note=f"Against {study.labels.get(study.reference, study.reference)}.",
    )  # fmt: skip


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


def distribution_table(material: Material) -> Markdown:
    """What each strategy does to mean health and to its distribution over the subgroups."""
    analysis = material.analysis("distribution")
    if analysis is None:
        return not_run(material, "distribution")
    body: list[list[str] | str] = []
    frame = analysis.tables["equity"]
    frame = frame[frame["threshold"].isin(analysis.study.thresholds[:1])]
    for (threshold, index), rows in frame.groupby(["threshold", "index"], sort=False):
        aversion = float(rows["parameter"].iloc[0])
        body.append(f"{index} index, aversion {aversion:g}, at {material.a_qaly(float(str(threshold)))}")
        body += [
            [
                str(row["label"]),
                *(qalys(float(row[n])) for n in ("mean_change", "ede_change", "equity_impact")),
                money(float(row["weighted_inmb"]), "", 0),
                str(row["verdict"]),
            ]
            for row in records(rows)
        ]
    return table(
        ["Technology", "Mean net health", "Equally distributed equivalent", "Effect on equality",
         f"Equity-weighted NMB ({material.symbol})", "In words"],
        body,
        id="table-distribution",
        caption="Net health and its distribution over the subgroups",
        align="lrrrrl",
        note="QALYs a person, over all subgroups, against what each of them gets now. The equity-weighted result "
        "stands beside the base case, never in its place.",
    )  # fmt: skip


def rules_table(material: Material) -> Markdown:
    """The rules of each jurisdiction, as of when, and how well they are known."""
    analysis = material.analysis("jurisdictions")
    if analysis is None:
        return not_run(material, "jurisdictions")
    body = [
        [
            str(row["name"]),
            str(row["as_of"]) or BLANK,
            rewritten(str(row["discount_costs"])),
            rewritten(str(row["discount_effects"])),
            str(row["cycle_correction"]),
            _amounts(str(row["thresholds"])),
            str(row["confidence"]) or "of this study",
        ]
        for row in records(analysis.tables["rules"])
    ]
    return table(
        ["Rules", "As of", "Costs", "Effects", "Correction", "Worth of a QALY", "How well known"],
        body,
        id="table-rules",
        caption="Rules that were applied",
        align="lllllll",
        over=[("", 2), ("Discount rates", 2), ("", 3)],
    )


def _amounts(text: str) -> str:
    """Thresholds that are written as in a workbook, `25000, 35000`, as people read them."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.replace(".", "", 1).isdigit() for part in parts):
        return text
    return "; ".join(count(float(part)) for part in parts) or BLANK


def jurisdictions_table(material: Material) -> Markdown:
    """The strategies that matter against the reference under the rules of each jurisdiction."""
    analysis = material.analysis("jurisdictions")
    if analysis is None:
        return not_run(material, "jurisdictions")
    frame = analysis.tables["jurisdictions"]
    body: list[list[str] | str] = []
    for name in dict.fromkeys(frame["name"]):
        body.append(str(name))
        body += [
            [
                str(row["label"]),
                money(float(row["inc_cost"]), "", 0),
                qalys(float(row["inc_qalys"])),
                quadrant_words(row, ""),
            ]
            for row in records(frame[frame["name"] == name])
            if row["strategy"] in material.focus
        ]
    saved = SAVED_NOTE if any(SAVED in row[3] for row in body if not isinstance(row, str)) else ""
    return table(
        ["Technology", "Incremental costs", "Incremental QALYs", f"ICER ({material.symbol}/QALY)"],
        body,
        id="table-jurisdictions",
        caption=f"Results under the rules of other jurisdictions, against {material.reference}",
        align="lrrr",
        note=f"In {material.currency}, at the prices of the workbook.{saved}",
    )


def jurisdiction_figures(material: Material) -> Markdown:
    """Net benefits under each jurisdiction's rules, for the comparisons that matter most."""
    if material.analysis("jurisdictions") is None:
        return not_run(material, "jurisdictions")
    labels = material.labels
    return found_figures(
        material,
        [
            (f"jurisdictions/inmb_{s}", f"Other rules: {labels.get(s, s)} against {material.reference}",
             "Incremental net monetary benefit under the rules of each jurisdiction.")
            for s in material.focus[:2]
        ],
    )  # fmt: skip


NAMES: tuple[Name, ...] = (
    Name(name="tables.price", meaning="the highest price at which each strategy is worth it", make=price_table),
    Name(name="figures.price", meaning="probability of being worth it against the price", make=price_figures),
    Name(name="tables.severity", meaning="QALY shortfall and weights", make=severity_table),
    Name(name="tables.weighted", meaning="increments with and without the weight for severity", make=weighted_table),
    Name(name="tables.budget", meaning="the budget by year and line, with and without the intervention",
         make=budget_table),
    Name(name="tables.budget_years", meaning="the budget by year", make=budget_years_table),
    Name(name="tables.budget_people", meaning="from the population to those treated", make=budget_people_table),
    Name(name="tables.budget_scenarios", meaning="the net budget impact under other assumptions",
         make=budget_scenarios_table),
    Name(name="figures.budget", meaning="spending by year, and the difference", make=budget_figures),
    Name(name="tables.distribution", meaning="net health and its distribution over the subgroups",
         make=distribution_table),
    Name(name="figures.distribution", meaning="the equity impact plane and the aversion curves",
         make=lambda m: figures_of(
            m,
            "distribution",
            DISTRIBUTION,
            "Net health benefit and effect on inequality of each technology.",
            every_threshold=False,
        )),
    Name(name="tables.jurisdictions", meaning="results under the rules of other jurisdictions",
         make=jurisdictions_table),
    Name(name="tables.rules", meaning="the rules of each jurisdiction, and how well they are known", make=rules_table),
    Name(name="figures.jurisdictions", meaning="net benefits under other rules", make=jurisdiction_figures),
)  # fmt: skip
