"""The text of a tree, as a user would type it."""

from __future__ import annotations

from costeff.expr.tree import Binary, Call, Name, Number, Text, Tree, Unary

COMPARISON, SUM, PRODUCT, POWER, SIGN, PERCENT, VALUE = range(1, 8)
"""How tightly a node holds together, the larger the tighter, as in the grammar."""

_BINARY = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}


def tightness(tree: Tree) -> int:
    """How tightly the outermost operation of a tree binds."""
    match tree:
        case Binary():
            return _BINARY.get(tree.operator, COMPARISON)
        case Unary():
            return PERCENT if tree.operator == "%" else SIGN
        case _:
            return VALUE


def needed(tree: Binary | Unary) -> tuple[int, ...]:
    """How tightly each operand has to bind to stand without parentheses, left to right."""
    if isinstance(tree, Unary):
        return (PERCENT if tree.operator == "%" else SIGN,)
    own = tightness(tree)
    return (SUM, SUM) if own == COMPARISON else (own, own + 1)


def number_text(value: float) -> str:
    """A number in its shortest exact form, as the grammar reads it."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def to_text(tree: Tree) -> str:
    """The expression as one would type it, with no needless parentheses; it parses to the same tree."""

    def operand(part: Tree, least: int) -> str:
        return to_text(part) if tightness(part) >= least else f"({to_text(part)})"

    match tree:
        case Number():
            return number_text(tree.value)
        case Name():
            return tree.name
        case Text():
            doubled = tree.value.replace('"', '""')
            return f'"{doubled}"'
        case Unary():
            inner = operand(tree.operand, needed(tree)[0])
            return f"{inner}%" if tree.operator == "%" else f"{tree.operator}{inner}"
        case Binary():
            left, right = needed(tree)
            tight = tree.operator == "^"
            sign = tree.operator if tight else f" {tree.operator} "
            return f"{operand(tree.left, left)}{sign}{operand(tree.right, right)}"
        case Call():
            return f"{tree.function}({', '.join(to_text(a) for a in tree.arguments)})"
