"""From the text of a cell to a frozen tree, or to one placed problem in a spreadsheet user's words."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from costeff.errors import Problem, Where
from costeff.errors.expressions import (
    EmptyExpression,
    ExpressionError,
    ExpressionTooLong,
    LeadingEquals,
    NameNotQuoted,
    NestedTooDeep,
    NumberTooLarge,
    TextInArithmetic,
    UnknownFunction,
    WrongArity,
)
from costeff.expr.diagnosis import bad_brackets, bad_characters, diagnose
from costeff.expr.functions import FAMILIAR, FUNCTIONS, TEXTS, Function
from costeff.expr.grammar import GRAMMAR
from costeff.expr.names import nearest
from costeff.expr.tree import Binary, Call, Formula, Name, Number, Span, Text, Tree, Unary, children, walk

LONGEST = 8192
"""Characters of an expression, as of a formula in Excel."""

DEEPEST = 64
"""Parentheses within parentheses, as in Excel."""

OPERATIONS = 150
"""Operations on one path of the tree, such as the terms of `a + b + ...`; far below Python's own limit."""


def parse(where: Where) -> Formula:
    """Reads the expression of a cell.

    Args:
        where: the cell; its `text` is read.

    Returns:
        The tree, with every part's place in the text.

    Raises:
        ExpressionError: with the one problem that stands first.
    """
    problem = _before(where)
    if problem is not None:
        raise ExpressionError(problem)
    try:
        tree: Tree = _parser().parse(where.text)  # type: ignore[assignment]  # the transformer makes the tree
    except UnexpectedInput as error:
        raise ExpressionError(diagnose(where, error)) from None
    problem = _after(where, tree)
    if problem is not None:
        raise ExpressionError(problem)
    return Formula(tree=tree, where=where)


def _before(where: Where) -> Problem | None:
    """What is wrong with the text before it is parsed."""
    text = where.text
    if len(text) > LONGEST:
        return ExpressionTooLong(where=where, span=(LONGEST, LONGEST + 1), length=len(text), limit=LONGEST)
    bare = text.strip()
    if not bare:
        return EmptyExpression(where=where)
    if bare.startswith("="):
        start = text.index("=")
        return LeadingEquals(where=where, span=(start, start + 1))
    return bad_characters(where) or bad_brackets(where, DEEPEST)


def _after(where: Where, tree: Tree) -> Problem | None:
    """What is wrong with a tree that the grammar allows."""
    too_deep = _too_deep(tree)
    if too_deep is not None:
        return NestedTooDeep(where=where, span=too_deep.span, what="operations in a row", limit=OPERATIONS)
    if isinstance(tree, Text):
        return TextInArithmetic(where=where, span=tree.span, text=tree.value)
    for node in walk(tree):
        match node:
            case Number() if not math.isfinite(node.value):
                return NumberTooLarge(where=where, span=node.span, number=where.text[slice(*node.span)])
            case Call():
                problem = _call(where, node)
                if problem is not None:
                    return problem
            case Unary() | Binary():
                for child in children(node):
                    if isinstance(child, Text):
                        return TextInArithmetic(where=where, span=child.span, text=child.value)
            case _:
                pass
    return None


def _too_deep(tree: Tree) -> Tree | None:
    """A node deeper than allowed, found without recursion."""
    stack = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        if depth > OPERATIONS:
            return node
        stack.extend((child, depth + 1) for child in children(node))
    return None


def _call(where: Where, call: Call) -> Problem | None:
    """Whether the function exists and its arguments are of the right number and kind."""
    function = FUNCTIONS.get(call.function)
    start = call.span[0]
    if function is None:
        written = where.text[start : start + len(call.function)]
        instead = FAMILIAR.get(call.function, "")
        similar = () if instead else nearest(call.function, FUNCTIONS)
        span = (start, start + len(written))
        return UnknownFunction(where=where, span=span, name=written, nearest=similar, instead=instead)
    given = len(call.arguments)
    if not function.least <= given <= function.most:
        return WrongArity(
            where=where,
            span=call.span,
            function=function.name,
            given=given,
            least=function.least,
            most=function.most,
            signature=function.signature,
        )
    return next(filter(None, (_argument(where, function, k, a) for k, a in enumerate(call.arguments))), None)


def _argument(where: Where, function: Function, position: int, argument: Tree) -> Problem | None:
    kind = function.kind(position)
    if kind in TEXTS and not isinstance(argument, Text):
        return NameNotQuoted(
            where=where, span=argument.span, function=function.name, argument=kind, signature=function.signature
        )
    if kind == "number" and isinstance(argument, Text):
        return TextInArithmetic(where=where, span=argument.span, text=argument.value)
    return None


def _span(token: Token) -> Span:
    return token.start_pos or 0, token.end_pos or 0


@v_args(inline=True)
class _Builder(Transformer[Token, Tree]):
    """Makes the tree bottom up while the text is parsed, so that no recursion is needed."""

    def start(self, tree: Tree) -> Tree:
        return tree

    def number(self, token: Token) -> Tree:
        return Number(float(token), _span(token))

    def name(self, token: Token) -> Tree:
        if token.upper() in ("TRUE", "FALSE"):
            return Number(float(token.upper() == "TRUE"), _span(token))
        return Name(str(token), _span(token))

    def text(self, token: Token) -> Tree:
        return Text(token[1:-1].replace('""', '"'), _span(token))

    def parenthesis(self, opening: Token, tree: Tree, closing: Token) -> Tree:
        return replace(tree, span=(_span(opening)[0], _span(closing)[1]))

    def call(self, function: Token, opening: Token, *rest: Tree | Token | None) -> Tree:
        arguments = tuple(r for r in rest[:-1] if r is not None and not isinstance(r, Token))
        closing = rest[-1]
        stop = _span(closing)[1] if isinstance(closing, Token) else _span(opening)[1]
        return Call(function.upper(), arguments, (_span(function)[0], stop))

    def sign(self, operator: Token, operand: Tree) -> Tree:
        return Unary(str(operator), operand, (_span(operator)[0], operand.span[1]))

    def percent(self, operand: Tree, operator: Token) -> Tree:
        return Unary("%", operand, (operand.span[0], _span(operator)[1]))

    def binary(self, left: Tree, operator: Token, right: Tree) -> Tree:
        return Binary(str(operator), left, right, (left.span[0], right.span[1]))


@cache
def _parser() -> Lark:
    """The parser, made at the first expression (some 20 ms)."""
    return Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=False)
