from dataclasses import replace

import building as b
import numpy as np
import pytest

from costeff import engine, sampling
from costeff.analyses.crossings import crossings
from costeff.analyses.price import CHECKED, priced, priced_draws
from costeff.distributions import fit
from costeff.engine import reference
from costeff.measures.price import price_at, price_limit, probability_worth
from costeff.model import Duration, base_draws
from costeff.model.parts import Instalments
from costeff.results import Outcome
from costeff.variants import counting

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
    closed = price_limit(benefit[:, 1] - benefit[:, 0], found.slope[:, 1])
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


def test_strategies_that_are_the_same_but_for_rounding_never_take_turns():
    # twin's cost differs by noise that changes its sign along the price; both leave to old at 2,400
    there = study(
        "IF(new = 0, 0, (price + 100) * dose + IF(new = 2, 1E-10 * (INT(price / 7) - 2 * INT(price / 14)), 0))"
    )
    there = replace(
        there,
        strategies=(b.strategy("old", new=0), b.strategy("new", new=1), b.strategy("twin", new=2)),
        payoffs=(there.payoffs[0], b.payoff("utility", "life", "in", "well", "0.5 + (new > 0) * gain", per="1 year")),
    )
    found = crossings(there, {"price": (0, 5000)}).found
    assert [(c.threshold, c.above) for c in found] == [(25_000, "old"), (35_000, "old")]
    assert [c.value for c in found] == pytest.approx([2400, 3400], rel=1e-9)


def test_a_tie_over_part_of_the_range_is_no_change():
    # equal up to 1,000, then new is dearer; then it is paid for, and the tie comes back
    there = study("new * MAX(0, MIN(price - 1000, 3000 - price))", gain=0.0)
    assert [(round(c.value, 3), c.below, c.above) for c in crossings(there, {"price": (0, 5000)}).found] == []
    there = study("new * 100 * (MAX(0, MIN(price - 1000, 3000 - price)) - MAX(0, price - 4000))", gain=0.0)
    found = crossings(there, {"price": (0, 5000)}).found
    assert [(c.below, c.above) for c in found if c.threshold == 25_000] == [("old", "new")]
    assert found[0].value == pytest.approx(4000, abs=1e-3)


def test_a_price_that_costs_are_not_linear_in_is_told():
    assert not priced(study("new * price^2"), "price").linear
    assert not priced(study("new * MAX(price, 1500)"), "price").linear


def test_where_no_more_units_are_bought_no_price_limits_what_is_worth_it_as_a_gift():
    found = priced(study("new * 100"), "price")
    assert price_limit(np.array([1.0]), found.slope[:, 1]).tolist() == [np.inf]
    assert price_limit(np.array([0.0, 1.0, -1.0, -1.0, -6.0]), np.array([0.0, -2.0, 0.0, -2.0, 2.0])).tolist()[:3] == [
        np.inf, np.inf, -np.inf
    ]  # fmt: skip
    assert np.isnan(price_limit(np.array([-1.0]), np.array([-2.0])))
    assert price_limit(np.array([-6.0]), np.array([2.0])) == [-3.0]


def lines(found, threshold=25_000):
    benefit = threshold * found.qalys - found.free
    return benefit[:, 1] - benefit[:, 0], found.slope[:, 1]


def test_the_line_of_each_draw_by_hand():
    there = study()
    drawn = sampling.draw(there, 500, 1, "random")
    found = priced_draws(there, "price", (drawn, engine.execute(there, drawn)))
    assert found.road == "one pass"
    assert found.linear
    assert found.slope[:, 1] == pytest.approx(np.full(500, 2.0))
    assert found.free[:, 1] == pytest.approx(np.full(500, 200.0))
    both = lines(found)
    limits = price_limit(*both)
    assert limits == pytest.approx(25_000 * drawn.column("gain") - 100)
    assert probability_worth(np.array([-1e9, 1e9]), *both).tolist() == [1.0, 0.0]
    assert (limits >= price_at(0.8, *both)).mean() == pytest.approx(0.8, abs=0.003)
    assert price_at(0.5, *both) == pytest.approx(np.median(limits), abs=20)


def test_a_run_that_counted_the_units_needs_no_run(monkeypatch):
    there = study()
    drawn = sampling.draw(there, 500, 1, "random")
    counted = engine.execute(counting(there, "price"), drawn)
    asked = []
    execute = engine.execute

    def counts(model, draws, **options):
        asked.append(len(draws))
        return execute(model, draws, **options)

    monkeypatch.setattr(engine, "execute", counts)
    found = priced_draws(there, "price", (drawn, counted))
    assert found.road == "the run"
    assert asked == [3 * CHECKED]
    asked.clear()
    assert priced_draws(there, "price").slope.tolist() == found.slope.tolist()
    assert asked == [3 * CHECKED, 500]


COMPLICATED = "new * ((price * dose + 100) / 4 - IF(dose > 1, -price, 3) + (price * 5%) * (1 - gain))"


@pytest.mark.parametrize(
    ("amount", "slope"),
    [
        ("new * (price + 100) * dose", lambda gain: 2.0),
        (COMPLICATED, lambda gain: 2 / 4 + 1 + 0.05 * (1 - gain)),
        ("new * IF(dose > 1, 100 - price, price)", lambda gain: -1.0),
    ],
)
def test_derived_units_are_what_two_passes_give(amount, slope, monkeypatch):
    there = study(amount)
    found = priced_draws(there, "price")
    drawn = sampling.draw(there, 500, 1, "random")
    assert found.road == "one pass"
    assert found.slope[:, 1] == pytest.approx([slope(g) for g in drawn.column("gain")], rel=1e-12)
    monkeypatch.setattr("costeff.analyses.price.counting", lambda model, parameter: None)
    again = priced_draws(there, "price")
    assert again.road == "two passes"
    assert again.slope == pytest.approx(found.slope, rel=1e-9)
    assert again.free == pytest.approx(found.free, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    "amount",
    ["new * price^1", "new * MIN(price, 1e9)", "new * ((price + 1)^2 - price^2 - 1) / 2", "new * EXP(LN(price + 1))"],
)
def test_lines_that_cannot_be_read_off_are_found_by_two_passes(amount):
    found = priced_draws(study(amount), "price", None)
    assert found.road == "two passes"
    assert found.slope[:, 1] == pytest.approx(np.ones(500), rel=1e-6)


def test_a_price_that_is_crooked_in_some_draws_alone_is_told():
    there = study("new * IF(gain > 0.1, price^2, price)", gain=0.09)
    assert priced(there, "price").linear
    assert not priced_draws(there, "price").linear


def test_units_through_variables_columns_and_states_discounted_as_costs():
    there = study()
    there = replace(
        there,
        settings=b.settings(horizon="4 years", costs=0.06, effects=0.0, reference="old", draws=50),
        strategies=(b.strategy("old", new=0, drug=0.0), b.strategy("new", new=1, drug="course * 3")),
        states=(b.state("well", 1, care="drug / 2"), b.state("ill", care="7"), b.state("dead", alive=False)),
        variables=(b.variable("course", "price * dose + 5"),),
        arrows=(
            b.arrow("falls", "well", "ill", "rate", 0.3, per="1 year"),
            b.arrow("dies", "ill", "dead", "probability", 0.2),
        ),
        payoffs=(
            b.payoff("cost", "drug", "in", "well ill", "care", per="1 month"),
            b.payoff("cost", "fall", "on", "falls", "drug", instalments=Instalments(3, Duration(1, "year"))),
            b.payoff("cost", "enter", "entering", "ill", "new * price", when="years > 1"),
            b.payoff("utility", "life", "in", "well ill", "0.5", per="1 year"),
        ),
    )
    found = priced_draws(there, "price")
    assert found.road == "one pass"
    base = priced(there, "price")
    assert base.slope[0, 1] > 1
    assert found.slope == pytest.approx(np.repeat(base.slope, 50, axis=0), rel=1e-9)
    with_units = counting(there, "price")
    for n, strategy in enumerate(with_units.strategies):
        slow = reference.run(with_units, strategy, base_draws(there).row(0)).outcomes
        assert slow[Outcome("units", "payoff", "price")] == pytest.approx(base.slope[0, n], rel=1e-9)
    spent = engine.execute(with_units, base_draws(there))
    plain = engine.execute(there, base_draws(there))
    assert [spent.of(m).tolist() for m in ("cost", "qalys")] == [plain.of(m).tolist() for m in ("cost", "qalys")]


def test_probabilities_by_hand():
    limits, ones = np.array([3.0, 1.0, 2.0, 4.0]), np.ones(4)
    assert probability_worth(np.array([0.0, 1.0, 1.5, 4.0, 4.1]), limits, ones).tolist() == [1, 1, 0.75, 0.25, 0]
    assert price_at(0.75, limits, ones) == 2
    assert price_at(1.0, limits, ones) == 1


def test_probabilities_against_one_that_buys_as_much_or_more():
    # worth up to 3; from 2 on; always; never
    headroom, slope = np.array([6.0, -4.0, 1.0, -1.0]), np.array([2.0, -2.0, 0.0, 0.0])
    prices = np.array([0.0, 2.0, 2.5, 3.0, 3.1])
    assert probability_worth(prices, headroom, slope).tolist() == [0.5, 0.75, 0.75, 0.75, 0.5]
    assert price_at(0.75, headroom, slope) == 3
    assert price_at(0.5, headroom, slope) == np.inf
    assert price_at(0.8, headroom, slope) == -np.inf
    brute = [(headroom - slope * p >= 0).mean() for p in prices]
    assert probability_worth(prices, headroom, slope).tolist() == brute


def test_no_price_up_to_which_where_high_prices_alone_are_worth_it():
    # worth it from 2 on; from 4 on; the second loses too much at a price of nothing
    headroom, slope = np.array([-4.0, -4.0]), np.array([-2.0, -1.0])
    assert probability_worth(np.array([0.0, 2.0, 4.0]), headroom, slope).tolist() == [0, 0.5, 1]
    assert np.isnan(price_at(0.5, headroom, slope))
    assert np.isnan(price_at(1.0, headroom, slope))
    # between the end of one draw and the beginning of the other too few are worth it
    headroom, slope = np.array([2.0, -4.0, 1.0]), np.array([1.0, -1.0, 0.0])
    assert probability_worth(np.array([2.0, 3.0, 4.0]), headroom, slope).tolist() == pytest.approx(
        [2 / 3, 1 / 3, 2 / 3]
    )
    assert np.isnan(price_at(0.6, headroom, slope))
    assert price_at(0.3, headroom, slope) == np.inf
