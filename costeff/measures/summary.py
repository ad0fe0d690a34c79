"""Means, percentile intervals and Monte Carlo errors over draws, the same bits however the draws are chunked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

LEAF = 1024
"""Draws in a leaf of the summing tree, and in a batch of a Latin hypercube design."""

FEWEST_BATCHES = 5
"""Fewer batch means than this say too little about their spread."""

LEVEL = 0.95
"""Coverage of the intervals."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Summary:
    """A summary of values over draws; each array has the values' shape without its first axis.

    Attributes:
        mean: mean over the draws.
        sd: standard deviation with n - 1; NaN for a single draw.
        low: 2.5% point of the draws.
        high: 97.5% point of the draws.
        mc_error: Monte Carlo standard error of the mean; NaN where the design gives none.
    """

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    mc_error: NDArray[np.float64]


def leaf_sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of consecutive leaves of 1,024 draws.

    Args:
        values: shape (draws, ...), in the order of the draws.

    Returns:
        Shape (leaves, ...); the last leaf may be shorter. Chunks that begin at multiples of 1,024 have the leaves of
        the whole.
    """
    leaves = -(-len(values) // LEAF)
    padded = np.zeros((leaves * LEAF, *values.shape[1:]))
    padded[: len(values)] = values
    return _fold(padded.reshape(leaves, LEAF, *values.shape[1:]).swapaxes(0, 1))


def combine(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """The total of leaf sums, shape (leaves, ...) to (...), by a binary tree over neighbours."""
    size = 1 << max(0, len(sums) - 1).bit_length()
    padded = np.zeros((size, *sums.shape[1:]))
    padded[: len(sums)] = sums
    return _fold(padded)


def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over axis 0: leaves of 1,024 draws in index order, combined by a fixed binary tree."""
    return combine(leaf_sums(values))


def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over axis 0, by the fixed tree; at least one draw."""
    result: NDArray[np.float64] = total(values) / len(values)
    return result


def summarise(values: NDArray[np.float64], design: str) -> Summary:
    """Mean, spread, 95% percentile interval and Monte Carlo error.

    Args:
        values: shape (draws, ...), in the order of the draws; may be infinite (a median that isn't reached).
        design: how the draws were laid out: `random`, `lhs`, `sobol` or another.
    """
    low, high = percentiles(values)
    return Summary(
        mean=mean(values), sd=np.sqrt(_variance(values)), low=low, high=high, mc_error=monte_carlo_error(values, design)
    )


def percentiles(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 2.5% and 97.5% points over axis 0, interpolated linearly between draws unless some are infinite."""
    method: Literal["linear", "inverted_cdf"] = "linear" if np.isfinite(values).all() else "inverted_cdf"
    points = np.quantile(values, np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2]), axis=0, method=method)
    return points[0], points[1]


def monte_carlo_error(values: NDArray[np.float64], design: str) -> NDArray[np.float64]:
    """Monte Carlo standard error of the mean over axis 0.

    Independent draws: sd / sqrt(n). Latin hypercube: draws within a batch of 1,024 are not independent but batches are,
    so it is the standard deviation of the batch means over the root of their number; it needs at least 5 whole batches.
    Sobol points are one point set: a single one says nothing about its error, so there is none.

    Args:
        values: shape (draws, ...), in the order of the draws.
        design: as in `summarise`.

    Returns:
        Shape (...); NaN where there is none.
    """
    if design == "random" and len(values) > 1:
        result: NDArray[np.float64] = np.sqrt(_variance(values) / len(values))
        return result
    whole = len(values) // LEAF
    if design == "lhs" and whole >= FEWEST_BATCHES:
        means = leaf_sums(values[: whole * LEAF]) / LEAF
        batched: NDArray[np.float64] = np.sqrt(_variance(means) * LEAF / len(values))
        return batched
    return np.full(values.shape[1:], np.nan)


def ratio_error(numerator: NDArray[np.float64], denominator: NDArray[np.float64], design: str) -> NDArray[np.float64]:
    """Monte Carlo standard error of a ratio of means, such as an ICER, by the delta method.

    The ratio moves with the mean of `(a - R b) / mean(b)`, R the ratio itself. Says nothing useful where the mean of
    the denominator is not clearly off zero.

    Args:
        numerator: shape (draws, ...), increments of cost.
        denominator: same shape, increments of QALYs.
        design: as in `summarise`.
    """
    below = mean(denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = mean(numerator) / below
        moves = (numerator - ratio * denominator) / below
    return monte_carlo_error(moves, design)


def _variance(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Variance over axis 0 with n - 1, about the mean; NaN for a single value or infinite ones."""
    if len(values) < 2:
        return np.full(values.shape[1:], np.nan)
    with np.errstate(invalid="ignore"):
        return total((values - mean(values)) ** 2) / (len(values) - 1)


def _fold(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over axis 0, a power of two long, neighbours first; plain additions, so that no layout changes a bit."""
    while len(values) > 1:
        values = values[0::2] + values[1::2]
    first: NDArray[np.float64] = values[0]
    return first
