"""The main job: run a study and write what comes of it; then, if asked, every further analysis and the report."""

from __future__ import annotations

import functools
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from costeff.cli.faults import spoken
from costeff.cli.options import (
    All,
    Debug,
    DesignOption,
    Draws,
    IncludeWorkbook,
    Json,
    Jurisdiction,
    NoPsa,
    Out,
    Quiet,
    Resume,
    Seed,
    Set,
    WithReport,
    Workbook,
    changed,
)
from costeff.cli.stopping import stopped
from costeff.errors import Cancelled

if TYPE_CHECKING:
    from costeff.cli.meter import Meter
    from costeff.results import Run
    from costeff.workflow import Wanted, Written


def register(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(short_help="Run a study; write tables, figures and draws.")(spoken(run))


def run(
    workbook: Workbook,
    draws: Draws = None,
    seed: Seed = None,
    design: DesignOption = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    no_psa: NoPsa = False,
    resume: Resume = False,
    everything: All = False,
    with_report: WithReport = False,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
    include_workbook: IncludeWorkbook = False,
) -> None:
    """Run a study: base case and probabilistic analysis; write tables, figures and draws."""
    from costeff import words, workflow
    from costeff.cli import further, plain, report, show_run
    from costeff.cli.meter import meter

    if no_psa and (draws is not None or resume):
        raise typer.BadParameter("--no-psa excludes --draws and --resume: it makes no draws.")
    asked = workflow.Wanted(
        draws=0 if no_psa else draws,
        seed=seed,
        design=None if design is None else design.value,
        changes=changed(changes, jurisdiction),
    )
    if with_report:
        workflow.require_extra()  # before the run, not after it
    folder = out or workflow.results_folder(workbook.name)
    command = shlex.join(["costeff", *sys.argv[1:]])
    with meter(quiet=quiet) as line:
        result, written = _run(workbook, folder, line, asked, command, resume=resume)
        made = further.carry_on(workbook, result, folder, line, command, asked) if everything else None
        told = workflow.write_report(folder, command=command, progress=line.stage) if with_report else None
    said = words.verdict(result), words.comparison(result)
    if json:
        more = {} if made is None else further.record(made)
        more |= {} if told is None else {"report": report.record(told)}
        plain.echo_json({**show_run.run_record(result, written, *said), **more})
    elif not quiet:
        show_run.show_run(result, written, *said)
        if made is not None:
            further.show(made)
        if told is not None:
            report.show(told)


def _run(
    workbook: Path, folder: Path, line: Meter, asked: Wanted, command: str, *, resume: bool
) -> tuple[Run, Written]:
    """Runs the study and writes it; what stops it is told with what is left of it."""
    from costeff import workflow
    from costeff.cli import surroundings
    from costeff.cli.meter import compiling

    with workflow.reserved(folder) as place:
        spool = workflow.Spool(place.folder, resume=resume, say=line.say)
        try:
            surroundings.before(workbook, place.folder, line.say, resume=resume)
            line.stage(compiling() or "Running")
            result = workflow.run(
                workbook,
                draws=asked.draws,
                seed=asked.seed,
                design=asked.design,
                changes=asked.changes,
                progress=functools.partial(line.advance, "Running draws"),
                command=command,
                resume=spool,
            )
            written = workflow.write(result, place, progress=line.stage)
            surroundings.after(workbook, result, place.folder, line.say)
        except (KeyboardInterrupt, Cancelled):
            stopped(place, spool.kept())
    return result, written
