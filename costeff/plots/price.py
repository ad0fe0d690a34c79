"""How likely strategies are to be worth their price, by that price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.format import money
from costeff.plots.axis import PERCENT_TICKS, money_texts, percent_texts, room_for, set_ticks, ticks_that_fit
from costeff.plots.labels import Label, column_width, label_column
from costeff.plots.style import INK, SMALL, SOFT, WIDTH, house, line_styles, literal, page, panel, plain

_HEIGHT, _TOP, _BOTTOM = 3.3, 0.34, 0.52


def price_curve(
    curve: pd.DataFrame,
    strategies: Mapping[str, str],
    *,
    price: str,
    against: str,
    threshold: float,
    current: float,
    currency: str,
    net: float | None = None,
) -> Figure:
    """Probability that each strategy is worth its price.

    Args:
        curve: strategy, price, probability; of one comparison and threshold.
        strategies: id to label of all strategies of the study, so that each keeps its look.
        price: what is priced.
        against: what the strategies are compared with, in words.
        threshold: willingness to pay for a QALY.
        current: the price in the base case, marked by a line.
        currency: ISO code.
        net: the price after a discount, marked too; None = there is none.
    """
    styles = line_styles(list(strategies))
    shown: Sequence[str] = [s for s in strategies if s in set(curve["strategy"])]
    high = float(curve["price"].max())
    left = room_for(percent_texts(PERCENT_TICKS))
    width = WIDTH - left - column_width([strategies[s] for s in shown]) - 0.05
    with house():
        figure = page(_HEIGHT)
        axes = panel(figure, left, _BOTTOM, width, _HEIGHT - _TOP - _BOTTOM)
        axes.set(xlim=(0, high), ylim=(0, 1))
        labels = []
        for k, strategy in enumerate(shown):
            rows, style = curve[curve["strategy"] == strategy].sort_values("price"), styles[strategy]
            axes.plot(rows["price"], rows["probability"], color=style.colour, linestyle=style.dash, marker=style.marker,
                      markersize=4, markeredgecolor="white", markeredgewidth=0.4, clip_on=False, zorder=3,
                      markevery=(0.03 + 0.025 * (k % 7), 0.2))  # fmt: skip
            end = rows.iloc[-1]
            place = Label(text=strategies[strategy], x=float(end["price"]), y=float(end["probability"]), style=style)
            labels.append(place)
        for level in (0.5, 0.8, 0.9):
            axes.axhline(level, color=SOFT, lw=0.5, linestyle=(0, (1, 2)), zorder=1)
        _mark(axes, current, high, f"now {money(current, currency)}", "center" if net is None else "left")
        if net is not None:
            _mark(axes, net, high, f"net {money(net, currency)}", "right")
        set_ticks(axes, "x", *ticks_that_fit(0, high, width, lambda ticks: money_texts(ticks, currency)))
        set_ticks(axes, "y", PERCENT_TICKS, percent_texts(PERCENT_TICKS))
        axes.grid(axis="y")
        axes.set_xlabel(literal(plain(price)))
        axes.set_ylabel(literal(f"Probability of being worth it at {money(threshold, currency)}"))
        label_column(figure, axes, labels, low=_BOTTOM - 0.08, high=_HEIGHT - _TOP)
        figure.text(left, _HEIGHT - 0.1, literal(f"Against {plain(against)}") if against else "",
                    transform=figure.dpi_scale_trans, fontsize=SMALL, color=SOFT, va="center")  # fmt: skip
    return figure


def _mark(axes: Axes, price: float, high: float, text: str, side: str) -> None:
    """A price with its name above the panel, if it lies within it."""
    if 0 < price < high:
        axes.axvline(price, color=INK, lw=0.8, linestyle=(0, (3, 2)), zorder=1)
        axes.text(price / high, 1.02, literal(text), transform=axes.transAxes, fontsize=SMALL, color=SOFT, ha=side,
                  va="bottom")  # fmt: skip
