"""Distribution of health: one number for a distribution, under an aversion to inequality.

Sources: Atkinson AB. On the measurement of inequality. J Econ Theory 1970;2:244-63. Kolm SC. Unequal inequalities.
J Econ Theory 1976;12:416-42. Asaria M, Griffin S, Cookson R. Distributional cost-effectiveness analysis: a tutorial.
Med Decis Making 2016;36:8-19.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def atkinson_ede(health: Array, shares: Array, aversion: float) -> Array:
    """Equally distributed equivalent health under relative inequality aversion.

    `(sum_g w_g h_g^(1-e))^(1/(1-e))`; at e = 1 the geometric mean; at 0 the mean.

    Args:
        health: of each group, > 0, shape (..., groups).
        shares: of each group in the population, sum 1, shape (groups,).
        aversion: e >= 0.

    Returns:
        In the unit of `health`, shape (...).
    """
    if aversion == 0:
        return np.asarray((health * shares).sum(axis=-1))
    if abs(aversion - 1) < 1e-9:
        return np.asarray(np.exp((np.log(health) * shares).sum(axis=-1)))
    exponents = (1 - aversion) * np.log(health)
    largest = exponents.max(axis=-1, keepdims=True)  # powers of a large aversion would overflow
    logs = largest[..., 0] + np.log((np.exp(exponents - largest) * shares).sum(axis=-1))
    return np.asarray(np.exp(logs / (1 - aversion)))


def kolm_ede(health: Array, shares: Array, aversion: float) -> Array:
    """Equally distributed equivalent health under absolute inequality aversion.

    `-(1/a) ln sum_g w_g exp(-a h_g)`; at a = 0 the mean. Arguments as of `atkinson_ede`; health may be of any sign.
    """
    if aversion == 0:
        return np.asarray((health * shares).sum(axis=-1))
    least = health.min(axis=-1, keepdims=True)
    spread = (np.exp(-aversion * (health - least)) * shares).sum(axis=-1)
    return np.asarray(least[..., 0] - np.log(spread) / aversion)
