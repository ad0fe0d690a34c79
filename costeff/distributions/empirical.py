"""The distribution of one column of posterior draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from costeff.distributions.distribution import Distribution

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Empirical(Distribution):
    """Each of some values, all alike.

    Attributes:
        values: rising, shape (rows,).
    """

    family: ClassVar[str] = "empirical"
    values: Array

    @property
    def parameters(self) -> Mapping[str, float]:
        """`rows`, how many values there are."""
        return {"rows": float(len(self.values))}

    @property
    def mean(self) -> float:
        """Mean of the values."""
        return float(np.mean(self.values))

    @property
    def sd(self) -> float:
        """Standard deviation of a draw: the root of the mean squared distance from the mean."""
        return float(np.std(self.values))

    def quantile(self, u: Array) -> Array:
        """The smallest value that at least a share u of the values don't exceed, same shape as u."""
        rank = np.ceil(u * len(self.values)).astype(np.intp) - 1
        chosen: Array = self.values[np.clip(rank, 0, len(self.values) - 1)]
        return chosen
