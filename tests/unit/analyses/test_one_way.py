from dataclasses import replace

import building as b
import numpy as np
import pytest

from costeff.analyses import SCAN, one_way
from costeff.distributions import fit
from costeff.engine import reference
from costeff.model import Draws, base_draws
from costeff.results import Outcome


def uncertain(id, value, family, unit="", **spread):
    given = {"se": None, "low": None, "high": None, "n": None, **spread}
    return b.parameter(id, value, family=family, unit=unit, distribution=fit(family, value=value, **given), **spread)


def study(amount="price * dose", **parts):
    """Alive for two years; the new drug costs `amount` at the start and is worth `gain` a year."""
    return b.model(
        settings=b.settings(horizon="2 years", costs=0.0, effects=0.0, correction="end", reference="old"),
        strategies=(b.strategy("old", new=0), b.strategy("new", new=1)),
        states=(b.state("well", 1),),
        parameters=(
            uncertain("price", 1000.0, "normal", se=100.0),
            uncertain("gain", 0.1, "normal", se=0.01),
            b.parameter("dose", 2.0),
        ),
        payoffs=(
            b.payoff("cost", "drug", "start", "well", f"new * ({amount})"),
            b.payoff("utility", "life", "in", "well", "0.5 + new * gain", per="1 year"),
        ),
        **parts,
    )


def inmb(outcomes, threshold=25_000):
    benefit = threshold * outcomes.of("qalys") - outcomes.of("cost")
    return benefit[:, 1] - benefit[:, 0]


def test_each_parameter_at_its_bounds_by_hand():
    found = one_way(study())
    z = 1.959963984540054
    assert [lever.id for lever in found.levers] == ["price", "gain"]
    assert inmb(found.base)[0] == pytest.approx(25_000 * 0.2 - 2000)
    assert inmb(found.low) == pytest.approx([3000 + 2 * 100 * z, 3000 - 25_000 * 2 * 0.01 * z])
    assert inmb(found.high) == pytest.approx([3000 - 2 * 100 * z, 3000 + 25_000 * 2 * 0.01 * z])
    assert not found.scans


def test_one_percent_more_of_each():
    found = one_way(study())
    assert found.steps.tolist() == [0.01, 0.01]
    assert inmb(found.nudged) == pytest.approx([3000 - 20, 3000 + 50])


def test_a_probability_near_one_is_nudged_downwards_and_zero_not_at_all():
    there = study()
    p, zero = uncertain("p", 0.995, "beta", unit="probability", n=1000), uncertain("z", 0.0, "normal", se=1.0)
    found = one_way(replace(there, parameters=(*there.parameters, p, zero)))
    assert found.steps[2] == -0.01
    assert np.isnan(found.steps[3])


def test_a_parameter_whose_best_value_lies_inside_is_scanned():
    found = one_way(study("1000 * (price/1000 - 1)^2 * dose"))
    assert list(found.scans) == ["price"]
    scanned = inmb(found.scans["price"])
    assert len(scanned) == len(SCAN)
    assert scanned.argmax() == 5  # the median, where the square is nothing


def test_bounds_that_make_no_valid_model_are_marked_and_the_others_stand():
    there = study()
    share = replace(there.states[0], start=b.formula("MIN(1, 2 - gain*10)"))
    found = one_way(replace(there, states=(share,)))
    assert np.isnan(inmb(found.high)[1])
    assert np.isfinite(inmb(found.low)).all()
    assert np.isfinite(inmb(found.high)[0])


def test_agrees_with_a_loop_over_the_reference_engine():
    there = b.hiv()
    spread = {"rr": ("lognormal", {"low": 0.365, "high": 0.71}), "zdv": ("gamma", {"se": 200.0})}
    there = replace(
        there,
        parameters=tuple(
            uncertain(p.id, p.value, spread[p.id][0], **spread[p.id][1]) if p.id in spread else p
            for p in there.parameters
        ),
    )
    found = one_way(there)
    base = base_draws(there)
    for k, lever in enumerate(found.levers):
        for outcomes, end in ((found.low, lever.low), (found.high, lever.high)):
            values = base.values.copy()
            for name, value in end.items():
                values[0, base.ids.index(name)] = value
            draws = Draws(ids=base.ids, values=values, index=base.index)
            for n, strategy in enumerate(there.strategies):
                slow = reference.run(there, strategy, draws.row(0)).outcomes
                assert outcomes.of("cost")[k, n] == pytest.approx(slow[Outcome("cost")], rel=1e-12)
