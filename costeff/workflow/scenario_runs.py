"""Running scenarios: the base case and every scenario of the workbook, side by side."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd

from costeff.analyses import Answer
from costeff.errors import InputError, Problem, Where
from costeff.errors.scenarios import BreaksModel, UnknownScenario
from costeff.errors.situations import NoScenarios
from costeff.expr import nearest
from costeff.model import Model, Scenario, Stage, override, stack_of
from costeff.results import Analysis, Study, situations_table
from costeff.results.differences import POINT, changes_from, drawn_changes_from
from costeff.words.phrases import other_money
from costeff.workflow import mixing
from costeff.workflow.asked import Asked, asked, line_of
from costeff.workflow.changelist import Told, changes_table, told_changes
from costeff.workflow.provenance import provenance
from costeff.workflow.whatif import Changes

BASE = "base case"
"""Stands for the study without changes among ids of scenarios."""

BASE_LABEL = "Base case"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is run.

    Attributes:
        scenarios: those asked for.
        stacks: of each, with what it includes, in the order in which they are made.
        points: the ids of the scenarios that are stacked at each point, to the point's number; the first is the base.
    """

    scenarios: tuple[Scenario, ...]
    stacks: Mapping[str, tuple[Scenario, ...]]
    points: Mapping[tuple[str, ...], int]

    def at(self, scenario: str) -> int:
        """The point of a scenario."""
        return self.points[tuple(s.id for s in self.stacks[scenario])]


def scenarios(
    model: Model | str | os.PathLike[str],
    psa: bool = False,
    *,
    draws: int | None = None,
    only: Sequence[str] = (),
    changes: Changes = (),
    keep_going: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "",
) -> Analysis:
    """Runs the base case and the scenarios of a workbook.

    Args:
        model: a model, or the path of a workbook.
        psa: whether to run the probabilistic analysis under each, with common draws.
        draws: of the probabilistic analysis; None = as the workbook says.
        only: ids of the scenarios to run; none = all.
        changes: made to the study before anything else: item to value, or texts such as `c_msc=15000`.
        keep_going: whether to leave out scenarios that can't be run, and mark them, instead of refusing.
        progress: called with the work done and the work to do.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record; blank = the call of this function.

    Returns:
        The tables `scenarios` (a row a scenario and strategy, the base case first), `steps` (how scenarios that
        include others add up) and `changes` (what each scenario changes).

    Raises:
        WorkbookError: if the workbook can't be read.
        InputError: if there are no scenarios, one of those named isn't there, or a scenario can't be run; all
            scenarios are tried first.
        Cancelled: if asked to stop.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    study = asked(model, draws=draws, changes=changes, keep_going=keep_going)
    model = study.model
    plan = _planned(model, _chosen(study, only))
    answers = mixing.points(
        model,
        [_stages(model, ids) for ids in plan.points],
        psa=psa and model.settings.draws > 0,
        drawn_at={0, *(plan.at(s.id) for s in plan.scenarios)},
        all_or_none=not keep_going,
        progress=progress,
        cancelled=cancelled,
    )
    failed = _failures(study, plan, answers)
    problems = [*answers[0].problems, *(problem for told in failed.values() for problem in told)]
    if answers[0].problems or (problems and not keep_going):
        raise InputError((*problems, *study.warnings), model.book)
    record = provenance(
        model,
        overrides=study.overrides,
        command=command or _call(model, psa, draws, only, keep_going),
        started=started,
        seconds=time.perf_counter() - clock,
    )
    return _analysis(study, plan, answers, failed, record)


def _chosen(study: Asked, only: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios asked for, in the order of the sheet."""
    model = study.model
    unread = [Scenario(id=name, label=name) for name in study.failed_scenarios]
    every = {s.id: s for s in (*model.scenarios, *unread)}
    if not every:
        raise InputError([NoScenarios(where=Where(book=model.book))], model.book)
    unknown = [name for name in only if name not in every]
    if unknown:
        known = tuple(every)
        place = [Where(book="--only", text=name) for name in unknown]
        raise InputError(
            [
                UnknownScenario(where=where, name=name, nearest=nearest(name, known), known=known)
                for name, where in zip(unknown, place, strict=True)
            ],
            model.book,
        )
    return tuple(s for s in every.values() if not only or s.id in only)


def _planned(model: Model, chosen: Sequence[Scenario]) -> _Plan:
    """The points: the base case, the scenarios, and the steps to those that include others; each once."""
    known = {s.id for s in model.scenarios}
    stacks = {s.id: stack_of(model.scenarios, s.id) if s.id in known else (s,) for s in chosen}
    points: dict[tuple[str, ...], int] = {(): 0}
    for stack in stacks.values():
        points.setdefault(tuple(s.id for s in stack), len(points))
    for stack in stacks.values():
        for k in range(1, len(stack)):
            points.setdefault(tuple(s.id for s in stack[:k]), len(points))
    return _Plan(scenarios=tuple(chosen), stacks=stacks, points=points)


def _stages(model: Model, ids: Sequence[str]) -> tuple[Stage, ...]:
    """The changes at a point."""
    known = {s.id: s.changes for s in model.scenarios}
    return tuple(known.get(name, ()) for name in ids)


def _failures(study: Asked, plan: _Plan, answers: Sequence[Answer]) -> dict[str, tuple[Problem, ...]]:
    """The scenarios that can't be read or run, each with the reasons."""
    found = {
        s.id: study.failed_scenarios.get(s.id) or _failure(study.model, s, answers[plan.at(s.id)])
        for s in plan.scenarios
    }
    return {name: problems for name, problems in found.items() if problems}


def _failure(model: Model, scenario: Scenario, answer: Answer) -> tuple[Problem, ...]:
    """Why a scenario can't be run, each at a cell of its own."""
    try:
        override(model, _stages(model, [s.id for s in stack_of(model.scenarios, scenario.id)]))
    except InputError as error:
        return error.problems
    own = {change.where for change in scenario.changes}
    where = scenario.cells.get("scenario") or Where(book=model.book)
    return tuple(
        problem
        if problem.where in own
        else BreaksModel(
            where=where,
            name=f'the scenario "{scenario.id}"',
            place=str(problem.where),
            reason=problem.found(),
            remedy=problem.advice(),
        )
        for problem in answer.problems
    )


def _analysis(
    study: Asked,
    plan: _Plan,
    answers: Sequence[Answer],
    failed: Mapping[str, tuple[Problem, ...]],
    record: Mapping[str, object],
) -> Analysis:
    """The tables, and what words and figures need beside them."""
    model = study.model
    ran = {s.id: answers[plan.at(s.id)].model for s in plan.scenarios if s.id not in failed}
    base = Study.of(model)
    thresholds = tuple(sorted({t for m in (model, *ran.values()) for t in m.settings.thresholds}))
    own = {
        name: list(there.settings.thresholds)
        for name, there in ran.items()
        if there.settings.thresholds != model.settings.thresholds
    }
    every = {s.id: s.label or s.id for s in (*model.strategies, *model.strategies_left_out)}
    told = [
        (s.id, s.label, change)
        for s in plan.scenarios
        if s.id not in failed
        for change in told_changes(model, plan.stacks[s.id])
    ]
    table = _situations(replace(base, thresholds=thresholds), plan, answers, failed, every)
    compared = [name for name in every if name in set(table["strategy"])]
    psa = next((answer.psa for answer in answers[:1] if answer.psa is not None), None)
    return Analysis(
        kind="scenarios",
        name="scenarios",
        title=f"{base.title}: scenarios",
        study=base,
        tables={
            "scenarios": table,
            "steps": _steps(replace(base, thresholds=thresholds), plan, answers, failed, every, told),
            "changes": changes_table("scenario", told),
        },
        facts={
            "base": BASE,
            "strategies": {name: every[name] for name in compared},
            "failed": {name: "; ".join(line_of(problem) for problem in problems) for name, problems in failed.items()},
            "thresholds": own,
            "draws": 0 if psa is None else len(psa),
            "design": model.settings.design if psa is not None else "none",
        },
        notes=_notes(study, plan, failed, own, {name for name, _, t in told if t.fixed} if psa is not None else set()),
        provenance=record,
    )


def _notes(
    study: Asked,
    plan: _Plan,
    failed: Mapping[str, tuple[Problem, ...]],
    apart: Collection[str],
    fixing: Collection[str],
) -> tuple[str, ...]:
    """What the user has to know: warnings, scenarios left out or in other money, uncertainty taken away."""
    notes = list(study.notes)
    for scenario in plan.scenarios:
        if scenario.id in failed:
            why = " ".join(line_of(problem) for problem in failed[scenario.id])
            notes.append(f'The scenario "{scenario.label}" could not be run. {why}')
    if apart:
        labels = [s.label for s in plan.scenarios if s.id in apart]
        notes.append(other_money(labels, study.model.settings.currency))
    if fixing:
        notes.append(
            f"{len(fixing)} of the scenarios change values without their spread, and so fix uncertain parameters: "
            "the column fixes of changes.csv tells which."
        )
    return tuple(notes)


def _situations(
    study: Study,
    plan: _Plan,
    answers: Sequence[Answer],
    failed: Mapping[str, tuple[Problem, ...]],
    labels: Mapping[str, str],
) -> pd.DataFrame:
    """The main table: the base case, then every scenario, with its change from the base case."""
    at = [0, *(plan.at(s.id) for s in plan.scenarios)]
    names = [BASE, *(s.id for s in plan.scenarios)]
    gone = [name in failed for name in names]
    bases = [None if lost else answers[k].base for k, lost in zip(at, gone, strict=True)]
    psas = [None if lost else answers[k].psa for k, lost in zip(at, gone, strict=True)]
    drawn = psas[0] is not None
    table = situations_table(
        study,
        {
            POINT: range(len(at)),
            "scenario": names,
            "scenario_label": [BASE_LABEL, *(s.label for s in plan.scenarios)],
        },
        [answers[k].model.settings.reference or answers[k].model.strategies[0].id for k in at],
        bases,
        psas if drawn else None,
        labels=labels,
    )
    before = [None, *([0] * (len(at) - 1))]
    parts = [table, changes_from(table, before, study.thresholds)]
    if drawn:
        design = answers[0].model.settings.design
        parts.append(drawn_changes_from(table, psas, before, study.thresholds, design))
    whole = pd.concat(parts, axis=1).drop(columns=POINT)
    why = [" ".join(line_of(problem) for problem in failed.get(name, ())) for name in whole["scenario"]]
    return whole.assign(problem=pd.Series(why, dtype="str"))


def _steps(
    study: Study,
    plan: _Plan,
    answers: Sequence[Answer],
    failed: Mapping[str, tuple[Problem, ...]],
    labels: Mapping[str, str],
    told: Sequence[tuple[str, str, Told]],
) -> pd.DataFrame:
    """How the scenarios that include others add up: a row a step and strategy, with the step's own effect."""
    where: list[int] = []
    before: list[int | None] = []
    lines: list[tuple[str, str, int, str, str, str]] = []
    for scenario in plan.scenarios:
        stack = plan.stacks[scenario.id]
        own = [k for k, part in enumerate(stack, 1) if part.changes]  # one that only includes others is no step
        if len(own) < 2 or scenario.id in failed:
            continue
        for step, k in enumerate([0, *own]):
            adds = stack[k - 1] if k else None
            what = "; ".join(
                f"{t.item}: {t.before} to {t.after}"
                for name, _, t in told
                if name == scenario.id and adds is not None and t.by == adds.id
            )
            before.append(len(where) - 1 if step else None)
            where.append(plan.points[tuple(s.id for s in stack[:k])])
            head = (BASE, BASE_LABEL) if adds is None else (adds.id, adds.label)
            lines.append((scenario.id, scenario.label, step, *head, what))
    names = ("scenario", "scenario_label", "step", "adds", "adds_label", "changes")
    coordinates = {name: [line[k] for line in lines] for k, name in enumerate(names)}
    table = situations_table(
        study,
        {POINT: range(len(where)), **coordinates},
        [answers[k].model.settings.reference or answers[k].model.strategies[0].id for k in where],
        [answers[k].base for k in where],
        labels=labels,
    )
    return pd.concat([table, changes_from(table, before, study.thresholds)], axis=1).drop(columns=POINT)


def _call(model: Model, psa: bool, draws: int | None, only: Sequence[str], keep_going: bool) -> str:
    """The call of `scenarios`, as it could be typed."""
    given = {"psa": psa or None, "draws": draws, "only": list(only) or None, "keep_going": keep_going or None}
    said = [f"{name}={value!r}" for name, value in given.items() if value is not None]
    return f"costeff.scenarios({', '.join([repr(model.book), *said])})"
