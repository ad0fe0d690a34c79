import numpy as np
import pytest
from small_model import model

from costeff.model import Duration, UntilAge, parse_discount, parse_duration, parse_horizon
from costeff.model.scope import kinds, settings_in_scope

MONTH, FOUR_WEEKS, YEAR = Duration(1, "month"), Duration(28, "day"), Duration(1, "year")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1 month", 1, "month"),
        ("28 days", 28, "day"),
        ("year", 1, "year"),
        ("24 Cycles", 24, "cycle"),
        (" 1.5 weeks ", 1.5, "week"),
    ],
)
def test_durations_as_users_write_them(text, value, unit):
    assert parse_duration(text) == Duration(value, unit)


@pytest.mark.parametrize("text", ["", "0 months", "-1 year", "3", "3 fortnights", "one year", "1,5 years", "until age"])
def test_no_duration(text):
    assert parse_duration(text) is None
    assert parse_horizon(text) is None


def test_until_age():
    assert parse_horizon("until age 100") == UntilAge(100)


@pytest.mark.parametrize(
    ("length", "cycle", "cycles"),
    [
        (Duration(40, "year"), MONTH, 480),
        (Duration(6, "month"), MONTH, 6),
        (Duration(1, "year"), Duration(4, "month"), 3),
        (Duration(6, "month"), YEAR, 1),
        (Duration(1, "year"), FOUR_WEEKS, 14),
        (Duration(24, "cycle"), FOUR_WEEKS, 24),
    ],
)
def test_whole_cycles_round_up(length, cycle, cycles):
    assert length.whole_cycles(cycle) == cycles


@pytest.mark.parametrize(
    ("cycle", "start_age", "cycles"), [(MONTH, 53, 564), (FOUR_WEEKS, 73, 353), (YEAR, 100, 0), (YEAR, 101, 0)]
)
def test_horizon_until_an_age(cycle, start_age, cycles):
    made = model(settings={"cycle": cycle, "start_age": float(start_age), "horizon": UntilAge(100)})
    assert made.settings.cycles == cycles


def test_years_and_months_are_whole_where_they_should_be():
    settings = model(settings={"cycle": MONTH}).settings
    assert [settings.years_at(12 * k) for k in range(100)] == list(range(100))
    settings = model(settings={"cycle": Duration(3, "month")}).settings
    assert [settings.months_at(k) for k in range(100)] == [3 * k for k in range(100)]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("3.5%", ((0, 0.035),)),
        ("0.015", ((0, 0.015),)),
        ("2.5%, 1.5% from year 30", ((0, 0.025), (30, 0.015))),
        ("0%; 4% from year 1", ((0, 0), (1, 0.04))),
    ],
)
def test_discount_rates(text, steps):
    found = parse_discount(text)
    assert found is not None
    assert [year for year, _ in found.steps] == [year for year, _ in steps]
    assert [rate for _, rate in found.steps] == pytest.approx([rate for _, rate in steps])


@pytest.mark.parametrize("text", ["", "3.5", "-1%", "3% from year 2", "3%, 2% from year 5, 1% from year 4", "three"])
def test_no_discount_rate(text):
    assert parse_discount(text) is None


def test_discount_factors_by_hand():
    stepped = parse_discount("3.5%, 1.5% from year 30")
    late = parse_discount("0%, 4% from year 1")
    years = np.array([0.0, 1.0, 30.0, 31.5])
    assert stepped is not None
    assert late is not None
    expected = [1, 1 / 1.035, 1.035**-30, 1.035**-30 * 1.015**-1.5]
    np.testing.assert_allclose(stepped.factor(years, "annual"), expected, rtol=1e-14)
    steps = [1, 1 / 1.035, 1.035**-30, 1.035**-30 / 1.015]
    np.testing.assert_allclose(stepped.factor(years, "yearly steps"), steps, rtol=1e-14)
    np.testing.assert_allclose(late.factor(years, "continuous"), np.exp(-0.04 * (years - 1).clip(0)), rtol=1e-14)


def test_names_in_scope():
    made = model(settings={"cycle": MONTH})
    assert settings_in_scope(made.settings) == pytest.approx(
        {"start_age": 50, "cycle_years": 1 / 12, "cycle_months": 1, "horizon_years": 40}
    )
    assert kinds(made)["age"] == "clock"
    assert kinds(made)["final_step"] == "state clock"
