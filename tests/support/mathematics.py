"""Reads printed LaTeX mathematics as a mathematician does, and works it out: the second road to an equation's value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

_TOKEN = re.compile(
    r"\\begin\{(?:cases|aligned)\}|\\end\{(?:cases|aligned|array)\}|\\begin\{array\}\{ll\}|\\text\{(?:[^{}\\]|\\.)*\}"
    r"|\\operatorname\{\w+\}|\\left\\lfloor|\\right\\rfloor|\\left\\?[^a-zA-Z]|\\right\\?[^a-zA-Z]|\\\\|\\%|\\[a-zA-Z]+"
    r"|\d+\.?\d*|[-+/^=<>(){}\[\],&|e]"
)
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    r"\min": min,
    r"\max": max,
    r"\exp": math.exp,
    r"\ln": math.log,
    r"\log_{10}": math.log10,
    r"\operatorname{mod}": lambda a, b: a - b * math.floor(a / b),
    r"\text{odds shift}": lambda p, o: p * o / (1 - p + p * o),
}
_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    r"\le": lambda a, b: a <= b,
    r"\ge": lambda a, b: a >= b,
    r"\ne": lambda a, b: a != b,
}


def worked_out(latex: str, names: Mapping[str, float]) -> float:
    """The value of printed mathematics: signs bind looser than products, powers from the right, as on paper."""
    joined = latex.replace(r"\log_{10}", r"\log").replace(r"\quad ", "")
    joined = joined.removeprefix(r"\begin{aligned} & ").removesuffix(r" \end{aligned}")
    if joined != latex:
        joined = _unbroken(joined)
    rest = re.sub(_TOKEN, "", joined)
    assert not rest.strip(), f"not understood: {rest!r} in {latex}"
    reader = _Reader(_TOKEN.findall(joined), names)
    value = reader.disjunction()
    assert reader.next == "", f"left over: {reader.tokens[reader.at :]} in {latex}"
    return value()


def _unbroken(latex: str) -> str:
    r"""The lines of `aligned` in one; those of a brace within it stay."""
    depth, found, at = 0, "", 0
    while at < len(latex):
        for mark, step in ((r"\begin{", 1), (r"\end{", -1)):
            if latex.startswith(mark, at):
                depth += step
        if not depth and latex.startswith(r"\\ & ", at):
            at += 5
            continue
        found += latex[at]
        at += 1
    return found


Lazy = Callable[[], float]


class _Reader:
    """Values are worked out when asked for, so that a branch not taken does no harm."""

    def __init__(self, tokens: list[str], names: Mapping[str, float]) -> None:
        self.tokens, self.names, self.at = tokens, names, 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.next
        assert not expected or token == expected, f"{token!r} where {expected!r} should be"
        self.at += 1
        return token

    def disjunction(self) -> Lazy:
        parts = [self.conjunction()]
        while self.next == r"\text{ or }":
            self.take()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else lambda: float(any(part() != 0 for part in parts))

    def conjunction(self) -> Lazy:
        parts = [self.negation()]
        while self.next == r"\text{ and }":
            self.take()
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda: float(all(part() != 0 for part in parts))

    def negation(self) -> Lazy:
        if self.next == r"\text{not }":
            self.take()
            inner = self.negation()
            return lambda: float(inner() == 0)
        return self.relation()

    def relation(self) -> Lazy:
        left = self.sum()
        if self.next not in _RELATIONS:
            return left
        holds = _RELATIONS[self.take()]
        right = self.sum()
        return lambda: float(holds(left(), right()))

    def sum(self) -> Lazy:
        sign = self.take() if self.next in ("-", "+") else "+"
        first = self.product()
        value = first if sign == "+" else (lambda: -first())
        while self.next in ("-", "+"):
            value = self._added(value, self.take(), self.product())
        return value

    def _added(self, left: Lazy, sign: str, right: Lazy) -> Lazy:
        return (lambda: left() + right()) if sign == "+" else (lambda: left() - right())

    def product(self) -> Lazy:
        value = self.power()
        while self.next in (r"\times", "/"):
            value = self._multiplied(value, self.take(), self.power())
        return value

    def _multiplied(self, left: Lazy, sign: str, right: Lazy) -> Lazy:
        return (lambda: left() * right()) if sign == r"\times" else (lambda: left() / right())

    def power(self) -> Lazy:
        base = self.atom()
        while self.next == r"\%":
            self.take()
            base = (lambda whole: lambda: whole() / 100)(base)
        if self.next != "^":
            return base
        self.take()
        exponent = self.braced()
        return lambda: math.pow(base(), exponent())

    def braced(self) -> Lazy:
        self.take("{")
        value = self.disjunction()
        self.take("}")
        return value

    def atom(self) -> Lazy:
        token = self.take()
        if token in (r"\frac", r"\dfrac"):
            above, below = self.braced(), self.braced()
            return lambda: above() / below()
        if token == r"\sqrt":
            return (lambda inner: lambda: math.sqrt(inner()))(self.braced())
        if token == r"\left\{":
            self.take(r"\begin{array}{ll}")
            value = self.rows(r"\end{array}")
            self.take(r"\right\}")
            return value
        if token == r"\begin{cases}":
            return self.rows(r"\end{cases}")
        if token in ("(", "[", r"\left(", r"\left["):
            value = self.disjunction()
            self.take({"(": ")", "[": "]", r"\left(": r"\right)", r"\left[": r"\right]"}[token])
            return value
        if token in (r"\left|", r"\left\lfloor"):
            value = self.disjunction()
            self.take(r"\right|" if token == r"\left|" else r"\right\rfloor")
            return (lambda: abs(value())) if token == r"\left|" else (lambda: float(math.floor(value())))
        token = r"\log_{10}" if token == r"\log" else token
        if token in _FUNCTIONS:
            return self.called(_FUNCTIONS[token])
        if token == "e":
            return lambda: math.e
        if token.startswith(r"\text{"):
            name = re.sub(r"\\(.)", r"\1", token[6:-1])
            return lambda: self.names[name]
        number = float(token)
        return lambda: number

    def called(self, function: Callable[..., float]) -> Lazy:
        end = {"(": ")", r"\left(": r"\right)"}[self.take()]
        arguments = [self.disjunction()]
        while self.next == ",":
            self.take()
            arguments.append(self.disjunction())
        self.take(end)
        return lambda: function(*(argument() for argument in arguments))

    def rows(self, end: str) -> Lazy:
        r"""Lines `value & if condition`, either of which may go on in further lines, joined here by their columns."""
        columns: list[tuple[list[str], list[str]]] = [([], [])]
        side, depth = 0, 0
        while not (self.next == end and not depth):
            token = self.take()
            depth += token.startswith(r"\begin") - token.startswith(r"\end")
            if token == "&" and not depth:
                side = 1
            elif token == r"\\" and not depth:
                side = 0
                if self._starts_anew():
                    columns.append(([], []))
            else:
                columns[-1][side].append(token)
        self.take(end)
        return self._branches(columns)

    def _starts_anew(self) -> bool:
        """Whether the line that begins here has a condition of its own."""
        depth, k = 0, self.at
        while depth or self.tokens[k] != "&":
            depth += self.tokens[k].startswith(r"\begin") - self.tokens[k].startswith(r"\end")
            k += 1
        return self.tokens[k + 1] in (r"\text{if }", r"\text{else if }", r"\text{otherwise}")

    def _branches(self, columns: list[tuple[list[str], list[str]]]) -> Lazy:
        found = []
        for value, when in columns:
            condition = ["1"] if when[0] == r"\text{otherwise}" else when[1:]
            found.append((_whole(condition, self.names), _whole(value, self.names)))
        return lambda: next(value() for held, value in found if held() != 0)


def _whole(tokens: list[str], names: Mapping[str, float]) -> Lazy:
    reader = _Reader(tokens, names)
    value = reader.disjunction()
    assert reader.next == ""
    return value
