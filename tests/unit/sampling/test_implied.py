from dataclasses import replace

import numpy as np
import pytest
from sampled_studies import COEFFICIENTS, COUNTS, MATRIX, SHEET, SINGLES, pair, parameter, study

from costeff.errors.inputs import IntervalDisagrees, SpreadDisagrees, ValueOutsideInterval
from costeff.model import Covariance, Posterior
from costeff.sampling import check_draws, compare_intervals, draw, marginals

ROWS = tuple((float(x),) for x in (0.4, 0.1, 0.3, 0.2, 0.9))
EVERYTHING = study(
    (*COUNTS, *SINGLES, *COEFFICIENTS, parameter("e", "empirical", 0.4)),
    correlations=(pair("p", "hr", 0.5),),
    covariances=(Covariance(name="w", ids=("c0", "c1", "c2"), matrix=MATRIX, where=SHEET),),
    posteriors=(Posterior(name="j", ids=("e",), rows=ROWS, where=SHEET),),
)


def test_marginals_are_those_of_the_draws() -> None:
    assert check_draws(EVERYTHING) == ()
    implied = marginals(EVERYTHING)
    assert list(implied) == [p.id for p in EVERYTHING.parameters if p.id != "age"]
    drawn = draw(EVERYTHING, 20_000, 1, "lhs")
    for name, distribution in implied.items():
        column = drawn.column(name)
        assert column.mean() == pytest.approx(distribution.mean, abs=5 * distribution.sd / np.sqrt(20_000))
        assert column.std() == pytest.approx(distribution.sd, rel=0.04)
        assert np.quantile(column, 0.975) == pytest.approx(distribution.interval()[1], rel=0.03)
    assert implied["c0"].sd == pytest.approx(MATRIX[0][0] ** 0.5)


def test_quantiles_of_posterior_columns_are_their_sorted_values() -> None:
    column = marginals(EVERYTHING)["e"]
    u = np.array([1e-9, 0.2, 0.200001, 0.5, 0.8, 1 - 1e-9])
    assert column.quantile(u).tolist() == [0.1, 0.1, 0.2, 0.3, 0.4, 0.9]
    assert (column.median, column.parameters) == (0.3, {"rows": 5.0})


def test_intervals_that_agree_give_no_warning() -> None:
    assert compare_intervals(EVERYTHING) == ()


def test_a_given_interval_that_is_not_the_implied_one_is_told() -> None:
    model = study((parameter("p", "beta", 0.3, n=100, low=0.28, high=0.32),))
    (warning,) = compare_intervals(model)
    assert isinstance(warning, IntervalDisagrees)
    assert (warning.severity, warning.parameter, warning.low, warning.high) == ("warning", "p", 0.28, 0.32)
    assert (warning.implied_low, warning.implied_high) == pytest.approx((0.2145, 0.3929), abs=1e-3)
    assert warning.found()
    assert warning.advice()


def test_a_value_outside_its_interval_is_told() -> None:
    model = study((parameter("hr", "lognormal", 2.0, low=0.5, high=0.98),))
    kinds = {type(w): w for w in compare_intervals(model)}
    assert set(kinds) == {IntervalDisagrees, ValueOutsideInterval}
    assert (kinds[ValueOutsideInterval].low, kinds[ValueOutsideInterval].high) == (0.5, 0.98)
    model = study((parameter("c", "gamma", 1.0, se=30.0),))
    (warning,) = compare_intervals(model)
    assert isinstance(warning, ValueOutsideInterval)
    assert warning.found()
    assert warning.advice()


def test_intervals_of_dirichlet_members_are_compared_too() -> None:
    members = (replace(COUNTS[0], low=0.1, high=0.2), *COUNTS[1:])
    assert [type(w) for w in compare_intervals(study(members))] == [IntervalDisagrees, ValueOutsideInterval]


def test_a_standard_error_beside_a_sheet_that_says_otherwise_is_told() -> None:
    sheet = Covariance(name="w", ids=("c0", "c1", "c2"), matrix=MATRIX, where=SHEET)
    given = (replace(COEFFICIENTS[0], se=0.2), replace(COEFFICIENTS[1], se=0.15), COEFFICIENTS[2])
    (warning,) = check_draws(study(given, covariances=(sheet,)))
    assert isinstance(warning, SpreadDisagrees)
    assert (warning.severity, warning.parameter, warning.se, warning.sheet) == ("warning", "c1", 0.15, "covariance w")
    assert warning.implied == pytest.approx(0.1)
