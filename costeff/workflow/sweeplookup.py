"""Looking a sweep file up in a workbook: every name found, every value made a change, each told at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from costeff.errors import InputError, Problem
from costeff.errors.cells import UnknownStrategy
from costeff.errors.changes import UnknownItem
from costeff.errors.scenarios import UnknownScenario
from costeff.errors.sweeps import ItemTwice, MadeForOther, NotCompared, OtherWorkbook
from costeff.expr.names import nearest
from costeff.format import SYMBOLS, money, number, percent
from costeff.model import Change, Model, Stage, override
from costeff.model.changes import stages_of
from costeff.workbook import change
from costeff.workflow.sweepfile import Axis
from costeff.workflow.sweepgrid import Grid, GridAxis, Step, compared_in
from costeff.workflow.sweepreading import SweepFile
from costeff.workflow.tomlplaces import Path as Keys

BASE_CASE = "base case"
"""As the name of a scenario: the workbook as it is."""

UNITS = {"discount costs": "share", "discount effects": "share", "start age": "years"}
"""Units of settings that are numbers."""

SHARES = ("probability", "proportion", "share", "fraction")
"""Units that are shown in per cent."""

TAKEN = frozenset({
    "point", "strategy", "label", "reference", "comparison", "icer", "saved_per_qaly_lost",
    "cost", "qalys", "life_years", "inc_cost", "inc_qalys",
})  # fmt: skip
"""Columns that every table of situations has, and that no axis may be named after."""


def grid_of(model: Model, file: SweepFile, unread: Mapping[str, tuple[Problem, ...]] = MappingProxyType({})) -> Grid:
    """Looks a sweep up in a workbook.

    Args:
        model: the decision problem.
        file: the sweep.
        unread: scenarios of the workbook that couldn't be read, with the reasons.

    Returns:
        The grid. A value of an axis that can't be is a problem of its step, so that the others may be run.

    Raises:
        InputError: if names or fixed changes are wrong, each at its line.
    """
    problems: list[Problem] = []
    below = _scenarios(model, file, file.spec.scenario, ("scenario",), problems)
    fixed = _fixed(model, file, problems)
    axes = tuple(_named(_axis(model, file, k, unread, problems) for k in range(len(file.spec.axis))))
    problems += _twice(file)
    wanted = file.spec.workbook
    other = bool(wanted) and not _same(wanted, model.book)
    if problems:
        raise InputError(_blamed(problems, file, model) if other else problems, file.book)
    grid = Grid(model=model, below=below, fixed=fixed, axes=axes)
    grid = replace(grid, axes=tuple(_tried(grid, k) for k in range(len(axes))))
    _can_be(grid, file)
    if other:
        grid = replace(grid, notes=(MadeForOther(where=file.where("workbook"), wanted=wanted, given=model.book),))
    return grid


def _same(wanted: str, book: str) -> bool:
    """Whether a workbook is the one that a sweep file names; a version may follow the name."""
    name, given = (text.casefold().removesuffix(".xlsx") for text in (wanted, book))
    return given == name or given.startswith((f"{name}-", f"{name}_", f"{name} ", f"{name}."))


def _blamed(problems: Sequence[Problem], file: SweepFile, model: Model) -> tuple[Problem, ...]:
    """The problems of a file for another workbook: the names that this one lacks have one cause."""
    lacking: dict[str, None] = {}
    rest: list[Problem] = []
    for problem in problems:
        match problem:
            case UnknownItem(name=name) | UnknownStrategy(name=name) | UnknownScenario(name=name):
                lacking[name] = None
            case _:
                rest.append(problem)
    if not lacking:
        return tuple(problems)
    cause = OtherWorkbook(
        where=file.where("workbook"), wanted=file.spec.workbook, given=model.book, names=tuple(lacking)
    )
    return (cause, *rest)


def _scenarios(
    model: Model, file: SweepFile, names: Sequence[str], keys: Keys, problems: list[Problem]
) -> tuple[Stage, ...]:
    """The stages of scenarios, one after the other."""
    found: list[Stage] = []
    known = tuple(scenario.id for scenario in model.scenarios)
    for name in names:
        if name in known:
            found += stages_of(model.scenarios, name)
        elif name != BASE_CASE:
            near = nearest(name, (*known, BASE_CASE))
            problems.append(UnknownScenario(where=file.where(*keys), name=name, nearest=near, known=known))
    return tuple(found)


def _fixed(model: Model, file: SweepFile, problems: list[Problem]) -> tuple[Change, ...]:
    """What holds at every point, but for the scenarios."""
    spec = file.spec
    found: list[Change] = []
    for item, value in spec.set.items():
        found += _changes(model, file, item, value, ("set", item), problems)
    if spec.strategies:
        found += _changes(model, file, "strategies", ", ".join(spec.strategies), ("strategies",), problems)
    if spec.reference:
        found += _changes(model, file, "reference strategy", spec.reference, ("reference",), problems)
    return tuple(found)


def _changes(
    model: Model,
    file: SweepFile,
    item: str,
    value: float | str,
    keys: Keys,
    problems: list[Problem],
    item_keys: Keys = (),
) -> tuple[Change, ...]:
    """The changes that an item and a value mean."""
    at, about = (replace(file.where(*k), text="") for k in (keys, item_keys or keys))
    found = change(model, item, float(value) if isinstance(value, int) else value, where=about, value_where=at)
    problems += found.problems
    return found.changes


def _axis(
    model: Model,
    file: SweepFile,
    k: int,
    unread: Mapping[str, tuple[Problem, ...]],
    problems: list[Problem],
) -> GridAxis:
    """One axis; what is wrong with its names is added to the problems, what is wrong with a value stays with it."""
    axis = file.spec.axis[k]
    if axis.item:
        return _of_items(model, file, axis, k, problems)
    steps: list[Step] = []
    if axis.scenarios is not None:
        labels = {scenario.id: scenario.label for scenario in model.scenarios}
        labels |= dict(zip(axis.scenarios, axis.labels or (), strict=False))
        for i, name in enumerate(axis.scenarios):
            if name in unread:
                steps.append(Step(value=name, label=labels.get(name, name), problems=unread[name]))
                continue
            stages = _scenarios(model, file, [name], ("axis", k, "scenarios", i), problems)
            steps.append(Step(value=name, label=labels.get(name, name.capitalize()), scenarios=stages))
    for i, point in enumerate(axis.point or ()):
        stages = _scenarios(model, file, point.scenario, ("axis", k, "point", i, "scenario"), problems)
        own: list[Change] = []
        wrong: list[Problem] = []
        for item, value in point.set.items():
            own += _changes(model, file, item, value, ("axis", k, "point", i, "set", item), wrong)
        problems += [p for p in wrong if isinstance(p, UnknownItem)]
        steps.append(
            Step(
                value=point.label, label=point.label, scenarios=stages, changes=tuple(own), problems=tuple(wrong)
            )
        )  # fmt: skip
    column = "scenario" if axis.scenarios is not None else "case"
    label = axis.label or column.capitalize()
    return GridAxis(column=column, label=label, unit="", kind="category", scale="linear", steps=tuple(steps))


def _of_items(model: Model, file: SweepFile, axis: Axis, k: int, problems: list[Problem]) -> GridAxis:
    """An axis of values that one or more items take."""
    values, keys = _values(axis, k)
    parameter = next((p for p in model.parameters if p.id == axis.item[0]), None)
    unit = axis.unit or (parameter.unit if parameter else UNITS.get(axis.item[0], ""))
    if axis.label and not axis.unit and unit not in SYMBOLS and unit not in SHARES:
        unit = ""  # a label that was written for the axis says it, if it matters
    steps: list[Step] = []
    unknown: list[Problem] = []
    for i, (value, key) in enumerate(zip(values, keys, strict=True)):
        own: list[Change] = []
        wrong: list[Problem] = []
        for item in axis.item:
            own += _changes(model, file, item, value, key, wrong, ("axis", k, "item"))
        unknown += [p for p in wrong if p.where.cell == file.where("axis", k, "item").cell and p not in unknown]
        shown = axis.labels[i] if axis.labels else _shown(value, unit)
        steps.append(Step(value=value, label=shown, changes=tuple(own), problems=tuple(wrong)))
    problems += unknown
    numbers = axis.labels is None and all(isinstance(v, float) for v in values)
    return GridAxis(
        column=axis.item[0],
        label=axis.label or (parameter.label if parameter else "") or axis.item[0].capitalize(),
        unit=unit,
        kind="number" if numbers else "category",
        scale=axis.scale,
        steps=tuple(steps),
        marks=tuple((mark.at, mark.label) for mark in axis.marks),
    )


def _shown(value: float | str, unit: str) -> str:
    """A value as figures and words show it."""
    if isinstance(value, str):
        return value
    if unit in SHARES:
        return percent(value, 2)
    return money(value, unit) if unit in SYMBOLS else number(value, 6)


def _values(axis: Axis, k: int) -> tuple[list[float | str], list[Keys]]:
    """The values of an axis, in order, and the key that each comes from."""
    if axis.values is not None:
        values = [float(v) if isinstance(v, int) else v for v in axis.values]
        each: list[Keys] = [("axis", k, "values", i) for i in range(len(values))]
        return values, each
    assert axis.start is not None
    assert axis.to is not None
    assert axis.steps is not None
    spaced = np.geomspace if axis.scale == "log" else np.linspace
    # Twelve digits: 0.3 is meant, not 0.30000000000000004.
    numbers: list[float | str] = [float(f"{v:.12g}") for v in spaced(axis.start, axis.to, axis.steps).tolist()]
    ranged: list[Keys] = [("axis", k, "from")] * (len(numbers) - 1)
    return numbers, [*ranged, ("axis", k, "to")]


def _named(axes: Iterable[GridAxis]) -> Iterator[GridAxis]:
    """Axes whose columns differ from each other and from those of every table."""
    seen: set[str] = set()
    for axis in axes:
        column = f"axis_{axis.column}" if axis.column in TAKEN or axis.column.startswith("psa_") else axis.column
        name, turn = column, 2
        while name in seen:
            name, turn = f"{column} {turn}", turn + 1
        seen.add(name)
        yield replace(axis, column=name)


def _twice(file: SweepFile) -> Iterator[Problem]:
    """Items that get their values in two places, of which one would have no effect."""
    seen: dict[str, str] = dict.fromkeys(file.spec.set, "set, at the top of the file")
    if file.spec.strategies:
        seen["strategies"] = "strategies, at the top of the file"
    if file.spec.reference:
        seen |= dict.fromkeys(("reference", "reference strategy"), "reference, at the top of the file")
    for k, axis in enumerate(file.spec.axis):
        mine: dict[str, Keys] = dict.fromkeys(axis.item, ("axis", k, "item"))
        for i, point in enumerate(axis.point or ()):
            mine |= {item: ("axis", k, "point", i, "set", item) for item in point.set if item not in mine}
        for item, keys in mine.items():
            if item in seen:
                yield ItemTwice(where=file.where(*keys), item=item, other=seen[item])
        seen |= dict.fromkeys(mine, f"axis {k + 1}")


def _tried(grid: Grid, k: int) -> GridAxis:
    """An axis whose steps were each tried together with the first of the other axes."""
    axis = grid.axes[k]
    others = [next((step for step in other.steps if not step.problems), None) for other in grid.axes]
    steps: list[Step] = []
    for step in axis.steps:
        beside = [step if j == k else other for j, other in enumerate(others)]
        wrong = step.problems
        if not wrong and all(other is not None for other in beside):
            try:
                override(grid.model, grid.stages([s for s in beside if s is not None]))
            except InputError as error:
                wrong = error.problems
        steps.append(replace(step, problems=wrong))
    return replace(axis, steps=tuple(steps))


def _can_be(grid: Grid, file: SweepFile) -> None:
    """Refuses what is wrong whatever the point, and a report about what no point compares.

    Raises:
        InputError: with the problems.
    """
    try:
        override(grid.model, (*grid.below, grid.fixed))
    except InputError as error:
        # A reference that isn't compared may be put right by an axis; all else can't be.
        wrong = [p for p in error.problems if p.kind != "ReferenceNotCompared"]
        if wrong:
            raise InputError(wrong, file.book) from None
    compared = compared_in(grid)
    problems: list[Problem] = []
    every = tuple(s.id for s in (*grid.model.strategies, *grid.model.strategies_left_out))
    asked = [(name, ("report", "strategies", i)) for i, name in enumerate(file.spec.report.strategies)]
    asked += [(name, ("report", "reference", i)) for i, name in enumerate(file.spec.report.reference)]
    for name, keys in asked:
        if name not in every:
            near = nearest(name, every)
            problems.append(UnknownStrategy(where=file.where(*keys), name=name, nearest=near, known=every))
        elif compared and name not in compared:
            problems.append(NotCompared(where=file.where(*keys), strategy=name, compared=compared))
    if problems:
        raise InputError(problems, file.book)
