"""The base case: incremental table, comparisons, costs by category, QALYs and life years by state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from costeff import words
from costeff.format import BLANK, life_years, money, number, percent, qalys, status, years
from costeff.format import icer as show_icer
from costeff.report.blocks import Markdown, table
from costeff.report.sections.material import Material, Name, missing, one, records, said, wide
from costeff.results import threshold_name
from costeff.words.phrases import listed, named, quoted

REFERENCE = "reference"

SAVED = " *"
"""Marks money saved for each QALY lost."""

SAVED_NOTE = " * Saved for each QALY lost: it costs less and gives fewer QALYs."

SHORT = 10
"""Letters of a status up to which it stands on the right, unbroken."""

MEASURES = {
    "survival": "Alive",
    "response": "In response",
    "independence": "Transfusion independent",
    "median_survival": "Median survival",
}
"""Milestones in words."""

MOST_HIDDEN = 8
"""Names of parts without a row that a note tells."""

BEATEN = ("D", "ED")
"""Statuses of a strategy off the frontier."""

MOST_BEATEN = 2
"""Strategies off the frontier, and of no further interest, that have a paragraph each."""

NOT_SHOWN = 1e-9
"""Parts that are smaller than this under every strategy have no row."""


def icer_table(material: Material) -> Markdown:
    """The incremental table as NICE asks for it: totals, increments and ICERs against the reference, full increments.

    Costs, QALYs and life years are discounted.
    """
    pairs = material.run.pairwise()
    body = []
    for row in records(material.icer):
        against = one(pairs, "strategy", row["strategy"])
        head = (str(row["label"]), _money(material, row["cost"]), life_years(row["life_years"]), qalys(row["qalys"]))
        body.append((*head, *_versus(material, against), _increment(material, row)))
    ratio = f"ICER ({material.symbol}/QALY)"
    note = "Costs, life years gained (LYG) and QALYs a person, discounted. Fully incremental: against the last cheaper "
    note += "technology on the efficiency frontier; the first on it has none."
    if any(SAVED in row[7] for row in body):
        note += SAVED_NOTE
    last = "r" if all(len(row[8]) <= SHORT for row in body) else "c"
    return table(
        ["Technology", f"Costs ({material.symbol})", "LYG", "QALYs", f"Costs ({material.symbol})", "LYG", "QALYs",
         ratio, ratio],
        body,
        id="table-icer",
        caption="Incremental results of the base case, by rising cost",
        align="lrrrrrrr" + last,
        over=[("", 1), ("Total", 3), (f"Against {material.reference}", 4), ("Fully incremental", 1)],
        note=note,
    )  # fmt: skip


def _money(material: Material, amount: float, decimals: int | None = 0) -> str:
    """An amount under a head that names the currency."""
    return money(float(amount), "", decimals)


def _versus(material: Material, against: Mapping[str, Any] | None) -> tuple[str, str, str, str]:
    """The four cells against the reference."""
    if against is None:
        return (REFERENCE, "", "", "")
    increments = (
        _money(material, against["inc_cost"]),
        life_years(against["inc_life_years"]),
        qalys(against["inc_qalys"]),
    )
    return (*increments, quadrant_words(against, ""))


def quadrant_words(row: Mapping[str, Any], currency: str) -> str:
    """The ICER of a pair, or in words why there is none.

    Args:
        row: of `Run.pairwise`, or of a table of situations (whose quadrant is `comparison`).
        currency: of the amounts; empty under a head that names it.
    """
    quadrant = str(row.get("quadrant", row.get("comparison", "")))
    if quadrant == "north-east":
        return show_icer(float(row["icer"]), currency)
    if quadrant == "south-west":
        return f"{show_icer(float(row['saved_per_qaly_lost']), currency)}{SAVED}"
    return "no difference" if quadrant == "same" else quadrant


def _increment(material: Material, row: Mapping[str, Any]) -> str:
    """The fully incremental ICER; off the frontier its status in words."""
    word = str(row["status"])
    if word.startswith("same as "):
        return f"same as {word.removeprefix('same as ')}"
    if word != "ND":
        return status(word)
    return show_icer(float(row["icer"])) if pd.notna(row["icer"]) else BLANK


def pairwise_table(material: Material) -> Markdown:
    """Net monetary and net health benefit of each strategy, total and against the reference, at each threshold."""
    pairs = material.run.pairwise()
    thresholds = material.study.thresholds
    if not thresholds:
        return missing("The workbook gives no worth of a QALY (setting thresholds), so that there is no net benefit.")
    head, over = ["Technology"], [("", 1)]
    for threshold in thresholds:
        head += ["NMB", "Incremental NMB", "Incremental NHB"]
        over.append((f"At {material.a_qaly(threshold)}", 3))
    body = []
    for row in records(material.icer):
        against = one(pairs, "strategy", row["strategy"])
        cells = [str(row["label"])]
        for threshold in thresholds:
            end = threshold_name(threshold)
            cells.append(money(float(row[f"nmb_{end}"]), "", 0))
            if against is None:
                cells += [REFERENCE, ""]
            else:
                cells += [money(float(against[f"inmb_{end}"]), "", 0), qalys(float(against[f"inhb_{end}"]))]
        body.append(cells)
    return table(
        head,
        body,
        id="table-net-benefit",
        caption="Net monetary benefit (NMB) and net health benefit (NHB) in the base case",
        align="l" + "r" * (len(head) - 1),
        over=over,
        note=f"NMB in {material.currency} and NHB in QALYs a person, discounted; increments against "
        f"{material.reference}.",
    )


def _by_part(
    material: Material, frame: pd.DataFrame, rows: str, *, id: str, caption: str, show: Callable[[float], str], of: str
) -> Markdown:
    """What a total is made of: a row a part, a column a strategy, with the total."""
    if not len(frame):
        return missing(f"The model has no {of}.")
    shown = frame.groupby(rows, sort=False)["value"].transform(lambda part: part.abs().max()) > NOT_SHOWN
    strategies = [s.id for s in material.study.strategies]
    body = wide(frame[shown], rows, "value", strategies, show)
    totals = frame.groupby("strategy")[["value", "undiscounted"]].sum()
    for what, column in (("Total, discounted", "value"), ("Total, undiscounted", "undiscounted")):
        body.append([what, *(show(float(totals[column][s])) for s in strategies)])
    hidden = [str(name) for name in dict.fromkeys(frame.loc[~shown, rows])]
    note = "Means a person over the horizon, discounted unless stated."
    if hidden:
        note += f" Not shown, since it is 0 under every strategy: {named(hidden, MOST_HIDDEN)}."
    return table(
        [caption.split(" by ")[1].capitalize(), *material.study.labels.values()],
        body,
        id=id,
        caption=caption,
        align="l" + "r" * len(strategies),
        bold_rows=[len(body) - 2],
        note=note,
    )


def costs_table(material: Material) -> Markdown:
    """Costs by category, with totals."""
    return _by_part(
        material,
        material.run.costs_by_category(),
        "name",
        id="table-costs",
        caption=f"Costs ({material.symbol}) by category",
        show=lambda x: money(x, "", 0),
        of="costs",
    )


def costs_by_state_table(material: Material) -> Markdown:
    """Costs by health state, with totals."""
    return _by_part(
        material,
        material.run.costs_by_state(),
        "state_label",
        id="table-costs-by-state",
        caption=f"Costs ({material.symbol}) by health state",
        show=lambda x: money(x, "", 0),
        of="costs by state",
    )


def qalys_table(material: Material) -> Markdown:
    """QALYs by health state, with totals."""
    return _by_part(
        material, material.run.qalys_by_state(), "state_label",
        id="table-qalys", caption="QALYs by health state", show=qalys, of="utilities",
    )  # fmt: skip


def life_years_table(material: Material) -> Markdown:
    """Life years by health state, with totals."""
    return _by_part(
        material, material.run.life_years_by_state(), "state_label",
        id="table-life-years", caption="Life years by health state", show=life_years, of="life years",
    )  # fmt: skip


def counts_table(material: Material) -> Markdown:
    """Events counted, a person over the horizon."""
    frame = material.run.counts()
    if not len(frame):
        return missing("The workbook counts no events (sheet Counts).")
    strategies = [s.id for s in material.study.strategies]
    return table(
        ["Event", *material.study.labels.values()],
        wide(frame, "count_label", "value", strategies, lambda x: number(x, 3)),
        id="table-counts",
        caption="Events over the horizon",
        align="l" + "r" * len(strategies),
        note="Mean number a person, undiscounted.",
    )


def milestones_table(material: Material) -> Markdown:
    """Survival, response and transfusion independence over time, and median survival."""
    frame = material.run.milestones()
    strategies = [s.id for s in material.study.strategies]
    body: list[list[str] | str] = []
    for measure in dict.fromkeys(frame["measure"]):
        part = frame[frame["measure"] == measure]
        if measure == "median_survival":
            body.append(["Median survival", *_by_strategy(part, strategies, years)])
            continue
        body.append(f"{MEASURES.get(measure, measure)}, share of all who started")
        body += [
            [f"At {time}", *_by_strategy(part[part["time"] == time], strategies, percent)]
            for time in dict.fromkeys(part["time"])
        ]
    if not body:
        return missing("The run has no milestones.")
    return table(
        ["Milestone", *material.study.labels.values()],
        body,
        id="table-milestones",
        caption="Clinical milestones in the base case",
        align="l" + "r" * len(strategies),
    )


def _by_strategy(part: pd.DataFrame, strategies: list[str], show: Callable[[float], str]) -> list[str]:
    """The values of one row, in the order of the strategies."""
    values = dict(zip(part["strategy"], part["value"].astype(float), strict=True))
    return [show(values[s]) if s in values else "" for s in strategies]


def strategies_said(material: Material) -> Markdown:
    """Each strategy against its predecessor on the frontier and the reference; of very many, those that matter."""
    found = words.incremental(material.run)
    beaten = [
        quoted(str(row["label"]))
        for row in records(material.icer)
        if str(row["status"]) in BEATEN and row["strategy"] not in material.focus
    ]
    if len(beaten) <= MOST_BEATEN:
        return said(found)
    kept = [text for text in found if not text.startswith(tuple(f"{label} is " for label in beaten))]
    return said([*kept, f"{listed(beaten, len(beaten))} are dominated too; the table above has their increments."])


NAMES: tuple[Name, ...] = (
    Name(name="said.choice", meaning="which strategy is best at which worth of a QALY, and how surely",
         make=lambda m: said([words.verdict(m.run)])),
    Name(name="said.comparison", meaning="which strategies are worth their cost against the reference",
         make=lambda m: said([words.comparison(m.run)])),
    Name(name="said.strategies", meaning="each strategy against its predecessor on the frontier and the reference",
         make=strategies_said),
    Name(name="tables.icer", meaning="the incremental table, as NICE asks for it", make=icer_table),
    Name(name="tables.net_benefit", meaning="net monetary and health benefit at each threshold", make=pairwise_table),
    Name(name="tables.costs", meaning="costs by category", make=costs_table),
    Name(name="tables.costs_by_state", meaning="costs by health state", make=costs_by_state_table),
    Name(name="tables.qalys", meaning="QALYs by health state", make=qalys_table),
    Name(name="tables.life_years", meaning="life years by health state", make=life_years_table),
    Name(name="tables.counts", meaning="events a person", make=counts_table),
    Name(name="tables.milestones", meaning="survival, response and transfusion independence over time",
         make=milestones_table),
    Name(name="figures.trace", meaning="where the cohort is over time",
         make=lambda m: m.figure("trace", caption="Where the cohort is over time, by strategy",
                                 alt="Stacked areas of the share of the cohort in each health state over time, "
                                     "a panel a strategy.")),
    Name(name="figures.survival", meaning="overall survival by strategy",
         make=lambda m: m.figure("survival", caption="Overall survival by strategy", width=0.8,
                                 alt="Curves of the share of the cohort alive over time, one a strategy.")),
    Name(name="figures.costs", meaning="costs by category and strategy",
         make=lambda m: m.figure("costs", caption="Costs by category and strategy, discounted", width=0.9,
                                 alt="Stacked bars of discounted costs by category, one a strategy.")),
    Name(name="figures.qalys", meaning="QALYs by state and strategy",
         make=lambda m: m.figure("qalys", caption="QALYs by health state and strategy, discounted", width=0.9,
                                 alt="Stacked bars of discounted QALYs by health state, one a strategy.")),
)  # fmt: skip
