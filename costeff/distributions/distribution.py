"""What every distribution offers: an inverse CDF, and the numbers that `check` shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Distribution(Protocol):
    """The uncertainty of one parameter, in the parameter's own unit."""

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
