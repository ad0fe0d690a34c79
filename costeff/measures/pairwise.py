"""Each strategy against one reference: where it lies on the cost-effectiveness plane, and whether a ratio says it.

Source of the plane: Black WC. The CE plane: a graphic representation of cost-effectiveness.
Med Decis Making 1990;10:212-4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costeff.measures.tolerance import slack

Quadrant = Literal["", "same", "dominant", "dominated", "north-east", "south-west"]
"""Empty for the reference itself. `dominant` is the south-east: cheaper and better; `dominated` the north-west."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairwise:
    """Comparisons with the reference; arrays of shape (strategies,).

    Attributes:
        inc_cost: cost less the reference's.
        inc_qalys: QALYs less the reference's.
        quadrant: where each lies.
        icer: money for a QALY gained; NaN outside the north-east, where a ratio would mislead: its sign doesn't tell
            a dominant strategy from a dominated one.
        saved_per_qaly_lost: money saved for a QALY given up; NaN outside the south-west. The more the better.
    """

    inc_cost: NDArray[np.float64]
    inc_qalys: NDArray[np.float64]
    quadrant: tuple[Quadrant, ...]
    icer: NDArray[np.float64]
    saved_per_qaly_lost: NDArray[np.float64]


def pairwise(cost: NDArray[np.float64], qalys: NDArray[np.float64], reference: int) -> Pairwise:
    """Compares each strategy with the reference.

    Differences within 1e-9 (relative and absolute) count as none: with equal QALYs the cheaper dominates, at equal
    cost the better.

    Args:
        cost: shape (strategies,).
        qalys: shape (strategies,).
        reference: position of the reference.
    """
    inc_cost, inc_qalys = cost - cost[reference], qalys - qalys[reference]
    quadrant = quadrants(cost, qalys, reference)
    icer, saved = np.full(len(cost), np.nan), np.full(len(cost), np.nan)
    for i, word in enumerate(quadrant.tolist()):
        if word == "north-east":
            icer[i] = inc_cost[i] / inc_qalys[i]
        elif word == "south-west":
            saved[i] = inc_cost[i] / inc_qalys[i]
    return Pairwise(
        inc_cost=inc_cost,
        inc_qalys=inc_qalys,
        quadrant=tuple(quadrant.tolist()),
        icer=icer,
        saved_per_qaly_lost=saved,
    )


def quadrants(cost: NDArray[np.float64], qalys: NDArray[np.float64], reference: int) -> NDArray[np.object_]:
    """Where each strategy lies against the reference, for one comparison or many at once.

    Args:
        cost: shape (..., strategies).
        qalys: same shape.
        reference: position of the reference.

    Returns:
        Same shape, a `Quadrant` each.
    """
    base_cost, base_qalys = cost[..., [reference]], qalys[..., [reference]]
    dearer = np.where(np.abs(cost - base_cost) <= slack(base_cost), 0, np.sign(cost - base_cost)).astype(np.intp)
    better = np.where(np.abs(qalys - base_qalys) <= slack(base_qalys), 0, np.sign(qalys - base_qalys)).astype(np.intp)
    words = _WORDS[dearer + 1, better + 1]
    words[..., reference] = ""
    return words


def _quadrant(dearer: int, better: int) -> Quadrant:
    """The quadrant of signs of the increments."""
    if dearer == 0 and better == 0:
        return "same"
    if dearer <= 0 and better >= 0:
        return "dominant"
    if dearer >= 0 and better <= 0:
        return "dominated"
    return "north-east" if dearer > 0 else "south-west"


_WORDS = np.array([[_quadrant(dearer, better) for better in (-1, 0, 1)] for dearer in (-1, 0, 1)], dtype=object)
"""The quadrants by sign of the increments, from -1: cost, then QALYs."""
