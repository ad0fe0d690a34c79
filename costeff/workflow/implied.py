"""What each uncertain parameter's distribution implies, beside what the workbook says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from costeff.distributions import Beta, Distribution, Normal
from costeff.model import Model, Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """One uncertain parameter.

    Attributes:
        id, label, unit, family: as in the workbook.
        value, given_low, given_high: as in the workbook; None for a blank.
        mean, median, low, high: of the distribution that is drawn from, with its 95% interval.
        cell: address of the parameter, such as `Parameters!A7`.
    """

    id: str
    label: str
    unit: str
    family: str
    value: float
    given_low: float | None
    given_high: float | None
    mean: float
    median: float
    low: float
    high: float
    cell: str


def implied(model: Model) -> tuple[Implied, ...]:
    """Every uncertain parameter, in the order of the sheet."""
    joint = _drawn_together(model)
    columns = {
        name: np.array([row[k] for row in posterior.rows], dtype=np.float64)
        for posterior in model.posteriors
        for k, name in enumerate(posterior.ids)
    }
    found = []
    for parameter in model.parameters:
        if parameter.id in columns:
            values = columns[parameter.id]
            low, median, high = np.quantile(values, [0.025, 0.5, 0.975]).tolist()
            found.append(_row(parameter, "empirical", (float(values.mean()), median, low, high)))
            continue
        distribution = parameter.distribution or joint.get(parameter.id)
        if distribution is not None:
            numbers = (distribution.mean, distribution.median, *distribution.interval(0.95))
            found.append(_row(parameter, parameter.family, numbers))
    return tuple(found)


def _drawn_together(model: Model) -> Mapping[str, Distribution]:
    """Marginal distributions of the parameters that are drawn together by theory.

    A share of a Dirichlet is a beta of its own count against the others'; a coefficient of a multivariate normal is
    normal.
    """
    found: dict[str, Distribution] = {}
    groups: dict[str, list[Parameter]] = {}
    for parameter in model.parameters:
        if parameter.family == "dirichlet" and parameter.n:
            groups.setdefault(parameter.group, []).append(parameter)
    for members in groups.values():
        total = math.fsum(m.n or 0.0 for m in members)
        for member in members:
            if member.n and total > member.n:
                found[member.id] = Beta(alpha=member.n, beta=total - member.n)
    values = {p.id: p.value for p in model.parameters}
    for covariance in model.covariances:
        for k, name in enumerate(covariance.ids):
            if covariance.matrix[k][k] > 0:
                found[name] = Normal(mu=values[name], sigma=math.sqrt(covariance.matrix[k][k]))
    return found


def _row(parameter: Parameter, family: str, numbers: tuple[float, float, float, float]) -> Implied:
    """One row, from mean, median, low and high."""
    mean, median, low, high = numbers
    where = parameter.cells.get("id") or next(iter(parameter.cells.values()), None)
    return Implied(
        id=parameter.id,
        label=parameter.label,
        unit=parameter.unit,
        family=family,
        value=parameter.value,
        given_low=parameter.low,
        given_high=parameter.high,
        mean=mean,
        median=median,
        low=low,
        high=high,
        cell=str(where) if where else "",
    )
