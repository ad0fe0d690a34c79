import building as b
import numpy as np
import pytest
from decisions import ill, life, study

from costeff.errors import InputError
from costeff.errors.decisions import (
    EmptyRange,
    NoSpread,
    NotAPrice,
    NoThreshold,
    PriceNotPaid,
    SeverityInput,
    UnknownChoice,
)
from costeff.workflow.crossing import threshold
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
    ],
)
def test_ranges_that_are_none(arguments, kind):
    with pytest.raises(InputError) as error:
        threshold(study(), *arguments)
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
