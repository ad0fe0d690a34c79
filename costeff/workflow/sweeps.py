"""Sweeps: a study at every point of a grid of inputs, settings or scenarios, as a sweep file asks."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from costeff.analyses import Answer
from costeff.errors import InputError, Where
from costeff.errors.sweeps import NeedsDraws, TooManyRuns, runs_in_words
from costeff.model import Model
from costeff.results import Analysis
from costeff.results.situations import situations_table
from costeff.workflow import mixing
from costeff.workflow.asked import asked
from costeff.workflow.provenance import provenance
from costeff.workflow.sweepgrid import Grid, Step, compared_in, count, labels_of, reference_at, slow_first, steps_at
from costeff.workflow.sweeplookup import grid_of
from costeff.workflow.sweepreading import SweepFile, read_sweep
from costeff.workflow.sweeptables import Found, analysis, reasons, study_of
from costeff.workflow.whatif import Changes

UNASKED = 1_000_000
"""Runs that are made without being asked for twice."""

MOST_POINTS = 10_000_000
"""Points that can be held at once."""

ROOM = 200_000_000
"""Bytes of outcomes that are held at once."""

COLUMNS = 160
"""Outcomes a strategy and draw, about: what `ROOM` is divided by."""


def sweep(
    model: Model | str | os.PathLike[str],
    file: str | os.PathLike[str] | Mapping[str, Any],
    *,
    draws: int | None = None,
    changes: Changes = (),
    keep_going: bool = False,
    yes: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    say: Callable[[str], None] | None = None,
    command: str = "",
) -> Analysis:
    """Runs a study at every point of the grid that a sweep file asks for.

    Args:
        model: a model, or the path of a workbook.
        file: path of a sweep file, or what such a file holds: `{"title": ..., "axis": [{...}]}`.
        draws: of the probabilistic analysis at each point; None = as the file says, or else the workbook.
        changes: made to the study before anything else: item to value, or texts such as `c_msc=15000`.
        keep_going: whether to run the other points where some can't be.
        yes: whether to make over a million runs.
        progress: called with the points done and the points to do.
        cancelled: asked now and then; True stops the sweep.
        say: told, before it starts, how many runs it means.
        command: what the user typed, for the record.

    Returns:
        An analysis of the kind `sweep`: tables `grid` (a row a point and strategy), `crossings` (where the decision
        turns along a numeric axis) and, with failed points, `failed`. Nothing is written.

    Raises:
        WorkbookError: if the workbook can't be read.
        InputError: if the sweep file is wrong, means too many runs, or a point can't be run.
        Cancelled: if asked to stop.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    sought = read_sweep(file)
    study = asked(model, changes=changes, keep_going=keep_going)
    drawn = _draws(sought, study.model, draws)
    meant = refuse_too_many(sought, drawn, yes=yes)
    if say is not None:
        say(meant)
    opened = study.model.with_settings(draws=drawn, thresholds=_thresholds(sought, study.model))
    grid = grid_of(opened, sought, study.failed_scenarios)
    ready = tuple(problem for axis in grid.axes for step in axis.steps for problem in step.problems)
    if ready and not keep_going:
        raise InputError(tuple(dict.fromkeys(ready)), sought.book)
    found = _run(grid, sought, keep_going=keep_going, progress=progress, cancelled=cancelled)
    if found.failed and (not keep_going or len(found.failed) == count(grid)):
        raise InputError(reasons(grid, sought, found.failed), sought.book)
    record = provenance(
        grid.model,
        overrides={**study.overrides, "sweep": _said(sought), **({} if draws is None else {"draws": draws})},
        command=command or f"costeff.sweep({opened.book!r}, {sought.book!r})",
        started=started,
        seconds=time.perf_counter() - clock,
    )
    return analysis(grid, sought, found, record, study.notes)


def _said(file: SweepFile) -> dict[str, object]:
    """The sweep file, for the record."""
    return {
        "file": file.book,
        "sha256": file.sha256,
        "text": file.text,
        "content": file.spec.model_dump(mode="json", by_alias=True, exclude_unset=True),
    }


def _draws(file: SweepFile, model: Model, draws: int | None) -> int:
    """Draws at each point; 0 for the base case alone.

    Raises:
        InputError: if draws are asked for, and the file asks for the base case alone.
    """
    if file.spec.analysis == "deterministic":
        if draws is not None:
            where = file.where("analysis") if file.text else Where(book=file.book)
            raise InputError([NeedsDraws(where=where, what="--draws")], file.book)
        return 0
    return draws or file.spec.draws or model.settings.draws


def _thresholds(file: SweepFile, model: Model) -> tuple[float, ...]:
    """Those of the study and those that the file asks for, rising."""
    return tuple(sorted({*model.settings.thresholds, *file.spec.report.thresholds}))


def sizes(file: SweepFile) -> tuple[int, ...]:
    """Number of points of each axis, without making them."""
    return tuple(
        len(axis.values or axis.scenarios or axis.point or ()) if axis.steps is None else axis.steps
        for axis in file.spec.axis
    )


def refuse_too_many(file: SweepFile, draws: int, *, yes: bool) -> str:
    """Refuses what takes very long, unless it was asked for, and what can't be held.

    Returns:
        How many runs the sweep means, in words.

    Raises:
        InputError: with the number of runs.
    """
    axes = sizes(file)
    points = math.prod(axes)
    runs = points * (1 + draws)
    where = file.where("axis", 0)
    if points > MOST_POINTS:
        over = TooManyRuns(where=where, axes=axes, draws=draws, runs=runs, most=MOST_POINTS, never=True)
        raise InputError([over], file.book)
    if runs > UNASKED and not yes:
        raise InputError([TooManyRuns(where=where, axes=axes, draws=draws, runs=runs, most=UNASKED)], file.book)
    return runs_in_words(axes, draws, runs)


def _run(
    grid: Grid,
    file: SweepFile,
    *,
    keep_going: bool,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Found:
    """Runs the points, so many at a time that their outcomes need little room."""
    order, total = slow_first(grid), count(grid)
    psa = grid.model.settings.draws > 0
    strategies = len(compared_in(grid)) or 1
    draws = grid.model.settings.draws if psa else 1
    at_once = max(1, ROOM // (8 * COLUMNS * strategies * draws))
    found = Found()
    for start in range(0, total, at_once):
        numbers = order[start : start + at_once]
        steps = [steps_at(grid, number) for number in numbers]
        stages = [grid.stages(each) for each in steps]
        wrong = [tuple(p for step in each for p in step.problems) for each in steps]
        able = [k for k in range(len(numbers)) if not wrong[k]]

        def done(part: int, whole: int, before: int = start, here: int = len(numbers)) -> None:
            if progress is not None:
                progress(before + part * here // max(1, whole), total)

        answers: list[Answer] = [Answer(model=grid.model, problems=problems) for problems in wrong]
        ran = mixing.points(
            grid.model,
            [stages[k] for k in able],
            psa=psa,
            all_or_none=not keep_going,
            progress=done,
            cancelled=cancelled,
        )
        for k, answer in zip(able, ran, strict=True):
            answers[k] = answer
        found.failed.update({n: a.problems for n, a in zip(numbers, answers, strict=True) if a.problems})
        found.fixed.update(dict.fromkeys(name for answer in answers for name in answer.fixed))
        references = [reference_at(grid, each) for each in stages]
        found.tables.extend(_rows(grid, file, numbers, steps, references, answers, psa=psa))
    return found


def _rows(
    grid: Grid,
    file: SweepFile,
    numbers: Sequence[int],
    steps: Sequence[Sequence[Step]],
    own: Sequence[str],
    answers: Sequence[Answer],
    *,
    psa: bool,
) -> list[pd.DataFrame]:
    """Rows of the table for some points, against each reference that is reported."""
    study = study_of(grid)
    asked = list(file.spec.report.reference)
    found = []
    for reference in asked or [""]:
        references = [reference or mine for mine in own]
        kept = [
            k
            for k, answer in enumerate(answers)
            if answer.base is None or references[k] in answer.base.strategies
        ]  # fmt: skip
        coordinates: dict[str, Sequence[object]] = {"point": [numbers[k] + 1 for k in kept]}
        for j, axis in enumerate(grid.axes):
            coordinates[axis.column] = [steps[k][j].value for k in kept]
        found.append(
            situations_table(
                study,
                coordinates,
                [references[k] for k in kept],
                [answers[k].base for k in kept],
                [answers[k].psa for k in kept] if psa else None,
                labels=labels_of(grid.model),
            )
        )
    return found
