"""What if? The base case, or the whole probabilistic analysis, under each of many sets of changes.

Scenarios, subgroups, sweeps, one-way and two-way analyses all ask this question; they differ in the changes alone.
Points that replace nothing but values of parameters are rows of one table of draws, so that a grid costs what its
points cost as draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff import engine, sampling
from costeff.errors import InputError, Problem
from costeff.model import (
    Change,
    Draws,
    Model,
    Overridden,
    ParameterChange,
    SettingChange,
    Stage,
    StrategiesChange,
    base_draws,
    override,
)
from costeff.model.checks import check
from costeff.results.outcomes import Outcomes

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What one point yields.

    Attributes:
        model: the problem as it stands at the point, but for values of parameters: its strategies, its settings.
        base: outcomes of the base case, one draw; None if the point failed.
        psa: outcomes of the probabilistic analysis; None if none was asked for, or the point failed. Draw i has the
            same parameter values at every point, but for those that the point replaces.
        fixed: ids of uncertain parameters that the point fixes.
        problems: why it failed, each at its place; empty if it didn't.
    """

    model: Model
    base: Outcomes | None = None
    psa: Outcomes | None = None
    fixed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def points(
    model: Model,
    changes: Sequence[Sequence[Stage]],
    *,
    psa: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Answer, ...]:
    """Runs a study at each of many points.

    Args:
        model: the decision problem.
        changes: the stages of each point, as for `override`; no stages = the problem as it is.
        psa: whether to run the probabilistic analysis at each, with the draws, seed and design of `model`.
        progress: called with the work done and the work to do; a point counts 1.
        cancelled: asked now and then; True stops the run.

    Returns:
        An answer a point, in their order; one whose changes can't be made, or make no valid model, holds the reasons.

    Raises:
        InputError: if the parameters of `model` itself can't be drawn.
        Cancelled: if asked to stop.
    """
    drawn = None if not psa else _drawn(model)
    groups: dict[str, list[int]] = {}
    for k, stages in enumerate(changes):
        groups.setdefault(f"{k}" if psa else _frame(stages), []).append(k)
    found: dict[int, Answer] = {}
    for members in groups.values():
        asked = [changes[k] for k in members]
        if drawn is None:
            answers = _grid(model, asked, cancelled)
        else:
            answers = [_drawn_point(model, stages, drawn, cancelled) for stages in asked]
        found |= zip(members, answers, strict=True)
        if progress is not None:
            progress(len(found), len(changes))
    return tuple(found[k] for k in range(len(changes)))


def _drawn(model: Model) -> Draws:
    """The draws that all points share."""
    return sampling.draw(model, model.settings.draws, model.settings.seed, model.settings.design)


def _frame(stages: Sequence[Stage]) -> str:
    """What points of one table of draws have in common: all that isn't about parameters."""
    return repr([_said(change) for change in _beside_parameters(stages)])


def _said(change: Change) -> tuple[str, ...]:
    """What a change of settings or strategies says, wherever it stands."""
    match change:
        case SettingChange():
            return change.setting, change.text, repr(sorted(change.values.items()))
        case StrategiesChange():
            return "strategies", *change.strategies
        case ParameterChange():
            return (change.parameter,)


def _beside_parameters(stages: Sequence[Stage]) -> list[Change]:
    return [change for stage in stages for change in stage if not isinstance(change, ParameterChange)]


def _values(stages: Sequence[Stage]) -> dict[str, ParameterChange]:
    """The last value that each parameter is given; its spread means nothing to a base case."""
    return {
        change.parameter: change
        for stage in stages
        for change in stage
        if isinstance(change, ParameterChange) and change.column == "value" and change.to is not None
    }


def _there(model: Model, stages: Sequence[Stage]) -> Overridden:
    """The problem at a point, with all that can be checked without running it.

    Raises:
        InputError: if a change can't be made, or makes no model.
    """
    found = override(model, stages)
    wrong = tuple(p for p in (*check(found.model), *sampling.check_draws(found.model)) if p.severity == "error")
    if wrong:
        raise InputError(wrong, model.book)
    return found


def _grid(model: Model, members: Sequence[Sequence[Stage]], cancelled: Cancelled | None) -> list[Answer]:
    """Base cases of points that differ in parameters alone: rows of one table."""
    try:
        there = _there(model, [tuple(_beside_parameters(members[0]))]).model
    except InputError as error:
        return [Answer(model=model, problems=error.problems)] * len(members)
    base = base_draws(model)
    column = {name: k for k, name in enumerate(base.ids)}
    values = np.repeat(base.values, len(members), axis=0)
    failed: dict[int, tuple[Problem, ...]] = {}
    checked: dict[tuple[ParameterChange, ...], tuple[Problem, ...]] = {}
    for row, stages in enumerate(members):
        wrong: list[Problem] = []
        for stage in stages:
            about = tuple(change for change in stage if isinstance(change, ParameterChange))
            for part in _parts(about):
                if part not in checked:
                    checked[part] = _refused(model, part)
                wrong += checked[part]
        if wrong:
            failed[row] = tuple(wrong)
        for name, change in _values(stages).items():
            values[row, column[name]] = change.to
    rows = np.array([row for row in range(len(members)) if row not in failed], dtype=np.intp)
    table = Draws(ids=base.ids, values=values[rows], index=np.arange(len(rows), dtype=np.int64), design="grid")
    answers = {row: Answer(model=there, problems=problems) for row, problems in failed.items()}
    if len(rows):
        outcomes = engine.execute(there, table, keep_invalid=True, cancelled=cancelled)
        broken = np.isnan(outcomes.of("cost")).sum(axis=1) > 0
        for k, row in enumerate(rows.tolist()):
            if broken[k]:
                answers[row] = Answer(model=there, problems=_why(there, table, k))
            else:
                one = replace(outcomes, values=outcomes.values[k : k + 1], index=np.zeros(1, dtype=np.int64))
                answers[row] = Answer(model=there, base=one)
    return [answers[row] for row in range(len(members))]


def _parts(changes: Sequence[ParameterChange]) -> list[tuple[ParameterChange, ...]]:
    """The changes of each parameter, together."""
    return [tuple(c for c in changes if c.parameter == name) for name in dict.fromkeys(c.parameter for c in changes)]


def _refused(model: Model, changes: tuple[ParameterChange, ...]) -> tuple[Problem, ...]:
    """What stands against the changes of one parameter; shares of a group are checked by running the point."""
    alone = replace(
        model, parameters=tuple(replace(p, group="") for p in model.parameters if p.id == changes[0].parameter)
    )
    try:
        override(alone, [changes])
    except InputError as error:
        return error.problems
    return ()


def _why(model: Model, table: Draws, position: int) -> tuple[Problem, ...]:
    """Why a row is no valid model."""
    try:
        engine.execute(model, table.select(np.array([position], dtype=np.intp)))
    except InputError as error:
        return error.problems
    return ()


def _drawn_point(model: Model, stages: Sequence[Stage], drawn: Draws, cancelled: Cancelled | None) -> Answer:
    """Base case and probabilistic analysis of one point."""
    there = model
    try:
        overridden = _there(model, stages)
        there = overridden.model
        base = engine.execute(there, base_draws(there), cancelled=cancelled)
        psa = engine.execute(there, _common(model, there, drawn), cancelled=cancelled)
    except InputError as error:
        return Answer(model=there, problems=error.problems)
    return Answer(model=there, base=base, psa=psa, fixed=overridden.fixed)


def _common(model: Model, there: Model, drawn: Draws) -> Draws:
    """The draws of the problem as it was, with new ones only of the parameters that were changed.

    A parameter with a new distribution is drawn at the quantiles of its former one, so that the difference between
    two points carries no noise of sampling.
    """
    changed = [
        k
        for k, (old, new) in enumerate(zip(model.parameters, there.parameters, strict=True))
        if old is not new and new.family != "fixed"
    ]
    values: NDArray[np.float64] = drawn.values.copy()
    if changed:
        parameters = tuple(
            new if k in changed else old
            for k, (old, new) in enumerate(zip(model.parameters, there.parameters, strict=True))
        )
        redrawn = _drawn(replace(model, parameters=parameters))
        values[:, changed] = redrawn.values[:, changed]
    for k, (old, new) in enumerate(zip(model.parameters, there.parameters, strict=True)):
        if old is not new and new.family == "fixed":
            values[:, k] = new.value
    return replace(drawn, values=values)
