"""A forest of situations: a row each, one strategy's net benefit with its interval, held against the base case."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.format import money, money_short
from costeff.plots.axis import set_ticks, ticks_that_fit
from costeff.plots.style import (
    INK,
    NORMAL,
    SMALL,
    SOFT,
    WIDTH,
    LineStyle,
    house,
    literal,
    page,
    panel,
    text_height,
    text_width,
    wrapped,
)

NAMES = 2.15
"""Inches for the labels of rows."""

_ROW, _TOP, _BOTTOM = 0.1, 0.42, 0.42

_CHART = 2.0
"""Least inches of the plot itself."""


def forest(
    rows: pd.DataFrame,
    *,
    style: LineStyle,
    currency: str,
    title: str,
    axis: str,
    sides: tuple[str, str],
    heads: Sequence[str] = ("INMB", "Change"),
) -> Figure:
    """One strategy's net benefit against its reference, a row a situation.

    A dashed line marks the first emphasised row (the base case), from which a thin line leads to each value; 0 is a
    solid line. What lies too far out for the scale of the others is an arrow at the edge: its number tells.

    Args:
        rows: label, value (money), low and high (95% interval; NaN = none), change (money, NaN = none), emphasis
            (bool: the base case, or all subgroups together), note (text in place of the numbers; mostly empty); from
            the top.
        style: of the strategy.
        currency: ISO code.
        title: above the figure: the strategy.
        axis: title of the axis.
        sides: what lies to the left and to the right of 0.
        heads: of the columns of numbers: the value, and the change; the latter may be left out.
    """
    records = rows.to_dict("records")
    columns = [[_value(row, currency) for row in records]]
    if len(heads) > 1:
        columns.append([_change(row, currency) for row in records])
    widths = [max(map(text_width, (*column, head))) + 0.16 for column, head in zip(columns, heads, strict=True)]
    names, left = _names(records, min(NAMES, WIDTH - 0.34 - sum(widths) - _CHART))
    steps = np.array([text_height(name) + _ROW for name in names])
    heading = wrapped(title, WIDTH - 0.3, size=NORMAL, weight="bold", lines=2)
    below = wrapped(axis, WIDTH - 0.6, size=NORMAL, lines=2)
    width = WIDTH - left - sum(widths) - 0.14
    bottom = _BOTTOM + text_height(below, NORMAL)
    top = _TOP + text_height(heading, NORMAL)
    height = top + float(steps.sum()) + bottom
    with house():
        figure = page(height)
        axes = panel(figure, left, bottom, width, float(steps.sum()))
        places = (np.cumsum(steps) - steps / 2).tolist()
        axes.set_ylim(float(steps.sum()), 0)
        low, high = limits(rows)
        axes.set_xlim(low, high)
        base = _lines(axes, rows, places)
        for place, row in zip(places, records, strict=True):
            _dot(axes, place, row, style, (low, high), base)
        _frame(axes, names, places, records, (low, high, width), currency)
        _numbers(axes, places, columns, heads, widths, width)
        _sides(axes, sides, (low, high), width)
        figure.text(0.1 / WIDTH, 1 - 0.1 / height, literal(heading), fontsize=NORMAL, fontweight="bold", va="top")
        figure.text(0.5, 0.1 / height, literal(below), fontsize=NORMAL, ha="center", va="bottom")
    return figure


def _names(records: Sequence[Mapping[Hashable, Any]], room: float) -> tuple[list[str], float]:
    """Labels of rows, broken into lines that fit a width in inches, and the room that they take."""
    weights = ["bold" if row["emphasis"] else "normal" for row in records]
    names = [wrapped(str(row["label"]), room, weight=w, lines=3) for row, w in zip(records, weights, strict=True)]
    lines = [(line, w) for name, w in zip(names, weights, strict=True) for line in name.split("\n")]
    return names, 0.2 + max(text_width(line, weight=w) for line, w in lines)


def limits(rows: pd.DataFrame) -> tuple[float, float]:
    """The ends of the axis: all values, but for those so far out that the others would be one blot, and 0."""
    values = rows.loc[rows["note"] == "", ["value", "low", "high"]].to_numpy(dtype=float)
    values = values[np.isfinite(values[:, 0])]
    if not len(values):
        return -1.0, 1.0
    finite = values[np.isfinite(values)]
    centres, widths = values[:, 0], values[:, 2] - values[:, 1]
    first, last = np.percentile(centres, [25, 75])
    wide = float(np.median(widths[np.isfinite(widths)])) if np.isfinite(widths).any() else 0.0
    room = 3 * max(last - first, wide, 0.1 * float(np.abs(centres).max()), 1e-9)
    inside = finite[(finite >= first - room) & (finite <= last + room)]
    low, high = float(min(inside.min(), 0.0)), float(max(inside.max(), 0.0))
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin


def _value(row: Mapping[Hashable, Any], currency: str) -> str:
    """The number of a row, with its interval; or what stands in its place."""
    if row["note"]:
        return str(row["note"])
    if np.isfinite(row["low"]) and np.isfinite(row["high"]):
        ends = f"{money_short(row['low'], currency)} to {money_short(row['high'], currency)}"
        return f"{money_short(row['value'], currency)} ({ends})"
    return money(row["value"], currency, 0)


def _change(row: Mapping[Hashable, Any], currency: str) -> str:
    """The change of a row."""
    if row["note"] or not np.isfinite(row["change"]):
        return ""
    return ("+" if row["change"] > 0 else "") + money(row["change"], currency, 0)


def _lines(axes: Axes, rows: pd.DataFrame, places: Sequence[float]) -> float:
    """Zero, the base case, and a faint line a row; returns the value of the base case, NaN without one."""
    for place in places:
        axes.axhline(place, color="#EEEEEE", lw=0.6, zorder=0)
    axes.axvline(0, color=SOFT, lw=0.9, zorder=1, gid="zero")
    marked = rows.loc[rows["emphasis"].astype(bool), "value"]
    base = float(marked.iloc[0]) if len(marked) else np.nan
    if np.isfinite(base):
        axes.axvline(base, color=INK, lw=0.8, ls=(0, (4, 2)), zorder=1, gid="base")
    return base


def _dot(
    axes: Axes, place: float, row: Mapping[Hashable, Any], style: LineStyle, ends: tuple[float, float], base: float
) -> None:  # fmt: skip
    """Dot of one row, with its interval or a line from the base case; an arrow at the edge if it is too far out."""
    value, (low, high) = float(row["value"]), ends
    if row["note"] or not np.isfinite(value):
        return
    edge = 0.012 * (high - low)
    if np.isfinite(row["low"]) and np.isfinite(row["high"]):
        left, right = max(float(row["low"]), low), min(float(row["high"]), high)
        if left < right:
            axes.plot([left, right], [place, place], color=style.colour, lw=2.0, alpha=0.5, solid_capstyle="butt",
                      zorder=2, gid="interval")  # fmt: skip
        for beyond, end, marker in ((row["low"] < low, low + edge, "<"), (row["high"] > high, high - edge, ">")):
            if beyond and low <= value <= high:  # the interval goes on
                axes.plot(end, place, marker=marker, color=style.colour, alpha=0.5, markersize=5, markeredgewidth=0,
                          zorder=2, gid="cut")  # fmt: skip
    elif np.isfinite(base):
        axes.plot([base, min(max(value, low), high)], [place, place], color=style.colour, lw=1.0, alpha=0.6,
                  zorder=2, gid="change")  # fmt: skip
    if low <= value <= high:
        axes.plot(value, place, marker="D" if row["emphasis"] else "o", color=style.colour, zorder=4, gid="value",
                  markersize=6 if row["emphasis"] else 5, markeredgecolor="white", markeredgewidth=0.6)  # fmt: skip
    else:
        axes.plot(low + edge if value < low else high - edge, place, marker="<" if value < low else ">",
                  color=style.colour, markersize=6, markeredgewidth=0, zorder=4, gid="beyond")  # fmt: skip


def _frame(
    axes: Axes,
    names: Sequence[str],
    places: Sequence[float],
    records: Sequence[Mapping[Hashable, Any]],
    extent: tuple[float, float, float],
    currency: str,
) -> None:
    """Ticks and labels of rows."""
    low, high, width = extent
    set_ticks(axes, "x", *ticks_that_fit(low, high, width, lambda ticks: [money_short(t, currency) for t in ticks]))
    set_ticks(axes, "y", places, names)
    for text, row in zip(axes.get_yticklabels(), records, strict=True):
        text.set(linespacing=1.1, fontweight="bold" if row["emphasis"] else "normal")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)


def _numbers(
    axes: Axes,
    places: Sequence[float],
    columns: Sequence[Sequence[str]],
    heads: Sequence[str],
    widths: Sequence[float],
    width: float,
) -> None:
    """Columns of numbers at the right, each under its head."""
    right = width
    for column, head, room in zip(columns, heads, widths, strict=True):
        right += room
        across = right / width
        for place, text in zip(places, column, strict=True):
            axes.text(across, place, literal(text), transform=axes.get_yaxis_transform(), ha="right",
                      va="center_baseline", fontsize=SMALL, color=INK, gid="number")  # fmt: skip
        axes.annotate(literal(head), (across, 1), (0, 5), xycoords="axes fraction", textcoords="offset points",
                      ha="right", va="bottom", fontsize=SMALL, color=SOFT)  # fmt: skip


def _sides(axes: Axes, sides: tuple[str, str], ends: tuple[float, float], width: float) -> None:
    """What lies to the left and to the right of 0, above the plot, where there is room for it."""
    low, high = ends
    inches = width / (high - low)
    for text, room, align, step in (
        (f"← {sides[0]}", -low * inches, "right", -4),
        (f"{sides[1]} →", high * inches, "left", 4),
    ):
        if text_width(text) + 0.1 <= room:
            axes.annotate(literal(text), (0, 1), (step, 5), xycoords=("data", "axes fraction"),
                          textcoords="offset points", ha=align, va="bottom", fontsize=SMALL, color=SOFT)  # fmt: skip
