"""How likely each strategy is to be the best buy, by what a QALY is worth: CEAC and CEAF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.format import money
from costeff.plots.axis import PERCENT_TICKS, money_texts, percent_texts, room_for, set_ticks, ticks_that_fit
from costeff.plots.labels import Label, column_width, label_column, spread
from costeff.plots.style import SMALL, SOFT, WIDTH, LineStyle, house, line_styles, literal, page, panel, text_width

_HEIGHT, _TOP, _BOTTOM = 3.5, 0.3, 0.52
_FRONTIER, _FRONTIER_LABEL, _BROAD = LineStyle(colour="#BDBDBD", dash="-", marker=""), "Frontier (CEAF)", 6.0


def acceptability(
    ceac: pd.DataFrame, strategies: Mapping[str, str], *, thresholds: Sequence[float], currency: str
) -> Figure:
    """Cost-effectiveness acceptability curves, with the frontier as a broad grey band beneath.

    The curve of a strategy is the share of draws in which it has the highest net benefit; the frontier (CEAF) follows
    the strategy with the highest mean net benefit, and jumps where that changes (Fenwick, Claxton and Sculpher,
    Health Economics 2001;10:779-787).

    Args:
        ceac: wtp (money a QALY), strategy, probability, on_frontier (bool).
        strategies: id to label, in the order of the workbook.
        thresholds: willingness to pay marked by vertical lines, money a QALY.
        currency: ISO code, such as `GBP`.
    """
    styles = line_styles(list(strategies))
    low, high = float(ceac["wtp"].min()), float(ceac["wtp"].max())
    left = room_for(percent_texts(PERCENT_TICKS))
    width = WIDTH - left - column_width([*strategies.values(), _FRONTIER_LABEL]) - 0.05
    with house():
        figure = page(_HEIGHT)
        axes = panel(figure, left, _BOTTOM, width, _HEIGHT - _TOP - _BOTTOM)
        axes.set(xlim=(low, high), ylim=(0, 1))
        labels = []
        for k, (strategy, style) in enumerate(styles.items()):
            rows = ceac[ceac["strategy"] == strategy].sort_values("wtp")
            axes.plot(rows["wtp"], rows["probability"], color=style.colour, linestyle=style.dash, marker=style.marker,
                      markersize=4, markeredgecolor="white", markeredgewidth=0.4, label=strategy, clip_on=False,
                      markevery=(0.03 + 0.025 * (k % 7), 0.2), zorder=3)  # fmt: skip
            end = rows.iloc[-1]
            labels.append(Label(text=strategies[strategy], x=high, y=float(end["probability"]), style=style))
        _frontier(axes, ceac)
        _thresholds(axes, [t for t in thresholds if low <= t <= high], width, currency)
        set_ticks(axes, "x", *ticks_that_fit(low, high, width, lambda ticks: money_texts(ticks, currency)))
        set_ticks(axes, "y", PERCENT_TICKS, percent_texts(PERCENT_TICKS))
        axes.grid(axis="y")
        axes.set_xlabel("Willingness to pay for a QALY")
        axes.set_ylabel("Probability of being cost-effective")
        labels.append(Label(text=_FRONTIER_LABEL, x=high, y=1.0, style=_FRONTIER, leader=False, thickness=_BROAD))
        label_column(figure, axes, labels, low=_BOTTOM - 0.08, high=_HEIGHT - _TOP + 0.1)
    return figure


def _frontier(axes: Axes, ceac: pd.DataFrame) -> None:
    """The CEAF: one piece for each stretch with the same strategy on the frontier, so that jumps stay gaps."""
    rows = ceac[ceac["on_frontier"].astype(bool)].sort_values("wtp")
    stretch = (rows["strategy"] != rows["strategy"].shift()).cumsum()
    for _, piece in rows.groupby(stretch):
        axes.plot(piece["wtp"], piece["probability"], color=_FRONTIER.colour, lw=_BROAD, solid_capstyle="round",
                  clip_on=False, zorder=2, gid="frontier")  # fmt: skip


def _thresholds(axes: Axes, thresholds: Sequence[float], width: float, currency: str) -> None:
    """Vertical lines with their amounts above the frame, moved apart where they would touch."""
    low, high = axes.get_xlim()
    values = sorted(thresholds)
    texts = [money(value, currency) for value in values]
    wanted = [(value - low) / (high - low) * width for value in values]
    places = spread(wanted, [text_width(text) + 0.1 for text in texts], -0.3, width + 0.5)
    for value, text, place in zip(values, texts, places, strict=True):
        axes.axvline(value, color=SOFT, lw=0.8, dashes=(3, 2), zorder=1)
        axes.text(place / width, 1.025, literal(text), transform=axes.transAxes, ha="center", va="bottom",
                  fontsize=SMALL, color=SOFT)  # fmt: skip
