"""Checks each input by itself: does its distribution keep to what its unit allows?"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from costeff.distributions import Distribution
from costeff.errors import Problem
from costeff.errors.findings import BeyondUnit
from costeff.model.checks.formulas import cell_of
from costeff.model.model import Model
from costeff.model.units import limits

RARE = 1e-5
"""Share of the draws that may lie outside: 1 in 100,000."""


def check_inputs(model: Model) -> Iterator[Problem]:
    """A warning for each distribution that draws what its unit doesn't allow."""
    for parameter in model.parameters:
        bounds = limits(parameter.unit) if parameter.distribution is not None else None
        if bounds is None or parameter.distribution is None:
            continue
        low, high = bounds
        below, above = parameter.distribution.quantile(np.array([RARE, 1 - RARE])).tolist()
        for passed, limit in ((below < low, low), (above > high, high)):
            if passed:
                under = _share_below(parameter.distribution, limit)
                yield BeyondUnit(
                    where=cell_of(model, parameter.cells, "distribution", "Parameters"),
                    parameter=parameter.id,
                    unit=parameter.unit,
                    family=parameter.family,
                    chance=under if limit == low else 1 - under,
                    limit=limit,
                )
                break


def _share_below(distribution: Distribution, limit: float) -> float:
    """The cumulative probability at a limit, by halving: the families offer their inverse only."""
    low, high = RARE / 10, 1 - RARE / 10
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (middle, high) if distribution.quantile(np.array([middle]))[0] < limit else (low, middle)
    return round(math.fsum((low, high)) / 2, 6)
