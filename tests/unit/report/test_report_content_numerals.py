from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costeff import format as show
from costeff.format import COMMA, POINT, numerals, rewritten

FUNCTIONS = (
    lambda x: show.money(x, "GBP"),
    lambda x: show.money_short(x, "GBP"),
    show.qalys,
    show.life_years,
    show.years,
    show.percent,
    show.probability,
    show.number,
    show.count,
)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (lambda: show.money(12345.6, "GBP"), "£12\u00a0346"),
        (lambda: show.money(-85.2, "EUR"), "−€85,20"),
        (lambda: show.money(0.001, "EUR"), "<€0,01"),
        (lambda: show.money_short(1_250_000, "GBP"), "£1,25m"),
        (lambda: show.qalys(1.2345), "1,235"),
        (lambda: show.percent(0.9996), ">99,9%"),
        (lambda: show.probability(0.004), "<0,01"),
        (lambda: show.number(0.01234), "0,01234"),
        (lambda: show.number(1e-20), "<0,000000000001"),
        (lambda: show.interval(1.5, 2000.25), "1,5 to 2\u00a0000"),
        (lambda: show.seconds(3.25), "3,3 s"),
        (lambda: rewritten("25,000; 35,000"), "25\u00a0000; 35\u00a0000"),
        (lambda: rewritten("3.5%"), "3,5%"),
        (lambda: rewritten("until age 100"), "until age 100"),
    ],
)
def test_numbers_with_a_decimal_comma(shown, words: str) -> None:
    with numerals(COMMA):
        assert shown() == words


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_comma_changes_separators_alone(x: float) -> None:
    for function in FUNCTIONS:
        plain = function(x)
        with numerals(COMMA):
            assert function(x) == rewritten(plain)
        with numerals(POINT):
            assert function(x) == plain


def test_the_block_ends_the_choice_even_if_it_fails() -> None:
    with contextlib.suppress(ValueError), numerals(COMMA):
        raise ValueError
    assert show.qalys(1.2345) == "1.235"
    with numerals(COMMA):
        with numerals(POINT):
            assert show.qalys(1.2345) == "1.235"
        assert show.qalys(1.2345) == "1,235"
