"""One input at a time: an outcome as lines over numbers, or as dots beside categories, with 95% intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from costeff.plots.axis import nice_ticks, set_ticks, ticks_that_fit
from costeff.plots.labels import Label, column_width, label_column
from costeff.plots.scale import Scale, put_marks, put_scale
from costeff.plots.style import (
    INK,
    NORMAL,
    SMALL,
    SOFT,
    WIDTH,
    LineStyle,
    house,
    line_styles,
    literal,
    page,
    panel,
    shades,
    text_height,
    text_width,
    wrapped,
)

_HEIGHT, _TOP, _BOTTOM = 3.5, 0.3, 0.56
_BAND, _BANDS = 0.16, 0.09
_MARKERS = 30


def sweep_lines(
    rows: pd.DataFrame,
    series: Mapping[str, str],
    x: Scale,
    *,
    order: Sequence[str],
    name: str,
    show: Callable[[Sequence[float]], Sequence[str]],
    even: bool,
    between: Sequence[float] = (),
) -> Figure:
    """A line a strategy, with a band from `low` to `high` where there is one.

    Args:
        rows: series, value, low, high (missing without intervals) and the column of the scale; a row a point.
        series: ids of strategies with their labels.
        x: the input across, or categories in an order (time horizons).
        order: ids of all strategies of the workbook, so that each looks the same in every figure.
        name: of the values.
        show: how ticks are written.
        even: whether nought is marked as the break-even line.
        between: ends of the axis of values, if not all values shall be in sight.
    """
    styles = line_styles(order)
    low, high = _ends(rows, between, even=even)
    ticks = nice_ticks(low, high, 7)
    texts = list(show(ticks))
    top = _TOP + (0.16 if any("\n" in wrapped(label, 1.1) for _, label in x.marks) else 0.0)
    named = wrapped(name, _HEIGHT - top - _BOTTOM, size=NORMAL, lines=2)
    left = 0.42 + 0.14 * named.count("\n") + max(text_width(t) for t in texts)
    width = WIDTH - left - column_width(list(series.values())) - 0.05
    first, last = _across(x)
    with house():
        figure = page(_HEIGHT)
        axes = panel(figure, left, _BOTTOM, width, _HEIGHT - top - _BOTTOM)
        axes.set_ylim(low, high)
        labels = []
        for key, label in series.items():
            part = _part(rows, key, x)
            if len(part):
                _line(axes, part, styles[key], many=len(series) > 3, numeric=x.numeric)
                seen = part[part["value"].between(low, high)]
                end = (seen if len(seen) else part).iloc[-1]
                labels.append(
                    Label(
                        text=label, x=float(end["place"]), y=min(max(float(end["value"]), low), high), style=styles[key]
                    )
                )
        put_scale(axes, x, "x", first, last, width)
        put_marks(axes, x, first, last, width)
        _up(axes, ticks, texts, even=even)
        axes.set_ylabel(literal(named))
        label_column(figure, axes, labels, low=_BOTTOM - 0.1, high=_HEIGHT - 0.1)
    return figure


def sweep_panels(
    rows: pd.DataFrame,
    panels: Mapping[str, str],
    series: Mapping[str, str],
    x: Scale,
    *,
    name: str,
    by: str,
    show: Callable[[Sequence[float]], Sequence[str]],
    even: bool,
    between: Sequence[float] = (),
) -> Figure:
    """Panels of lines, one line for each value of a second input, dark to light.

    Args:
        rows: panel, series, value, low, high and the column of the scale; a row a point.
        panels: keys of the column `panel`, with their titles.
        series: keys of the column `series`, with their labels, in order.
        x: the input across.
        name: of the values.
        by: name of the second input, for the legend.
        show: how ticks are written.
        even: whether nought is marked as the break-even line.
        between: ends of the axis of values, if not all values shall be in sight.
    """
    looks = _shaded(list(series))
    across, down = min(2, len(panels)), math.ceil(len(panels) / 2)
    low, high = _ends(rows, between, even=even)
    texts = list(show(nice_ticks(low, high, 6)))
    named = wrapped(name, 2.4 if down == 1 else 4.0, size=NORMAL, lines=2)
    left = 0.42 + 0.14 * named.count("\n") + max(text_width(t) for t in texts)
    width = (WIDTH - left - 0.15 - 0.3 * (across - 1)) / across
    titles = [wrapped(title, width, lines=2) for title in panels.values()]
    above = max(text_height(title) for title in titles) + 0.1
    keys = _legend_rows(by, list(series.values()))
    head = 0.08 + 0.19 * len(keys)
    height = 1.9 if down > 1 else 2.4
    tall = head + down * (height + above) + (down - 1) * 0.2 + _BOTTOM
    first, last = _across(x)
    with house():
        figure = page(tall)
        for k, (key, title) in enumerate(zip(panels, titles, strict=True)):
            row, column = divmod(k, 2)
            bottom = tall - head - (row + 1) * (above + height) - row * 0.2
            axes = panel(figure, left + column * (width + 0.3), bottom, width, height)
            axes.set_ylim(low, high)
            mine = rows[rows["panel"] == key]
            for value, look in looks.items():
                _line(axes, _part(mine, value, x), look, many=len(series) > 2, numeric=x.numeric)
            under = k + 2 >= len(panels)
            put_scale(axes, x, "x", first, last, width, title=under)
            axes.tick_params(labelbottom=under)
            _up(axes, nice_ticks(low, high, 6), texts, even=even)
            if column:
                axes.tick_params(labelleft=False)
            axes.set_title(literal(title), loc="left", fontsize=SMALL, color=INK, pad=4, linespacing=1.1)
        figure.text(0.02, (tall - head + _BOTTOM) / 2 / tall, literal(named), rotation=90, va="center", ha="left",
                    fontsize=NORMAL, multialignment="center")  # fmt: skip
        _legend(figure, keys, by, dict(zip(series.values(), looks.values(), strict=True)), tall)
    return figure


def sweep_dots(
    rows: pd.DataFrame,
    series: Mapping[str, str],
    y: Scale,
    *,
    order: Sequence[str],
    name: str,
    show: Callable[[Sequence[float]], Sequence[str]],
    even: bool,
    between: Sequence[float] = (),
) -> Figure:
    """Categories from the top, with a dot and an interval a strategy beside each.

    Args:
        rows: series, value, low, high and the column of the scale; a row a category and strategy.
        series: ids of strategies with their labels.
        y: the categories.
        order: ids of all strategies of the workbook.
        name: of the values.
        show: how ticks are written.
        even: whether nought is marked as the break-even line.
        between: ends of the axis of values, if not all values shall be in sight.
    """
    styles = line_styles(order)
    low, high = _ends(rows, between, even=even)
    names = [wrapped(label, 2.2, lines=3) for label in y.labels]
    step = 0.17
    heights = [max(text_height(n), step * len(series)) + 0.14 for n in names]
    left = 0.2 + max(text_width(line) for n in names for line in n.split("\n"))
    width = WIDTH - left - 0.3
    keys = _legend_rows("", list(series.values()))
    head = 0.14 + 0.19 * len(keys)
    tall = head + sum(heights) + _BOTTOM
    centres = np.cumsum(heights) - np.array(heights) / 2
    with house():
        figure = page(tall)
        axes = panel(figure, left, _BOTTOM, width, sum(heights))
        axes.set(xlim=(low, high), ylim=(sum(heights), 0))
        for k, value in enumerate(y.values):
            if k:
                axes.axhline(sum(heights[:k]), color="#E9E9E9", lw=0.6, zorder=0)
            mine = rows[rows[y.column] == value]
            for n, key in enumerate(series):
                place = float(centres[k]) + (n - (len(series) - 1) / 2) * step
                _dot(axes, mine[mine["series"] == key], place, styles[key])
        set_ticks(axes, "y", [float(c) for c in centres], names)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        set_ticks(axes, "x", *ticks_that_fit(low, high, width, show))
        axes.grid(axis="x")
        if even and low < 0 < high:
            axes.axvline(0, color=SOFT, lw=1.0, zorder=1)
        axes.set_xlabel(literal(wrapped(name, width + left - 0.3, size=NORMAL, lines=1)))
        _legend(figure, keys, "", {series[key]: styles[key] for key in series}, tall)
    return figure


def _shaded(series: Sequence[str]) -> dict[str, LineStyle]:
    """Looks of lines that are values of one input: dark to light, each with a marker."""
    colours = shades("#0B3C66", "#9CC9E8", len(series))
    markers = line_styles([str(k) for k in range(len(series))])
    return {
        key: LineStyle(colour=str(_hex(c)), dash="-", marker=m.marker)
        for key, c, m in zip(series, colours, markers.values(), strict=True)
    }


def _ends(rows: pd.DataFrame, between: Sequence[float], *, even: bool) -> tuple[float, float]:
    """Ends of the axis of values: round, with nought in sight if it is the break-even line."""
    if len(between) == 2:
        return float(between[0]), float(between[1])
    values = rows[["value", "low", "high"]].to_numpy(dtype=float)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if even:
        low, high = min(low, 0.0), max(high, 0.0)
    slack = 0.04 * (high - low) or 0.5
    return low - slack, high + slack


def _across(x: Scale) -> tuple[float, float]:
    """Ends of the axis of the input."""
    places = x.places
    first, last = float(places.min()), float(places.max())
    if not x.numeric:
        return first - 0.3, last + 0.3
    return (first, last) if last > first else (first - 0.5, last + 0.5)


def _part(rows: pd.DataFrame, key: str, x: Scale) -> pd.DataFrame:
    """The points of one line, from left to right."""
    where = dict(zip(x.values, x.places.tolist(), strict=True))
    part = rows[(rows["series"] == key) & rows["value"].notna()]
    return part.assign(place=part[x.column].map(where).astype(float)).sort_values("place")


def _line(axes: Axes, part: pd.DataFrame, style: LineStyle, *, many: bool, numeric: bool) -> None:
    """A line, its markers and its band."""
    places = part["place"].to_numpy(dtype=float)
    low, high = (part[name].to_numpy(dtype=float) for name in ("low", "high"))
    if np.isfinite(low).any():
        axes.fill_between(places, low, high, color=style.colour, alpha=_BANDS if many else _BAND, lw=0, zorder=2)
        for edge in (low, high):
            axes.plot(places, edge, color=style.colour, lw=0.6, alpha=0.55, zorder=2)
    axes.plot(places, part["value"], color=style.colour, linestyle=style.dash if numeric else "-", zorder=3,
              marker=style.marker, markersize=4, markeredgecolor="white", markeredgewidth=0.4,
              markevery=max(1, math.ceil(len(places) / _MARKERS)))  # fmt: skip


def _dot(axes: Axes, mine: pd.DataFrame, place: float, style: LineStyle) -> None:
    """One value with its interval."""
    if not len(mine) or not np.isfinite(float(mine["value"].iloc[0])):
        return
    row = mine.iloc[0]
    if np.isfinite(float(row["low"])) and np.isfinite(float(row["high"])):
        axes.plot([row["low"], row["high"]], [place, place], color=style.colour, lw=2.2, alpha=0.5,
                  solid_capstyle="butt", zorder=2)  # fmt: skip
    axes.plot(row["value"], place, style.marker, color=style.colour, markersize=6, markeredgecolor="white",
              markeredgewidth=0.6, zorder=3)  # fmt: skip


def _up(axes: Axes, ticks: Sequence[float], texts: Sequence[str], *, even: bool) -> None:
    """The axis of values."""
    set_ticks(axes, "y", ticks, texts)
    axes.grid(axis="y")
    low, high = axes.get_ylim()
    if even and low < 0 < high:
        axes.axhline(0, color=SOFT, lw=1.0, zorder=1)


def _legend_rows(by: str, labels: Sequence[str]) -> list[list[str]]:
    """Labels in as many lines as they need; the first begins with the name of what they are values of."""
    rows: list[list[str]] = [[]]
    used = 0.25 + (text_width(f"{by}:") + 0.1 if by else 0.0)
    for label in labels:
        size = text_width(wrapped(label, 4.0, lines=1)) + 0.52
        if rows[-1] and used + size > WIDTH - 0.1:
            rows.append([])
            used = 0.25
        rows[-1].append(label)
        used += size
    return rows


def _legend(
    figure: Figure, rows: Sequence[Sequence[str]], by: str, looks: Mapping[str, LineStyle], tall: float
) -> None:
    """Lines of samples and labels at the head of the figure."""
    inches = figure.dpi_scale_trans
    for k, row in enumerate(rows):
        x, y = 0.25, tall - 0.13 - 0.19 * k
        if by and not k:
            figure.text(x, y, literal(f"{by}:"), transform=inches, fontsize=SMALL, va="center", color=SOFT)
            x += text_width(f"{by}:") + 0.1
        for label in row:
            look = looks[label]
            figure.add_artist(
                Line2D([x, x + 0.13, x + 0.26], [y] * 3, color=look.colour, lw=1.6, linestyle=look.dash,
                       marker=look.marker, markevery=[1], markersize=5, markeredgecolor="white", markeredgewidth=0.5,
                       transform=inches)
            )  # fmt: skip
            text = wrapped(label, 4.0, lines=1)
            figure.text(x + 0.31, y, literal(text), transform=inches, fontsize=SMALL, va="center")
            x += text_width(text) + 0.52


def _hex(colour: object) -> str:
    """A colour of `shades` as a text."""
    parts: Sequence[float] = colour  # type: ignore[assignment]
    return "#" + "".join(f"{round(255 * c):02x}" for c in parts)
