"""The cost-effectiveness plane: extra cost against extra QALYs, draw by draw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.format import money
from costeff.plots.axis import money_texts, nice_ticks, number_texts, room_for, set_ticks, ticks_that_fit
from costeff.plots.labels import LEADER, Label, column_width, halo, label_column
from costeff.plots.style import (
    FAINT,
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
    text_height,
    text_width,
    wrapped,
)

_TOP, _HEIGHT, _WHOLE, _BETWEEN = 0.42, 3.7, 2.2, 0.66
"""Inches: above the first panel; of a panel; of the upper one of two; and between the two."""

_RADIUS = math.sqrt(-2 * math.log(0.05))
"""Of the 95% ellipse of a bivariate normal, in standard deviations: the root of its chi-squared point on 2 degrees."""

_DASHES: tuple[Literal["-"] | tuple[float, tuple[float, ...]], ...] = (
    (0, (5, 2)), (0, (1.2, 1.4)), (0, (6, 1.6, 1.2, 1.6)), "-",
)  # fmt: skip
"""Of the threshold lines, by rising threshold: they leave the frame close together, so each is told by its dash."""

_Outline = tuple[np.ndarray, np.ndarray]


def ce_plane(
    points: pd.DataFrame,
    means: pd.DataFrame,
    strategies: Mapping[str, str],
    *,
    reference: str,
    thresholds: Sequence[float],
    currency: str,
    distant: Sequence[str] = (),
) -> Figure:
    """The cost-effectiveness plane of every strategy against the reference, with means, ellipses and thresholds.

    Args:
        points: strategy, inc_cost, inc_qalys; a row a draw. Thin it to 2,000 draws a strategy or fewer beforehand.
            It may be empty (no probabilistic analysis).
        means: strategy, inc_cost, inc_qalys, and, for a 95% ellipse, sd_cost, sd_qalys and correlation of the draws.
        strategies: id to label, in the order of the workbook, the reference among them.
        reference: id of the strategy at the origin.
        thresholds: willingness to pay for a QALY, a line each.
        currency: ISO code, such as `GBP`.
        distant: strategies so far from the others that these can't be told apart: below the panel with all
            strategies, another then shows the others alone. Not all of them.
    """
    styles = line_styles(list(strategies))
    others = [strategy for strategy in strategies if strategy != reference and (means["strategy"] == strategy).any()]
    near = [strategy for strategy in others if strategy not in distant]
    drawn = [others, near] if near and len(near) < len(others) else [others]
    ellipses = {strategy: _ellipse(means[means["strategy"] == strategy].iloc[0]) for strategy in others}
    limits = [_limits_of(shown, points, means, ellipses) for shown in drawn]
    left = max(room_for(money_texts(nice_ticks(*y, 8), currency)) for _, y in limits)
    lines = _threshold_lines(thresholds)
    names = [strategies[strategy] for strategy in others] + [_per_qaly(t, currency) for t in lines]
    width = WIDTH - left - column_width(names) - 0.05
    against = f"Incremental QALYs per person, against {strategies[reference]}"
    title = wrapped(against, WIDTH - left - 0.3, size=NORMAL, lines=2)
    bottom = 0.38 + text_height(title, NORMAL)
    heights = [_WHOLE, _HEIGHT] if len(drawn) == 2 else [_HEIGHT]
    page_height = _TOP + sum(heights) + _BETWEEN * (len(heights) - 1) + bottom
    with house():
        figure = page(page_height)
        top = page_height - _TOP
        for k, (shown, (x_limits, y_limits), height) in enumerate(zip(drawn, limits, heights, strict=True)):
            axes = panel(figure, left, top - height, width, height)
            _frame(axes, x_limits, y_limits, width, height, currency)
            for threshold, style in lines.items():
                axes.axline((0, 0), slope=threshold, color=style.colour, lw=0.9, linestyle=style.dash, zorder=3)
            for strategy in shown:
                _cloud(axes, points[points["strategy"] == strategy], ellipses[strategy], styles[strategy])
                _mean(axes, means, strategy, styles[strategy])
            last = k == len(drawn) - 1
            named = shown if last else [strategy for strategy in shown if strategy not in near]
            labels = [_label(axes, means, strategy, strategies, styles) for strategy in named]
            labels += _threshold_labels(lines, y_limits[0], currency) if last else []
            heading = 0.0
            if len(drawn) == 2:
                heading = _heading(figure, left + width, top, strategies, () if not last else distant)
            label_column(figure, axes, labels, low=top - height - 0.08, high=top - heading)
            top -= height + _BETWEEN
        axes.set_xlabel(literal(title), x=0, ha="left")
    return figure


def _frame(
    axes: Axes, x_limits: tuple[float, float], y_limits: tuple[float, float], width: float, height: float, currency: str
) -> None:
    """Limits, ticks, quadrants and the title of the vertical axis."""
    axes.set(xlim=x_limits, ylim=y_limits)
    y_ticks = nice_ticks(*y_limits, min(8, round(2.8 * height)))
    set_ticks(axes, "x", *ticks_that_fit(*x_limits, width, number_texts))
    set_ticks(axes, "y", y_ticks, money_texts(y_ticks, currency))
    _quadrants(axes, width, height)
    axes.set_ylabel("Incremental cost per person")


def _mean(axes: Axes, means: pd.DataFrame, strategy: str, style: LineStyle) -> None:
    """The mean of a strategy, over the clouds of all."""
    mean = means[means["strategy"] == strategy].iloc[0]
    axes.plot(mean["inc_qalys"], mean["inc_cost"], style.marker, color=style.colour, markersize=7, zorder=6,
              markeredgecolor="white", markeredgewidth=0.9, label=strategy)  # fmt: skip


def _heading(figure: Figure, edge: float, top: float, strategies: Mapping[str, str], distant: Sequence[str]) -> float:
    """Says beside a panel what it shows; the inches that takes."""
    without = ", ".join(strategies[strategy] for strategy in distant)
    text = wrapped(f"Close up, without: {without}" if distant else "All strategies", WIDTH - edge - LEADER - 0.1)
    figure.text(edge + LEADER, top, literal(text), transform=figure.dpi_scale_trans, va="top", fontsize=SMALL,
                color=SOFT, linespacing=1.1)  # fmt: skip
    return text_height(text) + 0.1


def _label(
    axes: Axes, means: pd.DataFrame, strategy: str, strategies: Mapping[str, str], styles: Mapping[str, LineStyle]
) -> Label:
    """The label of a strategy at the height of its mean; no leader, which would cross the clouds of the others."""
    mean = means[means["strategy"] == strategy].iloc[0]
    x, y = float(mean["inc_qalys"]), float(mean["inc_cost"])
    return Label(text=strategies[strategy], x=x, y=y, style=styles[strategy], lined=False, leader=False)


def _threshold_lines(thresholds: Sequence[float]) -> dict[float, LineStyle]:
    """The look of each threshold's line, by rising threshold."""
    return {
        threshold: LineStyle(colour=INK, dash=_DASHES[k % len(_DASHES)], marker="")
        for k, threshold in enumerate(sorted(set(thresholds)))
    }


def _per_qaly(threshold: float, currency: str) -> str:
    return f"{money(threshold, currency)} per QALY"


def _threshold_labels(lines: Mapping[float, LineStyle], y: float, currency: str) -> list[Label]:
    """Labels of the threshold lines, the highest first, at the foot of the column."""
    return [
        Label(text=_per_qaly(threshold, currency), x=0, y=y, style=lines[threshold], thickness=0.9, leader=False)
        for threshold in sorted(lines, reverse=True)
    ]


def _limits_of(
    shown: Sequence[str], points: pd.DataFrame, means: pd.DataFrame, ellipses: Mapping[str, _Outline]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ranges of a panel across and up."""
    dots, centres = (frame[frame["strategy"].isin(shown)] for frame in (points, means))
    return (
        _limits([dots["inc_qalys"], centres["inc_qalys"], *(ellipses[strategy][0] for strategy in shown)]),
        _limits([dots["inc_cost"], centres["inc_cost"], *(ellipses[strategy][1] for strategy in shown)]),
    )


def _limits(values: Sequence[object]) -> tuple[float, float]:
    """A range with everything and the origin in it, and some margin."""
    everything = np.concatenate([[0.0], *(np.asarray(v, dtype=float) for v in values)])
    everything = everything[np.isfinite(everything)]
    low, high = float(everything.min()), float(everything.max())
    margin = 0.07 * (high - low) or 1.0
    return low - margin, high + margin


def _ellipse(mean: pd.Series[float]) -> _Outline:
    """The outline of the 95% ellipse in QALYs and money; empty where no spread is given."""
    if not {"sd_qalys", "sd_cost", "correlation"} <= set(mean.index):
        return np.empty(0), np.empty(0)
    if not np.isfinite([float(mean[name]) for name in ("sd_qalys", "sd_cost", "correlation")]).all():
        return np.empty(0), np.empty(0)
    turn = np.linspace(0, 2 * math.pi, 181)
    rho = float(mean["correlation"])
    across = np.cos(turn)
    up = rho * np.cos(turn) + math.sqrt(max(0.0, 1 - rho * rho)) * np.sin(turn)
    return (
        mean["inc_qalys"] + _RADIUS * mean["sd_qalys"] * across,
        mean["inc_cost"] + _RADIUS * mean["sd_cost"] * up,
    )


def _cloud(axes: Axes, points: pd.DataFrame, ellipse: _Outline, style: LineStyle) -> None:
    """Draws as dots (pixels even in an SVG, or it would weigh megabytes) and their ellipse."""
    axes.scatter(points["inc_qalys"], points["inc_cost"], s=2.2, color=style.colour, alpha=0.16, linewidths=0,
                 rasterized=True, zorder=2)  # fmt: skip
    if len(ellipse[0]):
        axes.plot(*ellipse, color=style.colour, linestyle=style.dash, lw=1.1, zorder=4, gid="ellipse")


def _quadrants(axes: Axes, width: float, height: float) -> None:
    """Lines through the origin, and what each corner means."""
    axes.axhline(0, color=SOFT, lw=0.8, zorder=1)
    axes.axvline(0, color=SOFT, lw=0.8, zorder=1)
    axes.grid(color=FAINT, lw=0.4)
    low, high = axes.get_xlim()
    for x, side, effect in ((0.01, "left", "less"), (0.99, "right", "more")):
        room = width * (-low if side == "left" else high) / (high - low) - 0.06
        if room < text_width(f"{effect} effective"):
            continue  # a sliver, with nothing in it
        for y, way in ((1 + 0.05 / height, "more"), (0.05 / height, "less")):
            text = f"Costs {way}, {effect} effective"
            text = text if text_width(text) <= room else text.replace(", ", ",\n")
            axes.text(x, y, text, transform=axes.transAxes, ha=side, va="bottom", color=SOFT, fontsize=SMALL,
                      linespacing=1.1, path_effects=halo(), zorder=7)  # fmt: skip
