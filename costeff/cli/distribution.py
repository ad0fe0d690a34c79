"""The command of the distribution of health over subgroups."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.decisions import carry_out
from costeff.cli.faults import spoken
from costeff.cli.options import (
    Debug,
    Draws,
    Json,
    Jurisdiction,
    Out,
    Psa,
    Quiet,
    Seed,
    Set,
    Workbook,
    changed,
)

if TYPE_CHECKING:
    from costeff.cli.meter import Meter
    from costeff.results import Analysis


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(short_help="Who gains and who bears the cost: distribution of health over subgroups.")(
        spoken(distribution)
    )


def distribution(
    workbook: Workbook,
    atkinson: Annotated[
        float, typer.Option("--atkinson", metavar="NUMBER", help="Aversion to relative inequality; 0 = none.")
    ] = 10.95,
    kolm: Annotated[
        float, typer.Option("--kolm", metavar="NUMBER", help="Aversion to absolute inequality; 0 = none.")
    ] = 0.15,
    psa: Psa = False,
    draws: Draws = None,
    seed: Seed = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Net health of each subgroup, and what a strategy does to the distribution of lifetime health."""
    from costeff import workflow
    from costeff.cli import show_distribution

    if not psa and (draws is not None or seed is not None):
        raise typer.BadParameter("--draws and --seed need --psa.")

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.distribution(
            workbook,
            atkinson=atkinson,
            kolm=kolm,
            psa=psa,
            draws=draws,
            seed=seed,
            changes=changed(changes, jurisdiction),
            progress=functools.partial(line.advance, "Running subgroups"),
            command=command,
        )

    carry_out(workbook, "distribution", ask, show_distribution.show_distribution, out=out, quiet=quiet, json=json)
