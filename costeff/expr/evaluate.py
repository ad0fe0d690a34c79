"""The scalar reading of a tree: numbers.

A tree is turned into nested closures at its first evaluation; they are called with the scope of the moment.
Every intermediate result is finite, or evaluation stops with a `Fault` that names the place.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Protocol

from costeff.errors import CosteffError, Where
from costeff.expr.arithmetic import Undefined, divide, power
from costeff.expr.functions import FUNCTIONS
from costeff.expr.tree import Binary, Call, Name, Number, Span, Text, Tree, Unary


class Scope(Protocol):
    """What the names and tables of an expression are worth at one moment.

    A method that has no answer raises `Undefined` with the reason, or a `Fault` that is placed already.
    """

    def value(self, name: str) -> float:
        """The value of a name."""
        ...

    def lookup(self, table: str, column: str, key: float) -> float:
        """LOOKUP: the value in the last row whose key is at most `key`."""
        ...

    def interpolate(self, table: str, column: str, key: float) -> float:
        """INTERPOLATE: the value on the line between the rows around `key`."""
        ...

    def mortality(self, table: str, age: float, share_male: float) -> float:
        """MORTALITY: the survivor-weighted yearly hazard."""
        ...


class Fault(CosteffError):  # noqa: N818 - named for what it is, as `Cancelled`
    """An expression has no value.

    Attributes:
        reason: why, in one clause.
        span: the part of the expression's text that has none.
        where: the cell of that text, once a scope or engine has said so; None = the expression being evaluated.
    """

    def __init__(self, reason: str, span: Span, where: Where | None = None) -> None:
        self.reason, self.span, self.where = reason, span, where
        super().__init__(reason, span)

    def __str__(self) -> str:
        return self.reason

    def placed(self, where: Where) -> Fault:
        """The same fault with its cell, unless it has one: that of the innermost expression stays."""
        return self if self.where is not None else Fault(self.reason, self.span, where)


Reading = Callable[[Scope], float]

MOST_COMPILED = 10_000
"""Trees whose closures are kept; more than a workbook has cells with expressions."""

_COMPILED: dict[int, tuple[Tree, Reading]] = {}
"""By identity, since equal trees may stand at different places; the tree is kept so that its identity stays its own."""


def evaluate(tree: Tree, scope: Scope) -> float:
    """The value of an expression.

    IF calculates only the branch it takes; AND and OR stop at the first argument that decides.

    Args:
        tree: a parsed expression.
        scope: what its names are worth.

    Returns:
        A finite number; a condition is 1 or 0.

    Raises:
        Fault: if any part that is calculated has no finite value.
    """
    known = _COMPILED.get(id(tree))
    if known is None:
        if len(_COMPILED) >= MOST_COMPILED:
            _COMPILED.clear()
        known = _COMPILED[id(tree)] = (tree, compile_closure(tree))
    try:
        return known[1](scope)
    except RecursionError:
        raise Fault("too many names within names to calculate", tree.span) from None


def compile_closure(tree: Tree) -> Reading:
    """A function of the scope that is worth what the tree is worth; the same results and faults as `evaluate`."""
    match tree:
        case Number():
            number = tree.value
            return lambda scope: number
        case Name():
            return _name(tree)
        case Unary():
            return _unary(tree)
        case Binary():
            return _binary(tree)
        case Call():
            return _call(tree)
        case Text():
            raise Fault(f'the text "{tree.value}" can\'t be calculated with', tree.span)


def _seen_from(fault: Fault, span: Span) -> Fault:
    """A fault that came out of the scope: its span belongs to another text, so that without its cell it falls here."""
    return fault if fault.where is not None else Fault(fault.reason, span)


def _name(node: Name) -> Reading:
    name, span = node.name, node.span

    def read(scope: Scope) -> float:
        try:
            value = scope.value(name)
        except Undefined as reason:
            raise Fault(str(reason), span) from None
        except Fault as fault:
            raise _seen_from(fault, span) from None
        if not math.isfinite(value):
            raise Fault(f"{name} is {value}, which is no number", span)
        return value

    return read


def _unary(node: Unary) -> Reading:
    operand = compile_closure(node.operand)
    match node.operator:
        case "-":
            return lambda scope: -operand(scope)
        case "%":
            return lambda scope: operand(scope) / 100
        case _:
            return operand


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "^": power,
}


def _binary(node: Binary) -> Reading:
    left, right = compile_closure(node.left), compile_closure(node.right)
    compare = _COMPARISONS.get(node.operator)
    if compare is not None:
        return lambda scope: 1.0 if compare(left(scope), right(scope)) else 0.0
    apply, span = _ARITHMETIC[node.operator], node.span

    def read(scope: Scope) -> float:
        a, b = left(scope), right(scope)
        try:
            value = apply(a, b)
        except Undefined as reason:
            raise Fault(str(reason), span) from None
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise Fault(f"{a:.6g} {node.operator} {b:.6g} is too large to calculate", span)
        return value

    return read


def _call(node: Call) -> Reading:
    match node.function:
        case "IF":
            return _if(node)
        case "AND" | "OR":
            return _and_or(node)
        case "LOOKUP" | "INTERPOLATE" | "MORTALITY":
            return _table(node)
    scalar = FUNCTIONS[node.function].scalar
    if scalar is None:
        raise TypeError(f"{node.function} has no scalar reading")
    return _applied(node, scalar, [compile_closure(a) for a in node.arguments])


def _applied(node: Call, scalar: Callable[..., float], arguments: list[Reading]) -> Reading:
    """A function of numbers; its faults are those of the call."""
    name, span = node.function, node.span

    def read(scope: Scope) -> float:
        values = [argument(scope) for argument in arguments]
        try:
            value = scalar(*values)
        except Undefined as reason:
            raise Fault(str(reason), span) from None
        except (OverflowError, ValueError):
            value = math.inf
        if not math.isfinite(value):
            raise Fault(f"{name}({', '.join(f'{v:.6g}' for v in values)}) is too large to calculate", span)
        return value

    return read


def _if(node: Call) -> Reading:
    condition, then = (compile_closure(a) for a in node.arguments[:2])
    otherwise = compile_closure(node.arguments[2]) if len(node.arguments) > 2 else lambda scope: 0.0
    return lambda scope: then(scope) if condition(scope) != 0 else otherwise(scope)


def _and_or(node: Call) -> Reading:
    arguments = [compile_closure(a) for a in node.arguments]
    if node.function == "AND":
        return lambda scope: 1.0 if all(argument(scope) != 0 for argument in arguments) else 0.0
    return lambda scope: 1.0 if any(argument(scope) != 0 for argument in arguments) else 0.0


def _table(node: Call) -> Reading:
    """LOOKUP, INTERPOLATE and MORTALITY, which the scope answers."""
    texts = [a.value for a in node.arguments if isinstance(a, Text)]
    numbers = [compile_closure(a) for a in node.arguments if not isinstance(a, Text)]
    method, span = node.function.lower(), node.span

    def read(scope: Scope) -> float:
        values = [number(scope) for number in numbers]
        try:
            value: float = getattr(scope, method)(*texts, *values)
        except Undefined as reason:
            raise Fault(str(reason), span) from None
        except Fault as fault:
            raise _seen_from(fault, span) from None
        if not math.isfinite(value):
            raise Fault(f"{node.function} gives {value}, which is no number", span)
        return value

    return read
