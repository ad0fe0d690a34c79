"""The axis of a sweep in a picture: numbers in equal or logarithmic steps, or categories side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from numpy.typing import NDArray

from costeff.format import SYMBOLS, money_short
from costeff.plots.axis import nice_ticks, number_texts, percent_texts, set_ticks
from costeff.plots.labels import spread
from costeff.plots.style import NORMAL, SMALL, SOFT, literal, text_width, wrapped

SHARES = ("probability", "proportion", "share", "fraction")
"""Units that are shown in per cent."""

APART = 0.12
"""Inches between the texts of neighbouring ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One axis of a sweep.

    Attributes:
        column: its name in the table.
        label: in words.
        unit: of its values: a currency's ISO code, `probability`, `years`, or any other word.
        values: of its points, in the order of the sweep.
        labels: of its points.
        numeric: whether the values are numbers; else they are categories.
        log: whether steps are logarithmic.
        marks: values with labels, to be marked.
    """

    column: str
    label: str
    unit: str = ""
    values: tuple[float | str, ...]
    labels: tuple[str, ...]
    numeric: bool = True
    log: bool = False
    marks: tuple[tuple[float, str], ...] = ()

    @property
    def places(self) -> NDArray[np.float64]:
        """Where each point lies."""
        if self.numeric:
            return np.array(self.values, dtype=np.float64)
        return np.arange(len(self.values), dtype=np.float64)

    @property
    def title(self) -> str:
        """The label with its unit."""
        plain_unit = self.unit not in ("", "ratio", *SHARES) and not self.is_money and self.unit not in self.label
        return f"{self.label} ({self.unit})" if self.numeric and plain_unit else self.label

    @property
    def is_money(self) -> bool:
        """Whether the values are amounts of money."""
        return self.unit in SYMBOLS or (len(self.unit) == 3 and self.unit.isupper() and self.unit.isalpha())

    def edges(self) -> NDArray[np.float64]:
        """Boundaries of the cells around the points, which rise; midway between them, on the scale drawn."""
        places = np.sort(self.places)
        if len(places) == 1:
            return np.array([places[0] - 0.5, places[0] + 0.5])
        if self.log:
            places = np.log(places)
        middle = (places[1:] + places[:-1]) / 2
        found = np.concatenate([[2 * places[0] - middle[0]], middle, [2 * places[-1] - middle[-1]]])
        return np.exp(found) if self.log else found

    def texts(self, ticks: Sequence[float]) -> list[str]:
        """Ticks as words."""
        if self.is_money:
            return [money_short(v, self.unit) for v in ticks]
        return percent_texts(ticks) if self.unit in SHARES else number_texts(ticks)

    def ticks(self, low: float, high: float, room: float, *, across: bool) -> tuple[list[float], list[str]]:
        """Ticks that stand clear of each other, with their texts.

        Args:
            low: lower end of the axis.
            high: upper end.
            room: length of the axis in inches.
            across: whether it is the horizontal axis.
        """
        if not self.numeric:
            return self._categories(room, across=across)
        own = sorted(self.places.tolist())
        texts = self.texts(own) if 1 < len(own) <= 8 else []
        if texts and max(map(len, texts)) <= 6 and self._clear(own, texts, low, high, room, across=across):
            return own, texts
        for number in range(8, 1, -1):
            ticks = _log_ticks(low, high, number) if self.log else nice_ticks(low, high, number)
            texts = self.texts(ticks)
            if len(ticks) < 2 or (
                len(set(texts)) == len(texts) and self._clear(ticks, texts, low, high, room, across=across)
            ):
                break
        return ticks, texts

    def _clear(
        self, ticks: Sequence[float], texts: Sequence[str], low: float, high: float, room: float, *, across: bool
    ) -> bool:
        """Whether the texts don't touch."""
        size = [text_width(t) if across else SMALL * 1.6 / 72 for t in texts]
        turned = np.log if self.log else np.asarray
        places = (turned(np.asarray(ticks)) - turned(low)) / (turned(high) - turned(low)) * room
        gap = APART if across else 0.0
        return all(
            places[k + 1] - places[k] >= (size[k] + size[k + 1]) / 2 + gap for k in range(len(size) - 1)
        )  # fmt: skip

    def _categories(self, room: float, *, across: bool) -> tuple[list[float], list[str]]:
        """Every category with its label, broken into lines; in tight rows every second one, and so on."""
        step = room / max(1, len(self.labels))
        texts = [wrapped(t, step - 0.08 if across else 1.4, lines=3) for t in self.labels]
        lines = max((t.count("\n") + 1 for t in texts), default=1)
        every = 1
        if across:
            wanted = max((text_width(line) for t in self.labels for line in wrapped(t, 0.9).split("\n")), default=0.0)
            if step < min(wanted, 0.3) and len(self.labels) > 6:
                every = math.ceil((wanted + APART) / step)
                texts = list(self.labels)
        else:
            every = max(1, math.ceil(lines * SMALL * 1.3 / 72 / step))
        kept = range(0, len(self.labels), every)
        return [float(k) for k in kept], [texts[k] for k in kept]


def _log_ticks(low: float, high: float, number: int) -> list[float]:
    """Round values for a logarithmic axis: 1, 2, 5 times powers of ten, or the powers alone."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for steps in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        found = [s * 10.0**p for p in range(first, last + 1) for s in steps]
        found = [v for v in found if low * (1 - 1e-9) <= v <= high * (1 + 1e-9)]
        if len(found) <= number + 1:
            return found
    every = math.ceil(len(found) / (number + 1))
    return found[::every]


def put_scale(
    axes: Axes, scale: Scale, which: Literal["x", "y"], low: float, high: float, room: float, *, title: bool = True
) -> list[str]:
    """Gives an axis of a picture the limits, ticks and title of a scale; the texts of its ticks."""
    if which == "x":
        axes.set_xscale("log" if scale.log else "linear")
        axes.set_xlim(low, high)
    else:
        axes.set_yscale("log" if scale.log else "linear")
        axes.set_ylim(low, high)
    ticks, texts = scale.ticks(low, high, room, across=which == "x")
    set_ticks(axes, which, ticks, texts)
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_minor_locator(FixedLocator([]) if scale.log else NullLocator())
    axis.set_minor_formatter(NullFormatter())
    if title:
        axis.set_label_text(literal(wrapped(scale.title, room + 0.15, size=NORMAL, lines=2)))
    return texts


def put_marks(axes: Axes, scale: Scale, low: float, high: float, width: float) -> None:
    """Vertical lines with their labels above the frame, moved apart where they would touch."""
    marks = sorted((at, label or scale.texts([at])[0]) for at, label in scale.marks if low <= at <= high)
    texts = [wrapped(label, 1.1, lines=2) for _, label in marks]
    turned = math.log if scale.log else float
    wanted = [(turned(at) - turned(low)) / (turned(high) - turned(low)) * width for at, _ in marks]
    widths = [max(text_width(line) for line in t.split("\n")) + 0.1 for t in texts]
    places = spread(wanted, widths, -0.3, width + 0.6)
    for (at, _), text, place in zip(marks, texts, places, strict=True):
        axes.axvline(at, color=SOFT, lw=0.8, dashes=(3, 2), zorder=1)
        axes.text(place / width, 1.02, literal(text), transform=axes.transAxes, ha="center", va="bottom",
                  fontsize=SMALL, color=SOFT, linespacing=1.05)  # fmt: skip
