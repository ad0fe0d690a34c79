"""Where along a numeric axis of a sweep the decision turns: thresholds of a price, an effect, an accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from costeff.results.frames import rows, threshold_name

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
        grid: table of a sweep: the axes; strategy, reference; nmb_T and inmb_T, and psa_inmb_T with a probabilistic
            analysis, for each threshold T.
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
                    lines = _turns(part.set_index([along, "strategy"])[column].unstack(), reference)  # noqa: PD010
                    found += [(*fixed, basis, threshold, t[0], reference, *t[1:3], along, *t[3:]) for t in lines]
    text = [name for name in others if pd.api.types.is_string_dtype(grid[name])]
    return rows((*others, *COLUMNS), found, (*text, *TEXT))


def _turns(benefits: pd.DataFrame, reference: str) -> Iterator[tuple[object, ...]]:
    """Crossings of one line of points: turns, before, after, at, lower, upper, interpolated.

    Args:
        benefits: incremental net benefit, a row a value of the axis and a column a strategy.
        reference: the column that is nought.
    """
    benefits = benefits.dropna(axis=1).sort_index()
    x = benefits.index.to_numpy(dtype=np.float64)
    names = [str(name) for name in benefits.columns]
    values = benefits.to_numpy(dtype=np.float64)
    if not names:
        return
    best = values.argmax(axis=1)
    for k in np.flatnonzero(best[1:] != best[:-1]).tolist():
        before, after = int(best[k]), int(best[k + 1])
        yield ("best", names[before], names[after], *_at(x, values[:, before] - values[:, after], k))
    for j, name in enumerate(names):
        if name == reference:
            continue
        worth = values[:, j] > 0
        for k in np.flatnonzero(worth[1:] != worth[:-1]).tolist():
            sides = (name, reference) if worth[k] else (reference, name)
            yield ("worth", *sides, *_at(x, values[:, j], k))


def _at(x: np.ndarray, difference: np.ndarray, k: int) -> tuple[float, float, float, bool]:
    """Where a difference is nought between points k and k + 1: at, lower, upper, interpolated."""
    low, high = float(difference[k]), float(difference[k + 1])
    lower, upper = float(x[k]), float(x[k + 1])
    if low == high:
        return upper, lower, upper, True
    share = min(1.0, max(0.0, low / (low - high)))
    return lower + share * (upper - lower), lower, upper, 0 < share < 1
