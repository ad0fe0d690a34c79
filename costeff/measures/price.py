"""The price at which something is worth buying, where costs are linear in it.

At price p a strategy's net benefit is `n0 - s p`: n0 at a price of nothing, s what one unit of price adds to its
discounted cost (how often it is paid). Against another strategy the increment in net benefit is `headroom - slope p`:
what it is worth as a gift, less the units it buys more than the other, times the price. So the price at which the two
are equal is a quotient, in the base case and in every draw.

Where a strategy buys no more units than the other (slope 0 or below), a higher price does it no harm: if it is worth
having as a gift, it is so at any price. One rule holds for all: it is worth a price where its increment isn't negative.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

UNITS = 1e-9
"""Units a person below which a price counts as not paid."""


def price_limit(headroom: Array, slope: Array) -> Array:
    """The price up to which a strategy is worth it.

    Args:
        headroom: its net benefit less that of the other at a price of nothing, any shape.
        slope: units that it buys more than the other, same shape.

    Returns:
        Same shape. Negative where it isn't worth having as a gift. Where it buys no more units than the other:
        infinite if it is worth having as a gift, and so at any price; else minus infinity if no price changes that,
        and NaN if it is worth it above some price only, so that there is no price up to which.
    """
    headroom, slope = np.broadcast_arrays(np.asarray(headroom, float), np.asarray(slope, float))
    ratio = np.divide(headroom, slope, out=np.zeros(headroom.shape), where=np.abs(slope) > UNITS)
    lost = np.where(slope < -UNITS, np.nan, -np.inf)
    result: Array = np.where(slope > UNITS, ratio, np.where(headroom >= 0, np.inf, lost))
    return result


def probability_worth(prices: Array, headroom: Array, slope: Array) -> Array:
    """Share of draws in which a strategy is worth each price.

    Args:
        prices: shape (prices,).
        headroom: as of `price_limit`, shape (draws,).
        slope: same shape.
    """
    from_, to = _range(headroom, slope)
    below = np.searchsorted(np.sort(to), prices, side="left")
    above = len(from_) - np.searchsorted(np.sort(from_), prices, side="right")
    result: Array = 1.0 - (below + above) / len(to)
    return result


def price_at(probability: float, headroom: Array, slope: Array) -> float:
    """The highest price at which a strategy is worth it with at least that probability.

    Args:
        probability: over 0, up to 1.
        headroom: as of `price_limit`, shape (draws,).
        slope: same shape.

    Returns:
        Money; negative if it isn't with any price; infinite if it is with any price however high; minus infinity if
        it is with none; NaN if it is with any high price, but not with every lower one from nothing on.
    """
    _, to = _range(headroom, slope)
    needed = probability - 1e-12
    ends = np.sort(to[np.isfinite(to)])
    if float((to == np.inf).mean()) >= needed:
        lower = np.append(0.0, np.nextafter(ends[ends > 0], np.inf))  # the probability falls just after an end
        return float(np.inf if probability_worth(lower, headroom, slope).min() >= needed else np.nan)
    enough = np.flatnonzero(probability_worth(ends, headroom, slope) >= needed)
    return float(ends[enough[-1]]) if len(enough) else float(-np.inf)


def _range(headroom: Array, slope: Array) -> tuple[Array, Array]:
    """From and up to which price each draw is worth it; from above its end where at none."""
    ratio = np.divide(headroom, slope, out=np.zeros(np.shape(headroom)), where=np.abs(slope) > UNITS)
    never = (np.abs(slope) <= UNITS) & (headroom < 0)
    from_ = np.where(slope < -UNITS, ratio, -np.inf)
    to = np.where(slope > UNITS, ratio, np.where(never, -np.inf, np.inf))
    return from_, to
