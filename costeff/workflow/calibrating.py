"""Calibration: parameters of a study fitted to what was published."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from costeff import analyses
from costeff.analyses import Calibration, Free, Modelled
from costeff.errors import Problem, Where
from costeff.errors.calibration import FewerTargets, NoInfluence, NotIdentified, NoValidStart, UnansweredTarget
from costeff.model import Model, Target, override, stages_of
from costeff.results import Analysis, Study
from costeff.workflow import calibration_tables
from costeff.workflow.asked import asked, line_of
from costeff.workflow.fitted import Wanted, Weight, chosen, freed, raised, weight
from costeff.workflow.provenance import provenance

STARTS = 6
"""Searches, if nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Task:
    """What is fitted to what.

    Attributes:
        model: the problem, under the scenario if one is named.
        free: what is fitted.
        targets: to what; weights: how near is near, of each.
        others: further targets, shown beside.
        warnings: what the user has to know.
    """

    model: Model
    free: tuple[Free, ...]
    targets: tuple[Target, ...]
    weights: tuple[Weight, ...]
    others: tuple[Target, ...]
    warnings: tuple[Problem, ...]


def calibrate(
    model: Model | str | os.PathLike[str],
    fit: Wanted,
    targets: Sequence[str] = (),
    *,
    scenario: str = "",
    starts: int = STARTS,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "",
) -> Analysis:
    """Fits parameters to published targets by weighted least squares.

    Args:
        model: a model, or the path of a workbook.
        fit: ids of parameters, each with bounds if those of the workbook won't do: `smr_td=1:20`; or a mapping from
            ids to bounds.
        targets: ids of the targets to fit to; none = those marked `calibration` in the workbook.
        scenario: under which the study is calibrated; empty = the base case. Targets of the base case are then taken
            to be of this scenario.
        starts: how many searches: one from the workbook's values, the others from points spread between the bounds.
        seed: of these points.
        progress: called with the number of finished and of all searches.
        cancelled: asked before every evaluation of the model; True stops.
        command: what the user typed, for the record; blank = the call of this function.

    Returns:
        The tables `fit` (a row a parameter), `targets` (before and after, those of the fit first), `starts` and
        `covariance`.

    Raises:
        WorkbookError: if the workbook can't be read.
        InputError: if a parameter, target or scenario isn't there, bounds are empty, a target can't be answered, or
            a parameter moves none of them.
        DrawError: if the workbook's own values make no valid model.
        Cancelled: if asked to stop.
    """
    begun, clock = datetime.now(UTC), time.perf_counter()
    study = asked(model)
    task = _task(study.model, fit, targets, scenario)
    found = _found(task, starts, seed, progress, cancelled)
    fitted = [f.parameter.id for f in task.free]
    warnings = list(task.warnings)
    if found.unidentified:
        where = Where(book="--fit", text=", ".join(found.unidentified))
        warnings.append(NotIdentified(where=where, parameters=found.unidentified))
    record = provenance(
        study.model,
        overrides={"calibration": {"fit": fitted, "starts": len(found.searches), "seed": seed}},
        command=command or f"costeff.calibrate({study.model.book!r}, {fitted!r})",
        started=begun,
        seconds=time.perf_counter() - clock,
    )
    return _analysis(task, found, scenario, (*study.notes, *(line_of(problem) for problem in warnings)), record)


def _found(
    task: _Task,
    starts: int,
    seed: int,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Calibration:
    """The fit, or what stands against it."""
    book, ids = task.model.book, tuple(f.parameter.id for f in task.free)
    modelled = Modelled(task.model, task.free, task.targets, cancelled)
    raised(_unanswered(task, modelled), book)
    names = tuple(t.id for t in task.targets)
    idle = analyses.idle(modelled, task.free)
    raised([NoInfluence(where=Where(book="--fit", text=p), parameter=p, targets=names) for p in idle], book)
    found = analyses.calibration(
        modelled,
        task.free,
        np.array([t.value for t in task.targets]),
        np.array([w.error for w in task.weights]),
        starts=max(1, starts),
        seed=seed,
        progress=progress,
    )
    if not np.isfinite(found.values).all():
        where = Where(book="--fit", text=", ".join(ids))
        raised([NoValidStart(where=where, parameters=ids, starts=len(found.searches))], book)
    return found


def _task(model: Model, fit: Wanted, names: Sequence[str], scenario: str) -> _Task:
    """What is to be done, or everything that stands against it."""
    problems: list[Problem] = []
    targets = chosen(model, names, scenario, problems)
    there = model
    if scenario and scenario in {s.id for s in model.scenarios}:
        there = override(model, stages_of(model.scenarios, scenario)).model
    free = freed(there, fit, problems)
    weights = []
    for target in targets:
        found = weight(target)
        if isinstance(found, Weight):
            weights.append(found)
        else:
            problems.append(found)
    raised(problems, model.book)
    if len(free) > len(targets):
        where = Where(book="--fit", text=", ".join(f.parameter.id for f in free))
        problems.append(FewerTargets(where=where, parameters=len(free), targets=len(targets)))
    wanted = {t.id for t in targets}
    here = [replace(t, scenario="") if t.scenario == scenario else t for t in (*targets, *model.targets)]
    return _Task(
        model=there,
        free=free,
        targets=tuple(here[: len(targets)]),
        weights=tuple(weights),
        others=tuple(t for t in here[len(targets) :] if t.id not in wanted and _belongs(model, t.id, scenario)),
        warnings=tuple(problems),
    )


def _belongs(model: Model, id: str, scenario: str) -> bool:
    """Whether a target is worth showing beside the fit: those of the scenario, if it has people of its own."""
    of = {t.id: t.scenario for t in model.targets}
    return not scenario or of[id] == (scenario if scenario in of.values() else "")


def _unanswered(task: _Task, modelled: Modelled) -> list[Problem]:
    """Targets that the model can't answer at the workbook's values."""
    reasons = dict(modelled.lost)
    if not reasons:
        found = modelled(np.array([f.parameter.value for f in task.free]), strict=True).tolist()
        beyond = "its time is beyond the horizon, or the cohort is dead by then"
        reasons = {t.id: beyond for t, value in zip(task.targets, found, strict=True) if math.isnan(value)}
    cells = {t.id: t.cells.get("id", Where()) for t in task.targets}
    return [UnansweredTarget(where=cells[name], target=name, reason=why) for name, why in reasons.items()]


def _others(task: _Task, found: Calibration) -> tuple[tuple[Target, ...], np.ndarray, np.ndarray]:
    """Targets that nothing was fitted to: those that can be answered, before and after."""
    beside = Modelled(task.model, task.free, task.others)
    values = np.array([f.parameter.value for f in task.free])
    before, after = beside(values), beside(found.values)
    kept = np.isfinite(before) & np.isfinite(after)
    return tuple(t for t, ok in zip(task.others, kept, strict=True) if ok), before[kept], after[kept]


def _analysis(
    task: _Task, found: Calibration, scenario: str, notes: tuple[str, ...], record: Mapping[str, object]
) -> Analysis:
    """The tables, and what words and figures need beside them."""
    study = Study.of(task.model)
    others, before, after = _others(task, found)
    shown = calibration_tables.targets_table(
        (*task.targets, *others),
        np.concatenate([found.before, before]),
        np.concatenate([found.after, after]),
        task.weights,
        scenario,
    )
    starts = calibration_tables.starts_table(task.free, found)
    best = float(starts["objective"].min())
    return Analysis(
        kind="calibration",
        name="calibration",
        title=f"{study.title}: calibration",
        study=study,
        tables={
            "fit": calibration_tables.fit_table(task.free, found),
            "targets": shown,
            "starts": starts,
            "covariance": calibration_tables.covariance_table(task.free, found),
        },
        facts={
            "scenario": scenario,
            "parameters": {f.parameter.id: f.parameter.label for f in task.free},
            "fitted_to": [t.id for t in task.targets],
            "assumed_weights": [t.id for t, w in zip(task.targets, task.weights, strict=True) if w.assumed],
            "objective_before": float((shown["residual_before"].iloc[: len(task.targets)] ** 2).sum()),
            "objective": best,
            "starts": len(starts),
            "same": int(starts["same_as_best"].sum()),
            "converged": bool(starts["converged"][starts["objective"] == best].any()),
            "inflated": found.inflated,
            "not_identified": list(found.unidentified),
            "at_bound": {f.parameter.id: b for f, b in zip(task.free, found.bounds, strict=True) if b},
        },
        notes=notes,
        provenance=record,
    )
