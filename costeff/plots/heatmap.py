"""Two inputs at once: heat maps of an outcome with its break-even line, and maps of the preferred strategy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from costeff.plots.axis import nice_ticks, set_ticks
from costeff.plots.scale import Scale, put_scale
from costeff.plots.style import (
    CATEGORIES,
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

_LOSS, _EVEN, _GAIN = ("#8A2C00", "#E08A4F"), "#F7F5F2", ("#7FB6DC", "#0B4F86")
_ONE_WAY = ("#F2F6FA", "#7FB6DC", "#0B3C66")
_NONE = "#C9C9C9"
_CELLS_WITH_NUMBERS = 80
_GAP = 0.34
_RING: Mapping[str, Any] = {
    "marker": "o", "markersize": 8.0, "markerfacecolor": "white", "markeredgecolor": INK, "markeredgewidth": 1.6,
    "linestyle": "none",
}  # fmt: skip


def heat_maps(
    cells: pd.DataFrame,
    panels: Mapping[str, str],
    x: Scale,
    y: Scale,
    *,
    name: str,
    show: Callable[[float], str],
    around_zero: bool,
    base: tuple[float, float] | None = None,
) -> Figure:
    """One heat map a panel, all on one scale of colours; where both inputs are numbers, with a line where it is nought.

    Args:
        cells: panel, value and the columns of both scales; a row a cell. A missing value is grey.
        panels: keys of the column `panel`, with their titles.
        x: the input across.
        y: the input upwards.
        name: of the values, for the colour bar.
        show: how a value is written.
        around_zero: whether nought divides good (blue) from bad (red).
        base: the base case, x and y, to be marked; None = not marked. Outside the scales it isn't, either.
    """
    values = cells["value"].to_numpy(dtype=float)
    norm = _norm(values[np.isfinite(values)], around_zero=around_zero)
    colours = _colours(around_zero=around_zero)
    with house():
        figure, frames = _frames(list(panels.values()), x, y, bar=True)
        mesh: QuadMesh | None = None
        lined = marked = False
        for (key, _), (axes, width, height) in zip(panels.items(), frames, strict=True):
            table = _table(cells[cells["panel"] == key], x, y)
            mesh = axes.pcolormesh(x.edges(), y.edges(), np.ma.masked_invalid(table), cmap=colours, norm=norm,
                                   rasterized=table.size > 2_500, shading="flat", zorder=1)  # fmt: skip
            axes.set_facecolor(_NONE)
            if around_zero and x.numeric and y.numeric and min(table.shape) > 1:
                lined |= _break_even(axes, x, y, table)
            marked |= _mark(axes, x, y, base)
            if table.size <= _CELLS_WITH_NUMBERS:
                _numbers(axes, x, y, table, norm, show, width, height)
        if mesh is not None:
            left = _right_of([axes for axes, _, _ in frames], figure)
            words = [*(["line: break-even"] if lined else []), *(["ring: base case"] if marked else [])]
            _bar(figure, mesh, norm, name, show, even=lined, left=left, words="\n".join(words))
    return figure


def preferred_map(
    cells: pd.DataFrame,
    panels: Mapping[str, str],
    x: Scale,
    y: Scale,
    strategies: Mapping[str, str],
    base: tuple[float, float] | None = None,
) -> Figure:
    """Which strategy has the highest net benefit, by two inputs; one map a panel.

    Args:
        cells: panel, strategy (id; blank where the point failed) and the columns of both scales; a row a cell.
        panels: keys of the column `panel`, with their titles.
        x: the input across.
        y: the input upwards.
        strategies: id to label, in the order of the workbook.
        base: the base case, x and y, to be marked; None = not marked. Outside the scales it isn't, either.
    """
    order = [s for s in strategies if (cells["strategy"] == s).any()]
    looks = {s: CATEGORIES[list(strategies).index(s) % len(CATEGORIES)] for s in order}
    with house():
        texts = [wrapped(strategies[s], WIDTH - 1.2, lines=1) for s in order]
        marked = base is not None and _inside(x, y, base)
        foot = 0.12 + 0.19 * (len(texts) + marked)
        figure, frames = _frames(list(panels.values()), x, y, bar=False, foot=foot)
        for (key, _), (axes, _, _) in zip(panels.items(), frames, strict=True):
            mine = cells[cells["panel"] == key].assign(
                value=lambda part: part["strategy"].map({s: float(k) for k, s in enumerate(order)})
            )
            table = _table(mine, x, y)
            axes.set_facecolor(_NONE)
            for k, s in enumerate(order):
                fill, hatch = looks[s]
                axes.add_collection(
                    PolyCollection(_corners(x.edges(), y.edges(), table == k), facecolor=fill, hatch=hatch or None,
                                   edgecolor="white" if hatch else fill, linewidth=0.0 if hatch else 0.3, zorder=1,
                                   rasterized=table.size > 2_500)
                )  # fmt: skip
            _mark(axes, x, y, base)
        if marked:
            y_inch = foot - 0.1 - 0.19 * len(texts)
            figure.add_artist(Line2D([0.67], [y_inch], transform=figure.dpi_scale_trans, **_RING))
            figure.text(0.87, y_inch, "Base case", transform=figure.dpi_scale_trans, va="center", fontsize=SMALL)
        for k, (s, text) in enumerate(zip(order, texts, strict=True)):
            y_inch = foot - 0.1 - 0.19 * k
            fill, hatch = looks[s]
            figure.add_artist(Rectangle((0.55, y_inch - 0.06), 0.24, 0.12, facecolor=fill, hatch=hatch,
                                        edgecolor="white", lw=0, transform=figure.dpi_scale_trans))  # fmt: skip
            figure.text(0.87, y_inch, literal(text), transform=figure.dpi_scale_trans, va="center", fontsize=SMALL)
    return figure


def _inside(x: Scale, y: Scale, base: tuple[float, float]) -> bool:
    """Whether a point lies within both scales, which are numbers."""
    sides = zip((x, y), base, strict=True)
    return all(scale.numeric and scale.edges()[0] <= at <= scale.edges()[-1] for scale, at in sides)


def _mark(axes: Axes, x: Scale, y: Scale, base: tuple[float, float] | None) -> bool:
    """A ring at the base case; whether it lies within the panel."""
    if base is None or not _inside(x, y, base):
        return False
    axes.plot(*base, **_RING, zorder=5, clip_on=False)
    return True


def _corners(
    across: NDArray[np.float64], up: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> list[tuple[tuple[float, float], ...]]:
    """Corners of the cells that are wanted."""
    return [
        ((across[j], up[i]), (across[j + 1], up[i]), (across[j + 1], up[i + 1]), (across[j], up[i + 1]))
        for i, j in np.argwhere(wanted).tolist()
    ]


def _norm(values: NDArray[np.float64], *, around_zero: bool) -> Normalize:
    """The scale of colours; around nought, both sides are as long."""
    if not len(values):
        return Normalize(-1, 1)
    if around_zero:
        most = float(np.abs(values).max()) or 1.0
        return Normalize(-most, most)
    low, high = float(values.min()), float(values.max())
    return Normalize(low, high if high > low else low + 1)


def _colours(*, around_zero: bool) -> LinearSegmentedColormap:
    if around_zero:
        return LinearSegmentedColormap.from_list("costeff", [*_LOSS, _EVEN, *_GAIN])
    return LinearSegmentedColormap.from_list("costeff", list(_ONE_WAY))


def _table(cells: pd.DataFrame, x: Scale, y: Scale) -> NDArray[np.float64]:
    """Values as rows by y and columns by x, both as they are drawn: numbers rising."""
    wide = cells.set_index([y.column, x.column])["value"].unstack()  # noqa: PD010 - a cell each, nothing to sum
    rows = sorted(y.values) if y.numeric else list(y.values)
    columns = sorted(x.values) if x.numeric else list(x.values)
    return wide.reindex(index=rows, columns=columns).to_numpy(dtype=np.float64)


def _frames(
    titles: Sequence[str], x: Scale, y: Scale, *, bar: bool, foot: float = 0.0
) -> tuple[Figure, list[tuple[Axes, float, float]]]:
    """Panels two in a row, with their frames' width and height in inches."""
    across = min(2, len(titles))
    down = math.ceil(len(titles) / 2)
    y_low, y_high = float(y.edges()[0]), float(y.edges()[-1])
    _, y_texts = y.ticks(y_low, y_high, 2.0, across=False)
    named_y = wrapped(y.title, 2.4, size=NORMAL, lines=2)
    left = 0.46 + 0.14 * named_y.count("\n") + max((text_width(t) for u in y_texts for t in u.split("\n")), default=0.0)
    right = 1.15 if bar else 0.15
    width = (WIDTH - left - right - _GAP * (across - 1)) / across
    width = min(width, 4.2)
    height = min(0.82 * width, 2.9) if across > 1 else 2.9
    named = [wrapped(t, width, lines=3) for t in titles]
    top = max((text_height(t) for t in named), default=0.0) + 0.1
    x_texts = x.ticks(float(x.edges()[0]), float(x.edges()[-1]), width, across=True)[1]
    below = 0.42 + max((text_height(t) for t in x_texts), default=0.15)
    tall = foot + down * (height + top) + (down - 1) * 0.4 + below
    figure = page(tall)
    frames = []
    for k, title in enumerate(named):
        row, column = divmod(k, 2)
        bottom = tall - (row + 1) * (top + height) - row * 0.4
        axes = panel(figure, left + column * (width + _GAP), bottom, width, height)
        last = k + 2 >= len(titles)
        put_scale(axes, x, "x", float(x.edges()[0]), float(x.edges()[-1]), width, title=last)
        put_scale(axes, y, "y", y_low, y_high, height, title=column == 0)
        if column:
            axes.tick_params(labelleft=False)
        if not last:
            axes.tick_params(labelbottom=False)
        axes.set_title(literal(title), loc="left", fontsize=SMALL, color=INK, pad=4, linespacing=1.1)
        for spine in axes.spines.values():
            spine.set_visible(False)
        frames.append((axes, width, height))
    return figure, frames


def _break_even(axes: Axes, x: Scale, y: Scale, table: NDArray[np.float64]) -> bool:
    """The line where the values change their sign; whether they do."""
    columns, rows = np.sort(x.places), np.sort(y.places)
    finite = table[np.isfinite(table)]
    if not len(finite) or finite.min() > 0 or finite.max() < 0:
        return False
    shown = np.ma.masked_invalid(table)
    axes.contour(columns, rows, shown, levels=[0.0], colors=[INK], linewidths=[1.4], zorder=3)
    return True


def _numbers(
    axes: Axes,
    x: Scale,
    y: Scale,
    table: NDArray[np.float64],
    norm: Normalize,
    show: Callable[[float], str],
    width: float,
    height: float,
) -> None:
    """The value in each cell, if all fit."""
    texts = [[show(v) if np.isfinite(v) else "" for v in row] for row in table]
    widest = max((text_width(t) for row in texts for t in row), default=0.0)
    if widest + 0.06 > width / table.shape[1] or height / table.shape[0] < SMALL * 1.3 / 72:
        return
    columns, rows = np.sort(x.places), np.sort(y.places)
    for i, row in enumerate(texts):
        for j, text in enumerate(row):
            strong = abs(float(norm(table[i, j])) - 0.5) > 0.33 if text else False
            axes.text(columns[j], rows[i], literal(text), ha="center", va="center", fontsize=SMALL, zorder=4,
                      color="white" if strong else INK)  # fmt: skip


def _right_of(panels: Sequence[Axes], figure: Figure) -> float:
    """Where the scale of colours begins, in inches."""
    return max(float(axes.get_position().x1) for axes in panels) * float(figure.get_size_inches()[0]) + 0.16


def _bar(
    figure: Figure,
    mesh: QuadMesh,
    norm: Normalize,
    name: str,
    show: Callable[[float], str],
    *,
    even: bool,
    left: float,
    words: str,
) -> None:
    """The scale of colours at the right of the panels, `left` inches from the edge."""
    tall = float(figure.get_size_inches()[1])
    low, high = float(norm.vmin or 0.0), float(norm.vmax or 1.0)
    height = min(2.4, tall - 1.4)
    bottom = (tall - height) / 2 - 0.05
    title = wrapped(name, 0.95, lines=6)
    bar = panel(figure, left, bottom, 0.16, height)
    figure.colorbar(mesh, cax=bar)
    ticks = nice_ticks(low, high, 6)
    set_ticks(bar, "y", ticks, [show(t) for t in ticks])
    bar.tick_params(length=2)
    for spine in bar.spines.values():
        spine.set_visible(False)
    bar.set_title(literal(title), loc="left", fontsize=SMALL, color=SOFT, pad=5, linespacing=1.1)
    if even and low < 0 < high:
        bar.axhline(0, color=INK, lw=1.4)
    figure.text(left, bottom - 0.14, words, transform=figure.dpi_scale_trans, fontsize=SMALL, color=SOFT, va="top",
                linespacing=1.15)  # fmt: skip
