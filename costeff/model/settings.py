"""The settings of a study: who decides, over what time, at what prices, by which conventions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from costeff.errors import Where
from costeff.model.discount import Compounding, Discount
from costeff.model.time import UNITS_A_YEAR, Duration, UntilAge

Correction = Literal["half-cycle", "start", "end", "points", "table"]
DiscountAt = Literal["start", "middle", "end", "point"]
Design = Literal["random", "sobol", "lhs"]

DISCOUNT_AT: Mapping[Correction, DiscountAt] = {
    "half-cycle": "middle",
    "start": "start",
    "end": "end",
    "points": "point",
    "table": "point",
}
"""When person-time and flows are discounted, if the workbook doesn't say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the `Study` sheet says.

    Attributes:
        cycle: length of a cycle.
        horizon: how long the cohort is followed.
        start_age: in years, at time 0.
        discount_costs: rate over time for costs.
        discount_effects: rate over time for QALYs, life years and discounted counts.
        compounding: how a rate becomes a factor.
        correction: cycle correction; `table` takes its weights from the table `correction_table`.
        discount_at: the time within a cycle at which its person-time and flows are discounted.
        thresholds: willingness to pay for a QALY, rising.
        reference: id of the strategy that the others are compared with.
        price_parameter: id of the parameter that is the price which the study is about; empty = none is named.
        draws: draws of the probabilistic analysis.
        seed: seed of its random streams.
        design: how the draws are laid out.
        invalid_draws: `refuse` stops at a draw that is no valid model; `drop` leaves it out and says so.
        filled: settings that were blank, with where their value came from (`NICE profile`, `default`).
        cells: where each setting stands.
    """

    title: str = ""
    population: str = ""
    intervention: str = ""
    perspective: str = ""
    country: str = ""
    currency: str = "GBP"
    price_year: str = ""
    jurisdiction: str = ""
    cycle: Duration
    horizon: Duration | UntilAge
    start_age: float
    discount_costs: Discount
    discount_effects: Discount
    compounding: Compounding = "annual"
    correction: Correction = "half-cycle"
    correction_table: str = ""
    discount_at: DiscountAt = "middle"
    thresholds: tuple[float, ...] = ()
    reference: str = ""
    base_case: str = "as given"
    price_parameter: str = ""
    draws: int = 10_000
    seed: int = 1
    design: Design = "random"
    invalid_draws: Literal["refuse", "drop"] = "refuse"
    filled: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Where] = field(default_factory=dict)

    @property
    def cycle_years(self) -> float:
        """Length of a cycle in years."""
        return self.cycle.years(self.cycle)

    def years_at(self, cycle: float) -> float:
        """Years from the start to the start of a cycle; whole where they should be."""
        return cycle * self.cycle.value / UNITS_A_YEAR[self.cycle.unit]

    def months_at(self, cycle: float) -> float:
        """Months from the start to the start of a cycle; whole where they should be."""
        return cycle * self.cycle.value * 12 / UNITS_A_YEAR[self.cycle.unit]

    @property
    def cycles(self) -> int:
        """Number of cycles T: the horizon in cycles, rounded up."""
        if isinstance(self.horizon, UntilAge):
            span = Duration(self.horizon.age - self.start_age, "year")
            return max(0, math.ceil(span.cycles(self.cycle) - 1e-9))
        return self.horizon.whole_cycles(self.cycle)
