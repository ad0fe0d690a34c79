"""Running a study: the base case, the probabilistic analysis, the comparison with what was published."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from costeff import analyses
from costeff.errors import InputError, Problem
from costeff.model import Model
from costeff.model.settings import Design
from costeff.results import Run, Study
from costeff.workflow.provenance import provenance
from costeff.workflow.reading import examine

NAMES = {"draws": "psa draws", "seed": "seed", "design": "design"}
"""Settings that a call may override, with their names in the workbook."""


def run(
    model: Model | str | os.PathLike[str],
    draws: int | None = None,
    seed: int | None = None,
    design: Design | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    command: str = "",
) -> Run:
    """Runs a study.

    Args:
        model: a model, or the path of a workbook.
        draws: of the probabilistic analysis, 0 for none; None = as the workbook says. So are the next two.
        seed: seed of the random streams.
        design: how the draws are laid out: `random`, `sobol` or `lhs`.
        progress: called with the work done and the work to do, while draws are run.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record; blank = the call of this function.

    Returns:
        The run, with its provenance. Nothing is written.

    Raises:
        WorkbookError: if the workbook can't be read, or a strategy is too large to run.
        InputError: if the parameters can't be drawn.
        DrawError: if the base case or a draw is no valid model.
        Cancelled: if asked to stop.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    opened, warnings = _opened(model)
    given = {"draws": draws, "seed": seed, "design": design}
    overrides = {field: value for field, value in given.items() if value is not None}
    model = _overridden(opened, overrides)
    try:
        base = analyses.base_case(model)
        psa = None
        if model.settings.draws:
            psa = analyses.uncertainty(model, progress=progress, cancelled=cancelled)
        fit = analyses.fit(model, base.trace)
    except InputError as error:
        raise type(error)((*error.problems, *warnings), model.book) from error
    return Run(
        study=Study.of(model),
        base=base.outcomes,
        trace=base.trace,
        psa=None if psa is None else psa.outcomes,
        draws=None if psa is None else psa.draws,
        targets=fit.table,
        notes=(*(_note(problem) for problem in warnings), *(psa.notes if psa else ()), *fit.notes),
        provenance=provenance(
            model,
            overrides=overrides,
            command=command or _call(model, overrides),
            started=started,
            seconds=time.perf_counter() - clock,
        ),
    )


def _opened(model: Model | str | os.PathLike[str]) -> tuple[Model, tuple[Problem, ...]]:
    """The model, with the warnings of reading it if it is a path."""
    if isinstance(model, Model):
        return model, ()
    reading = examine(model)
    return reading.model, reading.problems


def _call(model: Model, overrides: Mapping[str, object]) -> str:
    """The call of `run`, as it could be typed."""
    return f"costeff.run({', '.join([repr(model.book), *(f'{name}={value!r}' for name, value in overrides.items())])})"


def _overridden(model: Model, overrides: Mapping[str, object]) -> Model:
    """The model with the settings of this call, marked as such."""
    names = {NAMES[field]: "this run" for field in overrides}
    return model.with_settings(**overrides, filled={**model.settings.filled, **names})


def _note(problem: Problem) -> str:
    """A warning of the reader as one line: what, and at which cell."""
    advice = problem.advice()
    return f"{problem.where}: {problem.found()}." + (f" {advice}" if advice else "")
