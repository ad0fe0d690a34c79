"""What is it worth paying? Costs against a price that they are linear in, in the base case and in every draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff import sampling
from costeff.model import Draws, Model, base_draws
from costeff.results.outcomes import Outcomes
from costeff.variants import MIXTURE, execute

LINEAR = 1e-9
"""By how much, of the largest cost, three prices may miss a straight line."""

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Priced:
    """Costs as functions of a price p: `free + slope p`.

    Attributes:
        strategies: ids.
        price: the price in the base case.
        linear: whether costs are linear in the price and QALYs don't depend on it, up to rounding.
        free: cost at a price of nothing, shape (draws, strategies).
        slope: what one unit of price adds, same shape.
        qalys: same shape.
        prices: the price in each draw, shape (draws,).
    """

    strategies: tuple[str, ...]
    price: float
    linear: bool
    free: Array
    slope: Array
    qalys: Array
    prices: Array


def priced(model: Model, parameter: str, *, cancelled: Cancelled | None = None) -> Priced:
    """The base case against a price.

    Args:
        model: the decision problem.
        parameter: id of the price.
        cancelled: asked now and then; True stops the run.

    Raises:
        DrawError: if the model isn't valid at a price of nothing, at its price or at twice that.
    """
    price = model.parameter(parameter).value or 1.0
    base = base_draws(model)
    table = np.repeat(base.values, 3, axis=0)
    table[:, base.ids.index(parameter)] = [0.0, price, 2 * price]
    draws = replace(base, values=table, index=np.arange(3, dtype=np.int64), design="price")
    found = execute(model, draws, cancelled=cancelled)
    cost, qalys = found.of("cost"), found.of("qalys")
    bend = np.abs(cost[2] - 2 * cost[1] + cost[0]).max() / max(1.0, float(np.abs(cost).max()))
    still = np.abs(qalys - qalys[0]).max() <= LINEAR * max(1.0, float(np.abs(qalys).max()))
    return Priced(
        strategies=found.strategies,
        price=model.parameter(parameter).value,
        linear=bool(bend <= LINEAR and still),
        free=cost[:1],
        slope=(cost[1:2] - cost[:1]) / price,
        qalys=qalys[1:2],
        prices=np.array([model.parameter(parameter).value]),
    )


def priced_draws(
    model: Model,
    parameter: str,
    known: tuple[Draws, Outcomes] | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Priced:
    """Every draw against a price that costs are linear in (see `priced`).

    Two costs of a draw make the line: the one of the probabilistic analysis, and one at a price of nothing; where a
    draw's own price is 0, one at a price of 1.

    Args:
        model: the decision problem.
        parameter: id of the price.
        known: draws and outcomes of the probabilistic analysis, if it was run already.
        progress: called with the work done and the work to do.
        cancelled: asked now and then; True stops the run.

    Raises:
        DrawError: if a draw is no valid model at a price of nothing.
    """
    if known is None or model.settings.base_case == MIXTURE:  # the draws of subgroups aren't kept
        drawn = sampling.draw(model, model.settings.draws, model.settings.seed, model.settings.design)
        known = drawn, execute(model, drawn, drawn=drawn, progress=progress, cancelled=cancelled)
    drawn, outcomes = known
    column = drawn.ids.index(parameter)
    prices = drawn.values[:, column]
    other = np.where(prices != 0, 0.0, 1.0)
    values = drawn.values.copy()
    values[:, column] = other
    there = execute(model, replace(drawn, values=values), drawn=drawn, progress=progress, cancelled=cancelled)
    both, one, two = np.intersect1d(outcomes.index, there.index, assume_unique=True, return_indices=True)
    at = np.searchsorted(drawn.index, both)  # draws that are no valid model are left out
    prices, other = prices[at], other[at]
    here, moved = outcomes.of("cost")[one], there.of("cost")[two]
    slope = (here - moved) / (prices - other)[:, None]
    return Priced(
        strategies=outcomes.strategies,
        price=model.parameter(parameter).value,
        linear=True,
        free=here - slope * prices[:, None],
        slope=slope,
        qalys=outcomes.of("qalys")[one],
        prices=prices,
    )
