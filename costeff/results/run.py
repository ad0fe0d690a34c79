"""Run: everything that came of running a study, and every table made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from costeff.model import Draws
from costeff.results import breakdown, decision, uncertainty
from costeff.results.frames import rows
from costeff.results.html import card
from costeff.results.outcomes import Outcomes, Trace
from costeff.results.study import Study


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A run of a study. Its tables are tidy pandas frames at full precision; blank numbers are NaN, blank text "".

    Tables about draws are empty, with their columns, where there was no probabilistic analysis.

    Attributes:
        study: what was run.
        base: outcomes of the base case, one draw.
        trace: where the cohort is in the base case.
        psa: outcomes of the probabilistic analysis; None if there was none.
        draws: the parameter values of its draws, row for row.
        targets: modelled against published, a row a target.
        notes: what the user has to know about this run.
        provenance: how it was made: workbook hash, versions, seed, design, settings; plain values only.
    """

    study: Study
    base: Outcomes
    trace: Trace
    psa: Outcomes | None = None
    draws: Draws | None = None
    targets: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, object] = field(default_factory=dict)
    _made: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def design(self) -> str:
        """How the draws were laid out; `none` without any."""
        return "none" if self.draws is None else self.draws.design

    def _once(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """A table that several readers ask for, made once. Pandas copies on writing, so no reader spoils another's."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name].copy(deep=False)

    def icer_table(self) -> pd.DataFrame:
        """The base case, by rising cost: costs, effects, increments along the frontier, ICERs, statuses, NMB.

        `inc_cost` and `inc_qalys` are over the last strategy on the frontier that is cheaper; `icer` is blank off the
        frontier and for its first strategy. `status` is `ND` (on the frontier), `D` (dominated), `ED` (extendedly
        dominated) or `same as X`.
        """
        totals = (self.base.of("cost")[0], self.base.of("qalys")[0], self.base.of("life_years")[0])
        return self._once("icer_table", lambda: decision.icer_table(self.study, *totals))

    def pairwise(self) -> pd.DataFrame:
        """The base case, each strategy against the reference: increments, quadrant, ICER, net benefits."""
        totals = (self.base.of("cost")[0], self.base.of("qalys")[0], self.base.of("life_years")[0])
        return decision.pairwise_table(self.study, *totals)

    def psa_summary(self) -> pd.DataFrame:
        """Base case beside mean, 95% interval and Monte Carlo error over the draws, by strategy and outcome."""
        psa = self.psa
        if psa is None:
            return rows(uncertainty.COLUMNS, (), uncertainty.COLUMNS[:3])
        return self._once("psa_summary", lambda: uncertainty.psa_summary(self.study, self.base, psa, self.design))

    def psa_icer_table(self) -> pd.DataFrame:
        """As `icer_table`, from the means over the draws, with `icer_mc_error`."""
        if self.psa is None:
            empty = self.icer_table().iloc[:0].copy()
            empty.insert(list(empty.columns).index("icer") + 1, "icer_mc_error", pd.Series(dtype="float64"))
            return empty
        return decision.psa_icer_table(self.study, self.psa, self.design)

    def ceac(self) -> pd.DataFrame:
        """Acceptability: wtp, strategy, label, probability, on_frontier (the CEAF: highest mean net benefit)."""
        psa = self.psa
        if psa is None:
            return rows(("wtp", "strategy", "label", "probability", "on_frontier"), (), ("strategy", "label"))
        return self._once("ceac", lambda: decision.ceac(self.study, psa))

    def ce_plane(self) -> pd.DataFrame:
        """Increments over the reference, draw by draw (numbered from 1)."""
        psa = self.psa
        if psa is None:
            return rows(("draw", "strategy", "label", "inc_cost", "inc_qalys"), (), ("strategy", "label"))
        return self._once("ce_plane", lambda: decision.ce_plane(self.study, psa))

    def ce_means(self) -> pd.DataFrame:
        """Means of the increments over the reference, with the spread and correlation that an ellipse needs."""
        psa = self.psa
        if psa is None:
            names = ("strategy", "label", "inc_cost", "inc_qalys", "sd_cost", "sd_qalys", "correlation")
            return rows(names, (), names[:2])
        return self._once("ce_means", lambda: decision.ce_means(self.study, psa, self.design))

    def costs_by_category(self) -> pd.DataFrame:
        """Costs by category in the base case, discounted and not."""
        return breakdown.by_part(self.study, self.base, "cost", "category")

    def costs_by_state(self) -> pd.DataFrame:
        """Costs by health state in the base case, discounted and not."""
        return breakdown.by_part(self.study, self.base, "cost", "state")

    def qalys_by_category(self) -> pd.DataFrame:
        """QALYs by utility in the base case, discounted and not."""
        return breakdown.by_part(self.study, self.base, "qalys", "category")

    def qalys_by_state(self) -> pd.DataFrame:
        """QALYs by health state in the base case, discounted and not."""
        return breakdown.by_part(self.study, self.base, "qalys", "state")

    def life_years_by_state(self) -> pd.DataFrame:
        """Life years by health state in the base case, discounted and not."""
        return breakdown.by_part(self.study, self.base, "life_years", "state")

    def counts(self) -> pd.DataFrame:
        """Counts a person in the base case."""
        return breakdown.counts(self.study, self.base)

    def milestones(self) -> pd.DataFrame:
        """Survival, response and transfusion independence over time, and medians, with intervals over the draws."""
        return breakdown.milestones(self.study, self.base, self.psa)

    def trace_table(self) -> pd.DataFrame:
        """Share of the starting cohort in each state at each cycle of the base case."""
        return self._once("trace_table", lambda: breakdown.trace_table(self.study, self.trace))

    def survival(self) -> pd.DataFrame:
        """Share of the starting cohort alive at each cycle of the base case."""
        return breakdown.survival(self.study, self.trace)

    def parameters(self) -> pd.DataFrame:
        """The inputs, with their distributions, sources and what was drawn."""
        return uncertainty.parameters(self.study, self.draws)

    def settings(self) -> pd.DataFrame:
        """The settings in force, and where each came from: setting, value, origin."""
        found = [(line.name, line.value, line.origin) for line in self.study.settings]
        return rows(("setting", "value", "origin"), found, ("setting", "value", "origin"))

    def _repr_html_(self) -> str:
        """Title and ICER table, for notebooks."""
        return card(self.study, self.icer_table(), 0 if self.psa is None else len(self.psa))
