"""The command of jurisdictions side by side."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.decisions import carry_out
from costeff.cli.faults import spoken
from costeff.cli.options import Debug, Json, Out, Quiet, Set, Workbook

if TYPE_CHECKING:
    from costeff.cli.meter import Meter
    from costeff.results import Analysis


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(short_help="The base case under the rules of other jurisdictions.")(spoken(jurisdictions))


def jurisdictions(
    workbook: Workbook,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="NAME",
            help="Under these rules alone, such as zin; may be given several times. By default under all.",
            show_default=False,
        ),
    ] = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run the base case under the rules of each jurisdiction: discount rates, cycle correction, thresholds."""
    from costeff import workflow
    from costeff.cli import show_jurisdictions

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.jurisdictions(
            workbook,
            only or (),
            changes=changes or (),
            progress=functools.partial(line.advance, "Running jurisdictions"),
            command=command,
        )

    carry_out(workbook, "jurisdictions", ask, show_jurisdictions.show_jurisdictions, out=out, quiet=quiet, json=json)
