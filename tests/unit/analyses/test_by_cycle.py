from dataclasses import replace

import building as b
import numpy as np
import pytest
from situations import DIES, WELL, YEARS, subgroup, two_states, value, with_subgroups

from costeff import engine
from costeff.analyses.by_cycle import by_cycle
from costeff.measures.evlyg import evlyg
from costeff.model import Duration, base_draws


def test_each_year_by_hand():
    found = by_cycle(two_states())
    alive = np.array([[(1 - DIES[s]) ** t for s in ("old", "new")] for t in range(YEARS)])
    assert found.strategies == ("old", "new")
    assert found.life_years[:YEARS] == pytest.approx(alive)
    assert found.qalys[:YEARS] == pytest.approx(WELL * alive)
    assert not found.qalys[YEARS:].any()


def test_equal_value_by_hand():
    found = by_cycle(two_states())
    gained = sum(0.9**t - 0.8**t for t in range(YEARS))
    assert evlyg(found.qalys, found.life_years, 0) == pytest.approx([0.0, 0.851 * gained])


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points"])
@pytest.mark.parametrize("rate", [0.0, 0.035])
def test_cycles_add_up_to_the_totals(correction, rate):
    model = two_states()
    point = {"half-cycle": "middle", "start": "start", "end": "end", "points": "point"}[correction]
    settings = replace(
        model.settings,
        cycle=Duration(1, "month"),
        correction=correction,
        discount_at=point,
        discount_effects=type(model.settings.discount_effects).constant(rate),
    )
    extra = b.payoff("utility", "shock", "entering", "dead", -0.05)
    model = replace(model, settings=settings, payoffs=(*model.payoffs, extra))
    found, totals = by_cycle(model), engine.execute(model, base_draws(model))
    assert found.qalys.sum(axis=0) == pytest.approx(totals.of("qalys")[0], rel=1e-12)
    assert found.life_years.sum(axis=0) == pytest.approx(totals.of("life_years")[0], rel=1e-12)


def test_a_mixture_is_the_mean_of_its_subgroups():
    parts = (subgroup("bad", 0.25, value("p_old", 0.3)), subgroup("good", 0.75, value("p_old", 0.1)))
    found = by_cycle(with_subgroups(*parts, base_case="mixture of subgroups"))
    assert found.life_years[:YEARS, 0] == pytest.approx([0.25 * 0.7**t + 0.75 * 0.9**t for t in range(YEARS)])


def test_a_name_that_is_taken_is_left_alone():
    model = two_states()
    model = replace(model, variables=(*model.variables, b.variable("until", "care / 100")))
    assert by_cycle(model).qalys == pytest.approx(by_cycle(two_states()).qalys)
