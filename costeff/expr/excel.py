"""The Excel reading of a tree: a formula over given cells, in functions that every Excel and LibreOffice has."""

from __future__ import annotations

from collections.abc import Mapping

from costeff.expr.functions import FUNCTIONS, TEXTS
from costeff.expr.printed import SUM, VALUE, needed, number_text, tightness
from costeff.expr.tree import Binary, Call, Name, Number, Text, Tree, Unary

_CONDITIONS = {"IF": 1, "AND": 255, "OR": 255, "NOT": 255}
"""How many of the first arguments are conditions, where Excel's TRUE and FALSE need not become numbers."""

_MORTALITY = "((({2})*{S_male}*{h_male}+(1-({2}))*{S_female}*{h_female})/(({2})*{S_male}+(1-({2}))*{S_female}))"
_HAZARD = "-LN(1-INDEX({q},MATCH({1},{keys},1)))"
_SURVIVAL = (
    "EXP(SUMPRODUCT(LN(1-{q}*({q}<1)),"
    "(({1}<{to})*{1}+({1}>={to})*{to}>({start}>{keys})*{start}+({start}<={keys})*{keys})"
    "*(({1}<{to})*{1}+({1}>={to})*{to}-({start}>{keys})*{start}-({start}<={keys})*{keys})))"
)


def to_excel(tree: Tree, cells: Mapping[str, str]) -> str:
    """The expression as an Excel formula, without the leading `=`.

    Conditions become numbers by `N(...)` where they are calculated with, since Excel's TRUE is not equal to 1.

    Args:
        tree: a parsed expression.
        cells: for each name a cell address, or a formula in parentheses; for a table `life` the range of its keys as
            `life!`, of a column `q` as `life!q`, and for MORTALITY the range of the rows' ends as `life!to` (the next
            key; in the last row the age at which the table ends) and the cell of `start_age`.

    Returns:
        The formula. It has the same value as `evaluate` wherever that has one, save for `0^0`, which Excel refuses.

    Raises:
        KeyError: for a name or range that `cells` doesn't give.
    """
    return _number(tree, cells)


def _number(tree: Tree, cells: Mapping[str, str]) -> str:
    """A formula that is worth a number, also where the tree is a condition."""
    formula = _formula(tree, cells)
    return f"N({formula})" if _is_condition(tree) else formula


def _is_condition(tree: Tree) -> bool:
    match tree:
        case Binary():
            return tightness(tree) < SUM
        case Call():
            return tree.function in ("AND", "OR", "NOT")
        case _:
            return False


def _formula(tree: Tree, cells: Mapping[str, str]) -> str:
    match tree:
        case Number():
            return number_text(tree.value).replace("e", "E")
        case Name():
            return cells[tree.name]
        case Text():
            doubled = tree.value.replace('"', '""')
            return f'"{doubled}"'
        case Unary():
            inner = _operand(tree.operand, needed(tree)[0], cells)
            return f"{inner}%" if tree.operator == "%" else f"{tree.operator}{inner}"
        case Binary():
            left, right = needed(tree)
            return f"{_operand(tree.left, left, cells)}{tree.operator}{_operand(tree.right, right, cells)}"
        case Call():
            return _call(tree, cells)


def _operand(tree: Tree, least: int, cells: Mapping[str, str]) -> str:
    formula = _number(tree, cells)
    return formula if _is_condition(tree) or tightness(tree) >= least else f"({formula})"


def _call(call: Call, cells: Mapping[str, str]) -> str:
    template = FUNCTIONS[call.function].excel
    if call.function == "MORTALITY":
        return _mortality(call, cells)
    if not template:
        conditions = _CONDITIONS.get(call.function, 0)
        written = [_formula(a, cells) if k < conditions else _number(a, cells) for k, a in enumerate(call.arguments)]
        if call.function == "IF" and len(written) == 2:
            written.append("0")  # Excel's own default is FALSE
        return f"{call.function}({','.join(written)})"
    written = [_operand(a, VALUE, cells) for a in call.arguments]
    if FUNCTIONS[call.function].kind(0) not in TEXTS:
        return template.format(*written)
    table, column = _text(call.arguments[0]), _text(call.arguments[1])
    return template.format(*written, keys=cells[f"{table}!"], values=cells[f"{table}!{column}"])


def _mortality(call: Call, cells: Mapping[str, str]) -> str:
    table = _text(call.arguments[0])
    age, share = (_operand(a, VALUE, cells) for a in call.arguments[1:])
    ranges = {"keys": cells[f"{table}!"], "to": cells[f"{table}!to"], "start": cells["start_age"]}
    parts = {}
    for sex in ("male", "female"):
        q = cells[f"{table}!{sex}"]
        parts[f"h_{sex}"] = f"({_HAZARD.format('', age, q=q, **ranges)})"
        parts[f"S_{sex}"] = _SURVIVAL.format("", age, q=q, **ranges)
    return _MORTALITY.format("", age, share, **parts)


def _text(tree: Tree) -> str:
    if not isinstance(tree, Text):
        raise TypeError("a table or column stands in quotes")
    return tree.value
