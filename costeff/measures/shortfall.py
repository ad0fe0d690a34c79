"""Severity: how much health a disease takes from those who have it, and the weight that a payer gives to that.

Sources: NICE health technology evaluations: the manual (PMG36), section on the decision modifier for severity;
Schneider P, Love-Koh J, McNamara S, Doran T, Gutacker N. Socioeconomic inequalities in HRQoL in England: an age-sex
stratified analysis. Health Econ Rev 2022 (shape of the calculation); Ara R, Brazier JE. Populating an economic model
with health state utility values: moving toward better practice. Value Health 2010;13:509-18 (norms); Zorginstituut
Nederland, proportional shortfall with reference values of 20,000, 50,000 and 80,000 euros.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NICE_ABSOLUTE = ((18.0, 1.7), (12.0, 1.2))
"""Absolute shortfall in QALYs from which a weight holds, severest first."""

NICE_PROPORTIONAL = ((0.95, 1.7), (0.85, 1.2))
"""Proportional shortfall from which a weight holds, severest first."""

ZIN_BANDS = ((0.71, 80_000.0), (0.41, 50_000.0), (0.10, 20_000.0))
"""Proportional shortfall from which a reference value (euros for a QALY) holds; below the last one there is none."""


def ara_brazier(age: Array, share_male: float | Array) -> Array:
    """EQ-5D-3L norm of the general population of England, UK value set.

    `0.9508566 + 0.0212126 male - 0.0002587 age - 0.0000332 age^2` (Ara and Brazier 2010).

    Args:
        age: in years, any shape.
        share_male: 0 to 1; 1 for men, 0 for women.
    """
    norm: Array = 0.9508566 + 0.0212126 * share_male - 0.0002587 * age - 0.0000332 * age**2
    return norm


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """Mortality and quality of life of the general population, by single year of age from 0.

    Attributes:
        q: yearly probabilities of death, shape (2, ages), men first; the last age is that of the life table.
        norms: utilities, same shape.
    """

    q: Array
    norms: Array


def expected_qalys(population: Population, start_age: float, share_male: float, factors: Array) -> float:
    """QALYs that somebody of the general population may expect from an age on.

    `sum_s w_s sum_k (S_s(k) + S_s(k+1)) / 2 u_s(a+k) d(k)`: survival by the life table, half of a year lived in the
    year of death, norms at the age at the start of each year, discounted by whole years as the calculators of NICE's
    Decision Support Unit do.

    Args:
        population: whose last age ends the sum.
        start_age: in years; between two ages, hazards and norms are weighted by the part of the year.
        share_male: at the start age; the sexes die each at their own rate.
        factors: discount factors of the years 0, 1, ..., at least as many as there are years to the last age.

    Returns:
        QALYs a person, 0 beyond the life table.
    """
    first, part = int(np.floor(start_age)), float(start_age - np.floor(start_age))
    years = population.q.shape[1] - first
    if years <= 0:
        return 0.0
    hazard = -np.log1p(-np.minimum(population.q[:, first:], 1 - 1e-12))
    norm = population.norms[:, first:]
    after = np.concatenate([hazard[:, 1:], hazard[:, -1:]], axis=1), np.concatenate([norm[:, 1:], norm[:, -1:]], axis=1)
    hazard, norm = (1 - part) * hazard + part * after[0], (1 - part) * norm + part * after[1]
    survival = np.exp(-np.concatenate([np.zeros((2, 1)), np.cumsum(hazard, axis=1)], axis=1))
    lived = (survival[:, :-1] + survival[:, 1:]) / 2
    by_sex = (lived * norm * factors[:years]).sum(axis=1)
    return float(share_male * by_sex[0] + (1 - share_male) * by_sex[1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shortfall:
    """What the disease takes under standard care; arrays of the shape of the QALYs given.

    Attributes:
        expected: QALYs that the general population may expect.
        absolute: expected less those under standard care.
        proportional: absolute over expected.
    """

    expected: float
    absolute: Array
    proportional: Array


def shortfall(expected: float, qalys: Array) -> Shortfall:
    """Absolute and proportional shortfall.

    Args:
        expected: QALYs of the general population of the same age and sex, > 0.
        qalys: QALYs under standard care, discounted alike, any shape.
    """
    absolute = expected - np.asarray(qalys, dtype=np.float64)
    return Shortfall(expected=expected, absolute=absolute, proportional=absolute / expected)


def nice_weight(found: Shortfall) -> Array:
    """The weight of a QALY, 1, 1.2 or 1.7: the higher of what the two shortfalls give (NICE PMG36)."""
    return np.maximum(_step(found.absolute, NICE_ABSOLUTE, 1.0), _step(found.proportional, NICE_PROPORTIONAL, 1.0))


def zin_reference(proportional: Array) -> Array:
    """Reference value for a QALY by proportional shortfall, in euros; NaN where care is in principle not reimbursed."""
    return _step(np.round(proportional, 2), ZIN_BANDS, np.nan)


def _step(values: Array, bands: tuple[tuple[float, float], ...], otherwise: float) -> Array:
    """What the highest band that a value reaches gives."""
    result = np.full(np.shape(values), otherwise)
    for bound, gives in reversed(bands):
        result = np.where(np.asarray(values) >= bound, gives, result)
    return result
