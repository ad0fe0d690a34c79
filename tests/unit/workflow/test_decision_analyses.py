from dataclasses import replace

import building as b
import numpy as np
import pytest
from decisions import ill, life, study, uncertain

import costeff
from costeff.engine import plan
from costeff.errors import InputError
from costeff.errors.cells import OutOfRange, UnknownParameter
from costeff.errors.decisions import (
    EmptyRange,
    ImpossibleDiscount,
    NoSpread,
    NotAPrice,
    NoThreshold,
    PriceNotPaid,
    SeverityInput,
    UnknownChoice,
)
from costeff.model import ParameterChange, Scenario
from costeff.results import store
from costeff.words.pricing import price_findings
from costeff.workflow.crossing import threshold
from costeff.workflow.decision_figures import price_curves, tornados
from costeff.workflow.one_way import dsa
from costeff.workflow.pricing import price
from costeff.workflow.shortfalls import severity


def problem(error):
    (only,) = error.value.problems
    return only


def test_tornado_by_hand():
    table = dsa(study()).tables["tornado"]
    z = 1.959963984540054
    first = table[(table["strategy"] == "new") & (table["threshold"] == 25_000)].set_index("lever")
    assert first.loc["gain", "rank"] == 1
    assert first.loc["gain", "swing"] == pytest.approx(2 * 25_000 * 2 * 0.02 * z)
    assert first.loc["price", "inmb_low"] == pytest.approx(5000 - 2100 + 2 * 100 * z)
    assert first.loc["price", "low_value"] == pytest.approx(1000 - 100 * z)
    assert not first.loc["price", "changes_sign"]
    assert not first["bent"].any()
    assert first.loc["gain", "icer_base"] == pytest.approx(2100 / 0.2)


def test_elasticity_by_hand():
    table = dsa(study()).tables["elasticity"]
    row = table[(table["strategy"] == "new") & (table["threshold"] == 25_000)].set_index("lever")
    assert row.loc["gain", "elasticity"] == pytest.approx(100 * 50 / 2900)
    assert row.loc["price", "elasticity"] == pytest.approx(-100 * 20 / 2900)


def test_a_study_without_uncertainty_or_threshold():
    still = study(parameters=(b.parameter("price", 1.0), b.parameter("gain", 0.1)))
    found = dsa(still)
    assert not len(found.tables["tornado"])
    assert "nothing to move" in found.notes[-1]
    with pytest.raises(InputError) as error:
        dsa(still.with_settings(thresholds=()))
    assert isinstance(problem(error), NoThreshold)


def test_values_at_which_the_decision_changes():
    # at 25,000: new is worth 5,000 - 2p - 100; third 1,000 - 500
    table = threshold(study(), "price", 0, 5000).tables["threshold"]
    row = table[table["threshold"] == 25_000].iloc[0]
    assert row["value"] == pytest.approx(2200, abs=1e-3)
    assert (row["below"], row["above"]) == ("new", "third")


def test_a_parameter_that_changes_nothing_says_so_with_a_blank():
    table = threshold(study()).tables["threshold"]
    assert table[table["parameter"] == "price"]["value"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("pricee",), UnknownChoice),
        (("price", 5.0, 5.0), EmptyRange),
        (("price", 9.0, 5.0), EmptyRange),
        (("fixed",), NoSpread),
        (("chance", -0.5, 0.5), OutOfRange),
        (("chance", 0.5, 1.5), OutOfRange),
    ],
)
def test_ranges_that_are_none(arguments, kind):
    there = study(parameters=(*study().parameters, b.parameter("chance", 0.5, unit="probability")))
    with pytest.raises(InputError) as error:
        threshold(there, *arguments)
    assert isinstance(problem(error), kind)


def test_an_unknown_name_is_told_with_its_neighbour():
    with pytest.raises(InputError) as error:
        price(study(), "pric")
    assert problem(error).nearest == ("price",)


def test_prices_by_hand():
    table = price(study(), "price").tables["price"]
    base = table[(table["basis"] == "base case") & (table["threshold"] == 25_000)].set_index("against")
    assert base.loc["old", "price"] == pytest.approx((5000 - 100) / 2)
    assert base.loc["best", "price"] == pytest.approx((5000 - 100 - 500) / 2)
    assert base.loc["best", "per_person"] == pytest.approx(5000 - 100 - 500)
    assert base.loc["best", "units"] == pytest.approx(2)
    assert base.loc["best", "discount"] == pytest.approx(1 - 2.2)


def test_price_with_so_much_probability_is_worth_it_in_so_many_draws():
    there = study()
    found = price(there, "price")
    table = found.tables["price"]
    wanted = table[(table["threshold"] == 25_000) & (table["against"] == "old")].set_index("basis")["price"]
    curve = found.tables["curve"]
    mine = curve[(curve["threshold"] == 25_000) & (curve["against"] == "old")]
    at = np.interp(wanted["80% probability"], mine["price"], mine["probability"])
    assert at == pytest.approx(0.8, abs=0.02)
    assert wanted["90% probability"] < wanted["80% probability"] < wanted["50% probability"]


def test_headroom_is_what_a_person_may_cost_as_a_whole():
    table = price(study(), "price").tables["price"].set_index(["threshold", "against", "basis"])
    assert table.loc[(25_000, "old", "base case"), "headroom"] == pytest.approx(5000 - 100)
    assert table.loc[(25_000, "best", "base case"), "headroom"] == pytest.approx(5000 - 100 - 500)
    means = table.loc[(25_000, "old", "mean of the draws")]
    assert means["headroom"] == pytest.approx(means["per_person"])
    assert np.isnan(table.loc[(25_000, "old", "80% probability"), "headroom"])


def test_against_a_reference_that_pays_the_price_too():
    # new buys two units and third three: against third, new is worth any price at which its QALYs pay for the rest
    drug = b.payoff("cost", "drug", "start", "well", "new * (2*price + 100) + other * 3*price")
    there = study(payoffs=(drug, study().payoffs[1]))
    against = replace(there, settings=replace(there.settings, reference="third"))
    found = price(against, "price", ["new"])
    table = found.tables["price"].set_index(["threshold", "against", "basis"])
    assert table.loc[(25_000, "best", "base case"), "price"] == pytest.approx((5000 - 100) / 2)  # old alone is free
    assert table.loc[(25_000, "third", "base case"), "headroom"] == pytest.approx(25_000 * 0.16 - 100)
    assert table.loc[(25_000, "third", "base case"), "price"] == np.inf
    assert table.loc[(25_000, "third", "50% probability"), "price"] == np.inf
    curve = found.tables["curve"]
    mine = curve[(curve["threshold"] == 25_000) & (curve["against"] == "third")].set_index("price")["probability"]
    gain = costeff.run(there).draws.column("gain")
    for p in mine.index[[0, 40, 100]]:
        assert mine[p] == pytest.approx((25_000 * (2 * gain - 0.04) - 100 + p >= 0).mean())
    assert "at any price" in " ".join(price_findings(found))


def test_draws_without_a_price_up_to_which_are_counted_and_told():
    # new buys two units and third three: where new isn't worth it as a gift, it is only above some price
    drug = b.payoff("cost", "drug", "start", "well", "new * (2*price + 100) + other * 3*price")
    there = study(payoffs=(drug, study().payoffs[1]), parameters=(study().parameters[0], uncertain("gain", 0.03, 0.02)))
    there = replace(there, settings=replace(there.settings, reference="third"))
    found = price(there, "price", ["new"])
    gain = costeff.run(there).draws.column("gain")
    table = found.tables["price"].set_index(["against", "threshold", "basis"])["left_out"]
    lost = {t: int((t * (2 * gain - 0.04) < 100).sum()) for t in (25_000, 35_000)}
    assert 0 < lost[35_000] < lost[25_000] < 400
    assert {t: table["third", t, "mean of the draws"] for t in lost} == lost
    assert table["best", 25_000, "mean of the draws"] == 0  # old pays nothing, so that every draw has a price
    assert table[table.index.get_level_values("basis") != "mean of the draws"].isna().all()
    (note,) = found.notes
    assert note.startswith(
        'In some draws "New" against "Third" is worth it only above some price: '
        f"{lost[25_000]} at £25,000 and {lost[35_000]} at £35,000 a QALY."
    )
    assert price(study(), "price").notes == ()


def test_a_strategy_that_pays_in_some_draws_alone_is_never_among_the_free():
    drug = b.payoff("cost", "drug", "start", "well", "new * 2*price + other * (500 + IF(gain > 0.14, price, 0))")
    there = study(payoffs=(drug, study().payoffs[1]))
    draws = costeff.run(there).draws
    assert 0 < (draws.column("gain") > 0.14).mean() < 0.1
    found = price(there, "price", ["new"]).tables["price"]
    assert set(found["against"]) == {"old"}  # the best of the free is the reference alone, in every row
    assert set(price(there, "price", ["new"], psa=False).tables["price"]["against"]) == {"old", "best"}


def paid_at_result():
    """A scenario in which one unit is paid, and only by the share of 40% that respond."""
    change = ParameterChange(parameter="units", to=0.4)
    drug = b.payoff("cost", "drug", "start", "well", "new * (units*price + 100) + other * 500")
    there = study(
        payoffs=(drug, study().payoffs[1]), scenarios=(Scenario(id="result", label="By result", changes=(change,)),)
    )
    return replace(there, parameters=(*there.parameters, b.parameter("units", 2.0)))


def test_a_price_under_scenarios_stands_beside_the_base_case():
    found = price(paid_at_result(), "price", scenarios=["result"])
    table = found.tables["price"]
    base = table[(table["basis"] == "base case") & (table["threshold"] == 25_000)].set_index(["scenario", "against"])
    assert base.loc[("base case", "old"), "price"] == pytest.approx((5000 - 100) / 2)
    assert base.loc[("result", "old"), "price"] == pytest.approx((5000 - 100) / 0.4)
    assert base.loc[("result", "best"), "units"] == pytest.approx(0.4)
    assert base.loc[("result", "old"), "scenario_label"] == "By result"
    drawn = table[table["basis"] == "80% probability"].set_index(["scenario", "against", "threshold"])["price"]
    assert drawn["result", "old", 25_000] == pytest.approx(drawn["base case", "old", 25_000] * 2 / 0.4)  # common draws
    assert found.facts["roads"] == {"base case": "one pass", "result": "one pass"}
    assert next(price_curves(found))[0] == "price_best_25000"


def test_a_scenario_in_which_nobody_pays_says_so():
    there = paid_at_result()
    none = Scenario(id="free", label="Free", changes=(ParameterChange(parameter="units", to=0.0),))
    found = price(replace(there, scenarios=(none,)), "price", scenarios=["free"], psa=False)
    assert set(found.tables["price"]["scenario"]) == {"base case"}
    assert "Free" in found.notes[0]


def test_results_at_a_net_price_by_hand():
    found = price(study(), "price", ["new"], discount=0.3)
    net = found.tables["net"].set_index(["threshold", "against", "basis"])
    row = net.loc[(25_000, "old", "base case")]
    assert (row["list_price"], row["net_price"]) == (1000, pytest.approx(700))
    assert (row["inmb_list"], row["inmb_net"]) == (pytest.approx(5000 - 2100), pytest.approx(5000 - 1500))
    drawn = net.loc[(25_000, "old", "mean of the draws")]
    gain = costeff.run(study()).draws.column("gain")
    assert drawn["inmb_net"] == pytest.approx(50_000 * gain.mean() - 1500)
    assert drawn["probability_net"] == pytest.approx((50_000 * gain >= 1500).mean())
    assert drawn["probability_list"] == pytest.approx((50_000 * gain >= 2100).mean())
    assert "confidential" in found.notes[-1]
    assert "net" not in price(study(), "price", psa=False).tables


@pytest.mark.parametrize("given", [0.3, "0.3", "30%", " 30 % "])
def test_a_discount_is_a_share_or_a_percentage(given):
    found = price(study(), "price", ["new"], discount=given, psa=False)
    assert found.facts["discount"] == pytest.approx(0.3)
    assert found.facts["net"] == pytest.approx(700)


def test_a_discount_of_everything_makes_it_a_gift():
    found = price(study(), "price", ["new"], discount=1.0, psa=False)
    assert found.facts["net"] == 0
    net = found.tables["net"].set_index(["threshold", "against"])
    assert net.loc[(25_000, "old"), "inmb_net"] == pytest.approx(25_000 * 0.2 - 100)


@pytest.mark.parametrize("given", [0.0, -0.1, 1.01, float("nan"), "0%", "101%", "-5%", "30", "", "%", "nan", "a third"])
def test_what_takes_nothing_off_or_more_than_all_is_no_discount(given):
    with pytest.raises(InputError) as error:
        price(study(), "price", discount=given)
    assert isinstance(problem(error), ImpossibleDiscount)


def test_the_price_that_the_study_names_is_counted_in_each_run_and_needs_no_other(monkeypatch):
    there = study().with_settings(price_parameter="price")
    run = costeff.run(there)
    assert run.psa.of("units", "payoff", "price")[:, 1] == pytest.approx(np.full(400, 2.0))
    found = price(there, run=run)
    assert found.facts["roads"] == {"base case": "the run"}
    plain = price(study(), "price")
    assert found.tables["price"].equals(plain.tables["price"])


def test_a_run_that_was_stored_keeps_its_count(tmp_path):
    there = study().with_settings(price_parameter="price")
    store.save(costeff.run(there), tmp_path / "r")
    assert price(there, run=costeff.load(tmp_path / "r")).facts["roads"] == {"base case": "the run"}


def test_what_is_no_price_and_who_does_not_pay_it():
    with pytest.raises(InputError) as error:
        price(study(), "gain")
    assert isinstance(problem(error), NotAPrice)
    with pytest.raises(InputError) as error:
        price(study(), "price", ["old"])
    assert isinstance(problem(error), PriceNotPaid)
    with pytest.raises(InputError) as error:
        price(study(), "fixed")
    assert isinstance(problem(error), PriceNotPaid)


def test_shortfall_by_hand():
    norms = b.table("norms", "age", [(0, 0.9, 0.8)], ("male", "female"))
    table = severity(ill(life([(50, 0.5, 0.5), (51, 1, 1)]), norms), psa=False).tables["shortfall"].set_index("measure")
    lived = 0.75 + 0.25
    expected = lived * (0.25 * 0.9 + 0.75 * 0.8)
    assert table.loc["NICE", "expected"] == pytest.approx(expected, abs=1e-9)
    assert table.loc["NICE", "standard_care"] == pytest.approx(1.0)
    assert table.loc["NICE", "absolute"] == pytest.approx(expected - 1)
    assert table.loc["NICE", "result"] == 1.0


def test_a_severe_disease_gets_its_weight_beside_the_unweighted_result():
    rows = [(50 + k, 0.0, 0.0) for k in range(50)]
    found = severity(ill(life(rows)), psa=True)
    table = found.tables["shortfall"].set_index("measure")
    assert table.loc["NICE", "result"] == 1.7
    assert table.loc["NICE", "probability_1_7"] == 1
    weighted = found.tables["weighted"]
    row = weighted[(weighted["strategy"] == "third") & (weighted["threshold"] == 25_000)].iloc[0]
    assert row["inmb"] == pytest.approx(25_000 * 0.04 - 500)
    assert row["weighted_inmb"] == pytest.approx(25_000 * 1.7 * 0.04 - 500)


@pytest.mark.parametrize(("switch", "alive"), [(0, 0.75 + 0.25), (1, 0.95 + 0.9)])
def test_a_switch_between_two_life_tables_stands_for_the_one_that_is_on(switch: int, alive: float):
    norms = b.table("norms", "age", [(0, 1, 1)], ("male", "female"))
    kind = replace(life([(50, 0.1, 0.1), (51, 0, 0)]), name="kind")
    there = ill(life([(50, 0.5, 0.5), (51, 1, 1)]), kind, norms)
    there = replace(
        there,
        parameters=(*there.parameters, b.parameter("switch", switch)),
        variables=(
            b.variable(
                "background",
                'IF(switch = 1, MORTALITY("kind", age, male_share), MORTALITY("life", age, male_share))',
            ),
        ),
    )
    found = severity(there, psa=False)
    assert found.facts["life_table"] == ("kind" if switch else "life")
    assert found.tables["shortfall"].set_index("measure").loc["NICE", "expected"] == pytest.approx(alive, abs=1e-6)


def test_standard_care_that_is_a_mixture():
    rows = [(50 + k, 0.1, 0.1) for k in range(50)]
    table = severity(ill(life(rows)), {"old": 0.5, "third": 0.5}, psa=False).tables["shortfall"].set_index("measure")
    assert table.loc["NICE", "standard_care"] == pytest.approx(1.02)


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (study(), {}),
        (ill(life([(50, 0.1, 0.1), (52, 0.1, 0.1)])), {}),
        (ill(life([(60, 0.1, 0.1), (61, 0.1, 0.1)])), {}),
        (ill(life([(50, "gain", 0.1), (51, 0.1, 0.1)])), {}),
        (ill(life([(50, 0.1, 0.1)]), share="male_share/2"), {}),
        (ill(life([(50, 0.1, 0.1)])), {"standard": {"old": 0.5, "third": 0.4}}),
    ],
)
def test_what_the_shortfall_lacks_is_told(model, options):
    with pytest.raises(InputError) as error:
        severity(model, psa=False, **options)
    assert isinstance(problem(error), SeverityInput)


def test_a_tornado_of_icers_where_they_have_a_meaning():
    there = study()
    wide = uncertain("gain", 0.1, 0.06)  # below nothing at its low end
    found = dsa(replace(there, parameters=(there.parameters[0], wide, there.parameters[2])))
    figures = dict(tornados(found))
    assert list(figures) == ["tornado_new", "tornado_icer_new", "tornado_third", "tornado_icer_third"]
    texts = [t.get_text() for t in figures["tornado_icer_new"].texts]
    assert any("Not shown" in t and "gain" in t for t in texts)
    (axes,) = figures["tornado_icer_new"].axes
    assert [t.get_text() for t in axes.get_yticklabels()] == ["price"]
    ends = sorted(p.get_x() + p.get_width() for p in axes.patches if p.get_gid() in ("low", "high"))
    z = 1.959963984540054
    assert ends == pytest.approx([(2100 - 200 * z) / 0.2, (2100 + 200 * z) / 0.2])


def test_no_tornado_of_icers_where_none_has_a_meaning():
    there = study()
    worse = uncertain("gain", -0.1, 0.02)
    found = dsa(replace(there, parameters=(there.parameters[0], worse, there.parameters[2])))
    assert "tornado_icer_new" not in dict(tornados(found))


def test_parameters_that_decide_between_cases_share_the_plans_of_the_others(monkeypatch):
    there = study()
    months = replace(b.parameter("months_paid", 6.0), dsa_low=0.0, dsa_high=13.0)
    paid = b.payoff("cost", "care", "in", "well", "new * IF(months < months_paid, 100, 0)", per="1 month")
    there = replace(there, parameters=(*there.parameters, months), payoffs=(*there.payoffs, paid))
    planned = []
    make = plan.make_plan

    def counted(model, strategy, fixed=None):
        planned.append(strategy.id)
        return make(model, strategy, fixed)

    monkeypatch.setattr(plan, "make_plan", counted)
    table = dsa(there).tables["tornado"].set_index(["lever", "strategy", "threshold"])
    assert planned == ["old", "new", "third"]
    row = table.loc[("months_paid", "new", 25_000)]  # by yearly cycles: paid in none, the first, both
    assert (row["inmb_low"], row["inmb_base"], row["inmb_high"]) == pytest.approx((2900, 1700, 500))


def test_the_price_parameter_can_be_set_for_one_call_and_must_be_one():
    found = price(study(), psa=False, changes=["price parameter=price"])
    assert found.facts["parameter"] == "price"
    with pytest.raises(InputError) as error:
        price(study(), psa=False, changes=["price parameter=pric"])
    assert isinstance(problem(error), UnknownParameter)
    assert problem(error).nearest == ("price",)
