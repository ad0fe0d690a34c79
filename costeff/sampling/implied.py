"""What the workbook's uncertainty implies for each parameter by itself, and where its intervals say otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from costeff.distributions import Beta, Distribution, Empirical, Normal, discrepancy
from costeff.errors import Problem
from costeff.errors.inputs import IntervalDisagrees, SpreadDisagrees, ValueOutsideInterval
from costeff.model import Model, Parameter
from costeff.sampling.arrange import arrange, place
from costeff.sampling.mechanisms import Copula, Dirichlet, Mechanism, Multinormal, Rows, Single

SPREAD_TOLERANCE = 0.02
"""How far a standard error may lie from the implied one, as a share of the larger: digits lost in print."""


def marginals(model: Model) -> Mapping[str, Distribution]:
    """The distribution of each uncertain parameter by itself, those drawn together included.

    A category of a Dirichlet is a beta of its count and the others'; a coefficient of a multivariate normal is normal;
    a column of a `draws` sheet is worth each of its rows alike.

    Returns:
        By id, in the order of the model's parameters; constants and those that can't be drawn are left out.
    """
    found: dict[str, Distribution] = {}
    for mechanism in arrange(model).mechanisms:
        found |= dict(zip(mechanism.ids, _each(mechanism), strict=True))
    return {p.id: found[p.id] for p in model.parameters if p.id in found}


def _each(mechanism: Mechanism) -> tuple[Distribution, ...]:
    match mechanism:
        case Single():
            return (mechanism.distribution,)
        case Copula():
            return mechanism.distributions
        case Dirichlet():
            whole = math.fsum(mechanism.counts)
            return tuple(Beta(alpha=n, beta=whole - n) for n in mechanism.counts)
        case Multinormal():
            pairs = zip(mechanism.means.tolist(), mechanism.sds.tolist(), strict=True)
            return tuple(Normal(mu=mean, sigma=sd) for mean, sd in pairs)
        case Rows():
            return tuple(Empirical(values=np.sort(column)) for column in mechanism.table.T)
    raise AssertionError(mechanism)


def compare_intervals(model: Model) -> tuple[Problem, ...]:
    """Warnings where a given interval or standard error isn't the implied one, or a value lies outside its interval."""
    implied = marginals(model)
    sheets = {name: f"covariance {c.name}" for c in model.covariances for name in c.ids}
    sheets |= {name: f"draws {d.name}" for d in model.posteriors for name in d.ids}
    found: list[Problem] = []
    for p in model.parameters:
        if p.id in implied:
            found += _warnings(p, implied[p.id], model.book)
            found += _spread(p, implied[p.id], sheets.get(p.id, ""), model.book)
    return tuple(found)


def _spread(p: Parameter, distribution: Distribution, sheet: str, book: str) -> Iterator[Problem]:
    """A standard error beside a sheet that gives another one."""
    if p.se is not None and sheet and abs(p.se - distribution.sd) > SPREAD_TOLERANCE * max(p.se, distribution.sd):
        where = place(p, "se", book)
        yield SpreadDisagrees(where=where, parameter=p.id, se=p.se, implied=distribution.sd, sheet=sheet)


def _warnings(p: Parameter, distribution: Distribution, book: str) -> Iterator[Problem]:
    found = discrepancy(distribution, p.value, p.low, p.high)
    if found is None:
        return
    if found.interval and found.given is not None:
        yield IntervalDisagrees(
            where=place(p, "low", book),
            parameter=p.id,
            low=found.given[0],
            high=found.given[1],
            implied_low=found.implied[0],
            implied_high=found.implied[1],
        )
    if found.outside:
        low, high = found.implied
        if found.given is not None and not found.given[0] <= p.value <= found.given[1]:
            low, high = found.given
        yield ValueOutsideInterval(where=place(p, "value", book), parameter=p.id, value=p.value, low=low, high=high)
