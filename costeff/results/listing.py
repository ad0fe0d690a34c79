"""Which tables a run has: their names in files, their titles, and what kind of number stands in each column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from costeff.results.run import Run

Kind = Literal["money", "effect", "share", "years", "number", "whole"]
"""Of numbers: money; QALYs and life years; shares of 1; times; anything else; counts of things."""

_MONEY = (
    "cost", "inc_cost", "icer", "icer_mc_error", "saved_per_qaly_lost", "wtp", "sd_cost", "cost_undiscounted",
    "threshold", "inmb", "nmb", "weighted_inmb", "swing", "price", "list_price", "net_price", "current", "per_person",
    "headroom", "with_intervention", "without_intervention", "cumulative_net", "cost_per_evlyg",
)  # fmt: skip
_MONEY_BEGINS = ("nmb_", "inmb_", "d_inmb_", "d_nmb_", "psa_inmb_", "psa_nmb_", "icer_", "d_cost")
_EFFECT = (
    "qalys", "life_years", "inc_qalys", "weighted_inc_qalys", "inc_life_years", "sd_qalys", "qalys_undiscounted",
    "life_years_undiscounted", "evlyg",
)  # fmt: skip
_SHARE = (
    "probability", "frontier_probability", "share", "survival", "response", "independence",
    "share of the living", "share of all", "cumulative share", "discount", "proportional",
)  # fmt: skip
_YEARS = ("years", "median_survival", "median time")
_WHOLE = ("draw", "people", "draws")
_PLAIN = ("year", "calendar_year", "rank", "step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a run.

    Attributes:
        name: of its file in `tables/` and of its sheet in `tables.xlsx`.
        title: in words.
        make: the run's method.
        kind: of the number columns whose name doesn't tell.
        by: column that tells the kind of such columns row by row; empty for none.
        sheet: whether it has a sheet in `tables.xlsx`; those by draw or by cycle are too long for one.
    """

    name: str
    title: str
    make: Callable[[Run], pd.DataFrame]
    kind: Kind = "number"
    by: str = ""
    sheet: bool = True


TABLES: tuple[Table, ...] = (
    Table(name="icer", title="Cost-effectiveness, base case", make=Run.icer_table),
    Table(name="pairwise", title="Each strategy against the reference, base case", make=Run.pairwise),
    Table(name="psa_icer", title="Cost-effectiveness, means over the draws", make=Run.psa_icer_table),
    Table(name="psa_summary", title="Base case, means and 95% intervals", make=Run.psa_summary, by="outcome"),
    Table(name="ceac", title="Acceptability by willingness to pay", make=Run.ceac, kind="share"),
    Table(name="ce_plane", title="Increments over the reference, by draw", make=Run.ce_plane, sheet=False),
    Table(name="ce_means", title="Mean increments over the reference", make=Run.ce_means),
    Table(name="costs_by_category", title="Costs by category", make=Run.costs_by_category, kind="money"),
    Table(name="costs_by_state", title="Costs by health state", make=Run.costs_by_state, kind="money"),
    Table(name="qalys_by_category", title="QALYs by utility", make=Run.qalys_by_category, kind="effect"),
    Table(name="qalys_by_state", title="QALYs by health state", make=Run.qalys_by_state, kind="effect"),
    Table(name="life_years_by_state", title="Life years by state", make=Run.life_years_by_state, kind="effect"),
    Table(name="counts", title="Counts a person", make=Run.counts),
    Table(name="milestones", title="Survival, response, independence", make=Run.milestones, by="measure"),
    Table(name="survival", title="Survival", make=Run.survival, sheet=False),
    Table(name="trace", title="Cohort trace", make=Run.trace_table, sheet=False),
    Table(name="targets", title="Modelled against published", make=lambda run: run.targets, by="quantity"),
    Table(name="parameters", title="Parameters", make=Run.parameters),
    Table(name="settings", title="Settings", make=Run.settings),
)
"""Every table of a run, in the order of `tables.xlsx`."""


def kind_of(name: str) -> Kind | None:
    """The kind of number that a column or outcome of that name holds; None where the name doesn't tell."""
    if name in _MONEY or name.startswith(_MONEY_BEGINS):
        return "money"
    if name in _EFFECT or name.startswith("inhb_"):
        return "effect"
    if name in _SHARE or name.startswith(("probability_", "p_best_")):
        return "share"
    if name in _YEARS:
        return "years"
    if name in _PLAIN:
        return "number"
    return "whole" if name in _WHOLE else None
