"""Outcomes: what a run yields, indexed draw, strategy, outcome; and the cohort's trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Measure = Literal[
    "cost", "qalys", "life_years", "count", "units", "survival", "response", "independence", "median_survival"
]
By = Literal["total", "category", "state", "payoff", "time"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One column of the outcomes.

    Attributes:
        measure: what is added up. `survival`, `response` and `independence` (transfusion independence) are shares
            of the starting cohort at a time; `units` are those bought at a price, whose id is the name;
            `median_survival` is in years (infinite if not reached).
        by: what the column is one part of.
        name: the category, state, payoff or time (`5 years`); empty for a total.
        discounted: whether the discount rate was applied.
    """

    measure: Measure
    by: By = "total"
    name: str = ""
    discounted: bool = True

    @property
    def column(self) -> str:
        """Name of the column in files: `cost`, `cost_undiscounted`, `cost_category:drugs`, `survival:5 years`."""
        head = self.measure if self.by in ("total", "time") else f"{self.measure}_{self.by}"
        if not self.discounted and self.by != "time" and self.measure not in ("count", "median_survival"):
            head += "_undiscounted"
        if self.discounted and self.measure == "count":
            head += "_discounted"
        return f"{head}:{self.name}" if self.name else head


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """What each draw yields under each strategy.

    Attributes:
        strategies: ids, in the order of the workbook.
        outcomes: the columns.
        values: shape (draws, strategies, outcomes). Money in the study's currency, QALYs and life years a person,
            counts a person.
        index: shape (draws,), the number of each draw, from 0.
    """

    strategies: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    values: NDArray[np.float64]
    index: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.values)

    def of(self, measure: Measure, by: By = "total", name: str = "", discounted: bool = True) -> NDArray[np.float64]:
        """One outcome of every strategy, shape (draws, strategies).

        Raises:
            KeyError: if the run has no such outcome.
        """
        wanted = Outcome(measure, by, name, discounted)
        if wanted not in self.outcomes:
            raise KeyError(wanted)
        values: NDArray[np.float64] = self.values[:, :, self.outcomes.index(wanted)]
        return values

    def names(self, measure: Measure, by: By, discounted: bool = True) -> tuple[str, ...]:
        """The names for which `of(measure, by, name, discounted)` exists, in order."""
        return tuple(o.name for o in self.outcomes if (o.measure, o.by, o.discounted) == (measure, by, discounted))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """Where the cohort is, in the base case.

    Attributes:
        strategies: ids; states: ids, both in the order of the workbook.
        years: shape (T + 1,), time since the start.
        occupancy: shape (strategies, T + 1, states), shares of the starting cohort.
        arrows: ids, in the order of the workbook.
        flows: shape (strategies, T, arrows), share of the starting cohort that each arrow moves in each cycle.
    """

    strategies: tuple[str, ...]
    states: tuple[str, ...]
    years: NDArray[np.float64]
    occupancy: NDArray[np.float64]
    arrows: tuple[str, ...] = ()
    flows: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0, 0)))
