"""Follows every expression that a run reads through variables, columns and tables, strategy by strategy.

What it meets on the way: names that are blank or have no meaning there, clocks without a memory, circles, tables that
are too short, and comparisons with a time that never comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from costeff.errors import Problem, Where
from costeff.errors.expressions import NestedTooDeep
from costeff.errors.findings import MemoryUnused
from costeff.errors.names import BlankForOne, CircularNames, MarkBelow, NoMemory, OutOfPlace
from costeff.expr.tree import Call, Formula, Name, Span, Text
from costeff.model.checks.clocks import Clocks
from costeff.model.checks.context import Context
from costeff.model.checks.formulas import Use, cell_of, uses
from costeff.model.model import Model
from costeff.model.scope import MARK_CLOCKS, Kind, kinds

LONGEST_WAY = 100
"""Names within names that are followed; each is also a step of the engines' own recursion."""


@dataclass(frozen=True, slots=True)
class Step:
    """One expression on the way from a use, and the name in it that leads on."""

    formula: Formula
    name: str = ""
    span: Span = (0, 0)


def check_uses(model: Model, failed: frozenset[str]) -> Iterator[Problem]:
    """All that following the uses finds, each root cause once."""
    walkers = _Walk(model, failed)
    contexts = Context.all_of(model)
    for use in uses(model):
        for strategy in model.strategies:
            for state in use.states:
                context = contexts.get((strategy.id, state))
                if context is not None:
                    walkers.follow_use(use, context)
    for strategy in model.strategies[:1]:  # circles among variables that nothing uses
        for variable in model.variables:
            if variable.id not in walkers.visited:
                walkers.circles_from(variable.id, contexts[strategy.id, None])
    yield from walkers.problems()


class _Walk:
    """The state of the walk: what was found, by root cause."""

    def __init__(self, model: Model, failed: frozenset[str]) -> None:
        self.model = model
        self.failed = failed
        self.kinds: dict[str, Kind] = dict(kinds(model))
        self.clocks = Clocks(model)
        self.marks = {m.id: m for m in model.marks}
        self.visited: set[str] = set()
        self.found: dict[object, Problem] = {}
        self.without_memory: dict[tuple[Where, Span, str, tuple[str, ...]], dict[str, None]] = {}
        self.asked: set[tuple[str, str]] = set()

    def problems(self) -> Iterator[Problem]:
        """Everything found."""
        yield from self.found.values()
        for (where, span, clock, way), owners in self.without_memory.items():
            yield NoMemory(where=where, span=span, clock=clock, owners=tuple(owners), by_way_of=way)
        yield from self.clocks.problems()
        yield from self.idle_memories()

    def idle_memories(self) -> Iterator[Problem]:
        """Memories of states and marks that nothing asks for."""
        for state in self.model.states:
            if state.remembers is not None and ("state", state.id) not in self.asked:
                where = cell_of(self.model, state.cells, "remembers", "States")
                clocks = "months_in_state or final_step"
                yield MemoryUnused(where=where, what="state", name=state.id, clocks=clocks)
        for mark in self.model.marks:
            if mark.remembers is not None and ("mark", mark.id) not in self.asked:
                where = cell_of(self.model, mark.cells, "remembers", "Marks")
                yield MemoryUnused(where=where, what="mark", name=mark.id, clocks=f"months_since_{mark.id}")

    def follow_use(self, use: Use, context: Context) -> None:
        """Follows one expression in one strategy and state."""
        sure = True
        for guard in use.guards:
            value = context.constant(guard.tree)
            if value == 0:
                return
            sure = sure and value is not None
        self.follow(use, context, [Step(use.formula)], sure, set())

    def follow(self, use: Use, context: Context, way: list[Step], sure: bool, met: set[tuple[str, bool]]) -> None:
        """Follows the last expression of the way; `met` are names followed before from the same use."""
        formula = way[-1].formula
        for node, reached in context.reached(formula.tree):
            certain = sure and reached
            match node:
                case Name():
                    self.name(use, context, [*way[:-1], Step(formula, node.name, node.span)], certain, met)
                case Call() if node.arguments and isinstance(node.arguments[0], Text):
                    self.clocks.looked_up(formula, node, context, certain)
                    self.table(use, context, way, node, certain, met)
                case _:
                    self.clocks.compared(formula, node, context)

    def name(self, use: Use, context: Context, way: list[Step], sure: bool, met: set[tuple[str, bool]]) -> None:
        """A name on the way: follows what it stands for, or says what is wrong with it here."""
        name = way[-1].name
        formula = context.macro(name)
        kind = self.kinds.get(name)
        if formula is not None and kind not in ("parameter", "setting", "clock"):
            self.visited.add(name)
            if any(step.name == name for step in way[:-1]):
                self.circle(context, way)
            elif len(way) > LONGEST_WAY:
                self.too_deep(way)
            elif (name, sure) not in met and (name, True) not in met:
                met.add((name, sure))
                self.follow(use, context, [*way, Step(formula)], sure, met)
            return
        match kind:
            case "strategy column" if sure and name not in self.failed:
                self.blank(context, way, "strategy")
            case "state column":
                if context.state is None:
                    self.out_of_place(use, way, "a column of States")
                elif sure and name not in self.failed:
                    self.blank(context, way, "state")
            case "state clock":
                if context.state is not None:
                    self.asked.add(("state", context.state.id))
                if context.state is None:
                    self.out_of_place(use, way, "the time in a state")
                elif context.state.remembers is None and sure:
                    self.no_memory(way, context.state.id)
            case "mark" | "mark clock":
                self.mark(use, way, kind)

    def table(
        self, use: Use, context: Context, way: list[Step], call: Call, sure: bool, met: set[tuple[str, bool]]
    ) -> None:
        """The cells of a table: which of them are read depends on the key, so that only a lone row is sure."""
        texts = [a.value for a in call.arguments if isinstance(a, Text)]
        table = self.model.tables.get(texts[0])
        if table is None:
            return
        key = (f"table {'/'.join(texts)}", False)
        if key in met:
            return
        met.add(key)
        for column in texts[1:] or list(table.columns):
            for cell in table.columns.get(column, ()):
                step = Step(way[-1].formula, f'table "{table.name}"', call.span)
                self.follow(use, context, [*way[:-1], step, Step(cell)], sure and len(table.keys) == 1, met)

    def mark(self, use: Use, way: list[Step], kind: Kind) -> None:
        """A mark or its clock: known here, above the mark whose start this is, and with a memory?"""
        name = way[-1].name
        prefixes = [
            p for p in MARK_CLOCKS if kind == "mark clock" and name.startswith(p) and name[len(p) :] in self.marks
        ]
        mark = name.removeprefix(prefixes[0]) if prefixes else name
        first = way[0]
        if mark not in use.marks:
            if use.mark:
                problem: Problem = MarkBelow(where=first.formula.where, span=first.span, name=mark, mark=use.mark)
                self.found.setdefault(("below", first.formula.where, mark), problem)
            else:
                self.out_of_place(use, way, "a mark" if kind == "mark" else "the time since a mark")
        elif kind == "mark clock":
            self.asked.add(("mark", mark))
            if self.marks[mark].remembers is None:
                last = way[-1]
                self.without_memory.setdefault((last.formula.where, last.span, name, ()), {})[mark] = None

    def blank(self, context: Context, way: list[Step], what: str) -> None:
        """A column that this strategy or state leaves blank."""
        name, user = way[-1].name, way[-1].formula.where
        owner = context.state if what == "state" and context.state is not None else context.strategy
        sheet = "States" if what == "state" else "Strategies"
        where = cell_of(self.model, owner.cells, name, sheet)
        problem = BlankForOne(where=where, name=name, what=what, id=owner.id, used=str(user))
        self.found.setdefault((what, owner.id, name), problem)

    def out_of_place(self, use: Use, way: list[Step], what: str) -> None:
        """A name without meaning where the use stands: told there, with the way that led to it."""
        first, name = way[0], way[-1].name
        between = tuple(step.name for step in way[:-1])
        problem = OutOfPlace(
            where=first.formula.where, span=first.span, name=name, what=what, place=use.place, by_way_of=between
        )
        self.found.setdefault(("place", first.formula.where, name), problem)

    def no_memory(self, way: list[Step], state: str) -> None:
        """A clock in a state that remembers nothing: told at the use."""
        first, between = way[0], tuple(step.name for step in way[:-1])
        self.without_memory.setdefault((first.formula.where, first.span, way[-1].name, between), {})[state] = None

    def too_deep(self, way: list[Step]) -> None:
        """A chain of names so long that it can only be an accident, or an attack."""
        first = way[0]
        what = "names within names"
        problem = NestedTooDeep(where=first.formula.where, span=first.span, what=what, limit=LONGEST_WAY)
        self.found.setdefault("too deep", problem)

    def circle(self, context: Context, way: list[Step]) -> None:
        """Names that need each other, told from the cell that comes first."""
        name = way[-1].name
        start = next(k for k, step in enumerate(way) if step.name == name)
        ring = way[start + 1 :]
        cells = [step.formula.where for step in ring]
        key = frozenset(str(c) for c in cells)
        if ("circle", key) in self.found:
            return
        first = min(range(len(ring)), key=lambda k: (cells[k].sheet != "Variables", _row(cells[k]), cells[k].cell))
        ring = [*ring[first:], *ring[:first]]
        names = [ring[k - 1].name for k in range(len(ring))]  # the name that a cell belongs to leads to it
        own = {v.formula.where for v in self.model.variables}
        here = "" if all(step.formula.where in own for step in ring) else self.words(context)
        path = tuple(str(step.formula.where) for step in (*ring, ring[0]))
        problem = CircularNames(
            where=ring[0].formula.where, span=ring[0].span, names=tuple(names), path=path, context=here
        )
        self.found["circle", key] = problem

    def circles_from(self, name: str, context: Context) -> None:
        """Looks for circles only, from a variable that no use leads to."""
        formula = context.macro(name)
        if formula is None:
            return
        quiet = _Walk(self.model, self.failed)
        nowhere = Use(formula=formula, states=(None,), place="", marks=frozenset(quiet.marks))
        quiet.follow(nowhere, context, [Step(formula, name), Step(formula)], False, {(name, True)})
        self.visited |= quiet.visited | {name}
        self.found |= {
            key: p for key, p in quiet.found.items() if isinstance(p, CircularNames) and key not in self.found
        }

    def words(self, context: Context) -> str:
        """` for strategy "A" in "CR"`."""
        state = f' in "{context.state.id}"' if context.state is not None else ""
        return f' for strategy "{context.strategy.id}"{state}'


def _row(where: Where) -> int:
    digits = "".join(c for c in where.cell if c.isdigit())
    return int(digits) if digits else 0
