"""The commands that run a study at many points: scenarios, subgroups, sweeps, calibration."""

from __future__ import annotations

import functools
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from costeff.cli.faults import spoken
from costeff.cli.options import (
    Debug,
    Draws,
    Fit,
    InScenario,
    Json,
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
)


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
    from costeff import words, workflow
    from costeff.cli import plain, show_scenarios
    from costeff.cli.meter import compiling, meter

    if draws is not None and not psa:
        raise typer.BadParameter("--draws needs --psa.")
    folder = out or workflow.results_folder(workbook.name)
    with meter(quiet=quiet) as line, workflow.reserved(folder, "scenarios") as place:
        line.stage(compiling() or "Running scenarios")
        analysis = workflow.scenarios(
            workbook,
            psa=psa,
            draws=draws,
            only=only or (),
            changes=changes or (),
            keep_going=keep_going,
            progress=functools.partial(line.advance, "Running scenarios"),
            command=shlex.join(["costeff", *sys.argv[1:]]),
        )
        written = workflow.write_analysis(analysis, place, progress=line.stage)
    said = words.scenarios_verdict(analysis)
    if json:
        plain.echo_json(show_scenarios.analysis_record(analysis, written, said))
    elif not quiet:
        show_scenarios.show_scenarios(analysis, written, said, strategy)


def subgroups(
    workbook: Workbook,
    psa: Psa = False,
    draws: Draws = None,
    only: Only = None,
    changes: Set = None,
    keep_going: KeepGoing = False,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run every subgroup of the sheet Subgroups, and all of them together; write tables and figures."""
    from costeff import words, workflow
    from costeff.cli import plain, show_scenarios
    from costeff.cli.meter import compiling, meter

    if draws is not None and not psa:
        raise typer.BadParameter("--draws needs --psa.")
    folder = out or workflow.results_folder(workbook.name)
    with meter(quiet=quiet) as line, workflow.reserved(folder, "subgroups") as place:
        line.stage(compiling() or "Running subgroups")
        analysis = workflow.subgroups(
            workbook,
            psa=psa,
            draws=draws,
            only=only or (),
            changes=changes or (),
            keep_going=keep_going,
            progress=functools.partial(line.advance, "Running subgroups"),
            command=shlex.join(["costeff", *sys.argv[1:]]),
        )
        written = workflow.write_analysis(analysis, place, progress=line.stage)
    said = words.subgroups_verdict(analysis)
    if json:
        plain.echo_json(show_scenarios.analysis_record(analysis, written, said))
    elif not quiet:
        show_scenarios.show_subgroups(analysis, written, said)


def sweep(
    workbook: Workbook,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sweep file, such as scenarios/timing.toml.")],
    draws: Draws = None,
    changes: Set = None,
    keep_going: KeepGoing = False,
    yes: Yes = False,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run a study at every point of the grid that a sweep file asks for; write tables and figures."""
    from costeff import words, workflow
    from costeff.cli import plain, show_sweep
    from costeff.cli.meter import compiling, meter

    folder = out or workflow.results_folder(workbook.name)
    with meter(quiet=quiet) as line, workflow.reserved(folder, f"sweeps/{workflow.sweep_name(file.name)}") as place:
        line.stage(compiling() or "Reading")
        analysis = workflow.sweep(
            workbook,
            file,
            draws=draws,
            changes=changes or (),
            keep_going=keep_going,
            yes=yes,
            progress=functools.partial(line.advance, "Running points"),
            say=line.say,
            command=shlex.join(["costeff", *sys.argv[1:]]),
        )
        written = workflow.write_analysis(analysis, place, progress=line.stage)
    said = words.sweep_findings(analysis)
    if json:
        plain.echo_json(show_sweep.sweep_record(analysis, written, said))
    elif not quiet:
        show_sweep.show_sweep(analysis, written, said, tuple(workflow.reported(analysis)))


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
    from costeff.cli.meter import compiling, meter

    if with_uncertainty and write is None:
        raise typer.BadParameter("--with-uncertainty goes with --write.")
    if write is not None:
        workflow.refuse_target(workbook, write)
    folder = out or workflow.results_folder(workbook.name)
    with meter(quiet=quiet) as line, workflow.reserved(folder, "calibration") as place:
        line.stage(compiling() or "Reading")
        analysis = workflow.calibrate(
            workbook,
            fit,
            targets or (),
            scenario=scenario or "",
            starts=starts,
            seed=seed,
            progress=functools.partial(line.advance, "Searching"),
            command=shlex.join(["costeff", *sys.argv[1:]]),
        )
        written = workflow.write_analysis(analysis, place, progress=line.stage)
        new = None
        if write is not None:
            new = workflow.write_calibrated(analysis, workbook, write, with_uncertainty=with_uncertainty)
    said = words.calibration_verdict(analysis)
    if json:
        plain.echo_json(shown.calibration_record(analysis, written, said, new))
    elif not quiet:
        shown.show_calibration(analysis, written, said, new)
