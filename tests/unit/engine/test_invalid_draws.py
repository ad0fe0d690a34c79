from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from building import arrow, check, mark, model, parameter, payoff, settings, state, strategy, table, variable

from costeff.engine import execute, sizes
from costeff.errors import DrawError, Problem, Where, WorkbookError
from costeff.errors.rows import (
    BrokenPromise,
    DroppedDraws,
    MustNotVary,
    NoValue,
    OutsideRange,
    RatesAndProbabilities,
    RowExceedsOne,
    SeveralRests,
    StartShares,
    TooManyMicroStates,
    WeightsTooShort,
)
from costeff.model import Arrow, Draws, Model


def small(*arrows: Arrow, **parts: object) -> Model:
    """Three states and a parameter x, drawn; the arrows are the test's."""
    chosen: dict[str, object] = {
        "settings": settings(horizon="5 years", reference="a"),
        "strategies": (strategy("a", drug=0), strategy("b", drug=1)),
        "states": (state("A", 1), state("B"), state("D", alive=False)),
        "parameters": (replace(parameter("x", 0.2), family="normal"),),
        "arrows": arrows,
        "payoffs": (payoff("cost", "care", "in", "A B", 100), payoff("utility", "life", "in", "A B", 1)),
    }
    return model(**(chosen | parts))


def draws(*x: float) -> Draws:
    return Draws(ids=("x",), values=np.array(x, dtype=float).reshape(-1, 1), index=np.arange(len(x)))


def problems(m: Model, d: Draws) -> tuple[Problem, ...]:
    with pytest.raises(DrawError) as caught:
        execute(m, d, threads=1)
    return caught.value.problems


def only(m: Model, d: Draws) -> Problem:
    found = problems(m, d)
    assert len(found) == 1, [p.found() for p in found]
    return found[0]


def in_cell(a: Arrow, cell: str) -> Arrow:
    """The arrow with its expression in a cell of its own."""
    assert a.formula is not None
    return replace(a, formula=replace(a.formula, where=replace(a.formula.where, cell=cell)))


def test_a_row_over_1_in_some_draws_names_draw_cycle_state_and_cells() -> None:
    m = small(
        in_cell(arrow("ab", "A", "B", "probability", "0.1 + IF(cycle >= 2, x, 0)"), "F7"),
        in_cell(arrow("ad", "A", "D", "probability", "0.5"), "F9"),
    )
    execute(m, draws(0.1, 0.4), threads=1)
    problem = only(m, draws(0.1, 0.3, 0.41, 0.2))
    assert isinstance(problem, RowExceedsOne)
    assert (problem.draw, problem.cycle, problem.state, problem.what) == (3, 2, "A", "probabilities")
    assert problem.total == pytest.approx(1.01)
    assert (problem.where.sheet, problem.where.cell) == ("Transitions", "F9, F7") or problem.where.cell == "F7, F9"
    assert dict(problem.parts) == pytest.approx({"ab": 0.51, "ad": 0.5})


def test_the_number_of_a_selected_draw_is_its_own() -> None:
    m = small(arrow("ab", "A", "B", "probability", "x"))
    problem = only(m, draws(0.1, 0.2, 0.3, 1.4, 0.5).select(np.array([0, 3])))
    assert problem.draw == 4


def test_the_base_case_has_no_draw_number() -> None:
    assert only(small(arrow("ab", "A", "B", "probability", "x")), draws(1.2)).draw is None


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
@pytest.mark.parametrize(
    ("a", "x", "allowed"),
    [
        (arrow("ab", "A", "B", "rate", "x", "year"), -0.2, "0 or more"),
        (arrow("ab", "A", "B", "probability", "x"), -0.2, "between 0 and 1"),
        (arrow("ab", "A", "B", "probability", "x"), 1.2, "between 0 and 1"),
        (arrow("ab", "A", "B", "probability", "x", "2 years"), -0.2, "between 0 and 1"),
        (arrow("ab", "A", "B", "probability", "x", "2 years"), 1.2, "between 0 and 1"),
        (arrow("ab", "A", "B", "share", "x"), -0.2, "between 0 and 1"),
        (arrow("ab", "A", "B", "share", "x"), 1.2, "between 0 and 1"),
    ],
)
def test_values_outside_their_range(a: Arrow, x: float, allowed: str, correction: str) -> None:
    m = small(in_cell(a, "F3")).with_settings(correction=correction)
    execute(m, draws(0.0, 0.5), threads=1)
    problem = only(m, draws(0.2, x))
    assert isinstance(problem, OutsideRange)
    assert (problem.draw, problem.value, problem.allowed, problem.where.cell) == (2, x, allowed, "F3")


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
def test_a_negative_rate_that_balances_another_is_refused(correction: str) -> None:
    m = small(arrow("ab", "A", "B", "rate", "x", "year"), arrow("ad", "A", "D", "rate", "-x", "year"))
    assert isinstance(only(m.with_settings(correction=correction), draws(0.3)), OutsideRange)


@pytest.mark.parametrize("kind", ["rate", "probability"])
@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
def test_a_negative_value_is_refused_where_members_move_with_their_memories(kind: str, correction: str) -> None:
    """They are shifted place by place, without their flow being asked for."""
    m = small(
        arrow("ab", "A", "B", kind, "IF(cycle > 1, x, 0)", "year"),
        arrow("ad", "A", "D", kind, "0.2", "year"),
        arrow("ba", "B", "A", kind, "0.1 / (1 + cycles_since_m)", "year", when="m"),
        marks=(mark("m", 1, "4 cycles"),),
    ).with_settings(correction=correction)
    execute(m, draws(0.1), threads=1)
    problem = only(m, draws(-0.05))
    assert isinstance(problem, OutsideRange)
    assert problem.place == 'in cycle 2 of "A"'


@pytest.mark.parametrize(
    ("text", "x", "reason"),
    [
        ("1 / x", 0.0, "division by 0"),
        ("LN(x)", 0.0, "logarithm"),
        ("LOG10(x)", -1.0, "logarithm"),
        ("SQRT(x)", -1.0, "square root"),
        ("x ^ 0.5", -1.0, "power"),
        ("x ^ -1", 0.0, "power"),
        ("EXP(x)", 800.0, "too large"),
        ("MOD(1, x)", 0.0, "division by 0"),
        ("NORMSINV(x)", 1.0, "NORMSINV"),
        ("PROB_TO_RATE(x, 1)", 1.0, "PROB_TO_RATE"),
        ("RATE_TO_PROB(x, 1)", -1.0, "RATE_TO_PROB"),
        ("ODDS_SHIFT(x, 2)", 1.5, "ODDS_SHIFT"),
        ("WEIBULL_RATE(x, 1, 0, 1)", 0.0, "WEIBULL_RATE"),
        ("WANE(0.5, cycle, x, 1)", 2.0, "WANE"),
        ('LOOKUP("t", "v", x)', -0.5, "outside table"),
        ('INTERPOLATE("t", "v", x)', 9.0, "outside table"),
    ],
)
@pytest.mark.parametrize("where", ["arrow", "when", "payoff", "start", "check"])
def test_an_expression_without_value(text: str, x: float, reason: str, where: str) -> None:
    quiet = f"IF({text} > -1E+300, 0.1, 0.2)"
    parts: dict[str, object] = {"tables": (table("t", "k", [(0, 0.1), (1, 0.2), (5, 0.3)], ["v"]),)}
    ab = arrow(
        "ab", "A", "B", "probability", quiet if where == "arrow" else "0.1", when=quiet if where == "when" else ""
    )
    if where == "payoff":
        parts["payoffs"] = (payoff("cost", "care", "in", "B", text),)
    if where == "start":
        parts["states"] = (state("A", f"1 - 0 * ({text})"), state("B"), state("D", alive=False))
    if where == "check":
        parts["checks"] = (check("fine", quiet),)
    m = small(ab, **parts)
    execute(m, draws(0.4), threads=1)
    problem = only(m, draws(0.4, x))
    assert isinstance(problem, NoValue)
    assert reason in problem.reason
    assert problem.draw == 2


def test_a_life_table_that_ends_too_early() -> None:
    life = table("life", "age", [(a, 0.01, 0.01) for a in range(40, 53)], ["male", "female"])
    for text in ('MORTALITY("life", age, 0.5)', 'LOOKUP("life", "male", age)'):
        problem = only(small(arrow("ad", "A", "D", "rate", text, "year"), tables=(life,)), draws(0.1))
        assert isinstance(problem, NoValue)
        assert "53" in problem.reason
        assert problem.place == 'in cycle 3 of "A"'


def test_the_age_of_mortality_by_a_mark_that_is_not_set() -> None:
    life = table("life", "age", [(a, 0.01, 0.01) for a in range(40, 90)], ["male", "female"])
    m = small(
        arrow("ad", "A", "D", "rate", 'MORTALITY("life", start_age + years_since_m, 0.5)', "year"),
        marks=(mark("m", 0.5, "3 cycles"),),
        tables=(life,),
    )
    assert isinstance(only(m, draws(0.1)), NoValue)


def test_mortality_of_nobody_is_no_value() -> None:
    life = table("life", "age", [(a, 0.01, 0.01) for a in range(40, 90)], ["male", "female"])
    m = small(arrow("ad", "A", "D", "rate", 'MORTALITY("life", age, x) * 0', "year"), tables=(life,))
    execute(m, draws(0.5), threads=1)
    skewed = table("life", "age", [(a, 0.5, 0.0) for a in range(40, 90)], ["male", "female"])
    m = small(arrow("ad", "A", "D", "rate", 'MORTALITY("life", age, x)', "year"), tables=(skewed,))
    problem = only(m, draws(2.0))
    assert isinstance(problem, NoValue | OutsideRange)


def test_a_mark_that_is_not_set_has_no_clock() -> None:
    m = small(
        arrow("ab", "A", "B", "rate", "0.1", "year", when="cycles_since_m < 2"),
        marks=(mark("m", "x", "3 cycles"),),
    )
    problem = only(m, draws(0.5))
    assert isinstance(problem, NoValue)
    assert "not set" in problem.reason
    guarded = arrow("ab", "A", "B", "rate", "0.1", "year", when="AND(m, cycles_since_m < 2)")
    execute(replace(m, arrows=(guarded,)), draws(0.5), threads=1)
    execute(m, draws(1.0), threads=1)  # everybody has it


def test_a_rate_of_zero_does_not_hide_a_condition_without_value() -> None:
    m = small(arrow("ab", "A", "B", "rate", 0, "year", when="cycles_since_m < 2"), marks=(mark("m", 0.5, "3 cycles"),))
    assert isinstance(only(m, draws(0.5)), NoValue)


def test_a_state_without_memory_has_no_clock() -> None:
    m = small(arrow("ab", "A", "B", "rate", "0.1 * cycles_in_state", "year"))
    problem = only(m, draws(0.5))
    assert isinstance(problem, NoValue)
    assert "no memory" in problem.reason


def test_a_blank_column_is_told_where_it_is_needed() -> None:
    states = (state("A", 1), state("B", k=1), state("D", alive=False))
    m = small(arrow("ab", "A B", "D", "rate", "0.1 * k", "year"), states=states)
    problem = only(m, draws(0.5))
    assert isinstance(problem, NoValue)
    assert '"k" is blank for A' in problem.reason


def test_a_broken_promise() -> None:
    m = small(arrow("ab", "A", "B", "rate", "x", "year"), checks=(check("small", "x * (1 + drug) < 0.5"),))
    execute(m, draws(0.2), threads=1)
    problem = only(m, draws(0.2, 0.3))
    assert isinstance(problem, BrokenPromise)
    assert (problem.check, problem.draw, problem.strategy) == ("small", 2, "b")


def test_start_shares_that_do_not_sum_to_1() -> None:
    states = (state("A", "0.9"), state("B", "x"), state("D", alive=False))
    m = small(states=states)
    execute(m, draws(0.1), threads=1)
    problem = only(m, draws(0.1, 0.2))
    assert isinstance(problem, StartShares)
    assert problem.total == pytest.approx(1.1)
    assert problem.draw == 2


def test_a_negative_start_share() -> None:
    m = small(states=(state("A", "1 - x"), state("B", "x"), state("D", alive=False)))
    problem = only(m, draws(0.1, -0.2))
    assert isinstance(problem, OutsideRange)


@pytest.mark.parametrize("x", [-0.2, 1.2])
def test_the_start_share_of_a_mark_outside_its_range(x: float) -> None:
    m = small(arrow("ab", "A", "B", "rate", "IF(m, 0.1, 0.2)", "year"), marks=(mark("m", "x"),))
    execute(m, draws(0.0, 1.0), threads=1)
    problem = only(m, draws(0.3, x))
    assert isinstance(problem, OutsideRange)
    assert problem.where.sheet == "Marks"
    assert problem.draw == 2


def test_start_shares_are_not_read_for_marks_that_nobody_has() -> None:
    m = small(
        arrow("ab", "A", "B", "rate", "IF(m, 0.1, 0.2)", "year"),
        marks=(mark("m", "x"), mark("n", "IF(m, 0.1 / x, 0)")),
        states=(state("A", "IF(m, 1 - 0.1 / x, 1)"), state("B", "IF(m, 0.1 / x, 0)"), state("D", alive=False)),
    )
    found = execute(m, draws(0.0, 0.5), threads=1)
    assert np.isfinite(found.of("cost")).all()


def test_rates_and_probabilities_in_one_row() -> None:
    m = small(
        arrow("ab", "A", "B", "rate", "0.1", "year"),
        arrow("ad", "A", "D", "probability", "0.1", when="AND(drug, cycle = 1, x > 0.5)"),
    )
    execute(m, draws(0.2), threads=1)
    problem = only(m, draws(0.2, 0.7))
    assert isinstance(problem, RatesAndProbabilities)
    assert (problem.strategy, problem.state, problem.draw) == ("b", "A", 2)


@pytest.mark.parametrize("zero", ["0", "x * 0", "drug * 0"])
def test_a_rate_of_zero_in_force_still_is_a_rate(zero: str) -> None:
    m = small(arrow("ab", "A", "B", "rate", zero, "year"), arrow("ad", "A", "D", "probability", "0.1"))
    assert isinstance(only(m, draws(0.2)), RatesAndProbabilities)


def test_several_rests_in_force() -> None:
    m = small(
        arrow("ab", "A", "B", "rest", when="cycle >= 1"),
        arrow("ad", "A", "D", "rest", when="AND(cycle >= 3, x > 0.5)"),
        arrow("ba", "B", "A", "share", 1),
    )
    execute(m, draws(0.2), threads=1)
    problem = only(m, draws(0.7))
    assert isinstance(problem, SeveralRests)
    assert (problem.cycle, problem.state, set(problem.arrows)) == (3, "A", {"ab", "ad"})


def test_shares_over_1() -> None:
    m = small(arrow("ab", "A", "B", "share", "0.7"), arrow("ad", "A", "D", "share", "x"))
    execute(m, draws(0.3), threads=1)
    problem = only(m, draws(0.31))
    assert isinstance(problem, RowExceedsOne)
    assert problem.what == "shares"


def test_a_row_that_nobody_is_in_is_not_checked() -> None:
    m = small(
        arrow("ab", "A", "B", "probability", "x"),
        arrow("bd", "B", "D", "probability", "1.5"),
        arrow("ba", "B", "A", "probability", "1 / 0"),
    )
    found = execute(m, draws(0.0), threads=1)
    assert found.of("life_years", discounted=False)[0] == pytest.approx([5.0, 5.0])
    assert isinstance(only(m, draws(0.0, 1e-12)), OutsideRange | NoValue)


def test_a_payoff_of_a_state_that_nobody_is_in_is_not_read() -> None:
    m = small(arrow("ab", "A", "B", "probability", "x"), payoffs=(payoff("cost", "care", "in", "B", "1 / 0"),))
    assert execute(m, draws(0.0), threads=1).of("cost")[0] == pytest.approx([0.0, 0.0])
    assert isinstance(only(m, draws(0.1)), NoValue)


def test_one_problem_for_a_cause_in_many_draws_and_strategies() -> None:
    assert only(small(arrow("ab", "A", "B", "probability", "x")), draws(*np.linspace(0.5, 1.5, 300))).draw == 151


def test_problems_of_different_causes_are_told_together() -> None:
    m = small(
        in_cell(arrow("ab", "A", "B", "probability", "IF(drug, x, 0.1)"), "F2"),
        in_cell(arrow("bd", "B", "D", "probability", "IF(drug, 0.1, 2 * x)"), "F3"),
    )
    assert {p.where.cell for p in problems(m, draws(1.2))} == {"F2", "F3"}


def test_dropping_up_to_1_in_100_draws() -> None:
    m = small(arrow("ab", "A", "B", "probability", "x")).with_settings(invalid_draws="drop")
    x = np.full(200, 0.3)
    x[[17, 150]] = 1.2
    found = execute(m, draws(*x), threads=1)
    assert len(found) == 198
    assert set(range(200)) - set(found.index.tolist()) == {17, 150}
    x[3] = -0.1
    found_problems = problems(m, draws(*x))
    assert isinstance(found_problems[0], DroppedDraws)
    assert (found_problems[0].invalid, found_problems[0].draws) == (3, 200)
    assert isinstance(found_problems[1], OutsideRange)
    assert found_problems[1].draw == 4


def test_the_base_case_is_never_dropped() -> None:
    m = small(arrow("ab", "A", "B", "probability", "x")).with_settings(invalid_draws="drop")
    assert isinstance(only(m, draws(1.2)), OutsideRange)


def test_too_many_places_are_refused_with_their_cause() -> None:
    marks = tuple(mark(f"m{n}", 0.5, "60 cycles") for n in range(3))
    m = small(
        arrow("ab", "A B", "A", "rate", " + ".join(f"IF(m{n}, cycles_since_m{n}, 1)" for n in range(3)), "year"),
        *(arrow(f"set{n}", "A", "B", "rate", "0.1", "year", sets=[f"m{n}"]) for n in range(3)),
        marks=marks,
    ).with_settings()
    with pytest.raises(WorkbookError) as caught:
        sizes(m)
    problem = caught.value.problems[0]
    assert isinstance(problem, TooManyMicroStates)
    assert problem.strategy == "a"


def test_what_must_not_vary() -> None:
    life = table("life", "age", [(a, "x", 0.01) for a in range(40, 80)], ["male", "female"])
    m = small(arrow("ad", "A", "D", "rate", 'MORTALITY("life", age, 0.5)', "year"), tables=(life,))
    with pytest.raises(WorkbookError) as caught:
        execute(m, draws(0.1), threads=1)
    assert isinstance(caught.value.problems[0], MustNotVary)
    fixed = table("life", "age", [(a, 0.01, 0.01) for a in range(40, 80)], ["male", "female"])
    m = small(arrow("ad", "A", "D", "rate", 'MORTALITY("life", age + x, 0.5)', "year"), tables=(fixed,))
    with pytest.raises(WorkbookError) as caught:
        execute(m, draws(0.1), threads=1)
    assert isinstance(caught.value.problems[0], MustNotVary)


def test_cycle_weights_that_end_too_early_or_vary() -> None:
    for rows, kind in (([(t, 1) for t in range(5)], WeightsTooShort), ([(t, "x") for t in range(6)], MustNotVary)):
        m = small(arrow("ad", "A", "D", "rate", "x", "year"), tables=(table("w", "t", rows, ["w"]),)).with_settings(
            correction="table", correction_table="w"
        )
        with pytest.raises(WorkbookError) as caught:
            execute(m, draws(0.1), threads=1)
        assert isinstance(caught.value.problems[0], kind)


def test_what_a_problem_says_can_be_read() -> None:
    m = small(arrow("ab", "A", "B", "rate", "half", "year"), variables=(variable("half", "1 / x"),))
    problem = only(m, draws(0.0))
    assert isinstance(problem, NoValue)
    assert problem.where.sheet == "Variables"  # the cell at fault, not the one that needs it
    assert "needed by Transitions!A1" in problem.reason
    assert problem.where == Where(book="test.xlsx", sheet="Variables", cell="A1", text="1 / x")
