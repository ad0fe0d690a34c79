import building as b
import numpy as np
import pytest

from costeff.analyses.yearly import yearly_costs
from costeff.measures.budget import layered


def study(cycle="1 month", horizon="10 years", hazard=0.0, **parts):
    """A drug of 100 at the start, and care of 1,200 a year while alive."""
    return b.model(
        settings=b.settings(cycle=cycle, horizon=horizon, costs=0.035, reference="old"),
        strategies=(b.strategy("old", new=0), b.strategy("new", new=1)),
        states=(b.state("well", 1), b.state("dead", alive=False)),
        arrows=(b.arrow("dies", "well", "dead", "rate", hazard, per="1 year"),),
        payoffs=(
            b.payoff("cost", "drug", "start", "well", "100*new", category="drugs"),
            b.payoff("cost", "care", "in", "well", 1200, per="1 year", category="care"),
            b.payoff("utility", "life", "in", "well", 1, per="1 year"),
        ),
        **parts,
    )


def test_without_death_each_year_costs_the_same():
    found = yearly_costs(study(), (1.0, 2.0, 3.0))
    assert found.categories == ("drugs", "care")
    assert found.values[:, 1, 0].tolist() == [100, 0, 0]
    assert found.values[:, 1, 1] == pytest.approx([1200, 1200, 1200])


def test_undiscounted_and_with_death_by_hand():
    found = yearly_costs(study(cycle="1 year", hazard=0.1), (1.0, 2.0, 3.0))
    alive = np.exp(-0.1 * np.arange(4))
    assert found.values[:, 0, 1] == pytest.approx(1200 * (alive[:-1] + alive[1:]) / 2)


def test_years_that_are_no_whole_number_of_cycles_are_interpolated():
    found = yearly_costs(study(cycle="28 days"), (1.0, 2.0))
    assert found.values[:, 0, 1] == pytest.approx([1200, 1200], rel=1e-9)


def test_halves_of_years_for_those_who_enter_in_the_middle():
    found = yearly_costs(study(), (0.5, 1.5, 2.5))
    assert found.values[:, 0, 1] == pytest.approx([600, 1200, 1200])


def test_beyond_the_horizon_nothing_is_spent():
    found = yearly_costs(study(horizon="2 years"), (1.0, 2.0, 3.0))
    assert found.values[2].tolist() == [[0, 0], [0, 0]]


def test_constant_incidence_and_no_death_grow_by_a_cohort_a_year():
    costs = yearly_costs(study(), (1.0, 2.0, 3.0)).values
    spent = layered(np.array([[0.0, 10.0]] * 3), costs)
    assert spent[:, 1, 0] == pytest.approx([1000, 1000, 1000])
    assert spent[:, 1, 1] == pytest.approx([12_000, 24_000, 36_000])


def test_prevalent_patients_are_a_cohort_of_the_first_year():
    costs = np.array([[[5.0]], [[3.0]], [[1.0]]])
    assert layered(np.array([[100.0], [0.0], [0.0]]), costs)[:, 0, 0].tolist() == [500, 300, 100]
