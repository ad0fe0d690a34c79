"""The cost-effectiveness plane: extra cost against extra QALYs, draw by draw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.format import money
from costeff.plots.axis import money_texts, nice_ticks, number_texts, room_for, set_ticks, ticks_that_fit
from costeff.plots.labels import Label, column_width, halo, label_column
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

_HEIGHT, _TOP = 4.6, 0.42
_LINE = LineStyle(colour=INK, dash=(0, (5, 2)), marker="")
_RADIUS = math.sqrt(-2 * math.log(0.05))
"""Of the 95% ellipse of a bivariate normal, in standard deviations: the root of its chi-squared point on 2 degrees."""


def ce_plane(
    points: pd.DataFrame,
    means: pd.DataFrame,
    strategies: Mapping[str, str],
    *,
    reference: str,
    thresholds: Sequence[float],
    currency: str,
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
    """
    styles = line_styles(list(strategies))
    others = [strategy for strategy in strategies if strategy != reference and (means["strategy"] == strategy).any()]
    ellipses = {strategy: _ellipse(means[means["strategy"] == strategy].iloc[0]) for strategy in others}
    x_limits = _limits([points["inc_qalys"], means["inc_qalys"], *(e[0] for e in ellipses.values())])
    y_limits = _limits([points["inc_cost"], means["inc_cost"], *(e[1] for e in ellipses.values())])
    y_ticks = nice_ticks(*y_limits, 8)
    left = room_for(money_texts(y_ticks, currency))
    names = [strategies[strategy] for strategy in others] + [f"{money(t, currency)} per QALY" for t in thresholds]
    width = WIDTH - left - column_width(names) - 0.05
    against = f"Incremental QALYs per person, against {strategies[reference]}"
    title = wrapped(against, WIDTH - left - 0.3, size=NORMAL, lines=2)
    bottom = 0.38 + text_height(title, NORMAL)
    with house():
        figure = page(_HEIGHT)
        axes = panel(figure, left, bottom, width, _HEIGHT - _TOP - bottom)
        axes.set(xlim=x_limits, ylim=y_limits)
        _quadrants(axes, width)
        labels = _thresholds(axes, thresholds, currency)
        for strategy in others:
            mean = means[means["strategy"] == strategy].iloc[0]
            x, y = float(mean["inc_qalys"]), float(mean["inc_cost"])
            _cloud(axes, points[points["strategy"] == strategy], ellipses[strategy], styles[strategy])
            axes.plot(x, y, styles[strategy].marker, color=styles[strategy].colour, markersize=7,
                      markeredgecolor="white", markeredgewidth=0.9, zorder=6, label=strategy)  # fmt: skip
            labels.append(Label(text=strategies[strategy], x=x, y=y, style=styles[strategy], lined=False))
        set_ticks(axes, "x", *ticks_that_fit(*x_limits, width, number_texts))
        set_ticks(axes, "y", y_ticks, money_texts(y_ticks, currency))
        axes.set_ylabel("Incremental cost per person")
        axes.set_xlabel(literal(title), x=0, ha="left")
        label_column(figure, axes, labels, low=bottom - 0.08, high=_HEIGHT - _TOP)
    return figure


def _limits(values: Sequence[object]) -> tuple[float, float]:
    """A range with everything and the origin in it, and some margin."""
    everything = np.concatenate([[0.0], *(np.asarray(v, dtype=float) for v in values)])
    everything = everything[np.isfinite(everything)]
    low, high = float(everything.min()), float(everything.max())
    margin = 0.07 * (high - low) or 1.0
    return low - margin, high + margin


def _ellipse(mean: pd.Series[float]) -> tuple[np.ndarray, np.ndarray]:
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


def _cloud(axes: Axes, points: pd.DataFrame, ellipse: tuple[np.ndarray, np.ndarray], style: LineStyle) -> None:
    """Draws as dots (pixels even in an SVG, or it would weigh megabytes) and their ellipse."""
    axes.scatter(points["inc_qalys"], points["inc_cost"], s=2.2, color=style.colour, alpha=0.16, linewidths=0,
                 rasterized=True, zorder=2)  # fmt: skip
    if len(ellipse[0]):
        axes.plot(*ellipse, color=style.colour, linestyle=style.dash, lw=1.1, zorder=4, gid="ellipse")


def _quadrants(axes: Axes, width: float) -> None:
    """Lines through the origin, and what each corner means."""
    axes.axhline(0, color=SOFT, lw=0.8, zorder=1)
    axes.axvline(0, color=SOFT, lw=0.8, zorder=1)
    axes.grid(color=FAINT, lw=0.4)
    low, high = axes.get_xlim()
    for x, side, effect in ((0.01, "left", "less"), (0.99, "right", "more")):
        room = width * (-low if side == "left" else high) / (high - low) - 0.06
        if room < text_width(f"{effect} effective"):
            continue  # a sliver, with nothing in it
        for y, way in ((1.012, "more"), (0.012, "less")):
            text = f"Costs {way}, {effect} effective"
            text = text if text_width(text) <= room else text.replace(", ", ",\n")
            axes.text(x, y, text, transform=axes.transAxes, ha=side, va="bottom", color=SOFT, fontsize=SMALL,
                      linespacing=1.1, path_effects=halo(), zorder=7)  # fmt: skip


def _thresholds(axes: Axes, thresholds: Sequence[float], currency: str) -> list[Label]:
    """Lines of equal net benefit through the origin, and their labels, which point at where they leave the frame."""
    (_, x_high), (_, y_high) = axes.get_xlim(), axes.get_ylim()
    labels = []
    for threshold in sorted(thresholds, reverse=True):
        axes.axline((0, 0), slope=threshold, color=_LINE.colour, lw=0.9, linestyle=_LINE.dash, zorder=3)
        x = min(x_high, y_high / threshold) if threshold > 0 else x_high
        text = f"{money(threshold, currency)} per QALY"
        labels.append(Label(text=text, x=x, y=threshold * x, style=_LINE, thickness=0.9))
    return labels
