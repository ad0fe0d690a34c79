"""What a total is made of: costs by category, QALYs or life years by state, a stacked bar a strategy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.format import money, qalys
from costeff.plots.axis import money_texts, number_texts, set_ticks, ticks_that_fit
from costeff.plots.segments import Segment, category_segments, draw_legend, hatching, legend_rows, over
from costeff.plots.states import state_styles
from costeff.plots.style import (
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

_BAR, _STEP, _BOTTOM = 0.28, 0.44, 0.52
_NAMES = 1.6
"""Inches for the strategies' names."""


def cost_breakdown(
    costs: pd.DataFrame,
    totals: Mapping[str, float],
    strategies: Mapping[str, str],
    *,
    currency: str,
    title: str = "Cost per person, discounted",
) -> Figure:
    """Mean cost a person by category, a stacked horizontal bar a strategy, its total at its end.

    Args:
        costs: strategy, name (the category), value (money a person); categories in the order to stack them.
        totals: total cost by strategy strategy.
        strategies: id to label, in the order of the workbook.
        currency: ISO code, such as `GBP`.
        title: of the axis.
    """
    some = set(costs.loc[costs["value"] != 0, "name"])
    names = [str(name) for name in costs["name"].drop_duplicates() if name in some]
    segments = category_segments(names)

    def ticks(values: Sequence[float]) -> list[str]:
        return money_texts(values, currency)

    return _bars(costs, totals, strategies, segments, title, ticks, lambda x: money(x, currency))


def state_breakdown(
    values: pd.DataFrame,
    totals: Mapping[str, float],
    strategies: Mapping[str, str],
    *,
    states: pd.DataFrame,
    title: str = "QALYs per person, discounted",
) -> Figure:
    """QALYs (or life years) a person by health state, a stacked horizontal bar a strategy, its total at its end.

    Args:
        values: strategy, name (the state), value.
        totals: totals by strategy strategy.
        strategies: id to label, in the order of the workbook.
        states: state, state_label, transfusion, response, alive: the states' looks, as in the cohort trace.
        title: of the axis.
    """
    used = set(values.loc[values["value"] != 0, "name"])
    segments = [
        Segment(name=style.id, label=style.label, colour=style.colour, hatch=style.hatch)
        for style in state_styles(states)
        if style.id in used
    ]
    return _bars(values, totals, strategies, segments, title, number_texts, qalys)


def _bars(
    frame: pd.DataFrame,
    totals: Mapping[str, float],
    strategies: Mapping[str, str],
    segments: Sequence[Segment],
    title: str,
    ticks: Callable[[Sequence[float]], list[str]],
    text: Callable[[float], str],
) -> Figure:
    """The figure: legend above, names at the left, bars, totals at their ends."""
    values = {
        strategy: dict(zip(rows["name"], rows["value"].astype(float), strict=True))
        for strategy, rows in frame.groupby("strategy")
    }
    entries = legend_rows(segments, WIDTH - 0.3)
    legend = text_height("\n".join("x" for _ in entries)) + 0.14
    names = [wrapped(label, _NAMES, lines=2) for label in strategies.values()]
    left = 0.22 + max(text_width(line) for name in names for line in name.split("\n"))
    width = WIDTH - left - 0.2 - max(text_width(text(totals[strategy]), weight="bold") for strategy in strategies)
    plot = len(strategies) * _STEP
    height = _BOTTOM + plot + legend + 0.1
    low = min(0.0, *(sum(v for v in values[strategy].values() if v < 0) for strategy in strategies))
    high = max(sum(v for v in values[strategy].values() if v > 0) for strategy in strategies) or 1.0
    with house():
        figure = page(height)
        axes = panel(figure, left, _BOTTOM, width, plot)
        axes.set(xlim=(1.02 * low, 1.02 * high), ylim=(len(strategies) - 0.5, -0.5))
        for k, strategy in enumerate(strategies):
            end = _bar(axes, k, values[strategy], segments, text, width / (1.02 * (high - low)))
            axes.annotate(literal(text(totals[strategy])), (end, k), (5, 0), textcoords="offset points",
                          va="center_baseline", fontsize=SMALL, fontweight="bold", gid="total")  # fmt: skip
        set_ticks(axes, "x", *ticks_that_fit(1.02 * low, 1.02 * high, width, ticks))
        set_ticks(axes, "y", range(len(strategies)), names)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x")
        axes.axvline(0, color=SOFT, lw=0.8)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(title, fontsize=NORMAL)
        draw_legend(figure, entries, height - 0.08)
    return figure


def _bar(
    axes: Axes, place: int, values: Mapping[str, float], segments: Sequence[Segment], text: Callable[[float], str],
    inches: float,
) -> float:  # fmt: skip
    """One bar; savings (below nought) go to the left. Numbers stand in the segments that have room for them.

    Returns:
        The right end of the bar, in data.
    """
    ends = {True: 0.0, False: 0.0}
    for segment in segments:
        value = values.get(segment.name, 0.0)
        if not value:  # also what a strategy has none of
            continue
        start = ends[value > 0]
        axes.barh(place, value, left=start, height=_BAR / _STEP, facecolor=segment.colour, edgecolor="white",
                  linewidth=0.5, zorder=2, gid=segment.name)  # fmt: skip
        if segment.hatch:
            axes.barh(place, value, left=start, height=_BAR / _STEP, fill=False, hatch=segment.hatch,
                      edgecolor=hatching(segment.colour), linewidth=0, zorder=2)  # fmt: skip
        ends[value > 0] = start + value
        number = text(value)
        if text_width(number) + 0.1 <= abs(value) * inches:
            axes.text(start + value / 2, place, literal(number), ha="center", va="center_baseline", fontsize=SMALL,
                      color=over(segment.colour), zorder=3, gid="part",
                      bbox={"facecolor": segment.colour, "edgecolor": "none", "pad": 1.0})  # fmt: skip
    return ends[True]
