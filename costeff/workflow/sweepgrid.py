"""The grid of a sweep: its axes, their points, and the changes that each point of the whole makes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from costeff.errors import InputError, Problem
from costeff.model import Change, Model, ParameterChange, SettingChange, Stage, override


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One point of an axis.

    Attributes:
        value: its coordinate in tables.
        label: what figures call it.
        scenarios: stages of the scenarios that it names.
        changes: its own.
        problems: why it can't be run.
    """

    value: float | str
    label: str
    scenarios: tuple[Stage, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GridAxis:
    """One axis, looked up.

    Attributes:
        column: its name in tables.
        label: in words.
        unit: of its values.
        kind: whether its values are numbers.
        scale: of the figure.
        steps: its points.
        marks: values to be marked, with their labels.
    """

    column: str
    label: str
    unit: str
    kind: Literal["number", "category"]
    scale: Literal["linear", "log"]
    steps: tuple[Step, ...]
    marks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sweep, looked up in a workbook.

    Attributes:
        model: the problem with what holds at every point.
        below: stages of the scenarios that hold at every point.
        fixed: the other changes that hold at every point.
        axes: one to three.
        notes: what isn't as it seems.
    """

    model: Model
    below: tuple[Stage, ...]
    fixed: tuple[Change, ...]
    axes: tuple[GridAxis, ...]
    notes: tuple[Problem, ...] = ()

    def stages(self, steps: Sequence[Step]) -> tuple[Stage, ...]:
        """The stages of one point: scenarios first, then everything else at once."""
        scenarios = [stage for step in steps for stage in step.scenarios]
        own = (*self.fixed, *(c for step in steps for c in step.changes))
        return (*self.below, *scenarios, own)


def compared_in(grid: Grid) -> tuple[str, ...]:
    """The strategies that some point compares, in the order of the workbook."""
    found: set[str] = set()
    for steps in _alone(grid):
        try:
            found |= {s.id for s in override(grid.model, grid.stages(steps)).model.strategies}
        except InputError:
            continue
    every = (*grid.model.strategies, *grid.model.strategies_left_out)
    return tuple(s.id for s in every if s.id in found)


def _alone(grid: Grid) -> Iterator[list[Step]]:
    """Points that between them have every step that isn't about numbers of parameters alone, and one of each axis."""
    first = [axis.steps[0] for axis in grid.axes]
    yield first
    for k, axis in enumerate(grid.axes):
        for step in axis.steps:
            if not step.problems and (step.scenarios or not all(isinstance(c, ParameterChange) for c in step.changes)):
                yield [step if j == k else other for j, other in enumerate(first)]


def count(grid: Grid) -> int:
    """Number of points."""
    return math.prod(len(axis.steps) for axis in grid.axes)


def slow_first(grid: Grid) -> list[int]:
    """Numbers of the points, those next to each other that differ in parameters alone: they are run together.

    A point's number is its place in the product of the axes, the last of which varies fastest.
    """
    shape = [len(axis.steps) for axis in grid.axes]
    fast = [_of_parameters(axis) for axis in grid.axes]
    order = sorted(range(len(shape)), key=lambda k: fast[k])
    numbers = np.arange(math.prod(shape)).reshape(shape)
    return [int(n) for n in numbers.transpose(order).reshape(-1)]


def _of_parameters(axis: GridAxis) -> bool:
    """Whether an axis changes nothing but parameters."""
    stages = itertools.chain.from_iterable((*step.scenarios, step.changes) for step in axis.steps)
    return all(isinstance(c, ParameterChange) for stage in stages for c in stage)


def steps_at(grid: Grid, number: int) -> list[Step]:
    """The steps of the point of a number."""
    shape = [len(axis.steps) for axis in grid.axes]
    where = np.unravel_index(number, shape)
    return [axis.steps[int(i)] for axis, i in zip(grid.axes, where, strict=True)]


def reference_at(grid: Grid, stages: Sequence[Stage]) -> str:
    """The reference strategy of a point."""
    found = grid.model.settings.reference or grid.model.strategies[0].id
    for stage in stages:
        for made in stage:
            if isinstance(made, SettingChange) and "reference" in made.values:
                found = str(made.values["reference"])
    return found


def labels_of(model: Model) -> Mapping[str, str]:
    """Strategy ids to labels, those that are left out too."""
    return {s.id: s.label or s.id for s in (*model.strategies, *model.strategies_left_out)}
