"""The program: its options, and its commands, which are in the modules beside."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

import costeff
from costeff.cli import (
    budget,
    decisions,
    distribution,
    jurisdictions,
    report,
    reproduce,
    running,
    situations,
    study,
    twoway,
)
from costeff.cli.encoding import survive_old_encodings
from costeff.cli.faults import EXIT_CODES, ExitCode
from costeff.cli.speech import echo

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


for commands in (study, running, situations, decisions, budget, distribution, twoway, jurisdictions, report, reproduce):
    commands.register(app)


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
