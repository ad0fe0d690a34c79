import building as b
import numpy as np
import pytest
from scipy import stats

from costeff.distributions import fit
from costeff.errors import Where
from costeff.model import Correlation, Covariance, Posterior
from costeff.sampling import levers


def uncertain(id, value, family, group="", **spread):
    given = {"se": None, "low": None, "high": None, "n": None, **spread}
    distribution = None if family in ("dirichlet",) else fit(family, value=value, **given)
    return b.parameter(id, value, family=family, distribution=distribution, group=group, **spread)


def model(*parameters, **parts):
    return b.model(settings=b.settings(), strategies=(), states=(), parameters=parameters, **parts)


def test_ends_are_the_95_percent_interval():
    (lever,) = levers(model(uncertain("p", 0.3, "normal", se=0.1), b.parameter("fixed", 1.0)))
    assert lever.low["p"] == pytest.approx(0.3 - 1.959964 * 0.1, abs=1e-6)
    assert lever.high["p"] == pytest.approx(0.3 + 1.959964 * 0.1, abs=1e-6)
    assert lever.origin == "95% interval"


def test_bounds_given_for_the_analysis_win_and_say_so():
    p = b.parameter("p", 0.3, dsa_low=0.2, dsa_high=0.5)
    (lever,) = levers(model(p))
    assert (lever.low["p"], lever.high["p"]) == (0.2, 0.5)
    assert lever.origin == "dsa low, dsa high"
    assert lever.motion(0.5)["p"] == pytest.approx(0.35)


def test_a_group_moves_at_one_quantile():
    (lever,) = levers(
        model(uncertain("a", 1.0, "normal", se=0.1, group="g"), uncertain("b", 5.0, "normal", se=2.0, group="g"))
    )
    assert lever.id == "g"
    z = stats.norm.ppf(0.975)
    assert lever.high == pytest.approx({"a": 1 + 0.1 * z, "b": 5 + 2 * z}, abs=1e-6)


def test_shares_of_a_whole_keep_their_proportions_and_sum():
    parts = [uncertain(name, n / 100, "dirichlet", group="split", n=n) for name, n in (("a", 50), ("b", 30), ("c", 20))]
    found = {lever.id: lever for lever in levers(model(*parts))}
    assert set(found) == {"a", "b", "c"}
    for end in (found["a"].low, found["a"].high):
        assert sum(end.values()) == pytest.approx(1)
        assert end["b"] / end["c"] == pytest.approx(1.5)
    assert found["a"].high["a"] == pytest.approx(stats.beta.ppf(0.975, 50, 50), abs=1e-9)


def test_correlated_parameters_go_to_their_conditional_median():
    pair = (uncertain("a", 0.0, "normal", se=1.0), uncertain("b", 10.0, "normal", se=2.0))
    link = Correlation(a="a", b="b", value=0.5, kind="normal")
    found = {lever.id: lever for lever in levers(model(*pair, correlations=(link,)))}
    z = stats.norm.ppf(0.975)
    assert found["a"].high == pytest.approx({"a": z, "b": 10 + 2 * 0.5 * z}, abs=1e-6)
    assert found["b"].low == pytest.approx({"a": -0.5 * z, "b": 10 - 2 * z}, abs=1e-6)


def test_coefficients_follow_their_regression_on_the_one_moved():
    two = (b.parameter("a", 1.0, family="multivariate normal"), b.parameter("b", 2.0, family="multivariate normal"))
    covariance = Covariance(name="c", ids=("a", "b"), matrix=((0.04, -0.03), (-0.03, 0.09)), where=Where())
    found = {lever.id: lever for lever in levers(model(*two, covariances=(covariance,)))}
    z = stats.norm.ppf(0.975)
    assert found["a"].high == pytest.approx({"a": 1 + 0.2 * z, "b": 2 - 0.03 / 0.04 * 0.2 * z}, abs=1e-9)


def test_posterior_draws_follow_a_straight_line():
    rng = np.random.default_rng(1)
    a = rng.normal(size=4000)
    rows = tuple((float(x), float(3 * x + 1)) for x in a)
    two = (b.parameter("a", 0.0, family="empirical"), b.parameter("b", 1.0, family="empirical"))
    sheet = Posterior(name="d", ids=("a", "b"), rows=rows, where=Where())
    found = {lever.id: lever for lever in levers(model(*two, posteriors=(sheet,)))}
    high = found["a"].high
    assert high["b"] == pytest.approx(3 * high["a"] + 1, abs=1e-9)
    assert high["a"] == pytest.approx(np.quantile(a, 0.975), abs=0.05)
