"""At which value of a parameter does the decision change?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff.errors import WorkbookError
from costeff.measures.tolerance import slack
from costeff.model import Draws, Model, base_draws
from costeff.results.outcomes import Outcomes
from costeff.variants import execute, loosened

ALONG, GLANCE = 129, 33
"""Values at which a range is looked at, closely or at a glance; two changes closer than a step may be missed."""

INSIDE = 33
"""Values at which a bracket is looked at in each round, ends included."""

ROUNDS = 6
"""Rounds of narrowing: 32^6 leaves a billionth of a step."""

Array = NDArray[np.float64]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A value of a parameter at which another strategy becomes the preferred one.

    Attributes:
        parameter: its id.
        threshold: willingness to pay for a QALY.
        value: of the parameter.
        below: id of the strategy with the highest net benefit just below it.
        above: id of the one just above it.
    """

    parameter: str
    threshold: float
    value: float
    below: str
    above: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossings:
    """How the decision depends on some parameters, one at a time.

    Attributes:
        values: of each parameter, rising, shape (points,).
        outcomes: at each of them; nan where the value makes no valid model.
        found: every change of the preferred strategy, by parameter, threshold and value.
    """

    values: Mapping[str, Array]
    outcomes: Mapping[str, Outcomes]
    found: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True)
class _Bracket:
    """Two values of a parameter between which the preferred strategy changes.

    Attributes:
        left: where the strategy at position `below` has at least the net benefit of the one at `above`, unless they
            are equal from the start of the range on.
        right: where `above` is preferred.
    """

    parameter: str
    threshold: float
    left: float
    right: float
    below: int
    above: int


def crossings(
    model: Model,
    ranges: Mapping[str, tuple[float, float]],
    *,
    points: int = ALONG,
    cancelled: Cancelled | None = None,
) -> Crossings:
    """Finds every value of each parameter at which the strategy with the highest net benefit changes.

    Each range is looked at in equal steps; each step over which the preferred strategy changes is narrowed down, all
    of them side by side.

    Args:
        model: the decision problem, with its thresholds.
        ranges: id of a parameter to the lower and the upper end of its range; the others stay at their values, but
            for the other shares of a Dirichlet, which keep their proportions.
        points: values at which each range is looked at.
        cancelled: asked now and then; True stops the search.

    Raises:
        Cancelled: if asked to stop.
    """
    values = {name: np.linspace(low, high, points) for name, (low, high) in ranges.items()}
    given, model = model, loosened(model, ranges)
    try:
        outcomes = _run(model, list(values.items()), cancelled)
    except WorkbookError:  # it can't be planned so
        if model is given:
            raise
        model = given
        outcomes = _run(model, list(values.items()), cancelled)
    brackets = [
        bracket
        for (name, along), there in zip(values.items(), outcomes, strict=True)
        for threshold in model.settings.thresholds
        for bracket in _changes(name, along, there, threshold)
    ]
    for _ in range(ROUNDS):
        brackets = _narrowed(model, brackets, cancelled)
    ends = _run(model, [(b.parameter, np.array([b.left, b.right])) for b in brackets], cancelled)
    found = []
    for bracket, there in zip(brackets, ends, strict=True):
        benefit = _benefit(there, bracket.threshold)
        low, high = (benefit[:, bracket.above] - benefit[:, bracket.below]).tolist()
        share = min(1.0, max(0.0, -low / (high - low))) if high > low else 0.0
        found.append(
            Crossing(
                parameter=bracket.parameter,
                threshold=bracket.threshold,
                value=bracket.left + share * (bracket.right - bracket.left),
                below=there.strategies[bracket.below],
                above=there.strategies[bracket.above],
            )
        )
    return Crossings(values=values, outcomes=dict(zip(values, outcomes, strict=True)), found=tuple(found))


def _run(model: Model, asked: Sequence[tuple[str, Array]], cancelled: Cancelled | None) -> list[Outcomes]:
    """Outcomes along some values of some parameters, all as rows of one table."""
    if not asked:
        return []
    base = base_draws(model)
    table = np.repeat(base.values, sum(len(values) for _, values in asked), axis=0)
    parts, start = [], 0
    for name, values in asked:
        rows = slice(start, start + len(values))
        table[rows, base.ids.index(name)] = values
        for other, share in _giving_way(model, name).items():
            table[rows, base.ids.index(other)] = (1 - values) * share
        parts.append(rows)
        start = rows.stop
    draws: Draws = replace(base, values=table, index=np.arange(len(table), dtype=np.int64), design="crossings")
    found = execute(model, draws, keep_invalid=True, cancelled=cancelled)
    return [replace(found, values=found.values[rows], index=found.index[rows]) for rows in parts]


def _giving_way(model: Model, name: str) -> dict[str, float]:
    """The other shares of a Dirichlet to their proportions of what is left; empty for any other parameter."""
    moved = model.parameter(name)
    if moved.family != "dirichlet":
        return {}
    others = {p.id: p.value for p in model.parameters if p.group == moved.group and p.id != name}
    return {other: value / sum(others.values()) for other, value in others.items()}


def _benefit(outcomes: Outcomes, threshold: float) -> Array:
    return np.asarray(threshold * outcomes.of("qalys") - outcomes.of("cost"))


def _preferred(outcomes: Outcomes, threshold: float, before: int = -1) -> list[int]:
    """Position of the preferred strategy at each value; -1 where there is no valid model.

    One that was preferred stays so while its net benefit equals the highest (see `costeff.measures.tolerance`), so that
    strategies that are the same but for rounding never take turns. At the start the cheapest of equals is preferred.

    Args:
        outcomes: along the values.
        threshold: willingness to pay for a QALY.
        before: the one preferred before the first value; -1 = none.
    """
    benefit, cost = _benefit(outcomes, threshold), outcomes.of("cost")
    found = []
    for values, costs in zip(benefit, cost, strict=True):
        if np.isnan(values).any():
            before = -1
        else:
            equal = np.flatnonzero(values >= values.max() - slack(values.max()))
            if before not in equal:
                before = int(equal[np.argmin(costs[equal])])
        found.append(before)
    return found


def _changes(parameter: str, values: Array, outcomes: Outcomes, threshold: float, before: int = -1) -> list[_Bracket]:
    """A bracket about each change from one valid model to another along some values; `before` as of `_preferred`."""
    best, benefit = _preferred(outcomes, threshold, before), _benefit(outcomes, threshold)
    found = []
    for k in range(len(best) - 1):
        below, above = best[k], best[k + 1]
        if below == above or min(below, above) < 0:
            continue
        start = k  # while they count as equal, the one may have overtaken the other already
        while start > 0 and best[start - 1] == below and benefit[start, above] > benefit[start, below]:
            start -= 1
        found.append(_Bracket(parameter, threshold, float(values[start]), float(values[k + 1]), below, above))
    return found


def _narrowed(model: Model, brackets: Sequence[_Bracket], cancelled: Cancelled | None) -> list[_Bracket]:
    """The brackets after a round; one in which several strategies follow each other falls into several."""
    inside = [(b.parameter, np.linspace(b.left, b.right, INSIDE)) for b in brackets]
    found: list[_Bracket] = []
    for bracket, (name, values), there in zip(brackets, inside, _run(model, inside, cancelled), strict=True):
        found += _changes(name, values, there, bracket.threshold, bracket.below)
    return found
