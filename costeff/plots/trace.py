"""Where the cohort is: the Markov trace, a panel a strategy, states stacked from best to worst."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import chain, combinations, pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from costeff.plots.axis import PERCENT_TICKS, number_texts, percent_texts, set_ticks, ticks_that_fit
from costeff.plots.states import StateStyle, state_styles
from costeff.plots.style import LEADING, SMALL, WIDTH, house, literal, page, panel, text_height, wrapped

_LEFT, _RIGHT, _TOP, _BOTTOM = 0.62, 0.14, 0.1, 0.5
_ACROSS, _PANEL_HEIGHT, _BETWEEN_X, _BETWEEN_Y = 3, 1.5, 0.26, 0.46
_UNSEEN = 0.0008
"""Times are left out where no border moves by more than this share: under a printed dot, and the SVG stays small."""

_SPACE = 0.07
"""Inches above a heading of the legend."""

_Lines = list[tuple[str, StateStyle | None]]
"""Lines of a legend; None beside a heading."""


def cohort_trace(trace: pd.DataFrame, strategies: Mapping[str, str], *, until: float | None = None) -> Figure:
    """Small multiples of stacked areas: the share of the cohort in each state over time, under each strategy.

    States are stacked from complete response without transfusions (bottom) to death (top, grey), coloured by
    transfusion dependence and response.

    Args:
        trace: strategy, years, state, state_label, transfusion, response, alive, share (of the starting cohort).
        strategies: id to label, in the order of the workbook; one panel each.
        until: years shown; None = the whole horizon.
    """
    end = float(trace["years"].max()) if until is None else min(until, float(trace["years"].max()))
    styles = state_styles(trace)
    across = min(_ACROSS, len(strategies))
    down = math.ceil(len(strategies) / across)
    width = (WIDTH - _LEFT - _RIGHT - (across - 1) * _BETWEEN_X) / across
    free = across * down - len(strategies)
    in_grid = free >= 2
    legend_width = free * (width + _BETWEEN_X) - _BETWEEN_X if in_grid else WIDTH - _LEFT - _RIGHT
    columns = _columns(styles, max(2, round(legend_width / 2)), legend_width)
    tall = max(_tall(column) for column in columns)
    titles = {strategy: wrapped(label, width, weight="bold", lines=2) for strategy, label in strategies.items()}
    title = 0.07 + max(text_height(text) for text in titles.values())
    strip = 0.0 if in_grid else tall + 0.16
    height = _TOP + down * (title + _PANEL_HEIGHT) + (down - 1) * _BETWEEN_Y + _BOTTOM + strip
    with house():
        figure = page(height)
        for k, strategy in enumerate(strategies):
            row, column = divmod(k, across)
            left = _LEFT + column * (width + _BETWEEN_X)
            bottom = height - _TOP - (row + 1) * (title + _PANEL_HEIGHT) - row * _BETWEEN_Y
            axes = panel(figure, left, bottom, width, _PANEL_HEIGHT)
            _stack(axes, trace[trace["strategy"] == strategy], styles)
            axes.set_title(literal(titles[strategy]), loc="left", fontsize=SMALL, fontweight="bold", pad=4)
            _frame(axes, end, width, first=column == 0, last=k + across >= len(strategies))
        if in_grid:
            left = _LEFT + (across - free) * (width + _BETWEEN_X)
            _legend(figure, columns, left, _BOTTOM + _PANEL_HEIGHT, legend_width)
        else:
            _legend(figure, columns, _LEFT, tall + 0.1, legend_width)
    return figure


def _stack(axes: Axes, trace: pd.DataFrame, styles: Sequence[StateStyle]) -> None:
    """Stacked areas of one strategy."""
    wide = trace.set_index(["years", "state"])["share"].unstack()  # noqa: PD010 (one value a cell, none to add up)
    years = wide.index.to_numpy(dtype=float)
    shares = wide[[style.id for style in styles]].to_numpy(dtype=float)
    kept = _turns(years, shares.cumsum(axis=1))
    areas = axes.stackplot(years[kept], shares[kept].T, colors=[style.colour for style in styles])
    for area, style in zip(areas, styles, strict=True):
        # A white hairline between neighbours, so that they part in grey as well.
        area.set(edgecolor="white", linewidth=0.25, hatch=style.hatch)


def _turns(years: NDArray[np.float64], borders: NDArray[np.float64]) -> list[int]:
    """Rows to draw so that straight lines between them miss no border by more than can be seen.

    Ramer-Douglas-Peucker (Cartographica 1973;10:112-122), on all borders at once.
    """
    kept = {0, len(years) - 1}
    stack = [(0, len(years) - 1)]
    while stack:
        a, b = stack.pop()
        if b - a < 2:
            continue
        part = ((years[a + 1 : b] - years[a]) / (years[b] - years[a]))[:, None]
        off = np.abs(borders[a + 1 : b] - borders[a] - part * (borders[b] - borders[a])).max(axis=1)
        worst = int(off.argmax())
        if off[worst] > _UNSEEN:
            kept.add(a + 1 + worst)
            stack += [(a, a + 1 + worst), (a + 1 + worst, b)]
    return sorted(kept)


def _frame(axes: Axes, end: float, width: float, *, first: bool, last: bool) -> None:
    """Ticks and titles: the vertical ones on the first panel of a row, the horizontal ones on the last of a column."""
    axes.set(xlim=(0, end), ylim=(0, 1))
    set_ticks(axes, "x", *ticks_that_fit(0, end, width, number_texts))
    set_ticks(axes, "y", PERCENT_TICKS, percent_texts(PERCENT_TICKS))
    axes.tick_params(labelleft=first)
    if first:
        axes.set_ylabel("Share of the cohort", fontsize=SMALL)
    if last:
        axes.set_xlabel("Years since the start", fontsize=SMALL)


def _columns(styles: Sequence[StateStyle], number: int, width: float) -> list[_Lines]:
    """The legend as columns of lines, worst state first, as in the stack."""
    room = width / number - 0.4
    blocks: list[_Lines] = []
    for style in reversed(styles):
        if not blocks or blocks[-1][0][0] != style.heading:
            blocks.append([(style.heading, None)])
        blocks[-1].append((wrapped(style.label, room, lines=2), style))
    # All ways to cut so few blocks into columns: the shortest wins, so that no heading is parted from its states.
    cuts = combinations(range(1, len(blocks)), min(number, len(blocks)) - 1)
    ways = [[0, *cut, len(blocks)] for cut in cuts]
    splits = [[list(chain.from_iterable(blocks[a:b])) for a, b in pairwise(way)] for way in ways]
    return min(splits, key=lambda columns: max(_tall(column) for column in columns))


def _tall(column: _Lines) -> float:
    """Height of a column of the legend in inches."""
    return sum(text_height(text) + (_SPACE if style is None else 0) for text, style in column) - _SPACE


def _legend(figure: Figure, columns: Sequence[_Lines], left: float, top: float, width: float) -> None:
    """Draws the legend downwards from a corner given in inches."""
    inches = figure.dpi_scale_trans
    line = SMALL * LEADING / 72
    for k, column in enumerate(columns):
        x, y = left + k * width / len(columns), top
        for text, style in column:
            if style is None:
                y -= _SPACE if y < top else 0
                figure.text(x, y, literal(text), transform=inches, fontsize=SMALL, fontweight="bold", va="top")
            else:
                patch = Rectangle((x + 0.02, y - 0.74 * line), 0.2, 0.66 * line, facecolor=style.colour,
                                  hatch=style.hatch, edgecolor="white", linewidth=0.3, transform=inches)  # fmt: skip
                figure.add_artist(patch)
                figure.text(x + 0.29, y, literal(text), transform=inches, fontsize=SMALL, va="top", linespacing=1.1)
            y -= text_height(text)
