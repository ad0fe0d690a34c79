"""What if? The base case, or the whole probabilistic analysis, under each of many sets of changes.

Scenarios, subgroups, sweeps, one-way and two-way analyses all ask this question; they differ in the changes alone.
Points that replace nothing but values of parameters are rows of one table of draws, so that a grid costs what its
points cost as draws.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff import engine, sampling
from costeff.errors import InputError, Problem
from costeff.model import (
    Change,
    Draws,
    Model,
    ParameterChange,
    SettingChange,
    Settings,
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
        fixed: ids of uncertain parameters that the point fixes; empty without a probabilistic analysis.
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
    drawn_at: Collection[int] | None = None,
    all_or_none: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Answer, ...]:
    """Runs a study at each of many points.

    Args:
        model: the decision problem.
        changes: the stages of each point, as for `override`; no stages = the problem as it is.
        psa: whether to run the probabilistic analysis at each, with the draws, seed and design of `model`.
        drawn_at: positions of the points at which it is run; None = all.
        all_or_none: whether to leave it out everywhere if any point fails in its base case.
        progress: called with the work done and the work to do; a base case counts 1, so does a probabilistic analysis.
        cancelled: asked now and then; True stops the run.

    Returns:
        An answer a point, in their order; one whose changes can't be made, or make no valid model, holds the reasons.

    Raises:
        InputError: if the parameters of `model` itself can't be drawn.
        Cancelled: if asked to stop.
    """
    drawn = _drawn(model) if psa else None
    frames = _Frames(model)
    groups: dict[int, list[_Point]] = {}
    for k, stages in enumerate(changes):
        point = frames.point(k, stages)
        groups.setdefault(point.frame, []).append(point)
    wanted = set(range(len(changes)) if drawn_at is None else drawn_at) if drawn is not None else set()
    found: dict[int, Answer] = {}
    tell = progress or _silent
    for frame, members in groups.items():
        there = frames.models[frame]
        if there is None:
            found |= {point.number: _impossible(model, point) for point in members}
        else:
            found |= _grid(model, there, members, cancelled)
        tell(len(found), len(changes) + len(wanted))
    if drawn is None or (all_or_none and any(answer.problems for answer in found.values())):
        return tuple(found[k] for k in range(len(changes)))
    done = 0
    for frame, members in reversed(groups.items()):  # what was planned last is still at hand
        there = frames.models[frame]
        for point in members:
            if there is not None and point.number in wanted and not found[point.number].problems:
                found[point.number] = _with_draws(model, there, point, found[point.number], drawn, cancelled)
            done += point.number in wanted
            tell(len(changes) + done, len(changes) + len(wanted))
    return tuple(found[k] for k in range(len(changes)))


def _silent(done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """One point.

    Attributes:
        number: its position.
        stages: its changes.
        frame: number of what it shares with others.
        shown: the problem with its settings and strategies, its parameters as they were.
    """

    number: int
    stages: Sequence[Stage]
    frame: int
    shown: Model


class _Frames:
    """What points share: all that isn't about parameters, as far as numbers depend on it.

    Points of one frame run on one model, so that its strategies are planned once: other values of parameters, another
    reference or other thresholds cost nothing.

    Attributes:
        models: the problem of each frame, its parameters as they were; None = its changes can't be made.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._said: dict[str, tuple[int, Model]] = {}
        self._alike = [(_numbers_of(model), 0)]
        self.models: list[Model | None] = [model]

    def point(self, number: int, stages: Sequence[Stage]) -> _Point:
        """A point, placed in its frame."""
        beside = [tuple(c for c in stage if not isinstance(c, ParameterChange)) for stage in stages]
        text = repr([[_said(change) for change in stage] for stage in beside])
        if text not in self._said:
            self._said[text] = self._new([stage for stage in beside if stage])
        frame, shown = self._said[text]
        return _Point(number=number, stages=stages, frame=frame, shown=shown)

    def _new(self, stages: Sequence[Stage]) -> tuple[int, Model]:
        """The frame of changes that were not asked for in these words before, and the problem under them."""
        try:
            model = override(self._model, stages).model if stages else self._model
        except InputError:
            self.models.append(None)
            return len(self.models) - 1, self._model
        numbers = _numbers_of(model)
        for known, frame in self._alike:
            if known == numbers:
                return frame, model
        self._alike.append((numbers, len(self.models)))
        self.models.append(None if _wrong(model) else model)
        return len(self.models) - 1, model


def _numbers_of(model: Model) -> tuple[Settings, tuple[str, ...]]:
    """What the engine's numbers depend on beside the parameters."""
    settings = replace(model.settings, reference="", thresholds=(), jurisdiction="", filled={}, cells={})
    return settings, tuple(s.id for s in model.strategies)


def _said(change: Change) -> tuple[str, ...]:
    """What a change says, wherever it stands."""
    match change:
        case SettingChange():
            return change.setting, change.text, repr(sorted(change.values.items())), repr(sorted(change.fills.items()))
        case StrategiesChange():
            return "strategies", *change.strategies
        case ParameterChange():
            return change.parameter, change.column, repr(change.to)


def _wrong(model: Model) -> tuple[Problem, ...]:
    """The errors of a model that was changed."""
    return tuple(problem for problem in check(model) if problem.severity == "error")


def _impossible(model: Model, point: _Point) -> Answer:
    """The answer at a point whose settings or strategies make no model."""
    try:
        there = override(model, point.stages).model
    except InputError as error:
        return Answer(model=point.shown, problems=error.problems)
    return Answer(model=there, problems=_wrong(there))


def _drawn(model: Model) -> Draws:
    """The draws that all points share."""
    return sampling.draw(model, model.settings.draws, model.settings.seed, model.settings.design)


def _grid(model: Model, there: Model, members: Sequence[_Point], cancelled: Cancelled | None) -> dict[int, Answer]:
    """Base cases of points that differ in parameters alone: rows of one table."""
    base = base_draws(model)
    values = np.repeat(base.values, len(members), axis=0)
    answers: dict[int, Answer] = {}
    checked: dict[tuple[ParameterChange, ...], tuple[Problem, ...]] = {}
    for row, point in enumerate(members):
        problems = _set_values(model, point, values[row], checked)
        if problems:
            answers[point.number] = Answer(model=point.shown, problems=problems)
    rows = np.array([k for k, point in enumerate(members) if point.number not in answers], dtype=np.intp)
    table = Draws(ids=base.ids, values=values[rows], index=np.arange(len(rows), dtype=np.int64), design="grid")
    if not len(rows):
        return answers
    outcomes = engine.execute(there, table, keep_invalid=True, cancelled=cancelled)
    broken: NDArray[np.bool_] = np.isnan(outcomes.of("cost")).sum(axis=1) > 0
    for k, row in enumerate(rows.tolist()):
        point = members[row]
        if broken[k]:
            answers[point.number] = Answer(model=point.shown, problems=_why(there, table, k))
        else:
            one = replace(outcomes, values=outcomes.values[k : k + 1], index=np.zeros(1, dtype=np.int64))
            answers[point.number] = Answer(model=point.shown, base=one)
    return answers


def _set_values(
    model: Model,
    point: _Point,
    row: NDArray[np.float64],
    checked: dict[tuple[ParameterChange, ...], tuple[Problem, ...]],
) -> tuple[Problem, ...]:
    """Puts the values of a point into its row of the table; returns what stands against them.

    Args:
        model: the problem without the point's changes.
        point: whose values are wanted.
        row: shape (parameters,), the base case, which is changed.
        checked: changes that were looked at before, with what stands against them.
    """
    stages = [tuple(c for c in stage if isinstance(c, ParameterChange)) for stage in point.stages]
    if any(change.column != "value" or change.to is None for stage in stages for change in stage):
        try:
            changed = override(model, stages).model  # a spread may move a value: shares follow their counts
        except InputError as error:
            return error.problems
        row[:] = [parameter.value for parameter in changed.parameters]
        return ()
    wrong: list[Problem] = []
    column = {parameter.id: k for k, parameter in enumerate(model.parameters)} if any(stages) else {}
    for stage in stages:
        for part in _parts(stage):
            if part not in checked:
                checked[part] = _refused(model, part)
            wrong += checked[part]
        for change in stage:
            row[column[change.parameter]] = change.to
    return tuple(wrong)


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


def _with_draws(
    model: Model, there: Model, point: _Point, answer: Answer, drawn: Draws, cancelled: Cancelled | None
) -> Answer:
    """The answer at a point, with its probabilistic analysis."""
    try:
        overridden = override(model, point.stages)
        wrong = tuple(p for p in sampling.check_draws(overridden.model) if p.severity == "error")
        if wrong:
            raise InputError(wrong, model.book)
        if any(
            old.family == "fixed" and new.family != "fixed"
            for old, new in zip(model.parameters, overridden.model.parameters, strict=True)
        ):
            there = overridden.model  # a plan takes what was fixed to be the same in every draw
        psa = engine.execute(there, common(model, overridden.model, drawn), cancelled=cancelled)
    except InputError as error:
        return Answer(model=point.shown, problems=error.problems)
    return replace(answer, psa=psa, fixed=overridden.fixed)


def common(model: Model, there: Model, drawn: Draws) -> Draws:
    """The draws of the problem as it was, with new ones only of the parameters that were changed.

    A parameter with a new distribution is drawn at the quantiles of its former one, so that the difference between
    two points carries no noise of sampling. One that was fixed before is added to the former ones alone: the layout
    of a design may depend on what else is drawn.
    """
    changed = [
        (k, old, new) for k, (old, new) in enumerate(zip(model.parameters, there.parameters, strict=True))
        if old is not new
    ]  # fmt: skip
    values: NDArray[np.float64] = drawn.values.copy()
    spread = {k: new for k, old, new in changed if new.family != "fixed" and old.family != "fixed"}
    for added in ({}, *({k: new} for k, old, new in changed if new.family != "fixed" and old.family == "fixed")):
        wanted = added or spread
        if wanted:
            parameters = tuple((spread | added).get(k, old) for k, old in enumerate(model.parameters))
            fresh = _drawn(replace(model, parameters=parameters)).values[drawn.index]
            values[:, list(wanted)] = fresh[:, list(wanted)]
    for k, _, new in changed:
        if new.family == "fixed":
            values[:, k] = new.value
    return replace(drawn, values=values)
