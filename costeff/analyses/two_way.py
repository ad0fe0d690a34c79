"""How do two parameters decide together? Every pair of values of a grid, everything else at its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff.model import Model, base_draws
from costeff.variants import execute
from costeff.variants.moving import Totals, totals

Array = NDArray[np.float64]

SLACK = 1e-9
"""By which shares may miss 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridSide:
    """One side of a grid.

    Attributes:
        parameter: its id.
        values: rising, shape (values,).
    """

    parameter: str
    values: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoWay:
    """A grid of two parameters; `x` varies fastest.

    Attributes:
        x, y: values at each point, shape (points,).
        points: totals at each point; NaN throughout one that is no valid model.
        base: totals of the base case, one row.
        along: ids of the other shares of a Dirichlet, which give way to the two.
    """

    x: Array
    y: Array
    points: Totals
    base: Totals
    along: tuple[str, ...]


def two_way(
    model: Model,
    x: GridSide,
    y: GridSide,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> TwoWay:
    """Runs every pair of values.

    The other shares of a Dirichlet keep their proportions of what the two leave; nothing else moves.

    Args:
        model: the decision problem.
        x: the side across.
        y: the side upwards; of another parameter.
        progress: called with the work done and to do.
        cancelled: asked now and then; True stops the run.

    Raises:
        DrawError: if the base case is no valid model.
        Cancelled: if asked to stop.
    """
    across, up = np.tile(x.values, len(y.values)), np.repeat(y.values, len(x.values))
    columns = {x.parameter: across, y.parameter: up}
    others, possible = _others(model, columns)
    columns |= others
    kept = np.flatnonzero(possible)
    base = {name: model.parameter(name).value for name in columns}
    rows = {name: np.append(values[kept], base[name]) for name, values in columns.items()}
    found = totals(model, rows, progress=progress, cancelled=cancelled)
    if np.isnan(found.cost[-1]).any():
        execute(model, base_draws(model), cancelled=cancelled)  # says why
    return TwoWay(
        x=across,
        y=up,
        points=_spread_out(found, kept, len(across)),
        base=_spread_out(found, np.array([0]), 1, last=True),
        along=tuple(others),
    )


def why_not(model: Model, point: dict[str, float]) -> None:
    """Runs one point alone, so that it says why it is no valid model.

    Args:
        model: the decision problem.
        point: id to value of the two parameters.

    Raises:
        DrawError: if it is none.
    """
    base = base_draws(model)
    columns = {name: np.array([value]) for name, value in point.items()}
    values = base.values.copy()
    for name, column in (columns | _others(model, columns)[0]).items():
        values[:, base.ids.index(name)] = column
    execute(model, replace(base, values=values))


def wholes(model: Model, names: Sequence[str]) -> dict[str, list[str]]:
    """The Dirichlet groups that some parameters belong to, with the ids of all their shares."""
    groups = dict.fromkeys(p.group for p in model.parameters if p.id in names and p.family == "dirichlet")
    return {group: [p.id for p in model.parameters if p.group == group] for group in groups}


def _others(model: Model, columns: dict[str, Array]) -> tuple[dict[str, Array], NDArray[np.bool_]]:
    """The shares that give way, and where what is left to them is a share at all."""
    found: dict[str, Array] = {}
    possible = np.ones(len(next(iter(columns.values()))), dtype=np.bool_)
    for members in wholes(model, list(columns)).values():
        moved = [name for name in members if name in columns]
        rest = {name: model.parameter(name).value for name in members if name not in columns}
        left = 1 - np.sum([columns[name] for name in moved], axis=0)
        possible &= left >= -SLACK
        for name, value in rest.items():
            found[name] = np.maximum(left, 0.0) * value / sum(rest.values())
    return found, possible


def _spread_out(found: Totals, places: NDArray[np.intp], size: int, *, last: bool = False) -> Totals:
    """Rows put at their places among those that are no model; or the last row alone."""

    def put(values: Array) -> Array:
        whole = np.full((size, values.shape[1]), np.nan)
        whole[places] = values[-1:] if last else values[:-1]
        return whole

    return Totals(
        strategies=found.strategies, cost=put(found.cost), qalys=put(found.qalys), life_years=put(found.life_years)
    )
