"""The ways in which parameters are drawn: alone, correlated, multivariate normal, Dirichlet, from posterior draws.

Each names the streams that it needs and turns their uniforms into values, draw by draw: no draw sees another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

from costeff.distributions import Distribution
from costeff.distributions.inverse import log_gamma_quantile
from costeff.sampling.designs import Address
from costeff.sampling.factor import combine

Array = NDArray[np.float64]

PARAMETER = "parameter"
"""Purpose of the streams of single parameters."""

POSTERIOR = "posterior"
"""Purpose of the streams that choose rows of `draws` sheets."""


class Mechanism(Protocol):
    """A way of drawing some parameters together."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The parameters drawn."""

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The streams needed."""

    def values(self, u: Mapping[Address, Array]) -> tuple[Array, ...]:
        """Values of each parameter, shape (draws,), from uniforms of each stream, shape (draws,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """One parameter with its own distribution."""

    id: str
    distribution: Distribution

    @property
    def ids(self) -> tuple[str, ...]:
        """The parameter."""
        return (self.id,)

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Its own stream."""
        return ((PARAMETER, self.id),)

    def values(self, u: Mapping[Address, Array]) -> tuple[Array, ...]:
        """The inverse CDF of its uniforms."""
        return (self.distribution.quantile(u[PARAMETER, self.id]),)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Copula:
    """Correlated parameters, each with its own distribution, by a Gaussian copula.

    Attributes:
        ids: sorted, so that the order of rows doesn't matter; the first keeps its own draws.
        distributions: one for each id.
        lower: root of the correlation matrix of the normal scores, shape (ids, ids).
    """

    ids: tuple[str, ...]
    distributions: tuple[Distribution, ...]
    lower: Array

    @property
    def addresses(self) -> tuple[Address, ...]:
        """A stream for each parameter."""
        return tuple((PARAMETER, name) for name in self.ids)

    def values(self, u: Mapping[Address, Array]) -> tuple[Array, ...]:
        """Inverse CDFs of the correlated scores."""
        scores = combine(self.lower, [special.ndtri(u[address]) for address in self.addresses])
        inside = [np.clip(special.ndtr(z), 2.0**-1022, 1.0 - 2.0**-53) for z in scores]
        return tuple(d.quantile(p) for d, p in zip(self.distributions, inside, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Multinormal:
    """Coefficients from one multivariate normal.

    Attributes:
        ids: sorted.
        means: shape (ids,), each in its parameter's unit.
        sds: shape (ids,), likewise.
        lower: root of the correlation matrix, shape (ids, ids).
    """

    ids: tuple[str, ...]
    means: Array
    sds: Array
    lower: Array

    @property
    def addresses(self) -> tuple[Address, ...]:
        """A stream for each parameter."""
        return tuple((PARAMETER, name) for name in self.ids)

    def values(self, u: Mapping[Address, Array]) -> tuple[Array, ...]:
        """Means plus standard deviations times correlated scores."""
        scores = combine(self.lower, [special.ndtri(u[address]) for address in self.addresses])
        return tuple(m + s * z for m, s, z in zip(self.means.tolist(), self.sds.tolist(), scores, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dirichlet:
    """Shares of one whole: gammas of the counts, divided by their sum.

    Attributes:
        group: name of the Dirichlet.
        ids: sorted.
        counts: above 0, one for each id.
    """

    group: str
    ids: tuple[str, ...]
    counts: tuple[float, ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """A stream for each category."""
        return tuple((PARAMETER, name) for name in self.ids)

    def values(self, u: Mapping[Address, Array]) -> tuple[Array, ...]:
        """Shares that sum to 1 in each draw; in logs, since a gamma of a small count underflows."""
        logs = [log_gamma_quantile(n, u[address]) for n, address in zip(self.counts, self.addresses, strict=True)]
        largest = logs[0]
        for log in logs[1:]:
            largest = np.maximum(largest, log)
        parts = [np.exp(log - largest) for log in logs]
        whole = parts[0].copy()
        for part in parts[1:]:
            whole += part
        return tuple(part / whole for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Joint posterior draws, a whole row at a time.

    Attributes:
        name: of the sheet, whose stream chooses the row.
        ids: in the order of its columns.
        table: shape (rows, ids).
    """

    name: str
    ids: tuple[str, ...]
    table: Array

    @property
    def addresses(self) -> tuple[Address, ...]:
        """One stream for the sheet."""
        return ((POSTERIOR, self.name),)

    def values(self, u: Mapping[Address, Array]) -> tuple[Array, ...]:
        """The columns of row floor(u rows)."""
        row = np.floor(u[POSTERIOR, self.name] * len(self.table)).astype(np.intp)
        chosen = self.table[np.minimum(row, len(self.table) - 1)]
        return tuple(np.ascontiguousarray(chosen[:, k]) for k in range(len(self.ids)))
