"""When two numbers count as equal: within 1e-9, relative and absolute."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9
"""Far below any cost or QALY that matters, far above the rounding of a sum over cycles."""


def slack(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far from `x` a number may lie and still count as equal to it, same shape."""
    result: NDArray[np.float64] = TOLERANCE * (1 + np.abs(x))
    return result


def levels(x: NDArray[np.float64]) -> NDArray[np.intp]:
    """The rank of each number, equal ones sharing theirs.

    Near-equality isn't transitive, so numbers are grouped from the lowest up: a group takes in all that equal its
    lowest member. Comparing ranks is then free of contradictions, and doesn't depend on the order of the numbers.

    Args:
        x: shape (n,), finite.

    Returns:
        Shape (n,), 0 for the lowest.
    """
    found = np.zeros(len(x), dtype=np.intp)
    rank, lowest = -1, -np.inf
    for i in np.argsort(x, kind="stable"):
        if rank < 0 or x[i] - lowest > slack(np.asarray(lowest)):
            rank, lowest = rank + 1, x[i]
        found[i] = rank
    return found
