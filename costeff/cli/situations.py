"""The commands that run a study at many points: scenarios, subgroups, sweeps, calibration."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.decisions import stored
from costeff.cli.faults import spoken
from costeff.cli.options import (
    Debug,
    Draws,
    Fit,
    InScenario,
    Json,
    Jurisdiction,
    KeepGoing,
    Only,
    Out,
    Psa,
    Quiet,
    Set,
    Starts,
    StartSeed,
    Targets,
    WithUncertainty,
    Workbook,
    Write,
    Yes,
    changed,
)

if TYPE_CHECKING:
    from costeff.cli.meter import Meter
    from costeff.results import Analysis
    from costeff.workflow import Written


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command(short_help="Run the scenarios of a workbook.")(spoken(scenarios))
    app.command(short_help="Run the subgroups of a workbook.")(spoken(subgroups))
    app.command(short_help="Run a study at every point of a sweep file.")(spoken(sweep))
    app.command(short_help="Fit parameters to published targets.")(spoken(calibrate))


def scenarios(
    workbook: Workbook,
    psa: Psa = False,
    draws: Draws = None,
    only: Only = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    strategy: Annotated[
        str | None,
        typer.Option("--strategy", metavar="ID", help="Print the results of this strategy.", show_default=False),
    ] = None,
    keep_going: KeepGoing = False,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run the base case and every scenario of the sheet Scenarios; write tables and figures."""
    from costeff import workflow
    from costeff.cli import show_scenarios

    _each(
        workbook,
        workflow.scenarios,
        lambda analysis, written, found: show_scenarios.show_scenarios(analysis, written, found, strategy),
        kind="scenarios",
        chosen=Chosen(
            psa=psa, draws=draws, only=only or (), changes=changed(changes, jurisdiction), keep_going=keep_going
        ),
        out=out,
        quiet=quiet,
        json=json,
    )


def subgroups(
    workbook: Workbook,
    psa: Psa = False,
    draws: Draws = None,
    only: Only = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    keep_going: KeepGoing = False,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run every subgroup of the sheet Subgroups, and all of them together; write tables and figures."""
    from costeff import workflow
    from costeff.cli import show_scenarios

    _each(
        workbook,
        workflow.subgroups,
        show_scenarios.show_subgroups,
        kind="subgroups",
        chosen=Chosen(
            psa=psa, draws=draws, only=only or (), changes=changed(changes, jurisdiction), keep_going=keep_going
        ),
        out=out,
        quiet=quiet,
        json=json,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What scenarios and subgroups let the user choose; fields as of the options."""

    psa: bool
    draws: int | None
    only: Sequence[str]
    changes: Sequence[str]
    keep_going: bool


def _each(
    workbook: Path,
    make: Callable[..., Analysis],
    show: Callable[[Analysis, Written, Sequence[str]], None],
    *,
    kind: str,
    chosen: Chosen,
    out: Path | None,
    quiet: bool,
    json: bool,
) -> None:
    """Runs scenarios or subgroups, writes them and prints them.

    Raises:
        BadParameter: if draws are asked for without a probabilistic analysis.
    """
    if chosen.draws is not None and not chosen.psa:
        raise typer.BadParameter("--draws needs --psa.")

    def ask(line: Meter, command: str) -> Analysis:
        return make(
            workbook,
            psa=chosen.psa,
            draws=chosen.draws,
            only=chosen.only,
            changes=chosen.changes,
            keep_going=chosen.keep_going,
            progress=functools.partial(line.advance, f"Running {kind}"),
            command=command,
        )

    analysis, written = stored(workbook, kind, ask, out=out, quiet=quiet, stage=f"Running {kind}")
    _tell(analysis, written, show, quiet=quiet, json=json)


def _tell(
    analysis: Analysis,
    written: Written,
    show: Callable[[Analysis, Written, Sequence[str]], None],
    *,
    quiet: bool,
    json: bool,
) -> None:
    """Prints an analysis, for people or for machines."""
    from costeff import words
    from costeff.cli import ending, plain

    found = words.findings(analysis)
    if json:
        plain.echo_json(ending.analysis_record(analysis, written, found, beside=True))
    elif not quiet:
        show(analysis, written, found)


def sweep(
    workbook: Workbook,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sweep file, such as scenarios/timing.toml.")],
    draws: Draws = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    keep_going: KeepGoing = False,
    yes: Yes = False,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run a study at every point of the grid that a sweep file asks for; write tables and figures."""
    from costeff import workflow
    from costeff.cli import show_sweep

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.sweep(
            workbook,
            file,
            draws=draws,
            changes=changed(changes, jurisdiction),
            keep_going=keep_going,
            yes=yes,
            progress=functools.partial(line.advance, "Running points"),
            say=line.say,
            command=command,
        )

    def show(analysis: Analysis, written: Written, found: Sequence[str]) -> None:
        show_sweep.show_sweep(analysis, written, found, tuple(workflow.reported(analysis)))

    analysis, written = stored(workbook, f"sweeps/{file.stem}", ask, out=out, quiet=quiet, stage="Reading")
    _tell(analysis, written, show, quiet=quiet, json=json)


def calibrate(
    workbook: Workbook,
    fit: Fit,
    targets: Targets = None,
    scenario: InScenario = None,
    starts: Starts = 6,
    seed: StartSeed = 1,
    write: Write = None,
    with_uncertainty: WithUncertainty = False,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Fit parameters to the published targets of a workbook; write tables, figures and, if asked, a new workbook."""
    from costeff import words, workflow
    from costeff.cli import calibrate as shown
    from costeff.cli import plain

    if with_uncertainty and write is None:
        raise typer.BadParameter("--with-uncertainty goes with --write.")
    if write is not None:
        workflow.refuse_target(workbook, write)

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.calibrate(
            workbook,
            fit,
            targets or (),
            scenario=scenario or "",
            starts=starts,
            seed=seed,
            progress=functools.partial(line.advance, "Searching"),
            command=command,
        )

    analysis, written = stored(workbook, "calibration", ask, out=out, quiet=quiet, stage="Reading")
    new = None
    if write is not None:
        new = workflow.write_calibrated(analysis, workbook, write, with_uncertainty=with_uncertainty)
    found = words.findings(analysis)
    if json:
        plain.echo_json(shown.calibration_record(analysis, written, found, new))
    elif not quiet:
        shown.show_calibration(analysis, written, found, new)
