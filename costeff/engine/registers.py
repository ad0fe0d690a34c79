"""From nodes to code: every node gets a register, every computation its instruction and the cycles it is needed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.engine import kernel as k
from costeff.engine.flows import Span, Step
from costeff.engine.payoffs import Sink
from costeff.engine.tape import CLOCK, CONST, CYCLE, INPUT, SUM, TOTAL, Tape

LEAVES = (CONST, INPUT, CLOCK, SUM)
NEVER: Span = (2**31 - 1, -1)


@dataclass(frozen=True, slots=True)
class Guard:
    """A node that must be at least a constant wherever a node of members isn't 0."""

    node: int
    least: int
    members: int
    active: Span


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
    """Lays a tape out in registers.

    Args:
        tape: the nodes.
        checked: nodes of the cycle section that are computed even where nothing uses them, since they check their
            row, with the cycles in which they are needed.
        traced: whether these keep their own registers, so that a trace can read them after the cycle.
    """

    def __init__(self, tape: Tape, checked: Mapping[int, Span], traced: bool) -> None:
        self.tape = tape
        self.checked = checked
        self.kept = frozenset(checked) if traced else frozenset[int]()
        self.long_sums: dict[int, tuple[int, ...]] = {}
        self.register: dict[int, int] = {}
        self.constants: list[float] = []
        self.free: list[int] = []
        self.code: list[tuple[int, int, int, int, int, int, int, int]] = []

    def emit(self, steps: list[Step], guards: list[Guard], sinks: list[Sink], results: list[int]) -> Code:
        """Lays out everything that the steps, guards, sinks and results need.

        Args:
            steps: moves of the cohort.
            guards: of rows, at every cycle; with members that are known before the cycles, once a draw.
            sinks: what is added up.
            results: nodes wanted at the end.
        """
        once = [g for g in guards if not self._cyclic(g)]
        guards = [g for g in guards if self._cyclic(g)]
        cyclic: list[tuple[tuple[int, ...], Span]] = [((s.node,), s.active) for s in steps]
        cyclic += [((g.node, g.members), g.active) for g in guards]
        cyclic += [(s.nodes, s.active) for s in sinks]
        cyclic += [((node,), span) for node, span in self.checked.items()]
        self._find_long_sums([n for nodes, _ in cyclic for n in nodes])
        spans = self._spans(cyclic)
        before = sorted(
            self._needed(
                [n for nodes, _ in cyclic for n in nodes] + results + [n for g in once for n in (g.node, g.members)]
            )
        )
        finals = [n for n in before if self.tape.level[n] & TOTAL]
        before = [n for n in before if not self.tape.level[n] & TOTAL and not self.tape.level[n] & CYCLE]
        for g in (*once, *guards):
            self._persistent(g.least)
        for totals in dict.fromkeys(s.totals for s in sinks):
            for total in totals:  # side by side
                self._persistent(total)
        for sink in sinks:
            if sink.op == k.CROSS:
                self._persistent(sink.nodes[1])
        self._draw_section(before, once)
        first = len(self.code)
        self._cycle_section(steps, guards, sinks, spans)
        second = len(self.code)
        for node in finals:
            self._compute(node, (0, 0))
        sections = np.array([0, first, second, len(self.code)], dtype=np.int32)
        return self._finish(sections, spans)

    def _cyclic(self, guard: Guard) -> bool:
        return bool((self.tape.level[guard.node] | self.tape.level[guard.members]) & CYCLE)

    def _needed(self, roots: list[int]) -> set[int]:
        """Every node that the roots are computed from, leaves apart from constants included."""
        seen: set[int] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(self._operands(node))
        return seen

    def _find_long_sums(self, roots: list[int]) -> None:
        """Sums of three or four terms are added up at one stroke, from left to right as before."""
        uses: dict[int, int] = {}
        for node in (*roots, *(o for n in self._needed(roots) for o in self._operands(n))):
            uses[node] = uses.get(node, 0) + 1

        def inner(node: int) -> bool:
            return self.tape.op[node] == k.ADD and self._is_temporary(node) and uses[node] == 1

        absorbed: set[int] = set()
        for node in sorted(uses, reverse=True):  # users come before their operands
            if self.tape.op[node] != k.ADD or not self._is_temporary(node) or node in absorbed:
                continue
            terms = list(self.tape.args[node])
            while len(terms) < 4:
                if not inner(terms[0]):
                    if not inner(terms[1]):
                        break
                    terms[:2] = terms[1], terms[0]  # the first two may change places, bit for bit
                absorbed.add(terms[0])
                terms[:1] = self.tape.args[terms[0]]
            if len(terms) > 2:
                self.long_sums[node] = tuple(terms)

    def _operands(self, node: int) -> tuple[int, ...]:
        if node in self.long_sums:
            return self.long_sums[node]
        return () if self.tape.op[node] in (*LEAVES, k.SUM_X, k.SUM_Y) else self.tape.args[node]

    def _spans(self, sinks: list[tuple[tuple[int, ...], Span]]) -> dict[int, Span]:
        """The cycles in which each node is needed: the hull of those of its users."""
        spans: dict[int, Span] = {}
        for nodes, span in sinks:
            for node in nodes:
                spans[node] = _hull(spans.get(node, NEVER), span)
        for node in sorted(self._needed([n for nodes, _ in sinks for n in nodes]), reverse=True):
            for operand in self._operands(node):  # operands come before their users
                spans[operand] = _hull(spans.get(operand, NEVER), spans[node])
        return spans

    # -- sections --------------------------------------------------------------------------------------------------

    def _draw_section(self, nodes: list[int], guards: list[Guard]) -> None:
        for node in nodes:
            if self.tape.op[node] in LEAVES:
                self._persistent(node)
            else:
                self._compute(node, (0, 0))
        for guard in guards:
            self._instruction(k.GUARD, 0, guard.node, guard.members, guard.least, 0, (0, 0))

    def _cycle_section(self, steps: list[Step], guards: list[Guard], sinks: list[Sink], spans: dict[int, Span]) -> None:
        """Cycle by cycle: temporaries are computed just before they are first used, and their registers reused."""
        order: list[tuple[str, int]] = []
        work: list[Step | Guard | Sink] = [*steps, *guards, *sinks]
        placed: set[int] = set()
        for n, item in enumerate(work):
            for root in self._roots(item):
                order.extend(("node", node) for node in self._postorder(root, placed))
            order.append(("work", n))
        for node in self.checked:
            order.extend(("node", operand) for operand in self._postorder(node, placed))
        last_use = self._last_uses(order, work)
        for position, (kind, n) in enumerate(order):
            if kind == "node":
                self._compute(n, spans[n], temporary=n not in self.kept)
            else:
                self._carry_out(work[n])
            for node in last_use.get(position, ()):
                if node not in self.kept:
                    self.free.append(self.register[node])

    def _roots(self, item: Step | Guard | Sink) -> tuple[int, ...]:
        match item:
            case Step():
                return (item.node,)
            case Guard():
                return (item.node, item.members)
            case Sink():
                return item.nodes

    def _postorder(self, root: int, placed: set[int]) -> list[int]:
        """The computations of the cycle section that a root still needs, operands first."""
        found: list[int] = []
        stack = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if node in placed or not self._is_temporary(node):
                continue
            if ready:
                placed.add(node)
                found.append(node)
            else:
                stack.append((node, True))
                stack.extend((o, False) for o in reversed(self._operands(node)))
        return found

    def _is_temporary(self, node: int) -> bool:
        return bool(self.tape.level[node] & CYCLE) and self.tape.op[node] not in LEAVES

    def _last_uses(self, order: list[tuple[str, int]], work: list[Step | Guard | Sink]) -> dict[int, list[int]]:
        """At each position, the temporaries that nothing needs afterwards."""
        last: dict[int, int] = {}
        for position, (kind, n) in enumerate(order):
            used = self._operands(n) if kind == "node" else self._roots(work[n])
            for node in (*used, *((n,) if kind == "node" else ())):
                if self._is_temporary(node):
                    last[node] = position
        ends: dict[int, list[int]] = {}
        for node, position in last.items():
            ends.setdefault(position, []).append(node)
        return ends

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
        if node in self.long_sums:
            terms = [self._register_of(n) for n in self.long_sums[node]]
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

    def _carry_out(self, item: Step | Guard | Sink) -> None:
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

    def _finish(self, sections: NDArray[np.int32], spans: dict[int, Span]) -> Code:
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


def _hull(a: Span, b: Span) -> Span:
    """The shortest span that holds both."""
    return (min(a[0], b[0]), max(a[1], b[1]))
