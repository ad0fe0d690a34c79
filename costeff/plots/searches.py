"""Searches from several starts: how well each ended, and from where to where it went."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from costeff.format import number
from costeff.plots.axis import number_texts, set_ticks, ticks_that_fit
from costeff.plots.style import (
    ALERT,
    INK,
    NORMAL,
    SMALL,
    SOFT,
    WIDTH,
    house,
    literal,
    page,
    panel,
    text_height,
    text_width,
    wrapped,
)

MOST = 3
"""Parameters that have a panel: the first ones."""

_TOP, _BOTTOM, _ROW, _GAP = 0.34, 0.42, 0.24, 0.32

_LEAST = 1e-3
"""Objectives below are as good as nought: the targets are met to a thirtieth of a standard error."""


def searches(starts: pd.DataFrame, parameters: Sequence[tuple[str, str]]) -> Figure:
    """A row a search: on the left its objective, then a panel a parameter with its way from start to end.

    Searches that came to the best values are dark; those that ended elsewhere have another colour, and their label
    says so.

    Args:
        starts: from_workbook, objective (NaN = it could not begin), same_as_best, and for each parameter `ID_start`
            and `ID_end`.
        parameters: ids with labels.
    """
    shown = list(parameters)[:MOST]
    names = [_name(k, row) for k, row in enumerate(starts.to_dict("records"), start=1)]
    left = 0.2 + max(text_width(name) for name in names)
    wide = (WIDTH - left - 0.2 - _GAP * len(shown)) / (1 + len(shown))
    titles = ["Objective: sum of squared residuals", *(label for _, label in shown)]
    titles = [wrapped(title, wide, lines=3) for title in titles]
    head = max(map(text_height, titles)) + 0.1
    tall = _ROW * len(starts)
    with house():
        figure = page(_TOP + head + tall + _BOTTOM)
        for k, title in enumerate(titles):
            axes = panel(figure, left + k * (wide + _GAP), _BOTTOM, wide, tall)
            axes.set_ylim(len(starts) - 0.5, -0.5)
            set_ticks(axes, "y", list(range(len(starts))), names if k == 0 else [""] * len(starts))
            axes.tick_params(axis="y", length=0)
            axes.spines["left"].set_visible(k > 0)
            axes.grid(axis="x")
            axes.set_title(literal(title), loc="left", fontsize=SMALL, color=SOFT, pad=4)
            if k == 0:
                _objectives(axes, starts, wide)
            else:
                _ways(axes, starts, shown[k - 1][0], wide)
        _legend(figure, left + wide + _GAP, _TOP + head + tall + _BOTTOM - 0.17)
    return figure


def _legend(figure: Figure, x: float, y: float) -> None:
    """What the marks of the ways are."""
    inches = figure.dpi_scale_trans
    for marker, face, text in (("o", "white", "start"), ("D", INK, "end")):
        figure.add_artist(
            Line2D([x], [y], lw=0, marker=marker, markersize=4.5, markerfacecolor=face,
                   markeredgecolor=SOFT if marker == "o" else INK, transform=inches)
        )  # fmt: skip
        figure.text(x + 0.1, y, text, transform=inches, fontsize=SMALL, va="center", color=SOFT)
        x += text_width(text) + 0.4


def _name(k: int, row: Mapping[Hashable, Any]) -> str:
    """The label of a search."""
    what = "From the workbook" if row["from_workbook"] else f"Start {k}"
    if not np.isfinite(row["objective"]):
        return f"{what} (invalid)"
    return what if row["same_as_best"] else f"{what} (elsewhere)"


def _objectives(axes: Axes, starts: pd.DataFrame, wide: float) -> None:
    """A dot a search, with its number."""
    values = starts["objective"].to_numpy(dtype=float)
    top = max(float(np.nanmax(values)), _LEAST)
    high = 1.75 * top
    for k, (value, same) in enumerate(zip(values.tolist(), starts["same_as_best"], strict=True)):
        if np.isfinite(value):
            colour = INK if same else ALERT
            axes.plot([0, value], [k, k], color=colour, lw=1.2, alpha=0.4)
            axes.plot(value, k, "D", color=colour, markersize=5, clip_on=False, gid="objective")
            shown = number(value, 3) if value >= _LEAST else "below 0.001"
            axes.annotate(literal(shown), (value, k), xytext=(6, 0), textcoords="offset points", va="center",
                          fontsize=SMALL, color=colour, annotation_clip=False)  # fmt: skip
    axes.set_xlim(0, high)
    set_ticks(axes, "x", *ticks_that_fit(0, high, wide, _numbers))


def _ways(axes: Axes, starts: pd.DataFrame, id: str, wide: float) -> None:
    """From where to where one parameter went in each search."""
    begin, end = (starts[f"{id}_{part}"].to_numpy(dtype=float) for part in ("start", "end"))
    every = np.concatenate([begin, end])
    every = every[np.isfinite(every)]
    margin = 0.08 * float(np.ptp(every)) or 0.1 * abs(float(every[0])) or 1.0
    low, high = float(every.min()) - margin, float(every.max()) + margin
    for k, same in enumerate(starts["same_as_best"]):
        colour = INK if same else ALERT
        axes.plot(begin[k], k, "o", color=SOFT, markersize=4.5, markerfacecolor="white", gid="start")
        if np.isfinite(end[k]):
            axes.plot([begin[k], end[k]], [k, k], color=colour, lw=1.0, alpha=0.4)
            axes.plot(end[k], k, "D", color=colour, markersize=5, gid="end")
    axes.set_xlim(low, high)
    set_ticks(axes, "x", *ticks_that_fit(low, high, wide, number_texts))
    axes.set_xlabel(literal(id), fontsize=NORMAL)


def _numbers(ticks: Sequence[float]) -> list[str]:
    """Numbers that may be very small."""
    return [number(tick, 3) for tick in ticks]
