import math
import operator
import re

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from costeff.errors import Where
from costeff.errors.expressions import ExpressionError
from costeff.expr import (
    FUNCTIONS,
    Binary,
    Call,
    Fault,
    Name,
    Number,
    Text,
    Unary,
    equation,
    evaluate,
    is_name,
    parse,
    to_excel,
    to_text,
    walk,
)


def read(text):
    return parse(Where(book="b.xlsx", sheet="Variables", cell="B3", text=text)).tree


class Numbers:
    def __init__(self, values=None):
        self.values = values or {}

    def value(self, name):
        return self.values[name]


# A chain is written down as it is typed: [operand, operator, operand, ...], an operand being (signs, inner, percents).
_LEVELS = (("^",), ("*", "/"), ("+", "-"), ("=", "<>", "<", "<=", ">", ">="))
_APPLY = {
    "^": operator.pow, "*": operator.mul, "/": operator.truediv, "+": operator.add, "-": operator.sub,
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def chains(inner):
    operand = st.tuples(st.text("+-", max_size=2), inner, st.text("%", max_size=2))
    arithmetic = st.lists(st.tuples(st.sampled_from("^*/+-"), operand), max_size=4)
    side = st.tuples(operand, arithmetic).map(lambda s: [s[0], *(x for pair in s[1] for x in pair)])
    compared = st.tuples(side, st.sampled_from(_LEVELS[-1]), side).map(lambda s: [*s[0], s[1], *s[2]])
    return side | compared


CHAINS = chains(st.recursive(st.integers(0, 9), chains, max_leaves=12))


def typed(chain):
    def operand(signs, inner, percents):
        return signs + (str(inner) if isinstance(inner, int) else f"({typed(inner)})") + percents

    return "".join(part if isinstance(part, str) else operand(*part) for part in chain)


def by_hand(chain):
    """Excel's rules, one level after the other, left to right."""
    parts = []
    for part in chain:
        if isinstance(part, str):
            parts.append(part)
            continue
        signs, inner, percents = part
        value = float(inner) if isinstance(inner, int) else by_hand(inner)
        for _ in percents:
            value = value / 100
        parts.append(-value if signs.count("-") % 2 else value)
    for level in _LEVELS:
        k = 1
        while k < len(parts):
            if parts[k] in level:
                value = _APPLY[parts[k]](parts[k - 1], parts[k + 1])
                assume(isinstance(value, bool | float) and math.isfinite(value))
                parts[k - 1 : k + 2] = [float(value)]
            else:
                k += 2
    return parts[0]


@given(CHAINS)
def test_precedence_is_excels(chain):
    try:
        expected = by_hand(chain)
    except (ZeroDivisionError, OverflowError):
        with pytest.raises(Fault):
            evaluate(read(typed(chain)), Numbers())
        return
    assert evaluate(read(typed(chain)), Numbers()) == expected


NAMES = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_.]{0,5}", fullmatch=True).filter(is_name)
NUMBERS = st.floats(0, 1e300, allow_nan=False).map(Number)
LEAVES = NUMBERS | NAMES.map(Name)
SCALARS = [f for f in FUNCTIONS.values() if f.kind(0) == "number"]


def larger(trees):
    calls = st.sampled_from(SCALARS).flatmap(
        lambda f: st.lists(trees, min_size=f.least, max_size=min(f.most, f.least + 2)).map(
            lambda arguments: Call(f.name, tuple(arguments))
        )
    )
    texts = st.text("ab \"'(,", max_size=4).map(Text)
    lookups = st.builds(lambda t, c, k: Call("LOOKUP", (t, c, k)), texts, texts, trees)
    return (
        st.builds(Unary, st.sampled_from("+-%"), trees)
        | st.builds(Binary, st.sampled_from(["+", "-", "*", "/", "^", "=", "<>", "<", "<=", ">", ">="]), trees, trees)
        | calls
        | lookups
    )


TREES = st.recursive(LEAVES, larger, max_leaves=20)


@given(TREES)
def test_text_reads_back_as_the_same_tree(tree):
    assert read(to_text(tree)) == tree


@given(TREES)
def test_spans_nest_and_quote_names(tree):
    text = to_text(tree)
    again = read(text)
    for node in walk(again):
        start, stop = node.span
        assert 0 <= start < stop <= len(text)
        if isinstance(node, Name):
            assert text[start:stop] == node.name


@given(TREES)
def test_every_tree_can_be_printed(tree):
    assert equation(tree)


@given(st.text(max_size=60) | st.text('0123456789.,;()+-*/^%<>="abIF \n', max_size=60))
def test_any_text_is_a_tree_or_a_placed_problem(text):
    where = Where(book="b.xlsx", sheet="Variables", cell="B3", text=text)
    try:
        formula = parse(where)
    except ExpressionError as error:
        problem = error.problem
        assert problem.where == where
        assert problem.span is None or 0 <= problem.span[0] < problem.span[1] <= len(text)
        assert problem.found()
        problem.advice()
        problem.as_dict()
    else:
        assert parse(Where(text=to_text(formula.tree))).tree == formula.tree


@given(TREES)
def test_evaluation_ends_in_a_finite_number_or_a_fault(tree):
    assume(not any(isinstance(node, Call) and node.function == "LOOKUP" for node in walk(tree)))
    scope = Numbers({node.name: 0.5 for node in walk(tree) if isinstance(node, Name)})
    try:
        assert math.isfinite(evaluate(tree, scope))
    except Fault:
        return


UNIT = st.floats(0.01, 0.99)
ARGUMENTS = {
    "RATE_TO_PROB": (UNIT, UNIT), "PROB_TO_RATE": (UNIT, UNIT), "ODDS_SHIFT": (UNIT, UNIT),
    "WANE": (UNIT, st.floats(0, 6), st.just(2.0), st.just(5.0)),
    "WEIBULL_RATE": (st.floats(0.3, 3), st.floats(1, 9), st.floats(0, 5), st.just(6.0)),
    "GOMPERTZ_RATE": (st.just(0.0) | st.floats(0.001, 0.5), UNIT, st.floats(0, 5), st.just(6.0)),
    "LOGLOGISTIC_RATE": (st.floats(0.3, 3), st.floats(1, 9), st.floats(0, 5), st.just(6.0)),
    "LOGNORMAL_RATE": (st.floats(-1, 2), st.floats(0.3, 2), st.floats(0, 5), st.just(6.0)),
    "AND": (st.integers(0, 1), st.integers(0, 1)), "OR": (st.integers(0, 1), st.integers(0, 1)),
    "IF": (st.integers(0, 1), UNIT),
}  # fmt: skip


@pytest.mark.parametrize("name", ARGUMENTS)
@given(data=st.data())
def test_the_excel_expansion_has_the_same_value(name, data):
    values = {f"x{k}": float(data.draw(s)) for k, s in enumerate(ARGUMENTS[name])}
    tree = Call(name, tuple(Name(x) for x in values))
    excel = re.sub(r"\bN\(", "(", to_excel(tree, {x: x for x in values}))
    scope = Numbers(values)
    assert evaluate(read(excel), scope) == pytest.approx(evaluate(tree, scope), rel=1e-6, abs=1e-12)
