"""Levers: what a one-way analysis moves, and how far.

A lever is one uncertain parameter, or a group that the workbook moves as one. Whatever is drawn together with the
parameter that a lever moves goes along to what is expected of it then: a category of a Dirichlet leaves the others
their proportions, a correlated parameter or coefficient goes to its conditional median, so that no point is one that
the draws would never show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

from costeff.distributions import Beta, Distribution, Empirical
from costeff.model import Model, Parameter
from costeff.sampling.arrange import arrange
from costeff.sampling.mechanisms import Copula, Dirichlet, Mechanism, Multinormal, Rows, Single

Array = NDArray[np.float64]
Origin = Literal["95% interval", "dsa low, dsa high"]


class _Motion(Protocol):
    """Where the parameters are when the lever stands at a probability."""

    def __call__(self, u: float) -> Mapping[str, float]: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lever:
    """One thing that a one-way analysis moves.

    Attributes:
        id: of the parameter, or the name of the group.
        label: for tables and figures.
        unit: of the parameter; empty for a group of several units.
        moves: ids of the parameters that it sets, those that go along included.
        low, high: values of those parameters at its two ends.
        origin: where the ends come from.
        motion: the values at a probability between 0 and 1.
    """

    id: str
    label: str
    unit: str
    moves: tuple[str, ...]
    low: Mapping[str, float]
    high: Mapping[str, float]
    origin: Origin
    motion: _Motion


TAIL = 0.025
"""Probability beyond either end."""


def levers(model: Model) -> tuple[Lever, ...]:
    """Every lever of a model, in the order of its parameters: each uncertain one, and each that has bounds for this."""
    parameters = {p.id: p for p in model.parameters}
    motions: dict[str, _Motion] = {}
    for mechanism in arrange(model).mechanisms:
        motions |= dict(_motions(mechanism, parameters))
    found: dict[str, Lever] = {}
    for p in model.parameters:
        if p.group and p.family != "dirichlet":
            if p.group not in found:
                members = [m for m in model.parameters if m.group == p.group and m.id in motions]
                if members:
                    found[p.group] = _group(p.group, members, motions)
        elif p.id in motions:
            found[p.id] = _single(p, motions[p.id])
        elif p.dsa_low is not None and p.dsa_high is not None:
            found[p.id] = _single(p, _between(p.id, p.dsa_low, p.dsa_high))
    return tuple(found.values())


def _single(p: Parameter, motion: _Motion) -> Lever:
    low, high = dict(motion(TAIL)), dict(motion(1 - TAIL))
    given = p.dsa_low is not None or p.dsa_high is not None
    if p.dsa_low is not None:
        low[p.id] = p.dsa_low
    if p.dsa_high is not None:
        high[p.id] = p.dsa_high
    return Lever(
        id=p.id,
        label=p.label or p.id,
        unit=p.unit,
        moves=tuple(low),
        low=low,
        high=high,
        origin="dsa low, dsa high" if given else "95% interval",
        motion=motion,
    )


def _group(name: str, members: Sequence[Parameter], motions: Mapping[str, _Motion]) -> Lever:
    """All members at one quantile."""

    def motion(u: float) -> Mapping[str, float]:
        return {m.id: motions[m.id](u)[m.id] for m in members}

    low, high = dict(motion(TAIL)), dict(motion(1 - TAIL))
    low |= {m.id: m.dsa_low for m in members if m.dsa_low is not None}
    high |= {m.id: m.dsa_high for m in members if m.dsa_high is not None}
    given = any(m.dsa_low is not None or m.dsa_high is not None for m in members)
    units = {m.unit for m in members}
    return Lever(
        id=name,
        label=members[0].label if len(members) == 1 else f"{name} ({len(members)} parameters together)",
        unit=units.pop() if len(units) == 1 else "",
        moves=tuple(low),
        low=low,
        high=high,
        origin="dsa low, dsa high" if given else "95% interval",
        motion=motion,
    )


def _between(name: str, low: float, high: float) -> _Motion:
    """For a parameter without a distribution: straight from one bound to the other."""
    return lambda u: {name: low + (high - low) * (u - TAIL) / (1 - 2 * TAIL)}


def _quantile(distribution: Distribution, u: float) -> float:
    return float(distribution.quantile(np.array([u]))[0])


def _motions(mechanism: Mechanism, parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, _Motion]]:
    """The motion of each parameter that a mechanism draws."""
    match mechanism:
        case Single():
            yield mechanism.id, _alone(mechanism.id, mechanism.distribution)
        case Copula():
            scores = mechanism.lower @ mechanism.lower.T
            for i, name in enumerate(mechanism.ids):
                yield name, _correlated(mechanism, scores[i])
        case Multinormal():
            scores = mechanism.lower @ mechanism.lower.T
            for i, name in enumerate(mechanism.ids):
                yield name, _normal(mechanism.ids, mechanism.means, mechanism.sds * scores[i])
        case Dirichlet():
            whole = float(np.sum(mechanism.counts))
            for i, name in enumerate(mechanism.ids):
                beta = Beta(alpha=mechanism.counts[i], beta=whole - mechanism.counts[i])
                yield name, _share(name, beta, {m: parameters[m].value for m in mechanism.ids})
        case Rows():
            covariance = np.atleast_2d(np.cov(mechanism.table, rowvar=False))
            for i, name in enumerate(mechanism.ids):
                yield name, _regressed(mechanism, covariance, i)


def _alone(name: str, distribution: Distribution) -> _Motion:
    return lambda u: {name: _quantile(distribution, u)}


def _correlated(mechanism: Copula, row: Array) -> _Motion:
    """Given score z of the one, the median score of another is their correlation times z."""

    def motion(u: float) -> Mapping[str, float]:
        probabilities = special.ndtr(row * special.ndtri(u))
        return {
            name: _quantile(d, float(p))
            for name, d, p in zip(mechanism.ids, mechanism.distributions, probabilities, strict=True)
        }

    return motion


def _normal(ids: tuple[str, ...], means: Array, slopes: Array) -> _Motion:
    return lambda u: dict(zip(ids, (means + slopes * special.ndtri(u)).tolist(), strict=True))


def _share(name: str, beta: Beta, values: Mapping[str, float]) -> _Motion:
    """One share at its quantile; the others keep their proportions."""

    def motion(u: float) -> Mapping[str, float]:
        share = _quantile(beta, u)
        left = sum(v for other, v in values.items() if other != name)
        return {other: share if other == name else v * (1 - share) / left for other, v in values.items()}

    return motion


def _regressed(mechanism: Rows, covariance: Array, i: int) -> _Motion:
    """One column at its quantile; the others where a straight line through the draws puts them."""
    table, own = mechanism.table, Empirical(values=np.sort(mechanism.table[:, i]))
    centre = table.mean(axis=0)
    slopes = covariance[i] / covariance[i, i] if covariance[i, i] > 0 else np.zeros(len(mechanism.ids))

    def motion(u: float) -> Mapping[str, float]:
        value = _quantile(own, u)
        moved = centre + slopes * (value - centre[i])
        moved[i] = value
        return dict(zip(mechanism.ids, moved.tolist(), strict=True))

    return motion
