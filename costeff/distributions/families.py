"""The families of distributions that a single parameter can have.

Parameterisations of the beta, gamma, normal and lognormal follow Briggs, Claxton and Sculpher, Decision Modelling for
Health Economic Evaluation (2006), chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from costeff.distributions.distribution import Distribution
from costeff.distributions.inverse import beta_quantile, gamma_quantile

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beta(Distribution):
    """Beta on 0 to 1; `alpha` events and `beta` non-events."""

    family: ClassVar[str] = "beta"
    alpha: float
    beta: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """`alpha` and `beta`."""
        return {"alpha": self.alpha, "beta": self.beta}

    @property
    def mean(self) -> float:
        """Alpha over the sum of alpha and beta."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def sd(self) -> float:
        """sqrt(m (1 - m) / (alpha + beta + 1)) with m the mean."""
        n = self.alpha + self.beta
        return math.sqrt((self.alpha / n) * (self.beta / n) / (n + 1.0))

    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""
        return beta_quantile(self.alpha, self.beta, u)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gamma(Distribution):
    """Gamma of mean `shape * scale`."""

    family: ClassVar[str] = "gamma"
    shape: float
    scale: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """`shape` and `scale`."""
        return {"shape": self.shape, "scale": self.scale}

    @property
    def mean(self) -> float:
        """Shape times scale."""
        return self.shape * self.scale

    @property
    def sd(self) -> float:
        """Root of the shape, times scale."""
        return math.sqrt(self.shape) * self.scale

    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""
        return self.scale * gamma_quantile(self.shape, u)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lognormal(Distribution):
    """exp of a normal with mean `meanlog` and standard deviation `sdlog`."""

    family: ClassVar[str] = "lognormal"
    meanlog: float
    sdlog: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """`meanlog` and `sdlog`."""
        return {"meanlog": self.meanlog, "sdlog": self.sdlog}

    @property
    def mean(self) -> float:
        """exp(meanlog + sdlog^2 / 2)."""
        return math.exp(self.meanlog + self.sdlog**2 / 2.0)

    @property
    def sd(self) -> float:
        """The mean times sqrt(exp(sdlog^2) - 1)."""
        return self.mean * math.sqrt(math.expm1(self.sdlog**2))

    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""
        return np.exp(self.meanlog + self.sdlog * special.ndtri(u))


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal(Distribution):
    """Normal with mean `mu` and standard deviation `sigma`."""

    family: ClassVar[str] = "normal"
    mu: float
    sigma: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """`mean` and `sd`."""
        return {"mean": self.mu, "sd": self.sigma}

    @property
    def mean(self) -> float:
        """The mean, `mu`."""
        return self.mu

    @property
    def sd(self) -> float:
        """The standard deviation, `sigma`."""
        return self.sigma

    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""
        return self.mu + self.sigma * special.ndtri(u)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniform(Distribution):
    """Any value between `low` and `high`, all alike."""

    family: ClassVar[str] = "uniform"
    low: float
    high: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """`low` and `high`."""
        return {"low": self.low, "high": self.high}

    @property
    def mean(self) -> float:
        """Half-way between the ends."""
        return self.low + (self.high - self.low) / 2.0

    @property
    def sd(self) -> float:
        """The width over sqrt(12)."""
        return (self.high - self.low) / math.sqrt(12.0)

    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""
        return self.low + (self.high - self.low) * u


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangular(Distribution):
    """From `low` to `high`, most likely at `mode`."""

    family: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """`low`, `mode` and `high`."""
        return {"low": self.low, "mode": self.mode, "high": self.high}

    @property
    def mean(self) -> float:
        """The mean of the three numbers."""
        return (self.low + self.mode + self.high) / 3.0

    @property
    def sd(self) -> float:
        """sqrt((p^2 - p q + q^2) / 18) with p and q the distances of the mode and of `high` from `low`."""
        p, q = self.mode - self.low, self.high - self.low
        return math.sqrt((p * p - p * q + q * q) / 18.0)

    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1.0 - u) * width * right)
        return np.where(u * width < left, rising, falling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pert(Distribution):
    """PERT: a beta stretched from `low` to `high`, with mean (low + 4 mode + high) / 6."""

    family: ClassVar[str] = "pert"
    low: float
    mode: float
    high: float

    @property
    def parameters(self) -> Mapping[str, float]:
        """`low`, `mode` and `high`."""
        return {"low": self.low, "mode": self.mode, "high": self.high}

    @property
    def unit(self) -> Beta:
        """The beta on 0 to 1 that is stretched."""
        width = self.high - self.low
        return Beta(
            alpha=1.0 + 4.0 * (self.mode - self.low) / width,
            beta=1.0 + 4.0 * (self.high - self.mode) / width,
        )

    @property
    def mean(self) -> float:
        """(low + 4 mode + high) / 6."""
        return (self.low + 4.0 * self.mode + self.high) / 6.0

    @property
    def sd(self) -> float:
        """That of the beta, times the width."""
        return self.unit.sd * (self.high - self.low)

    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities strictly between 0 and 1, same shape."""
        return self.low + (self.high - self.low) * self.unit.quantile(u)
