"""A waterfall: how one strategy's net benefit gets from the base case to a scenario, change by change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from costeff.format import money, money_short
from costeff.plots.axis import set_ticks, ticks_that_fit
from costeff.plots.style import (
    NORMAL,
    SMALL,
    SOFT,
    WIDTH,
    house,
    literal,
    page,
    panel,
    plain,
    text_height,
    text_width,
    wrapped,
)

NAMES = 2.3
"""Inches for the labels of steps."""

WHOLE, MORE, LESS = "#5F5F5F", "#2F8FC4", "#D55E00"
"""Fills of totals, of steps that add and of steps that take away."""

_ROW, _TOP, _BOTTOM, _BETWEEN = 0.12, 0.16, 0.58, 0.42


def waterfall(panels: Sequence[tuple[str, pd.DataFrame]], *, currency: str, title: str, axis: str) -> Figure:
    """One panel a strategy, one row a step: bars from the value before to the value after, totals at both ends.

    Args:
        panels: label of a strategy, and its steps from the base case down: label, value (money after the step).
        currency: ISO code.
        title: above the figure: the scenario.
        axis: title of the axes, each of which has its own scale.
    """
    names = [[wrapped(str(label), NAMES, lines=3) for label in steps["label"]] for _, steps in panels]
    tall = [sum(text_height(name) + _ROW for name in part) for part in names]
    heading = wrapped(title, WIDTH - 0.3, size=NORMAL, weight="bold", lines=2)
    left = 0.2 + max(text_width(line, weight="bold") for part in names for name in part for line in name.split("\n"))
    numbers = [[_number(steps, k, currency) for k in range(len(steps))] for _, steps in panels]
    right = 0.2 + max(text_width(text) for part in numbers for text in part)
    width = WIDTH - left - right
    head = text_height("x") + 0.08
    height = _TOP + text_height(heading, NORMAL) + 0.08 + sum(tall) + head * len(panels)
    height += _BETWEEN * (len(panels) - 1) + _BOTTOM
    with house():
        figure = page(height)
        y = height - _TOP - text_height(heading, NORMAL) - 0.08
        for (label, steps), part, texts, inches in zip(panels, names, numbers, tall, strict=True):
            axes = panel(figure, left, y - head - inches, width, inches)
            ends = _ends(steps["value"].to_numpy(dtype=float))
            axes.set_xlim(*ends)
            _bars(axes, steps, part, texts, width)
            set_ticks(axes, "x", *ticks_that_fit(*ends, width, lambda ticks: [money_short(t, currency) for t in ticks]))
            axes.set_title(literal(plain(label)), loc="left", fontsize=SMALL, color=SOFT, pad=4)
            y -= head + inches + _BETWEEN
        axes.set_xlabel(literal(plain(axis)), fontsize=NORMAL)
        figure.text(0.1 / WIDTH, 1 - 0.1 / height, literal(heading), fontsize=NORMAL, fontweight="bold", va="top")
    return figure


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    """The ends of an axis that has all values and 0."""
    low, high = float(min(values.min(), 0.0)), float(max(values.max(), 0.0))
    margin = 0.04 * (high - low) or 1.0
    return (low - margin if low < 0 else 0.0), (high + margin if high > 0 else 0.0)


def _number(steps: pd.DataFrame, k: int, currency: str) -> str:
    """The value after a step; between the ends also the step's own effect."""
    values = steps["value"].to_numpy(dtype=float)
    if not k:
        return money(values[0], currency, 0)
    effect = values[k] - values[k - 1]
    return f"{money(values[k], currency, 0)} ({'+' if effect > 0 else ''}{money(effect, currency, 0)})"


def _bars(axes: Axes, steps: pd.DataFrame, names: Sequence[str], texts: Sequence[str], width: float) -> None:
    """The bars of one panel, with the numbers at its right."""
    heights = np.array([text_height(name) + _ROW for name in names])
    places = (np.cumsum(heights) - heights / 2).tolist()
    axes.set_ylim(float(heights.sum()), 0)
    values = steps["value"].to_numpy(dtype=float)
    for k, (place, text) in enumerate(zip(places, texts, strict=True)):
        start = 0.0 if not k else values[k - 1]
        colour = WHOLE if not k else MORE if values[k] >= start else LESS
        axes.barh(place, values[k] - start, left=start, height=0.15, color=colour, zorder=2, gid="step")
        axes.plot([values[k]] * 2, [place - 0.075, place + 0.075], color=colour, lw=1.2, zorder=3)
        if k + 1 < len(places):
            axes.plot([values[k]] * 2, [place, places[k + 1]], color=SOFT, lw=0.6, zorder=1)
        axes.text(1 + 0.08 / width, place, literal(text), transform=axes.get_yaxis_transform(), ha="left",
                  va="center_baseline", fontsize=SMALL, gid="number")  # fmt: skip
    axes.axvline(0, color=SOFT, lw=0.9, zorder=1)
    set_ticks(axes, "y", places, names)
    for text_of, bold in zip(axes.get_yticklabels(), [True, *[False] * (len(names) - 1)], strict=True):
        text_of.set(linespacing=1.1, fontweight="bold" if bold else "normal")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
