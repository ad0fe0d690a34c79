"""Axes with readable ticks: money with its currency, shares in per cent, plain years; never `1e+05`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from costeff.format import money
from costeff.plots.style import SMALL, literal, text_width

PERCENT_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def nice_ticks(low: float, high: float, number: int) -> list[float]:
    """Round values inside a range: steps of 1, 2, 2.5 or 5 times a power of ten.

    Args:
        low: lower end of the axis.
        high: upper end.
        number: about how many intervals at most.
    """
    slack = 1e-9 * (high - low)
    values = MaxNLocator(nbins=number, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [0.0 if abs(v) < slack else float(v) for v in values if low - slack <= v <= high + slack]


def money_texts(ticks: Sequence[float], currency: str) -> list[str]:
    """Ticks as amounts, `£25,000`."""
    return [money(v, currency) for v in ticks]


def number_texts(ticks: Sequence[float]) -> list[str]:
    """Ticks as plain numbers with thousands separators, all with as many decimals as the finest needs."""
    places = max((_places(v) for v in ticks), default=0)
    return [f"{v:,.{places}f}".replace("-", "−") for v in ticks]


def percent_texts(ticks: Sequence[float]) -> list[str]:
    """Shares as per cent."""
    return [f"{text}%" for text in number_texts([100 * v for v in ticks])]


def _places(value: float) -> int:
    return next((k for k in range(6) if abs(round(value, k) - value) < 1e-9 * max(1.0, abs(value))), 6)


def set_ticks(axes: Axes, which: Literal["x", "y"], ticks: Sequence[float], texts: Sequence[str]) -> None:
    """Puts ticks with given texts on one axis."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_ticks(list(ticks), labels=[literal(t) for t in texts])


def room_for(texts: Sequence[str]) -> float:
    """Inches left of a vertical axis that its tick labels and its title need."""
    return 0.42 + max((text_width(t, SMALL) for t in texts), default=0.0)


def ticks_that_fit(
    low: float, high: float, width: float, texts_of: Callable[[Sequence[float]], Sequence[str]]
) -> tuple[list[float], list[str]]:
    """The most ticks of a horizontal axis whose texts stand clear of each other.

    Args:
        low: lower end of the axis.
        high: upper end.
        width: of the axis in inches.
        texts_of: how ticks are written.

    Returns:
        Ticks and their texts.
    """
    for number in range(8, 1, -1):
        ticks = nice_ticks(low, high, number)
        texts = list(texts_of(ticks))
        step = width / (high - low) * (ticks[1] - ticks[0]) if len(ticks) > 1 else width
        if max((text_width(t, SMALL) for t in texts), default=0.0) + 0.12 <= step:
            return ticks, texts
    return ticks, texts
