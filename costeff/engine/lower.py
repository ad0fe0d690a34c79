"""Expressions become nodes: one tree, read for a strategy, a state, a step of its memory and the marks.

What is known for a place (its columns, its memory, its marks) folds away, so `IF(months_in_state < 3, a, b)` is `a` in
the first steps and `b` later. A name that has no value there is NaN, which IF, AND and OR don't look at unless they
must; if it is reached, the draw is invalid and the reference engine says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np

from costeff.engine import kernel as k
from costeff.engine.dependence import NOTHING, OF_TABLES, dependence_of
from costeff.engine.functions import FUNCTIONS
from costeff.engine.tables import interpolated, looked_up, mortality
from costeff.engine.tape import Tape
from costeff.expr.tree import Binary, Call, Formula, Name, Number, Text, Tree, Unary
from costeff.model import Model, Strategy
from costeff.model.scope import CLOCKS, MARK_CLOCKS, STATE_CLOCKS, settings_in_scope

Seen = tuple[object, ...]
Reading = Callable[[Seen], Seen]
"""Picks from what can be seen at a spot the part that matters to some expressions."""

BINARY = {
    "+": k.ADD,
    "-": k.SUB,
    "*": k.MUL,
    "/": k.DIV,
    "^": k.POW,
    "=": k.EQ,
    "<>": k.NE,
    "<": k.LT,
    "<=": k.LE,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """What an expression is read for.

    Attributes:
        state: id, or None for the start of the cohort and for checks.
        step: cycles that the state remembers.
        marks: cycles since each mark was set (None = not set); shorter where later marks aren't known yet.
        at_start: whether time stands still at 0.
        seen: the same, laid out for a Reading.
    """

    state: str | None
    step: int = 0
    marks: tuple[int | None, ...] = ()
    at_start: bool = False
    seen: Seen = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        marks = (part for since in self.marks for part in (since, since is None))
        seen = (self.at_start, self.state is None, len(self.marks), self.state, self.step, *marks)
        object.__setattr__(self, "seen", seen)


class Lowering:
    """Reads the expressions of one strategy into a tape."""

    def __init__(self, model: Model, strategy: Strategy, tape: Tape, fixed: Mapping[str, float] | None = None) -> None:
        self.fixed = fixed or {}
        self.model = model
        self.strategy = strategy
        self.tape = tape
        self.settings = settings_in_scope(model.settings)
        self.dependence = dependence_of(model, strategy)
        self.mark_at = {m.id: n for n, m in enumerate(model.marks)}
        self.memory = {
            s.id: s.remembers.whole_cycles(model.settings.cycle) for s in model.states if s.remembers is not None
        }
        self._readings: dict[tuple[int, str | None, int], tuple[Reading, dict[Seen, int]]] = {}
        self._nodes: dict[tuple[int, Reading], dict[Seen, int]] = {}
        self._pickers: dict[tuple[int, ...], Reading] = {}
        self._alive: list[Tree] = []  # trees whose ids are keys above must not be collected
        settings = model.settings
        times = np.arange(tape.cycles + 1, dtype=np.float64)
        years = np.array([settings.years_at(t) for t in range(tape.cycles + 1)])
        self.clock_values = {
            "cycle": times,
            "months": np.array([settings.months_at(t) for t in range(tape.cycles + 1)]),
            "years": years,
            "age": settings.start_age + years,
        }

    def macro(self, name: str, state: str | None) -> Formula | None:
        """The expression that a variable, or a column of this strategy or of a state, stands for."""
        if name in self.strategy.columns and name not in self.dependence.variables:
            return self.strategy.columns[name]
        return self.dependence.macro(name, state)

    # -- nodes -----------------------------------------------------------------------------------------------------

    def node(self, formula: Formula | None, spot: Spot) -> int:
        """The node of an expression for a spot; 1 for none (a condition that is always true)."""
        return self.tape.one if formula is None else self.tree(formula.tree, spot)

    def tree(self, tree: Tree, spot: Spot) -> int:
        """The node of a tree, looked up by what it depends on."""
        if isinstance(tree, Number):
            return self.tape.const(tree.value)
        if isinstance(tree, Name):
            return self.name(tree.name, spot)
        key = (id(tree), spot.state, len(spot.marks))
        if key not in self._readings:
            self._alive.append(tree)
            reading = self.reading((tree,), spot)
            self._readings[key] = (reading, self._nodes.setdefault((id(tree), reading), {}))
        reading, nodes = self._readings[key]
        seen = reading(spot.seen)
        if seen not in nodes:
            nodes[seen] = self.build(tree, spot)
        return nodes[seen]

    def reading(self, trees: Iterable[Tree], spot: Spot) -> Reading:
        """Picks what matters to some trees from spots of one state with as many marks; equal parts, equal nodes."""
        picked = {0, 1, 2}
        for kind, mark in NOTHING.union(*[self.dependence.facts(tree, spot.state) for tree in trees]):
            if kind in ("state", "step"):
                picked.add(3 if kind == "state" else 4)
            elif self.mark_at[mark] < len(spot.marks):
                picked.add(5 + 2 * self.mark_at[mark] + (kind == "mark"))
        positions = tuple(sorted(picked))
        if positions not in self._pickers:
            self._pickers[positions] = itemgetter(*positions)
        return self._pickers[positions]

    def build(self, tree: Tree, spot: Spot) -> int:
        """Builds the node of an operation or a function."""
        tape = self.tape
        match tree:
            case Unary(operator="-"):
                return tape.apply(k.NEG, self.tree(tree.operand, spot))
            case Unary(operator="%"):
                return tape.div(self.tree(tree.operand, spot), tape.const(100.0))
            case Unary():
                return self.tree(tree.operand, spot)
            case Binary():
                a, b = self.tree(tree.left, spot), self.tree(tree.right, spot)
                if tree.operator in (">", ">="):
                    return tape.apply(k.LT if tree.operator == ">" else k.LE, b, a)
                return tape.apply(BINARY[tree.operator], a, b)
            case Call():
                return self.call(tree, spot)
            case _:
                return tape.nan

    def call(self, call: Call, spot: Spot) -> int:
        """A function: the lazy ones and those of tables here, the others from their table."""
        tape, arguments = self.tape, call.arguments
        if call.function == "IF":
            condition = self.tree(arguments[0], spot)
            known = tape.known(condition)
            otherwise = arguments[2] if len(arguments) > 2 else Number(0.0)
            if known is not None:
                return tape.nan if known != known else self.tree(arguments[1] if known != 0.0 else otherwise, spot)
            return tape.select(condition, self.tree(arguments[1], spot), self.tree(otherwise, spot))
        if call.function in ("AND", "OR"):
            return self.deciding(call, spot)
        if call.function in OF_TABLES:
            return self.table(call, spot)
        return FUNCTIONS[call.function](tape, tuple(self.tree(a, spot) for a in arguments))

    def deciding(self, call: Call, spot: Spot) -> int:
        """AND and OR stop at the first argument that decides."""
        tape = self.tape
        decided = tape.zero if call.function == "AND" else tape.one
        result = self._truth_lazily(call.arguments[-1], spot)
        for argument in reversed(call.arguments[:-1]):
            first = self._truth_lazily(argument, spot)
            result = (
                tape.select(first, result, decided) if call.function == "AND" else tape.select(first, decided, result)
            )
        return result

    def _truth_lazily(self, tree: Tree, spot: Spot) -> int:
        return self.tape.truth(self.tree(tree, spot))

    def table(self, call: Call, spot: Spot) -> int:
        """LOOKUP, INTERPOLATE and MORTALITY."""
        name = call.arguments[0]
        assert isinstance(name, Text)
        table = self.model.tables[name.value]

        def read(cell: Formula) -> int:
            return self.tree(cell.tree, spot)

        if call.function == "MORTALITY":
            age, share = self.tree(call.arguments[1], spot), self.tree(call.arguments[2], spot)
            return mortality(self.tape, table, read, self.model.settings.start_age, age, share)
        key = self.tree(call.arguments[2], spot)
        reader = looked_up if call.function == "LOOKUP" else interpolated
        return reader(self.tape, table, self.dependence.cells(call), read, key)

    def name(self, name: str, spot: Spot) -> int:
        """What a name stands for: parameters first, then macros, settings, marks and clocks."""
        if name in self.fixed:
            return self.tape.const(self.fixed[name])
        if name in self.dependence.parameters:
            return self.tape.parameter(name)
        formula = self.macro(name, spot.state)
        if formula is not None:
            return self.tree(formula.tree, spot)
        if name in self.settings:
            return self.tape.const(self.settings[name])
        if name in self.mark_at:
            position = self.mark_at[name]
            known = position < len(spot.marks)
            return self.tape.const(float(spot.marks[position] is not None)) if known else self.tape.nan
        if name in CLOCKS:
            values = self.clock_values[name]
            return self.tape.const(float(values[0])) if spot.at_start else self.tape.clock(values)
        return self.memory_clock(name, spot)

    def memory_clock(self, name: str, spot: Spot) -> int:
        """Time in the state, or since a mark was set; no value without a memory."""
        if name in STATE_CLOCKS:
            memory = self.memory.get(spot.state or "")
            if memory is None:
                return self.tape.nan
            if name == "final_step":
                return self.tape.const(float(spot.step == memory - 1))
            return self.tape.const(self.length(name, spot.step))
        for prefix in MARK_CLOCKS:
            position = self.mark_at.get(name.removeprefix(prefix), len(spot.marks)) if name.startswith(prefix) else None
            if position is not None and position < len(spot.marks):
                step = spot.marks[position]
                if step is not None and self.model.marks[position].remembers is not None:
                    return self.tape.const(self.length(name, step))
        return self.tape.nan

    def length(self, name: str, cycles: int) -> float:
        """A number of cycles in the unit that a clock's name begins with."""
        convert: Mapping[str, Callable[[float], float]] = {
            "months": self.model.settings.months_at,
            "years": self.model.settings.years_at,
        }
        return convert.get(name.split("_")[0], float)(cycles)
