"""The command `costeff budget`."""

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
    app.command(short_help="Budget impact: what is spent each year, with the intervention and without.")(spoken(budget))


def budget(
    workbook: Workbook,
    price: Annotated[
        str | None,
        typer.Option(
            "--price",
            metavar="ID",
            help="Also at half to one and a half times this price; by default the price parameter of the study.",
            show_default=False,
        ),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            metavar="ID",
            help="Also under this scenario of the workbook; may be given several times.",
            show_default=False,
        ),
    ] = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Work out what the budget holder pays in each year, with the intervention and without it."""
    from costeff import workflow
    from costeff.cli import show_budget

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.budget(
            workbook,
            price=price,
            scenarios=scenario or (),
            changes=changed(changes, jurisdiction),
            progress=functools.partial(line.advance, "Running"),
            command=command,
        )

    carry_out(workbook, "budget", ask, show_budget.show_budget, out=out, quiet=quiet, json=json)
