"""Decision analyses of a base case that is a mixture of subgroups; numbers by hand."""

from dataclasses import replace

import building as b
import decisions as d
import numpy as np
import pytest
from situations import SettingChange, StrategiesChange, at, costs, qalys, scenario, subgroup, value, with_subgroups

import costeff
from costeff.distributions import fit
from costeff.errors import InputError
from costeff.model import ParameterChange

MIXED = "mixture of subgroups"
OLD = (0.25, 0.3), (0.75, 0.1)


def mixed_study(*more: ParameterChange):
    return with_subgroups(
        subgroup("bad", 0.25, value("p_old", 0.3), *more), subgroup("good", 0.75, value("p_old", 0.1)), base_case=MIXED
    )


def worth_of_new(wtp: float, drug: float = 500.0) -> float:
    gain = qalys(0.1) - sum(share * qalys(p) for share, p in OLD)
    return wtp * gain - (costs(0.1, drug=drug) - sum(share * costs(p) for share, p in OLD))


def test_one_way_bars_stand_around_the_mixture():
    table = costeff.dsa(mixed_study()).tables["tornado"]
    here = table[(table["lever"] == "drug") & (table["threshold"] == 5000)].iloc[0]
    assert here["inmb_base"] == pytest.approx(worth_of_new(5000))
    assert here["inmb_high"] == pytest.approx(worth_of_new(5000, here["high_value"]))


def test_what_a_subgroup_replaces_is_not_moved_there():
    table = costeff.dsa(mixed_study(value("drug", 700.0))).tables["tornado"]
    here = table[(table["lever"] == "drug") & (table["threshold"] == 5000)].iloc[0]
    assert here["inmb_base"] == pytest.approx(worth_of_new(5000, 0.25 * 700 + 0.75 * 500))
    assert here["inmb_low"] == pytest.approx(worth_of_new(5000, 0.25 * 700 + 0.75 * here["low_value"]))


def test_prices_and_thresholds_of_the_mixture():
    fair = worth_of_new(5000, 0.0)
    found = costeff.threshold(mixed_study(), "drug", 0.0, 5000.0).tables["threshold"]
    assert found[found["threshold"] == 5000]["value"].tolist() == pytest.approx([fair])
    model = mixed_study()
    prices = costeff.price(model, "drug").tables["price"]
    rows = prices[prices["threshold"] == 5000].set_index("basis")
    assert rows.loc["base case", "price"] == pytest.approx(fair)
    psa = costeff.run(model).psa
    cost, qaly = psa.of("cost"), psa.of("qalys")
    benefit = 5000 * (qaly[:, 1] - qaly[:, 0]) - (cost[:, 1] - cost[:, 0])
    draws = costeff.run(model).draws
    paid = draws.values[:, draws.ids.index("drug")]
    assert rows.loc["mean of the draws", "price"] == pytest.approx((benefit + paid).mean())


def test_prices_where_a_subgroup_has_a_spread_of_its_own():
    spread = ParameterChange(parameter="care", column="se", to=5.0)
    found = costeff.price(mixed_study(spread), "drug").tables["price"].set_index(["threshold", "basis"])
    assert np.isfinite(found.loc[(5000, "mean of the draws"), "price"])
    assert found.loc[(5000, "base case"), "price"] == pytest.approx(worth_of_new(5000, 0.0))


def test_severity_compares_the_mixture_with_a_population_of_its_ages():
    there = d.ill(d.life([(a, 0.01 + a / 2000, 0.01 + a / 2500) for a in range(101)]))
    parts = []
    for age in (40.0, 60.0):
        alone = replace(there, settings=replace(there.settings, start_age=age))
        parts.append(costeff.severity(alone, psa=False).tables["shortfall"].iloc[0])
    changes = [
        SettingChange(setting="start age", values={"start_age": age}, text=str(age), where=at("D2"))
        for age in (40.0, 60.0)
    ]
    model = replace(
        there,
        subgroups=(subgroup("young", 0.25, changes[0]), subgroup("old", 0.75, changes[1])),
        settings=replace(there.settings, base_case=MIXED),
    )
    found = costeff.severity(model, psa=False).tables["shortfall"].iloc[0]
    for column in ("expected", "standard_care", "absolute"):
        assert found[column] == pytest.approx(0.25 * parts[0][column] + 0.75 * parts[1][column])


def test_severity_of_a_mixture_tells_the_share_of_men_of_its_subgroups():
    there = d.ill(d.life([(a, 0.01 + a / 2000, 0.01 + a / 2500) for a in range(101)]))
    model = replace(
        there,
        subgroups=(subgroup("a", 0.25, value("male_share", 0.8)), subgroup("b", 0.75, value("male_share", 0.4))),
        settings=replace(there.settings, base_case=MIXED),
    )
    found = costeff.severity(model, psa=False)
    assert found.facts["male"] == pytest.approx(0.25 * 0.8 + 0.75 * 0.4)
    assert "50.0% (80.0% and 40.0% in the subgroups)" in found.notes[0]
    assert "(" not in costeff.severity(there, psa=False).notes[0].split("norms")[0]


def test_severity_of_a_mixture_whose_subgroups_have_other_life_tables_asks_for_one():
    rows = [(a, 0.01 + a / 2000, 0.01 + a / 2500) for a in range(101)]
    worse = b.table("worse", "age", [(a, 2 * m, 2 * f) for a, m, f in rows], ("male", "female"))
    there = d.ill(d.life(rows), worse)
    text = 'IF(sick, MORTALITY("worse", age, male_share), MORTALITY("life", age, male_share))'
    model = replace(
        there,
        parameters=(*there.parameters, b.parameter("sick", 0.0)),
        variables=(b.variable("background", text),),
        subgroups=(subgroup("a", 0.25), subgroup("b", 0.75, value("sick", 1.0))),
        settings=replace(there.settings, base_case=MIXED),
    )
    with pytest.raises(InputError, match="several life tables: life, worse"):
        costeff.severity(model, psa=False)
    assert costeff.severity(model, psa=False, life_table="worse").tables["shortfall"]["expected"].iloc[0] > 0


def shares_study(**kw):
    there = d.study()
    shares = [
        b.parameter(i, n / 100, family="dirichlet", group="g", n=n)
        for i, n in (("s1", 50.0), ("s2", 30.0), ("s3", 20.0))
    ]
    return replace(
        there,
        parameters=(*there.parameters, *shares),
        states=(b.state("well", "s1"), b.state("mid", "s2"), b.state("bad", "s3")),
        payoffs=(
            b.payoff("cost", "drug", "start", "well mid bad", "new * 1000"),
            b.payoff("utility", "life", "in", "well mid bad", "0.5 + new * 0.1", per="1 year"),
            b.payoff("utility", "loss", "in", "bad", "-0.4 * new", per="1 year"),
        ),
        **kw,
    )


def test_the_other_shares_of_a_dirichlet_give_way_to_the_one_that_is_searched():
    # worth 25,000 x 2 x (0.1 - 0.4 s3) - 1,000: nothing at s3 = 0.2
    found = costeff.threshold(shares_study(), "s3").tables["threshold"]
    assert found[found["threshold"] == 25_000]["value"].tolist() == pytest.approx([0.2])


def test_a_search_through_values_that_make_no_model_says_so():
    there = shares_study()
    found = costeff.threshold(there, "s3", 0.0, 1.5)
    assert any("not valid" in note for note in found.notes)
    assert not any("not valid" in note for note in costeff.threshold(there, "s3").notes)


def test_draws_that_are_no_valid_model_are_left_out_of_prices():
    there = d.study()
    p = fit("normal", value=0.05, se=0.02, low=None, high=None, n=None)
    model = replace(
        there,
        parameters=(*there.parameters, b.parameter("p", 0.05, family="normal", se=0.02, distribution=p)),
        states=(b.state("well", 1), b.state("dead", alive=False)),
        arrows=(b.arrow("dies", "well", "dead", "probability", "p"),),
        settings=replace(there.settings, invalid_draws="drop", draws=400),
    )
    run = costeff.run(model)
    assert 390 < len(run.psa) < 400
    found = costeff.price(model, "price").tables["price"]
    again = costeff.price(model, "price", run=run).tables["price"]
    assert found["price"].tolist() == pytest.approx(again["price"].tolist())


@pytest.mark.parametrize(("before", "to"), [("as given", MIXED), (MIXED, "as given")])
def test_a_scenario_or_a_sweep_may_ask_for_the_mixture_or_take_it_back(before, to):
    asks = SettingChange(setting="base case", values={"base_case": to}, text=to, where=at("D2"))
    model = mixed_study()
    model = replace(model, settings=replace(model.settings, base_case=before), scenarios=(scenario("other", asks),))
    expected = {"as given": qalys(0.2), MIXED: sum(share * qalys(p) for share, p in OLD)}
    table = costeff.scenarios(model, psa=True).tables["scenarios"]
    old = table[table["strategy"] == "old"].set_index("scenario")
    assert old.loc["base case", "qalys"] == pytest.approx(expected[before])
    assert old.loc["other", "qalys"] == pytest.approx(expected[to])
    assert old.loc["other", "psa_qalys"] == pytest.approx(expected[to])
    grid = costeff.sweep(model, {"title": "Both", "axis": [{"item": "base case", "values": [before, to]}]}).tables[
        "grid"
    ]
    assert grid[grid["strategy"] == "old"]["qalys"].tolist() == pytest.approx([expected[before], expected[to]])


@pytest.mark.parametrize("wanted", [("old",), ("old", "new", "third")])
def test_a_scenario_whose_strategies_a_subgroup_does_not_follow_is_refused(wanted):
    own = StrategiesChange(strategies=("old", "new"), where=at("D3", "Subgroups"))
    asked = scenario("other", StrategiesChange(strategies=wanted, where=at("D2")))
    model = with_subgroups(subgroup("bad", 0.25, own), subgroup("good", 0.75), base_case=MIXED)
    with pytest.raises(InputError) as caught:
        costeff.scenarios(replace(model, scenarios=(asked,)))
    (problem,) = caught.value.problems
    assert (problem.kind, problem.where.cell) == ("NoMixture", "D2")
    with pytest.raises(InputError, match="other strategies"):
        costeff.price(replace(model, scenarios=(asked,)), "drug", scenarios=["other"], psa=False)
    free = with_subgroups(subgroup("bad", 0.25), subgroup("good", 0.75), base_case=MIXED)
    table = costeff.scenarios(replace(free, scenarios=(asked,))).tables["scenarios"]
    assert set(table[table["scenario"] == "other"]["strategy"]) == set(wanted)


def test_units_of_a_mixture_are_counted_once_unless_a_subgroup_has_a_price_of_its_own():
    model = mixed_study().with_settings(price_parameter="drug")
    once = costeff.price(model)
    again = costeff.price(model, run=costeff.run(model))
    assert (once.facts["roads"], again.facts["roads"]) == ({"base case": "one pass"}, {"base case": "the run"})
    assert again.tables["price"].equals(once.tables["price"])
    spread = costeff.price(mixed_study(ParameterChange(parameter="care", column="se", to=5.0)), "drug")
    assert spread.facts["roads"] == {"base case": "one pass"}
    own = costeff.price(mixed_study(value("drug", 700.0)), "drug")
    assert own.facts["roads"] == {"base case": "two passes"}
    assert "second price" in own.notes[0]
    rows = own.tables["price"].set_index(["threshold", "basis"])
    fair = (worth_of_new(5000, 0.0) - 0.25 * 700) / 0.75
    assert rows.loc[(5000, "base case"), "price"] == pytest.approx(fair)
