"""What a name stands for in one strategy and state, and what is known there without any draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from costeff.expr.evaluate import Fault, evaluate
from costeff.expr.tree import Binary, Call, Formula, Name, Tree, children
from costeff.model.model import Model
from costeff.model.parts import State, Strategy
from costeff.model.scope import settings_in_scope
from costeff.model.tables import interpolate, row_index


class _Varies(Exception):  # noqa: N818 - a signal, no error
    """A name whose value depends on the draw, the time or the patient."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Context:
    """One strategy in one state; without a state: the start of the cohort, and checks."""

    model: Model
    strategy: Strategy
    state: State | None
    variables: dict[str, Formula]
    settings: dict[str, float]
    known: dict[str, float | None] = field(default_factory=dict)

    @classmethod
    def all_of(cls, model: Model) -> dict[tuple[str, str | None], Context]:
        """A context for each strategy and state, and one without a state for each strategy."""
        variables = {v.id: v.formula for v in model.variables}
        settings = settings_in_scope(model.settings)
        return {
            (strategy.id, state.id if state else None): cls(
                model=model, strategy=strategy, state=state, variables=variables, settings=settings
            )
            for strategy in model.strategies
            for state in (*model.states, None)
        }

    def macro(self, name: str) -> Formula | None:
        """The expression that a name stands for here: a variable, or a column of the strategy or state."""
        formula = self.variables.get(name) or self.strategy.columns.get(name)
        if formula is None and self.state is not None:
            formula = self.state.columns.get(name)
        return formula

    def constant(self, tree: Tree) -> float | None:
        """What a tree is worth in every draw, cycle and patient here; None if that varies, or if it has no value."""
        try:
            return evaluate(tree, _Constants(self))
        except (_Varies, Fault):
            return None

    def named_constant(self, name: str) -> float | None:
        """The same for a name."""
        if name in self.settings:
            return self.settings[name]
        if name not in self.known:
            self.known[name] = None  # while it is being worked out: a circle varies
            formula = self.macro(name)
            self.known[name] = None if formula is None else self.constant(formula.tree)
        return self.known[name]

    def reached(self, tree: Tree) -> Iterator[tuple[Tree, bool]]:
        """Every node that may be calculated here, and whether it surely is.

        IF, AND and OR keep away what they decide against: where their conditions are constant, the rest isn't given
        at all; where they vary, what depends on them isn't sure.
        """
        stack: list[tuple[Tree, bool]] = [(tree, True)]
        while stack:
            node, sure = stack.pop()
            yield node, sure
            match node:
                case Call(function="IF"):
                    stack.extend(reversed(list(self._branches(node, sure))))
                case Call(function="AND" | "OR"):
                    stack.extend(reversed(list(self._until_decided(node, sure))))
                case _:
                    stack.extend((child, sure) for child in reversed(children(node)))

    def _branches(self, node: Call, sure: bool) -> Iterator[tuple[Tree, bool]]:
        condition, *branches = node.arguments
        yield condition, sure
        decided = self.constant(condition)
        if decided is None:
            yield from ((branch, False) for branch in branches)
        else:
            yield from ((branch, sure) for branch in branches[0 if decided else 1 :][:1])

    def _until_decided(self, node: Call, sure: bool) -> Iterator[tuple[Tree, bool]]:
        for argument in node.arguments:
            yield argument, sure
            value = self.constant(argument)
            if value is None:
                sure = False
            elif (value != 0) == (node.function == "OR"):
                return


@dataclass(frozen=True, slots=True)
class _Constants:
    """A scope that knows only what never varies."""

    context: Context

    def value(self, name: str) -> float:
        found = self.context.named_constant(name)
        if found is None:
            raise _Varies
        return found

    def lookup(self, table: str, column: str, key: float) -> float:
        found = self.context.model.tables.get(table)
        row = None if found is None else row_index(found.keys, key)
        if found is None or row is None or column not in found.columns:
            raise _Varies
        return evaluate(found.columns[column][row].tree, self)

    def interpolate(self, table: str, column: str, key: float) -> float:
        found = self.context.model.tables.get(table)
        if found is None or column not in found.columns or not found.keys[0] <= key <= found.keys[-1]:
            raise _Varies
        return interpolate(found.keys, [evaluate(c.tree, self) for c in found.columns[column]], key)

    def mortality(self, table: str, age: float, share_male: float) -> float:
        raise _Varies


def clock_compared(node: Tree) -> tuple[Name, str, Tree] | None:
    """A comparison with a bare name on one side, turned so that the name stands left: `48 > t` is `t < 48`."""
    if not isinstance(node, Binary) or node.operator not in _TURNED:
        return None
    if isinstance(node.left, Name):
        return node.left, node.operator, node.right
    if isinstance(node.right, Name):
        return node.right, _TURNED[node.operator], node.left
    return None


_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
