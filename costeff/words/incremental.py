"""The incremental analysis in sentences: each strategy against its predecessor on the frontier and the reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from costeff.format import icer
from costeff.measures import Frontier, frontier
from costeff.measures.pairwise import quadrants
from costeff.results import Run
from costeff.words.comparing import Point, against
from costeff.words.phrases import quoted

Array = NDArray[np.float64]


def incremental(run: Run) -> tuple[str, ...]:
    """Each strategy of the base case in a paragraph, in the order of the ICER table.

    Args:
        run: with or without a probabilistic analysis.
    """
    lines = run.study.strategies
    return incremental_of(
        [line.label for line in lines],
        run.base.of("cost")[0],
        run.base.of("qalys")[0],
        [line.id for line in lines].index(run.study.reference),
        run.study.currency,
    )


def incremental_of(labels: Sequence[str], cost: Array, qalys: Array, reference: int, currency: str) -> tuple[str, ...]:
    """The same from the numbers.

    A strategy on the frontier is compared with the one before it there, a dominated one with one that dominates it, an
    extendedly dominated one with the two that beat it together; each besides with the reference, unless that is said
    already.

    Args:
        labels: of the strategies.
        cost: shape (strategies,).
        qalys: shape (strategies,).
        reference: position of the reference.
        currency: ISO 4217 code.
    """
    if len(labels) == 1:
        return (f"{quoted(labels[0])} is the only strategy, so that there is nothing to compare it with.",)
    found = frontier(cost, qalys)
    points: list[Point] = list(zip(cost.tolist(), qalys.tolist(), strict=True))
    said = []
    for i in found.order.tolist():
        others, text = _placed(found, i, labels, points, currency)
        if reference not in (i, *others):
            text = f"{text} {against(labels[i], points[i], labels[reference], points[reference], currency)}".lstrip()
        if text:
            said.append(text)
    return tuple(said)


def _placed(
    found: Frontier, i: int, labels: Sequence[str], points: Sequence[Point], currency: str
) -> tuple[list[int], str]:
    """With which strategies one is compared by its place, and the sentence."""
    cost, qalys = (np.array(side) for side in zip(*points, strict=True))
    if found.status[i] == "ND" and found.previous[i] < 0:
        if len(found.members) > 1:
            return [], f"{quoted(labels[i])} is the cheapest strategy on the frontier, where the comparison starts."
        return [], f"{quoted(labels[i])} is the only strategy on the frontier: none costs less or gives more QALYs."
    if found.status[i] == "same":
        other = int(found.same_as[i])
    elif found.status[i] == "D":
        other = _dominator(found, i, cost, qalys)
    elif found.status[i] == "ED":
        return _mixed(found, i, labels, points, currency)
    else:
        other = int(found.previous[i])
    return [other], against(labels[i], points[i], labels[other], points[other], currency)


def _dominator(found: Frontier, i: int, cost: Array, qalys: Array) -> int:
    """A strategy that dominates this one: the one before it on the frontier if it does, else the first by cost."""
    beaten = quadrants(cost, qalys, i) == "dominant"
    previous = int(found.previous[i])
    return next((j for j in (previous, *found.order.tolist()) if beaten[j]), previous)


def _mixed(
    found: Frontier, i: int, labels: Sequence[str], points: Sequence[Point], currency: str
) -> tuple[list[int], str]:
    """Why a strategy is extendedly dominated: on past it, a QALY costs less than up to it."""
    low = int(found.previous[i])
    members = found.members.tolist()
    high = members[members.index(low) + 1]
    up_to, past = _ratio(points[low], points[i]), _ratio(points[low], points[high])
    return [low], (
        f"{quoted(labels[i])} is extendedly dominated: against {quoted(labels[low])} a QALY would cost "
        f"{icer(up_to, currency)}, while {quoted(labels[high])} gives more of them at {icer(past, currency)}."
    )


def _ratio(low: Point, high: Point) -> float:
    return (high[0] - low[0]) / (high[1] - low[1])
