"""The kernel's own elementary functions against those of scipy, numpy and the C library, in units of the last place."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special

from costeff.engine import kernel as k
from costeff.engine.tape import compute

Vector = NDArray[np.float64]
NOTHING = np.zeros(1)
RNG = np.random.default_rng(20)


def carried_out(op: int, *operands: Vector) -> Vector:
    return compute(op, [np.asarray(o, dtype=float) for o in operands], 0, 0, NOTHING)


def ulps(found: Vector, expected: Vector) -> float:
    """The largest difference in units of the last place of what is expected."""
    assert np.isfinite(found).all()
    return float(np.max(np.abs(found - expected) / np.spacing(np.abs(expected))))


def spread(low: float, high: float, size: int = 20_000) -> Vector:
    return np.concatenate([RNG.uniform(low, high, size), np.linspace(low, high, 1001)])


def scaled(low: float, high: float, size: int = 20_000) -> Vector:
    """Numbers of all sizes between two powers of 10."""
    return 10.0 ** RNG.uniform(low, high, size)


def test_exp() -> None:
    x = spread(-700.0, 708.9)
    assert ulps(carried_out(k.EXP, x), np.exp(x)) <= 2
    x = np.concatenate([scaled(-300, 0), -scaled(-300, 0)])
    assert ulps(carried_out(k.EXP, x), np.exp(x)) <= 1


def test_exp_at_the_edges() -> None:
    found = carried_out(k.EXP, np.array([0.0, -0.0, 709.0, 710.0, np.inf, -720.0, -1e300, -np.inf, np.nan]))
    np.testing.assert_array_equal(found[:2], 1.0)
    assert found[2] == pytest.approx(math.exp(709.0), rel=1e-15)
    np.testing.assert_array_equal(np.isnan(found), [0, 0, 0, 1, 1, 0, 0, 1, 1])
    assert np.abs(found[5:7]).max() < 1e-300


def test_exp_has_a_value_up_to_the_largest_number() -> None:
    x = np.array([709.2, 709.7, 709.78271289338])
    assert ulps(carried_out(k.EXP, x), np.exp(x)) <= 2


def test_expm1() -> None:
    x = np.concatenate([spread(-40.0, 700.0), scaled(-300, 0), -scaled(-300, 1.5)])
    assert ulps(carried_out(k.EXPM1, x), np.expm1(x)) <= 3
    found = carried_out(k.EXPM1, np.array([0.0, -800.0, -np.inf, 710.0, np.nan]))
    np.testing.assert_array_equal(found, [0.0, -1.0, np.nan, np.nan, np.nan])


def test_log() -> None:
    x = np.concatenate([scaled(-307, 308), spread(0.5, 2.0), 1 + scaled(-16, -3), [5e-324, 1e-310, 2.3e-308]])
    assert ulps(carried_out(k.LOG, x), np.log(x)) <= 2
    found = carried_out(k.LOG, np.array([1.0, 0.0, -0.0, -1.0, np.inf, np.nan]))
    np.testing.assert_array_equal(found, [0.0, np.nan, np.nan, np.nan, np.nan, np.nan])


def test_log1p() -> None:
    x = np.concatenate([scaled(-300, 300), -scaled(-300, -0.001), spread(-0.999, 3.0)])
    assert ulps(carried_out(k.LOG1P, x), np.log1p(x)) <= 3
    found = carried_out(k.LOG1P, np.array([0.0, -1.0, -2.0, np.inf, np.nan]))
    np.testing.assert_array_equal(found, [0.0, np.nan, np.nan, np.nan, np.nan])


def test_power() -> None:
    x, y = scaled(-3, 3), spread(-30, 30, 18_999)
    found, expected = carried_out(k.POW, x, y), np.power(x, y)
    assert np.max(np.abs(found / expected - 1)) < 1e-13
    near = RNG.uniform(0.5, 2.0, 1000)
    whole = RNG.integers(-64, 65, 1000).astype(float)
    assert np.max(np.abs(carried_out(k.POW, near, whole) / np.power(near, whole) - 1)) < 1e-14


def test_whole_powers_are_exact_where_they_can_be() -> None:
    base = np.array([2.0, 3.0, 10.0, 10.0, -2.0, 7.0, 1.5, 2.0])
    exponent = np.array([10.0, 33.0, 22.0, 15.0, 5.0, 1.0, 2.0, -3.0])
    np.testing.assert_array_equal(
        carried_out(k.POW, base, exponent), [float(b) ** int(e) for b, e in zip(base, exponent, strict=True)]
    )


def test_power_at_the_edges() -> None:
    nan = math.nan
    cases = [
        (0.0, 0.0, 1.0),
        (5.0, 0.0, 1.0),
        (0.0, 2.5, 0.0),
        (0.0, 300.0, 0.0),
        (0.0, -1.0, nan),
        (0.0, -0.5, nan),
        (-8.0, 1 / 3, nan),
        (-8.0, 0.5, nan),
        (-2.0, 3.0, -8.0),
        (-1.0, 101.0, -1.0),
        (-1.0, 100.0, 1.0),
        (1e200, 2.0, nan),
        (1e-200, 2.0, 0.0),
        (1e-200, -2.0, nan),
        (1e200, -2.0, 0.0),
        (2.0, 2000.0, nan),
        (2.0, -2000.0, 0.0),
        (nan, 0.0, nan),
        (1.0, nan, nan),
    ]
    x, y, expected = (np.array(column) for column in zip(*cases, strict=True))
    np.testing.assert_allclose(carried_out(k.POW, x, y), expected, rtol=1e-13)


def test_normal_distribution() -> None:
    z = np.concatenate([spread(-37.0, 8.0), scaled(-300, 0), -scaled(-300, 0)])
    found, expected = carried_out(k.CDF, z), special.ndtr(z)
    assert np.max(np.abs(found / expected - 1)) < 1e-13  # a last bit of z = -37 is as much of the tail
    assert np.max(np.abs(found / expected - 1)[np.abs(z) < 10]) < 1e-14
    central = np.abs(z) < 2
    assert ulps(found[central], expected[central]) <= 16
    edges = carried_out(k.CDF, np.array([0.0, 40.0, -40.0, np.inf, -np.inf, np.nan]))
    np.testing.assert_allclose(edges, [0.5, 1.0, 0.0, np.nan, np.nan, np.nan], atol=1e-300)


def test_normal_quantile() -> None:
    p = np.concatenate([spread(1e-6, 1 - 1e-6), scaled(-300, -1), 1 - scaled(-15, -1)])
    found, expected = carried_out(k.QUANTILE, p), special.ndtri(p)
    assert np.max(np.abs(found - expected) / np.maximum(np.abs(expected), 1e-3)) < 1e-14
    edges = carried_out(k.QUANTILE, np.array([0.5, 0.0, 1.0, -0.1, 1.1, np.nan]))
    np.testing.assert_array_equal(edges, [0.0, np.nan, np.nan, np.nan, np.nan, np.nan])


def test_what_leaves_under_competing_rates() -> None:
    total = np.concatenate([scaled(-300, 2), [0.0]])
    expected = np.append(-np.expm1(-total[:-1]) / total[:-1], 1.0)
    assert ulps(carried_out(k.LEAVE, total), expected) <= 4


@pytest.mark.parametrize("op", [k.ADD, k.SUB, k.MUL, k.DIV, k.MIN, k.MAX, k.MOD, k.POW, k.LT, k.LE, k.EQ, k.NE])
def test_no_operation_loses_a_missing_value(op: int) -> None:
    x = np.array([np.nan, 1.0, np.nan])
    y = np.array([1.0, np.nan, np.nan])
    assert np.isnan(carried_out(op, x, y)).all()


@pytest.mark.parametrize(
    "op", [k.NEG, k.ABS, k.SQRT, k.EXP, k.EXPM1, k.LOG, k.LOG1P, k.NOT, k.FLOOR, k.CDF, k.QUANTILE, k.LEAVE]
)
def test_no_function_loses_a_missing_value(op: int) -> None:
    assert np.isnan(carried_out(op, np.array([np.nan]))).all()


@pytest.mark.parametrize("op", [k.ROUND, k.ROUNDUP, k.ROUNDDOWN])
def test_rounding_keeps_a_missing_value(op: int) -> None:
    assert np.isnan(carried_out(op, np.array([np.nan, 2.5]), np.array([1.0, np.nan]))).all()


def test_infinity_is_not_lost() -> None:
    """Only a sum or product that overflows is infinite, and such a value doesn't exist."""
    huge = np.array([np.inf])
    one = np.array([1.0])
    for op in (k.DIV, k.MIN, k.MAX, k.LT, k.LE, k.EQ, k.NE, k.POW):
        assert np.isnan(carried_out(op, one, huge)).all()
        assert np.isnan(carried_out(op, one, -huge)).all()
    for op in (k.EXP, k.EXPM1, k.LOG, k.LOG1P, k.NOT, k.CDF, k.QUANTILE):
        assert np.isnan(carried_out(op, huge)).all()
        assert np.isnan(carried_out(op, -huge)).all()
    assert np.isnan(carried_out(k.POW, huge, -one)).all()
    assert np.isnan(carried_out(k.SELECT, huge, one, one)).all()
    assert np.isnan(compute(k.SEARCH, [huge], 2, 0, np.array([0.0, 1.0]))).all()


def test_select_looks_only_at_what_it_takes() -> None:
    condition = np.array([1.0, 0.0, np.nan, 1.0])
    found = carried_out(k.SELECT, condition, np.array([5.0, np.nan, 5.0, np.nan]), np.array([np.nan, 6.0, 6.0, 6.0]))
    np.testing.assert_array_equal(found, [5.0, 6.0, np.nan, np.nan])


def test_nothing_times_anything_is_nothing() -> None:
    np.testing.assert_array_equal(
        carried_out(k.TIMES, np.array([0.0, 2.0, 2.0]), np.array([np.nan, np.nan, 3.0])), [0.0, np.nan, 6.0]
    )


def test_the_lane_makes_no_difference() -> None:
    """The same number in every position of a block and of vectors of any length."""
    for op in (k.EXP, k.LOG, k.LOG1P, k.EXPM1, k.CDF, k.LEAVE):
        for size in (1, 7, 128, 129, 300):
            found = carried_out(op, np.full(size, 0.3717))
            assert len(set(found.tolist())) == 1
            assert found[0] == carried_out(op, np.array([0.3717]))[0]
