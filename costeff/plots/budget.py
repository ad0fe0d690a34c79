"""Budget impact: what is spent in each year with and without the intervention, and the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from costeff.format import money_rounded, money_short
from costeff.plots.axis import nice_ticks, room_for, set_ticks
from costeff.plots.segments import Segment, category_segments, draw_legend, hatching, legend_rows
from costeff.plots.style import (
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

_PLOT, _BOTTOM, _BARE = 2.9, 0.62, 0.4
"""Heights of the panel, and of what is below it with a line under each column and without, in inches."""

_PAIR, _APART = 0.38, 0.42
"""Width of a column of a pair, and the distance between the centres of the two, in years."""

WORLDS = (("without_intervention", "without"), ("with_intervention", "with"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column: its centre and width in years, its parts by line, its total, what stands below it.

    Attributes:
        second: whether it is the second of a pair, whose total stands higher where the two would touch.
    """

    at: float
    width: float
    parts: Mapping[str, float]
    total: float
    below: str = ""
    second: bool = False


def budget_columns(
    budget: pd.DataFrame, *, currency: str, title: str = "Spending in the year, without and with the intervention"
) -> Figure:
    """Spending by year and budget line, a stacked column without and one with the intervention beside each other.

    Args:
        budget: year, calendar_year, line, total, with_intervention, without_intervention, as of
            `costeff.results.budget.budget_table`.
        currency: ISO code, such as `GBP`.
        title: of the axis.
    """
    columns = []
    for k, rows in enumerate(_years(budget)):
        parts, total = rows[~rows["total"].astype(bool)], rows[rows["total"].astype(bool)]
        for n, (name, label) in enumerate(WORLDS):
            values = dict(zip(parts["line"], parts[name].astype(float), strict=True))
            at = k + (n - 0.5) * _APART
            whole = float(total[name].iloc[0])
            columns.append(_Column(at=at, width=_PAIR, parts=values, total=whole, below=label, second=bool(n)))
    return _figure(budget, columns, currency, title, mark=False)


def net_budget(budget: pd.DataFrame, *, currency: str, title: str = "Net budget impact in the year") -> Figure:
    """What the intervention adds to each budget line in each year; savings go down, a mark is at the net total.

    Args:
        budget: year, calendar_year, line, total, net, as of `costeff.results.budget.budget_table`.
        currency: ISO code, such as `GBP`.
        title: of the axis.
    """
    columns = []
    for k, rows in enumerate(_years(budget)):
        parts, total = rows[~rows["total"].astype(bool)], rows[rows["total"].astype(bool)]
        values = dict(zip(parts["line"], parts["net"].astype(float), strict=True))
        columns.append(_Column(at=float(k), width=0.5, parts=values, total=float(total["net"].iloc[0])))
    return _figure(budget, columns, currency, title, mark=True)


def _years(budget: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of each year."""
    return [budget[budget["year"] == year] for year in dict.fromkeys(budget["year"])]


def _names(budget: pd.DataFrame) -> list[str]:
    """What the years are called."""
    firsts = [rows.iloc[0] for rows in _years(budget)]
    known = all(pd.notna(row["calendar_year"]) for row in firsts)
    return [f"{row['calendar_year']:.0f}" if known else f"Year {row['year']:.0f}" for row in firsts]


def _segments(budget: pd.DataFrame) -> list[Segment]:
    """The budget lines on which anything is spent, in their order: the same looks in both figures."""
    parts = budget[~budget["total"].astype(bool)]
    spent = parts[(parts["with_intervention"] != 0) | (parts["without_intervention"] != 0)]
    return category_segments([str(name) for name in dict.fromkeys(parts["line"]) if name in set(spent["line"])])


def _figure(budget: pd.DataFrame, columns: Sequence[_Column], currency: str, title: str, *, mark: bool) -> Figure:
    """The figure: legend above, columns, their totals, the years below."""
    segments, years = _segments(budget), _names(budget)
    low = min(0.0, *(sum(v for v in c.parts.values() if v < 0) for c in columns))
    high = max(0.0, *(sum(v for v in c.parts.values() if v > 0) for c in columns))
    span = (high - low) or 1.0
    low, high = low - (0.06 * span if low < 0 else 0.0), high + 0.09 * span
    ticks = nice_ticks(low, high, 6)
    texts = [money_short(tick, currency) for tick in ticks]
    up = wrapped(title, _PLOT, size=NORMAL)
    left = room_for(texts) + text_height(up) - text_height("x")
    bottom = _BOTTOM if any(c.below for c in columns) else _BARE
    legend = [*segments, *([_NET] if mark else [])]
    entries = legend_rows(legend, WIDTH - 0.3)
    top = text_height("\n".join("x" for _ in entries)) + 0.2
    height = bottom + _PLOT + top
    with house():
        figure = page(height)
        axes = panel(figure, left, bottom, WIDTH - left - 0.15, _PLOT)
        axes.set(xlim=(-0.6, len(years) - 0.4), ylim=(low, high))
        slot = _APART * (WIDTH - left - 0.15) / len(years)
        tight = max(text_width(money_rounded(c.total, currency)) for c in columns) + 0.05 > slot
        for column in columns:
            _draw(axes, column, segments, currency, mark=mark, lift=10 if tight and column.second else 0)
        set_ticks(axes, "y", ticks, texts)
        set_ticks(axes, "x", [c.at for c in columns], [c.below for c in columns])
        axes.tick_params(axis="x", length=0)
        for k, year in enumerate(years):
            drop = 20 if any(c.below for c in columns) else 6
            axes.annotate(literal(year), (k, 0), (0, -drop), xycoords=("data", "axes fraction"),
                          textcoords="offset points", ha="center", va="top", fontsize=NORMAL)  # fmt: skip
        axes.grid(axis="y")
        axes.axhline(0, color=SOFT, lw=0.8, zorder=3)
        axes.spines["bottom"].set_visible(False)
        axes.set_ylabel(literal(up), fontsize=NORMAL)
        draw_legend(figure, entries, height - 0.08)
        if mark:
            _mark_in_legend(figure, entries, height - 0.08)
    return figure


_NET = Segment(name="net total", label="Net total, above the column", colour="white", hatch="")
"""Entry of the legend for the mark; drawn over with the mark itself."""


def _mark_in_legend(figure: Figure, entries: Sequence[Sequence[tuple[float, str, Segment]]], top: float) -> None:
    """The mark of the net total, in its entry of the legend."""
    line = text_height("x")
    for k, row in enumerate(entries):
        for x, _, segment in row:
            if segment is _NET:
                across, up = (float(v) for v in figure.get_size_inches())
                at = (x + 0.1) / across, (top - (k + 0.41) * line) / up
                figure.add_artist(_diamond(*at, figure))


def _diamond(x: float, y: float, figure: Figure) -> Line2D:
    """The mark at a place in parts of the figure."""
    return Line2D([x], [y], marker="D", markersize=5, color=INK, markeredgecolor="white", transform=figure.transFigure)


def _draw(axes: Axes, column: _Column, segments: Sequence[Segment], currency: str, *, mark: bool, lift: int) -> None:
    """One column; what is below nought goes down, and the total stands above."""
    ends = {True: 0.0, False: 0.0}
    for segment in segments:
        value = column.parts.get(segment.name, 0.0)
        if not value:
            continue
        start = ends[value > 0]
        axes.bar(column.at, value, bottom=start, width=column.width, facecolor=segment.colour, edgecolor="white",
                 linewidth=0.4, zorder=2, gid=segment.name)  # fmt: skip
        if segment.hatch:
            axes.bar(column.at, value, bottom=start, width=column.width, fill=False, hatch=segment.hatch,
                     edgecolor=hatching(segment.colour), linewidth=0, zorder=2)  # fmt: skip
        ends[value > 0] = start + value
    text = money_rounded(column.total, currency)
    if mark:
        axes.plot([column.at], [column.total], marker="D", markersize=5, color=INK, markeredgecolor="white", zorder=4,
                  gid="net")  # fmt: skip
    axes.annotate(literal(text), (column.at, ends[True]), (0, 3 + lift), textcoords="offset points", ha="center",
                  va="bottom", fontsize=SMALL, fontweight="bold" if mark else "normal", gid="total")  # fmt: skip
