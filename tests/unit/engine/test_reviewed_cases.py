"""Cases that a review found: what was wrong once stays right."""

from dataclasses import replace

import numpy as np
import pytest
from building import arrow, mark, model, parameter, payoff, settings, state, strategy, table, variable

from costeff.engine import execute, sizes, trace
from costeff.engine.reference import run
from costeff.engine.structure import structural
from costeff.errors import DrawError, Where
from costeff.errors.rows import BeyondNumbers, NoValue, OutsideRange
from costeff.errors.study import BlendedComparator, HorizonRoundedUp, NoTime
from costeff.model import Model, Posterior, Target, base_draws
from costeff.model.checks import check
from costeff.results.observed import quantity
from costeff.results.outcomes import Outcome


def two_states(**parts: object) -> Model:
    chosen: dict[str, object] = {
        "settings": settings(horizon="5 years", reference="a"),
        "strategies": (strategy("a"),),
        "states": (state("A", 1), state("D", alive=False)),
        "arrows": (arrow("die", "A", "D", "rate", 0.2, "year"),),
        "payoffs": (payoff("cost", "care", "in", "A", 100, "year"),),
    }
    return model(**(chosen | parts))


def test_an_arrow_may_have_the_id_of_a_state() -> None:
    m = two_states(arrows=(arrow("D", "A", "D", "rate", 0.2, "year"),))
    asked = Target(id="t", label="t", quantity="cumulative share", over=("D",), strategy="a", value=0.5)
    deaths = trace(m).flows[0].sum(axis=0)[0]
    assert quantity(m, trace(m), replace(asked, at=m.settings.horizon)) == pytest.approx(deaths, rel=1e-12)


def test_the_median_is_0_where_half_are_dead_at_the_start() -> None:
    m = two_states(states=(state("A", 0.3), state("D", 0.7, alive=False)))
    median = Outcome("median_survival", "total", "", False)
    assert execute(m, base_draws(m)).of("median_survival", discounted=False)[0, 0] == 0
    assert run(m, m.strategies[0], {}).outcomes[median] == 0


def test_no_time_and_part_cycles_are_told() -> None:
    nothing = two_states(settings=settings(horizon="1 day"))
    assert not [p for p in check(nothing) if isinstance(p, NoTime)]  # a day is one whole cycle, rounded up
    assert [p for p in check(nothing) if isinstance(p, HorizonRoundedUp)]
    from costeff.model import UntilAge

    over = nothing.with_settings(horizon=UntilAge(50), start_age=50.0)
    assert [p for p in check(over) if isinstance(p, NoTime)]
    whole = two_states()
    assert not [p for p in check(whole) if isinstance(p, NoTime | HorizonRoundedUp)]


def test_a_share_of_a_strategy_is_not_ignored() -> None:
    m = two_states(strategies=(replace(strategy("a"), share=0.5),))
    assert [p for p in check(m) if isinstance(p, BlendedComparator)]


def test_what_is_drawn_jointly_is_no_structural_parameter() -> None:
    late = variable("late", "IF(cycle < limit, 1, 2)")
    m = two_states(parameters=(parameter("limit", 2.0),), variables=(late,))
    assert structural(m) == ("limit",)
    posterior = Posterior(name="x", ids=("limit",), rows=((1.0,), (3.0,)), where=Where(sheet="draws x"))
    assert structural(replace(m, posteriors=(posterior,))) == ()


def test_totals_beyond_all_numbers_are_told_at_the_amount() -> None:
    m = two_states(payoffs=(payoff("cost", "care", "in", "A", 1e308, "year"),))
    with pytest.raises(DrawError) as caught:
        execute(m, base_draws(m))
    assert isinstance(caught.value.problems[0], BeyondNumbers)
    assert caught.value.problems[0].where.sheet == "Costs"


def test_a_fault_in_a_table_is_told_at_the_cell_of_the_table() -> None:
    m = two_states(
        arrows=(arrow("die", "A", "D", "rate", 'LOOKUP("h", "rate", years)', "year"),),
        tables=(table("h", "years", [(0, 0.1), (2, "LN(0)")], ["rate"]),),
    )
    with pytest.raises(DrawError) as caught:
        execute(m, base_draws(m))
    problem = caught.value.problems[0]
    assert isinstance(problem, NoValue)
    assert problem.where.text == "LN(0)"
    assert "needed by Transitions" in problem.reason


@pytest.mark.parametrize(
    ("value", "per", "valid"),
    [
        (-1e-8, "10 years", False),
        (-1e-10, "10 years", True),
        (-1e-10, "1 day", False),  # in a cycle of a year it is -4e-8
        (1 + 5e-10, "1 day", True),
        (1 + 5e-10, "10 years", True),
        (1 + 1e-8, "1 month", False),
    ],
)
def test_a_probability_is_judged_as_written_and_in_a_cycle(value: float, per: str, valid: bool) -> None:
    m = two_states(arrows=(arrow("die", "A", "D", "probability", "p", per),), parameters=(parameter("p", value),))
    if valid:
        found = execute(m, base_draws(m)).of("cost")[0, 0]
        reference = run(m, m.strategies[0], {"p": value}).outcomes[Outcome("cost")]
        assert found == pytest.approx(reference, rel=1e-12, abs=1e-12)
    else:
        with pytest.raises(DrawError) as caught:
            execute(m, base_draws(m))
        assert isinstance(caught.value.problems[0], OutsideRange)


def test_a_condition_without_value_counts_where_it_moves_nobody() -> None:
    m = two_states(
        arrows=(
            arrow("die", "A", "D", "rate", 0.2, "year"),
            arrow("rise", "D", "A", "rate", 0, "year", when="1 / z > 1"),
        ),
        parameters=(parameter("z", 0.0),),
    )
    with pytest.raises(DrawError) as caught:
        execute(m, base_draws(m))
    assert isinstance(caught.value.problems[0], NoValue)


def test_the_draw_that_fails_first_is_explained() -> None:
    m = two_states(
        settings=settings(horizon="40 years", reference="a"),
        strategies=(strategy("a", late=30), strategy("b", late=1)),
        arrows=(arrow("die", "A", "D", "probability", "IF(cycle >= late, 2, 0.01)"),),
    )
    with pytest.raises(DrawError) as caught:
        execute(m, base_draws(m))
    problem = caught.value.problems[0]
    assert isinstance(problem, OutsideRange)
    assert problem.strategy == "b"
    assert np.isclose(problem.value, 2)


@pytest.mark.parametrize("cycles", [2, 3, 4, 5])
@pytest.mark.parametrize("kind", ["probability", "share"])
def test_a_row_that_sends_people_back_and_forth_through_zero_is_refused(kind: str, cycles: int) -> None:
    # with p = 2 the members are 1, -1, 1, ...: their sum says nothing
    m = two_states(
        settings=settings(horizon=f"{cycles} years", reference="a"),
        arrows=(arrow("die", "A", "D", kind, 2.0, "year" if kind == "probability" else ""),),
    )
    with pytest.raises(DrawError):
        execute(m, base_draws(m))


def test_a_mark_that_nobody_starts_with_needs_no_places_though_one_above_it_is_uncertain() -> None:
    marks = (mark("low", "p_low"), mark("treated", "0 * 1"))
    arrows = (arrow("die", "A", "D", "rate", "0.1 + 0.1*low + 0.1*treated", "year"),)
    there = two_states(parameters=(parameter("p_low", 0.3),), marks=marks, arrows=arrows)
    (size,) = sizes(there)
    (without,) = sizes(
        replace(there, marks=marks[:1], arrows=(arrow("die", "A", "D", "rate", "0.1 + 0.1*low", "year"),))
    )
    assert size.places == without.places
