"""What an expression depends on: the state, its memory, the marks; variables and columns followed.

It is the same for every strategy if the columns of the Strategies sheet are plain numbers, and found once for these.
"""

from __future__ import annotations

from functools import lru_cache
from threading import RLock

from costeff.expr.tree import Call, Formula, Name, Number, Text, Tree, children, walk
from costeff.model import Model, Strategy
from costeff.model.identity import Same
from costeff.model.scope import MARK_CLOCKS, STATE_CLOCKS

Fact = tuple[str, str]
"""What an expression may depend on: ("state", ""), ("step", ""), ("mark", id) or ("since", id)."""

NOTHING: frozenset[Fact] = frozenset()
OF_TABLES = ("LOOKUP", "INTERPOLATE", "MORTALITY")


class Dependence:
    """What the expressions of a strategy depend on; strategies that differ in numbers only may share one."""

    def __init__(self, model: Model, strategy: Strategy) -> None:
        self.model = model
        self.strategy = strategy
        self.parameters = {p.id for p in model.parameters}
        self.variables = {v.id: v.formula for v in model.variables}
        self.columns = {s.id: s.columns for s in model.states}
        self.marks = {m.id for m in model.marks}
        named = {name for columns in self.columns.values() for name in columns}
        self.state_columns = named - set(self.variables) - set(strategy.columns)
        self._facts: dict[tuple[int | str, str | None], frozenset[Fact]] = {}
        self._alive: list[Tree] = []  # trees whose ids are keys above must not be collected
        self._lock = RLock()  # two runs of one model may be planned at once

    def macro(self, name: str, state: str | None) -> Formula | None:
        """The expression that a variable or column stands for."""
        found = self.variables.get(name) or self.strategy.columns.get(name)
        if found is None and state is not None and name not in self.parameters:
            found = self.columns[state].get(name)
        return found

    def cells(self, call: Call) -> tuple[Formula, ...]:
        """The cells of the table columns that a call reads."""
        table, column = call.arguments[:2]
        assert isinstance(table, Text)
        columns = self.model.tables[table.value].columns
        if call.function == "MORTALITY":
            return (*columns["male"], *columns["female"])
        assert isinstance(column, Text)
        return columns[column.value]

    def facts(self, tree: Tree, state: str | None) -> frozenset[Fact]:
        """What about a place the value of an expression depends on."""
        if isinstance(tree, Number | Text):
            return NOTHING
        with self._lock:
            key = (tree.name if isinstance(tree, Name) else id(tree), state)
            if key not in self._facts:
                self._alive.append(tree)
                self._facts[key] = NOTHING  # a circle ends here; the checks have refused it before
                self._facts[key] = self._found(tree, state)
            return self._facts[key]

    def _found(self, tree: Tree, state: str | None) -> frozenset[Fact]:
        if isinstance(tree, Name):
            return self._of_name(tree.name, state)
        parts = list(children(tree))
        if isinstance(tree, Call) and tree.function in OF_TABLES:
            parts += [cell.tree for cell in self.cells(tree)]
        return NOTHING.union(*[self.facts(part, state) for part in parts])

    def _of_name(self, name: str, state: str | None) -> frozenset[Fact]:
        of_state = frozenset({("state", "")}) if name in self.state_columns else NOTHING
        formula = self.macro(name, state)
        if formula is not None:
            return self.facts(formula.tree, state) | of_state
        if name in STATE_CLOCKS:
            return frozenset({("state", ""), ("step", "")})
        if name in self.marks:
            return frozenset({("mark", name)})
        for prefix in MARK_CLOCKS:
            if name.startswith(prefix) and name.removeprefix(prefix) in self.marks:
                return frozenset({("mark", name.removeprefix(prefix)), ("since", name.removeprefix(prefix))})
        return of_state


def dependence_of(model: Model, strategy: Strategy) -> Dependence:
    """What the expressions of a strategy depend on, found once for all strategies that may share it."""
    shared = any(each is strategy for each in model.strategies) and _differ_in_numbers_only(Same(model))
    return _dependence(Same(model), Same(model.strategies[0] if shared else strategy))


@lru_cache(maxsize=8)
def _dependence(model: Same[Model], strategy: Same[Strategy]) -> Dependence:
    return Dependence(model.it, strategy.it)


@lru_cache(maxsize=8)
def _differ_in_numbers_only(model: Same[Model]) -> bool:
    """Whether no cell of the strategies depends on anything, and all have the same columns."""
    strategies = model.it.strategies
    cells = [formula.tree for each in strategies for formula in each.columns.values()]
    same = all(each.columns.keys() == strategies[0].columns.keys() for each in strategies)
    return same and not any(isinstance(node, Name | Call) for tree in cells for node in walk(tree))
