"""The efficiency frontier: which strategies are worth considering at any willingness to pay, and their ICERs.

Sources: Weinstein MC. Principles of cost-effective resource allocation in health care organizations.
Int J Technol Assess Health Care 1990;6:93-103. Cantor SB. Cost-effectiveness analysis, extended dominance, and ethics:
a quantitative assessment. Med Decis Making 1994;14:259-65.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costeff.measures.tolerance import TOLERANCE, levels

Status = Literal["ND", "D", "ED", "same"]
"""On the frontier; dominated; extendedly dominated; equal to an earlier strategy in cost and QALYs."""

NONE = -1
"""Stands for `no strategy` among positions."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frontier:
    """A frontier; every array has shape (strategies,), in the order in which the strategies were given.

    Attributes:
        order: positions of the strategies by rising cost, at equal cost by falling QALYs.
        status: the place of each.
        same_as: position of the strategy that a `same` one equals; -1 for the others.
        previous: position of the strategy on the frontier that each is compared with: the last one before it in
            `order`; -1 for the first.
        inc_cost: cost less that of `previous`; NaN for the first.
        inc_qalys: QALYs less those of `previous`; NaN for the first.
        icer: money for a QALY; NaN except on the frontier, and for its first.
    """

    order: NDArray[np.intp]
    status: tuple[Status, ...]
    same_as: NDArray[np.intp]
    previous: NDArray[np.intp]
    inc_cost: NDArray[np.float64]
    inc_qalys: NDArray[np.float64]
    icer: NDArray[np.float64]

    @property
    def members(self) -> NDArray[np.intp]:
        """Positions of the strategies on the frontier, by rising cost."""
        return np.array([i for i in self.order if self.status[i] == "ND"], dtype=np.intp)


def frontier(cost: NDArray[np.float64], qalys: NDArray[np.float64]) -> Frontier:
    """Sorts by cost, then by falling QALYs; removes the dominated, then the extendedly dominated until ICERs rise.

    A strategy is dominated if another is no worse in both and better in one, and extendedly dominated if a mixture of
    two others is. Costs or QALYs within 1e-9 (relative and absolute) count as equal. Three on one line all stay.

    Args:
        cost: shape (strategies,), finite, at least one.
        qalys: shape (strategies,), finite.
    """
    n = len(cost)
    dear, good = levels(cost), levels(qalys)
    order = np.lexsort((np.arange(n), -good, dear))
    same_as = np.array([_twin(i, dear, good) for i in range(n)], dtype=np.intp)
    status: list[Status] = ["ND"] * n
    kept: list[int] = []
    for i in order.tolist():
        if same_as[i] != NONE:
            status[i] = "same"
        elif kept and good[i] <= good[kept[-1]]:
            status[i] = "D"
        else:
            kept.append(i)
    for i in _off_the_hull(kept, cost, qalys):
        status[i] = "ED"
    previous = _previous(order, status)
    inc_cost = np.where(previous == NONE, np.nan, cost - cost[previous])
    inc_qalys = np.where(previous == NONE, np.nan, qalys - qalys[previous])
    on = np.array([s == "ND" for s in status]) & (previous != NONE)
    icer = np.full(n, np.nan)
    icer[on] = inc_cost[on] / inc_qalys[on]
    return Frontier(
        order=order,
        status=tuple(status),
        same_as=same_as,
        previous=previous,
        inc_cost=inc_cost,
        inc_qalys=inc_qalys,
        icer=icer,
    )


def _twin(i: int, dear: NDArray[np.intp], good: NDArray[np.intp]) -> int:
    """The first strategy before `i` that equals it."""
    equal = np.flatnonzero((dear[:i] == dear[i]) & (good[:i] == good[i]))
    return int(equal[0]) if len(equal) else NONE


def _off_the_hull(kept: list[int], cost: NDArray[np.float64], qalys: NDArray[np.float64]) -> list[int]:
    """Those of the undominated, by rising cost, that a mixture of their neighbours on the hull beats."""
    hull: list[int] = []
    removed: list[int] = []
    for i in kept:
        while len(hull) >= 2 and _bends_back(hull[-2], hull[-1], i, cost, qalys):
            removed.append(hull.pop())
        hull.append(i)
    return removed


def _bends_back(a: int, b: int, c: int, cost: NDArray[np.float64], qalys: NDArray[np.float64]) -> bool:
    """Whether the ICER of b over a is above that of c over b; cross-multiplied, so that nothing is divided."""
    first = (cost[b] - cost[a]) * (qalys[c] - qalys[b])
    second = (cost[c] - cost[b]) * (qalys[b] - qalys[a])
    return bool(first - second > TOLERANCE * (abs(first) + abs(second)))


def _previous(order: NDArray[np.intp], status: list[Status]) -> NDArray[np.intp]:
    """The strategy on the frontier that stands last before each in the order of cost."""
    found = np.full(len(order), NONE, dtype=np.intp)
    last = NONE
    for i in order.tolist():
        found[i] = last
        if status[i] == "ND":
            last = i
    return found
