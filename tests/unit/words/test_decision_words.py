from __future__ import annotations

import math
from dataclasses import replace

import building as b
import pandas as pd
import pytest
from decisions import study

from costeff.results import Analysis, Study
from costeff.words import findings
from costeff.workflow.crossing import threshold
from costeff.workflow.one_way import dsa
from costeff.workflow.two_way import twoway

THERE = study()
TWO = (25_000.0, 35_000.0)
SHORTFALL = ("absolute", "proportional", "expected", "standard_care", "result")


def made(kind: str, tables: dict[str, pd.DataFrame], facts: dict[str, object], thresholds=TWO) -> Analysis:
    about = Study.of(replace(THERE, settings=replace(THERE.settings, thresholds=thresholds)))
    return Analysis(kind=kind, name=kind, title="", study=about, tables=tables, facts=facts)


# One-way: the new drug is worth 25,000 x 0.2 - 2,100 = 2,900, the third strategy 25,000 x 0.04 - 500 = 500; the ends of
# the gain move 25,000 x 2 x 0.02 x 2 x 1.96 = 3,920, those of the price 2 x 100 x 2 x 1.96 = 784.


def test_what_drives_the_decision():
    said = findings(dsa(THERE.with_settings(thresholds=(25_000.0,))))
    assert said[0] == 'At £25,000 a QALY, "New" is preferred in the base case, £2,400 of net benefit ahead of "Third".'
    assert '"gain" (0.0608 to 0.139), by £3,920; "price" (804 to 1,196), by £784' in said[1]
    assert said[2] == 'Nothing moves the net benefit of "Third" against "Old".'
    assert said[3] == (
        "At £25,000 a QALY, no parameter alone, at either of its ends, changes the decision (2 parameters and groups "
        "moved)."
    )
    assert len(said) == 4


def test_a_lever_that_alone_changes_the_decision_and_one_that_changes_nothing():
    # at 15,000: New 3,000 - 2,100 = 900, at the low end of the gain 15,000 x 2 x 0.0608 - 2,100 < 0; Third 600 - 500
    idle = dsa(study(
        settings=replace(THERE.settings, thresholds=(15_000.0,)),
        parameters=(*THERE.parameters, replace(THERE.parameters[1], id="idle", label="idle")),
    ))  # fmt: skip
    said = findings(idle)
    assert (
        'At £15,000 a QALY, 1 of 3 parameters and groups, moved alone, changes the decision to "Third": "gain" at its '
        "low end."
    ) in said
    assert '1 parameter, moved alone, changes no net benefit: "idle".' in said


def test_where_another_strategy_is_preferred_at_a_higher_threshold_it_is_named():
    # at 4,000: Old 0, New 800 - 2,100, Third 160 - 500; at 15,000 New 900 against Third 100 is preferred, but for the
    # low end of the gain; at 25,000 it is throughout
    said = findings(dsa(THERE.with_settings(thresholds=(4_000.0, 15_000.0, 25_000.0))))
    assert said[0].startswith('At £4,000 a QALY, "Old" is preferred')
    assert [text for text in said if "decision" in text] == [
        "At £4,000 a QALY, no parameter alone, at either of its ends, changes the decision (2 parameters and groups "
        "moved).",
        'At £15,000 a QALY, 1 of 2 parameters and groups, moved alone, changes the decision from "New" to "Third": '
        '"gain" at its low end.',
        'At £25,000 a QALY, no parameter alone, at either of its ends, changes the decision for "New" (2 parameters '
        "and groups moved).",
    ]


def test_one_way_with_a_tie_one_strategy_and_no_uncertainty():
    level = study(payoffs=(*THERE.payoffs[:1], b.payoff("utility", "life", "in", "well", "0.5", per="1 year")))
    level = replace(level, strategies=(level.strategies[0], replace(level.strategies[0], id="twin", label="Twin")))
    assert findings(dsa(level))[0] == 'At £25,000 a QALY, "Old" and "Twin" are level in the base case.'
    assert findings(dsa(study(strategies=THERE.strategies[:1]))) == (
        "There is only one strategy, so that no parameter can change the decision.",
    )
    assert findings(dsa(study(parameters=(b.parameter("price", 1.0), b.parameter("gain", 0.1))))) == ()


# Along the price: New beats Third while 25,000 x 0.2 - 100 - 2p > 500, below 2,200.


def test_where_the_decision_changes_and_where_it_does_not():
    one = THERE.with_settings(thresholds=(25_000.0,))
    assert findings(threshold(one, "price", 0, 5_000)) == (
        'At £25,000 a QALY, "price" (base case 1,000) decides between 0 and 5,000: preferred is "New" below 2,200, '
        '"Third" above 2,200.',
    )
    assert findings(threshold(one, "price", 0, 10)) == (
        'At £25,000 a QALY, no value of "price" from 0 to 10 changes the decision; "New" is preferred throughout.',
    )
    assert findings(threshold(THERE.with_settings(thresholds=TWO))) == (
        "At £25,000 and £35,000 a QALY, none of the 2 parameters, alone and within its range, changes the decision.",
    )


def turn(parameter: str, value: float, base: float, below: str = "Old", above: str = "New", at: float = 25_000.0):
    return {
        "parameter": parameter, "label": parameter, "unit": "", "base_value": base, "low": 0.0, "high": 10.0,
        "threshold": at, "value": value, "below": below, "below_label": below, "above": above, "above_label": above,
    }  # fmt: skip


def test_several_changes_along_one_parameter():
    table = pd.DataFrame([turn("x", 2.0, 5.0), turn("x", 6.0, 5.0, "New", "Third")])
    (said,) = findings(made("threshold", {"threshold": table}, {}, (25_000.0,)))
    assert said.endswith('preferred is "Old" below 2, "New" from 2 to 6, "Third" above 6.')


def test_of_all_parameters_those_with_the_least_way_to_go_stand_first():
    table = pd.DataFrame(
        [turn("far", 9.0, 5.0), turn("near", 4.0, 5.0), turn("near", 1.0, 5.0), turn("no", math.nan, 5.0)]
    )
    (said,) = findings(made("threshold", {"threshold": table}, {}, (25_000.0,)))
    assert said == (
        "At £25,000 a QALY, 2 of 3 parameters, each alone and within its range, change the decision: "
        '"near" from 1 to 4 (base case 5; to "Old") and "far" above 9 (base case 5; to "New").'
    )


def test_no_parameter_with_a_range():
    empty = pd.DataFrame([turn("x", 1.0, 1.0)]).iloc[:0]
    (said,) = findings(made("threshold", {"threshold": empty}, {}))
    assert said == "No parameter has a range, so that there is nothing to look at."


def priced(prices: dict[str, tuple[float, float]], current: float = 1_000.0, against: str = "old") -> tuple[str, ...]:
    rows = [
        {"strategy": "new", "label": "New", "against": against, "against_label": "", "threshold": t, "basis": basis,
         "price": p}
        for basis, both in prices.items()
        for t, p in zip(TWO, both, strict=True)
    ]  # fmt: skip
    facts = {"current": current, "label": "A dose", "unit": "GBP"}
    return findings(made("price", {"price": pd.DataFrame(rows)}, facts))


def test_prices_by_threshold_and_against_todays():
    assert priced({"base case": (800.0, 1_500.0)}) == (
        'Today\'s price of "A dose" is £1,000.',
        'Against "Old", "New" is worth it in the base case up to £800 at £25,000 a QALY (20% below today\'s price) and '
        "up to £1,500 at £35,000 (50% above today's price).",
    )
    (_, said) = priced({"base case": (1_001.0, -5.0)}, against="best")
    assert said == (
        'Against the best of the strategies that don\'t pay it, "New" is worth it in the base case up to £1,001 at '
        "£25,000 a QALY (about today's price) and not even as a gift at £35,000."
    )


def test_a_price_below_nothing_is_not_even_a_gift():
    (_, said) = priced({"base case": (-1.0, -2.0)})
    assert said.endswith("not worth having even as a gift in the base case, at £25,000 and £35,000 a QALY.")


def test_what_is_worth_nothing_by_any_measure_is_said_once():
    (_, said) = priced({
        "base case": (-1.0, -2.0), "mean of the draws": (-7.0, -math.inf), "50% probability": (-600.0, -650.0),
        "80% probability": (-700.0, -700.0),
    })  # fmt: skip
    assert said.endswith(
        '"New" is not worth having even as a gift at £25,000 and £35,000 a QALY: neither in the base case nor on the '
        "means over the draws, nor with a probability of 50%."
    )


def test_a_price_of_nothing_and_no_price_today():
    (_, said) = priced({"base case": (0.0, math.nan)}, current=0.0)
    assert said.endswith("only as a gift at £25,000 a QALY and only above some price at £35,000.")


def test_prices_with_a_probability_those_that_agree_together():
    (_, said) = priced({
        "base case": (800.0, 900.0), "mean of the draws": (700.0, 750.0), "50% probability": (600.0, 650.0),
        "80% probability": (-1.0, -1.0), "90% probability": (-2.0, -3.0),
    })  # fmt: skip
    assert said.endswith(
        " On the means over the draws: up to £700 at £25,000 a QALY and up to £750 at £35,000."
        " With a probability of 50%: up to £600 at £25,000 a QALY and up to £650 at £35,000;"
        " of 80% and 90%: not even as a gift."
    )


def test_prices_under_a_scenario_and_with_a_discount():
    row = {"strategy": "new", "label": "New", "against": "old", "against_label": "Old", "threshold": 25_000.0}
    table = pd.DataFrame([
        {**row, "scenario": name, "scenario_label": label, "basis": "base case", "price": price}
        for name, label, price in (("base case", "Base case", 800.0), ("two", "Two doses", 400.0))
    ])  # fmt: skip
    net = pd.DataFrame([{**row, "scenario": "base case", "basis": "base case", "inmb_list": -400.0, "inmb_net": 200.0}])
    facts = {"current": 1_000.0, "label": "A dose", "unit": "GBP", "discount": 0.3, "net": 700.0}
    said = findings(made("price", {"price": table, "net": net}, facts, (25_000.0,)))
    assert said[1].startswith('Against "Old", "New" is worth it in the base case up to £800')
    assert said[2].startswith('Under "Two doses": against "Old", "New" is worth it in the base case up to £400')
    assert said[3] == 'The discount of 30%, to £700, makes "New" against "Old" worth it at £25,000 a QALY.'
    still = net.assign(inmb_net=-1.0)
    said = findings(made("price", {"price": table, "net": still}, facts, (25_000.0,)))
    assert said[3] == "The discount of 30%, to £700, makes nothing worth it that isn't at the list price."


def test_a_discount_that_is_not_enough_and_one_that_is_just_enough():
    row = {"label": "New", "against_label": "Old", "basis": "base case", "scenario": "base case"}
    row |= {"scenario_label": "Base case", "strategy": "new", "against": "old"}
    table = pd.DataFrame([{**row, "threshold": t, "price": p} for t, p in zip(TWO, (-50.0, 700.0), strict=True)])
    net = pd.DataFrame([
        {**row, "threshold": t, "inmb_list": a, "inmb_net": b}
        for t, a, b in ((25_000.0, -1_050.0, -750.0), (35_000.0, -300.0, 0.0))
    ])  # fmt: skip
    facts = {"current": 1_000.0, "label": "A dose", "unit": "GBP", "discount": 0.3, "net": 700.0}
    said = findings(made("price", {"price": table, "net": net}, facts))
    assert said[2] == (  # at 700 it is worth it, since it gains exactly what it costs
        'The discount of 30%, to £700, makes "New" against "Old" worth it at £35,000 a QALY. No discount is enough for '
        '"New" against "Old" at £25,000 a QALY: not worth having even as a gift.'
    )


def test_a_price_of_nothing_is_no_share_of_todays():
    (_, said) = priced({"base case": (0.0, 1_250.0)})
    assert said.endswith('"New" is worth it in the base case only as a gift at £25,000 a QALY and up to £1,250 at '
                         "£35,000 (25% above today's price).")  # fmt: skip


def test_thresholds_at_which_a_price_is_the_same_stand_together():
    (_, said) = priced({"base case": (math.inf, math.inf), "50% probability": (math.nan, math.nan)})
    assert said.endswith(
        "worth it in the base case at any price at £25,000 and £35,000 a QALY. With a probability of 50%: only above "
        "some price at £25,000 and £35,000 a QALY."
    )


def test_comparators_that_give_the_same_prices_share_a_paragraph():
    rows = [
        {"strategy": "new", "label": "New", "against": other, "against_label": "", "threshold": t,
         "basis": "base case", "price": 800.0 if other != "third" else 900.0}
        for other in ("old", "best", "third") for t in TWO
    ]  # fmt: skip
    facts = {"current": 1_000.0, "label": "A dose", "unit": "GBP"}
    said = findings(made("price", {"price": pd.DataFrame(rows)}, facts))
    assert len(said) == 3
    assert said[1].startswith('Against "Old" and against the best of the strategies that don\'t pay it, "New" is worth')
    assert said[2].startswith('Against "Third", "New" is worth it in the base case up to £900')


def test_prices_of_a_scenario_with_thresholds_of_its_own_have_no_currency():
    row = {"strategy": "new", "label": "New", "against": "old", "against_label": "Old", "basis": "base case"}
    table = pd.DataFrame([
        {**row, "scenario": "base case", "scenario_label": "Base case", "threshold": 25_000.0, "price": 800.0,
         "current": 1_000.0},
        {**row, "scenario": "us", "scenario_label": "Dollars", "threshold": 100_000.0, "price": 3_000.0,
         "current": 4_000.0},
    ])  # fmt: skip
    facts = {"current": 1_000.0, "label": "A dose", "unit": "GBP"}
    said = findings(made("price", {"price": table}, facts, (25_000.0,)))
    assert said[2] == (
        'Under "Dollars": against "Old", "New" is worth it in the base case up to 3,000 at 100,000 a QALY (25% below '
        "its price there). All in the money of that scenario."
    )


def test_strategies_that_are_the_same_are_level_throughout():
    twins = study(strategies=(THERE.strategies[0], replace(THERE.strategies[0], id="twin", label="Twin")))
    assert findings(threshold(twins, "price")) == (
        'At £25,000 and £35,000 a QALY, no value of "price" from 804 to 1,196 changes the decision; "Old" (level with '
        '"Twin") is preferred throughout.',
    )


def test_with_one_strategy_there_is_no_decision():
    alone = study(strategies=THERE.strategies[:1])
    said = "There is only one strategy, so that no parameter can change the decision."
    assert findings(threshold(alone)) == findings(threshold(alone, "price")) == (said,)
    assert findings(twoway(alone, steps=2))[1:] == (said,)


def severe(nice: tuple[float, ...], zin: tuple[float, float], chances=(math.nan,) * 3, weighted=(), standard=None):
    rows = [
        {**dict(zip(SHORTFALL, nice, strict=True)), "measure": "NICE",
         **dict(zip(("probability_1", "probability_1_2", "probability_1_7"), chances, strict=True))},
        {**dict(zip(SHORTFALL, (math.nan, zin[0], math.nan, math.nan, zin[1]), strict=True)), "measure": "ZIN"},
    ]  # fmt: skip
    columns = ("label", "threshold", "inc_cost", "inmb", "weighted_inmb")
    tables = {"shortfall": pd.DataFrame(rows), "weighted": pd.DataFrame(weighted, columns=columns)}
    return findings(made("severity", tables, {"standard": standard or {"old": 1.0}}))


def test_severity_without_a_weight():
    said = severe((7.0, 0.5, 14.0, 7.0, 1.0), (0.5, 50_000.0))
    assert said == (
        'Under standard care ("Old") patients have 7.000 of the 14.00 QALYs, discounted, that the general population '
        "may expect: an absolute shortfall of 7.000 QALYs, a proportional one of 50%. NICE's rule gives no extra "
        "weight to QALYs at this severity.",
        "Undiscounted, as ZIN has it, the proportional shortfall is 50%, in the band with a reference value of €50,000 "
        "a QALY.",
    )


def test_severity_with_a_weight_and_what_it_changes():
    weighted = [("New", t, 100.0, -50.0, 20.0) for t in TWO] + [("Third", t, 100.0, 5.0, 9.0) for t in TWO]
    said = severe((13.0, 0.9, 14.4, 1.4, 1.2), (0.05, math.nan), (0.25, 0.75, 0.0), weighted)
    assert said[0].endswith("NICE's rule gives QALYs a weight of 1.2 at this severity.")
    assert said[1] == "Over the draws the weight is 1 in 25% and 1.2 in 75%."
    assert said[2] == 'With the weight of 1.2, against "Old", "New" is worth its cost at £25,000 and £35,000 a QALY.'
    assert said[3].endswith("5%, below the lowest band: there is no reference value.")


def test_severity_certain_weight_no_change_and_shares_of_standard_care():
    said = severe((13.0, 0.9, 14.4, 1.4, 1.7), (0.9, 80_000.0), (0.0, 0.0, 1.0), standard={"old": 0.6, "third": 0.4})
    assert 'Under standard care ("Old" with 60% and "Third" with 40%) patients' in said[0]
    assert said[1] == "The weight is 1.7 in every draw."
    assert said[2] == 'With the weight of 1.7 no strategy changes between worth its cost and not, against "Old".'


def test_more_health_than_the_population_is_a_negative_shortfall():
    (first, _) = severe((-1.0, -0.1, 10.0, 11.0, 1.0), (-0.1, math.nan))
    assert "an absolute shortfall of −1.000 QALYs, a proportional one of −10%" in first


@pytest.mark.parametrize(
    "kind", ["dsa", "threshold", "price", "severity", "scenarios", "subgroups", "sweep", "calibration"]
)
def test_every_kind_has_words(kind):
    from costeff.words import _FINDINGS

    assert kind in _FINDINGS


def test_an_unknown_kind_says_nothing():
    assert findings(made("new kind", {}, {})) == ()


def test_a_change_that_holds_for_a_part_of_the_range_is_told_with_both_its_ends():
    row = {
        "parameter": "wait", "label": "Wait", "unit": "months", "base_value": 3.0, "low": 1.0, "high": 6.0,
        "threshold": 25_000.0, "below": "a", "above": "b", "below_label": "Old", "above_label": "New",
    }  # fmt: skip
    back = row | {"below_label": "New", "above_label": "Old"}
    other = row | {"parameter": "p", "label": "Price"}
    table = pd.DataFrame([row | {"value": 3.0000001}, back | {"value": 3.2}, other | {"value": 3.0000001}])
    said = findings(made("threshold", {"threshold": table}, {}, (25_000.0,)))[0]
    assert '"Wait" from 3 to 3.2 months (base case 3 months; to "New")' in said
    assert '"Price" just above 3 months (base case 3 months; to "New")' in said


def test_an_end_of_a_bar_that_is_the_base_case_is_told():
    moved = tuple(
        replace(p, value=500.0, dsa_low=804.0, dsa_high=1196.0) if p.id == "price" else p for p in THERE.parameters
    )
    said = findings(dsa(replace(THERE.with_settings(thresholds=(25_000.0,)), parameters=moved)))
    assert '"price" (804 to 1,196; base case 500)' in " ".join(said)
