"""Mixture: the whole population from its subgroups, weighted by their shares.

Costs, QALYs, life years, counts and shares alive are means over persons, so those of the population are the means of
the subgroups', weighted. A median isn't: it is read off the survival curve of the population.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from costeff.results.outcomes import Outcomes, Trace


def mixed(outcomes: Sequence[Outcomes], shares: Sequence[float]) -> Outcomes:
    """The outcomes of a population, draw by draw.

    Args:
        outcomes: of each subgroup, for the same strategies in the same order; draws that one of them lacks are left
            out, and so are outcomes (times beyond its horizon).
        shares: of each subgroup, which sum to 1.

    Returns:
        The outcomes that are weighted means; medians are NaN.
    """
    index = reduce(np.intersect1d, [each.index for each in outcomes])
    first = outcomes[0]
    kept = [k for k, outcome in enumerate(first.outcomes) if all(outcome in each.outcomes for each in outcomes)]
    columns = tuple(first.outcomes[k] for k in kept)
    values = np.zeros((len(index), len(first.strategies), len(columns)))
    for each, share in zip(outcomes, shares, strict=True):
        rows = np.searchsorted(each.index, index)
        places = [each.outcomes.index(outcome) for outcome in columns]
        with np.errstate(invalid="ignore"):
            values += share * each.values[rows][:, :, places]
    for k, outcome in enumerate(columns):
        if outcome.measure == "median_survival":
            values[:, :, k] = np.nan
    return Outcomes(strategies=first.strategies, outcomes=columns, values=values, index=index.astype(np.int64))


def mixed_trace(traces: Sequence[Trace], shares: Sequence[float]) -> Trace:
    """Where the population is: the weighted shares in each state, as far as the shortest of the horizons.

    Args:
        traces: of each subgroup, over cycles of the same length.
        shares: of each, which sum to 1.
    """
    times = min(len(trace.years) for trace in traces)
    pairs = list(zip(traces, shares, strict=True))
    return Trace(
        strategies=traces[0].strategies,
        states=traces[0].states,
        years=traces[0].years[:times],
        occupancy=np.sum([share * trace.occupancy[:, :times] for trace, share in pairs], axis=0),
        arrows=traces[0].arrows,
        flows=np.sum([share * trace.flows[:, : times - 1] for trace, share in pairs], axis=0),
    )


def median_of(trace: Trace, alive: Sequence[str]) -> list[float]:
    """Years until half of the cohort is dead, a strategy each, linear between cycles; infinite if that isn't reached.

    Args:
        trace: of the cohort.
        alive: ids of the states of the living.
    """
    living = trace.occupancy[:, :, [k for k, state in enumerate(trace.states) if state in set(alive)]].sum(axis=2)
    found = []
    for curve in living:
        below = np.flatnonzero(curve <= 0.5)
        if not len(below):
            found.append(float("inf"))
            continue
        k = int(below[0])
        if not k:
            found.append(0.0)
            continue
        part = (curve[k - 1] - 0.5) / (curve[k - 1] - curve[k])
        found.append(float(trace.years[k - 1] + part * (trace.years[k] - trace.years[k - 1])))
    return found
