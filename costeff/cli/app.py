"""The commands. Each says in its first lines what it needs; what it prints is made in the modules beside."""

from __future__ import annotations

import functools
import gc
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import costeff
from costeff.cli import decisions, situations
from costeff.cli.encoding import survive_old_encodings
from costeff.cli.faults import EXIT_CODES, ExitCode, spoken
from costeff.cli.options import (
    Annotate,
    Debug,
    DesignOption,
    Draws,
    IncludeWorkbook,
    Json,
    NoPsa,
    Out,
    Overwrite,
    Quiet,
    Resume,
    Seed,
    Set,
    Workbook,
)
from costeff.cli.speech import echo
from costeff.cli.stopping import stopped
from costeff.errors import Cancelled, InputError

if TYPE_CHECKING:
    from costeff.workflow import Checked

app = typer.Typer(
    name="costeff",
    help="What mesenchymal stem cell therapy is worth in immune-mediated bone marrow failure, from an Excel workbook.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: the drawn one takes half a second to load
)


situations.register(app)
decisions.register(app)


def main() -> None:
    """The command `costeff`."""
    survive_old_encodings()
    gc.set_threshold(100_000, 50, 50)  # a command is short and builds much that lives to its end
    try:
        app(prog_name="costeff")
    except KeyboardInterrupt:  # between two commands' own handling: while starting or ending
        raise SystemExit(ExitCode.INTERRUPTED) from None


def _version(wanted: bool) -> None:
    if wanted:
        echo(f"costeff {costeff.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command(short_help="Lay out a study to edit.")
@spoken
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


@app.command(short_help="Check a workbook; runs the base case only.")
@spoken
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


@app.command(short_help="Run a study; write tables, figures and draws.")
@spoken
def run(
    workbook: Workbook,
    draws: Draws = None,
    seed: Seed = None,
    design: DesignOption = None,
    changes: Set = None,
    out: Out = None,
    no_psa: NoPsa = False,
    resume: Resume = False,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
    include_workbook: IncludeWorkbook = False,
) -> None:
    """Run a study: base case and probabilistic analysis; write tables, figures and draws."""
    from costeff import words, workflow
    from costeff.cli import plain, show_run, surroundings
    from costeff.cli.meter import compiling, meter

    if no_psa and (draws is not None or resume):
        raise typer.BadParameter("--no-psa excludes --draws and --resume: it makes no draws.")
    folder = out or workflow.results_folder(workbook.name)
    with meter(quiet=quiet) as line, workflow.reserved(folder) as place:
        spool = workflow.Spool(place.folder, resume=resume, say=line.say)
        try:
            surroundings.before(workbook, place.folder, line.say, resume=resume)
            line.stage(compiling() or "Running")
            result = workflow.run(
                workbook,
                draws=0 if no_psa else draws,
                seed=seed,
                design=None if design is None else design.value,
                changes=changes or (),
                progress=functools.partial(line.advance, "Running draws"),
                command=shlex.join(["costeff", *sys.argv[1:]]),
                resume=spool,
            )
            written = workflow.write(result, place, progress=line.stage)
            surroundings.after(workbook, result, place.folder, line.say)
        except (KeyboardInterrupt, Cancelled):
            stopped(place, spool.kept())
    said = words.verdict(result), words.comparison(result)
    if json:
        plain.echo_json(show_run.run_record(result, written, *said))
    elif not quiet:
        show_run.show_run(result, written, *said)


@app.command(short_help="Write an empty workbook.")
@spoken
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


@app.command(short_help="Compile the engine now.")
@spoken
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
