"""What is it worth paying? Costs against a price that they are linear in, in the base case and in every draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costeff import sampling
from costeff.model import Draws, Model, base_draws
from costeff.results.outcomes import Outcome, Outcomes
from costeff.variants import MIXTURE, counting, execute

LINEAR = 1e-9
"""By how much, of the largest cost, three prices may miss a straight line."""

CHECKED = 64
"""Draws of which that is checked, beside the base case."""

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Known = tuple[Draws, Outcomes]
"""A probabilistic analysis that was run already."""

Road = Literal["the run", "one pass", "two passes"]
"""What the lines of the draws came from: a run that had counted the units, one pass that counts them, or two prices."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Priced:
    """Costs as functions of a price p: `free + slope p`.

    Attributes:
        strategies: ids.
        price: the price in the base case.
        linear: whether costs are linear in the price and QALYs don't depend on it, up to rounding, wherever looked.
        free: cost at a price of nothing, shape (draws, strategies).
        slope: what one unit of price adds, same shape.
        qalys: same shape.
        prices: the price in each draw, shape (draws,).
        road: how the lines were found; for a base case `two passes`.
    """

    strategies: tuple[str, ...]
    price: float
    linear: bool
    free: Array
    slope: Array
    qalys: Array
    prices: Array
    road: Road = "two passes"


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
    found = execute(
        counting(model, parameter) or model, _at_three(base_draws(model), parameter), cancelled=cancelled
    )  # with units, so that its plans serve the draws too
    cost, qalys = found.of("cost"), found.of("qalys")
    return Priced(
        strategies=found.strategies,
        price=model.parameter(parameter).value,
        linear=_straight(cost[None], qalys[None]),
        free=cost[:1],
        slope=(cost[1:2] - cost[:1]) / price,
        qalys=qalys[1:2],
        prices=np.array([model.parameter(parameter).value]),
    )


def priced_draws(
    model: Model,
    parameter: str,
    known: Known | None = None,
    *,
    drawn: Draws | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Priced:
    """Every draw against a price that costs are linear in (see `priced`).

    The units that a draw buys are the derivative of its cost by the price. Where that can be read off the expressions
    (see `costeff.variants.counting`), a run that counted them needs nothing more, and any other study one pass; else
    each draw's line is drawn through two costs, the one of the probabilistic analysis and one at a price of nothing
    (at a price of 1 where the draw's own is 0). Either way some draws are run at three prices, which shows whether
    their costs are straight lines, and the derived units their slopes.

    Args:
        model: the decision problem.
        parameter: id of the price.
        known: draws and outcomes of the probabilistic analysis, if it was run already.
        drawn: the draws, if they are others than those of the model; None = as its settings say.
        progress: called with the work done and the work to do.
        cancelled: asked now and then; True stops the run.

    Raises:
        DrawError: if a draw is no valid model, at its price or at a price of nothing.
    """
    mixture = model.settings.base_case == MIXTURE
    drawn = drawn or (None if known is None or mixture else known[0])
    if drawn is None:
        drawn = sampling.draw(model, model.settings.draws, model.settings.seed, model.settings.design)
    with_units = counting(model, parameter)
    straight, derived = _sampled(with_units or model, parameter, drawn, cancelled)
    road: Road = "two passes"
    if known is not None and derived and Outcome("units", "payoff", parameter) in known[1].outcomes:
        road, outcomes = "the run", known[1]
    elif derived and with_units is not None:
        road = "one pass"
        outcomes = execute(with_units, drawn, drawn=drawn, progress=progress, cancelled=cancelled)
    elif known is None or mixture:  # the draws of subgroups aren't kept
        outcomes = execute(model, drawn, drawn=drawn, progress=progress, cancelled=cancelled)
    else:
        outcomes = known[1]
    prices = drawn.column(parameter)[np.searchsorted(drawn.index, outcomes.index)]
    cost = outcomes.of("cost")
    slope = np.zeros_like(cost) if road == "two passes" else outcomes.of("units", "payoff", parameter)
    found = Priced(
        strategies=outcomes.strategies,
        price=model.parameter(parameter).value,
        linear=straight,
        free=cost - slope * prices[:, None],
        slope=slope,
        qalys=outcomes.of("qalys"),
        prices=prices,
        road=road,
    )
    if road != "two passes":
        return found
    return _by_two_prices(model, parameter, drawn, found, outcomes.index, progress, cancelled)


def paid_by_some(model: Model) -> tuple[str, ...]:
    """Ids of parameters in the study's currency that some strategies pay in the base case and others don't.

    Args:
        model: the decision problem.

    Raises:
        DrawError: if the base case is no valid model.
    """
    names = [p.id for p in model.parameters if p.unit.startswith(model.settings.currency)]
    base = base_draws(model)
    values = np.repeat(base.values, 1 + len(names), axis=0)
    for row, name in enumerate(names, start=1):
        values[row, base.ids.index(name)] *= 2.0
    draws = replace(base, values=values, index=np.arange(len(values), dtype=np.int64), design="price")
    cost = execute(model, draws, keep_invalid=True).of("cost")
    paid = cost[1:] - cost[:1] > LINEAR * np.abs(cost[:1])
    return tuple(name for name, row in zip(names, paid, strict=True) if row.any() and not row.all())


def _by_two_prices(
    model: Model,
    parameter: str,
    drawn: Draws,
    found: Priced,
    index: NDArray[np.int64],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Priced:
    """The lines through the costs at the draws' own prices, which `found` has as `free`, and at a price of nothing."""
    column = drawn.ids.index(parameter)
    prices = drawn.values[:, column]
    other = np.where(prices != 0, 0.0, 1.0)
    values = drawn.values.copy()
    values[:, column] = other
    there = execute(model, replace(drawn, values=values), drawn=drawn, progress=progress, cancelled=cancelled)
    both, one, two = np.intersect1d(index, there.index, assume_unique=True, return_indices=True)
    at = np.searchsorted(drawn.index, both)  # draws that are no valid model are left out
    prices, other = prices[at], other[at]
    here, moved = found.free[one], there.of("cost")[two]
    slope = (here - moved) / (prices - other)[:, None]
    return replace(
        found,
        free=here - slope * prices[:, None],
        slope=slope,
        qalys=found.qalys[one],
        prices=prices,
        road="two passes",
    )


def _at_three(draws: Draws, parameter: str) -> Draws:
    """Each draw at a price of nothing, at its own (1 where that is 0) and at twice that, side by side."""
    column = draws.ids.index(parameter)
    values = np.repeat(draws.values, 3, axis=0)
    own = np.where(draws.values[:, column] != 0, draws.values[:, column], 1.0)
    values[:, column] = np.outer(own, [0.0, 1.0, 2.0]).reshape(-1)
    return replace(draws, values=values, index=np.arange(len(values), dtype=np.int64), design="price")


def _straight(cost: Array, qalys: Array) -> bool:
    """Whether costs at three equally spaced prices lie on lines, and QALYs stay.

    Args:
        cost: shape (draws, 3, strategies).
        qalys: same shape.
    """
    bend = np.abs(cost[:, 2] - 2 * cost[:, 1] + cost[:, 0]).max(initial=0.0)
    moved = np.abs(qalys - qalys[:, :1]).max(initial=0.0)
    sizes = [max(1.0, float(np.abs(each).max(initial=0.0))) for each in (cost, qalys)]
    return bool(bend <= LINEAR * sizes[0] and moved <= LINEAR * sizes[1])


def _sampled(model: Model, parameter: str, drawn: Draws, cancelled: Cancelled | None) -> tuple[bool, bool]:
    """Whether the costs of some draws are straight lines, and whether the units that they buy are what they rise by.

    Args:
        model: the decision problem, with units if they can be derived.
        parameter: id of the price.
        drawn: the draws, of which the first are looked at; those that are no valid model are passed over.
        cancelled: asked now and then; True stops the run.
    """
    some = drawn.select(np.arange(min(CHECKED, len(drawn)), dtype=np.intp))
    table = _at_three(some, parameter)
    thrice = some.select(np.repeat(np.arange(len(some)), 3))
    found = execute(model, table, drawn=thrice, keep_invalid=True, cancelled=cancelled)
    cost, qalys = (found.of(measure).reshape(len(some), 3, -1) for measure in ("cost", "qalys"))
    valid = np.isfinite(cost).all(axis=(1, 2))
    cost, qalys = cost[valid], qalys[valid]
    unit = Outcome("units", "payoff", parameter)
    if unit not in found.outcomes:
        return _straight(cost, qalys), False
    units = found.of("units", "payoff", parameter).reshape(len(some), 3, -1)[valid, 0]
    risen = units * table.column(parameter).reshape(-1, 3)[valid, 2:]
    off = np.abs(cost[:, 2] - cost[:, 0] - risen).max(initial=0.0)
    return _straight(cost, qalys), bool(off <= LINEAR * max(1.0, float(np.abs(cost).max(initial=0.0))))
