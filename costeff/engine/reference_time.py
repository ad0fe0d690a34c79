"""The reference engine's clock: when things count, how they are discounted, and the milestones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from costeff.engine.catalogue import counted_in, milestone_measures, milestones
from costeff.expr.tree import Number
from costeff.model import Instalments, Model, Payoff
from costeff.results.outcomes import Outcome

OFFSET = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""When in a cycle its person-time and flows are discounted, in cycles after its start."""


class Clockwork:
    """Cycle weights and discount factors of one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.settings = model.settings
        self.cycles = model.settings.cycles
        self.factors: dict[tuple[str, float], float] = {}

    def cycles_per(self, payoff: Payoff) -> float:
        """By what an amount of person-time is multiplied for a cycle: a month's cost in a 28-day cycle is 0.92 of it.

        An amount without `per` is for a cycle, a utility without `per` for a year.
        """
        if payoff.per is None:
            return self.settings.cycle_years if payoff.kind == "utility" else 1.0
        return 1.0 / payoff.per.cycles(self.settings.cycle)

    def weights(
        self, rate: str, timing: str, cycle: int, instalments: Instalments | None = None
    ) -> tuple[float, float]:
        """Discounted and undiscounted weight of what happens in a cycle.

        Args:
            rate: `costs` or `effects`.
            timing: `corrected` person-time, `start` of the cycle, a `flow` on an arrow, or `at start`.
            cycle: its number t, or the point t for person-time under `points` and weight tables.
            instalments: how an event cost is spread; parts that fall due after the horizon are not counted.
        """
        at, weight = self.moment(timing, cycle)
        if instalments is None:
            return weight * self.factor(rate, at), weight
        gap = instalments.gap.cycles(self.settings.cycle)
        due = [at + k * gap for k in range(instalments.number)]
        due = [time for k, time in enumerate(due) if k == 0 or time <= self.cycles + 1e-9]
        part = weight / instalments.number
        return part * sum(self.factor(rate, time) for time in due), part * len(due)

    def moment(self, timing: str, cycle: int) -> tuple[float, float]:
        """The time (in cycles) at which something is discounted, and its cycle weight."""
        points = self.settings.correction in ("points", "table")
        offset = OFFSET.get(self.settings.discount_at)
        if timing == "at start":
            return 0.0, 1.0
        if timing == "start":
            return float(cycle), 1.0
        if timing == "flow":
            weight = self.table_weight(cycle + 1) if self.settings.correction == "table" else 1.0
            return cycle + (1.0 if offset is None else offset), weight
        if points:
            weight = self.table_weight(cycle) if self.settings.correction == "table" else self.trapezoid(cycle)
            return cycle + (offset or 0.0), weight
        return cycle + (offset or 0.0), 1.0

    def trapezoid(self, point: int) -> float:
        """Half a cycle at both ends."""
        return 0.5 if point in (0, self.cycles) else 1.0

    def table_weight(self, point: int) -> float:
        """The weight of a point from the user's own table, whose first value column is used."""
        table = self.model.tables[self.settings.correction_table]
        cells = next(iter(table.columns.values()))
        tree = cells[point].tree
        assert isinstance(tree, Number)
        return tree.value

    def factor(self, rate: str, at: float) -> float:
        """Discount factor at a time in cycles."""
        if (rate, at) not in self.factors:
            discount = self.settings.discount_costs if rate == "costs" else self.settings.discount_effects
            years = np.array([at * self.settings.cycle_years])
            self.factors[rate, at] = float(discount.factor(years, self.settings.compounding)[0])
        return self.factors[rate, at]

    def milestones(self, occupancy: Sequence[Mapping[str, float]]) -> dict[Outcome, float]:
        """Shares of the starting cohort at the milestone times, linear between cycles; and median survival."""
        found: dict[Outcome, float] = {}
        for measure in milestone_measures(self.model):
            states = counted_in(self.model, measure)
            curve = [sum(now.get(s, 0.0) for s in states) for now in occupancy]
            for time in milestones(self.model):
                at = time.cycles(self.settings.cycle)
                low = min(math.floor(at + 1e-9), self.cycles)
                high, part = min(low + 1, self.cycles), max(0.0, at - low)
                share = curve[low] * (1 - part) + curve[high] * part
                found[Outcome(measure, "time", str(time), False)] = share
        alive = [sum(now.get(s.id, 0.0) for s in self.model.states if s.alive) for now in occupancy]
        found[Outcome("median_survival", "total", "", False)] = self.median(alive)
        return found

    def median(self, alive: Sequence[float]) -> float:
        """Time in years at which half the cohort is dead, linear within a cycle; infinite if not by the horizon."""
        if alive[0] <= 0.5:
            return 0.0
        for t in range(1, len(alive)):
            if alive[t] <= 0.5:
                before = alive[t - 1]
                part = (before - 0.5) / (before - alive[t]) if before > alive[t] else 0.0
                return (t - 1 + part) * self.settings.cycle_years
        return math.inf
