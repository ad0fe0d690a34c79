"""Schedules: what of a tape is computed, in which order, and in which cycles; before any register is given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from costeff.engine import kernel as k
from costeff.engine.flows import Span, Step
from costeff.engine.payoffs import Sink
from costeff.engine.tape import CLOCK, CONST, CYCLE, INPUT, SUM, TOTAL, Tape

LEAVES = frozenset({CONST, INPUT, CLOCK, SUM})
WITHOUT_OPERANDS = frozenset({*LEAVES, k.SUM_X, k.SUM_Y})
NEVER: Span = (2**31 - 1, -1)


@dataclass(frozen=True, slots=True)
class Guard:
    """A node that must be at least a constant wherever a node of members isn't 0."""

    node: int
    least: int
    members: int
    active: Span


Work = Step | Guard | Sink
Entry = int | Work
"""A node to be computed, or something to be carried out."""


class Schedule:
    """What a tape's steps, guards, sinks and results need.

    Attributes:
        tape: the nodes.
        checked: nodes of the cycle section that are computed even where nothing uses them, since they check their
            row, with the cycles in which they are needed.
        once: the guards that are looked at once a draw.
        guards: those looked at in every cycle.
        sinks: what is added up.
        before: the nodes of a draw, operands first.
        cycle: the cycle section in order; temporaries come just before they are first used.
        last_use: at each of its positions, the temporaries that nothing needs afterwards.
        finals: the nodes computed after the last cycle.
        spans: the cycles in which each node is needed.
        long_sums: sums of three or four terms that are added up at one stroke, from left to right as before.
    """

    def __init__(
        self,
        tape: Tape,
        checked: Mapping[int, Span],
        steps: Sequence[Step],
        guards: Sequence[Guard],
        sinks: Sequence[Sink],
        results: Sequence[int],
    ) -> None:
        """Finds what is needed.

        Args:
            tape: the nodes.
            checked: see above.
            steps: moves of the cohort.
            guards: of rows, at every cycle; with members that are known before the cycles, once a draw.
            sinks: what is added up.
            results: nodes wanted at the end.
        """
        self.tape = tape
        self.checked = checked
        self.sinks = sinks
        self.long_sums: dict[int, tuple[int, ...]] = {}
        self.once = [g for g in guards if not self._cyclic(g)]
        self.guards = [g for g in guards if self._cyclic(g)]
        cyclic: list[tuple[tuple[int, ...], Span]] = [((s.node,), s.active) for s in steps]
        cyclic += [((g.node, g.members), g.active) for g in self.guards]
        cyclic += [(s.nodes, s.active) for s in sinks]
        cyclic += [((node,), span) for node, span in checked.items()]
        roots = [n for nodes, _ in cyclic for n in nodes]
        self._find_long_sums(roots)
        self.spans = self._spans(cyclic)
        needed = sorted(self._needed([*roots, *results, *(n for g in self.once for n in (g.node, g.members))]))
        self.finals = [n for n in needed if tape.level[n] & TOTAL]
        self.before = [n for n in needed if not tape.level[n] & (TOTAL | CYCLE)]
        self.cycle = self._in_order([*steps, *self.guards, *sinks])
        self.last_use = self._last_uses()

    def operands(self, node: int) -> tuple[int, ...]:
        """The nodes that a node is computed from."""
        if node in self.long_sums:
            return self.long_sums[node]
        return () if self.tape.op[node] in WITHOUT_OPERANDS else self.tape.args[node]

    def _cyclic(self, guard: Guard) -> bool:
        return bool((self.tape.level[guard.node] | self.tape.level[guard.members]) & CYCLE)

    def _needed(self, roots: Sequence[int]) -> set[int]:
        """Every node that the roots are computed from, leaves included."""
        seen: set[int] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(self.operands(node))
        return seen

    def _find_long_sums(self, roots: Sequence[int]) -> None:
        uses: dict[int, int] = {}
        for node in (*roots, *(o for n in self._needed(roots) for o in self.operands(n))):
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

    def _spans(self, cyclic: Sequence[tuple[tuple[int, ...], Span]]) -> dict[int, Span]:
        """The cycles in which each node is needed: the hull of those of its users."""
        spans: dict[int, Span] = {}
        for nodes, span in cyclic:
            for node in nodes:
                spans[node] = _hull(spans.get(node, NEVER), span)
        for node in sorted(self._needed([n for nodes, _ in cyclic for n in nodes]), reverse=True):
            for operand in self.operands(node):  # operands come before their users
                spans[operand] = _hull(spans.get(operand, NEVER), spans[node])
        return spans

    def _in_order(self, work: Sequence[Work]) -> list[Entry]:
        found: list[Entry] = []
        placed: set[int] = set()
        for item in work:
            for root in roots_of(item):
                found.extend(self._postorder(root, placed))
            found.append(item)
        for node in self.checked:
            found.extend(self._postorder(node, placed))
        return found

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
                stack.extend((o, False) for o in reversed(self.operands(node)))
        return found

    def _is_temporary(self, node: int) -> bool:
        return bool(self.tape.level[node] & CYCLE) and self.tape.op[node] not in LEAVES

    def _last_uses(self) -> dict[int, list[int]]:
        last: dict[int, int] = {}
        for position, entry in enumerate(self.cycle):
            used = (*self.operands(entry), entry) if isinstance(entry, int) else roots_of(entry)
            for node in used:
                if self._is_temporary(node):
                    last[node] = position
        ends: dict[int, list[int]] = {}
        for node, position in last.items():
            ends.setdefault(position, []).append(node)
        return ends


def roots_of(item: Work) -> tuple[int, ...]:
    """The nodes that something carried out uses."""
    match item:
        case Step():
            return (item.node,)
        case Guard():
            return (item.node, item.members)
        case Sink():
            return item.nodes


def _hull(a: Span, b: Span) -> Span:
    """The shortest span that holds both."""
    return (min(a[0], b[0]), max(a[1], b[1]))
