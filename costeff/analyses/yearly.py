"""What does a patient cost in each year after the start? Undiscounted, by category: what a budget is made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff import engine
from costeff.model import Duration, Model, base_draws

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class YearlyCosts:
    """Undiscounted costs a patient by time since the start.

    Attributes:
        strategies: ids.
        categories: of costs, in the order of the workbook.
        values: shape (periods, strategies, categories), money a patient who started, the dead included.
    """

    strategies: tuple[str, ...]
    categories: tuple[str, ...]
    values: Array


def yearly_costs(model: Model, ends: tuple[float, ...], *, cancelled: Callable[[], bool] | None = None) -> YearlyCosts:
    """Costs of the base case in successive periods.

    What is spent until a time is the undiscounted cost of the model with that horizon, since nothing before a time
    depends on what comes after it. Between two cycles it is interpolated linearly.

    Args:
        model: the decision problem.
        ends: of the periods, in years since the start, rising; the first begins at 0. What lies beyond the model's
            horizon costs nothing.
        cancelled: asked now and then; True stops the run.

    Raises:
        DrawError: if the base case is no valid model.
        Cancelled: if asked to stop.
    """
    longest = model.settings.cycles
    wanted = [min(end / model.settings.cycle_years, longest) for end in ends]
    whole = sorted({k for at in wanted for k in (math.floor(at + 1e-9), math.ceil(at - 1e-9)) if k > 0})
    spent: dict[int, Array] = {}
    strategies: tuple[str, ...] = tuple(s.id for s in model.strategies)
    categories: tuple[str, ...] = ()
    for cycles in whole:
        there = model.with_settings(horizon=Duration(cycles * model.settings.cycle.value, model.settings.cycle.unit))
        found = engine.execute(there, base_draws(there), cancelled=cancelled)
        categories = found.names("cost", "category", discounted=False)
        spent[cycles] = np.stack([found.of("cost", "category", name, False)[0] for name in categories], axis=1)
    spent[0] = np.zeros((len(strategies), len(categories)))
    until = [_between(spent, at) for at in wanted]
    values = np.diff(np.stack([spent[0], *until]), axis=0)
    return YearlyCosts(strategies=strategies, categories=categories, values=values)


def _between(spent: dict[int, Array], at: float) -> Array:
    """What is spent until a time in cycles."""
    low, high = math.floor(at + 1e-9), math.ceil(at - 1e-9)
    if low >= high:
        return spent[low]
    return np.asarray(spent[low] + (at - low) * (spent[high] - spent[low]))
