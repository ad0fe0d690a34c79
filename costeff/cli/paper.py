"""Printing tables: drawn on a terminal, plain aligned text in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import typer
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from costeff.errors.words import printable

GAP = 2
"""Spaces between columns."""

NARROW = 12
"""A column is not cut below so many characters; the table then runs over."""


def grid(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """Prints a table to standard output.

    Args:
        title: printed above it.
        header: names of the columns.
        rows: cells as text, each row as long as the header.
        left: how many columns, from the first, are aligned left; the others are numbers.
    """
    title, header, rows = printable(title), tuple(map(printable, header)), [tuple(map(printable, row)) for row in rows]
    console = Console()
    if not console.is_terminal:
        typer.echo("\n".join([title, *_aligned([header, *rows], left)]))
        return
    table = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, GAP - 1, 0, 0),
        pad_edge=False,
    )
    widths = _widths(header, rows, left, console.width)
    for k, (name, width) in enumerate(zip(header, widths, strict=True)):
        table.add_column(Text(name), justify="left" if k < left else "right", overflow="fold", width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]], left: int, room: int) -> list[int]:
    """Widths of columns that fit a terminal, if that can be.

    Labels and headers break between words before numbers do, and numbers (`1.2 to 3.4`) between words before a label
    is cut.
    """
    free = room - GAP * (len(header) - 1)
    widest = [max(cell_len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    broken = [_longest(word for cell in column for word in cell.split()) for column in zip(header, *rows, strict=True)]
    whole = [max(_longest(header[k].split()), _longest(row[k] for row in rows)) for k in range(len(header))]
    whole[:left] = broken[:left]
    wanted = next((widths for widths in (widest, whole, broken) if sum(widths) <= free), broken)
    spare = free - sum(wanted)
    for k in range(len(wanted)):  # the labels, which stand first, get the most of what is left, or give what lacks
        more = min(spare, widest[k] - wanted[k]) if spare >= 0 else min(0, max(spare, NARROW - wanted[k]))
        wanted[k], spare = wanted[k] + more, spare - more
    return wanted


def _longest(texts: Iterable[str]) -> int:
    """Width of the widest of some texts; 1 if there is none."""
    return max(map(cell_len, texts), default=1)


def say(text: str, *, indent: int = 0) -> None:
    """Prints a sentence to standard output, broken between words on a terminal, on one line in a pipe."""
    text = printable(text)
    console = Console()
    if console.is_terminal:
        console.print(Padding(Text(text), (0, 0, 0, indent)), highlight=False)
    else:
        typer.echo(" " * indent + text)


def _aligned(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Lines with their columns padded to the same width, two spaces between."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  ".join(c.ljust(w) if k < left else c.rjust(w) for k, (c, w) in enumerate(zip(row, widths, strict=True)))
        .rstrip()
        for row in rows
    ]  # fmt: skip
