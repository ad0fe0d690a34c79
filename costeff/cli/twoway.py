"""The command of the two-way analysis."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.decisions import carry_out
from costeff.cli.faults import spoken
from costeff.cli.options import Debug, Json, Jurisdiction, Out, Quiet, Set, Workbook, changed

if TYPE_CHECKING:
    from costeff.cli.meter import Meter
    from costeff.results import Analysis


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(short_help="Two parameters at once: which strategy is preferred where.")(spoken(twoway))


def twoway(
    workbook: Workbook,
    x: Annotated[
        str | None,
        typer.Option(
            "--x",
            metavar="ID[=LOW:HIGH]",
            help="The parameter across, by default that with the widest bar of the one-way analysis; its range by "
            "default its 95% interval.",
            show_default=False,
        ),
    ] = None,
    y: Annotated[
        str | None,
        typer.Option("--y", metavar="ID[=LOW:HIGH]", help="The parameter upwards, likewise.", show_default=False),
    ] = None,
    steps: Annotated[int, typer.Option("--steps", min=2, max=300, metavar="N", help="Values of each.")] = 41,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Move two parameters over a grid: the preferred strategy, net benefits, and where they break even."""
    from costeff import workflow
    from costeff.cli import show_twoway

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.twoway(
            workbook,
            x,
            y,
            steps=steps,
            changes=changed(changes, jurisdiction),
            progress=functools.partial(line.advance, "Running points"),
            command=command,
        )

    carry_out(workbook, "twoway", ask, show_twoway.show_two_way, out=out, quiet=quiet, json=json)
