"""The house style: one page width, one font, colours that survive colour blindness and a grey printer.

Nothing here or elsewhere in this package touches pyplot or leaves a setting behind: settings hold inside `house()`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Literal
from warnings import catch_warnings, filterwarnings

from matplotlib import rc_context, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath
from matplotlib.typing import ColorType

WIDTH = 6.5
"""Width of every figure in inches: the text width of an A4 or Letter page of a report."""

SMALL, NORMAL = 8.0, 9.0
"""Font sizes in points; nothing is smaller than SMALL."""

LEADING = 1.25
"""Height of a line of text over its font size."""

INK, SOFT, FAINT = "#222222", "#5F5F5F", "#D4D4D4"
"""Text and axes; secondary text; grid lines."""

ALERT = "#C23B00"
"""What needs a second look, always with a second sign beside the colour."""

HEAPED = 3
"""Accents that a letter may have; hundreds would run over the lines above and below."""

_SETTINGS: dict[Any, Any] = {
    # The font that ships with matplotlib: the same widths, so the same picture, on every machine.
    "font.family": ["DejaVu Sans"],
    "font.size": SMALL,
    "axes.titlesize": NORMAL,
    "axes.labelsize": NORMAL,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.7,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "grid.color": FAINT,
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.5,
    "lines.dash_capstyle": "butt",
    "hatch.linewidth": 0.5,
    "text.color": INK,
    "text.usetex": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "costeff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStyle:
    """How one strategy looks in every figure: colour, dash and marker each tell it from the others."""

    colour: str
    dash: Literal["-"] | tuple[float, tuple[float, ...]]
    marker: str


_LINES: tuple[LineStyle, ...] = (
    LineStyle(colour="#1A1A1A", dash="-", marker="o"),
    LineStyle(colour="#0072B2", dash=(0, (6, 1.6)), marker="s"),
    LineStyle(colour="#D55E00", dash=(0, (1.4, 1.2)), marker="^"),
    LineStyle(colour="#00866A", dash="-", marker="D"),
    LineStyle(colour="#A23B8F", dash=(0, (6, 1.4, 1.4, 1.4)), marker="v"),
    LineStyle(colour="#4DA3E0", dash=(0, (3, 1.4)), marker="P"),
    LineStyle(colour="#B98500", dash=(0, (8, 1.4, 1.4, 1.4, 1.4, 1.4)), marker="X"),
    LineStyle(colour="#7A1F4B", dash=(0, (4, 2.4)), marker="<"),
    LineStyle(colour="#808080", dash=(0, (1.4, 2.4)), marker=">"),
    LineStyle(colour="#3B2C85", dash=(0, (10, 2)), marker="h"),
)

CATEGORIES: tuple[tuple[str, str], ...] = (
    ("#123F5F", ""),
    ("#E8A33D", ""),
    ("#2F8FC4", ""),
    ("#F6D9A8", "////"),
    ("#A8451B", ""),
    ("#A9D3EC", ""),
    ("#4B7F52", ""),
    ("#E7B9CF", "...."),
    ("#6B3A78", ""),
    ("#C9DDB2", "\\\\\\\\"),
    ("#5C5C5C", ""),
    ("#E2E2E2", "xxxx"),
)
"""Fill and hatch of bar segments; neighbours differ in lightness, so that they differ in grey."""


def line_styles(strategies: Sequence[str]) -> dict[str, LineStyle]:
    """The look of each strategy, by its place in the workbook, so that it's the same in every figure of a run."""
    return {strategy: _line_style(k) for k, strategy in enumerate(strategies)}


def _line_style(k: int) -> LineStyle:
    """From the eleventh strategy on, colours come again with other dashes and markers."""
    n = len(_LINES)
    turn = k // n
    return LineStyle(
        colour=_LINES[k % n].colour, dash=_LINES[(k + 3 * turn) % n].dash, marker=_LINES[(k + 7 * turn) % n].marker
    )


@contextmanager
def house() -> Iterator[None]:
    """The house style, for the duration of a `with` block, whatever the user's own settings are.

    A letter that the font hasn't is drawn as a box: that is seen in the picture, so the library's warnings are not
    repeated on the terminal.
    """
    defaults = {key: value for key, value in rcParamsDefault.items() if not key.startswith("backend")}
    with rc_context({**defaults, **_SETTINGS}), catch_warnings():
        filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


def page(height: float) -> Figure:
    """An empty figure of the page's width, on an Agg canvas.

    Args:
        height: in inches.
    """
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def panel(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes whose frame lies at a place given in inches from the lower left corner of the figure."""
    across, up = (float(v) for v in figure.get_size_inches())
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def plain(text: str) -> str:
    """A text on one line, without control characters (a label comes from a workbook and may hold anything).

    Signs that turn the direction of writing go with them, and of accents heaped on one letter the first few stay.
    """
    kept: list[str] = []
    heaped = 0
    for character in text:
        kind = unicodedata.category(character)
        heaped = heaped + 1 if kind in ("Mn", "Me") else 0
        if character.isspace():
            kept.append(" ")
        elif kind[0] != "C" and heaped <= HEAPED:
            kept.append(character)
    return " ".join("".join(kept).split())


def literal(text: str) -> str:
    """A text as matplotlib has to get it so that it draws `$x$` as it stands and not as a formula."""
    return text.replace("$", r"\$")


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = SMALL, weight: str = "normal") -> float:
    """Width of a line of text in inches."""
    font = FontProperties(family=["DejaVu Sans"], size=size, weight=weight)
    with catch_warnings():
        filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


def text_height(text: str, size: float = SMALL) -> float:
    """Height of a text of one or more lines in inches, with its leading."""
    return (text.count("\n") + 1) * size * LEADING / 72


def wrapped(text: str, width: float, *, size: float = SMALL, weight: str = "normal", lines: int = 3) -> str:
    """A label broken into lines that fit a width; what is too long ends in an ellipsis.

    Args:
        text: one label, not yet escaped.
        width: in inches.
        size: in points.
        weight: of the font.
        lines: at most so many.

    Returns:
        Lines joined by newlines, not yet escaped: pass them through `literal`.
    """
    rows: list[str] = []
    for word in plain(text).split():
        trial = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(trial, size, weight) <= width:
            rows[-1] = trial
            continue
        rows.extend(islice(_pieces(word, width, size, weight), lines + 1))
        if len(rows) > lines:  # what follows is cut anyway, and may be very long
            break
    if len(rows) > lines:
        last = rows[lines - 1]
        while last and text_width(last + "…", size, weight) > width:
            last = last[:-1]
        rows = [*rows[: lines - 1], last.rstrip() + "…"]
    return "\n".join(rows)


def _pieces(word: str, width: float, size: float, weight: str) -> Iterator[str]:
    """A word, cut where it is wider than a line."""
    piece = ""
    for character in word:
        if piece and text_width(piece + character, size, weight) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def shades(dark: str, light: str, number: int) -> list[ColorType]:
    """So many colours from dark to light; one alone is the dark one."""
    ends = [tuple(int(c[k : k + 2], 16) / 255 for k in (1, 3, 5)) for c in (dark, light)]
    steps = [k / (number - 1) if number > 1 else 0.0 for k in range(number)]
    return [tuple(a + (b - a) * s for a, b in zip(*ends, strict=True)) for s in steps]
