"""The frozen tree of an expression: what a cell says, parsed once and read three ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from costeff.errors import Where

Span = tuple[int, int]
"""Start and end of a part within the text of its cell."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; TRUE and FALSE are 1 and 0."""

    value: float
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text: the name of a table or of a column."""

    value: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, variable, column, setting, mark or clock."""

    name: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `+x` or `x%`, with `operator` one of `-`, `+`, `%`."""

    operator: str
    operand: Tree
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`, with `operator` one of `+ - * / ^ = <> < <= > >=`."""

    operator: str
    left: Tree
    right: Tree
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language; `function` is its name in capitals."""

    function: str
    arguments: tuple[Tree, ...]
    span: Span = field(default=(0, 0), compare=False)


Tree = Number | Text | Name | Unary | Binary | Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """An expression with the cell it was read from."""

    tree: Tree
    where: Where

    @property
    def text(self) -> str:
        """The expression as the user wrote it."""
        return self.where.text


def children(tree: Tree) -> tuple[Tree, ...]:
    """The parts directly below a node, left to right."""
    match tree:
        case Unary():
            return (tree.operand,)
        case Binary():
            return (tree.left, tree.right)
        case Call():
            return tree.arguments
        case _:
            return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Every node of the tree, the root first; without recursion, so that depth can't overflow."""
    stack: list[Tree] = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def names(tree: Tree) -> frozenset[str]:
    """The names that the expression mentions."""
    return frozenset(node.name for node in walk(tree) if isinstance(node, Name))
