"""The derivative of an expression by one name that it is a straight line in."""

from __future__ import annotations

from collections.abc import Collection

from costeff.expr.tree import Binary, Call, Name, Number, Tree, Unary, children

MARK = "\N{PARTIAL DIFFERENTIAL}"
"""Begins the name of the derivative of a macro; no name of a workbook may hold it."""

ONE, NOUGHT = Number(1.0), Number(0.0)


class NotLinearError(ValueError):
    """An expression isn't plainly a straight line in the name."""


def derivative(tree: Tree, name: str, macros: Collection[str]) -> Tree | None:
    """The derivative, where the expression is plainly linear: sums, multiples, fractions and cases.

    Args:
        tree: the expression.
        name: by which it is differentiated.
        macros: names that stand for expressions in it; the derivative of `x` is to be found under the name `MARK x`.

    Returns:
        An expression free of the name; None if the whole doesn't depend on it.

    Raises:
        NotLinearError: for a product of two parts that depend on it, a power, a function, a comparison or a table.
    """
    match tree:
        case Name():
            if tree.name == name:
                return ONE
            return Name(MARK + tree.name) if tree.name in macros else None
        case Unary():
            inner = derivative(tree.operand, name, macros)
            return None if inner is None else Unary(tree.operator, inner)
        case Binary():
            return _of_two(tree, derivative(tree.left, name, macros), derivative(tree.right, name, macros))
        case Call(function="IF"):
            return _of_cases(tree, name, macros)
        case _:
            if any(derivative(part, name, macros) is not None for part in children(tree)):
                raise NotLinearError
            return None


def _of_two(tree: Binary, left: Tree | None, right: Tree | None) -> Tree | None:
    """Of an operation, from the derivatives of its two sides."""
    if left is None and right is None:
        return None
    if tree.operator in ("+", "-"):
        if right is None:
            return left
        if left is None:
            return right if tree.operator == "+" else Unary("-", right)
        return Binary(tree.operator, left, right)
    if tree.operator == "*" and (left is None or right is None):
        return Binary("*", tree.left if left is None else left, tree.right if right is None else right)
    if tree.operator == "/" and left is not None and right is None:
        return Binary("/", left, tree.right)
    raise NotLinearError


def _of_cases(tree: Call, name: str, macros: Collection[str]) -> Tree | None:
    """Of an IF whose condition is free of the name."""
    condition, *cases = tree.arguments
    if derivative(condition, name, macros) is not None:
        raise NotLinearError
    found = [derivative(case, name, macros) for case in cases]
    if all(each is None for each in found):
        return None
    return Call("IF", (condition, *(each or NOUGHT for each in found)))
