"""Distribution of health: one number for a distribution, under an aversion to inequality, and what changes it.

Sources: Atkinson AB. On the measurement of inequality. J Econ Theory 1970;2:244-63. Kolm SC. Unequal inequalities.
J Econ Theory 1976;12:416-42. Asaria M, Griffin S, Cookson R. Distributional cost-effectiveness analysis: a tutorial.
Med Decis Making 2016;36:8-19. Robson M, Asaria M, Cookson R, Tsuchiya A, Ali S. Eliciting the level of health
inequality aversion in England. Health Econ 2017;26:1328-34.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Index = Literal["Atkinson", "Kolm"]

ENGLAND: Mapping[Index, float] = {"Atkinson": 10.95, "Kolm": 0.15}
"""Median aversion to inequality in a survey of the public in England (Robson et al. 2017)."""


def lived_qalys(norms: Array, age: float, share_male: float) -> float:
    """QALYs that people who reach an age have lived until then, in the quality of life of the general population.

    `sum_k u(k)` over the whole years before the age, and the part of the last: nobody of them has died.

    Args:
        norms: utilities by single year of age from 0, shape (2, ages), men first, at least as many as whole years.
        age: in years.
        share_male: of those who reach the age.
    """
    whole = int(np.floor(age))
    by_age: Array = share_male * norms[0] + (1 - share_male) * norms[1]
    return float(by_age[:whole].sum() + (age - whole) * by_age[whole])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NetHealth:
    """What a decision brings to each group, in QALYs a person of the group; shapes (..., groups).

    Attributes:
        gain: QALYs gained by treatment.
        forgone: QALYs that others like them lose, because the money is spent here: the health opportunity cost.
    """

    gain: Array
    forgone: Array

    @property
    def net(self) -> Array:
        """Gained less forgone."""
        return self.gain - self.forgone


def net_health(gain: Array, more_cost: Array, shares: Array, bearing: Array, threshold: float) -> NetHealth:
    """Net health of each group: `n_g = g_g - (s_g / w_g) sum_h w_h c_h / T` (Asaria et al. 2016).

    The sum over the groups of `w_g n_g` is the net health benefit of the mixture, whoever bears the opportunity cost.

    Args:
        gain: `g`, QALYs gained a person of the group, shape (..., groups).
        more_cost: `c`, extra cost a person of the group, same shape.
        shares: `w`, of each group in the population, > 0, sum 1, shape (groups,).
        bearing: `s`, share of the opportunity cost that falls on each group, sum 1, shape (groups,).
        threshold: `T`, money spent for which a QALY is lost elsewhere, > 0.
    """
    lost = (more_cost * shares).sum(axis=-1, keepdims=True) / threshold
    return NetHealth(gain=gain, forgone=lost * bearing / shares)


def atkinson_ede(health: Array, shares: Array, aversion: float) -> Array:
    """Equally distributed equivalent health under relative inequality aversion.

    `(sum_g w_g h_g^(1-e))^(1/(1-e))`; at e = 1 the geometric mean; at 0 the mean.

    Args:
        health: of each group, > 0, shape (..., groups).
        shares: of each group in the population, sum 1, shape (groups,).
        aversion: e >= 0.

    Returns:
        In the unit of `health`, shape (...); NaN where the health of a group isn't above 0, unless e is 0.
    """
    if aversion == 0:
        return np.asarray((health * shares).sum(axis=-1))
    defined = np.asarray((health > 0).all(axis=-1))
    logarithms = np.log(np.where(defined[..., np.newaxis], health, 1.0))
    if abs(aversion - 1) < 1e-9:
        return np.where(defined, np.exp((logarithms * shares).sum(axis=-1)), np.nan)
    exponents = (1 - aversion) * logarithms
    largest = exponents.max(axis=-1, keepdims=True)  # powers of a large aversion would overflow
    logs = largest[..., 0] + np.log((np.exp(exponents - largest) * shares).sum(axis=-1))
    return np.where(defined, np.exp(logs / (1 - aversion)), np.nan)


def kolm_ede(health: Array, shares: Array, aversion: float) -> Array:
    """Equally distributed equivalent health under absolute inequality aversion.

    `-(1/a) ln sum_g w_g exp(-a h_g)`; at a = 0 the mean. Arguments as of `atkinson_ede`; health may be of any sign.
    """
    if aversion == 0:
        return np.asarray((health * shares).sum(axis=-1))
    least = health.min(axis=-1, keepdims=True)
    spread = (np.exp(-aversion * (health - least)) * shares).sum(axis=-1)
    return np.asarray(least[..., 0] - np.log(spread) / aversion)


EDE: Mapping[Index, Callable[[Array, Array, float], Array]] = {"Atkinson": atkinson_ede, "Kolm": kolm_ede}
"""Index to the equally distributed equivalent under it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Equity:
    """A distribution of health before and after a decision, in QALYs a person; shapes (...).

    Attributes:
        mean_before, mean_after: plain means over the population.
        ede_before, ede_after: equally distributed equivalents: the health that, if all had it, would be as good.
    """

    mean_before: Array
    mean_after: Array
    ede_before: Array
    ede_after: Array

    @property
    def mean_change(self) -> Array:
        """Net health benefit, everybody's health counting the same."""
        return self.mean_after - self.mean_before

    @property
    def ede_change(self) -> Array:
        """Equity-weighted net health benefit."""
        return self.ede_after - self.ede_before

    @property
    def impact(self) -> Array:
        """Equity impact: by how much the loss through inequality, mean less equivalent, falls."""
        return self.ede_change - self.mean_change


def equity(before: Array, net: Array, shares: Array, index: Index, aversion: float) -> Equity:
    """What a decision does to the mean of health and to its equally distributed equivalent.

    Args:
        before: QALYs over the whole life of each group without the decision, shape (..., groups).
        net: net health that the decision brings, shape (..., groups).
        shares: of each group in the population, > 0, sum 1, shape (groups,).
        index: `Atkinson` (relative inequality) or `Kolm` (absolute).
        aversion: its parameter, >= 0.
    """
    ede = EDE[index]
    after = before + net
    plain_before, plain_after = ((health * shares).sum(axis=-1) for health in (before, after))
    return Equity(
        mean_before=np.asarray(plain_before),
        mean_after=np.asarray(plain_after),
        ede_before=ede(before, shares, aversion),
        ede_after=ede(after, shares, aversion),
    )


def turning_aversion(before: Array, net: Array, shares: Array, index: Index, aversions: Array) -> float:
    """The least aversion at which the equity-weighted net health benefit turns against the unweighted one.

    Args:
        before: as of `equity`, shape (groups,).
        net: likewise.
        shares: likewise.
        index: likewise.
        aversions: rising from 0; between two of them at most one change of sign is found.

    Returns:
        NaN if there is none up to the last of `aversions`, or the unweighted benefit is 0.
    """

    def change(aversion: float) -> float:
        return float(equity(before, net, shares, index, aversion).ede_change)

    sign = np.sign(change(float(aversions[0])))
    if not sign or not np.isfinite(sign):
        return float("nan")
    for low, high in zip(aversions[:-1].tolist(), aversions[1:].tolist(), strict=True):
        if change(high) * sign < 0:
            while high - low > 1e-9 * (1 + high):
                middle = (low + high) / 2
                low, high = (low, middle) if change(middle) * sign < 0 else (middle, high)
            return float(low + high) / 2
    return float("nan")
