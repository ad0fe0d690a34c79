"""Tables of the one-way analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures import quadrants
from costeff.results.frames import rows
from costeff.results.outcomes import Outcomes
from costeff.results.study import Study
from costeff.sampling import Lever

Array = NDArray[np.float64]

TORNADO = (
    "lever", "label", "unit", "origin", "moves", "strategy", "strategy_label", "threshold", "base_value", "low_value",
    "high_value", "inmb_base", "inmb_low", "inmb_high", "swing", "rank", "changes_sign", "bent", "valid", "icer_base",
    "icer_low", "icer_high",
)  # fmt: skip
"""Columns of the main table."""

ELASTICITY = (
    "lever", "label", "strategy", "strategy_label", "threshold", "base_value", "inmb_base", "inmb_change", "elasticity",
)  # fmt: skip
"""Columns of the table of elasticities."""

SCANS = ("lever", "label", "strategy", "strategy_label", "threshold", "probability", "value", "inmb")
"""Columns of the table of scans."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pulled:
    """What a one-way analysis found, as its tables need it; fields as of the analysis.

    Attributes:
        values: base-case value of each parameter.
        scan: probabilities at which bent levers were scanned.
    """

    levers: Sequence[Lever]
    base: Outcomes
    low: Outcomes
    high: Outcomes
    nudged: Outcomes
    steps: Array
    scans: Mapping[str, Outcomes]
    values: Mapping[str, float]
    scan: Array


def tornado_table(study: Study, found: Pulled) -> pd.DataFrame:
    """Each lever at its two ends, for each other strategy against the reference and each threshold, widest first.

    `swing` is the width of the bar, ends and base case together; `changes_sign` tells whether the increment in net
    benefit has another sign at an end than in the base case; `bent` that the base case lies outside its two ends;
    `valid` that both ends are valid models. ICERs are given only where they mean something (north-east quadrant).
    """
    records: list[tuple[object, ...]] = []
    for strategy, reference, threshold in _comparisons(study, found.base):
        base, low, high = (_inmb(o, strategy, reference, threshold) for o in (found.base, found.low, found.high))
        icers = [_icers(o, strategy, reference) for o in (found.base, found.low, found.high)]
        ends = np.stack([low, high, np.broadcast_to(base, low.shape)])
        swing = np.nanmax(ends, axis=0, initial=base[0]) - np.nanmin(ends, axis=0, initial=base[0])
        slack = 1e-9 * (1 + abs(base[0]))
        bent = (base < np.fmin(low, high) - slack) | (base > np.fmax(low, high) + slack)
        order = np.argsort(-swing, kind="stable")
        for rank, k in enumerate(order.tolist(), start=1):
            lever = found.levers[k]
            flips = any(np.isfinite(x) and np.sign(x) != np.sign(base[0]) for x in (low[k], high[k]))
            records.append((
                lever.id, lever.label, lever.unit, lever.origin, ", ".join(lever.moves),
                *_named(study, found, strategy), threshold, *_settings(lever, found.values), base[0], low[k], high[k],
                swing[k], rank, flips, bool(bent[k]), bool(np.isfinite(low[k]) and np.isfinite(high[k])), icers[0][0],
                icers[1][k], icers[2][k],
            ))  # fmt: skip
    return rows(TORNADO, records, ("lever", "label", "unit", "origin", "moves", "strategy", "strategy_label"))


def elasticity_table(study: Study, found: Pulled) -> pd.DataFrame:
    """By how many per cent the increment in net benefit changes when a parameter grows by one.

    Positive: it grows in size of its own sign's direction upwards; `(inmb' - inmb) / |inmb| / step`. Blank where the
    parameter or the increment is 0.
    """
    records: list[tuple[object, ...]] = []
    for strategy, reference, threshold in _comparisons(study, found.base):
        base = _inmb(found.base, strategy, reference, threshold)[0]
        change = (_inmb(found.nudged, strategy, reference, threshold) - base) / (100 * found.steps)
        for k, lever in enumerate(found.levers):
            own = lever.id if lever.id in lever.moves else None
            relative = 100 * change[k] / abs(base) if base else np.nan
            records.append((
                lever.id, lever.label, *_named(study, found, strategy), threshold,
                found.values[own] if own else np.nan, base, change[k], relative,
            ))  # fmt: skip
    return rows(ELASTICITY, records, ("lever", "label", "strategy", "strategy_label"))


def scan_table(study: Study, found: Pulled) -> pd.DataFrame:
    """The increment in net benefit along each bent lever."""
    by_id = {lever.id: lever for lever in found.levers}
    records: list[tuple[object, ...]] = []
    for name, outcomes in found.scans.items():
        lever = by_id[name]
        for strategy, reference, threshold in _comparisons(study, found.base):
            along = _inmb(outcomes, strategy, reference, threshold)
            for u, inmb in zip(found.scan.tolist(), along.tolist(), strict=True):
                value = lever.motion(u)[name] if name in lever.moves else np.nan
                records.append((name, lever.label, *_named(study, found, strategy), threshold, u, value, inmb))
    return rows(SCANS, records, ("lever", "label", "strategy", "strategy_label"))


def _comparisons(study: Study, base: Outcomes) -> Iterator[tuple[int, int, float]]:
    """Positions of each other strategy and of the reference, at each threshold."""
    reference = base.strategies.index(study.reference)
    for strategy in range(len(base.strategies)):
        if strategy != reference:
            for threshold in study.thresholds:
                yield strategy, reference, threshold


def _named(study: Study, found: Pulled, strategy: int) -> tuple[str, str]:
    name = found.base.strategies[strategy]
    return name, dict(study.labels).get(name, name)


def _settings(lever: Lever, values: Mapping[str, float]) -> tuple[float, float, float]:
    """The parameter's value in the base case and at both ends; nan for a group."""
    if lever.id not in lever.moves:
        return np.nan, np.nan, np.nan
    return values[lever.id], lever.low[lever.id], lever.high[lever.id]


def _inmb(outcomes: Outcomes, strategy: int, reference: int, threshold: float) -> Array:
    cost, qalys = outcomes.of("cost"), outcomes.of("qalys")
    gain, price = qalys[:, strategy] - qalys[:, reference], cost[:, strategy] - cost[:, reference]
    return np.asarray(threshold * gain - price)


def _icers(outcomes: Outcomes, strategy: int, reference: int) -> Array:
    """ICERs where both increments are positive."""
    cost, qalys = (outcomes.of(measure)[:, [reference, strategy]] for measure in ("cost", "qalys"))
    defined = quadrants(cost, qalys, 0)[:, 1] == "north-east"
    gain = np.where(defined, qalys[:, 1] - qalys[:, 0], np.nan)
    return np.asarray((cost[:, 1] - cost[:, 0]) / gain)
