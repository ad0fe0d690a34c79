"""What is asked of a study beside its workbook, for the analyses that run it at many points."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from costeff.errors import Problem
from costeff.model import Model
from costeff.model.settings import Design
from costeff.workflow.reading import examine
from costeff.workflow.rules_notes import rules_notes
from costeff.workflow.whatif import Changes, as_mapping, with_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A study, ready to be run at many points.

    Attributes:
        model: with the changes asked for.
        warnings: of reading its workbook.
        overrides: what was asked for beside the workbook, for the record.
        failed_scenarios, failed_subgroups: ids of those that couldn't be read, each with the reasons.
    """

    model: Model
    warnings: tuple[Problem, ...] = ()
    overrides: Mapping[str, object] = field(default_factory=dict)
    failed_scenarios: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    failed_subgroups: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """The warnings, a line each, and what is to be said of the rules of a jurisdiction."""
        return (*(line_of(problem) for problem in self.warnings), *rules_notes(self.model.settings))


def asked(
    model: Model | str | os.PathLike[str],
    *,
    draws: int | None = None,
    seed: int | None = None,
    design: Design | None = None,
    changes: Changes = (),
    keep_going: bool = False,
) -> Asked:
    """Opens a study.

    Args:
        model: a model, or the path of a workbook.
        draws: of the probabilistic analysis; None = as the workbook says.
        seed: of the random streams, likewise.
        design: how the draws are laid out, likewise.
        changes: to be made before anything else.
        keep_going: whether scenarios and subgroups that can't be read are left out.

    Raises:
        WorkbookError: if the workbook can't be read.
        InputError: if a change can't be made.
    """
    warnings: tuple[Problem, ...] = ()
    failed: dict[str, tuple[Problem, ...]] = {}
    subgroups: dict[str, tuple[Problem, ...]] = {}
    if not isinstance(model, Model):
        reading = examine(model, keep_going=keep_going)
        model, failed = reading.model, dict(reading.failed_scenarios)
        subgroups = dict(reading.failed_subgroups)
        warnings = tuple(problem for problem in reading.problems if problem.severity == "warning")
    overrides: dict[str, object] = dict(as_mapping(changes))
    model = with_changes(model, changes)
    given = {"draws": ("psa draws", draws), "seed": ("seed", seed), "design": ("design", design)}
    chosen = {field: value for field, (_, value) in given.items() if value is not None}
    if chosen:
        overrides |= chosen
        filled = {name: "this run" for name, value in given.values() if value is not None}
        model = model.with_settings(**chosen, filled={**model.settings.filled, **filled})
    return Asked(
        model=model, warnings=warnings, overrides=overrides, failed_scenarios=failed, failed_subgroups=subgroups
    )


def line_of(problem: Problem) -> str:
    """A problem as one line: at which cell, what, and what to do."""
    advice = problem.advice()
    return f"{problem.where}: {problem.found()}." + (f" {advice}" if advice else "")
