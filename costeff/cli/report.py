"""The command that writes reports."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.faults import spoken
from costeff.cli.options import Debug, Json, Quiet
from costeff.format import COMMA, POINT, numerals

if TYPE_CHECKING:
    from costeff.workflow import Report


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(short_help="Write the report of a study: Word, HTML and PDF.")(spoken(report))


def report(
    source: Annotated[
        Path,
        typer.Argument(metavar="RUN_OR_BOOK", help="A results folder, its run.json, or a model workbook (.xlsx)."),
    ],
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="PATH",
            help="The template; by default reports/dossier.md.j2, or else the shipped one.",
            show_default=False,
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Formats, with commas between: docx, html, pdf.")
    ] = "docx,html,pdf",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder for the documents; by default report/ within the results.",
            show_default=False,
        ),
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Black out what the workbook marks as confidential, and list it.")
    ] = False,
    decimal_comma: Annotated[
        bool, typer.Option("--decimal-comma", help="Write numbers with a decimal comma: 12 345,6.")
    ] = False,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Write the report of a study from its stored results; a workbook without results is run first."""
    from costeff import workflow
    from costeff.cli import plain
    from costeff.cli.meter import meter

    with numerals(COMMA if decimal_comma else POINT), meter(quiet=quiet) as line:
        written = workflow.write_report(
            source,
            template,
            [name.strip().lower() for name in formats.split(",") if name.strip()],
            out,
            redact=redact,
            command=shlex.join(["costeff", *sys.argv[1:]]),
            progress=line.stage,
            say=line.say,
        )
    if json:
        plain.echo_json(record(written))
    elif not quiet:
        show(written)


def show(written: Report) -> None:
    """Prints where a report is, and what was left out of it."""
    from costeff.cli.paper import say  # late: rich

    for note in written.notes:
        say(note)
    say(f"The report is in {written.folder}: {', '.join(path.name for path in written.files)}.")


def record(written: Report) -> dict[str, object]:
    """The same for machines."""
    return {
        "folder": str(written.folder),
        "files": [str(path) for path in written.files],
        "notes": list(written.notes),
    }
