"""The figures of the distribution of health, drawn from its tables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.results import Analysis, threshold_name

FAR = 3.0
"""Times the largest net health benefit of the others, beyond which a strategy is off their scale."""


def figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """At each threshold the equity impact plane, and the curve of each index.

    Named `plane_T`, `aversion_atkinson_T` and `aversion_kolm_T`.
    """
    table, curve, study = analysis.tables["equity"], analysis.tables["curve"], analysis.study
    labels = {str(s): str(label) for s, label in zip(table["strategy"], table["label"], strict=True)}
    order = [*(s.id for s in study.strategies), *(s for s in labels if s not in {line.id for line in study.strategies})]
    strategies = {s: labels.get(s, dict(study.labels).get(s, s)) for s in order}
    for threshold in study.thresholds if len(table) else ():
        there = table[table["threshold"] == threshold]
        far = _distant(there[there["index"] == "Atkinson"])
        for index, part in there.groupby("index", sort=False):
            parameter = float(part["parameter"].iloc[0])
            name = threshold_name(threshold)
            if index == "Atkinson" and part["equity_impact"].notna().any():
                yield (
                    f"plane_{name}",
                    plots.equity_plane(
                        part,
                        strategies,
                        distant=far,
                        index=str(index),
                        parameter=parameter,
                        threshold=threshold,
                        currency=study.currency,
                    ),
                )
            along = curve[(curve["threshold"] == threshold) & (curve["index"] == index)]
            yield (
                f"aversion_{str(index).lower()}_{name}",
                plots.aversion_curve(
                    along,
                    strategies,
                    index=str(index),
                    parameter=parameter,
                    threshold=threshold,
                    currency=study.currency,
                    left_out=far,
                ),
            )


def _distant(table: pd.DataFrame) -> tuple[str, ...]:
    """The strategies that lose so much more health than the others move that they would hide them."""
    sizes = dict(zip(table["strategy"], table["mean_change"], strict=True))
    found: list[str] = []
    while len(sizes) > 2:
        largest = max(sizes, key=lambda name: abs(sizes[name]))
        rest = max(abs(change) for name, change in sizes.items() if name != largest)
        if sizes[largest] >= 0 or abs(sizes[largest]) <= FAR * rest:
            break
        found.append(str(largest))
        del sizes[largest]
    return tuple(found)
