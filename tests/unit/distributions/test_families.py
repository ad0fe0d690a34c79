import math

import numpy as np
import pytest
from scipy import stats

from costeff.distributions import Beta, Distribution, Gamma, Lognormal, Normal, Pert, Triangular, Uniform, bounds

U = np.concatenate([[1e-15, 1e-12, 1e-8], np.linspace(0.001, 0.999, 211), [1 - 1e-8, 1 - 1e-12, 1 - 2.0**-53]])

CASES = [
    (Beta(alpha=41.41, beta=59.59), stats.beta(41.41, 59.59)),
    (Beta(alpha=2, beta=98), stats.beta(2, 98)),
    (Beta(alpha=0.5, beta=0.5), stats.beta(0.5, 0.5)),
    (Beta(alpha=1, beta=1), stats.beta(1, 1)),
    (Beta(alpha=3e5, beta=1e5), stats.beta(3e5, 1e5)),
    (Gamma(shape=12.67, scale=417.8), stats.gamma(12.67, scale=417.8)),
    (Gamma(shape=0.3, scale=10), stats.gamma(0.3, scale=10)),
    (Gamma(shape=1e4, scale=0.01), stats.gamma(1e4, scale=0.01)),
    (Lognormal(meanlog=1.16315, sdlog=0.457), stats.lognorm(0.457, scale=math.exp(1.16315))),
    (Normal(mu=-5.49, sigma=0.207), stats.norm(-5.49, 0.207)),
    (Uniform(low=-2, high=3), stats.uniform(-2, 5)),
    (Triangular(low=1, mode=2, high=6), stats.triang(0.2, loc=1, scale=5)),
    (Triangular(low=1, mode=1, high=6), stats.triang(0.0, loc=1, scale=5)),
    (Triangular(low=1, mode=6, high=6), stats.triang(1.0, loc=1, scale=5)),
    (Pert(low=1, mode=2, high=6), stats.beta(1.8, 4.2, loc=1, scale=5)),
]
NAMES = [f"{d.family}-{k}" for k, (d, _) in enumerate(CASES)]


@pytest.mark.parametrize(("distribution", "oracle"), CASES, ids=NAMES)
def test_moments_are_those_of_the_closed_forms(distribution: Distribution, oracle: object) -> None:
    assert distribution.mean == pytest.approx(oracle.mean(), rel=1e-12)
    assert distribution.sd == pytest.approx(oracle.std(), rel=1e-9)
    assert distribution.median == pytest.approx(oracle.median(), rel=1e-9)


@pytest.mark.parametrize(("distribution", "oracle"), CASES, ids=NAMES)
def test_quantiles_are_those_of_scipy(distribution: Distribution, oracle: object) -> None:
    # scipy's triangular quantile cancels near its upper end
    tolerance = 1e-7 if distribution.family == "triangular" else 1e-11
    np.testing.assert_allclose(distribution.quantile(U), oracle.ppf(U), rtol=tolerance)
    np.testing.assert_allclose(distribution.interval(0.9), oracle.ppf([0.05, 0.95]), rtol=1e-10)
    assert bounds(distribution) == distribution.interval(0.95)


@pytest.mark.parametrize(("distribution", "oracle"), CASES, ids=NAMES)
def test_quantiles_rise(distribution: Distribution, oracle: object) -> None:
    u = np.linspace(1e-6, 1 - 1e-6, 20_001)
    assert (np.diff(distribution.quantile(u)) > 0).all()


def test_quantiles_keep_the_shape_of_the_probabilities() -> None:
    u = np.linspace(0.1, 0.9, 12).reshape(3, 4)
    for distribution, _ in CASES:
        assert distribution.quantile(u).shape == (3, 4)
        np.testing.assert_array_equal(distribution.quantile(u)[1], distribution.quantile(u[1]))


def test_parameters_rebuild_the_distribution() -> None:
    assert Beta(alpha=2, beta=98).parameters == {"alpha": 2, "beta": 98}
    assert Normal(mu=1, sigma=2).parameters == {"mean": 1, "sd": 2}
    assert Gamma(shape=1, scale=2).parameters == {"shape": 1, "scale": 2}
    assert Lognormal(meanlog=1, sdlog=2).parameters == {"meanlog": 1, "sdlog": 2}
    assert Uniform(low=1, high=2).parameters == {"low": 1, "high": 2}
    assert Triangular(low=1, mode=1.5, high=2).parameters == {"low": 1, "mode": 1.5, "high": 2}
    assert Pert(low=1, mode=1.5, high=2).parameters == {"low": 1, "mode": 1.5, "high": 2}
