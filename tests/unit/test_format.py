from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costeff import format as show


@pytest.mark.parametrize(
    ("x", "currency", "words"),
    [
        (12345.6, "GBP", "£12,346"),
        (99.999, "GBP", "£100"),
        (85.2, "EUR", "€85.20"),
        (85, "USD", "$85"),
        (-12345.6, "gbp", "−£12,346"),
        (1200, "CHF", "CHF\u00a01,200"),
        (1200, "", "1,200"),
        (0.0001, "GBP", "<£0.01"),
        (-0.0001, "GBP", ">−£0.01"),
        (0, "JPY", "¥0"),
        (-1e-12, "GBP", "£0"),
        (None, "GBP", "–"),
        (math.nan, "GBP", "–"),
        (1e9, "GBP", "£1,000,000,000"),
    ],
)
def test_money(x: float | None, currency: str, words: str) -> None:
    assert show.money(x, currency) == words


@pytest.mark.parametrize(
    ("x", "words"),
    [(25_000, "£25k"), (1_500_000, "£1.5m"), (800, "£800"), (-2e9, "−£2bn"), (999_999, "£1m"), (0, "£0")],
)
def test_money_for_axes(x: float, words: str) -> None:
    assert show.money_short(x, "GBP") == words


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (0.623, "62.3%"),
        (0.25, "25%"),
        (0.0004, "<0.1%"),
        (0.9996, ">99.9%"),
        (1, "100%"),
        (0, "0%"),
        (-0.021, "−2.1%"),
        (1.5, "150%"),
        (None, "–"),
    ],
)
def test_percent(x: float | None, words: str) -> None:
    assert show.percent(x) == words


@pytest.mark.parametrize(
    ("x", "words"), [(0.624, "0.62"), (0.001, "<0.01"), (0.999, ">0.99"), (1, "1"), (0, "0"), (math.nan, "–")]
)
def test_probability(x: float, words: str) -> None:
    assert show.probability(x) == words


@pytest.mark.parametrize(
    ("x", "digits", "words"),
    [
        (0.00012345, 3, "0.000123"),
        (123456.7, 4, "123,457"),
        (12.5, 4, "12.5"),
        (-0.5, 4, "−0.5"),
        (0, 4, "0"),
        (3e-20, 4, "<0.000000000001"),
        (math.inf, 4, "–"),
    ],
)
def test_number(x: float, digits: int, words: str) -> None:
    assert show.number(x, digits) == words


def test_the_rest() -> None:
    assert show.qalys(9.87654) == "9.877"
    assert show.qalys(12.3456) == "12.35"
    assert show.qalys(0.0001) == "<0.001"
    assert show.life_years(12.3456) == "12.35"
    assert show.icer(23456.7, "GBP") == "£23,457"
    assert show.icer(None, "GBP") == "–"
    assert show.years(math.inf) == "not reached"
    assert show.years(1) == "1 year"
    assert show.years(0.5) == "0.5 years"
    assert show.status("ED") == "extendedly dominated"
    assert show.status("same as a") == "same as a"
    assert show.interval(0.1, 0.25, show.percent) == "10% to 25%"
    assert show.interval(None, 1) == "–"
    assert show.seconds(0.84) == "0.8 s"
    assert show.seconds(200) == "3 min 20 s"
    assert show.seconds(7500) == "2 h 5 min"
    assert show.count(10_000) == "10,000"


@given(st.floats(), st.sampled_from(["GBP", "SEK", ""]))
def test_never_an_exponent_nor_a_nan_nor_a_hyphen(x: float, currency: str) -> None:
    for words in (
        show.money(x, currency),
        show.icer(x, currency),
        show.qalys(x),
        show.life_years(x),
        show.percent(x),
        show.probability(x),
        show.number(x),
        show.money_short(x, currency),
    ):
        digits = words.replace("SEK", "")
        assert "e" not in digits
        assert "nan" not in words
        assert "inf" not in words
        assert "-" not in words


@given(st.floats(min_value=1e-6, max_value=1 - 1e-6))
def test_no_share_between_is_shown_as_none_or_all(x: float) -> None:
    assert show.percent(x) not in ("0%", "100%")
    assert show.probability(x) not in ("0", "0.00", "1", "1.00")


@given(st.floats(min_value=-1e12, max_value=1e12), st.integers(min_value=1, max_value=8))
def test_number_keeps_its_significant_digits(x: float, digits: int) -> None:
    if abs(x) > 1e-9:
        back = float(show.number(x, digits).replace(",", "").replace("−", "-"))
        assert back == pytest.approx(x, rel=0.51 * 10 ** (1 - digits))


@pytest.mark.parametrize("thousandths", range(5, 996, 5))
def test_one_share_is_the_same_as_a_percentage_and_as_a_probability(thousandths: int) -> None:
    x = thousandths / 1000
    half_up = (thousandths + 5) // 10
    shown = (show.percent(x, 0), show.probability(x))
    assert shown == ((">99%", ">0.99") if half_up == 100 else (f"{half_up}%", f"{half_up / 100:.2f}"))


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (show.money(2500.5, "GBP", 0), "£2,501"),
        (show.money(-2500.5, "GBP", 0), "−£2,501"),
        (show.money(1.005, "GBP"), "£1.01"),
        (show.qalys(0.0125), "0.013"),
        (show.qalys(1.0005), "1.001"),
        (show.life_years(2.675), "2.68"),
        (show.number(0.125, 2), "0.13"),
        (show.number(-2.5, 1), "−3"),
        (show.count(2.5), "3"),
        (show.seconds(12.5), "13 s"),
        (show.percent(0.1 + 0.2 - 0.015, 0), "29%"),  # 0.285 but for the noise of a sum
    ],
)
def test_halves_go_away_from_zero_as_in_a_spreadsheet(shown: str, words: str) -> None:
    assert shown == words


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (432.4, "£432"),
        (999.6, "£1,000"),
        (12_345, "£12,300"),
        (109_011, "£109,000"),
        (999_499, "£999,000"),
        (999_500, "£1.00m"),
        (1_003_217, "£1.00m"),
        (2_815_000, "£2.82m"),
        (12_345_678, "£12.3m"),
        (999_600_000, "£1.00bn"),
        (-3_071_942, "−£3.07m"),
        (0, "£0"),
        (0.2, "<£1"),
        (None, "–"),
    ],
)
def test_money_in_sentences_has_three_figures(x: float | None, words: str) -> None:
    assert show.money_rounded(x, "GBP") == words
