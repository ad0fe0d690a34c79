import pytest

from costeff.distributions import Beta, Gamma, Normal, Uniform, discrepancy, family_named, nearest_families


def test_an_interval_that_agrees_is_not_told() -> None:
    assert discrepancy(Normal(mu=0, sigma=1), 0, -1.96, 1.96) is None
    assert discrepancy(Normal(mu=0, sigma=1), 0, -2.2, 2.2) is None
    assert discrepancy(Normal(mu=0, sigma=1), 0, None, None) is None


def test_an_interval_off_by_over_a_tenth_of_its_width_is_told() -> None:
    found = discrepancy(Normal(mu=0, sigma=1), 0, -3.0, 1.96)
    assert found is not None
    assert (found.interval, found.outside) == (True, False)
    assert found.given == (-3.0, 1.96)
    assert found.implied == pytest.approx((-1.96, 1.96), abs=1e-4)


def test_a_value_outside_the_given_interval_is_told() -> None:
    found = discrepancy(Beta(alpha=30, beta=70), 0.3, 0.31, 0.49)
    assert found is not None
    assert found.outside


def test_a_value_outside_the_implied_interval_is_told() -> None:
    mean_beyond = Gamma(shape=0.004, scale=250)  # so skewed that the mean lies beyond the 97.5% point
    assert mean_beyond.interval()[1] < 1.0
    found = discrepancy(mean_beyond, 1.0, None, None)
    assert found is not None
    assert (found.interval, found.outside, found.given) == (False, True, None)


def test_the_ends_of_a_range_are_no_interval() -> None:
    assert discrepancy(Uniform(low=0, high=1), 0.999, 0, 1) is None


@pytest.mark.parametrize(
    ("text", "family"),
    [("Beta", "beta"), (" PERT ", "pert"), ("beta-PERT", "pert"), ("Multivariate  Normal", "multivariate normal")],
)
def test_names(text: str, family: str) -> None:
    assert family_named(text) == family


def test_unknown_names() -> None:
    assert family_named("gama") is None
    assert nearest_families("gama")[0] == "gamma"
    assert nearest_families("log nrmal")[0] == "lognormal"
    assert nearest_families("zzzz") == ()
