"""Reading a workbook into a model, with everything that can be said of it before it is run."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from costeff import sampling, workbook
from costeff.errors import Problem, WorkbookError
from costeff.model import Model, Scenario, included_first
from costeff.model.checks import check
from costeff.workbook import Reading


def read(path: str | os.PathLike[str]) -> Model:
    """The decision problem in a workbook.

    Args:
        path: an .xlsx file; it is never written to.

    Raises:
        WorkbookError: with every problem found, each at its cell.
    """
    return examine(path).model


def examine(path: str | os.PathLike[str], *, keep_going: bool = False) -> Reading:
    """The decision problem in a workbook, with the warnings and notes that it gives rise to.

    Args:
        path: an .xlsx file.
        keep_going: whether scenarios and subgroups that can't be run are set aside, with their problems, instead of
            refusing the workbook.

    Raises:
        WorkbookError: with every problem found, errors first.
    """
    reading = workbook.read(Path(path), keep_going=keep_going)
    found = list(reading.problems)
    for problem in (*check(reading.model), *sampling.check_draws(reading.model)):
        if problem not in found:
            found.append(problem)
    if not any(problem.severity == "error" for problem in found):
        reading = _examine_situations(reading, found, keep_going)
    problems = tuple(sorted(found, key=_rank))
    if any(problem.severity == "error" for problem in problems):
        raise WorkbookError(problems, reading.model.book)
    return replace(reading, problems=problems)


def _examine_situations(reading: Reading, found: list[Problem], keep_going: bool) -> Reading:
    """Adds what scenarios and subgroups break; if reading is to keep going, sets those aside that break something."""
    scenarios, subgroups = dict(reading.failed_scenarios), dict(reading.failed_subgroups)
    for breaking in workbook.breaking(reading.model):
        errors = tuple(problem for problem in breaking.problems if problem.severity == "error")
        if errors and keep_going:
            (scenarios if isinstance(breaking.part, Scenario) else subgroups)[breaking.part.id] = errors
        else:
            found += [problem for problem in breaking.problems if problem not in found]
    model = reading.model
    for scenario in included_first(model.scenarios):
        causes = tuple(problem for name in scenario.includes for problem in scenarios.get(name, ()))
        if causes:
            scenarios[scenario.id] = causes
    model = workbook.without(model, scenarios, subgroups)
    return replace(reading, model=model, failed_scenarios=scenarios, failed_subgroups=subgroups)


def _rank(problem: Problem) -> int:
    """Errors first, then warnings, then notes."""
    return ("error", "warning", "note").index(problem.severity)
