"""Printing tables: drawn on a terminal, plain aligned text in a pipe."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


def grid(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """Prints a table to standard output.

    Args:
        title: printed above it.
        header: names of the columns.
        rows: cells as text, each row as long as the header.
        left: how many columns, from the first, are aligned left; the others are numbers.
    """
    console = Console()
    if not console.is_terminal:
        typer.echo("\n".join([title, *_aligned([header, *rows], left)]))
        return
    table = Table(title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for k, name in enumerate(header):
        table.add_column(Text(name), justify="left" if k < left else "right", overflow="fold")
    for row in rows:
        # A number never breaks over two lines; its header may.
        table.add_row(*(Text(cell if k < left else cell.replace(" ", "\u00a0")) for k, cell in enumerate(row)))
    console.print(table)


def say(text: str, *, indent: int = 0) -> None:
    """Prints a sentence to standard output, broken between words on a terminal, on one line in a pipe."""
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
