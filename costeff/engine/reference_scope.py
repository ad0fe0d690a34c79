"""What a name is worth to the reference engine: one place, one cycle, one draw."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from costeff.errors import Problem
from costeff.errors.rows import NoValue
from costeff.expr import Fault, evaluate
from costeff.expr.arithmetic import divide
from costeff.expr.tree import Formula
from costeff.model import Arrow, Model, Strategy, Table
from costeff.model.scope import MARK_CLOCKS, settings_in_scope
from costeff.model.tables import interpolate, row_index


class Place(NamedTuple):
    """Where members of the cohort are: state, cycles that it remembers, cycles since each mark (None = not set)."""

    state: str
    step: int
    marks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A share of the cohort that an arrow moves in a cycle."""

    arrow: Arrow
    origin: Place
    target: Place
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an expression is evaluated for. Without a state: the start of the cohort, or a check."""

    cycle: int
    state: str | None = None
    step: int = 0
    marks: tuple[int | None, ...] = ()

    @property
    def place(self) -> str:
        """`in cycle 12 of "CR"`."""
        if self.state is None:
            return "at the start"
        return f'in cycle {self.cycle} of "{self.state}"'


class Failure(Exception):  # noqa: N818 - it is the draw that failed
    """A draw that is no valid model, with its Problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Reader:
    """Reads expressions for one strategy and one draw."""

    def __init__(self, model: Model, strategy: Strategy, draw: Mapping[str, float]) -> None:
        self.model = model
        self.strategy = strategy
        self.draw = draw
        self.settings = settings_in_scope(model.settings)
        self.variables = {v.id: v.formula for v in model.variables}
        self.columns = {s.id: s.columns for s in model.states}
        self.column_names = {name for s in model.states for name in s.columns}
        self.marks = {m.id: k for k, m in enumerate(model.marks)}
        self.memory = {s.id: s.remembers for s in model.states}
        self.known: dict[str, float] = {}
        self.context = Context(cycle=-1)

    def value(self, formula: Formula, context: Context, place: str = "") -> float:
        """The value of an expression.

        Raises:
            Failure: if it has none there.
        """
        if context != self.context:
            self.context, self.known = context, {}
        try:
            return evaluate(formula.tree, _Scope(self))
        except Fault as fault:
            where = fault.where or formula.where
            needed = "" if where == formula.where else f", needed by {formula.where}"
            problem = NoValue(
                where=where,
                span=fault.span if fault.span != (0, 0) else None,
                strategy=self.strategy.id,
                reason=fault.reason + needed,
                place=place or context.place,
            )
            raise Failure(problem) from None

    def named(self, name: str) -> float:
        """The value of a name in the present context; macros are read where they are used."""
        if name in self.draw:
            return self.draw[name]
        if name not in self.known:
            self.known[name] = self.read(name)
        return self.known[name]

    def read(self, name: str) -> float:
        """What a name stands for: macros first, then settings, marks and clocks."""
        formula = self.variables.get(name) or self.strategy.columns.get(name)
        if formula is None and self.context.state is not None:
            formula = self.columns[self.context.state].get(name)
        if formula is not None:
            return self.inner(formula, _Scope(self))
        if name in self.settings:
            return self.settings[name]
        if name in self.column_names:
            raise Fault(f'"{name}" is blank for {self.context.state or "the start of the cohort"}', (0, 0))
        if name in self.marks:
            return float(self.mark(name) is not None)
        return self.clock(name)

    def inner(self, formula: Formula, scope: _Scope) -> float:
        """A variable, a column or a cell of a table; a fault in it is told at its own cell."""
        try:
            return evaluate(formula.tree, scope)
        except Fault as fault:
            raise fault.placed(formula.where) from None

    def mark(self, name: str) -> int | None:
        """Cycles since a mark was set; None if it isn't, or comes below the mark whose start is read."""
        position = self.marks[name]
        if position >= len(self.context.marks):
            if self.context.state is None and self.context.marks:
                raise Fault(f'mark "{name}" comes below: only marks above it are known here', (0, 0))
            raise Fault(f'mark "{name}" is not known here', (0, 0))
        return self.context.marks[position]

    def clock(self, name: str) -> float:
        """Time since the start, in the state, or since a mark was set."""
        settings, t = self.model.settings, self.context.cycle
        since_start = {"cycle": float(t), "months": settings.months_at(t), "years": settings.years_at(t)}
        if name in since_start:
            return since_start[name]
        if name == "age":
            return settings.start_age + settings.years_at(t)
        if name in ("cycles_in_state", "months_in_state", "years_in_state", "final_step"):
            memory = self.memory.get(self.context.state or "")
            if memory is None:
                raise Fault(
                    f'"{self.context.state or "the start"}" has no memory: give it one under `remembers`', (0, 0)
                )
            if name == "final_step":
                return float(self.context.step == memory.whole_cycles(settings.cycle) - 1)
            return self.length(name, self.context.step)
        for prefix in MARK_CLOCKS:
            if name.startswith(prefix) and name.removeprefix(prefix) in self.marks:
                return self.length(name, self.since(name.removeprefix(prefix)))
        raise Fault(f'unknown name "{name}"', (0, 0))

    def length(self, name: str, cycles: int) -> float:
        """A number of cycles in the unit that the clock's name begins with."""
        settings = self.model.settings
        match name.split("_")[0]:
            case "months":
                return settings.months_at(cycles)
            case "years":
                return settings.years_at(cycles)
            case _:
                return float(cycles)

    def since(self, mark: str) -> int:
        """Cycles since a mark was set."""
        if self.model.marks[self.marks[mark]].remembers is None:
            raise Fault(f'mark "{mark}" has no memory: give it one under `remembers`', (0, 0))
        step = self.mark(mark)
        if step is None:
            raise Fault(f'mark "{mark}" is not set here: guard it, as in AND({mark}, ...)', (0, 0))
        return step


class _Scope:
    """The face of a Reader towards an expression."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def value(self, name: str) -> float:
        return self.reader.named(name)

    def lookup(self, table: str, column: str, key: float) -> float:
        found = self.reader.model.tables[table]
        index = row_index(found.keys, key)
        if index is None:
            raise Fault(_outside(found, key), (0, 0))
        return self.reader.inner(found.columns[column][index], self)

    def interpolate(self, table: str, column: str, key: float) -> float:
        found = self.reader.model.tables[table]
        if not found.keys[0] <= key <= found.keys[-1]:
            raise Fault(_outside(found, key), (0, 0))
        cells, low = found.columns[column], min(bisect_right(found.keys, key), max(len(found.keys) - 1, 1)) - 1
        values = [self.reader.inner(cell, self) if low <= n <= low + 1 else 0.0 for n, cell in enumerate(cells)]
        return interpolate(found.keys, values, key)

    def mortality(self, table: str, age: float, share_male: float) -> float:
        found = self.reader.model.tables[table]
        survivors = hazards = 0.0
        for column, share in (("male", share_male), ("female", 1 - share_male)):
            hazard = self.hazard(found, column, age)
            alive = share * math.exp(-self.hazard_between(found, column, self.reader.model.settings.start_age, age))
            survivors += alive
            hazards += alive * hazard
        return divide(hazards, survivors)

    def hazard(self, table: Table, column: str, age: float) -> float:
        """Yearly hazard at an age, from the yearly probability of its whole year."""
        index = row_index(table.keys, age)
        if index is None:
            raise Fault(_outside(table, age), (0, 0))
        q = self.reader.inner(table.columns[column][index], self)
        if not 0 <= q < 1:
            raise Fault(f'the yearly probability {q:g} in table "{table.name}" is not between 0 and 1', (0, 0))
        return -math.log1p(-q)

    def hazard_between(self, table: Table, column: str, start: float, age: float) -> float:
        """Hazard added up from the start age, constant within each whole year of age."""
        total, year = 0.0, start
        while year < age:
            stop = min(math.floor(year) + 1.0, age) if year < table.keys[-1] else age
            total += (stop - year) * self.hazard(table, column, year)
            year = stop
        return total


def _outside(table: Table, key: float) -> str:
    """Why a key is outside a table, in words."""
    return f'{table.key} {key:g} is outside table "{table.name}" ({table.keys[0]:g} to {table.keys[-1]:g})'
