"""Two printed readings of a tree: the text that a user would type, and an equation in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping

from costeff.expr.functions import FUNCTIONS
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


_RELATION = {"<=": r"\le", ">=": r"\ge", "<>": r"\ne"}


def to_latex(tree: Tree, names: Mapping[str, str]) -> str:
    """The expression as an equation in LaTeX (math mode, no dollar signs).

    Args:
        tree: a parsed expression.
        names: a symbol in LaTeX for some names; the others are printed upright, as they are.
    """

    def operand(part: Tree, least: int) -> str:
        printed = to_latex(part, names)
        return printed if tightness(part) >= least else rf"\left({printed}\right)"

    match tree:
        case Number():
            return _latex_number(tree.value)
        case Name():
            return names.get(tree.name) or rf"\mathrm{{{_escaped(tree.name)}}}"
        case Text():
            return rf"\mathrm{{{_escaped(tree.value)}}}"
        case Unary():
            inner = operand(tree.operand, needed(tree)[0])
            return rf"{inner}\%" if tree.operator == "%" else f"{tree.operator}{inner}"
        case Binary("/"):
            return rf"\frac{{{to_latex(tree.left, names)}}}{{{to_latex(tree.right, names)}}}"
        case Binary("^"):  # braces hold the exponent; the base is read from the left, as in Excel
            return f"{operand(tree.left, VALUE)}^{{{to_latex(tree.right, names)}}}"
        case Binary():
            left, right = needed(tree)
            sign = r"\cdot" if tree.operator == "*" else _RELATION.get(tree.operator, tree.operator)
            return f"{operand(tree.left, left)} {sign} {operand(tree.right, right)}"
        case Call():
            return _latex_call(tree, names)


def _latex_call(call: Call, names: Mapping[str, str]) -> str:
    printed = [_escaped(a.value) if isinstance(a, Text) else to_latex(a, names) for a in call.arguments]
    template = FUNCTIONS[call.function].latex
    if not template:
        return rf"\operatorname{{{_escaped(call.function.lower())}}}\left({', '.join(printed)}\right)"
    missing = len(FUNCTIONS[call.function].arguments) - len(printed)
    return template.format(*printed, *["0"] * missing, all=", ".join(printed))


def _latex_number(value: float) -> str:
    mantissa, _, exponent = number_text(value).partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def _escaped(name: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", name.replace("\\", r"\backslash ").replace("^", r"\hat{}"))
