import math

import numpy as np
import pytest
from scipy import special

from costeff.distributions import Beta, Distribution, Gamma, Lognormal, Misfit, Normal, Pert, Triangular, Uniform, fit

Z = 1.959963984540054


def fitted(
    family: str,
    value: float,
    se: float | None = None,
    low: float | None = None,
    high: float | None = None,
    n: float | None = None,
) -> Distribution | None:
    return fit(family, value=value, se=se, low=low, high=high, n=n)


def misfit(family: str, value: float, **spread: float | None) -> Misfit:
    with pytest.raises(Misfit) as caught:
        fitted(family, value, **spread)
    assert caught.value.found
    assert caught.value.advice
    return caught.value


def test_beta_from_counts() -> None:
    assert fitted("beta", 0.02, n=100) == Beta(alpha=2.0, beta=98.0)


@pytest.mark.parametrize(
    ("family", "value", "se"), [("beta", 0.85, 0.03), ("gamma", 5294, 1487), ("normal", -1.3, 0.2)]
)
def test_moments_from_a_standard_error(family: str, value: float, se: float) -> None:
    distribution = fitted(family, value, se=se)
    assert distribution.mean == pytest.approx(value, rel=1e-12)
    assert distribution.sd == pytest.approx(se, rel=1e-12)


def test_lognormal_value_is_the_mean_with_a_standard_error_and_the_median_with_an_interval() -> None:
    by_se = fitted("lognormal", 3.2, se=1.0)
    assert by_se.mean == pytest.approx(3.2)
    assert by_se.sd == pytest.approx(1.0)
    by_interval = fitted("lognormal", 3.2, low=1.3, high=7.8)
    assert by_interval.median == pytest.approx(3.2)
    assert by_interval.parameters["sdlog"] == pytest.approx(math.log(7.8 / 1.3) / (2 * Z))


def test_normal_from_an_interval() -> None:
    assert fitted("normal", 0.0, low=-Z, high=Z) == Normal(mu=0.0, sigma=pytest.approx(1.0))


@pytest.mark.parametrize(
    "truth",
    [
        Beta(alpha=30, beta=70),
        Beta(alpha=0.8, beta=160),
        Beta(alpha=900, beta=1.5),
        Beta(alpha=0.4, beta=0.4),
        Beta(alpha=3e6, beta=1e6),
        Gamma(shape=12, scale=3),
        Gamma(shape=0.9, scale=100),
        Gamma(shape=1e8, scale=1e-4),
    ],
)
def test_an_interval_of_the_family_finds_it_again(truth: Distribution) -> None:
    low, high = truth.interval()
    again = fitted(truth.family, truth.mean, low=low, high=high)
    for name, number in truth.parameters.items():
        assert again.parameters[name] == pytest.approx(number, rel=1e-6)


@pytest.mark.parametrize(("family", "value", "low", "high"), [("beta", 0.284, 0.2, 0.4), ("gamma", 100, 60, 150)])
def test_other_intervals_are_matched_in_width(family: str, value: float, low: float, high: float) -> None:
    distribution = fitted(family, value, low=low, high=high)
    implied = distribution.interval()
    assert distribution.mean == pytest.approx(value)
    assert implied[1] - implied[0] == pytest.approx(high - low, rel=1e-9)


def test_ranges() -> None:
    assert fitted("uniform", 2, low=1, high=4) == Uniform(low=1, high=4)
    assert fitted("triangular", 2, low=1, high=4) == Triangular(low=1, mode=2, high=4)
    assert fitted("PERT", 2, low=1, high=4) == Pert(low=1, mode=2, high=4)
    assert fitted("PERT", 1, low=1, high=4).mean == pytest.approx(1.5)


def test_counts_come_before_the_standard_error_and_that_before_the_interval() -> None:
    assert fitted("beta", 0.2, n=10, se=0.01, low=0.1, high=0.3) == Beta(alpha=2.0, beta=8.0)
    assert fitted("gamma", 10, se=5, low=9, high=11) == Gamma(shape=4.0, scale=2.5)


@pytest.mark.parametrize("family", ["fixed", "Fixed", "", "  ", "constant", "-", "dirichlet", "MVN", "empirical"])
def test_what_is_not_drawn_alone_has_no_distribution(family: str) -> None:
    assert fitted(family, 53.0) is None


@pytest.mark.parametrize("family", ["beta", "gamma", "lognormal", "normal"])
def test_a_standard_error_of_zero_fixes(family: str) -> None:
    assert fitted(family, 0.5, se=0.0) is None


@pytest.mark.parametrize("family", ["log-normal", "Log Normal", "LOGNORMAL", "log_normal"])
def test_case_and_synonyms(family: str) -> None:
    assert isinstance(fitted(family, 1.0, se=0.1), Lognormal)


@pytest.mark.parametrize(
    ("family", "value", "spread", "column"),
    [
        ("beta", 0.0, {"n": 10}, "value"),
        ("beta", 28.4, {"se": 1}, "value"),
        ("beta", 1.0, {"low": 0.9, "high": 1.0}, "value"),
        ("beta", 0.5, {"se": 0.5}, "se"),
        ("beta", 0.5, {"low": -0.1, "high": 0.6}, "low"),
        ("beta", 0.5, {"low": 0.4, "high": 1.1}, "high"),
        ("beta", 0.001, {"low": 0.0, "high": 0.9}, "high"),
        ("gamma", 0, {"se": 1}, "value"),
        ("gamma", -3, {"low": 1, "high": 2}, "value"),
        ("gamma", 3, {"low": -1, "high": 2}, "low"),
        ("gamma", 1, {"low": 0, "high": 1000}, "high"),
        ("lognormal", 0, {"se": 1}, "value"),
        ("lognormal", 1, {"low": 0, "high": 2}, "low"),
        ("normal", 1, {"low": 2, "high": 2}, "low"),
        ("normal", 1, {"se": -12}, "se"),
        ("normal", 1, {"se": math.nan}, "se"),
        ("normal", math.inf, {"se": 1}, "value"),
        ("beta", 0.5, {"n": 0}, "n"),
        ("beta", 0.5, {"n": -5}, "n"),
        ("uniform", 5, {"low": 1, "high": 4}, "value"),
        ("triangular", 0, {"low": 1, "high": 4}, "value"),
        ("pert", 5, {"low": 1, "high": 4}, "value"),
        ("pert", 5, {"se": 1}, "low"),
        ("normal", 5, {}, "se"),
        ("normal", 5, {"low": 1}, "high"),
        ("normal", 5, {"high": 9}, "low"),
        ("normal", 5, {"n": 30}, "se"),
        ("gamma", 5e9, {"se": 1e-7}, "se"),
        ("", 5, {"se": 1}, "distribution"),
    ],
)
def test_misfits_name_the_column(family: str, value: float, spread: dict[str, float], column: str) -> None:
    assert misfit(family, value, **spread).column == column


def test_an_unknown_family_suggests_the_nearest() -> None:
    problem = misfit("gama", 1.0, se=1.0)
    assert problem.column == "distribution"
    assert "gamma" in problem.advice
    assert misfit("wxyz", 1.0).column == "distribution"


def test_an_interval_is_refused_only_where_no_concentration_gives_its_width() -> None:
    rng = np.random.default_rng(3)
    concentrations = np.geomspace(1e-3, 1e6, 2_000)
    refused = 0
    for _ in range(100):
        mean = float(rng.uniform(0.02, 0.98))
        low, high = mean * rng.uniform(0.1, 0.95), mean + (1 - mean) * rng.uniform(0.05, 0.9)
        try:
            distribution = fitted("beta", mean, low=low, high=high)
        except Misfit:
            refused += 1
            alpha, beta = mean * concentrations, (1 - mean) * concentrations
            widths = special.betaincinv(alpha, beta, 0.975) - special.betaincinv(alpha, beta, 0.025)
            assert widths.max() < high - low
        else:
            implied = distribution.interval()
            assert implied[1] - implied[0] == pytest.approx(high - low, rel=1e-8)
    assert 0 < refused < 50


def test_a_gamma_cannot_spread_a_million_times_its_mean() -> None:
    assert misfit("gamma", 1e-308, se=1487.0).column == "se"
    assert misfit("gamma", 1.0, se=2e6).column == "se"
    assert fit("gamma", value=1.0, se=9e5, low=None, high=None, n=None) is not None
