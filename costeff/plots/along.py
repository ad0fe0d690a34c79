"""Net benefit along the range of one parameter, with the values at which the decision changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from costeff.format import money, number
from costeff.plots.axis import money_texts, nice_ticks, number_texts, room_for, set_ticks, ticks_that_fit
from costeff.plots.labels import Label, column_width, label_column, spread
from costeff.plots.style import INK, SMALL, SOFT, WIDTH, house, line_styles, literal, page, panel, plain, text_width

_HEIGHT, _TOP, _BOTTOM = 3.5, 0.34, 0.52


def along(
    benefits: pd.DataFrame,
    strategies: Mapping[str, str],
    *,
    parameter: str,
    changes: Sequence[float],
    base: float,
    threshold: float,
    currency: str,
) -> Figure:
    """Each strategy's net benefit over the reference's, along the range; the highest line is the decision.

    Args:
        benefits: value, strategy, inmb; of one threshold. Strategies that aren't in it are left out.
        strategies: id to label, in the order of the workbook.
        parameter: its label and unit.
        changes: values at which the preferred strategy changes, marked by vertical lines.
        base: value in the base case, marked by a tick at the foot.
        threshold: willingness to pay for a QALY.
        currency: ISO code.
    """
    styles = line_styles(list(strategies))
    low, high = float(benefits["value"].min()), float(benefits["value"].max())
    bottom, top = float(benefits["inmb"].min()), float(benefits["inmb"].max())
    room = 0.04 * ((top - bottom) or 1.0)
    ticks = nice_ticks(bottom - room, top + room, 7)
    left = room_for(money_texts(ticks, currency))
    width = WIDTH - left - column_width([strategies[s] for s in dict.fromkeys(benefits["strategy"])]) - 0.05
    with house():
        figure = page(_HEIGHT)
        axes = panel(figure, left, _BOTTOM, width, _HEIGHT - _TOP - _BOTTOM)
        axes.set(xlim=(low, high), ylim=(bottom - room, top + room))
        labels = []
        shown = set(benefits["strategy"])
        for strategy, style in ((s, look) for s, look in styles.items() if s in shown):
            rows = benefits[benefits["strategy"] == strategy].sort_values("value")
            axes.plot(rows["value"], rows["inmb"], color=style.colour, linestyle=style.dash, zorder=3)
            end = rows.dropna().iloc[-1]
            labels.append(Label(text=strategies[strategy], x=high, y=float(end["inmb"]), style=style))
        texts = [number(value, 4) for value in changes]
        wanted = [(value - low) / (high - low) * width for value in changes]
        places = spread(wanted, [text_width(text) + 0.1 for text in texts], -0.3, width + 0.5)
        for value, text, place in zip(changes, texts, places, strict=True):
            axes.axvline(value, color=SOFT, lw=0.8, dashes=(3, 2), zorder=1)
            axes.text(place / width, 1.02, literal(text), transform=axes.transAxes, ha="center", va="bottom",
                      fontsize=SMALL, color=SOFT)  # fmt: skip
        if low <= base <= high:
            axes.plot(base, 0, marker=(3, 0, 0), color=INK, markersize=7, transform=axes.get_xaxis_transform(),
                      clip_on=False, zorder=5, gid="base")  # fmt: skip
        set_ticks(axes, "x", *ticks_that_fit(low, high, width, number_texts))
        set_ticks(axes, "y", ticks, money_texts(ticks, currency))
        axes.grid(axis="y")
        axes.set_xlabel(literal(plain(parameter) + " (triangle: base case)"))
        axes.set_ylabel(literal(f"Net benefit over the reference at {money(threshold, currency)}"))
        label_column(figure, axes, labels, low=_BOTTOM - 0.08, high=_HEIGHT - _TOP)
    return figure
