"""Tables become instructions: known keys pick their cells at once, others are searched for in the kernel."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from costeff.engine import kernel as k
from costeff.engine.tape import Tape, Vector, compute
from costeff.errors import WorkbookError
from costeff.errors.rows import MustNotVary
from costeff.expr.tree import Formula
from costeff.model import Table
from costeff.model.tables import last_key_end

Read = Callable[[Formula], int]


def looked_up(tape: Tape, table: Table, cells: Sequence[Formula], read: Read, key: int) -> int:
    """LOOKUP: the cell of the last key that is not above; no value outside the table."""
    return _chosen(tape, [read(c) for c in cells], _index(tape, table, key))


def interpolated(tape: Tape, table: Table, cells: Sequence[Formula], read: Read, key: int) -> int:
    """INTERPOLATE: linear between the keys; no value outside them."""
    nodes = [read(c) for c in cells]
    last = len(table.keys) - 1
    at = tape.knot_set(table.keys)
    inside = tape.mul(
        tape.apply(k.LE, tape.const(table.keys[0]), key), tape.apply(k.LE, key, tape.const(table.keys[-1]))
    )
    low = tape.apply(k.MIN, tape.apply(k.SEARCH, key, extra=len(table.keys), at=at), tape.const(max(0.0, last - 1.0)))
    high = tape.apply(k.MIN, tape.add(low, tape.one), tape.const(float(last)))
    left, right = (tape.apply(k.PICK, i, extra=len(table.keys), at=at) for i in (low, high))
    width = tape.sub(right, left)
    part = tape.select(tape.apply(k.EQ, width, tape.zero), tape.zero, tape.div(tape.sub(key, left), width))
    a, b = _chosen(tape, nodes, low), _chosen(tape, nodes, high)
    return tape.select(inside, tape.add(a, tape.mul(part, tape.sub(b, a))), tape.nan)


def mortality(tape: Tape, table: Table, read: Read, start_age: float, age: int, share_male: int) -> int:
    """MORTALITY: the yearly hazard of a cohort of men and women, weighted by who of them is still alive."""
    ages = tape.values(age)
    if ages is None:
        raise WorkbookError([MustNotVary(where=table.where, what="the age that MORTALITY is asked for")])
    men, women = (_hazards(tape, table, read, sex, start_age, ages) for sex in ("male", "female"))
    share_female = tape.sub(tape.one, share_male)
    alive, dying = [], []
    for share, (hazard, survival) in ((share_male, men), (share_female, women)):
        living = tape.mul(share, tape.clock(survival))
        alive.append(living)
        dying.append(tape.mul(living, tape.clock(hazard)))
    return tape.div(tape.add(*dying), tape.add(*alive))


def _hazards(tape: Tape, table: Table, read: Read, sex: str, start_age: float, ages: Vector) -> tuple[Vector, Vector]:
    """Hazard at each age, and survival from the start age to it, constant hazards within whole years of age."""
    q = []
    for cell in table.columns[sex]:
        value = tape.known(read(cell))
        if value is None:
            raise WorkbookError([MustNotVary(where=cell.where, what="a yearly probability of death for MORTALITY")])
        q.append(value if 0 <= value < 1 else np.nan)
    rates = -compute(k.LOG1P, [-np.array(q)], 0, 0, np.zeros(1))
    return _survived(tuple(rates.tolist()), table.keys, start_age, tuple(ages.tolist()))


@lru_cache(maxsize=32)  # the same for every strategy
def _survived(
    rates: tuple[float, ...], keys: tuple[float, ...], start_age: float, ages: tuple[float, ...]
) -> tuple[Vector, Vector]:
    """The hazard at each age, and survival to it."""
    end = last_key_end(keys)

    def rate(at: float) -> float:
        index = bisect_right(keys, at) - 1
        outside = index < 0 or (end is not None and at >= end) or at != at
        return math.nan if outside else rates[index]

    hazard, spent = np.empty(len(ages)), np.empty(len(ages))
    year, total = start_age, 0.0
    for n in np.argsort(ages, kind="stable").tolist():  # each age goes on from the one below
        while year < ages[n]:
            stop = min(math.floor(year) + 1.0, ages[n]) if year < keys[-1] else ages[n]
            total += (stop - year) * rate(year)
            year = stop
        hazard[n], spent[n] = rate(ages[n]), total
    return hazard, compute(k.EXP, [-spent], 0, 0, np.zeros(1))


def _index(tape: Tape, table: Table, key: int) -> int:
    """Position of the last key that is not above; NaN outside the table."""
    at = tape.knot_set(table.keys)
    found = tape.apply(k.SEARCH, key, extra=len(table.keys), at=at)
    end = last_key_end(table.keys)
    if end is None:
        return found
    return tape.select(tape.apply(k.LT, key, tape.const(end)), found, tape.nan)


def _chosen(tape: Tape, nodes: Sequence[int], index: int) -> int:
    """The node at a position, NaN where the position is."""
    values = tape.values(index)
    if values is not None and np.all(values == values[0]):
        return nodes[int(values[0])]
    numbers = [tape.known(n) for n in nodes]
    if all(n is not None for n in numbers):
        column = tuple(float(n) for n in numbers if n is not None)
        return tape.apply(k.PICK, index, extra=len(column), at=tape.knot_set(column))
    wanted = range(len(nodes))
    if values is not None:
        wanted = sorted({int(v) for v in values[~np.isnan(values)]})  # type: ignore[assignment]
    positions = list(wanted)
    result = nodes[positions[-1]] if positions else tape.nan
    for position in reversed(positions[:-1]):
        if nodes[position] != result:
            result = tape.select(tape.apply(k.LT, index, tape.const(position + 1.0)), nodes[position], result)
    return tape.select(tape.apply(k.EQ, index, index), result, tape.nan) if _may_be_nan(tape, index) else result


def _may_be_nan(tape: Tape, index: int) -> bool:
    """Whether a position may be missing; SELECT passes a missing condition on."""
    values = tape.values(index)
    return values is None or bool(np.isnan(values).any())
