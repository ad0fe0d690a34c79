from __future__ import annotations

import numpy as np
import pytest
from agreement import disagreements, trace_disagreements
from building import arrow, hiv, mark, model, payoff, settings, state, strategy, table
from generate import stretched
from sink import everything

from costeff.engine import execute
from costeff.model import Discount, Model, base_draws

BY_POINT = ("points", "table")
CONVENTIONS = [
    (correction, compounding, at)
    for correction in ("half-cycle", "start", "end", "points", "table")
    for compounding in ("annual", "continuous", "yearly steps")
    for at in ("start", "middle", "end", "point")
    if at != "point" or correction in BY_POINT
]


def small(horizon: str = "12 cycles", **kw: object) -> Model:
    """Everything, with memories of 1, 4 and 8 cycles."""
    return everything(cycle="3 months", horizon=horizon, **kw)


def weighted(model: Model, correction: str) -> Model:
    if correction != "table":
        return model
    weights = table("w", "t", [(t, 0.25 + (t % 4) / 3) for t in range(model.settings.cycles + 1)], ["w"])
    changed: Model = model.with_settings(correction_table="w")
    return Model(
        **{f: getattr(changed, f) for f in changed.__dataclass_fields__ if f != "tables"},
        tables={**changed.tables, "w": weights},
    )


@pytest.mark.parametrize(("correction", "compounding", "at"), CONVENTIONS)
def test_every_convention(correction: str, compounding: str, at: str) -> None:
    model = weighted(small("9 cycles", correction=correction, compounding=compounding, discount_at=at), correction)
    assert disagreements(model, stretched(model, 1, seed=len(compounding))) == []


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
def test_the_trace(correction: str) -> None:
    model = small(correction=correction)
    assert trace_disagreements(model) == []


def test_several_draws() -> None:
    model = small("20 cycles")
    assert disagreements(model, stretched(model, 2)) == []


def test_steps_of_the_discount_rate() -> None:
    model = small().with_settings(discount_costs=Discount(((0.0, 0.04), (1.0, 0.02), (2.0, 0.01))))
    assert disagreements(model, base_draws(model)) == []


@pytest.mark.parametrize("cycle", ["1 month", "28 days", "2 weeks", "1 year"])
def test_other_cycle_lengths(cycle: str) -> None:
    model = everything(cycle=cycle, horizon="6 cycles" if cycle != "1 year" else "3 cycles")
    assert disagreements(model, base_draws(model)) == []


def test_hiv() -> None:
    model = hiv()
    assert disagreements(model, base_draws(model)) == []
    assert disagreements(model, stretched(model, 5)) == []
    assert trace_disagreements(model) == []


def test_a_life_table_whose_cells_differ_from_state_to_state() -> None:
    problem = model(
        settings=settings(horizon="5 years", reference="s"),
        strategies=(strategy("s"),),
        states=(state("A", 0.5, k=1), state("B", 0.5, k=3), state("D", alive=False)),
        arrows=(arrow("die", "A B", "D", "rate", 'MORTALITY("life", age, 0.4)', "1 year"),),
        payoffs=(payoff("cost", "care", "in", "A B", "100 * k"),),
        tables=(table("life", "age", [(a, "0.02 * k", "0.01 * k") for a in range(50, 70)], ["male", "female"]),),
    )
    assert disagreements(problem, base_draws(problem)) == []
    assert trace_disagreements(problem) == []


@pytest.mark.slow
def test_everything_month_by_month_over_eight_years() -> None:
    model = everything()
    assert disagreements(model, stretched(model, 2)) == []
    assert trace_disagreements(model) == []


def test_a_wrong_number_would_be_seen() -> None:
    """The comparison itself: a change of one part in 10^11 in a single outcome is a disagreement."""
    from dataclasses import replace

    from costeff.engine import execute

    model = small("4 cycles")
    found = execute(model, base_draws(model), threads=1)
    values = found.values.copy()
    values[0, 1, 0] *= 1 + 1e-11
    assert len(disagreements(model, base_draws(model), replace(found, values=values))) == 1
    assert np.array_equal(found.values[0, 0], values[0, 0])


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
def test_an_arrow_back_to_its_state_takes_nobody_away_where_another_leads_to_places_told_apart(correction: str) -> None:
    """As many arrows move people as flows leave the state: `dose` stays in it, `progress` splits by the mark."""
    m = model(
        settings=settings("1 year", "10 years", reference="s", correction=correction, costs=0, effects=0),
        strategies=(strategy("s"),),
        marks=(mark("dosed", 0.5),),
        states=(state("A", 1), state("C")),
        arrows=(
            arrow("progress", "A", "C", "rate", 0.25, "1 year"),
            arrow("dose", "A", "A", "rate", 0.25, "1 year", sets=["dosed"]),
        ),
        payoffs=(payoff("cost", "care", "in", "C", "IF(dosed, 500, 1000)", per="1 year"),),
    )
    assert disagreements(m, base_draws(m)) == []
    assert execute(m, base_draws(m)).of("life_years")[0, 0] == pytest.approx(10.0, rel=1e-12)
