import numpy as np
import pytest
from scipy import special

from costeff.distributions import inverse

SCORES = np.linspace(-8.0, 8.0, 4_001)


@pytest.mark.parametrize(
    ("alpha", "beta"),
    [(2, 98), (41.41, 59.59), (0.5, 0.5), (0.3, 40), (2, 1e6), (1e6, 2), (3, 0.2), (0.05, 0.05), (1e5, 3e5), (1e-3, 5)],
)
def test_beta_tables_reproduce_the_exact_logit_everywhere(alpha: float, beta: float) -> None:
    table = inverse._beta_table(alpha, beta)
    exact = inverse._beta_logit(alpha, beta, SCORES)
    np.testing.assert_allclose(
        table(SCORES, lambda z: inverse._beta_logit(alpha, beta, z)), exact, rtol=1e-12, atol=2 * inverse.TOLERANCE
    )


@pytest.mark.parametrize("shape", [1e-3, 0.01, 0.3, 1, 12.67, 1e4, 1e7])
def test_gamma_tables_reproduce_the_exact_log_everywhere(shape: float) -> None:
    table = inverse._gamma_table(shape)
    exact = inverse._gamma_log(shape, SCORES)
    np.testing.assert_allclose(
        table(SCORES, lambda z: inverse._gamma_log(shape, z)), exact, rtol=1e-12, atol=2 * inverse.TOLERANCE
    )


@pytest.mark.parametrize(("alpha", "beta"), [(2, 98), (41.41, 59.59), (0.3, 40), (900, 1)])
def test_quantiles_give_back_their_probabilities(alpha: float, beta: float) -> None:
    u = special.ndtr(SCORES)[1:-1]
    x = inverse.beta_quantile(alpha, beta, u)
    np.testing.assert_allclose(special.betainc(alpha, beta, x), u, rtol=1e-9)


def test_ordinary_distributions_are_served_by_their_tables() -> None:
    assert inverse._beta_table(41.41, 59.59).good.all()
    assert inverse._gamma_table(12.67).good.all()


def test_logs_of_tiny_gammas_stay_finite() -> None:
    u = np.array([1e-10, 0.01, 0.5, 0.9])
    logs = inverse.log_gamma_quantile(1e-3, u)
    assert np.isfinite(logs).all()
    series = (np.log(u) + special.gammaln(1.001)) / 1e-3  # log of x in P(k, x) = x^k / Gamma(k + 1), for small x
    np.testing.assert_allclose(logs[:3], series[:3], rtol=1e-9)


def test_infinite_logits_are_ends_and_not_errors() -> None:
    x = inverse.beta_quantile(1e-4, 1e-4, np.array([0.1, 0.9]))
    np.testing.assert_allclose(x, [0.0, 1.0], atol=1e-300)
