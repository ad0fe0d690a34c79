"""Who gains and who loses: the equity impact plane, and the equity-weighted benefit by aversion to inequality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.format import money, number, qalys
from costeff.plots.axis import nice_ticks, number_texts, room_for, set_ticks, ticks_that_fit
from costeff.plots.labels import Label, column_width, halo, label_column
from costeff.plots.style import (
    FAINT,
    INK,
    SMALL,
    SOFT,
    WIDTH,
    LineStyle,
    house,
    line_styles,
    literal,
    page,
    panel,
    plain,
    text_width,
    wrapped,
)

_HEIGHT, _TOP, _BOTTOM = 3.9, 0.5, 0.52
_NIL = "Equity-weighted benefit nil"
_EDGE, _STEP = 0.9, 0.1
"""How far towards its frame a panel shows what lies beyond it, and the arrow from there, in halves of the panel."""


def equity_plane(
    points: pd.DataFrame,
    strategies: Mapping[str, str],
    *,
    distant: Sequence[str],
    index: str,
    parameter: float,
    threshold: float,
    currency: str,
) -> Figure:
    """Net health benefit against equity impact, with the line on which the equity-weighted benefit is nil.

    The plane is that of Cookson R et al. Using cost-effectiveness analysis to address health equity concerns. Value
    Health 2017;20:206-12.

    Args:
        points: strategy, mean_change, equity_impact; of one index and threshold, QALYs a person.
        strategies: id to label, in the order of the workbook, so that each keeps its look.
        distant: strategies so far out that they are drawn at the edge, with an arrow towards where they lie.
        index: its name.
        parameter: aversion to inequality.
        threshold: of the health opportunity cost, money for a QALY.
        currency: ISO code.
    """
    styles = line_styles(list(strategies))
    there = points.dropna(subset=["mean_change", "equity_impact"]).set_index("strategy")
    shown = [s for s in strategies if s in there.index]
    near = there.loc[[s for s in shown if s not in distant]]
    x_limits, y_limits = _limits(near["equity_impact"]), _limits(near["mean_change"])
    pairs = zip(there["equity_impact"].tolist(), there["mean_change"].tolist(), strict=True)
    places: dict[str, tuple[float, float]] = dict(zip(map(str, there.index), pairs, strict=True))
    texts = {
        s: strategies[s] + (f" (off the scale: {', '.join(map(qalys, places[s]))})" if s in distant else "")
        for s in shown
    }
    y_ticks = nice_ticks(*y_limits, 7)
    left = room_for(number_texts(y_ticks))
    width = WIDTH - left - column_width([*texts.values(), _NIL]) - 0.05
    height = _HEIGHT - _TOP - _BOTTOM
    with house():
        figure = page(_HEIGHT)
        axes = panel(figure, left, _BOTTOM, width, height)
        axes.set(xlim=x_limits, ylim=y_limits)
        set_ticks(axes, "x", *ticks_that_fit(*x_limits, width, number_texts))
        set_ticks(axes, "y", y_ticks, number_texts(y_ticks))
        axes.grid(color=FAINT, lw=0.4)
        axes.axhline(0, color=SOFT, lw=0.8, zorder=1)
        axes.axvline(0, color=SOFT, lw=0.8, zorder=1)
        axes.axline((0, 0), slope=-1, color=INK, lw=0.9, linestyle=(0, (5, 2)), zorder=2)
        labels = [_point(axes, places[strategy], styles[strategy], texts[strategy]) for strategy in shown]
        line = LineStyle(colour=INK, dash=(0, (5, 2)), marker="")
        none = Label(text=_NIL, x=0, y=y_limits[0], style=line, thickness=0.9, leader=False)
        _quadrants(axes, width, height)
        axes.set_xlabel(literal(f"Equity impact, QALYs per person ({index}, aversion {number(parameter)})"))
        axes.set_ylabel("Net health benefit, QALYs per person")
        _heading(figure, left, f"Opportunity cost: a QALY for every {money(threshold, currency)}")
        label_column(figure, axes, [*labels, none], low=_BOTTOM - 0.08, high=_HEIGHT - _TOP)
    return figure


def aversion_curve(
    curve: pd.DataFrame,
    strategies: Mapping[str, str],
    *,
    index: str,
    parameter: float,
    threshold: float,
    currency: str,
    left_out: Sequence[str] = (),
) -> Figure:
    """Equity-weighted net health benefit of each strategy, by aversion to inequality.

    Args:
        curve: strategy, parameter, ede_change; of one index and threshold, QALYs a person.
        strategies: id to label, in the order of the workbook; those that aren't in the curve are left out.
        index: its name.
        parameter: aversion of the analysis, marked by a line.
        threshold: of the health opportunity cost, money for a QALY.
        currency: ISO code.
        left_out: strategies too far off for the scale, named above the panel.
    """
    styles = line_styles(list(strategies))
    there = curve[~curve["strategy"].isin(left_out)].dropna(subset=["ede_change"])
    shown = [s for s in strategies if s in set(there["strategy"])]
    high = float(curve["parameter"].max())
    y_limits = _limits(there["ede_change"])
    ticks = nice_ticks(*y_limits, 7)
    left = room_for(number_texts(ticks))
    width = WIDTH - left - column_width([strategies[s] for s in shown]) - 0.05
    with house():
        figure = page(_HEIGHT)
        axes = panel(figure, left, _BOTTOM, width, _HEIGHT - _TOP - _BOTTOM)
        axes.set(xlim=(0, high), ylim=y_limits)
        labels = []
        for strategy in shown:
            rows, style = there[there["strategy"] == strategy].sort_values("parameter"), styles[strategy]
            axes.plot(rows["parameter"], rows["ede_change"], color=style.colour, linestyle=style.dash, zorder=3)
            end = rows.iloc[-1]
            place = Label(text=strategies[strategy], x=float(end["parameter"]), y=float(end["ede_change"]), style=style)
            labels.append(place)
        axes.axhline(0, color=SOFT, lw=0.8, zorder=1)
        axes.axvline(parameter, color=INK, lw=0.8, linestyle=(0, (3, 2)), zorder=1)
        axes.text(parameter / high, 1.02, literal(number(parameter)), transform=axes.transAxes, ha="center",
                  va="bottom", fontsize=SMALL, color=SOFT)  # fmt: skip
        set_ticks(axes, "x", *ticks_that_fit(0, high, width, number_texts))
        set_ticks(axes, "y", ticks, number_texts(ticks))
        axes.grid(axis="y")
        axes.set_xlabel(literal(f"Aversion to inequality ({index}); 0 = everybody counts the same"))
        axes.set_ylabel("Equity-weighted net health benefit, QALYs")
        label_column(figure, axes, labels, low=_BOTTOM - 0.08, high=_HEIGHT - _TOP)
        names = ", ".join(plain(strategies[s]) for s in left_out)
        more = f". Not shown, far below: {names}" if names else ""
        _heading(figure, left, f"Opportunity cost: a QALY for every {money(threshold, currency)}{more}")
    return figure


def _limits(values: pd.Series[float]) -> tuple[float, float]:
    """A range with everything and 0 in it, with room for the names of the quadrants."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    whole = (high - low) or 1.0
    return low - 0.16 * whole, high + 0.16 * whole


def _point(axes: Axes, at: tuple[float, float], style: LineStyle, text: str) -> Label:
    """Draws a strategy, with an arrow if it lies beyond the panel; returns its label."""
    (x, y), (away, up) = _placed(at, axes.get_xlim(), axes.get_ylim())
    if away or up:
        axes.annotate("", (x + away, y + up), (x, y), annotation_clip=False,
                      arrowprops={"arrowstyle": "->", "color": style.colour, "lw": 1.2})  # fmt: skip
    axes.plot(x, y, style.marker, color=style.colour, markersize=7, zorder=6, markeredgecolor="white",
              markeredgewidth=0.9)  # fmt: skip
    return Label(text=text, x=x, y=y, style=style, lined=False, leader=False)


def _placed(
    at: tuple[float, float], x_limits: tuple[float, float], y_limits: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """A point, or a place near the edge towards it; and a short step on from there, none for a point in the panel."""
    middle = np.array([sum(x_limits) / 2, sum(y_limits) / 2])
    half = np.array([x_limits[1] - x_limits[0], y_limits[1] - y_limits[0]]) / 2
    away = (np.array(at) - middle) / half
    out = float(np.abs(away).max())
    if out <= 1:
        return at, (0.0, 0.0)
    edge, step = middle + away / out * _EDGE * half, away / float(np.hypot(*away)) * _STEP * half
    return (float(edge[0]), float(edge[1])), (float(step[0]), float(step[1]))


def _heading(figure: Figure, left: float, text: str) -> None:
    """A line above the panel."""
    shown = wrapped(text, WIDTH - left - 0.1, lines=1)
    figure.text(left, _HEIGHT - 0.12, literal(shown), transform=figure.dpi_scale_trans, fontsize=SMALL, color=SOFT,
                va="center")  # fmt: skip


def _quadrants(axes: Axes, width: float, height: float) -> None:
    """What each corner means: above the panel, where the line of no benefit can't run through it, and at its foot."""
    low, high = axes.get_xlim()
    for x, side, equal in ((0.01, "left", "less equal"), (0.99, "right", "more equal")):
        room = width * (-low if side == "left" else high) / (high - low) - 0.1
        for y, health in ((1 + 0.05 / height, "More health"), (0.05 / height, "Less health")):
            text = f"{health}, {equal}"
            text = text if y > 1 or text_width(text) <= room else text.replace(", ", ",\n")
            axes.text(x, y, text, transform=axes.transAxes, ha=side, va="bottom", color=SOFT, fontsize=SMALL,
                      linespacing=1.1, path_effects=halo(), zorder=7)  # fmt: skip
