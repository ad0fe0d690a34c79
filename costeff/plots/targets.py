"""The model held against what was published: a dot, an interval and a diamond a target."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from costeff.plots.axis import number_texts, percent_texts, set_ticks, ticks_that_fit
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
    plain,
    text_height,
    text_width,
    wrapped,
)

_NAMES, _RIGHT, _TOP, _BOTTOM, _BETWEEN, _ROW = 2.9, 0.28, 0.36, 0.52, 0.56, 0.09
_PUBLISHED = "#0072B2"
_VALUES = ["published", "low", "high", "modelled"]
_SMALL = 0.05
_BEFORE = "#8C8C8C"
_USES: Mapping[str, str] = {
    "calibration": "Used in the calibration",
    "validation": "Validation, not used in fitting",
    "fitted": "Fitted to",
    "other": "Not fitted to",
}


def modelled_and_published(targets: pd.DataFrame) -> Figure:
    """Every target: what was published (dot, interval) and what the model gives (diamond).

    Targets of the calibration and of the validation stand apart; shares and times have an axis each, and so have
    shares that would vanish at the foot of the axis of the others. A modelled value outside the published interval
    has another colour and a larger diamond, and its label says so.

    Args:
        targets: label, quantity (`median time` in years; all others are shares), published, low, high (blank where
            no interval was published), modelled, use (`calibration`, `validation`; after a fit `fitted`, `other`),
            within (bool; blank = not known). If there is a column `before`, what the model gave before a fit is a
            small cross.
    """
    alike = _alike(targets)
    split = [(k, part[part["use"] == use]) for use in dict.fromkeys(targets["use"]) for k, part in alike.items()]
    kinds, parts = zip(*((kind, part) for kind, part in split if len(part)), strict=True)
    names = [[_name(row) for row in part.to_dict("records")] for part in parts]
    heights = [sum(text_height(name) + _ROW for name in part) for part in names]
    title = text_height("x") + 0.08
    height = _TOP + sum(heights) + title * len(parts) + _BETWEEN * (len(parts) - 1) + _BOTTOM
    left = 0.2 + max(text_width(line) for part in names for name in part for line in name.split("\n"))
    with house():
        figure = page(height)
        top = height - _TOP
        for kind, part, texts, tall in zip(kinds, parts, names, heights, strict=True):
            axes = panel(figure, left, top - title - tall, WIDTH - left - _RIGHT, tall)
            _dots(axes, part, texts)
            _frame(axes, alike[kind], WIDTH - left - _RIGHT, shares=kind != "times")
            use = str(part["use"].iloc[0])
            heading = plain(_USES.get(use, use)) + (": small shares" if kind == "small shares" else "")
            axes.set_title(literal(heading), loc="left", fontsize=SMALL, color=SOFT, pad=4)
            top -= title + tall + _BETWEEN
        _legend(figure, left, height - 0.17, targets)
    return figure


def _alike(targets: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Targets that share an axis: shares, shares too small for that axis, times; those that there are, in this order.

    A share is too small if its published interval and its modelled value stay below `_SMALL` of the largest.
    """
    timed = targets["quantity"] == "median time"
    tops = targets[_VALUES].max(axis=1)
    small = ~timed & (tops < _SMALL * tops[~timed].max())
    kinds = {"shares": targets[~timed & ~small], "small shares": targets[small], "times": targets[timed]}
    return {kind: part for kind, part in kinds.items() if len(part)}


def _outside(row: Mapping[Hashable, Any]) -> bool:
    return not pd.isna(row["within"]) and not row["within"]


def _name(row: Mapping[Hashable, Any]) -> str:
    """The label of a row, on as many lines as it needs."""
    outside = " (outside)" if _outside(row) else ""
    note = outside if np.isfinite(row["modelled"]) else " (no modelled value)"
    return wrapped(f"{row['label']}", _NAMES - text_width(note), lines=3) + note


def _dots(axes: Axes, part: pd.DataFrame, names: Sequence[str]) -> None:
    """Rows from the top, each as high as its label needs."""
    steps = np.array([text_height(name) + _ROW for name in names])
    places = (np.cumsum(steps) - steps / 2).tolist()
    axes.set_ylim(float(steps.sum()), 0)
    records = part.to_dict("records")
    for place, row in zip(places, records, strict=True):
        axes.axhline(place, color="#E9E9E9", lw=0.6, zorder=0)
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            axes.plot([row["low"], row["high"]], [place, place], color=_PUBLISHED, lw=2.4, alpha=0.55,
                      solid_capstyle="butt", zorder=2, gid="interval")  # fmt: skip
        axes.plot(row["published"], place, "o", color=_PUBLISHED, markersize=6, markerfacecolor="white",
                  markeredgewidth=1.4, zorder=3, gid="published", clip_on=False)  # fmt: skip
        if np.isfinite(row.get("before", np.nan)):
            axes.plot(row["before"], place, "x", color=_BEFORE, markersize=5, markeredgewidth=1.3, zorder=3.5,
                      gid="before", clip_on=False)  # fmt: skip
        if np.isfinite(row["modelled"]):
            outside = _outside(row)
            axes.plot(row["modelled"], place, "D", color=ALERT if outside else INK, zorder=4, gid="modelled",
                      markersize=6.5 if outside else 5, markeredgecolor="white", markeredgewidth=0.6,
                      clip_on=False)  # fmt: skip
    set_ticks(axes, "y", places, names)
    for text, row in zip(axes.get_yticklabels(), records, strict=True):
        text.set(color=ALERT if _outside(row) else INK, linespacing=1.1)


def _frame(axes: Axes, alike: pd.DataFrame, width: float, *, shares: bool) -> None:
    """The horizontal axis: the same for all panels of alike quantities, from nought."""
    values = alike[[name for name in (*_VALUES, "before") if name in alike]].to_numpy(dtype=float)
    top = float(values[np.isfinite(values)].max(initial=0.0))
    high = (1.0 if 0.6 < top <= 1 else 1.08 * top) or 1.0
    if not shares:
        high = 1.08 * top or 1.0
    axes.set_xlim(0, high)
    set_ticks(axes, "x", *ticks_that_fit(0, high, width, percent_texts if shares else number_texts))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Share of people" if shares else "Median, years", fontsize=NORMAL)


def _legend(figure: Figure, left: float, y: float, targets: pd.DataFrame) -> None:
    """One line above the axes; it speaks of intervals where there are any."""
    inches = figure.dpi_scale_trans
    intervals = np.isfinite(targets[["low", "high"]].to_numpy(dtype=float)).all(axis=1)
    published = "Published, 95% interval" if intervals.all() else "Published, 95% interval if given"
    entries = [("o", _PUBLISHED, published if intervals.any() else "Published")]
    if "before" in targets:
        entries += [("x", _BEFORE, "Before"), ("D", INK, "After")]
    else:
        entries += [("D", INK, "Model")]
    if any(_outside(row) for row in targets.to_dict("records")):
        entries.append(("D", ALERT, "Outside it" if "before" in targets else "Model, outside it"))
    x = min(left, WIDTH - 0.1 - sum(text_width(text) + 0.5 for _, _, text in entries))
    for marker, colour, text in entries:
        hollow = marker == "o"
        figure.add_artist(
            Line2D([x, x + 0.12, x + 0.24], [y] * 3, color=colour, lw=2.4 if hollow and intervals.any() else 0,
                   alpha=0.55, marker="", transform=inches)
        )  # fmt: skip
        figure.add_artist(
            Line2D([x + 0.12], [y], color=colour, lw=0, marker=marker, markersize=6 if hollow else 5.5,
                   markerfacecolor="white" if hollow else colour, markeredgewidth=1.4 if marker in "ox" else 0.6,
                   markeredgecolor=colour if marker in "ox" else "white", transform=inches)
        )  # fmt: skip
        figure.text(x + 0.3, y, literal(text), transform=inches, fontsize=SMALL, va="center", color=SOFT)
        x += text_width(text) + 0.5
