"""Budget impact: cohorts that enter year by year, layered on what a patient costs by time since entry.

Source: Sullivan SD, Mauskopf JA, Augustovski F, et al. Budget impact analysis: principles of good practice: report of
the ISPOR 2012 Budget Impact Analysis Good Practice II Task Force. Value Health 2014;17:5-14. No discounting.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def layered(entering: Array, costs: Array) -> Array:
    """Money spent in each calendar year.

    Args:
        entering: people who start each strategy in each year, shape (years, strategies).
        costs: a person's costs in each year since entry, shape (years, strategies, categories).

    Returns:
        Shape (years, strategies, categories): in year y, `sum over k <= y of entering[k] costs[y - k]`.
    """
    years = len(entering)
    spent = np.zeros((years, *costs.shape[1:]))
    for year in range(years):
        for entry in range(year + 1):
            spent[year] += entering[entry][:, None] * costs[year - entry]
    return spent
