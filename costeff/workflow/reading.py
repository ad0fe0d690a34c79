"""Reading a workbook into a model, with everything that can be said of it before it is run."""

from __future__ import annotations

import os
from pathlib import Path

from costeff import sampling, workbook
from costeff.errors import Problem, WorkbookError
from costeff.model import Model
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


def examine(path: str | os.PathLike[str]) -> Reading:
    """The decision problem in a workbook, with the warnings and notes that it gives rise to.

    Raises:
        WorkbookError: with every problem found, errors first.
    """
    reading = workbook.read(Path(path))
    found = list(reading.problems)
    found += [
        problem for problem in (*check(reading.model), *sampling.check_draws(reading.model)) if problem not in found
    ]
    problems = tuple(sorted(found, key=_rank))
    if any(problem.severity == "error" for problem in problems):
        raise WorkbookError(problems, reading.model.book)
    return Reading(model=reading.model, problems=problems)


def _rank(problem: Problem) -> int:
    """Errors first, then warnings, then notes."""
    return ("error", "warning", "note").index(problem.severity)
