r"""The printed reading of a tree: mathematics in LaTeX, which pandoc turns into Word, MathML and typst.

It keeps to what all three take: names and words in `\text`, `cases`, `array` and, for several lines, `aligned`. What a
reader has to know beside mathematics: a condition in square brackets is 1 where it holds and 0 elsewhere; in a
brace the first line whose condition holds applies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from costeff.expr.arranged import branches, is_condition, meant, settled
from costeff.expr.functions import FUNCTIONS, TEXTS
from costeff.expr.printed import number_text
from costeff.expr.tree import Binary, Call, Name, Number, Text, Tree, Unary

WIDTH = 70
"""Characters on a line before an equation is broken."""

WHOLE, WORDS, NEGATION, RELATION, SUM, SIGN, PRODUCT, FRACTION, POWER, VALUE = range(10)
"""How tightly a printed piece holds together, the larger the tighter.

As in mathematics, not as in Excel: a sign binds looser than a product.
"""

_RELATIONS = {"<=": r"\le", ">=": r"\ge", "<>": r"\ne"}
_QUAD, _ROW = r"\quad ", r" \\ "
_LEAST, _BEYOND = 34, 20
"""Characters that a value and a condition in a brace may always have, and by which their line, in which no name
stands before the sign, may be longer than another."""
_SHORT = 24
"""Characters of an exponent up to which `e` carries it raised; a longer one stands in `exp(...)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A part of an equation that stands on one line, or a line of one that doesn't."""

    latex: str
    width: int
    level: int = VALUE
    indent: int = 0


_NOTHING, _OPEN, _OPEN_CONDITION, _COMMA, _NOT = (
    _Piece(latex=latex, width=width) for latex, width in (("", 0), ("(", 1), ("[", 1), (",", 2), (r"\text{not }", 4))
)


def equation(tree: Tree, *, name: str = "", symbols: Mapping[str, str] | None = None, width: int = WIDTH) -> str:
    """The expression as mathematics in LaTeX, without dollar signs.

    Args:
        tree: a parsed expression.
        name: what it is the value of, printed before an equals sign; empty for none.
        symbols: a symbol in LaTeX for some names; the others are printed upright, as they are.
        width: characters, about, on a line before the equation is broken over several.

    Returns:
        One line, or several in `aligned`.
    """
    printer = _Printer(symbols=symbols or {})
    left = "" if not name else f"{printer.name(name).latex} = "
    lines = printer.lines(tree, width, condition=True)
    if len(lines) == 1:
        return left + lines[0].latex
    first = f"{left.removesuffix('= ')}& = " if left else "& "
    rows = [first + lines[0].latex]
    rows += ["& " + _QUAD * (1 + line.indent) + line.latex for line in lines[1:]]
    return r"\begin{aligned} " + _ROW.join(rows) + r" \end{aligned}"


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints trees, in one line or in several.

    A tree that stands for a number but is a condition is printed in square brackets; `condition` says where a
    condition is expected. `inline` prints fractions with a slash, as in an exponent.
    """

    symbols: Mapping[str, str]

    def name(self, name: str) -> _Piece:
        symbol = self.symbols.get(name)
        return _Piece(latex=symbol or words(name), width=1 if symbol else len(name))

    # On one line.

    def flat(self, tree: Tree, *, condition: bool = False, inline: bool = False) -> _Piece:
        piece = self._flat(tree, inline)
        if is_condition(tree):
            return piece if condition else _fenced(piece, "[", "]")
        return piece

    def _flat(self, tree: Tree, inline: bool) -> _Piece:
        match tree:
            case Number():
                return _number(tree.value)
            case Name():
                return self.name(tree.name)
            case Text():
                return _Piece(latex=words(tree.value), width=len(tree.value))
            case Unary("%"):
                return _join(self._operand(tree.operand, VALUE, inline), _Piece(latex=r"\%", width=1), level=POWER)
            case Unary():
                return _join(_mark(tree.operator), self._operand(tree.operand, PRODUCT, inline), level=SIGN)
            case Binary():
                return self._binary(settled(tree), inline)
            case Call():
                return self._call(tree, inline)

    def _operand(self, tree: Tree, least: int, inline: bool = False) -> _Piece:
        piece = self.flat(tree, inline=inline)
        return piece if piece.level >= least else _fenced(piece)

    def _binary(self, tree: Binary | Unary, inline: bool) -> _Piece:
        match tree:
            case Unary():
                return self._flat(tree, inline)
            case Binary("/") if not inline:
                above, below = self.flat(tree.left), self.flat(tree.right)
                latex = rf"\dfrac{{{above.latex}}}{{{below.latex}}}"
                return _Piece(latex=latex, width=max(above.width, below.width), level=FRACTION)
            case Binary("^"):
                base = self._operand(tree.left, VALUE, inline)
                exponent = self.flat(tree.right, inline=True)
                latex = f"{base.latex}^{{{exponent.latex}}}"
                return _Piece(latex=latex, width=base.width + exponent.width, level=POWER)
        left, right, level = _least(tree)
        parts = (self._operand(tree.left, left, inline), _mark(tree.operator), self._operand(tree.right, right, inline))
        return _join(*parts, level=level, apart=True)

    def _call(self, call: Call, inline: bool) -> _Piece:
        formula = meant(call)
        if formula is not None:
            return self.flat(formula, condition=is_condition(call), inline=inline)
        match call.function:
            case "IF":
                return self._cases(call, 10 * WIDTH)
            case "AND" | "OR":
                parts = [self._condition(a) for a in call.arguments]
                return _join(*_between(parts, _word(call.function)), level=WORDS)
            case "NOT":
                return _join(_NOT, self._condition(call.arguments[0]), level=NEGATION)
            case "EXP":
                return self._exponential(call)
            case "SQRT":
                inner = self.flat(call.arguments[0])
                return _Piece(latex=rf"\sqrt{{{inner.latex}}}", width=inner.width + 1)
            case "ABS":
                return _fenced(self.flat(call.arguments[0]), "|", "|")
            case "INT":
                return _fenced(self.flat(call.arguments[0]), r"\lfloor ", r"\rfloor ")
        head, arguments = _head(call)
        inner = _join(*_between([self.flat(a) for a in arguments], replace(_COMMA, latex=", ")))
        return _join(head, _fenced(inner))

    def _exponential(self, call: Call) -> _Piece:
        """`e` with a short exponent raised, `exp` with a long one, or a brace, in parentheses."""
        inner = self.flat(call.arguments[0], inline=True)
        if inner.width <= _SHORT and inner.level != WHOLE:
            return _Piece(latex=f"e^{{{inner.latex}}}", width=1 + inner.width, level=POWER)
        return _join(_head(call)[0], _fenced(_join(self.flat(call.arguments[0]))))

    def _condition(self, tree: Tree, least: int = NEGATION) -> _Piece:
        """A part of AND, OR, NOT, or of IF: what is no condition holds where it isn't 0."""
        piece = self.flat(tree, condition=True)
        if not is_condition(tree) and not isinstance(tree, Name | Number):
            unlike = _Piece(latex=r" \ne 0", width=4)
            return _join(self._operand(tree, SUM), unlike, level=RELATION)
        return piece if piece.level >= least else _fenced(piece)

    # On several lines.

    def lines(self, tree: Tree, room: int, *, condition: bool = False) -> list[_Piece]:
        """A tree on as few lines as hold it, broken before signs, at commas and at words."""
        flat = self.flat(tree, condition=condition)
        tree = meant(tree) or tree if isinstance(tree, Call) else tree
        if isinstance(tree, Call) and tree.function == "IF":
            return [self._cases(tree, room)]
        if flat.width <= room:
            return [flat]
        if is_condition(tree) and not condition:
            return _around(_OPEN_CONDITION, self.lines(tree, room - 1, condition=True), "]", VALUE)
        match tree:
            case Unary(operator) if operator != "%":
                return _around(_mark(operator), self._group(tree.operand, PRODUCT, room - 1), "", SIGN)
            case Binary("^"):
                exponent = self.flat(tree.right, inline=True)
                return _around(_NOTHING, self._group(tree.left, VALUE, room), f"^{{{exponent.latex}}}", POWER)
            case Binary():
                return self._chain(settled(tree), room)
            case Call():
                return self._long_call(tree, room)
        return [flat]

    def _group(self, tree: Tree, least: int, room: int) -> list[_Piece]:
        """A tree on several lines, in parentheses if it needs them."""
        lines = self.lines(tree, room - 1)
        if lines[0].level >= least:
            return lines
        return [_fenced(lines[0])] if len(lines) == 1 else _around(_OPEN, lines, ")", VALUE)

    def _chain(self, tree: Binary | Unary, room: int) -> list[_Piece]:
        """Both sides of an operator, the second on a line of its own unless there is room."""
        if isinstance(tree, Unary):
            return self.lines(tree, room)
        left, right, level = _least(tree)
        before = self._group(tree.left, left, room)
        mark = replace(_mark(tree.operator), latex=f"{_mark(tree.operator).latex} ", width=2)
        after = _around(mark, self._group(tree.right, right, room - 2), "", level)
        return [replace(piece, level=level) for piece in _filled(before, after, room)]

    def _long_call(self, call: Call, room: int) -> list[_Piece]:
        match call.function:
            case "AND" | "OR":
                parts = [self._condition_lines(a, room - 4) for a in call.arguments]
                head, join, level = _NOTHING, _word(call.function), WORDS
            case "NOT":
                parts = [self._condition_lines(call.arguments[0], room - 4)]
                head, join, level = _NOT, _NOTHING, NEGATION
            case "SQRT":
                return _around(_OPEN, self.lines(call.arguments[0], room - 1), ")^{1/2}", POWER)
            case _:
                head, arguments = _head(call)
                parts = [self.lines(a, room - head.width - 2) for a in arguments]
                head = replace(head, latex=f"{head.latex}(", width=head.width + 1)
                join, level = _NOTHING, VALUE
        found = parts[0]
        for part in parts[1:]:
            if level == VALUE:  # a comma ends a line, a word begins one
                found = [*found[:-1], _join(found[-1], _COMMA)]
            found = _filled(found, _around(join, part, "", level), room)
        return _around(head, found, ")" if level == VALUE else "", level)

    def _condition_lines(self, tree: Tree, room: int, least: int = NEGATION) -> list[_Piece]:
        """A part of AND, OR, NOT, or of IF, on as many lines as it needs."""
        flat = self._condition(tree, least)
        if flat.width <= room or not is_condition(tree):
            return [flat]
        lines = self.lines(tree, room - 2, condition=True)
        return lines if lines[0].level >= least else _around(_OPEN, lines, ")", VALUE)

    def _cases(self, call: Call, room: int) -> _Piece:
        """IF, and the IFs in its parts, as lines of which the first that holds applies."""
        cases = list(branches(call, ()))
        whole = max(min(room, WIDTH) + _BEYOND, 2 * _LEAST)
        longest = max(self.flat(value).width for _, value in cases)
        whens = [self._when(given, k, max(whole - longest - 12, _LEAST)) for k, (given, _) in enumerate(cases)]
        broad = max(line.width for when in whens for line in when) + 4
        printed: list[str] = []
        widest = 0
        for when, (_, value) in zip(whens, cases, strict=True):
            lines = self.lines(value, max(whole - broad, _LEAST))
            widest = max(widest, max(line.width for line in lines) + broad)
            for row, (left, right) in enumerate(zip_longest(lines, when, fillvalue=_NOTHING)):
                indent = _QUAD if row else ""
                printed.append(f"{indent * bool(left.latex)}{left.latex} & {indent * bool(right.latex)}{right.latex}")
        latex = r"\begin{cases} " + _ROW.join(printed) + r" \end{cases}"
        return _Piece(latex=latex, width=widest, level=WHOLE)

    def _when(self, given: tuple[Tree, ...], number: int, room: int) -> list[_Piece]:
        """When a line of a brace applies."""
        if not given:
            return [_Piece(latex=r"\text{otherwise}", width=9)]
        joined = given[0] if len(given) == 1 else Call("AND", given)
        word = _Piece(latex=r"\text{else if }" if number else r"\text{if }", width=8 if number else 3)
        return _around(word, self._condition_lines(joined, room, WORDS), "", VALUE)


def words(text: str) -> str:
    """A name or a word of the workbook, upright, with what LaTeX would read as commands made harmless."""
    plain = text.replace("\\", "∖").replace("^", "ˆ").replace("~", "∼")
    return r"\text{" + re.sub(r"([#$%&_{}])", r"\\\1", plain) + "}"


def _least(tree: Binary) -> tuple[int, int, int]:
    """How tightly the sides of an operator have to hold to stand without parentheses, and it itself."""
    match tree.operator:
        case "+" | "-":
            return SUM, PRODUCT, SUM
        case "*":
            return PRODUCT, FRACTION, PRODUCT
        case "/":
            return PRODUCT, POWER, PRODUCT
        case _:
            return SUM, SUM, RELATION


def _mark(operator: str) -> _Piece:
    """An operator as printed."""
    latex = {"*": r"\times", **_RELATIONS}.get(operator, operator)
    return _Piece(latex=latex, width=1)


def _word(function: str) -> _Piece:
    """AND or OR between its parts."""
    return _Piece(latex=rf" \text{{ {function.lower()} }} ", width=len(function) + 2)


def _head(call: Call) -> tuple[_Piece, Sequence[Tree]]:
    """What stands before the parentheses of a function, and what stands in them."""
    function = FUNCTIONS[call.function]
    quoted = [a.value for a in call.arguments if isinstance(a, Text)]
    arguments = [a for a in call.arguments if not isinstance(a, Text)]
    names = dict(zip((kind for kind in function.arguments if kind in TEXTS), quoted, strict=False))
    latex = function.latex or rf"\operatorname{{{call.function.lower()}}}"
    for kind, value in names.items():
        latex = latex.replace(f"<{kind}>", words(value))
    return _Piece(latex=latex, width=max(4, *(len(value) for value in (*quoted, "")))), arguments


def _number(value: float) -> _Piece:
    """A number in its shortest exact form; one with a sign, or a power of ten, holds together like a product."""
    mantissa, _, exponent = number_text(value).partition("e")
    latex = rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa
    level = SIGN if value < 0 else PRODUCT if exponent else VALUE
    return _Piece(latex=latex, width=len(mantissa) + 3 * bool(exponent), level=level)


def _fenced(piece: _Piece, left: str = "(", right: str = ")") -> _Piece:
    """A piece between brackets that grow with it; a brace for cases, which have one already."""
    if piece.level == WHOLE and left == "(":
        inner = piece.latex.removeprefix(r"\begin{cases}").removesuffix(r"\end{cases}")
        latex = rf"\left\{{ \begin{{array}}{{ll}}{inner}\end{{array}} \right\}}"
    else:
        latex = rf"\left{left}{piece.latex}\right{right}"
    return _Piece(latex=latex, width=piece.width + 2)


def _join(*pieces: _Piece, level: int = VALUE, apart: bool = False) -> _Piece:
    """Pieces side by side; the first one's indent."""
    latex = (" " if apart else "").join(piece.latex for piece in pieces)
    width = sum(piece.width for piece in pieces) + 2 * apart
    return _Piece(latex=latex, width=width, level=level, indent=pieces[0].indent if pieces else 0)


def _between(pieces: Sequence[_Piece], separator: _Piece) -> list[_Piece]:
    """Pieces with a separator between each two."""
    found: list[_Piece] = []
    for piece in pieces:
        found += [separator, piece] if found else [piece]
    return found


def _around(before: _Piece, lines: Sequence[_Piece], after: str, level: int) -> list[_Piece]:
    """Lines with something before the first and after the last; brackets that reach over lines don't grow."""
    found = [replace(line, level=level) for line in lines]
    found[0] = replace(found[0], latex=before.latex + found[0].latex, width=before.width + found[0].width)
    found[-1] = replace(found[-1], latex=found[-1].latex + after, width=found[-1].width + len(after))
    if before.latex.endswith(("(", "[")):
        found[1:] = [replace(line, indent=line.indent + 1) for line in found[1:]]
    return found


def _filled(lines: Sequence[_Piece], more: Sequence[_Piece], room: int) -> list[_Piece]:
    """Lines followed by further ones, the first of these on the last of those if there is room."""
    last = lines[-1]
    if last.width + more[0].width + 2 <= room:
        return [*lines[:-1], _join(last, more[0], apart=True), *more[1:]]
    return [*lines, *more]
