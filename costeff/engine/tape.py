"""The tape under construction: a value numbering of everything that a plan computes.

A node is a number. Equal computations get the same node, constants are folded, and whatever is known for each cycle
before any draw is computed at once for all cycles. What is left depends on the draw, or on the draw and the cycle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from costeff.engine import kernel as k

DRAW, CYCLE, TOTAL = 1, 2, 4
"""Bits of a node's level: what its value depends on; TOTAL is what was added up over all cycles."""

CONST, INPUT, CLOCK, SUM = -1, -2, -3, -4
"""Kinds of node that are no operation: a constant, a parameter, a value a cycle, a register that adds up."""

COMMUTATIVE = {k.ADD, k.MUL, k.EQ, k.NE}
Vector = NDArray[np.float64]


def _compared(holds: Callable[[Vector, Vector], NDArray[np.bool_]]) -> Callable[[Vector, Vector], Vector]:
    """A comparison that passes NaN on, as the kernel's do."""
    return lambda a, b: holds(a, b) + 0.0 * (a + b)


PLAIN: Mapping[int, Callable[..., Vector]] = {
    k.ADD: np.add,
    k.SUB: np.subtract,
    k.MUL: np.multiply,
    k.DIV: lambda a, b: np.where((b != 0.0) & np.isfinite(b), a / b, np.nan),
    k.NEG: np.negative,
    k.LT: _compared(np.less),
    k.LE: _compared(np.less_equal),
    k.EQ: _compared(np.equal),
    k.NE: _compared(np.not_equal),
    k.SELECT: lambda u, a, b: np.where(np.isfinite(u), np.where(u != 0.0, a, b), np.nan),
}
"""Operations that IEEE arithmetic defines to the last bit, so that numpy's are the kernel's."""

SCALAR: Mapping[int, Callable[..., float]] = {
    k.ADD: lambda a, b: a + b,
    k.SUB: lambda a, b: a - b,
    k.MUL: lambda a, b: a * b,
    k.NEG: lambda a: -a,
    k.LT: lambda a, b: float(a < b) + 0.0 * (a + b),
    k.LE: lambda a, b: float(a <= b) + 0.0 * (a + b),
    k.EQ: lambda a, b: float(a == b) + 0.0 * (a + b),
    k.NE: lambda a, b: float(a != b) + 0.0 * (a + b),
}
"""The same for single numbers, without numpy's overhead."""


class Tape:
    """Nodes and their values.

    Attributes:
        cycles: T; values a cycle have T + 1 entries, one for each time.
        op: operation or kind of each node.
        args: operands of each node, up to three.
        extra: count of a node (rows of a sum, knots of a search).
        level: what each node depends on.
    """

    def __init__(self, cycles: int) -> None:
        self.cycles = cycles
        self.op: list[int] = []
        self.args: list[tuple[int, ...]] = []
        self.extra: list[int] = []
        self.level: list[int] = []
        self.constants: dict[int, float] = {}
        self.clocks: dict[int, Vector] = {}
        self.inputs: dict[int, str] = {}
        self.first_knot: dict[int, int] = {}
        self.left_of: dict[int, int] = {}
        self.knots: list[float] = []
        self._possible: dict[int, NDArray[np.bool_]] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self._numbers: dict[float, int] = {}
        self._knot_sets: dict[tuple[float, ...], int] = {}
        self._folds: dict[tuple[object, ...], int] = {}
        self.zero, self.one = self.const(0.0), self.const(1.0)
        self.nan = self.const(math.nan)

    # -- leaves ----------------------------------------------------------------------------------------------------

    def const(self, value: float) -> int:
        """A number; every NaN is the same node."""
        if value in self._numbers and value != 0.0:
            return self._numbers[value]
        key = ("const", "nan" if value != value else (value, math.copysign(1.0, value)))
        node = self._add(key, CONST, (), 0, 0)
        self.constants[node] = value
        self._numbers[value] = node
        return node

    def parameter(self, id: str) -> int:
        """A parameter of the draw."""
        node = self._add(("input", id), INPUT, (), 0, DRAW)
        self.inputs[node] = id
        return node

    def clock(self, values: Vector) -> int:
        """A value for each time 0..T, known before any draw."""
        first, last = values[0], values[-1]
        if (first == last and (values == first).all()) or (first != first and np.isnan(values).all()):
            return self.const(float(first))
        values = np.ascontiguousarray(values, dtype=np.float64)
        node = self._add(("clock", values.tobytes()), CLOCK, (), 0, CYCLE)
        self.clocks[node] = values
        return node

    def total(self, start: float, name: object) -> int:
        """A register that adds up over the cycles, from a starting value."""
        node = self._add(("sum", name), SUM, (), 0, DRAW | TOTAL)
        self.constants[node] = start
        return node

    def knot_set(self, values: tuple[float, ...]) -> int:
        """Where a row of numbers begins among the knots."""
        if values not in self._knot_sets:
            self._knot_sets[values] = len(self.knots)
            self.knots.extend(values)
        return self._knot_sets[values]

    # -- operations ------------------------------------------------------------------------------------------------

    def apply(self, op: int, *args: int, extra: int = 0, at: int = 0) -> int:
        """An operation on nodes, folded where its operands are known.

        Args:
            op: operation of the kernel.
            args: operand nodes.
            extra: count of knots.
            at: first knot.
        """
        if op in COMMUTATIVE and args[0] > args[1]:
            args = (args[1], args[0])
        simple = self._simplified(op, args)
        if simple is not None:
            return simple
        level = 0
        for a in args:
            level |= self.level[a]
        if level & DRAW == 0:
            return self._folded(op, args, extra, at, level)
        node = self._add((op, args, extra, at), op, args, extra, level)
        if op in (k.PICK, k.SEARCH):
            self.first_knot[node] = at
        return node

    def cohort(self, op: int, first: int, count: int) -> int:
        """The sum of `count` places from `first` on, now (SUM_X) or a cycle later (SUM_Y)."""
        return self._add((op, first, count), op, (first,), count, DRAW | CYCLE)

    def add(self, *terms: int) -> int:
        """Sum from left to right; 0 for none."""
        total = self.zero
        for term in terms:
            total = self.apply(k.ADD, total, term)
        return total

    def sub(self, a: int, b: int) -> int:
        """A - b."""
        return self.apply(k.SUB, a, b)

    def mul(self, a: int, b: int) -> int:
        """A times b."""
        return self.apply(k.MUL, a, b)

    def div(self, a: int, b: int) -> int:
        """A / b; no value for b = 0."""
        return self.apply(k.DIV, a, b)

    def leave(self, total: int) -> tuple[int, int]:
        """What a unit of rate moves in a row whose rates sum to R, (1 - exp(-R)) / R, and what is left, exp(-R)."""
        if self.level[total] & DRAW == 0:
            return self.apply(k.LEAVE, total), self.apply(k.EXP, self.apply(k.NEG, total))
        moved = self.apply(k.LEAVE, total)
        left = self._add((k.LEFT, moved), k.LEFT, (moved,), 0, self.level[moved])
        self.left_of[moved] = left
        return moved, left

    def truth(self, a: int) -> int:
        """1 where a is not 0."""
        return self.apply(k.NE, a, self.zero)

    def select(self, condition: int, a: int, b: int) -> int:
        """A where the condition is not 0, else b; only the one taken counts."""
        return self.apply(k.SELECT, condition, a, b)

    # -- what is known ---------------------------------------------------------------------------------------------

    def known(self, node: int) -> float | None:
        """The value of a constant, else None."""
        return self.constants[node] if self.op[node] == CONST else None

    def values(self, node: int) -> Vector | None:
        """Values for all times of a node that depends on no draw, else None."""
        if self.op[node] == CONST:
            return np.full(self.cycles + 1, self.constants[node])
        return self.clocks.get(node)

    def possible(self, node: int) -> NDArray[np.bool_]:
        """The times at which a node may differ from 0."""
        if node not in self._possible:
            self._possible[node] = self._found_possible(node)
        return self._possible[node]

    def _found_possible(self, node: int) -> NDArray[np.bool_]:
        values = self.values(node)
        if values is not None:
            return np.not_equal(values, 0.0)
        if self.op[node] == k.SELECT:
            condition, a, b = self.args[node]
            chosen = self.values(condition)
            if chosen is not None:
                return np.where(chosen != 0.0, self.possible(a), self.possible(b))
        if self.op[node] in (k.MUL, k.TIMES):
            a, b = self.args[node]
            return self.possible(a) & self.possible(b)
        return np.ones(self.cycles + 1, dtype=np.bool_)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _add(self, key: tuple[object, ...], op: int, args: tuple[int, ...], extra: int, level: int) -> int:
        node = self._known.get(key)
        if node is None:
            node = len(self.op)
            self._known[key] = node
            self.op.append(op)
            self.args.append(args)
            self.extra.append(extra)
            self.level.append(level)
        return node

    def _simplified(self, op: int, args: tuple[int, ...]) -> int | None:
        """Identities that hold for every value, NaN and lazy branches included."""
        if op == k.ADD and self.zero in args:
            return args[1] if args[0] == self.zero else args[0]
        if op == k.SUB and args[1] == self.zero:
            return args[0]
        if op == k.MUL and self.one in args:
            return args[1] if args[0] == self.one else args[0]
        if op == k.DIV and args[1] == self.one:
            return args[0]
        if op == k.TIMES and args[0] in (self.zero, self.one):
            return args[1] if args[0] == self.one else self.zero
        if op == k.SELECT:
            condition = self.known(args[0])
            if condition is not None:
                return self.nan if condition != condition else args[1] if condition != 0.0 else args[2]
            if args[1] == args[2] and self.values(args[0]) is not None and not np.isnan(self.clocks[args[0]]).any():
                return args[1]
        return None

    def _folded(self, op: int, args: tuple[int, ...], extra: int, at: int, level: int) -> int:
        """Computes what needs no draw, by the kernel itself, so that its bits are the kernel's."""
        scalar = SCALAR.get(op)
        if level == 0 and scalar is not None:
            return self.const(scalar(*(self.constants[a] for a in args)))
        key = (op, args, extra, at)
        if key not in self._folds:
            result = self._computed(op, args, extra, at, 1 if level == 0 else self.cycles + 1)
            self._folds[key] = self.const(float(result[0])) if level == 0 else self.clock(result)
        return self._folds[key]

    def _computed(self, op: int, args: tuple[int, ...], extra: int, at: int, size: int) -> Vector:
        operands = []
        for a in args:
            values = self.values(a)
            assert values is not None
            operands.append(values[:size])
        plain = PLAIN.get(op)
        if plain is None:
            return compute(op, operands, extra, at, np.array(self.knots or [0.0]))
        with np.errstate(all="ignore"):
            return plain(*operands)


def compute(op: int, operands: list[Vector], extra: int, at: int, knots: Vector) -> Vector:
    """One operation on vectors of any length, lane by lane in the kernel.

    Args:
        op: operation without effect on the cohort.
        operands: up to three vectors of one length.
        extra: count of knots.
        at: first knot.
        knots: all of them.
    """
    size = len(operands[0])
    result = np.empty(size)
    code = np.zeros((1, 8), dtype=np.int32)
    code[0] = (op, 3, 0, at if op in (k.PICK, k.SEARCH) else 1, 2, 4 if op == k.LEAVE else extra, 0, 0)
    none = np.zeros((1, k.LANES))
    bad = np.zeros(k.LANES)
    registers = np.zeros((5, k.LANES))
    for start in range(0, size, k.LANES):
        stop = min(start + k.LANES, size)
        for row, operand in enumerate(operands):
            registers[row, : stop - start] = operand[start:stop]
        k.lanes(code, 0, 1, 0, registers, none, none, none, knots, bad)
        result[start:stop] = registers[3, : stop - start]
    return result
