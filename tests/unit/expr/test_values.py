import math

import pytest
from scipy import stats
from scopes import Values, read, worth

from costeff.errors import Where
from costeff.expr import FUNCTIONS, Fault, compile_closure, evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("MIN(3, 1, 2)", 1),
        ("MAX(3, 1, 2)", 3),
        ("EXP(1)", math.e),
        ("LN(EXP(2))", 2),
        ("LOG10(1000)", 3),
        ("SQRT(2)^2", 2),
        ("ABS(-3)", 3),
        ("ROUND(2.675, 2)", 2.68),
        ("ROUND(-2.5, 0)", -3),
        ("ROUND(1.005, 2)", 1.01),
        ("ROUND(0.285, 2)", 0.29),
        ("ROUND(1234.5, -2)", 1200),
        ("ROUND(1250, -2)", 1300),
        ("ROUND(2.5, 0.9)", 3),
        ("ROUND(123456789012345678, 3)", 123456789012345678),
        ("ROUNDUP(2.0000001, 0)", 3),
        ("ROUNDUP(1.1 * 100, 0)", 110),
        ("ROUNDUP(-1.21, 1)", -1.3),
        ("ROUNDUP(-0.1 * 3, 1)", -0.3),
        ("ROUNDDOWN(0.29 * 100, 0)", 29),
        ("ROUNDDOWN(-2.9, 0)", -2),
        ("INT(-2.5)", -3),
        ("INT(2.9)", 2),
        ("MOD(7, 3)", 1),
        ("MOD(-1, 3)", 2),
        ("MOD(1, -3)", -2),
        ("MOD(6, 12)", 6),
        ("NORMSDIST(1.96)", 0.9750021048517795),
        ("NORMSINV(0.975)", 1.959963984540054),
        ("NOT(0) + NOT(3)", 1),
        ("AND(1, 2, 3)", 1),
        ("OR(0, 0)", 0),
        ("IF(0, 1)", 0),
        ("0^0", 1),
        ("(-2)^3", -8),
        ("(-2)^-1", -0.5),
        ("RATE_TO_PROB(0.2, 2)", 1 - math.exp(-0.4)),
        ("RATE_TO_PROB(1E-20, 1)", 1e-20),
        ("PROB_TO_RATE(0.5, 2)", math.log(2) / 2),
        ("PROB_TO_RATE(1E-20, 1)", 1e-20),
        ("ODDS_SHIFT(0.5, 3)", 0.75),
        ("ODDS_SHIFT(1, 2)", 1),
        ("WANE(0.6, 2, 3, 5)", 0.6),
        ("WANE(0.6, 3, 3, 5)", 0.6),
        ("WANE(0.6, 4, 3, 5)", 0.8),
        ("WANE(0.6, 5, 3, 5)", 1),
        ("WANE(0.6, 4, 3, 3)", 1),
        ("GOMPERTZ_RATE(0, 0.3, 1, 2)", 0.3),
    ],
)
def test_functions(text, value):
    assert worth(text) == pytest.approx(value, rel=3e-15, abs=0)


SURVIVAL = {
    "WEIBULL_RATE(1.3, 4, {0}, {1})": lambda t: stats.weibull_min(1.3, scale=4).logsf(t),
    "WEIBULL_RATE(0.7, 4, {0}, {1})": lambda t: stats.weibull_min(0.7, scale=4).logsf(t),
    "LOGLOGISTIC_RATE(1.8, 3, {0}, {1})": lambda t: stats.fisk(1.8, scale=3).logsf(t),
    "LOGNORMAL_RATE(0.5, 1.2, {0}, {1})": lambda t: stats.lognorm(1.2, scale=math.exp(0.5)).logsf(t),
    "GOMPERTZ_RATE(0.09, 0.01, {0}, {1})": lambda t: stats.gompertz(0.01 / 0.09, scale=1 / 0.09).logsf(t),
    "GOMPERTZ_RATE(-0.2, 0.3, {0}, {1})": lambda t: 0.3 / 0.2 * math.expm1(-0.2 * t),
}


@pytest.mark.parametrize("text", SURVIVAL)
@pytest.mark.parametrize(("start", "stop"), [(0, 1 / 12), (2, 3), (20, 20.5)])
def test_average_hazards_are_those_of_the_survival_functions(text, start, stop):
    log_survival = SURVIVAL[text]
    expected = (float(log_survival(start)) - float(log_survival(stop))) / (stop - start)
    assert worth(text.format(start, stop)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1 + 2 / zero", (4, 12)),
        ("LN(zero)", (0, 8)),
        ("1 - LOG10(-1)", (4, 13)),
        ("SQRT(-1)", (0, 8)),
        ("(-8)^(1/3)", (0, 10)),
        ("zero^-1", (0, 7)),
        ("9^9^9^9", (0, 7)),
        ("1E308 * 10", (0, 10)),
        ("-1E308 - 1E308", (0, 14)),
        ("1 / (1E308 * 10)", (4, 16)),
        ("EXP(1000)", (0, 9)),
        ("MOD(1, zero)", (0, 12)),
        ("NORMSINV(1)", (0, 11)),
        ("PROB_TO_RATE(1, 1)", (0, 18)),
        ("PROB_TO_RATE(-0.1, 1)", (0, 21)),
        ("PROB_TO_RATE(0.1, 0)", (0, 20)),
        ("RATE_TO_PROB(-1, 1)", (0, 19)),
        ("ODDS_SHIFT(1.1, 2)", (0, 18)),
        ("ODDS_SHIFT(1, 0)", (0, 16)),
        ("WANE(0.5, 1, 3, 2)", (0, 18)),
        ("WEIBULL_RATE(1, 2, 3, 3)", (0, 24)),
        ("WEIBULL_RATE(-1, 2, 3, 4)", (0, 25)),
        ("GOMPERTZ_RATE(900, 1, 0, 1)", (0, 27)),
        ("LOGNORMAL_RATE(0, 0.01, 5, 6)", (0, 29)),
        ("ROUND(1, 30)", (0, 12)),
        ("2 * missing", (4, 11)),
        ("2 * nan", (4, 7)),
        ('1 + LOOKUP("t", "c", -1)', (4, 24)),
    ],
)
def test_faults_are_placed(text, span):
    with pytest.raises(Fault) as caught:
        worth(text, zero=0, nan=math.nan)
    assert (caught.value.span, caught.value.where) == (span, None)
    assert caught.value.reason


@pytest.mark.parametrize(
    ("text", "value", "asked"),
    [
        ("IF(a, b, 1/0)", 5, ["a", "b"]),
        ("IF(NOT(a), 1/0, b)", 5, ["a", "b"]),
        ("AND(a, zero, 1/0)", 0, ["a", "zero"]),
        ("OR(zero, a, 1/0)", 1, ["zero", "a"]),
        ("AND(zero, missing < 24)", 0, ["zero"]),
        ("IF(a > 2, LN(zero), b)", 5, ["a", "b"]),
    ],
)
def test_what_isn_t_needed_isn_t_calculated(text, value, asked):
    scope = Values(a=1, b=5, zero=0)
    assert evaluate(read(text).tree, scope) == value
    assert scope.asked == asked


def test_tables_are_asked_of_the_scope():
    scope = Values(age=60, s=0.4)
    text = 'LOOKUP("life", "q", age + 1) + INTERPOLATE("u", "v", 2) + MORTALITY("life", age, s)'
    assert evaluate(read(text).tree, scope) == 610 + 200 + 60.4
    assert scope.asked == ["age", ("life", "q", 61), ("u", "v", 2), "age", "s", ("life", 60, 0.4)]


def test_a_fault_of_a_macro_falls_on_its_name_unless_it_knows_its_cell():
    cell = Where(sheet="Variables", cell="B9", text="1/0")

    class Macro(Values):
        def value(self, name):
            fault = Fault("division by 0", (0, 3))
            raise fault.placed(cell) if name == "placed" else fault

    for name, span, where in (("other", (4, 9), None), ("placed", (0, 3), cell)):
        with pytest.raises(Fault) as caught:
            evaluate(read(f"1 + {name}").tree, Macro())
        assert (caught.value.span, caught.value.where) == (span, where)
    assert Fault("x", (0, 1)).placed(cell).placed(Where()).where == cell


def test_equal_trees_at_different_places_keep_their_own_spans():
    for text, span in (("1/zero", (0, 6)), ("  1/zero", (2, 8))):
        with pytest.raises(Fault) as caught:
            worth(text, zero=0)
        assert caught.value.span == span


def test_a_compiled_tree_is_read_again_and_again():
    reading = compile_closure(read("IF(x > 2, x^2, -x)").tree)
    assert [reading(Values(x=x)) for x in (1, 2, 3)] == [-1, -2, 9]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_row_that_says_all(name):
    function = FUNCTIONS[name]
    assert function.name == name == name.upper()
    assert function.meaning
    assert 1 <= function.least <= function.most
    assert function.signature.startswith(f"{name}(")


def test_names_within_names_without_end_are_a_fault():
    tree = read("x + 1").tree

    class Endless(Values):
        def value(self, name):
            return evaluate(tree, self)

    with pytest.raises(Fault):
        evaluate(tree, Endless())
