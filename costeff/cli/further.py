"""What `costeff run --all` does after the run: every further analysis, each written as soon as it is made."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from costeff import words, workflow
from costeff.cli.paper import say
from costeff.cli.speech import echo
from costeff.errors import OutputError

if TYPE_CHECKING:
    from costeff.cli.meter import Meter
    from costeff.results import Analysis, Run
    from costeff.workflow import Omitted, Wanted, Written


@dataclass(slots=True)
class Made:
    """The further analyses of a run, where each was written, and those that there are none of."""

    analyses: list[tuple[Analysis, Written]] = field(default_factory=list)
    omitted: list[Omitted] = field(default_factory=list)


def carry_on(
    workbook: Path,
    run: Run,
    folder: Path,
    line: Meter,
    command: str,
    asked: Wanted,
) -> Made:
    """Makes and writes every analysis that the workbook has what it takes for.

    Args:
        workbook: as it was run.
        run: its run.
        folder: of its results.
        line: the meter.
        command: what was typed.
        asked: what the run was asked for beside its workbook.

    Raises:
        OutputError: if the workbook isn't the one that was run any more.
    """
    model = workflow.as_wanted(workbook, asked)
    if model.sha256 != run.study.sha256:
        raise OutputError(
            str(workbook),
            "was changed while it ran, so that further analyses would be of another study",
            "The run was written. Repeat the command for all of them.",
        )
    made = Made()
    for step in workflow.further(model, run):
        with workflow.reserved(folder, step.name) as place:
            line.stage(step.title)
            found = step.make(functools.partial(line.advance, step.title), command)
            if isinstance(found, workflow.Omitted):
                made.omitted.append(found)
            else:
                made.analyses.append((found, workflow.write_analysis(found, place, progress=line.stage)))
    return made


def show(made: Made) -> None:
    """Prints what each found, and what was left out and why."""
    for analysis, written in made.analyses:
        echo(f"\n{analysis.title}")
        for text in words.findings(analysis):
            say(text, indent=2)
        say(f"({written.folder.name}/: {len(written.files)} files)", indent=2)
    if made.omitted:
        echo("\nLeft out")
        for omitted in made.omitted:
            say(f"{omitted.title}: {omitted.reason}", indent=2)


def record(made: Made) -> dict[str, object]:
    """The same for machines."""
    return {
        "analyses": [
            {"name": analysis.name, "folder": str(written.folder), "findings": list(words.findings(analysis))}
            for analysis, written in made.analyses
        ],
        "left_out": [
            {"name": omitted.name, "reason": omitted.reason, "lacking": omitted.lacking} for omitted in made.omitted
        ],
    }
