from fuzzing_texts import judge_expression
from hypothesis import given, settings
from hypothesis import strategies as st

from costeff.expr import FUNCTIONS

NAMES = st.sampled_from(
    ["age", "cycle", "p", "x.y", "hr_death", "A1", "\u00e9", "_", "nan", "inf", "e5", "TRUE", "false"]
)
NUMBERS = st.sampled_from(["0", "1", "0.5", ".5", "5.", "1e308", "1e309", "1E-400", "9" * 400, "007", "1_000", "1,5"])
SIGNS = st.sampled_from(
    ["+", "-", "*", "/", "^", "%", "=", "<>", "<=", ">=", "<", ">", "==", "!=", "&", "**", "\u2212", "\u00d7", "|", ":"]
)
CALLED = st.sampled_from([*FUNCTIONS, "sum", "VLOOKUP", "if", "Min", "EXEC", "__import__", "Sheet1!A1"])
SPACES = st.sampled_from(["", "", " ", "\n", "\u00a0", "\u200b"])
TEXTS = st.sampled_from(['"lifetable"', '""', '"a""b"', "'x'", '"open', "\u201cx\u201d", '"\x00"'])


def grammatical(inner):
    arguments = st.lists(inner, max_size=5).map(lambda given: ",".join(given))
    return (
        st.tuples(inner, SPACES, SIGNS, SPACES, inner).map("".join)
        | st.tuples(SIGNS, inner).map("".join)
        | inner.map(lambda text: f"({text})")
        | inner.map(lambda text: f"{text}%")
        | st.tuples(CALLED, SPACES, arguments).map(lambda c: f"{c[0]}{c[1]}({c[2]})")
    )


PIECES = NAMES | NUMBERS | TEXTS
EXPRESSIONS = st.recursive(PIECES, grammatical, max_leaves=25)
SOUP = st.lists(PIECES | SIGNS | CALLED | SPACES | st.sampled_from("()[]{};,.'\"\\@#$~`\t"), max_size=40).map("".join)
DEEP = st.builds(
    lambda opening, closing, depth, more: opening * depth + "1" + closing * (depth + more),
    st.sampled_from(["(", "-", "+", "ABS(", "IF(1,", "1+", "1^", "2*(", "-(", "NOT(", '"', "%"]),
    st.sampled_from(["", ")", "%", "+1", "^2", "=1", ")*2"]),
    st.integers(0, 1_500),
    st.integers(-2, 2),
)


@settings(deadline=None, derandomize=True, max_examples=400)
@given(EXPRESSIONS)
def test_an_expression_is_read_in_every_way_or_refused_with_its_place(text):
    judge_expression(text)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(SOUP | st.text(max_size=80))
def test_garbage_is_refused_with_its_place(text):
    judge_expression(text)


@settings(deadline=None, derandomize=True, max_examples=80)
@given(DEEP)
def test_depth_is_refused_with_its_place(text):
    judge_expression(text)


def test_some_of_these_texts_are_expressions():
    assert judge_expression("IF(age>=65,MIN(p,hr_death)^-0.5%,1E-400)")
    assert not judge_expression("(" * 65 + "1" + ")" * 65)
