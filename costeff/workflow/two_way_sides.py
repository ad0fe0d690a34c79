"""The two parameters of a two-way analysis: those that are named, or those that matter most, with their ranges."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from costeff import analyses, sampling
from costeff.analyses import OneWay
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
Array = NDArray[np.float64]


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
    """The parameters that matter most, but for those that are taken.

    The price that the study is about comes first, then those with the widest bars of the one-way analysis; bars of
    groups are left out, and of the shares of one whole only one is chosen.
    """
    model, price = asked.model, asked.model.settings.price_parameter
    found = analyses.one_way(model, cancelled=cancelled)
    swing = _swing(asked, found)
    order = np.argsort(-swing, kind="stable").tolist()
    picked: list[str] = []
    groups = set(wholes(model, taken))
    for k in sorted(order, key=lambda k: found.levers[k].id != price):
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


def _swing(asked: Question, found: OneWay) -> Array:
    """By how much each lever moves the net benefit that the decision turns on, at the first threshold.

    With a price that the study is about, it is that of the best strategy that pays it against the best that doesn't;
    else that of the best strategy beside the reference against the reference.
    """
    wtp, ids = asked.study.thresholds[0], list(found.base.strategies)

    def benefit(outcomes: Outcomes) -> Array:
        return np.asarray(wtp * outcomes.of("qalys") - outcomes.of("cost"))

    base, low, high = benefit(found.base)[0], benefit(found.low), benefit(found.high)
    against = [ids.index(asked.study.reference)]
    levers = [lever.id for lever in found.levers]
    price = asked.model.settings.price_parameter
    if price in levers:
        k = levers.index(price)
        free = [n for n in range(len(ids)) if low[k, n] == high[k, n]]
        against = free if 0 < len(free) < len(ids) else against
    others = [n for n in range(len(ids)) if n not in against] or against
    best, rival = max(others, key=lambda n: base[n]), max(against, key=lambda n: base[n])
    ends = np.stack([over[:, best] - over[:, rival] for over in (low, high, np.broadcast_to(base, low.shape))])
    return np.asarray(np.nanmax(ends, axis=0) - np.nanmin(ends, axis=0))
