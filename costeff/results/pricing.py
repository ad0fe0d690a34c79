"""Tables of value-based prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures.price import break_even, price_at, probability_worth
from costeff.results.frames import rows
from costeff.results.study import Study

Array = NDArray[np.float64]

PROBABILITIES = (0.5, 0.8, 0.9)
"""Probabilities of being worth it for which a price is given."""

POINTS = 101
"""Prices along the curve."""

PRICE = (
    "strategy", "label", "against", "against_label", "threshold", "basis", "price", "low", "high", "per_person",
    "units", "current", "discount",
)  # fmt: skip
CURVE = ("strategy", "label", "against", "against_label", "threshold", "price", "probability")
BEST = "best"
"""Stands in the column `against` for the best of the strategies that don't pay the price, draw by draw."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Costs as straight lines in a price; shapes (draws, strategies), one draw for a base case.

    Attributes:
        strategies: ids.
        free: cost at a price of nothing.
        slope: what one unit of price adds: units bought a person, discounted.
        qalys: QALYs.
    """

    strategies: Sequence[str]
    free: Array
    slope: Array
    qalys: Array


def price_tables(
    study: Study, current: float, base: Lines, draws: Lines | None, payers: Sequence[str]
) -> Mapping[str, pd.DataFrame]:
    """Prices up to which strategies are worth it, and the probability that they are at any price.

    Table `price`, a row a strategy, comparison, threshold and basis (`base case`; `mean of the draws`, with the 95%
    interval of the draws' own prices; `50% probability`, ...): the price of a unit, what that comes to a person
    started (`per_person`), the units bought a person (discounted), the current price and the discount from it that
    would be needed (negative: it could be dearer; blank where the current price is 0). A negative price means: not
    worth having as a gift. Table `curve`: the probability at each price.

    Args:
        study: labels, thresholds and reference.
        current: the price in the base case.
        base: of the base case.
        draws: of the probabilistic analysis; None = there was none.
        payers: ids of the strategies to be priced.
    """
    labels = dict(study.labels)
    found: list[tuple[object, ...]] = []
    curve: list[tuple[object, ...]] = []
    for strategy in payers:
        n = list(base.strategies).index(strategy)
        for against in _against(study, base, strategy):
            other_label = "the best of the others" if against == BEST else labels[against]
            head = (strategy, labels[strategy], against, other_label)
            for threshold in study.thresholds:
                units = float(base.slope[0, n])
                one = float(_limits(base, n, against, threshold)[0])
                found.append(_row(head, threshold, "base case", one, (np.nan, np.nan), units, current))
                if draws is None:
                    continue
                limits = _limits(draws, n, against, threshold)
                drawn = _drawn(draws, limits, n, against, threshold)
                found += [_row(head, threshold, *row, current) for row in drawn]
                prices = np.linspace(0, _top(limits, current), POINTS)
                curve += [
                    (*head, threshold, p, q)
                    for p, q in zip(prices.tolist(), probability_worth(prices, limits).tolist(), strict=True)
                ]
    tables = {"price": rows(PRICE, found, (*PRICE[:4], "basis"))}
    if draws is not None:
        tables["curve"] = rows(CURVE, curve, CURVE[:4])
    return tables


def _against(study: Study, base: Lines, strategy: str) -> list[str]:
    """The reference, and the best of those that don't pay, if that is more than the reference."""
    free = [s for k, s in enumerate(base.strategies) if s != strategy and not base.slope[0, k] > 0]
    found = [study.reference] if study.reference != strategy else []
    return [*found, *([BEST] if free and free != [study.reference] else [])]


def _limits(lines: Lines, n: int, against: str, threshold: float) -> Array:
    """The break-even price of each draw."""
    benefit = threshold * lines.qalys - lines.free
    if against == BEST:
        free = [k for k in range(len(lines.strategies)) if k != n and not (lines.slope[:, k] > 0).any()]
        return break_even(benefit[:, n], lines.slope[:, n], benefit[:, free].max(axis=1))
    other = list(lines.strategies).index(against)
    return break_even(benefit[:, n], lines.slope[:, n] - lines.slope[:, other], benefit[:, other])


def _drawn(
    draws: Lines, limits: Array, n: int, against: str, threshold: float
) -> list[tuple[str, float, tuple[float, float], float]]:
    """Basis, price, interval and units: of the means of the draws, and of each probability."""
    means = Lines(
        strategies=draws.strategies,
        free=draws.free.mean(axis=0, keepdims=True),
        slope=draws.slope.mean(axis=0, keepdims=True),
        qalys=draws.qalys.mean(axis=0, keepdims=True),
    )
    units = float(means.slope[0, n])
    interval = (float(np.nanquantile(limits, 0.025)), float(np.nanquantile(limits, 0.975)))
    mean = float(_limits(means, n, against, threshold)[0])
    return [
        ("mean of the draws", mean, interval, units),
        *((f"{p:.0%} probability", price_at(p, limits), (np.nan, np.nan), units) for p in PROBABILITIES),
    ]


def _row(
    head: tuple[object, ...],
    threshold: float,
    basis: str,
    price: float,
    interval: tuple[float, float],
    units: float,
    current: float,
) -> tuple[object, ...]:
    discount = 1 - price / current if current > 0 else np.nan
    return (*head, threshold, basis, price, *interval, price * units, units, current, discount)


def _top(limits: Array, current: float) -> float:
    """Where the curve ends: beyond what nearly all draws are worth, and beyond the current price."""
    return float(max(1.25 * max(np.nanquantile(limits, 0.99), 0.0), 1.1 * current, 1.0))
