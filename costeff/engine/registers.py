"""From nodes to code: every node of a schedule gets a register, every computation its instruction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.engine import kernel as k
from costeff.engine.flows import Span, Step
from costeff.engine.payoffs import Sink
from costeff.engine.schedule import LEAVES, NEVER, Guard, Schedule, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What the kernel needs to know of a tape; see `kernel.run` for the arrays."""

    code: NDArray[np.int32]
    sections: NDArray[np.int32]
    constants: NDArray[np.float64]
    clock: NDArray[np.float64]
    clock_rows: NDArray[np.int32]
    clock_first: NDArray[np.int32]
    clock_last: NDArray[np.int32]
    inputs: dict[str, int]
    register: dict[int, int]
    active: dict[int, Span]


class Emitter:
    """Lays a schedule out in registers, once.

    Args:
        schedule: what is computed, in which order.
        kept: temporaries that keep their own registers, so that a trace can read them after the cycle.
    """

    def __init__(self, schedule: Schedule, kept: Collection[int] = ()) -> None:
        self.schedule = schedule
        self.tape = schedule.tape
        self.kept = frozenset(kept)
        self.register: dict[int, int] = {}
        self.constants: list[float] = []
        self.free: list[int] = []
        self.code: list[tuple[int, int, int, int, int, int, int, int]] = []

    def emit(self) -> Code:
        """Lays everything out: the draw's section, that of the cycles, and what comes after the last."""
        plan = self.schedule
        for guard in (*plan.once, *plan.guards):
            self._persistent(guard.least)
        for totals in dict.fromkeys(s.totals for s in plan.sinks):
            for total in totals:  # side by side
                self._persistent(total)
        for sink in plan.sinks:
            if sink.op == k.CROSS:
                self._persistent(sink.nodes[1])
        for node in plan.before:
            self._compute(node, (0, 0))
        for guard in plan.once:
            self._instruction(k.GUARD, 0, guard.node, guard.members, guard.least, 0, (0, 0))
        first = len(self.code)
        self._cycle_section()
        second = len(self.code)
        for node in plan.finals:
            self._compute(node, (0, 0))
        return self._finish(np.array([0, first, second, len(self.code)], dtype=np.int32))

    def _cycle_section(self) -> None:
        """Cycle by cycle; the registers of temporaries are used again."""
        plan = self.schedule
        for position, entry in enumerate(plan.cycle):
            if isinstance(entry, int):
                self._compute(entry, plan.spans[entry], temporary=entry not in self.kept)
            else:
                self._carry_out(entry)
            for node in plan.last_use.get(position, ()):
                if node not in self.kept:
                    self.free.append(self.register[node])

    # -- instructions ----------------------------------------------------------------------------------------------

    def _compute(self, node: int, span: Span, temporary: bool = False) -> None:
        """The instruction of a node, into a register of its own or a free one."""
        tape = self.tape
        op = tape.op[node]
        if op in LEAVES:
            self._persistent(node)
            return
        if op == k.LEFT:  # comes with the LEAVE below it
            return
        operands, extra = [0, 0, 0], tape.extra[node]
        if node in self.schedule.long_sums:
            terms = [self._register_of(n) for n in self.schedule.long_sums[node]]
            op, operands = (k.ADD3, k.ADD4)[len(terms) - 3], terms[:3]
            extra = terms[-1]
        elif op in (k.SUM_X, k.SUM_Y):
            operands[0] = tape.args[node][0]
        else:
            operands[: len(tape.args[node])] = [self._register_of(a) for a in tape.args[node]]
            if op in (k.PICK, k.SEARCH):
                operands[1] = tape.first_knot[node]
        self.register[node] = self._fresh(temporary)
        if op == k.LEAVE:
            extra = self.register[tape.left_of[node]] = self._fresh(temporary)
        self.code.append((op, self.register[node], operands[0], operands[1], operands[2], extra, *span))

    def _fresh(self, temporary: bool) -> int:
        """A register that nothing needs now."""
        return self.free.pop() if temporary and self.free else self._new(0.0)

    def _carry_out(self, item: Work) -> None:
        match item:
            case Step(op=k.SHIFT | k.SET):
                register = self._register_of(item.node)
                self._raw(item.op, 0, item.first, item.target, register, item.count, item.active)
            case Step():
                self._raw(item.op, 0, self._register_of(item.node), item.target, 0, 0, item.active)
            case Guard():
                self._instruction(k.GUARD, 0, item.node, item.members, item.least, 0, item.active)
            case Sink(op=k.CROSS):
                a, b, c = (self._register_of(n) for n in item.nodes)
                self._raw(k.CROSS, self.register[item.totals[0]], a, b, c, 0, item.active)
            case Sink():
                a, b = (self._register_of(item.nodes[0]), self._register_of(item.nodes[-1]))
                first, last = item.weights[0], item.weights[-1]
                self._raw(item.op, self.register[item.totals[0]], a, b, first, last, item.active)

    def _instruction(self, op: int, out: int, a: int, b: int, c: int, n: int, span: Span) -> None:
        self._raw(op, out, self._register_of(a), self._register_of(b), self._register_of(c), n, span)

    def _raw(self, op: int, out: int, a: int, b: int, c: int, n: int, span: Span) -> None:
        self.code.append((op, out, a, b, c, n, *span))

    def _register_of(self, node: int) -> int:
        if node not in self.register:
            self._persistent(node)
        return self.register[node]

    def _persistent(self, node: int) -> None:
        """A register for a leaf: constants and totals have their starting value there."""
        if node not in self.register:
            self.register[node] = self._new(self.tape.constants.get(node, 0.0))

    def _new(self, value: float) -> int:
        self.constants.append(value)
        return len(self.constants) - 1

    def _finish(self, sections: NDArray[np.int32]) -> Code:
        spans = self.schedule.spans
        clocks = [n for n in self.tape.clocks if n in self.register]
        none = np.zeros((0, self.tape.cycles + 1))
        return Code(
            code=np.array(self.code, dtype=np.int32).reshape(-1, 8),
            sections=sections,
            constants=np.array(self.constants, dtype=np.float64),
            clock=np.array([self.tape.clocks[n] for n in clocks]) if clocks else none,
            clock_rows=np.array([self.register[n] for n in clocks], dtype=np.int32),
            clock_first=np.array([spans.get(n, NEVER)[0] for n in clocks], dtype=np.int32),
            clock_last=np.array([spans.get(n, NEVER)[1] for n in clocks], dtype=np.int32),
            inputs={name: self.register[n] for n, name in self.tape.inputs.items() if n in self.register},
            register=self.register,
            active=spans,
        )
