"""Tables of value-based prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures.price import UNITS, price_at, price_limit, probability_worth
from costeff.results.frames import rows
from costeff.results.study import Study

Array = NDArray[np.float64]

PROBABILITIES = (0.5, 0.8, 0.9)
"""Probabilities of being worth it for which a price is given."""

POINTS = 101
"""Prices along the curve."""

HEAD = ("scenario", "scenario_label", "strategy", "label", "against", "against_label")
PRICE = (
    *HEAD, "threshold", "basis", "price", "low", "high", "per_person", "units", "headroom", "current", "discount",
    "left_out",
)  # fmt: skip
CURVE = (*HEAD, "threshold", "price", "probability")
NET = (
    *HEAD, "threshold", "basis", "list_price", "discount", "net_price", "inmb_list", "inmb_net", "probability_list",
    "probability_net",
)  # fmt: skip
BASE, BASE_LABEL = "base case", "Base case"
"""Stand in the columns `scenario` and `scenario_label` for the study as it is."""

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

    def means(self) -> Lines:
        """The means of the draws, as one draw."""
        free, slope, qalys = (each.mean(axis=0, keepdims=True) for each in (self.free, self.slope, self.qalys))
        return Lines(strategies=self.strategies, free=free, slope=slope, qalys=qalys)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quoted:
    """A study under one scenario, ready to be priced.

    Attributes:
        scenario, scenario_label: id and label; `BASE` and `BASE_LABEL` for the study as it is.
        study: labels, thresholds and reference.
        current: the price in the base case.
        base: lines of the base case.
        draws: of the probabilistic analysis; None = there was none.
        payers: ids of the strategies to be priced.
    """

    scenario: str = BASE
    scenario_label: str = BASE_LABEL
    study: Study
    current: float
    base: Lines
    draws: Lines | None
    payers: Sequence[str]


def price_tables(quoted: Sequence[Quoted], discount: float | None = None) -> Mapping[str, pd.DataFrame]:
    """Prices up to which strategies are worth it, and the probability that they are at any price.

    A strategy pays the price if a unit of it changes its cost, in the base case or in any draw; `BEST` is the best of
    those that don't, so that it is the same set in every draw. Against the reference the units are those that are
    bought beyond the reference's own, if it pays the price too.

    Table `price`, a row a scenario, strategy, comparison, threshold and basis (`base case`; `mean of the draws`, with
    the 95% interval of the draws' own prices; `50% probability`, ...): the price of a unit up to which the strategy is
    worth it (see `costeff.measures.price.price_limit` for what is negative, infinite or blank), what that comes to a
    person started (`per_person`), the units bought a person (discounted), the headroom (net benefit a person over the
    comparator's if the price were nothing: the most that a person's whole course may cost where the comparator doesn't
    pay the price; blank for a probability), the current price and the discount from it that would be needed (negative:
    it could be dearer; blank where the current price is 0), and how many draws the interval leaves out, since there is
    no price up to which the strategy is worth it in them (`left_out`, blank where there is no interval). Table
    `curve`: the probability at each price. Table `net`, with a discount: increments in net benefit and the probability
    of being worth it at the list and the net price.

    Args:
        quoted: the study, and it under scenarios.
        discount: share of the current price that is taken off, confidentially; None = no table `net`.
    """
    found: list[tuple[object, ...]] = []
    curve: list[tuple[object, ...]] = []
    net: list[tuple[object, ...]] = []
    for one in quoted:
        for pair in _pairs(one):
            found += _prices(pair, one.current)
            if pair.draws is not None:
                curve += _curve(pair, one.current)
            if discount is not None:
                net += _net(pair, one.current, discount)
    tables = {"price": rows(PRICE, found, (*HEAD, "basis"))}
    if any(one.draws is not None for one in quoted):
        tables["curve"] = rows(CURVE, curve, HEAD)
    if discount is not None:
        tables["net"] = rows(NET, net, (*HEAD, "basis"))
    return tables


def payers(base: Lines, draws: Lines | None) -> list[str]:
    """Ids of the strategies whose cost a unit of the price changes, in the base case or in any draw."""
    slopes = base.slope if draws is None else np.concatenate([base.slope, draws.slope])
    return [s for s, paid in zip(base.strategies, (np.abs(slopes) > UNITS).any(axis=0), strict=True) if paid]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pair:
    """A strategy against another at one threshold.

    Attributes:
        head: the first columns, with the threshold.
        units: that it buys, in the base case and on the means of the draws.
        base, means: headroom and slope; nan without draws.
        draws: headroom and slope of each draw; None = there are none.
    """

    head: tuple[object, ...]
    units: tuple[float, float]
    base: tuple[float, float]
    means: tuple[float, float]
    draws: tuple[Array, Array] | None


def _pairs(one: Quoted) -> Iterator[_Pair]:
    """Every comparison: with the reference, and with the best of those that don't pay, if that is more than it."""
    labels = dict(one.study.labels)
    ids = list(one.base.strategies)
    free = [s for s in ids if s not in payers(one.base, one.draws)]
    means = None if one.draws is None else one.draws.means()
    for strategy in one.payers:
        n = ids.index(strategy)
        others = [] if one.study.reference == strategy else [(one.study.reference, [one.study.reference])]
        if free and free != [one.study.reference]:
            others.append((BEST, free))
        for against, those in others:
            label = "the best of the others" if against == BEST else labels[against]
            columns = [ids.index(s) for s in those]
            for threshold in one.study.thresholds:
                base = _against(one.base, n, columns, threshold)
                mean = None if means is None else _against(means, n, columns, threshold)
                yield _Pair(
                    head=(one.scenario, one.scenario_label, strategy, labels[strategy], against, label, threshold),
                    units=(float(one.base.slope[0, n]), np.nan if means is None else float(means.slope[0, n])),
                    base=(float(base[0][0]), float(base[1][0])),
                    means=(np.nan, np.nan) if mean is None else (float(mean[0][0]), float(mean[1][0])),
                    draws=None if one.draws is None else _against(one.draws, n, columns, threshold),
                )


def _against(lines: Lines, n: int, others: Sequence[int], threshold: float) -> tuple[Array, Array]:
    """Headroom and slope of a strategy against the best of some others; several of them pay nothing."""
    benefit = threshold * lines.qalys - lines.free
    slope = lines.slope[:, n] - (lines.slope[:, others[0]] if len(others) == 1 else 0.0)
    return benefit[:, n] - benefit[:, list(others)].max(axis=1), slope


def _prices(pair: _Pair, current: float) -> Iterator[tuple[object, ...]]:
    """A row a basis."""
    none = (np.nan, np.nan)

    def row(
        basis: str, price: float, interval: tuple[float, float], units: float, headroom: float, left_out: float = np.nan
    ) -> tuple[object, ...]:
        whole = price * units if units else np.nan
        needed = 1 - price / current if current > 0 else np.nan
        return (*pair.head, basis, price, *interval, whole, units, headroom, current, needed, left_out)

    yield row("base case", _limit(*pair.base), none, pair.units[0], pair.base[0])
    if pair.draws is None:
        return
    limits = price_limit(*pair.draws)
    left_out = float(np.isnan(limits).sum())
    yield row("mean of the draws", _limit(*pair.means), _interval(limits), pair.units[1], pair.means[0], left_out)
    for p in PROBABILITIES:
        yield row(f"{p:.0%} probability", price_at(p, *pair.draws), none, pair.units[1], np.nan)


def _limit(headroom: float, slope: float) -> float:
    return float(price_limit(np.array(headroom), np.array(slope)))


def _interval(limits: Array) -> tuple[float, float]:
    """The central 95% of the draws' prices; draws that have none are left out."""
    known = limits[~np.isnan(limits)]
    if not len(known):
        return np.nan, np.nan
    if np.isfinite(known).all():
        return float(np.quantile(known, 0.025)), float(np.quantile(known, 0.975))
    low, high = np.quantile(known, [0.025, 0.975], method="nearest")  # between a number and infinity there is nothing
    return float(low), float(high)


def _curve(pair: _Pair, current: float) -> Iterator[tuple[object, ...]]:
    """The probability at prices from nothing to beyond what nearly all draws are worth, and beyond the current one."""
    assert pair.draws is not None
    limits = price_limit(*pair.draws)
    finite = limits[np.isfinite(limits)]
    top = float(np.quantile(finite, 0.99)) if len(finite) else 0.0
    prices = np.linspace(0, max(1.25 * max(top, 0.0), 1.1 * current, 1.0), POINTS)
    worth = probability_worth(prices, *pair.draws)
    yield from ((*pair.head, p, q) for p, q in zip(prices.tolist(), worth.tolist(), strict=True))


def _net(pair: _Pair, current: float, discount: float) -> Iterator[tuple[object, ...]]:
    """The increment in net benefit, and the probability, at the list price and at the price after the discount."""
    both = np.array([current, current * (1 - discount)])
    worth = [np.nan, np.nan] if pair.draws is None else probability_worth(both, *pair.draws).tolist()
    for basis, (headroom, slope) in (("base case", pair.base), ("mean of the draws", pair.means)):
        if not np.isnan(headroom):
            chances = worth if basis != "base case" else [np.nan, np.nan]
            yield (*pair.head, basis, current, discount, float(both[1]), *(headroom - slope * both).tolist(), *chances)
