"""Inverse CDFs of the beta and the gamma, exact and by interpolation.

scipy inverts the incomplete beta and gamma functions iteratively, 0.5 to 1 microseconds a value. Written as a function
of the normal score z, the logit of a beta quantile and the log of a gamma quantile are smooth, so that pieces of
Chebyshev interpolation reproduce them. Each piece is compared with scipy between its nodes when the table is made; a
piece that is off by more than `TOLERANCE`, and scores outside the pieces, are left to scipy. The nodes don't depend on
what is asked for, so a quantile depends on its own probability alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

REACH = 6.5
"""Normal scores beyond plus or minus this (one draw in 10^10) go to scipy."""

PIECES = 16
NODES = 14

TOLERANCE = 1e-11
"""Largest error of the logit or log at the points checked, so about the relative error of a quantile."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Piecewise polynomials in the normal score.

    Attributes:
        powers: shape (NODES, PIECES), coefficients of the powers of the place within a piece, highest power first.
        good: shape (PIECES,), whether the piece passed its check.
    """

    powers: Array
    good: NDArray[np.bool_]

    def __call__(self, z: Array, exact: Callable[[Array], Array]) -> Array:
        """The function at scores `z`, shape (n,); `exact` serves those that the pieces don't."""
        place = (z + REACH) * (PIECES / (2 * REACH))
        piece = np.clip(place, 0, PIECES - 1).astype(np.intp)
        t = 2.0 * (place - piece) - 1.0
        y: Array = self.powers[0][piece]
        for row in self.powers[1:]:
            y = y * t + row[piece]
        outside = ~(self.good[piece] & (np.abs(z) <= REACH))
        if outside.any():
            y[outside] = exact(z[outside])
        return y


_AT = np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
"""The nodes within a piece, from -1 to 1."""

_BETWEEN = np.cos(np.pi * np.array([0.0, 1.0, 4.0, 7.0, 10.0, 13.0, 14.0]) / NODES)
"""Where a piece is checked: at its ends and half-way between nodes, where the error is largest."""


_TO_SERIES = chebyshev.chebvander(_AT, NODES - 1).T * np.where(np.arange(NODES) == 0, 1.0, 2.0)[:, None] / NODES
"""From values at the nodes to coefficients of Chebyshev polynomials, shape (NODES, NODES)."""

_TO_POWERS = np.column_stack(
    [np.pad(chebyshev.cheb2poly([0.0] * k + [1.0]), (0, NODES - 1 - k))[::-1] for k in range(NODES)]
)
"""From there to coefficients of powers, highest first. One product of the two would lose two digits."""


def _tabulate(exact: Callable[[Array], Array]) -> Table:
    """Interpolates `exact`, a function of scores of shape (n,), and checks each piece."""
    centres = -REACH + (np.arange(PIECES) + 0.5) * (2 * REACH / PIECES)
    places = np.concatenate([_AT, _BETWEEN]) * (REACH / PIECES)
    values = exact((centres[:, None] + places).ravel()).reshape(PIECES, -1)
    finite: NDArray[np.bool_] = np.all(np.isfinite(values), axis=1)
    powers = _TO_POWERS @ (_TO_SERIES @ np.where(finite[:, None], values, 0.0)[:, :NODES].T)
    guess = np.zeros((len(_BETWEEN), PIECES))
    for row in powers:
        guess = guess * _BETWEEN[:, None] + row
    error: Array = np.abs(guess.T - np.where(finite[:, None], values, 0.0)[:, NODES:])
    return Table(powers, finite & np.all(error <= TOLERANCE, axis=1))


def beta_quantile(alpha: float, beta: float, u: Array) -> Array:
    """Inverse CDF of a beta.

    Args:
        alpha: above 0.
        beta: above 0.
        u: probabilities strictly between 0 and 1, any shape.

    Returns:
        Quantiles in [0, 1], same shape. A beta with most of its mass within 1e-300 of an end yields that end.
    """
    z = special.ndtri(np.ravel(u))
    y = _beta_table(alpha, beta)(z, lambda scores: _beta_logit(alpha, beta, scores))
    x: Array = special.expit(y).reshape(np.shape(u))
    return x


def gamma_quantile(shape: float, u: Array) -> Array:
    """Inverse CDF of a gamma of scale 1 at probabilities strictly between 0 and 1, any shape."""
    return np.exp(log_gamma_quantile(shape, u))


def log_gamma_quantile(shape: float, u: Array) -> Array:
    """Natural log of a gamma's quantile (scale 1): finite also where the quantile itself underflows."""
    z = special.ndtri(np.ravel(u))
    y = _gamma_table(shape)(z, lambda scores: _gamma_log(shape, scores))
    return y.reshape(np.shape(u))


@lru_cache(maxsize=4096)
def _beta_table(alpha: float, beta: float) -> Table:
    return _tabulate(lambda z: _beta_logit(alpha, beta, z))


@lru_cache(maxsize=4096)
def _gamma_table(shape: float) -> Table:
    return _tabulate(lambda z: _gamma_log(shape, z))


def _beta_logit(alpha: float, beta: float, z: Array) -> Array:
    """Logit of the quantile at the probability of score z, with no digits lost near 0, 1 or in either tail."""
    x = _beta_root(alpha, beta, z)
    large = x >= 0.5
    rest = 1.0 - x
    rest[large] = _beta_root(beta, alpha, -z[large])
    with np.errstate(divide="ignore"):
        y: Array = np.where(large, np.log1p(-rest) - np.log(rest), np.log(x) - np.log1p(-x))
    return y


def _beta_root(alpha: float, beta: float, z: Array) -> Array:
    """Quantiles at the probabilities of scores z, the upper tail from its complement."""
    upper = z > 0
    x = np.empty_like(z)
    x[upper] = special.betainccinv(alpha, beta, special.ndtr(-z[upper]))
    x[~upper] = special.betaincinv(alpha, beta, special.ndtr(z[~upper]))
    return x


def _gamma_log(shape: float, z: Array) -> Array:
    """Log of the quantile at the probability of score z.

    Below 1e-290 the first term of the series P(k, x) = x^k / Gamma(k + 1) * (1 - ...) is exact to double precision.
    """
    upper = z > 0
    x = np.empty_like(z)
    x[upper] = special.gammainccinv(shape, special.ndtr(-z[upper]))
    x[~upper] = special.gammaincinv(shape, special.ndtr(z[~upper]))
    tiny = (special.log_ndtr(z) + special.gammaln(shape + 1.0)) / shape
    with np.errstate(divide="ignore"):
        y: Array = np.where(x < 1e-290, tiny, np.log(x))
    return y
