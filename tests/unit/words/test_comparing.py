import numpy as np
import pytest

from costeff.words.comparing import against, compared
from costeff.words.incremental import incremental_of
from costeff.words.phrases import amount, at_prices, joined, listed, named, plural, span

BASE = (10_000.0, 5.0)

QUADRANTS = {
    (12_000.0, 5.1): "costs £2,000 more and gives 0.100 more QALYs: an ICER of £20,000 a QALY",
    (8_000.0, 5.1): "costs £2,000 less and gives 0.100 more QALYs",
    (8_000.0, 4.9): "costs £2,000 less and gives 0.100 fewer QALYs: £20,000 saved for each QALY lost",
    (12_000.0, 4.9): "costs £2,000 more and gives 0.100 fewer QALYs",
    (10_000.0, 5.1): "costs the same and gives 0.100 more QALYs",
    (10_000.0, 4.9): "costs the same and gives 0.100 fewer QALYs",
    (12_000.0, 5.0): "costs £2,000 more and gives the same QALYs",
    (8_000.0, 5.0): "costs £2,000 less and gives the same QALYs",
    (10_000.0, 5.0): "costs the same and gives the same QALYs, so that there is no ICER",
}
"""Every quadrant, both axes and the origin."""

VERBS = {(8_000.0, 5.1): "dominates", (10_000.0, 5.1): "dominates", (8_000.0, 5.0): "dominates"}
VERBS |= dict.fromkeys(((12000.0, 4.9), (10000.0, 4.9), (12000.0, 5.0)), "is dominated by")


@pytest.mark.parametrize(("point", "said"), QUADRANTS.items())
def test_every_quadrant_axis_and_the_origin(point, said):
    assert compared(point, BASE, "GBP") == said
    whole = against("New", point, "Old", BASE, "GBP")
    if point in VERBS:
        assert whole == f'"New" {VERBS[point]} "Old": it {said}.'
    else:
        assert whole == f'Against "Old", "New" {said}.'


@pytest.mark.parametrize("point", QUADRANTS)
def test_rounding_noise_changes_no_quadrant(point):
    noisy = (point[0] * (1 + 1e-13), point[1] * (1 - 1e-13))
    assert compared(noisy, BASE, "GBP") == QUADRANTS[point]


def test_nothing_against_nothing():
    assert (
        compared((0.0, 0.0), (0.0, 0.0), "GBP") == "costs the same and gives the same QALYs, so that there is no ICER"
    )


def test_differences_too_small_to_show_are_never_shown_as_none():
    assert compared((10_000.2, 5.0001), BASE, "GBP") == (
        "costs less than £1 more and gives less than 0.001 more QALYs: an ICER of £2,000 a QALY"
    )


def test_one_strategy_alone():
    (said,) = incremental_of(["Only"], np.array([1.0]), np.array([1.0]), 0, "GBP")
    assert said == '"Only" is the only strategy, so that there is nothing to compare it with.'


def test_a_frontier_with_dominance_extended_dominance_and_a_twin():
    labels = ["Usual", "Twin", "Worse", "Between", "Best", "Dear"]
    cost = np.array([0.0, 0.0, 100.0, 1_000.0, 2_000.0, 3_000.0])
    qalys = np.array([1.0, 1.0, 0.9, 1.1, 2.0, 2.1])
    said = incremental_of(labels, cost, qalys, 0, "GBP")
    assert said == (
        '"Usual" is the cheapest strategy on the frontier, where the comparison starts.',
        'Against "Usual", "Twin" costs the same and gives the same QALYs, so that there is no ICER.',
        '"Worse" is dominated by "Usual": it costs £100 more and gives 0.100 fewer QALYs.',
        # 1,000 / 0.1 and 2,000 / 1; said with "Usual", which is the reference too
        '"Between" is extendedly dominated: against "Usual" a QALY would cost £10,000, while "Best" gives more of them '
        "at £2,000.",
        'Against "Usual", "Best" costs £2,000 more and gives 1.000 more QALYs: an ICER of £2,000 a QALY.',
        'Against "Best", "Dear" costs £1,000 more and gives 0.100 more QALYs: an ICER of £10,000 a QALY. '
        'Against "Usual", "Dear" costs £3,000 more and gives 1.100 more QALYs: an ICER of £2,727 a QALY.',
    )


def test_dominated_by_one_that_is_itself_extendedly_dominated():
    # C costs more than B and gives less, but against A, the last before it on the frontier, it would have an ICER
    said = incremental_of(
        ["A", "B", "C", "D"], np.array([0.0, 10.0, 11.0, 12.0]), np.array([0.0, 1.0, 0.9, 10.0]), 0, "GBP"
    )
    assert said[1].startswith('"B" is extendedly dominated: against "A" a QALY would cost £10, while "D"')
    assert said[2].startswith('"C" is dominated by "B": it costs £1 more and gives 0.100 fewer QALYs.')
    assert said[2].endswith('Against "A", "C" costs £11 more and gives 0.900 more QALYs: an ICER of £12 a QALY.')


def test_a_reference_that_is_dominated_is_still_compared_with():
    said = incremental_of(["Ref", "Good"], np.array([5.0, 1.0]), np.array([1.0, 2.0]), 0, "GBP")
    assert said == (
        '"Good" is the only strategy on the frontier: none costs less or gives more QALYs. "Good" dominates "Ref": it '
        "costs £4 less and gives 1.000 more QALYs.",
        '"Ref" is dominated by "Good": it costs £4 more and gives 1.000 fewer QALYs.',
    )


def test_equal_cost_and_equal_qalys_on_the_frontier():
    said = incremental_of(["A", "B"], np.array([1.0, 1.0]), np.array([2.0, 1.0]), 0, "GBP")
    assert said[1] == '"B" is dominated by "A": it costs the same and gives 1.000 fewer QALYs.'
    said = incremental_of(["A", "B"], np.array([1.0, 3.0]), np.array([2.0, 2.0]), 0, "GBP")
    assert said[1] == '"B" is dominated by "A": it costs £2 more and gives the same QALYs.'


def test_pieces_of_sentences():
    assert [joined(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"
    assert named(["a", "b"], 2) == '"a" and "b"'
    assert [plural(n, "strategy", "strategies") for n in (1, 2)] == ["1 strategy", "2 strategies"]
    assert [plural(n, "parameter") for n in (0, 1, 1000)] == ["0 parameters", "1 parameter", "1,000 parameters"]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (5022.0, "GBP per month", "£5,022 per month"),
        (1.5, "GBP", "£1.50"),
        (1200.0, "CHF per unit", "CHF\u00a01,200 per unit"),
        (0.41, "probability", "41%"),
        (1.8, "SMR", "1.8"),
        (0.75, "Hazard ratio", "0.75"),
        (2.0, "QALY", "2 QALY"),
        (6.0, "months", "6 months"),
        (0.12, "-", "0.12"),
        (0.12, "", "0.12"),
        (float("nan"), "GBP", "–"),
    ],
)
def test_values_with_their_units(value, unit, said):
    assert amount(value, unit) == said


def test_thresholds_that_agree_share_a_sentence_and_blanks_are_left_out():
    assert at_prices([(1.0, "a."), (2.0, ""), (3.0, "a.")], "GBP") == ("At £1 and £3 a QALY, a.",)


@pytest.mark.parametrize(
    ("low", "high", "unit", "said"),
    [
        (1, 4, "infusions", "1 to 4 infusions"),
        (2_500, 15_000, "GBP", "£2,500 to £15,000"),
        (0.1, 0.25, "probability", "10% to 25%"),
        (39_002, 97_529, "GBP per year", "£39,002 to £97,529 per year"),
        (1.5, 2, "", "1.5 to 2"),
        (1.5, 2, "-", "1.5 to 2"),
    ],
)
def test_two_values_say_their_unit_once(low, high, unit, said):
    assert span(low, high, unit) == said
