"""The commands around a workbook: lay out a study, write an empty workbook, check one, compile the engine."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.faults import spoken
from costeff.cli.options import Annotate, Debug, IncludeWorkbook, Json, Overwrite, Quiet, Workbook
from costeff.cli.speech import echo
from costeff.errors import InputError

if TYPE_CHECKING:
    from costeff.workflow import Checked


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command(short_help="Lay out a study to edit.")(spoken(init))
    app.command(short_help="Check a workbook; runs the base case only.")(spoken(check))
    app.command(short_help="Write an empty workbook.")(spoken(template))
    app.command(short_help="Compile the engine now.")(spoken(warm))


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The study's folder; created if need be.")],
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Lay out a study: workbooks, scenarios and report templates, to edit. Nothing is overwritten."""
    from costeff import workflow

    laid = workflow.init(directory)
    if quiet:
        return
    for file in laid.written:
        echo(f"  {laid.folder / file}")
    for file in laid.kept:
        echo(f"  {laid.folder / file} (was there already, left as it is)")
    workbook = next((file for file in (*laid.written, *laid.kept) if file.suffix == ".xlsx"), None)
    if workbook is not None:
        echo(f"\nNext:\n  cd {_quoted(laid.folder)}\n  costeff run {_quoted(workbook)}")


def check(
    workbook: Workbook,
    rows: Annotated[
        str | None, typer.Option("--rows", metavar="STATE", help="Print the arrows out of a state.", show_default=False)
    ] = None,
    sizes: Annotated[bool, typer.Option("--sizes", help="Print what memories and marks expand to, and why.")] = False,
    annotate: Annotate = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
    include_workbook: IncludeWorkbook = False,
) -> None:
    """Check a workbook, and print what it holds and what its distributions imply. Runs the base case and some draws."""
    from costeff import workflow
    from costeff.cli import plain, show_check
    from costeff.cli.meter import compiling, meter

    if overwrite and annotate is None:
        raise typer.BadParameter("--overwrite goes with --annotate.")
    with meter(quiet=quiet) as line:
        line.stage(compiling() or "Checking")
        try:
            checked = workflow.check(workbook, sizes=sizes or json)
        except InputError as error:
            show_check.mark_copy(workbook, error, annotate, overwrite=overwrite)
            raise
    marked = None
    if annotate is not None:
        marked = workflow.annotate(workbook, checked.problems, annotate, overwrite=overwrite)
    rows_shown = None if rows is None else workflow.state_rows(checked.model, _state(checked, rows))
    if json:
        plain.echo_json(show_check.check_record(checked, rows_shown, marked))
    elif quiet:
        return
    elif rows_shown is not None:
        show_check.show_rows(rows_shown, checked.facts.strategies)
    else:
        show_check.show_check(checked, sizes=sizes)
    if marked is not None and not json:
        echo(show_check.marked_words(marked))


def template(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The new workbook, ending in .xlsx.")],
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write an empty workbook with drop-downs, notes and an example row a sheet."""
    from costeff import workflow

    written = workflow.template(path)
    if not quiet:
        echo(f"Written to {written}. Fill it in, then: costeff check {_quoted(written)}")


def warm(quiet: Quiet = False, debug: Debug = False) -> None:
    """Compile the engine now, so that the first run doesn't have to."""
    from costeff import workflow
    from costeff.cli.meter import meter

    with meter(quiet=quiet) as line:
        line.stage("Compiling the engine")
        workflow.warm()
    if not quiet:
        echo("The engine is compiled.")


def _state(checked: Checked, named: str) -> str:
    """The id of the state that `--rows` names by its id or label, in whatever case."""
    states = checked.model.states
    if named in {s.id for s in states}:
        return named
    alike = [s.id for s in states if named.casefold() in (s.id.casefold(), s.label.casefold())]
    if len(alike) == 1:
        return alike[0]
    known = ", ".join(s.id for s in states)
    raise typer.BadParameter(f"{named!r} is no state of {checked.facts.book}. There are: {known}.")


def _quoted(path: Path) -> str:
    """A path as it can be pasted into a shell."""
    return f'"{path}"' if sys.platform == "win32" and " " in str(path) else shlex.quote(str(path))
