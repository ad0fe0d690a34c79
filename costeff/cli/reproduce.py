"""The command `reproduce`: a result made again from its stamp, and compared."""

from __future__ import annotations

import functools
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.faults import ExitCode, spoken
from costeff.cli.options import Debug, Json, Quiet
from costeff.cli.speech import echo
from costeff.format import count

if TYPE_CHECKING:
    from costeff.workflow import Reproduction


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(short_help="Make a result again from its stamp, and compare.")(spoken(reproduce))


def reproduce(
    source: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A results folder, a report, a table or a figure of costeff's.")
    ],
    book: Annotated[
        Path | None,
        typer.Option(
            "--book", metavar="WORKBOOK", help="By default looked for beside the result and here.", show_default=False
        ),
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Compare even if the workbook is another one.")] = False,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run a workbook again as a result's stamp says; exit code 0 if all is identical, 5 if something differs."""
    from costeff import workflow
    from costeff.cli import plain
    from costeff.cli.meter import compiling, meter

    with meter(quiet=quiet) as line:
        line.stage(compiling() or "Running")
        found = workflow.reproduce(
            source, book, anyway=anyway, progress=functools.partial(line.advance, "Running draws")
        )
    if json:
        plain.echo_json(_record(found))
    elif not quiet:
        _show(found)
    if not found.identical:
        raise typer.Exit(ExitCode.DIFFERS)


def _show(found: Reproduction) -> None:
    """Prints what came of it."""
    from costeff import words
    from costeff.cli.paper import grid, say  # late: rich

    for text in words.reproduced(found.comparison, by=found.by):
        say(text)
    rows = [
        (d.table, d.row, d.column, d.stored, d.now, f"{d.relative:.1e}" if math.isfinite(d.relative) else "")
        for d in found.comparison.differences
    ]
    if rows:
        echo()
        header = ("Table", "Row", "Column", "Stored", "Now", "Relative")
        grid(f"The first {count(len(rows))} differences" if len(rows) > 1 else "The difference", header, rows, left=3)
    echo()
    say(f"Run again: {found.book}.")
    if found.book_differs:
        say("This is not the workbook from which it was made: its SHA-256 is another one.")
    if found.version != found.version_then:
        say(f"It was made by version {found.version_then or '?'} of costeff; this is {found.version}.")


def _record(found: Reproduction) -> dict[str, object]:
    """The comparison for machines."""
    there = found.comparison
    return {
        "identical": found.identical,
        "what": found.what,
        "by": found.by,
        "workbook": str(found.book),
        "workbook_differs": found.book_differs,
        "version": found.version,
        "version_then": found.version_then,
        "tables": there.tables,
        "cells": there.cells,
        "count": there.count,
        "by_table": dict(there.by_table),
        "widest": there.widest,
        "differences": [
            {
                "table": d.table,
                "row": d.row,
                "column": d.column,
                "stored": d.stored,
                "now": d.now,
                "relative": d.relative,
            }
            for d in there.differences
        ],
    }
