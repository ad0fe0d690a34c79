"""Checks comparisons of clocks, and tables read by a clock, against the values that the clock can have."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from costeff.errors import Problem
from costeff.errors.names import BeyondHorizon, NeverExactly, NeverReached, OutsideTable
from costeff.expr.tree import Call, Formula, Name, Span, Text, Tree
from costeff.model.checks.context import Context, clock_compared
from costeff.model.model import Model
from costeff.model.parts import Table
from costeff.model.scope import CLOCKS, MARK_CLOCKS, STATE_CLOCKS
from costeff.model.tables import last_key_end


@dataclass(frozen=True, slots=True)
class Range:
    """The values of a clock: `offset + k step` for k = 0..cycles.

    Attributes:
        owner: the state or mark whose memory it is; empty for the time since the start.
    """

    unit: str
    cycles: int
    offset: float
    owner: str
    model: Model

    def at(self, cycle: int) -> float:
        """The clock's value after so many cycles, as the engines calculate it."""
        settings = self.model.settings
        match self.unit:
            case "months":
                return settings.months_at(cycle)
            case "years":
                return self.offset + settings.years_at(cycle)
            case _:
                return float(cycle)

    @property
    def most(self) -> float:
        """The last value."""
        return self.at(self.cycles)

    def around(self, value: float) -> tuple[float, float] | None:
        """The two values that a value lies between; None where the clock has it exactly, or never gets there."""
        step = self.at(1) - self.at(0)
        nearest = round((value - self.at(0)) / step)
        if not 0 <= nearest <= self.cycles or self.at(nearest) == value:
            return None
        below = math.floor((value - self.at(0)) / step)
        return self.at(below), self.at(below + 1)


@dataclass(slots=True)
class _Comparison:
    """What the contexts of one comparison say about it."""

    formula: Formula
    span: Span
    clock: str
    value: float
    reached: bool = False
    most: float = 0.0
    owners: dict[str, None] = field(default_factory=dict)


class Clocks:
    """Collects what every context says; only what no context reaches is told."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.marks = {m.id: m for m in model.marks}
        self.comparisons: dict[tuple[int, Span, float], _Comparison] = {}
        self.found: dict[tuple[int, Span], Problem] = {}

    def problems(self) -> Iterator[Problem]:
        """Comparisons that no context reaches, and tables that are too short."""
        yield from self.found.values()
        for c in self.comparisons.values():
            if c.reached or (id(c.formula), c.span) in self.found:
                continue
            if c.owners:
                yield NeverReached(
                    where=c.formula.where,
                    span=c.span,
                    clock=c.clock,
                    value=c.value,
                    most=c.most,
                    owners=tuple(c.owners),
                )
            else:
                yield BeyondHorizon(where=c.formula.where, span=c.span, clock=c.clock, value=c.value, most=c.most)

    def compared(self, formula: Formula, node: Tree, context: Context) -> None:
        """A comparison of a clock with a constant."""
        found = clock_compared(node)
        clock = None if found is None else self.range_of(found[0].name, context)
        if found is None or clock is None:
            return
        name, operator, other = found
        value = context.constant(other)
        if value is None:
            return
        beyond = value > clock.most or (value == clock.most and operator in (">", "<=") and clock.owner != "")
        self.note(formula, node.span, name.name, value, clock, not beyond)
        if operator in ("=", "<>") and not beyond:
            around = clock.around(value)
            if around is not None:
                self.found[id(formula), node.span] = NeverExactly(
                    where=formula.where, span=node.span, clock=name.name, value=value, below=around[0], above=around[1]
                )

    def note(self, formula: Formula, span: Span, clock: str, value: float, range_: Range, reached: bool) -> None:
        """Keeps what one context says of a comparison."""
        key = (id(formula), span, value)
        entry = self.comparisons.setdefault(key, _Comparison(formula, span, clock, value))
        entry.reached |= reached
        entry.most = max(entry.most, range_.most)
        if range_.owner:
            entry.owners[range_.owner] = None

    def looked_up(self, formula: Formula, call: Call, context: Context, sure: bool) -> None:
        """A table read by a bare clock: does it cover the clock, and does the clock reach its last row?"""
        table = self.model.tables.get(next(a.value for a in call.arguments if isinstance(a, Text)))
        key = call.arguments[1 if call.function == "MORTALITY" else 2]
        clock = self.range_of(key.name, context) if isinstance(key, Name) else None
        if table is None or not table.keys or clock is None or not isinstance(key, Name):
            return
        outside = _outside(table, clock, call.function == "INTERPOLATE")
        if outside is not None:
            if sure:
                self.found[id(formula), call.span] = OutsideTable(
                    where=formula.where,
                    span=call.span,
                    table=table.name,
                    clock=key.name,
                    key=outside,
                    first=table.keys[0],
                    last=table.keys[-1],
                )
        elif clock.owner and call.function == "LOOKUP":
            last = table.keys[-1]
            self.note(formula, call.span, key.name, last, clock, last <= clock.most)

    def range_of(self, name: str, context: Context) -> Range | None:
        """The values of a clock in a context; None if it is none, or has no meaning there."""
        settings = self.model.settings
        unit = name.split("_")[0]
        if context.state is None:
            return None
        if name in CLOCKS:
            age = name == "age"
            offset = settings.start_age if age else 0.0
            return Range("years" if age else name, max(0, settings.cycles - 1), offset, "", self.model)
        memory = None
        owner = context.state.id
        if name in STATE_CLOCKS and name != "final_step":
            memory = context.state.remembers
        else:
            for prefix in MARK_CLOCKS:
                mark = self.marks.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
                if mark is not None:
                    memory, owner = mark.remembers, mark.id
        return None if memory is None else Range(unit, memory.whole_cycles(settings.cycle), 0.0, owner, self.model)


def _outside(table: Table, clock: Range, interpolated: bool) -> float | None:
    """The clock's first or last value that lies outside a table."""
    if clock.at(0) < table.keys[0]:
        return clock.at(0)
    end = last_key_end(table.keys)
    if (interpolated and clock.most > table.keys[-1]) or (end is not None and clock.most >= end):
        return clock.most
    return None
