"""Results that can be worked out by hand or in closed form; both engines must give them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from building import arrow, hiv, mark, model, payoff, settings, state, strategy, table

from costeff.engine import execute, reference, trace
from costeff.model import Duration, Instalments, Model, UntilAge, base_draws
from costeff.results.outcomes import Measure, Outcome

R = 0.035


def both(m: Model, measure: Measure, by: str = "total", name: str = "", discounted: bool = True) -> float:
    """An outcome of the base case of the first strategy, after the engines were compared on it."""
    fast = float(execute(m, base_draws(m), threads=1).of(measure, by, name, discounted)[0, 0])  # type: ignore[arg-type]
    slow = reference.run(m, m.strategies[0], base_draws(m).row(0)).outcomes[Outcome(measure, by, name, discounted)]  # type: ignore[arg-type]
    assert fast == pytest.approx(slow, rel=1e-12, abs=1e-15)
    return fast


def occupancy(m: Model, state_id: str) -> list[float]:
    seen = trace(m)
    found: list[float] = seen.occupancy[0, :, seen.states.index(state_id)].tolist()
    return found


def flow(m: Model, arrow_id: str) -> list[float]:
    seen = trace(m)
    found: list[float] = seen.flows[0, :, seen.arrows.index(arrow_id)].tolist()
    return found


def one_year(**kw: object) -> Model:
    """A (well, 60 a year) -> B (ill, 200 a year) 0.2 and -> D 0.1; B -> D 0.5; one cycle from 0.8 and 0.2."""
    chosen: dict[str, object] = {"horizon": "1 year", "reference": "s", "costs": R, "effects": 0.015} | kw
    payoffs = chosen.pop("payoffs", None) or (
        payoff("cost", "well", "in", "A", 60, "1 year"),
        payoff("cost", "ill", "in", "B", 200, "1 year"),
        payoff("utility", "life", "in", "A B", "u", "1 year"),
    )
    return model(
        settings=settings(**chosen),  # type: ignore[arg-type]
        strategies=(strategy("s"),),
        states=(state("A", 0.8, u=0.9), state("B", 0.2, u=0.5), state("D", alive=False)),
        arrows=(
            arrow("ab", "A", "B", "probability", 0.2),
            arrow("ad", "A", "D", "probability", 0.1),
            arrow("bd", "B", "D", "probability", 0.5),
        ),
        payoffs=payoffs,
    )


# -- one cycle by hand ---------------------------------------------------------------------------------------------
# Flows: ab 0.8 x 0.2 = 0.16, ad 0.08, bd 0.1; after it A 0.56, B 0.26, D 0.18.


def test_where_the_cohort_is_after_one_cycle() -> None:
    assert [occupancy(one_year(), s)[1] for s in "ABD"] == pytest.approx([0.56, 0.26, 0.18])
    assert [flow(one_year(), a)[0] for a in ("ab", "ad", "bd")] == pytest.approx([0.16, 0.08, 0.10])


@pytest.mark.parametrize(
    ("correction", "a", "b", "at"),
    [
        ("half-cycle", 0.8 - 0.24 / 2, 0.2 - 0.10 / 2 + 0.16 / 2, 0.5),
        ("start", 0.8, 0.2, 0.0),
        ("end", 0.56, 0.26, 1.0),
    ],
)
def test_person_time_of_one_cycle(correction: str, a: float, b: float, at: float) -> None:
    when = {0.0: "start", 0.5: "middle", 1.0: "end"}[at]
    m = one_year(correction=correction, discount_at=when)
    assert both(m, "cost", discounted=False) == pytest.approx(60 * a + 200 * b, rel=1e-14)
    assert both(m, "cost") == pytest.approx((60 * a + 200 * b) * 1.035**-at, rel=1e-14)
    assert both(m, "qalys") == pytest.approx((0.9 * a + 0.5 * b) * 1.015**-at, rel=1e-14)
    assert both(m, "life_years") == pytest.approx((a + b) * 1.015**-at, rel=1e-14)
    assert both(m, "cost", "state", "B") == pytest.approx(200 * b * 1.035**-at, rel=1e-14)


def test_points_are_the_trapezoid_discounted_at_the_points() -> None:
    m = one_year(correction="points", discount_at="point")
    expected = 0.5 * (60 * 0.8 + 200 * 0.2) + 0.5 * (60 * 0.56 + 200 * 0.26) / 1.035
    assert both(m, "cost") == pytest.approx(expected, rel=1e-14)


def test_a_table_of_weights_by_hand() -> None:
    m = replace(
        one_year(correction="table", correction_table="w", discount_at="point"),
        tables={"w": table("w", "t", [(0, 0.4), (1, 0.7)], ["w"])},
    )
    expected = 0.4 * (60 * 0.8 + 200 * 0.2) + 0.7 * (60 * 0.56 + 200 * 0.26) / 1.035
    assert both(m, "cost") == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("compounding", "factor"), [("annual", 1.035**-0.5), ("continuous", math.exp(-0.0175)), ("yearly steps", 1.0)]
)
def test_compounding_in_the_middle_of_the_first_year(compounding: str, factor: float) -> None:
    m = one_year(compounding=compounding)
    assert both(m, "cost") == pytest.approx(both(m, "cost", discounted=False) * factor, rel=1e-14)


def test_events_count_the_flow_without_weight() -> None:
    m = one_year(
        payoffs=(
            payoff("cost", "relapse", "on", "ab", 1000),
            payoff("cost", "death", "entering", "D", 500),
            payoff("cost", "ill", "entering", "B", 10),
            payoff("count", "deaths", "entering", "D", 1, discounted=True),
        )
    )
    middle = 1.035**-0.5
    assert both(m, "cost", "category", "relapse") == pytest.approx(1000 * 0.16 * middle, rel=1e-14)
    assert both(m, "cost", "category", "death") == pytest.approx(500 * 0.18 * middle, rel=1e-14)
    assert both(m, "cost", "category", "ill") == pytest.approx(10 * (0.2 + 0.16 * middle), rel=1e-14)  # 0.2 enter at 0
    assert both(m, "count", "payoff", "deaths", discounted=False) == pytest.approx(0.18, rel=1e-14)
    assert both(m, "count", "payoff", "deaths") == pytest.approx(0.18 * 1.015**-0.5, rel=1e-14)
    assert both(m, "cost", "state", "A") == pytest.approx(1000 * 0.16 * middle, rel=1e-14)  # seen from the state left


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
def test_events_have_the_same_weight_under_every_correction(correction: str) -> None:
    m = one_year(correction=correction, payoffs=(payoff("cost", "death", "entering", "D", 500),))
    assert both(m, "cost", discounted=False) == pytest.approx(90.0, rel=1e-14)


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
def test_timing_start_counts_who_is_there_at_the_start_undelayed(correction: str) -> None:
    drug = payoff("cost", "drug", "in", "A B", 100, "1 year", timing="start")
    m = one_year(horizon="2 years", correction=correction, payoffs=(drug,))
    assert both(m, "cost", discounted=False) == pytest.approx(100 * (1.0 + 0.82), rel=1e-14)
    assert both(m, "cost") == pytest.approx(100 * (1.0 + 0.82 / 1.035), rel=1e-14)


def test_what_is_charged_at_start_is_charged_once() -> None:
    m = one_year(payoffs=(payoff("cost", "test", "start", "", "IF(u > 0.6, 30, 50)"),))
    assert both(m, "cost") == pytest.approx(0.8 * 30 + 0.2 * 50, rel=1e-14)


def test_instalments_are_paid_whatever_becomes_of_the_patient_up_to_the_horizon() -> None:
    spread = payoff("cost", "gene therapy", "start", "", 900, instalments=Instalments(3, Duration(1, "year")))
    assert both(one_year(payoffs=(spread,)), "cost") == pytest.approx(
        300 * (1 + 1 / 1.035), rel=1e-14
    )  # the third falls due later
    long = one_year(horizon="5 years", payoffs=(spread,))
    assert both(long, "cost") == pytest.approx(300 * (1 + 1.035**-1 + 1.035**-2), rel=1e-14)
    assert both(long, "cost", discounted=False) == pytest.approx(900, rel=1e-14)
    event = payoff("cost", "transplant", "on", "ab", 900, instalments=Instalments(3, Duration(1, "year")))
    once = one_year(horizon="1 year", payoffs=(event,))
    assert both(once, "cost") == pytest.approx(300 * 0.16 * 1.035**-0.5, rel=1e-14)  # due at 0.5, 1.5 and 2.5 years


def test_two_cycles_by_hand() -> None:
    m = one_year(horizon="2 years")
    second_a, second_b = 0.56 * (1 - 0.15), 0.26 - 0.13 / 2 + 0.112 / 2
    expected = (60 * 0.68 + 200 * 0.23) * 1.035**-0.5 + (60 * second_a + 200 * second_b) * 1.035**-1.5
    assert both(m, "cost") == pytest.approx(expected, rel=1e-14)


def test_milestones_are_read_between_the_cycles() -> None:
    m = one_year(horizon="2 years")
    assert both(m, "survival", "time", "6 months", discounted=False) == pytest.approx((1 + 0.82) / 2, rel=1e-14)
    assert both(m, "survival", "time", "1 year", discounted=False) == pytest.approx(0.82, rel=1e-14)
    after = 0.82 - 0.056 - 0.13
    assert both(m, "survival", "time", "2 years", discounted=False) == pytest.approx(after, rel=1e-14)
    assert both(m, "median_survival", discounted=False) == math.inf
    third = after - 0.1 * (0.56 * 0.7) - 0.5 * (0.13 + 0.112)
    longer = one_year(horizon="3 years")
    assert third < 0.5 < after
    assert both(longer, "median_survival", discounted=False) == pytest.approx(
        2 + (after - 0.5) / (after - third), rel=1e-13
    )


# -- closed forms --------------------------------------------------------------------------------------------------


def dying(rate: float, cycle: str = "1 month", horizon: str = "60 years", **kw: object) -> Model:
    return model(
        settings=settings(cycle, horizon, reference="s", **kw),  # type: ignore[arg-type]
        strategies=(strategy("s"),),
        states=(state("A", 1), state("D", alive=False)),
        arrows=(arrow("die", "A", "D", "rate", rate, "1 year"),),
        payoffs=(
            payoff("utility", "life", "in", "A", 0.8, "1 year"),
            payoff("cost", "care", "in", "A", 1200, "1 year"),
        ),
    )


@pytest.mark.parametrize("correction", ["start", "end", "points", "half-cycle"])
@pytest.mark.parametrize("cycle", ["1 year", "1 month", "28 days"])
def test_life_expectancy_under_a_constant_hazard(correction: str, cycle: str) -> None:
    """Sums of the geometric series S^0 + S^1 + ..., with S the survival of a cycle."""
    m = dying(0.3, cycle, "20 years", correction=correction)
    t, dt = m.settings.cycles, m.settings.cycle_years
    s = math.exp(-0.3 * dt)
    started = dt * (1 - s**t) / (1 - s)
    expected = {
        "start": started,
        "end": started * s,
        "points": dt * ((1 - s ** (t + 1)) / (1 - s) - 0.5 - 0.5 * s**t),
        "half-cycle": started * (1 + s) / 2,
    }[correction]
    assert both(m, "life_years", discounted=False) == pytest.approx(expected, rel=1e-12)


def test_life_expectancy_tends_to_one_over_the_hazard() -> None:
    m = dying(0.3, "1 week", "90 years", correction="half-cycle")
    assert float(execute(m, base_draws(m), threads=1).of("life_years", discounted=False)[0, 0]) == pytest.approx(
        1 / 0.3, rel=3e-6
    )


@pytest.mark.parametrize("at", ["start", "middle", "end"])
def test_discounted_qalys_under_a_constant_hazard(at: str) -> None:
    m = dying(0.2, "1 month", "30 years", correction="half-cycle", discount_at=at)
    s, v, t = math.exp(-0.2 / 12), 1.035 ** (-1 / 12), 360
    offset = {"start": 0.0, "middle": 0.5, "end": 1.0}[at]
    expected = 0.8 / 12 * (1 + s) / 2 * v**offset * (1 - (s * v) ** t) / (1 - s * v)
    assert both(m, "qalys") == pytest.approx(expected, rel=1e-12)
    assert both(m, "cost") == pytest.approx(expected / 0.8 * 1200, rel=1e-12)


def test_continuous_discounting_of_a_constant_hazard_tends_to_the_integral() -> None:
    m = dying(0.2, "1 week", "90 years", compounding="continuous", effects=0.035)
    found = float(execute(m, base_draws(m), threads=1).of("life_years")[0, 0])
    assert found == pytest.approx(1 / 0.235, rel=1e-5)


def test_competing_rates_split_by_their_size() -> None:
    m = one_year()
    m = replace(
        m,
        arrows=(
            arrow("ab", "A", "B", "rate", 0.3, "1 year"),
            arrow("ad", "A", "D", "rate", 0.6, "1 year"),
            arrow("ad2", "A", "D", "rate", 0.1, "1 year"),
        ),
    )
    leaving = 1 - math.exp(-1.0)
    assert [flow(m, a)[0] for a in ("ab", "ad", "ad2")] == pytest.approx(
        [0.8 * p * leaving for p in (0.3, 0.6, 0.1)], rel=1e-14
    )


def test_a_share_divides_what_competing_rates_leave() -> None:
    m = replace(
        one_year(),
        arrows=(
            arrow("ad", "A", "D", "rate", 0.5, "1 year"),
            arrow("ab", "A", "B", "share", 0.25),
            arrow("bd", "B", "D", "probability", 0.5),
            arrow("ba", "B", "A", "share", 0.4),
            arrow("bb", "B", "D", "rest"),
        ),
    )
    left = math.exp(-0.5)
    assert flow(m, "ab")[0] == pytest.approx(0.8 * left * 0.25, rel=1e-14)
    assert flow(m, "ba")[0] == pytest.approx(0.2 * 0.5 * 0.4, rel=1e-14)
    assert flow(m, "bb")[0] == pytest.approx(0.2 * 0.5 * 0.6, rel=1e-14)
    assert occupancy(m, "A")[1] == pytest.approx(0.8 * left * 0.75 + 0.2 * 0.2, rel=1e-14)


def test_at_most_one_change_a_cycle() -> None:
    """A chain of certain moves takes a cycle each, however long the cycle."""
    m = model(
        settings=settings("1 year", "3 years", reference="s"),
        strategies=(strategy("s"),),
        states=(state("A", 1), state("B"), state("C")),
        arrows=(arrow("ab", "A", "B", "probability", 1), arrow("bc", "B", "C", "probability", 1)),
    )
    assert [occupancy(m, s) for s in "ABC"] == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]]


# -- memories ------------------------------------------------------------------------------------------------------


def remembering(text: str, cycles: int = 6, remembers: str = "3 cycles", kind: str = "share") -> Model:
    return model(
        settings=settings("1 month", f"{cycles} months", reference="s", correction="start", discount_at="start"),
        strategies=(strategy("s"),),
        states=(state("A", 1, remembers=remembers), state("B")),
        arrows=(arrow("ab", "A", "B", kind, text if kind != "rest" else None, when="" if kind != "rest" else text),),
        payoffs=(
            payoff("count", "steps", "in", "A", "cycles_in_state"),
            payoff("count", "final", "in", "A", "final_step"),
        ),
    )


def test_a_memory_of_n_cycles_has_the_steps_0_to_n() -> None:
    """n means n or more: the step that an arrow sees grows to n and stays there."""
    for step, first in ((0, 0), (1, 1), (2, 2), (3, 3)):
        m = remembering(f"IF(cycles_in_state = {step}, 0.5, 0)")
        assert next(t for t, moved in enumerate(flow(m, "ab")) if moved > 0) == first
    assert flow(remembering("IF(cycles_in_state = 3, 0.5, 0)"), "ab") == [0, 0, 0, 0.5, 0.25, 0.125]
    assert flow(remembering("IF(cycles_in_state > 3, 0.5, 0)"), "ab") == [0] * 6
    assert both(remembering("0"), "count", "payoff", "steps", discounted=False) == 0 + 1 + 2 + 3 + 3 + 3


def test_the_final_step_is_the_last_full_cycle() -> None:
    m = remembering("final_step", kind="rest")
    assert occupancy(m, "A") == [1, 1, 1, 0, 0, 0, 0]
    assert both(m, "count", "payoff", "final", discounted=False) == 1


def test_the_boundary_of_a_rate_that_changes_with_time_in_state() -> None:
    """A memory of 48 reaches 48, so that `cycles_in_state < 48` does end; one of 47 would stay early for ever."""
    text = "IF(cycles_in_state < 48, 0.5, 0.01)"
    long, short = (remembering(text, 100, f"{n} cycles") for n in (48, 47))
    for m, ends in ((long, True), (short, False)):
        kept = np.array(occupancy(m, "A"))
        assert kept[48] == pytest.approx(0.5**48, rel=1e-12)
        assert kept[49] / kept[48] == pytest.approx(0.99 if ends else 0.5, rel=1e-12)


def test_leaving_and_coming_back_starts_the_clock_again() -> None:
    m = model(
        settings=settings("1 month", "6 months", reference="s"),
        strategies=(strategy("s"),),
        states=(state("A", 1, remembers="2 cycles"), state("B")),
        arrows=(arrow("ab", "A", "B", "share", "cycles_in_state = 1"), arrow("ba", "B", "A", "share", 1)),
    )
    assert occupancy(m, "A") == [1, 1, 0, 1, 1, 0, 1]


def test_an_arrow_to_the_same_state_does_not_start_the_clock_again_and_is_no_entry() -> None:
    m = model(
        settings=settings("1 month", "4 months", reference="s", correction="start"),
        strategies=(strategy("s"),),
        states=(state("A", 1, remembers="3 cycles"), state("B")),
        marks=(mark("m"),),
        arrows=(
            arrow("turn", "A", "A", "share", 0.5, when="NOT(m)", sets=["m"]),
            arrow("ab", "A", "B", "share", "AND(m, cycles_in_state = 2)"),
        ),
        payoffs=(payoff("count", "entries", "entering", "A", 1), payoff("count", "turns", "on", "turn", 1)),
    )
    assert flow(m, "turn") == [0.5, 0.25, 0.125, 0.0625]
    assert flow(m, "ab") == [0, 0, 0.75, 0]
    assert both(m, "count", "payoff", "entries", discounted=False) == 1  # the starting cohort
    assert both(m, "count", "payoff", "turns", discounted=False) == 0.9375


def test_a_mark_remembers_across_states() -> None:
    """Set on the way to B after one cycle, it counts on in C, and stops at its memory."""
    m = model(
        settings=settings("1 month", "7 months", reference="s", correction="start"),
        strategies=(strategy("s"),),
        states=(state("A", 1), state("B"), state("C")),
        marks=(mark("m", remembers="3 cycles"),),
        arrows=(
            arrow("ab", "A", "B", "probability", 1, sets=["m"]),
            arrow("bc", "B", "C", "probability", "IF(cycles_since_m = 1, 1, 0)"),
            arrow("ca", "C", "A", "share", "cycle = 5", clears=["m"]),
        ),
        payoffs=(
            payoff("count", "since", "in", "B C", "IF(m, cycles_since_m, 100)"),
            payoff("count", "has", "in", "A B C", "m"),
        ),
    )
    assert [occupancy(m, s) for s in "ABC"] == [
        [1, 0, 0, 0, 0, 0, 1, 0],
        [0, 1, 1, 0, 0, 0, 0, 1],
        [0, 0, 0, 1, 1, 1, 0, 0],
    ]
    assert both(m, "count", "payoff", "since", discounted=False) == 0 + 1 + 2 + 3 + 3
    assert both(m, "count", "payoff", "has", discounted=False) == 5


def test_marks_at_the_start_are_given_those_above() -> None:
    m = model(
        settings=settings("1 year", "1 year", reference="s", correction="start"),
        strategies=(strategy("s"),),
        states=(state("A", "IF(pos, 1, 0.25)"), state("B", "IF(pos, 0, 0.75)")),
        marks=(mark("low", 0.3), mark("pos", "IF(low, 0.9, 0.2)")),
        payoffs=(
            payoff("count", "true positive", "start", "", "AND(low, pos)"),
            payoff("count", "positive", "in", "A B", "pos"),
        ),
    )
    assert both(m, "count", "payoff", "true positive", discounted=False) == pytest.approx(0.27, rel=1e-14)
    assert both(m, "count", "payoff", "positive", discounted=False) == pytest.approx(0.27 + 0.14, rel=1e-14)
    assert occupancy(m, "B")[0] == pytest.approx(0.59 * 0.75, rel=1e-14)


# -- units of time -------------------------------------------------------------------------------------------------


def test_amounts_and_rates_per_other_times_in_28_day_cycles() -> None:
    m = model(
        settings=settings("28 days", "28 days", reference="s", correction="start", discount_at="start"),
        strategies=(strategy("s"),),
        states=(state("A", 1), state("D", alive=False)),
        arrows=(arrow("die", "A", "D", "rate", 0.5, "1 year"), arrow("die2", "A", "D", "rate", 0.01, "1 week")),
        payoffs=(
            payoff("cost", "month", "in", "A", 100, "1 month"),
            payoff("cost", "year", "in", "A", 100, "1 year"),
            payoff("cost", "days", "in", "A", 100, "28 days"),
            payoff("cost", "week", "in", "A", 100, "1 week"),
            payoff("cost", "cycle", "in", "A", 100),
            payoff("utility", "life", "in", "A", 1),
        ),
    )
    expected = {"month": 28 / 365.25 * 12, "year": 28 / 365.25, "days": 1, "week": 4, "cycle": 1}
    for name, amount in expected.items():
        assert both(m, "cost", "category", name) == pytest.approx(100 * amount, rel=1e-14)
    assert both(m, "qalys") == pytest.approx(28 / 365.25, rel=1e-14)
    assert occupancy(m, "A")[1] == pytest.approx(math.exp(-0.5 * 28 / 365.25 - 0.04), rel=1e-14)


def test_a_probability_per_another_time_goes_by_way_of_the_rate() -> None:
    for per, cycles in (("1 year", 365.25 / 28), ("28 days", 1.0), ("1 week", 0.25), ("2 cycles", 2.0)):
        m = model(
            settings=settings("28 days", "28 days", reference="s"),
            strategies=(strategy("s"),),
            states=(state("A", 1), state("D", alive=False)),
            arrows=(arrow("die", "A", "D", "probability", 0.3, per),),
        )
        assert occupancy(m, "A")[1] == pytest.approx(0.7 ** (1 / cycles), rel=1e-14)


def test_a_year_of_months_is_a_year() -> None:
    m = dying(0.0, "1 month", "1 year")
    assert both(m, "life_years", discounted=False) == pytest.approx(1.0, rel=1e-15)
    assert both(m, "cost", discounted=False) == pytest.approx(1200.0, rel=1e-14)


def test_age_and_clocks_at_the_start_of_each_cycle() -> None:
    m = model(
        settings=settings("6 months", "2 years", start_age=50, reference="s", correction="start"),
        strategies=(strategy("s"),),
        states=(state("A", 1),),
        payoffs=tuple(payoff("count", name, "in", "A", name) for name in ("age", "months", "years", "cycle")),
    )
    sums = {"age": 50 + 50.5 + 51 + 51.5, "months": 6 + 12 + 18, "years": 0.5 + 1 + 1.5, "cycle": 1 + 2 + 3}
    for name, value in sums.items():
        assert both(m, "count", "payoff", name, discounted=False) == value


def test_a_horizon_until_an_age_is_rounded_up_to_whole_cycles() -> None:
    m = dying(0.1)
    for start, cycles in ((53.0, 564), (53.5, 558), (99.99, 1)):
        chosen = replace(m.settings, horizon=UntilAge(100.0), start_age=start)
        assert len(occupancy(replace(m, settings=chosen), "A")) == cycles + 1


def test_hiv_therapy_to_every_digit() -> None:
    """Chancellor 1997 as in Briggs, Claxton and Sculpher 2006, exercise 2.5, with the digits of its spreadsheet."""
    found = execute(hiv(), base_draws(hiv()), threads=1)
    assert found.of("life_years", discounted=False)[0] == pytest.approx([7.99120664584088, 8.93738889164347], rel=1e-14)
    assert found.of("cost")[0] == pytest.approx([44663.4535636967, 50601.6513312037], rel=1e-14)
