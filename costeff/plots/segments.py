"""Parts of stacked bars: their fills, what reads on them, and a legend that fills lines like words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.typing import ColorType

from costeff.plots.style import CATEGORIES, INK, SMALL, literal, plain, text_height, text_width, wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of every bar: its name in the frame, its label, its fill."""

    name: str
    label: str
    colour: ColorType
    hatch: str


def category_segments(names: Sequence[str]) -> list[Segment]:
    """A segment for each name, by its place."""
    looks = [CATEGORIES[k % len(CATEGORIES)] for k in range(len(names))]
    return [
        Segment(name=name, label=plain(name), colour=colour, hatch=hatch)
        for name, (colour, hatch) in zip(names, looks, strict=True)
    ]


def luminance(colour: ColorType) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 (black) to 1 (white)."""
    red, green, blue = ((c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def over(colour: ColorType) -> str:
    """Ink or white, whichever reads better on a fill."""
    return INK if luminance(colour) > 0.2 else "white"


def hatching(colour: ColorType) -> str:
    """Colour of the hatch on a fill."""
    return "#6B6B6B" if luminance(colour) > 0.55 else "white"


def legend_rows(segments: Sequence[Segment], width: float) -> list[list[tuple[float, str, Segment]]]:
    """Entries of the legend, filled into lines like words: place across in inches, text, segment."""
    rows: list[list[tuple[float, str, Segment]]] = [[]]
    x = 0.15
    for segment in segments:
        text = wrapped(segment.label, 2.6, lines=1)
        need = 0.29 + text_width(text) + 0.2
        if rows[-1] and x + need > width:
            rows.append([])
            x = 0.15
        rows[-1].append((x, text, segment))
        x += need
    return rows


def draw_legend(figure: Figure, rows: Sequence[Sequence[tuple[float, str, Segment]]], top: float) -> None:
    """Draws the legend, its upper edge at a height in inches."""
    inches = figure.dpi_scale_trans
    line = text_height("x")
    for k, row in enumerate(rows):
        y = top - k * line
        for x, text, segment in row:
            corner, size = (x, y - 0.74 * line), (0.2, 0.66 * line)
            figure.add_artist(Rectangle(corner, *size, facecolor=segment.colour, linewidth=0, transform=inches))
            if segment.hatch:
                figure.add_artist(
                    Rectangle(corner, *size, fill=False, hatch=segment.hatch, edgecolor=hatching(segment.colour),
                              linewidth=0, transform=inches)
                )  # fmt: skip
            figure.text(x + 0.26, y, literal(text), transform=inches, fontsize=SMALL, va="top")
