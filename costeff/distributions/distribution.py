"""What every distribution offers: an inverse CDF, and the numbers that `check` shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Distribution(Protocol):
    """The uncertainty of one parameter, in the parameter's own unit.

    The families inherit from it, so that the median and the interval of each are read off its inverse CDF.
    """

    __slots__ = ()

    @property
    def family(self) -> str:
        """Name as in the workbook: `beta`, `gamma`, ..."""

    @property
    def parameters(self) -> Mapping[str, float]:
        """The family's own parameters by name (`alpha`, `beta`; `meanlog`, `sdlog`; ...)."""

    @property
    def mean(self) -> float:
        """Expected value."""

    @property
    def sd(self) -> float:
        """Standard deviation."""

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""

    @property
    def median(self) -> float:
        """The value that a draw exceeds half of the time."""
        return float(self.quantile(np.array([0.5]))[0])

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The central interval that holds a draw with probability `level`, 0.95 by default."""
        tail = (1.0 - level) / 2.0
        low, high = self.quantile(np.array([tail, 1.0 - tail])).tolist()
        return low, high
