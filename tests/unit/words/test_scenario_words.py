from __future__ import annotations

from dataclasses import replace

from situations import (
    compared,
    horizon,
    scenario,
    subgroup,
    thresholds,
    two_states,
    value,
    with_scenarios,
    with_subgroups,
)

from costeff.model import Model, Scenario
from costeff.words import scenarios_verdict, subgroups_verdict
from costeff.workflow import scenarios, subgroups


def said(*given: Scenario, keep_going: bool = False) -> str:
    return scenarios_verdict(scenarios(with_scenarios(*given), keep_going=keep_going))


DEAR = scenario("dear", value("drug", 9_000.0))
CHEAP = scenario("cheap", value("drug", 1.0))


def test_where_it_stays_and_where_it_changes() -> None:
    text = said(DEAR, scenario("calm", value("extra", 1.0)))
    assert 'At £1,000 a QALY, "Old" is preferred in the base case and in all 2 scenarios.' in text
    assert (
        'At £5,000 a QALY, "New" is preferred in the base case and in 1 of 2 scenarios; it changes to "Old" in "Dear".'
        in text
    )


def test_one_scenario_and_none_that_agrees() -> None:
    assert '"New" is preferred in the base case but not in the one scenario; it changes to "Old" in "Dear".' in said(
        DEAR
    )
    assert '"New" is preferred in the base case and in the one scenario.' in said(CHEAP)
    dearer = scenario("dearer", value("drug", 99_000.0))
    assert '"New" is preferred in the base case but in none of the 2 scenarios' in said(DEAR, dearer)


def test_thresholds_that_agree_share_a_sentence() -> None:
    model = replace(two_states(), scenarios=(scenario("calm", value("extra", 1.0)),))
    model = replace(model, settings=replace(model.settings, thresholds=(5_000.0, 6_000.0, 7_000.0)))
    assert scenarios_verdict(scenarios(model)).startswith("At £5,000, £6,000 and £7,000 a QALY, ")


def test_scenarios_that_do_not_compare_it_are_told_apart() -> None:
    text = said(CHEAP, scenario("without", compared("old", "third")))
    assert "and in the one scenario that compares it." in text
    assert 'Preferred in the scenario that does not compare it: "Old" in "Without".' in text


def test_a_scenario_is_judged_by_its_own_thresholds() -> None:
    text = said(CHEAP, scenario("rich", value("drug", 9_000.0), thresholds(100_000.0)))
    assert '"New" is preferred in the base case and in the one scenario.' in text
    assert 'By its own thresholds, "Rich" prefers "New" at 100,000 a QALY, in the money of that scenario.' in text


def test_thresholds_of_a_scenario_in_dollars_are_not_printed_as_pounds() -> None:
    found = scenarios(with_scenarios(CHEAP, scenario("dollars", thresholds(100_000.0, 150_000.0))))
    said = scenarios_verdict(found)
    assert 'prefers "New" at 100,000 and 150,000 a QALY, in the money of that scenario.' in said
    assert "£100,000" not in said
    assert "£150,000" not in said
    assert found.notes == (
        '"Dollars" has thresholds of its own and may be in another currency, which a workbook can\'t tell: the files '
        "and figures mark all money as GBP.",
    )
    assert scenarios(with_scenarios(CHEAP)).notes == ()


def test_failed_scenarios_are_not_counted_but_told() -> None:
    text = said(CHEAP, scenario("mad", value("p_old", 2.0)), keep_going=True)
    assert "and in the one scenario." in text
    assert text.endswith('1 scenario could not be run: "Mad".')
    assert "could not be run" in said(scenario("mad", value("p_old", 2.0)), keep_going=True)


def level_model() -> Model:
    """Both strategies the same."""
    model = two_states()
    parameters = tuple(replace(p, value={"p_new": 0.2, "drug": 0.0}.get(p.id, p.value)) for p in model.parameters)
    return replace(model, parameters=parameters, scenarios=(scenario("short", horizon(2)),))


def test_a_tie_is_told_and_is_no_change() -> None:
    text = scenarios_verdict(scenarios(level_model()))
    assert '"Old" (level with "New") is preferred in the base case and in the one scenario.' in text


def test_where_the_benefit_moves_most() -> None:
    model = replace(with_scenarios(scenario("calm", value("extra", 1.0)), CHEAP))
    model = replace(model, settings=replace(model.settings, thresholds=(5_000.0,)))
    text = scenarios_verdict(scenarios(model))
    assert 'falls most in "Calm", by £1 to £' in text
    assert 'rises most in "Cheap", by £499 to £' in text


def test_without_thresholds_nothing_is_preferred() -> None:
    model = with_scenarios(CHEAP)
    assert scenarios_verdict(scenarios(replace(model, settings=replace(model.settings, thresholds=())))) == ""


def test_subgroups_in_words() -> None:
    alike = subgroups(with_subgroups(subgroup("a", 0.5), subgroup("b", 0.5, value("extra", 1.0))))
    assert 'At £5,000 a QALY, "New" is preferred in both subgroups. For all patients together it is "New".' in (
        subgroups_verdict(alike)
    )
    mixed = subgroups(with_subgroups(subgroup("a", None), subgroup("b", None, value("drug", 9_000.0))))
    assert '"New" is preferred in "A"; "Old" in "B".' in subgroups_verdict(mixed)
    drawn = subgroups(with_subgroups(subgroup("a", 1.0)), psa=True, draws=16)
    assert "the best in 100% of draws." in subgroups_verdict(drawn)
