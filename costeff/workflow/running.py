"""Running a study: the base case, the probabilistic analysis, the comparison with what was published."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime

from costeff import analyses
from costeff.errors import DrawError, Problem
from costeff.model import Model
from costeff.model.settings import Design
from costeff.results import Run, Study
from costeff.workflow.provenance import provenance
from costeff.workflow.reading import examine


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
        progress: called with the draws done and the draws to do.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record; blank = the call of this function.

    Returns:
        The run, with its provenance. Nothing is written.

    Raises:
        WorkbookError: if the workbook can't be read.
        InputError: if the parameters can't be drawn.
        DrawError: if the base case or a draw is no valid model.
        Cancelled: if asked to stop.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    warnings: tuple[Problem, ...] = ()
    if not isinstance(model, Model):
        reading = examine(model)
        model, warnings = reading.model, reading.problems
    settings = model.settings
    draws = settings.draws if draws is None else draws
    seed = settings.seed if seed is None else seed
    design = settings.design if design is None else design
    try:
        base = analyses.base_case(model)
        psa = None
        if draws:
            psa = analyses.uncertainty(
                model, draws=draws, seed=seed, design=design, progress=progress, cancelled=cancelled
            )
        fit = analyses.fit(model, base.trace)
    except DrawError as error:
        raise DrawError((*error.problems, *warnings), model.book) from error
    typed = command or f"costeff.run({model.book!r}, draws={draws}, seed={seed}, design={design!r})"
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
            draws=draws,
            seed=seed,
            design=design,
            command=typed,
            started=started,
            seconds=time.perf_counter() - clock,
        ),
    )


def _note(problem: Problem) -> str:
    """A warning of the reader as one line: what, and at which cell."""
    advice = problem.advice()
    return f"{problem.where}: {problem.found()}." + (f" {advice}" if advice else "")
