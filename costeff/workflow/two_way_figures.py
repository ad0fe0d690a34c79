"""The figures of a two-way analysis: the preferred strategy, and net benefits with the break-even line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.format import money, money_short
from costeff.plots.scale import Scale
from costeff.results import Analysis, threshold_name

PANELS = 4
"""Strategies whose net benefit is drawn: those that come nearest to the best one, somewhere in the grid."""


def figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """For each threshold `preferred_T`, and `inmb_T` with a panel for each of the nearest strategies."""
    study = analysis.study
    labels = dict(study.labels)
    x, y = (_scale(analysis, side) for side in ("x", "y"))
    base = (float(analysis.facts["x"]["base"]), float(analysis.facts["y"]["base"]))
    table, preferred = analysis.tables["twoway"], analysis.tables["preferred"]
    for threshold in study.thresholds:
        name = threshold_name(threshold)
        cells = preferred[preferred["threshold"] == threshold].assign(panel="all")
        title = f"Highest net benefit at {money(threshold, study.currency)} a QALY"
        yield f"preferred_{name}", plots.preferred_map(cells, {"all": title}, x, y, labels, base)
        rows = table.assign(value=table[f"inmb_{name}"], panel=table["strategy"])
        near = _nearest(rows, study.reference)
        if near:
            yield (
                f"inmb_{name}",
                plots.heat_maps(
                    rows[rows["panel"].isin(near)],
                    {s: labels[s] for s in near},
                    x,
                    y,
                    name=f"Net benefit v {labels[study.reference]}, {money_short(threshold, study.currency)} a QALY",
                    show=lambda value: money_short(float(f"{value:.3g}"), study.currency),
                    around_zero=True,
                    base=base,
                ),
            )


def _scale(analysis: Analysis, side: str) -> Scale:
    facts: Mapping[str, Any] = analysis.facts[side]
    values = np.linspace(facts["low"], facts["high"], analysis.facts["steps"]).tolist()
    return Scale(
        column=facts["column"],
        label=facts["label"],
        unit=facts["unit"],
        values=tuple(values),
        labels=tuple(f"{v:g}" for v in values),
    )


def _nearest(rows: pd.DataFrame, reference: str) -> list[str]:
    """The strategies that come nearest to the best one in some valid point, in the order of the workbook."""
    wide = rows["value"].to_numpy(dtype=float).reshape(-1, rows["strategy"].nunique())
    names = rows["strategy"].iloc[: wide.shape[1]].tolist()
    valid = wide[np.isfinite(wide).all(axis=1)]
    if not len(valid):
        return []
    gaps = dict(zip(names, (valid.max(axis=1, keepdims=True) - valid).min(axis=0).tolist(), strict=True))
    others = sorted((name for name in names if name != reference), key=lambda name: gaps[name])[:PANELS]
    return [name for name in names if name in others]
