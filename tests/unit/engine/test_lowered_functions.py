"""Every operator and function: the fast reading equals the scalar one, and is NaN where that has no value."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from building import formula, model, parameter, settings, state, strategy, table

from costeff.engine import kernel as k
from costeff.engine.functions import FUNCTIONS as LOWERED
from costeff.engine.lower import Lowering, Spot
from costeff.engine.reference_scope import Context, Failure, Reader
from costeff.engine.tape import Tape, compute
from costeff.expr import FUNCTIONS, evaluate
from costeff.model import Model

LAZY = {"IF", "AND", "OR"}
OF_TABLES = {"LOOKUP", "INTERPOLATE", "MORTALITY"}
NAMES = ("a", "b", "c", "d")
EDGES = (0.0, -1.0, 1.0, 2.0, 0.5, -0.5, 1e-9, 3.0)

INTERVAL = [(0.2, 3.0), (0.2, 9.0), (0.0, 5.0), (5.5, 20.0)]
RANGES: dict[str, Sequence[tuple[float, float]]] = {
    "NOT": [(-1, 1)],
    "MIN": [(-9, 9)] * 3,
    "MAX": [(-9, 9)] * 3,
    "EXP": [(-50, 50)],
    "LN": [(-1, 90)],
    "LOG10": [(-1, 9000)],
    "SQRT": [(-1, 90)],
    "ABS": [(-9, 9)],
    "ROUND": [(-900, 900), (-3, 4)],
    "ROUNDUP": [(-900, 900), (-3, 4)],
    "ROUNDDOWN": [(-900, 900), (-3, 4)],
    "INT": [(-9, 9)],
    "MOD": [(-90, 90), (-9, 9)],
    "NORMSDIST": [(-6, 6)],
    "NORMSINV": [(-0.1, 1.1)],
    "RATE_TO_PROB": [(-0.5, 5), (0, 3)],
    "PROB_TO_RATE": [(-0.1, 1.1), (0, 3)],
    "ODDS_SHIFT": [(-0.1, 1.1), (-0.2, 5)],
    "WANE": [(0.1, 2), (0, 9), (1, 4), (3, 8)],
    "WEIBULL_RATE": INTERVAL,
    "LOGLOGISTIC_RATE": INTERVAL,
    "GOMPERTZ_RATE": [(-0.3, 0.3), (0, 0.5), (0, 5), (5.5, 20)],
    "LOGNORMAL_RATE": [(-1, 2), (0.2, 2), (0, 5), (5.5, 20)],
}


def two_readings(text: str, draws: np.ndarray, m: Model | None = None) -> tuple[list[float], list[float]]:
    """The fast reading of an expression over draws of a, b, c and d, and the scalar one with NaN for no value."""
    m = scene() if m is None else m
    tree = formula(text)
    tape = Tape(m.settings.cycles)
    node = Lowering(m, m.strategies[0], tape).node(tree, Spot("A"))
    fast = worked_out(tape, node, draws)
    slow = []
    for row in draws.tolist():
        try:
            slow.append(
                Reader(m, m.strategies[0], dict(zip(NAMES, row, strict=True))).value(tree, Context(cycle=0, state="A"))
            )
        except Failure:
            slow.append(math.nan)
    return fast, slow


def worked_out(tape: Tape, root: int, draws: np.ndarray) -> list[float]:
    """The values of a node at time 0, node by node in the kernel."""
    values: dict[int, np.ndarray] = {}
    for node in range(root + 1):
        if node in tape.inputs:
            values[node] = draws[:, NAMES.index(tape.inputs[node])].copy()
        elif node in tape.constants:
            values[node] = np.full(len(draws), tape.constants[node])
        elif node in tape.clocks:
            values[node] = np.full(len(draws), tape.clocks[node][0])
        else:
            operands = [values[n] for n in tape.args[node]]
            knots = np.array(tape.knots or [0.0])
            values[node] = compute(tape.op[node], operands, tape.extra[node], tape.first_knot.get(node, 0), knots)
    found: list[float] = values[root].tolist()
    return found


def scene() -> Model:
    return model(
        settings=settings(horizon="3 years", reference="s"),
        strategies=(strategy("s"),),
        states=(state("A", 1),),
        parameters=tuple(parameter(name, 0.5, family="normal") for name in NAMES),
        tables=(
            table("bands", "t", [(0, 1.5), (2, "a * 2"), (5, "1 / b")], ["v"]),
            table("fixed", "t", [(-1, 1.5), (2, 7), (5, -3)], ["v"]),
            table("single", "t", [(0, "a")], ["v"]),
            table("open", "age", [(40, 0.01, 0.005), (55, 0.02, 0.01)], ["male", "female"]),
            table("life", "age", [(a, 0.01 + a / 1e4, a / 2e4) for a in range(50, 62)], ["male", "female"]),
        ),
    )


def arguments(name: str, size: int = 300) -> np.ndarray:
    rng = np.random.default_rng(len(name))
    ranges = list(RANGES[name]) + [(0.0, 1.0)] * (4 - len(RANGES[name]))
    values = np.column_stack([rng.uniform(low, high, size) for low, high in ranges])
    edges = rng.choice(EDGES, (200, 4))
    return np.concatenate([values, np.round(values[:100], 1), edges])


def call(name: str) -> str:
    return f"{name}({', '.join(NAMES[: len(RANGES[name])])})"


def assert_same(fast: Sequence[float], slow: Sequence[float], draws: np.ndarray, floor: float = 0.0) -> None:
    for a, b, row in zip(fast, slow, draws.tolist(), strict=True):
        assert math.isfinite(a) == math.isfinite(b), (a, b, row)  # an outcome that isn't finite refuses its draw
        if math.isfinite(a):
            assert a == b or abs(a - b) <= 1e-12 * max(abs(a), abs(b), floor), (a, b, row)


def test_every_function_of_the_language_is_lowered_and_tested() -> None:
    assert set(FUNCTIONS) == set(LOWERED) | LAZY | OF_TABLES
    assert set(LOWERED) == set(RANGES)


@pytest.mark.parametrize("name", sorted(RANGES))
def test_functions(name: str) -> None:
    draws = arguments(name)
    fast, slow = two_readings(call(name), draws)
    assert any(math.isfinite(v) for v in slow)
    # an average hazard is a difference of cumulative hazards: relative to these
    assert_same(fast, slow, draws, floor=1.0 if name.endswith("_RATE") else 0.0)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "^", "=", "<>", "<", "<=", ">", ">="])
def test_operators(operator: str) -> None:
    rng = np.random.default_rng(3)
    draws = np.concatenate([rng.uniform(-5, 5, (300, 4)), rng.choice(EDGES, (300, 4))])
    fast, slow = two_readings(f"a {operator} b", draws)
    assert_same(fast, slow, draws)
    fast, slow = two_readings(f"(a + c) {operator} (b - c)", draws)
    assert_same(fast, slow, draws, floor=1e-3 if operator in "+-" else 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "-a ^ 2",
        "2 ^ 3 ^ a",
        "a% + b%",
        "+a",
        "IF(a > 0, LN(a), b)",
        "IF(a, b)",
        "IF(a > 0, 1, 1 / b)",
        "IF(1 / a > 0, b, b)",
        "AND(a > 0, LN(a) > 0, b)",
        "OR(a <= 0, LN(a) > 0, b)",
        "AND(1 / a, 0)",
        "OR(a)",
        "MIN(a)",
        "MAX(a, b)",
        "(a > b) * 2 + NOT(a) - (a = b)",
        'LOOKUP("bands", "v", c)',
        'LOOKUP("bands", "v", 2)',
        'LOOKUP("bands", "v", 9)',
        'LOOKUP("bands", "v", -1)',
        'LOOKUP("fixed", "v", c)',
        'LOOKUP("life", "male", 56 + c)',
        'LOOKUP("single", "v", c)',
        'INTERPOLATE("bands", "v", c)',
        'INTERPOLATE("bands", "v", 1.5)',
        'INTERPOLATE("bands", "v", 5)',
        'INTERPOLATE("fixed", "v", c)',
        'INTERPOLATE("single", "v", c)',
        'INTERPOLATE("single", "v", 0)',
        'MORTALITY("life", age, d)',
        'MORTALITY("life", 57.25, d)',
        'MORTALITY("life", 62, d)',
        'MORTALITY("life", 49, d)',
        'MORTALITY("life", age * 1e12, d)',
        'MORTALITY("open", 57.25, d)',
        'MORTALITY("open", 1e12, d)',
        "ROUND(a * 100, 0) / 100 + ROUNDUP(b, 2) - ROUNDDOWN(c, 1)",
        "age + years + cycle + months + start_age + cycle_years + horizon_years",
    ],
)
def test_expressions(text: str) -> None:
    rng = np.random.default_rng(7)
    draws = np.concatenate(
        [rng.uniform(-2, 6, (200, 4)), rng.choice(EDGES, (200, 4)), rng.choice((0.0, 2.0, 5.0), (50, 4))]
    )
    fast, slow = two_readings(text, draws)
    assert_same(fast, slow, draws, floor=1e-3)


@pytest.mark.parametrize("name", ["ROUND", "ROUNDUP", "ROUNDDOWN"])
def test_rounding_as_written(name: str) -> None:
    """Halves and whole numbers as decimals write them, where a last bit decides."""
    values = [n / d for d in (1, 2, 4, 10, 100, 1000) for n in range(-60, 61)] + [
        2.675,
        1.005,
        4.35,
        1e15 + 0.5,
        2.0**51,
    ]
    draws = np.array([[v, digits, 0, 0] for v in values for digits in (-2, -1, 0, 1, 2, 3, 2.7, -1.3, 22, 23)])
    fast, slow = two_readings(f"{name}(a, b)", draws)
    assert_same(fast, slow, draws)


def test_logarithms_of_powers_of_ten_are_whole() -> None:
    """Else INT(LOG10(1000)) would be 2."""
    draws = np.array([[10.0**n, 0, 0, 0] for n in range(-22, 23)])
    fast, slow = two_readings("INT(LOG10(a))", draws)
    assert fast == slow == [float(n) for n in range(-22, 23)]


@pytest.mark.parametrize(
    "text",
    [
        "1 / (a * 1E+300)",
        "IF(a * 1E+300 > 0, 1, 2)",
        "MIN(1, a * 1E+300)",
        "1 / (a * 1E+308 + a * 1E+308)",
        "0 * (a - 1E+300 / (b / 1E+300))",
        "EXP(-(a * 1E+300))",
        "MOD(a * 1E+10, 1E-300)",
        "MAX(0, -1E+300 * a)",
    ],
)
def test_overflow_has_no_value(text: str) -> None:
    draws = np.array([[1e9, 1e-9, 0, 0], [1e-300, 1.0, 0, 0]])
    fast, slow = two_readings(text, draws)
    assert math.isnan(slow[0])
    assert_same(fast, slow, draws)


def test_two_readings_are_taken_from_the_two_engines() -> None:
    """The scalar side is the language's own, so that a wrong test would show."""
    scalar: Callable[..., float] | None = FUNCTIONS["ODDS_SHIFT"].scalar
    assert scalar is not None
    fast, slow = two_readings("ODDS_SHIFT(a, b)", np.array([[0.2, 3.0, 0, 0]]))
    assert slow == [scalar(0.2, 3.0)]
    assert fast == pytest.approx([3 / 7])
    assert evaluate(formula("ODDS_SHIFT(0.2, 3)").tree, None) == scalar(0.2, 3.0)  # type: ignore[arg-type]
    assert k.LANES == 128
