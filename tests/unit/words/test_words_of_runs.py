from dataclasses import replace

import pandas as pd
from decisions import study

import costeff
from costeff.words.runs import best_by_threshold, comparison, level_by_threshold, probabilities, verdict, verdict_of


def test_thresholds_that_agree_share_a_sentence():
    chances = {20_000.0: {"A": 0.6}, 30_000.0: {"A": 0.6}, 50_000.0: {"B": 1.0, "A": 0.0}}
    text = verdict_of({20_000.0: "A", 30_000.0: "A", 50_000.0: "B"}, chances, "GBP")
    assert text == (
        'At £20,000 and £30,000 a QALY, "A" has the highest net benefit; it is the best in 60% of draws. '
        'At £50,000 a QALY, "B" has the highest net benefit; it is the best in 100% of draws.'
    )


def test_probabilities_that_differ_stand_in_the_order_of_the_thresholds():
    text = verdict_of({1.0: "A", 2.0: "A"}, {1.0: {"A": 0.4}, 2.0: {"A": 0.7}}, "USD")
    assert text.endswith("it is the best in 40% and 70% of draws, respectively.")


def test_two_equal_probabilities_of_three_are_not_merged():
    text = verdict_of(
        dict.fromkeys((1.0, 2.0, 3.0), "A"),
        {k: {"A": p} for k, p in zip((1.0, 2.0, 3.0), (0.4, 0.4, 0.7), strict=True)},
        "",
    )
    assert "40%, 40% and 70% of draws, respectively" in text


def test_without_draws_or_thresholds():
    assert verdict_of({25_000.0: "A"}, {}, "GBP") == 'At £25,000 a QALY, "A" has the highest net benefit.'
    assert verdict_of({}, {}, "GBP") == ""


def test_the_best_is_read_off_the_table():
    table = pd.DataFrame({"label": ["A", "B"], "nmb_25000": [1.0, 2.0], "nmb_1000000": [5.0, 4.0]})
    assert best_by_threshold(table, (25_000.0, 1_000_000.0)) == {25_000.0: "B", 1_000_000.0: "A"}
    ceac = pd.DataFrame(
        {"wtp": [0.0, 0.0, 25_000.0, 25_000.0], "label": ["A", "B"] * 2, "probability": [1, 0, 0.3, 0.7]}
    )
    assert probabilities(ceac, (25_000.0, 7.0)) == {25_000.0: {"A": 0.3, "B": 0.7}}


def test_strategies_that_are_level_are_named_with_the_cheapest_of_them():
    text = verdict_of({1.0: "A", 2.0: "A"}, {1.0: {"A": 0.5}, 2.0: {"A": 0.5}}, "", {1.0: ["B"], 2.0: ["B"]})
    assert (
        text == 'At 1 and 2 a QALY, "A" (level with "B") has the highest net benefit; it is the best in 50% of draws.'
    )
    noise = pd.DataFrame({"label": ["A", "B", "C"], "nmb_25000": [2e5, 2e5 + 1e-10, 1e5]})
    assert best_by_threshold(noise, (25_000.0,)) == {25_000.0: "A"}
    assert level_by_threshold(noise, (25_000.0,)) == {25_000.0: ["A", "B"]}


def test_a_run_of_two_that_are_the_same():
    there = study()
    twins = replace(there, strategies=(there.strategies[0], replace(there.strategies[0], id="twin", label="Twin")))
    run = costeff.run(twins, draws=16)
    assert verdict(run) == (
        'At £25,000 and £35,000 a QALY, "Old" (level with "Twin") has the highest net benefit; it is the best in 50% '
        "of draws."
    )
    assert comparison(run) == 'Against "Old", at £25,000 and £35,000 a QALY, worth the cost: none.'
