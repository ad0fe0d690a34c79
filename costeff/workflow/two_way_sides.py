"""The two parameters of a two-way analysis: those that are named, or those that matter most, with their ranges."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np

from costeff import analyses, sampling
from costeff.analyses.two_way import wholes
from costeff.errors import InputError, Problem, Where
from costeff.errors.decisions import EmptyRange
from costeff.errors.two_way import BadSide, NeedsRange, NothingToPair, SameTwice, WholeTwice
from costeff.model import Model, ParameterChange
from costeff.model.override import out_of_range
from costeff.results import Outcomes
from costeff.workbook.cells import as_number
from costeff.workflow.question import Question

Side = str | tuple[str, float, float]
"""`ID`, `ID=LOW:HIGH`, or the three."""

Range = tuple[float, float]


def ranges(
    asked: Question, x: Side | None, y: Side | None, cancelled: Callable[[], bool] | None
) -> tuple[dict[str, Range], list[str]]:
    """The two parameters with their ranges, the one across first, and those of them that nobody named.

    Args:
        asked: the study.
        x: what was asked for across; None = nothing.
        y: upwards, likewise.
        cancelled: asked now and then; True stops the one-way analysis that chooses.

    Raises:
        InputError: with everything that stands against what was asked for.
        Cancelled: if asked to stop.
    """
    model = asked.model
    own = {
        name: (lever.low[name], lever.high[name])
        for lever in sampling.levers(model)
        for name in ((lever.id,) if lever.id in lever.moves else lever.moves)
    }
    named = {side: _named(asked, side, given) for side, given in (("x", x), ("y", y)) if given is not None}
    problems: list[Problem] = []
    found: dict[str, Range] = {}
    for side, (name, low, high) in named.items():
        where = Where(book=f"--{side}", text="" if low is None or high is None else f"{name}={low:g}:{high:g}")
        if low is None or high is None:
            if name not in own:
                cell = model.parameter(name).cells.get("value", Where(book=model.book, sheet="Parameters", text=name))
                problems.append(NeedsRange(where=cell, side=side, parameter=name))
                continue
            low, high = min(own[name]), max(own[name])
        problems += _refused(model, name, low, high, where)
        found[name] = (low, high)
    if len(named) == 2 and len({name for name, _, _ in named.values()}) == 1:
        problems = [SameTwice(where=Where(book=model.book, text=next(iter(found), "")), parameter=named["x"][0])]
    problems += _whole_twice(model, [name for name, _, _ in named.values()])
    if problems:
        raise InputError(problems, model.book)
    chosen = _widest(asked, list(found), 2 - len(found), cancelled) if len(found) < 2 else []
    free = iter(chosen)
    order = [named[side][0] if side in named else next(free) for side in ("x", "y")]
    return {name: found.get(name) or (min(own[name]), max(own[name])) for name in order}, chosen


def _named(asked: Question, side: str, given: Side) -> tuple[str, float | None, float | None]:
    """The parameter that a side names, with the ends of its range if they are given."""
    if isinstance(given, tuple):
        name, low, high = given
        return asked.choice("parameter", name, (p.id for p in asked.model.parameters)), float(low), float(high)
    head, equals, ends = (part.strip() for part in given.partition("="))
    name = asked.choice("parameter", head, (p.id for p in asked.model.parameters))
    if not equals:
        return name, None, None
    numbers = [as_number(part) for part in ends.split(":")]
    if len(numbers) != 2 or None in numbers:
        where = Where(book=f"--{side}", text=given)
        raise InputError([BadSide(where=where, side=side, parameter=name, given=ends)], asked.model.book)
    return name, numbers[0], numbers[1]


def _refused(model: Model, name: str, low: float, high: float, where: Where) -> Iterable[Problem]:
    """What stands against a range."""
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        yield EmptyRange(where=where, parameter=name, low=low, high=high)
        return
    for end in (low, high):
        problem = out_of_range(model.parameter(name), ParameterChange(parameter=name, to=end, where=where))
        if problem is not None:
            yield problem
            return


def _whole_twice(model: Model, names: list[str]) -> Iterable[Problem]:
    """Two shares that are the whole."""
    for group, members in wholes(model, names).items():
        if len(names) == 2 and set(members) == set(names):
            yield WholeTwice(where=Where(book=model.book, sheet="Parameters"), group=group, parameters=members)


def _widest(asked: Question, taken: list[str], number: int, cancelled: Callable[[], bool] | None) -> list[str]:
    """The parameters with the widest bars of the one-way analysis, but for those that are taken.

    Bars are those of the strategy with the highest net benefit beside the reference at the first threshold; those of
    groups are left out. Of the shares of one whole only one is chosen.
    """
    model, wtp = asked.model, asked.study.thresholds[0]
    found = analyses.one_way(model, cancelled=cancelled)
    reference = found.base.strategies.index(asked.study.reference)

    def over(outcomes: Outcomes) -> np.ndarray:
        benefit = wtp * outcomes.of("qalys") - outcomes.of("cost")
        return np.asarray(benefit - benefit[:, [reference]])

    base, low, high = over(found.base), over(found.low), over(found.high)
    others = [k for k in range(base.shape[1]) if k != reference] or [reference]
    best = max(others, key=lambda k: base[0, k])
    ends = np.stack([low[:, best], high[:, best], np.full(len(low), base[0, best])])
    swing = np.nanmax(ends, axis=0) - np.nanmin(ends, axis=0)
    picked: list[str] = []
    groups = set(wholes(model, taken))
    for k in np.argsort(-swing, kind="stable").tolist():
        lever, name = found.levers[k], found.levers[k].id
        whole = set(wholes(model, [name]))
        moves = name in lever.moves and lever.low[name] != lever.high[name]
        if moves and name not in taken and not whole & groups and len(picked) < number:
            picked.append(name)
            groups |= whole
    if len(picked) < number:
        where = Where(book=model.book, sheet="Parameters")
        raise InputError([NothingToPair(where=where, known=(*taken, *picked))], model.book)
    return picked
