"""The tornado: what each parameter does to the answer, widest first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from costeff.format import money, number
from costeff.plots.axis import money_texts, set_ticks, ticks_that_fit
from costeff.plots.labels import halo
from costeff.plots.style import (
    ALERT,
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
)  # fmt: skip

MOST = 12
"""Bars shown; the table has all."""

_NAMES, _ROW, _TOP, _BOTTOM, _RIGHT = 2.5, 0.13, 0.62, 0.6, 0.25
_LOW, _HIGH = "#4DA3E0", "#123F5F"


def tornado(bars: pd.DataFrame, *, title: str, currency: str, threshold: float) -> Figure:
    """One comparison at one threshold: a bar a lever from its low to its high end, about the base case.

    Bar ends carry the parameter's values, those of several that move together the percentile; a lever whose base case
    lies outside its ends is marked with a diamond, one of which an end is no valid model with a cross.

    Args:
        bars: rows of `tornado_table` of one strategy and threshold, widest first.
        title: what is compared with what.
        currency: ISO code.
        threshold: willingness to pay for a QALY.
    """
    return _figure(bars, "inmb", title, f"Incremental net benefit at {money(threshold, currency)} a QALY", currency)


def tornado_icer(bars: pd.DataFrame, *, title: str, currency: str, left_out: str) -> Figure:
    """One comparison, as `tornado`, but of the ICER, for levers at whose ends it has a meaning.

    Args:
        bars: rows of `tornado_table` of one strategy, widest first, with an ICER in the base case and at both ends;
            `bent` says whether that of the base case lies outside them.
        title: what is compared with what.
        currency: ISO code.
        left_out: which levers aren't shown, and why, in a sentence; empty = none.
    """
    return _figure(bars, "icer", title, "Incremental cost-effectiveness ratio, a QALY", currency, left_out)


def _figure(
    bars: pd.DataFrame, quantity: str, title: str, what: str, currency: str, left_out: str = ""
) -> Figure:  # fmt: skip
    """The bars of a quantity, whose columns are `quantity_base`, `_low` and `_high`."""
    shown = bars.iloc[:MOST]
    records = shown.to_dict("records")
    names = [wrapped(str(row["label"]), _NAMES, lines=2) for row in records]
    steps = np.array([max(text_height(name), text_height("x")) + _ROW for name in names])
    left = 0.25 + max((text_width(line) for name in names for line in name.split("\n")), default=1.0)
    below = wrapped(left_out, WIDTH - 0.3, lines=4) if left_out else ""
    bottom = _BOTTOM + (text_height(below) + 0.1 if below else 0.0)
    height = _TOP + float(steps.sum()) + bottom
    with house():
        figure = page(height)
        axes = panel(figure, left, bottom, WIDTH - left - _RIGHT, float(steps.sum()))
        places = (np.cumsum(steps) - steps / 2).tolist()
        axes.set_ylim(float(steps.sum()), 0)
        _range(axes, shown, quantity, WIDTH - left - _RIGHT, currency)
        base = float(shown[f"{quantity}_base"].iloc[0]) if len(shown) else 0.0
        low, high = axes.get_xlim()
        if low < 0 < high:
            axes.axvline(0, color=SOFT, lw=0.8, linestyle=(0, (2, 2)), zorder=1)
        for place, row in zip(places, records, strict=True):
            _bar(axes, place, row, quantity)
        axes.axvline(base, color=INK, lw=1.0, zorder=5)
        set_ticks(axes, "y", places, names)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_xlabel(what, fontsize=NORMAL)
        figure.text(0.15, height - 0.14, literal(wrapped(title, WIDTH - 0.3, lines=1)),
                    transform=figure.dpi_scale_trans, fontsize=NORMAL, va="center")  # fmt: skip
        if below:
            figure.text(0.15, 0.08, literal(below), transform=figure.dpi_scale_trans, fontsize=SMALL, va="bottom",
                        color=SOFT)  # fmt: skip
        _legend(figure, height - 0.4, base, currency, len(bars), bent=bool(shown["bent"].astype(bool).any()))
    return figure


def _range(axes: Axes, shown: pd.DataFrame, quantity: str, width: float, currency: str) -> None:
    """An axis that holds all bars, with room for the values at their ends."""
    values = shown[[f"{quantity}_{end}" for end in ("base", "low", "high")]].to_numpy(dtype=float)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    room = 0.16 * ((high - low) or 1.0)
    axes.set_xlim(low - room, high + room)
    set_ticks(axes, "x", *ticks_that_fit(low - room, high + room, width, lambda ticks: money_texts(ticks, currency)))


def _bar(axes: Axes, place: float, row: Mapping[Hashable, Any], quantity: str) -> None:
    """The two halves of a bar, and what its ends mean."""
    base = float(row[f"{quantity}_base"])
    ends = (("low", _LOW, "low_value", "P2.5"), ("high", _HIGH, "high_value", "P97.5"))
    finite = [float(row[f"{quantity}_{end}"]) for end, *_ in ends if np.isfinite(row[f"{quantity}_{end}"])]
    one_sided = len(finite) == 2 and (min(finite) > base or max(finite) < base)
    ordered = sorted(ends, key=lambda end: -abs(float(row[f"{quantity}_{end[0]}"]) - base)) if one_sided else ends
    for end, colour, column, percentile in ordered:
        value = float(row[f"{quantity}_{end}"])
        if not np.isfinite(value):
            axes.plot(base, place, "x", color=ALERT, markersize=6, zorder=6, gid="invalid")
            continue
        axes.barh(place, value - base, left=base, height=0.13, color=colour, zorder=3, gid=end)
        if one_sided and end == ordered[1][0]:
            continue  # it lies inside the longer one; the table has its value
        text = number(float(row[column]), 3) if np.isfinite(row[column]) else percentile
        right = value > base or (value == base and max(finite) == base)
        axes.annotate(
            literal(text), (value, place), xytext=(3 if right else -3, 0), textcoords="offset points", va="center",
            ha="left" if right else "right", fontsize=SMALL - 1, color=SOFT, path_effects=halo(), zorder=7,
        )  # fmt: skip
    if bool(row["bent"]):
        axes.plot(base, place, "D", color=ALERT, markersize=4, zorder=6, gid="bent")


def _legend(figure: Figure, y: float, base: float, currency: str, number_of: int, *, bent: bool) -> None:
    """What the colours and the lines mean."""
    x = 0.15
    for colour, text in ((_LOW, "at the low end"), (_HIGH, "at the high end")):
        figure.text(x, y, "\u25a0", color=colour, transform=figure.dpi_scale_trans, fontsize=NORMAL, va="center")
        figure.text(x + 0.16, y, text, transform=figure.dpi_scale_trans, fontsize=SMALL, va="center", color=SOFT)
        x += text_width(text) + 0.4
    if bent:
        mark = Line2D([x + 0.05], [y], lw=0, marker="D", color=ALERT, markersize=4, transform=figure.dpi_scale_trans)
        figure.add_artist(mark)
        text = "base case outside its two ends"
        figure.text(x + 0.16, y, text, transform=figure.dpi_scale_trans, fontsize=SMALL, va="center", color=SOFT)
        x += text_width(text) + 0.4
    rest = f"line: base case, {money(base, currency)}"
    if number_of > MOST:
        rest += f"; the widest {MOST} of {number_of}"
    figure.text(x, y, literal(rest), transform=figure.dpi_scale_trans, fontsize=SMALL, va="center", color=SOFT)
