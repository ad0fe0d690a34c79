import building as b
import numpy as np
import pytest

from costeff import engine, sampling
from costeff.analyses.crossings import crossings
from costeff.analyses.price import priced, priced_draws
from costeff.distributions import fit
from costeff.measures.price import break_even, price_at, probability_worth

Z = 1.959963984540054


def study(amount="new * (price + 100) * dose", gain=0.1):
    spread = {"se": 100.0, "low": None, "high": None, "n": None}
    return b.model(
        settings=b.settings(horizon="2 years", costs=0.0, effects=0.0, correction="end", reference="old", draws=500),
        strategies=(b.strategy("old", new=0), b.strategy("new", new=1)),
        states=(b.state("well", 1),),
        parameters=(
            b.parameter("price", 1000.0, family="normal", distribution=fit("normal", value=1000.0, **spread), se=100.0),
            b.parameter(
                "gain", gain, family="normal", distribution=fit("normal", value=gain, **{**spread, "se": 0.02})
            ),
            b.parameter("dose", 2.0),
        ),
        payoffs=(
            b.payoff("cost", "drug", "start", "well", amount),
            b.payoff("utility", "life", "in", "well", "0.5 + new * gain", per="1 year"),
        ),
    )


def test_a_price_by_two_roads():
    # worth 25,000 x 0.2 = 5,000 for two doses at p + 100 each
    there = study()
    found = priced(there, "price")
    assert found.linear
    assert found.slope[0] == pytest.approx([0, 2])
    benefit = 25_000 * found.qalys - found.free
    closed = break_even(benefit[:, 1], found.slope[:, 1], benefit[:, 0])
    assert closed == pytest.approx([2400])
    roots = {c.threshold: c for c in crossings(there, {"price": (0, 10_000)}).found}
    assert roots[25_000].value == pytest.approx(2400, abs=1e-4)
    assert (roots[25_000].below, roots[25_000].above) == ("new", "old")
    assert roots[35_000].value == pytest.approx(3400, abs=1e-4)


def test_every_root_is_found_and_none_is_none():
    there = study("new * 5000 * (1 + 0.5*(price - 1000)*(price - 3000)/1000000)")
    found = [c for c in crossings(there, {"price": (0, 5000)}).found if c.threshold == 25_000]
    assert [c.value for c in found] == pytest.approx([1000, 3000], abs=1e-3)
    assert [(c.below, c.above) for c in found] == [("old", "new"), ("new", "old")]
    assert crossings(study(), {"price": (10_000, 20_000)}).found == ()


def test_a_price_that_costs_are_not_linear_in_is_told():
    assert not priced(study("new * price^2"), "price").linear
    assert not priced(study("new * MAX(price, 1500)"), "price").linear


def test_where_the_price_is_not_paid_there_is_none():
    found = priced(study("new * 100"), "price")
    assert np.isnan(break_even(np.array([1.0]), found.slope[:, 1], np.array([0.0])))


def test_the_line_of_each_draw_by_hand():
    there = study()
    drawn = sampling.draw(there, 500, 1, "random")
    known = drawn, engine.execute(there, drawn)
    found = priced_draws(there, "price", known)
    assert found.slope[:, 1] == pytest.approx(np.full(500, 2.0))
    assert found.free[:, 1] == pytest.approx(np.full(500, 200.0))
    limits = break_even(25_000 * found.qalys[:, 1] - found.free[:, 1], found.slope[:, 1], 25_000 * found.qalys[:, 0])
    assert limits == pytest.approx(25_000 * drawn.column("gain") - 100)
    assert probability_worth(np.array([-1e9, 1e9]), limits).tolist() == [1.0, 0.0]
    assert (limits >= price_at(0.8, limits)).mean() == pytest.approx(0.8, abs=0.003)
    assert price_at(0.5, limits) == pytest.approx(np.median(limits), abs=20)


def test_probabilities_by_hand():
    limits = np.array([3.0, 1.0, 2.0, 4.0])
    assert probability_worth(np.array([0.0, 1.0, 1.5, 4.0, 4.1]), limits).tolist() == [1, 1, 0.75, 0.25, 0]
    assert price_at(0.75, limits) == 2
    assert price_at(1.0, limits) == 1
