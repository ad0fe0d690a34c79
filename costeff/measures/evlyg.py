"""Equal value of life years gained (evLYG): every year of life gained counts the same, whoever lives it.

The rule of the Institute for Clinical and Economic Review (ICER), value assessment framework of September 2023, as
recalled and to be checked there: in each cycle, the life that a strategy adds to that of its comparator counts 0.851,
the utility of the general population of the United States (age- and sex-adjusted); the life that both have counts the
strategy's own quality in that cycle. Where it adds no life, its QALYs stay as they are. The comparator's are its QALYs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

UTILITY = 0.851
"""What a year of life gained counts."""


def evlyg(qalys: Array, life_years: Array, reference: int, utility: float = UTILITY) -> Array:
    """Equal value of life years gained over the reference.

    `sum_t [u (L - L0) + L0 Q/L - Q0]` over the cycles with more life than the reference (L > L0), and `sum_t [Q - Q0]`
    over the others.

    Args:
        qalys: Q, in each cycle, discounted or not, shape (cycles, strategies).
        life_years: L, likewise; same shape.
        reference: position of the comparator.
        utility: u, of a year of life gained.

    Returns:
        Shape (strategies,), in the unit of the QALYs; 0 for the reference.
    """
    base_life, base_qalys = life_years[:, [reference]], qalys[:, [reference]]
    gained = life_years - base_life
    quality = np.divide(qalys, life_years, out=np.zeros_like(qalys), where=life_years > 0)
    equal = np.where(gained > 0, utility * gained + base_life * quality, qalys)
    found: Array = (equal - base_qalys).sum(axis=0)
    return found
