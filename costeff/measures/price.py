"""The price at which something is worth buying, where costs are linear in it.

At price p a strategy's net benefit is `n0 - s p`: n0 at a price of nothing, s what one unit of price adds to its
discounted cost (how often it is paid). So the price at which it just equals the best of the others is a quotient,
in the base case and in every draw.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def break_even(free: Array, slope: Array, best_other: Array) -> Array:
    """Price up to which a strategy has at least the net benefit of the best other one.

    Args:
        free: its net benefit at a price of nothing, any shape.
        slope: money that one unit of price adds to its cost, same shape.
        best_other: highest net benefit among the others, same shape.

    Returns:
        Same shape; negative where it isn't worth having for nothing; NaN where the price isn't paid (slope <= 0).
    """
    headroom = free - best_other
    result: Array = np.divide(headroom, slope, out=np.full(np.shape(headroom), np.nan), where=np.asarray(slope) > 0)
    return result


def probability_worth(prices: Array, limits: Array) -> Array:
    """Share of draws in which the strategy is worth each price.

    Args:
        prices: shape (prices,).
        limits: break-even price of each draw, shape (draws,).
    """
    ordered = np.sort(limits)
    below = np.searchsorted(ordered, prices, side="left")
    result: Array = 1.0 - below / len(limits)
    return result


def price_at(probability: float, limits: Array) -> float:
    """The highest price at which the strategy is worth it with at least that probability.

    Args:
        probability: between 0 and 1.
        limits: break-even price of each draw, shape (draws,).

    Returns:
        Money; negative if it isn't with any price.
    """
    ordered = np.sort(limits)
    allowed = int(np.floor((1.0 - probability) * len(limits) + 1e-9))
    return float(ordered[min(allowed, len(limits) - 1)])
