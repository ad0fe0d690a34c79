"""Labels beside the things they name: a column at the right of the axes, pushed apart just as far as needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import AbstractPathEffect, withStroke

from costeff.plots.style import SMALL, LineStyle, literal, text_height, text_width, wrapped

LEADER, SAMPLE, GAP = 0.22, 0.34, 0.06
"""Inches: from the axes to the sample of the line, the sample, and between things."""

NEAR = 0.05
"""Inches from the right end of the axes within which a leader goes straight to its label."""

WIDEST = 1.55
"""Inches of text in a label column; longer labels are wrapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One entry of a label column.

    Attributes:
        text: as it comes from the workbook.
        x, y: what it points at, in the axes' data.
        style: of the sample drawn before the text.
        lined: whether the sample is a line with a marker, or the marker alone.
        leader: whether a thin line leads to what it names.
        thickness: of the sample's line, in points.
    """

    text: str
    x: float
    y: float
    style: LineStyle
    lined: bool = True
    leader: bool = True
    thickness: float = 1.6


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Places for labels on a vertical line: as near as can be to where they want to be, none over another.

    The least-squares solution, by pooling neighbours that collide (isotonic regression: Ayer et al., Annals of
    Mathematical Statistics 1955;26:641-647). Order is kept, so leaders never cross.

    Args:
        wanted: centres wanted, rising.
        heights: of the labels, in the same unit.
        low: lower end of the room.
        high: upper end of the room.

    Returns:
        Centres, rising. Where the room is too small for all they run over its upper end.
    """
    offsets = [sum(heights[:k]) + heights[k] / 2 for k in range(len(heights))]
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        value, size = want - offset, 1
        while pools and pools[-1][0] > value:
            other, n = pools.pop()
            value, size = (value * size + other * n) / (size + n), size + n
        pools.append((value, size))
    shifts = [value for value, size in pools for _ in range(size)]
    return [max(low, min(s, high - sum(heights))) + o for s, o in zip(shifts, offsets, strict=True)]


def column_width(texts: Sequence[str], widest: float = WIDEST) -> float:
    """Inches that a label column with these texts needs, leaders and samples included."""
    lines = [line for text in texts for line in wrapped(text, widest).split("\n")]
    return LEADER + SAMPLE + 2 * GAP + max((text_width(line) for line in lines), default=0.0)


def label_column(figure: Figure, axes: Axes, labels: Sequence[Label], *, low: float, high: float) -> None:
    """Draws labels at the right of the axes, each with a sample of its line and a leader to what it names.

    Args:
        figure: that holds the axes.
        axes: with their limits set.
        labels: in any order; equal heights keep it, the first above the second.
        low: lower end of the column, in inches from the bottom of the figure.
        high: upper end.
    """
    inches = figure.dpi_scale_trans
    to_inches = axes.transData + inches.inverted()
    edge = float((axes.transAxes + inches.inverted()).transform((1, 0))[0])
    upwards = labels[::-1]
    ordered = sorted(upwards, key=lambda label: label.y)
    texts = [wrapped(label.text, WIDEST) for label in ordered]
    anchors = [to_inches.transform((label.x, label.y)) for label in ordered]
    heights = [text_height(text) + 0.05 for text in texts]
    places = spread([float(a[1]) for a in anchors], heights, low, high)
    for label, text, anchor, place in zip(ordered, texts, anchors, places, strict=True):
        start = edge + LEADER
        if label.leader:
            x, y = (float(value) for value in anchor)
            bent = [(x, y), *([(edge, y)] if x < edge - NEAR else []), (start, place)]  # never across other lines
            figure.add_artist(
                Line2D([at[0] for at in bent], [at[1] for at in bent], lw=0.6, color=label.style.colour,
                       transform=inches, zorder=4, gid="leader")
            )  # fmt: skip
        figure.add_artist(
            Line2D([start, start + SAMPLE / 2, start + SAMPLE], [place] * 3, lw=label.thickness if label.lined else 0,
                   color=label.style.colour, linestyle=label.style.dash, marker=label.style.marker, markevery=[1],
                   markersize=5 if label.lined else 6.5, markeredgecolor="white", markeredgewidth=0.5,
                   solid_capstyle="butt", transform=inches, gid="sample")
        )  # fmt: skip
        figure.text(start + SAMPLE + GAP, place, literal(text), transform=inches, ha="left", va="center",
                    fontsize=SMALL, linespacing=1.1)  # fmt: skip


def halo(width: float = 2.0) -> list[AbstractPathEffect]:
    """A white rim that keeps text readable over a picture."""
    return [withStroke(linewidth=width, foreground="white")]
