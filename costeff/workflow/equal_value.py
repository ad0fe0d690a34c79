"""Equal value of life years gained over the reference, in the base case."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from costeff.analyses.by_cycle import by_cycle
from costeff.measures.evlyg import UTILITY, evlyg
from costeff.model import Model

NOTE = (
    f"The equal value of life years gained (evLYG) counts each year of life gained at {UTILITY:g}, the utility of the "
    "population of the United States, cycle by cycle, in the base case; the rule of ICER's value assessment framework "
    "of 2023 is recalled, and to be checked before a submission."
)
"""What a result with it has to say."""


def equal_value(model: Model, *, cancelled: Callable[[], bool] | None = None) -> NDArray[np.float64]:
    """Equal value of life years gained over the reference in the base case, shape (strategies,).

    Discounted as the study discounts effects; of the mixture of subgroups where that is the base case.

    Raises:
        DrawError: if the base case is no valid model.
        Cancelled: if asked to stop.
    """
    cycles = by_cycle(model, cancelled=cancelled)
    return evlyg(cycles.qalys, cycles.life_years, cycles.strategies.index(model.settings.reference))
