"""Where along a numeric axis of a sweep the decision turns: thresholds of a price, an effect, an accuracy.

Net benefits within rounding of each other are equal, as everywhere (`costeff.measures.tolerance`): a strategy stays the
preferred one, or worth its cost, while it is level, so that strategies that are the same never take turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures.tolerance import slack
from costeff.results.frames import rows, threshold_name

Array = NDArray[np.float64]

TEXT = ("basis", "turns", "reference", "before", "after", "axis")
COLUMNS = ("basis", "threshold", *TEXT[1:], "at", "lower", "upper", "interpolated")
"""Columns beside the other axes."""


def crossings_table(
    grid: pd.DataFrame, along: str, others: Sequence[str], thresholds: Sequence[float], reference: str
) -> pd.DataFrame:
    """Where the preferred strategy changes along an axis, and where a strategy begins or ceases to be worth its cost.

    Between two neighbouring points of the grid net benefits are taken to be straight lines. They are for a price; for
    most other inputs nearly so, and the closer the points, the nearer.

    Args:
        grid: table of a sweep: the axes; strategy, reference; cost, nmb_T and inmb_T, and psa_inmb_T with a
            probabilistic analysis, for each threshold T.
        along: name of the numeric axis.
        others: names of the other axes.
        thresholds: willingness to pay for a QALY.
        reference: rows of this reference alone are looked at.

    Returns:
        A row a crossing: the other axes; basis (`base case` or `psa mean`), threshold, turns (`best`: another strategy
        has the highest net benefit; `worth`: the net benefit of a strategy against the reference changes its sign),
        reference, before and after (strategies; for `worth` the reference stands for "not worth its cost"), axis, at,
        lower and upper (the neighbouring points), interpolated (False if it lies on a point of the grid).
    """
    mine = grid[(grid["reference"] == reference) & (grid["strategy"] != "")]
    found: list[tuple[object, ...]] = []
    groups = mine.groupby(list(others), sort=False, dropna=False) if others else [((), mine)]
    for key, part in groups:
        fixed = key if isinstance(key, tuple) else (key,)
        for threshold in thresholds:
            end = threshold_name(threshold)
            for basis, column in (("base case", f"inmb_{end}"), ("psa mean", f"psa_inmb_{end}")):
                if column in part and part[column].notna().any():
                    wide = part.set_index([along, "strategy"])
                    order = list(dict.fromkeys(part["strategy"]))
                    benefits, costs = (wide[name].unstack()[order] for name in (column, "cost"))  # noqa: PD010
                    lines = _turns(benefits, costs, room_of(wide, along, end), reference)
                    found += [(*fixed, basis, threshold, t[0], reference, *t[1:3], along, *t[3:]) for t in lines]
    text = [name for name in others if pd.api.types.is_string_dtype(grid[name])]
    return rows((*others, *COLUMNS), found, (*text, *TEXT))


def room_of(grid: pd.DataFrame, along: str, end: str) -> pd.Series:
    """By how much net benefits may differ at each value of an axis and still be equal: rounding is of their own size.

    Args:
        grid: as of `crossings_table`, of one line of points.
        along: name of the axis, a column or a level of the index.
        end: how the columns of the threshold end.
    """
    most = grid[f"nmb_{end}"].abs().groupby(grid[along] if along in grid else grid.index.get_level_values(along)).max()
    return pd.Series(slack(most.to_numpy(dtype=np.float64)), index=most.index)


def _turns(
    benefits: pd.DataFrame, costs: pd.DataFrame, room: pd.Series, reference: str
) -> Iterator[tuple[object, ...]]:
    """Crossings of one line of points: turns, before, after, at, lower, upper, interpolated.

    Args:
        benefits: incremental net benefit, a row a value of the axis and a column a strategy.
        costs: of the same shape, for the choice among equals at the start.
        room: by how much net benefits may differ and still be equal, a row a value of the axis.
        reference: the column that is nought.
    """
    benefits = benefits.dropna(axis=1).sort_index()
    x = benefits.index.to_numpy(dtype=np.float64)
    names = [str(name) for name in benefits.columns]
    values = benefits.to_numpy(dtype=np.float64)
    if not names:
        return
    near = room.loc[benefits.index].to_numpy(dtype=np.float64)
    best = _preferred(values, costs.loc[benefits.index, benefits.columns].to_numpy(dtype=np.float64), near)
    for k in np.flatnonzero(best[1:] != best[:-1]).tolist():
        before, after = int(best[k]), int(best[k + 1])
        yield ("best", names[before], names[after], *_at(x, values[:, before] - values[:, after], near, k))
    for j, name in enumerate(names):
        if name == reference:
            continue
        worth = worth_along(values[:, j], near)
        for k in np.flatnonzero(worth[1:] != worth[:-1]).tolist():
            sides = (name, reference) if worth[k] else (reference, name)
            yield ("worth", *sides, *_at(x, values[:, j], near, k))


def _preferred(values: Array, costs: Array, room: Array) -> NDArray[np.intp]:
    """The preferred strategy at each point, shape (points,): the one before it stays while it is level with the best.

    At the start the cheapest of equals is preferred, and the first of those.

    Args:
        values: net benefit, shape (points, strategies).
        costs: same shape.
        room: as of `_turns`, shape (points,).
    """
    found, before = np.empty(len(values), dtype=np.intp), -1
    for k, (benefit, cost, near) in enumerate(zip(values, costs, room, strict=True)):
        level = np.flatnonzero(benefit >= benefit.max() - near)
        if before not in level:
            least = cost[level].min()
            before = int(level[cost[level] <= least + slack(least)][0])
        found[k] = before
    return found


def worth_along(benefit: Array, room: Array) -> NDArray[np.bool_]:
    """Whether a strategy is worth its cost at each point of a line; while it is level with the reference, as before.

    At the start a strategy that is level isn't.

    Args:
        benefit: incremental net benefit over the reference, in the order of the axis, shape (points,).
        room: by how much it may differ from nought and still be none, shape (points,).
    """
    found, before = np.empty(len(benefit), dtype=np.bool_), False
    for k, (more, near) in enumerate(zip(benefit, room, strict=True)):
        if abs(more) > near:
            before = bool(more > 0)
        found[k] = before
    return found


def _at(x: Array, difference: Array, room: Array, k: int) -> tuple[float, float, float, bool]:
    """Where a difference is nought between points k and k + 1: at, lower, upper, interpolated."""
    low, high = (float(difference[n]) if abs(difference[n]) > room[n] else 0.0 for n in (k, k + 1))
    lower, upper = float(x[k]), float(x[k + 1])
    if low == high:
        return upper, lower, upper, True
    share = min(1.0, max(0.0, low / (low - high)))
    return lower + share * (upper - lower), lower, upper, 0 < share < 1
