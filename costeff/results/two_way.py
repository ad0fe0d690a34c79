"""Tables of the two-way analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures import nmb
from costeff.results.frames import frame, threshold_name
from costeff.results.situations import best_of
from costeff.results.study import Study

Array = NDArray[np.float64]

TAKEN = frozenset({
    "strategy", "label", "reference", "threshold", "margin", "cost", "qalys", "life_years", "inc_cost", "inc_qalys",
})  # fmt: skip
"""Columns that no parameter may be named as in these tables."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gridded:
    """What a two-way analysis found, as its tables need it; totals of shape (points, strategies), NaN where invalid.

    Attributes:
        names: columns of the two parameters.
        x, y: their values at each point, shape (points,).
        strategies: ids.
    """

    names: tuple[str, str]
    x: Array
    y: Array
    strategies: tuple[str, ...]
    cost: Array
    qalys: Array
    life_years: Array

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Points that are a valid model, shape (points,)."""
        return np.asarray(np.isfinite(self.cost).all(axis=1))

    def best(self, threshold: float) -> NDArray[np.intp]:
        """Position of the strategy with the highest net benefit at each point, shape (points,); -1 where invalid."""
        found = np.full(len(self.x), -1, dtype=np.intp)
        there = self.valid
        benefit = nmb(self.cost[there], self.qalys[there], threshold)
        if there.any():
            found[there] = best_of(benefit, self.cost[there], self.qalys[there])
        return found


def column_names(x: str, y: str) -> tuple[str, str]:
    """The columns of two parameters, apart from those that every grid has."""

    def free(name: str) -> str:
        taken = name in TAKEN or name.startswith("inmb_")
        return f"axis_{name}" if taken else name

    return free(x), free(y)


def two_way_table(study: Study, found: Gridded) -> pd.DataFrame:
    """A row a point and strategy: what it yields, against the reference, and its net benefit at each threshold T.

    Columns: the two parameters, strategy, label, reference, cost, qalys, life_years, inc_cost, inc_qalys, inmb_T.
    Numbers are blank where the point is no valid model.
    """
    points, count = len(found.x), len(found.strategies)
    reference = found.strategies.index(study.reference)
    labels = dict(study.labels)
    inc_cost, inc_qalys = (values - values[:, [reference]] for values in (found.cost, found.qalys))
    columns: dict[str, Sequence[object] | np.ndarray] = {
        found.names[0]: np.repeat(found.x, count),
        found.names[1]: np.repeat(found.y, count),
        "strategy": np.tile(np.array(found.strategies, dtype=object), points),
        "label": np.tile(np.array([labels.get(s, s) for s in found.strategies], dtype=object), points),
        "reference": np.full(points * count, study.reference, dtype=object),
        "cost": found.cost.reshape(-1),
        "qalys": found.qalys.reshape(-1),
        "life_years": found.life_years.reshape(-1),
        "inc_cost": inc_cost.reshape(-1),
        "inc_qalys": inc_qalys.reshape(-1),
    }
    for threshold in study.thresholds:
        columns[f"inmb_{threshold_name(threshold)}"] = nmb(inc_cost, inc_qalys, threshold).reshape(-1)
    return frame(columns, ("strategy", "label", "reference"))


def preferred_table(study: Study, found: Gridded) -> pd.DataFrame:
    """A row a point and threshold: the strategy with the highest net benefit, at a tie the cheaper, and its margin.

    Columns: the two parameters, threshold, strategy, label, margin (net benefit over the next best). Blank where the
    point is no valid model; the margin also where nothing else is compared.
    """
    ids = np.array([*found.strategies, ""], dtype=object)
    labels = dict(study.labels)
    words = np.array([*(labels.get(s, s) for s in found.strategies), ""], dtype=object)
    parts = []
    for threshold in study.thresholds:
        best, benefit = found.best(threshold), np.sort(nmb(found.cost, found.qalys, threshold), axis=1)
        margin = benefit[:, -1] - benefit[:, -2] if benefit.shape[1] > 1 else np.full(len(found.x), np.nan)
        columns = {
            found.names[0]: found.x,
            found.names[1]: found.y,
            "threshold": np.full(len(found.x), threshold),
            "strategy": ids[best],
            "label": words[best],
            "margin": margin,
        }
        parts.append(frame(columns, ("strategy", "label")))
    return pd.concat(parts, ignore_index=True)


def shares_table(study: Study, found: Gridded) -> pd.DataFrame:
    """A row a threshold and strategy: the share of the valid points at which it is the preferred one.

    Columns: threshold, strategy, label, share.
    """
    labels, valid = dict(study.labels), max(1, int(found.valid.sum()))
    records = [
        (threshold, s, labels.get(s, s), float((found.best(threshold) == k).sum() / valid))
        for threshold in study.thresholds
        for k, s in enumerate(found.strategies)
    ]
    names = ("threshold", "strategy", "label", "share")
    columns = {name: [record[k] for record in records] for k, name in enumerate(names)}
    return frame(columns, ("strategy", "label"))
