"""What drives the answer? Each uncertain parameter at its bounds, everything else at its value.

Methodological settings never take part: they are scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff import sampling
from costeff.errors import WorkbookError
from costeff.model import Draws, Model, base_draws
from costeff.model.units import limits
from costeff.results.outcomes import Outcomes
from costeff.sampling import Lever
from costeff.variants import execute, loosened

SCAN = np.array([0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975])
"""Probabilities at which a lever is looked at more closely."""

STEP = 0.01
"""Relative change of a parameter for its elasticity."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneWay:
    """The one-way analysis. Outcomes of points that are no valid model are nan.

    Attributes:
        levers: what was moved.
        base: outcomes of the base case, one draw.
        low, high: outcomes at the two ends, a draw a lever.
        nudged: outcomes with each lever's parameter 1% larger, a draw a lever.
        steps: the relative changes of `nudged`, shape (levers,): 0.01; -0.01 where 1% more would leave the unit's
            range; nan where the value is 0.
        scans: levers of which one outcome isn't between those of its ends, to outcomes at the probabilities `SCAN`.
    """

    levers: tuple[Lever, ...]
    base: Outcomes
    low: Outcomes
    high: Outcomes
    nudged: Outcomes
    steps: NDArray[np.float64]
    scans: Mapping[str, Outcomes]


def one_way(model: Model, *, cancelled: Callable[[], bool] | None = None) -> OneWay:
    """Runs the one-way analysis.

    Args:
        model: the decision problem.
        cancelled: asked now and then; True stops the run.

    Raises:
        DrawError: if the base case is no valid model.
        Cancelled: if asked to stop.
    """
    moved = sampling.levers(model)
    steps = np.array([_step(model, lever) for lever in moved])
    ends = [
        {},
        *(lever.low for lever in moved),
        *(lever.high for lever in moved),
        *(_nudged(model, lever, step) for lever, step in zip(moved, steps, strict=True)),
    ]
    there, found = _loosely(model, moved, _table(model, ends), cancelled)
    base = _rows(found, 0, 1)
    if not np.isfinite(base.of("cost")).all():
        base = execute(model, base_draws(model), cancelled=cancelled)  # which says why
    n = len(moved)
    low, high = _rows(found, 1, n), _rows(found, 1 + n, n)
    bent = [lever for k, lever in enumerate(moved) if _bent(model, base, low, high, k)]
    inside = [lever.motion(float(u)) for lever in bent for u in SCAN]
    scanned = execute(there, _table(model, inside), keep_invalid=True, cancelled=cancelled) if inside else None
    scans = {lever.id: _rows(scanned, k * len(SCAN), len(SCAN)) for k, lever in enumerate(bent) if scanned is not None}
    return OneWay(
        levers=moved, base=base, low=low, high=high, nudged=_rows(found, 1 + 2 * n, n), steps=steps, scans=scans
    )


def _loosely(
    model: Model, moved: Sequence[Lever], table: Draws, cancelled: Callable[[], bool] | None
) -> tuple[Model, Outcomes]:
    """The rows of a table, run on one plan a strategy; and the problem as it was planned.

    Args:
        model: the decision problem.
        moved: what is moved.
        table: the rows.
        cancelled: asked now and then; True stops the run.
    """
    there = loosened(model, {name for lever in moved for name in lever.moves})
    try:
        return there, execute(there, table, keep_invalid=True, cancelled=cancelled)
    except WorkbookError:  # it can't be planned so
        if there is model:
            raise
        return model, execute(model, table, keep_invalid=True, cancelled=cancelled)


def _table(model: Model, points: Sequence[Mapping[str, float]]) -> Draws:
    """A draw a point: the base case with some values replaced."""
    base = base_draws(model)
    values = np.repeat(base.values, len(points), axis=0)
    column = {name: k for k, name in enumerate(base.ids)}
    for row, point in enumerate(points):
        for name, value in point.items():
            values[row, column[name]] = value
    return replace(base, values=values, index=np.arange(len(points), dtype=np.int64), design="one-way")


def _rows(outcomes: Outcomes, first: int, number: int) -> Outcomes:
    chosen = slice(first, first + number)
    return replace(outcomes, values=outcomes.values[chosen], index=outcomes.index[chosen])


def _step(model: Model, lever: Lever) -> float:
    """By how much the lever's parameters are nudged, relatively."""
    for name in _own(lever):
        parameter = model.parameter(name)
        if parameter.value == 0:
            return float("nan")
        bounds = limits(parameter.unit)
        if bounds is not None and parameter.value * (1 + STEP) > bounds[1]:
            return -STEP
    return STEP


def _nudged(model: Model, lever: Lever, step: float) -> dict[str, float]:
    """The lever's own parameters a little larger; the shares of a Dirichlet give way in proportion."""
    if np.isnan(step):
        return {}
    own = {name: model.parameter(name).value * (1 + step) for name in _own(lever)}
    others = {p.id: p.value for p in model.parameters if p.id in lever.moves and p.id not in own}
    if all(model.parameter(name).family == "dirichlet" for name in own) and others:
        left = 1 - sum(own.values())
        own |= {name: value * left / sum(others.values()) for name, value in others.items()}
    return own


def _own(lever: Lever) -> Iterable[str]:
    """The parameters that the lever is about, without those that go along."""
    return (lever.id,) if lever.id in lever.moves else lever.moves


def _bent(model: Model, base: Outcomes, low: Outcomes, high: Outcomes, k: int) -> bool:
    """Whether some incremental net benefit of the base case lies outside what the two ends give."""
    reference = base.strategies.index(model.settings.reference)
    for threshold in model.settings.thresholds or (0.0,):
        centre, one, other = (
            _inmb(outcomes, position, reference, threshold) for outcomes, position in ((base, 0), (low, k), (high, k))
        )
        slack = 1e-9 * (1 + np.abs(centre))
        outside = (centre < np.minimum(one, other) - slack) | (centre > np.maximum(one, other) + slack)
        if outside.any():
            return True
    return False


def _inmb(outcomes: Outcomes, position: int, reference: int, threshold: float) -> NDArray[np.float64]:
    benefit: NDArray[np.float64] = threshold * outcomes.of("qalys")[position] - outcomes.of("cost")[position]
    return np.asarray(benefit - benefit[reference])
