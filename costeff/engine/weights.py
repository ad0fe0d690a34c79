"""Weights: cycle correction times discount factor, one row of T + 1 numbers for each way in which something counts."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costeff.engine.tape import Vector
from costeff.errors import WorkbookError
from costeff.errors.rows import MustNotVary, WeightsTooShort
from costeff.expr.tree import Number
from costeff.model import Discount, Instalments, Model

Timing = Literal["corrected", "start", "flow"]
OFFSET = {"start": 0.0, "middle": 0.5, "end": 1.0, "point": 0.0}


class Weights:
    """The distinct weight rows of one model."""

    def __init__(self, model: Model) -> None:
        self.settings = model.settings
        self.cycles = model.settings.cycles
        self.by_points = self.settings.correction in ("points", "table")
        self.point_weights = self._point_weights(model)
        self.rows: list[Vector] = []
        self._known: dict[bytes, int] = {}
        self._asked: dict[tuple[Discount | None, Timing, Instalments | None], int] = {}

    def row(self, values: Vector) -> int:
        """The number of a weight row."""
        values = np.ascontiguousarray(values, dtype=np.float64)
        key = values.tobytes()
        if key not in self._known:
            self._known[key] = len(self.rows)
            self.rows.append(values)
        return self._known[key]

    def of(self, rate: Discount | None, timing: Timing, instalments: Instalments | None = None) -> int:
        """The row for person-time or flows, discounted at a rate or not at all.

        Args:
            rate: None for undiscounted.
            timing: cycle-corrected person-time, person-time at the start of the cycle, or flows during it.
            instalments: how an event cost is spread.
        """
        if (rate, timing, instalments) not in self._asked:
            self._asked[rate, timing, instalments] = self._row_of(rate, timing, instalments)
        return self._asked[rate, timing, instalments]

    def _row_of(self, rate: Discount | None, timing: Timing, instalments: Instalments | None) -> int:
        times = np.arange(self.cycles + 1, dtype=np.float64)
        weight = np.ones(self.cycles + 1)
        offset = OFFSET[self.settings.discount_at]
        if timing == "corrected":
            weight, times = self.point_weights.copy(), times + offset
        elif timing == "flow":
            times = times + (1.0 if self.settings.discount_at == "point" else offset)
            if self.settings.correction == "table":
                weight = np.append(self.point_weights[1:], 0.0)
        if timing == "flow" or not self.by_points:
            weight[-1] = 0.0  # nothing flows or lasts after the horizon
        if timing == "start":
            weight[-1] = 0.0
        return self.row(weight * self._paid(rate, times, instalments))

    def at_start(self, rate: Discount | None, instalments: Instalments | None) -> float:
        """The weight of what is charged at time 0."""
        return float(self._paid(rate, np.zeros(1), instalments)[0])

    def interpolation(self, at: float) -> tuple[int, int, int]:
        """The row that reads a curve at a time in cycles, linear between them, with its first and last cycle."""
        low = min(int(np.floor(at + 1e-9)), self.cycles)
        part = max(0.0, at - low)
        row = np.zeros(self.cycles + 1)
        row[low] += 1 - part
        row[min(low + 1, self.cycles)] += part
        return self.row(row), low, min(low + (part > 0), self.cycles)

    def _paid(self, rate: Discount | None, times: NDArray[np.float64], instalments: Instalments | None) -> Vector:
        """Present value of 1 due at each time in cycles, in one part or several."""
        if instalments is None:
            return self._factor(rate, times)
        gap = instalments.gap.cycles(self.settings.cycle)
        value = np.zeros_like(times)
        for n in range(instalments.number):
            due = times + n * gap
            within = due <= self.cycles + 1e-9 if n else np.ones_like(times, dtype=np.bool_)
            value += np.where(within, self._factor(rate, due), 0.0)
        return value / instalments.number

    def _factor(self, rate: Discount | None, times: NDArray[np.float64]) -> Vector:
        if rate is None:
            return np.ones_like(times)
        return rate.factor(times * self.settings.cycle_years, self.settings.compounding)

    def _point_weights(self, model: Model) -> Vector:
        """Cycle weight of each time 0..T for corrected person-time."""
        weights = np.ones(self.cycles + 1)
        if self.settings.correction == "points":
            weights[0] = weights[-1] = 0.5
        elif self.settings.correction == "table":
            table = model.tables[self.settings.correction_table]
            cells = next(iter(table.columns.values()))
            if len(cells) < self.cycles + 1:
                short = WeightsTooShort(where=table.where, table=table.name, needed=self.cycles + 1, given=len(cells))
                raise WorkbookError([short])
            for n, cell in enumerate(cells[: self.cycles + 1]):
                if not isinstance(cell.tree, Number):
                    raise WorkbookError([MustNotVary(where=cell.where, what="a cycle weight")])
                weights[n] = cell.tree.value
        return weights
