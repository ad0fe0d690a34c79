"""What a cohort says to published observations: shares at a time, cumulative shares, medians."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff.errors import InputError
from costeff.model import Model, Target, override, stages_of
from costeff.results.outcomes import Trace

LEAST = 1e-12
"""A share nearer than this to 0 or 1 is extrapolated as if it were this far from it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cohort:
    """The people of whom some targets speak.

    Attributes:
        model: the problem in their scenario, at their start age, with none but the strategies that are spoken of,
            whether the study compares them or not.
        targets: what was observed in them.
        scenario: in which they are; empty = the base case.
        usual: whether it is the base case at the study's own start age.
    """

    model: Model
    targets: tuple[Target, ...]
    scenario: str = ""
    usual: bool = True


def cohorts(model: Model, targets: Sequence[Target]) -> tuple[tuple[Cohort, ...], dict[str, str]]:
    """The cohorts that targets speak of, each once.

    Args:
        model: the decision problem.
        targets: of it.

    Returns:
        The cohorts, and why some targets have none: id to one clause.
    """
    groups: dict[tuple[str, float | None], list[Target]] = {}
    for target in targets:
        groups.setdefault((target.scenario, _age(model, target)), []).append(target)
    found: list[Cohort] = []
    lost: dict[str, str] = {}
    for (scenario, age), asked in groups.items():
        try:
            there = override(model, stages_of(model.scenarios, scenario)).model if scenario else model
        except KeyError:
            lost |= dict.fromkeys((t.id for t in asked), f'there is no scenario "{scenario}"')
            continue
        except InputError as error:
            reason = error.problems[0].found()
            lost |= dict.fromkeys((t.id for t in asked), f'the scenario "{scenario}" can\'t be run: {reason}')
            continue
        every = (*there.strategies, *there.strategies_left_out)
        lost |= {t.id: f"there is no strategy {t.strategy}" for t in asked if t.strategy not in {s.id for s in every}}
        kept = tuple(t for t in asked if t.id not in lost)
        wanted = {t.strategy for t in kept}
        if kept:
            there = replace(
                there if age is None else there.with_settings(start_age=age),
                strategies=tuple(s for s in every if s.id in wanted),
                strategies_left_out=(),
            )
            found.append(Cohort(model=there, targets=kept, scenario=scenario, usual=not scenario and age is None))
    return tuple(found), lost


def _age(model: Model, target: Target) -> float | None:
    """The start age of a target, if it isn't that of its scenario or study."""
    same = target.start_age is None or (not target.scenario and target.start_age == model.settings.start_age)
    return None if same else target.start_age


def quantity(model: Model, trace: Trace, target: Target, *, beyond: bool = False) -> float:
    """What the model says to a target.

    Args:
        model: the problem under the target's scenario and start age.
        trace: its cohort.
        target: of a strategy that the trace has.
        beyond: whether a median that is not reached is extrapolated, so that a fit can tell near from far: at the
            mean hazard until the horizon, which meets the median itself where it is reached at the horizon.

    Returns:
        A fraction, or years for a median (infinite = not reached); nan if its time is beyond the horizon or nobody
        lives. Between two cycles the share is interpolated linearly.
    """
    chosen = trace.strategies.index(target.strategy)
    occupancy = trace.occupancy[chosen]
    by_arrows = target.quantity == "cumulative share" or not set(target.over) <= set(trace.states)
    if not by_arrows:
        shares = _sum(occupancy, trace.states, target.over)
    else:  # all that the arrows have moved until each time; an arrow may have the id of a state
        moved = _sum(trace.flows[chosen], trace.arrows, target.over)
        shares = np.concatenate([[0.0], np.cumsum(moved)])
    if target.quantity == "median time":
        median = median_time(trace.years, shares)
        return _extrapolated(trace.years, shares) if beyond and math.isinf(median) else median
    if target.quantity == "share of the living":
        alive = _sum(occupancy, trace.states, [s.id for s in model.states if s.alive])
        of_living = _sum(occupancy, trace.states, [s.id for s in model.states if s.alive and s.id in target.over])
        shares = np.divide(of_living, alive, out=np.full_like(alive, np.nan), where=alive > 0)
    at = 0.0 if target.at is None else target.at.cycles(model.settings.cycle)
    if at > len(shares) - 1 + 1e-9:
        return math.nan
    return float(np.interp(at, np.arange(len(shares)), shares))


def median_time(years: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """When a share that starts on one side of one half reaches it.

    Args:
        years: times, rising.
        shares: of the cohort, at those times: falling (still alive) or rising (had the event).

    Returns:
        Years, interpolated linearly within the cycle, so that it moves without steps as the shares do; infinite if a
        half is never reached.
    """
    side = shares - 0.5 if shares[0] > 0.5 else 0.5 - shares
    reached = np.flatnonzero(side <= 0)
    if len(reached) == 0:
        return math.inf
    k = int(reached[0])
    if k == 0:
        return float(years[0])
    fraction = side[k - 1] / (side[k - 1] - side[k])
    return float(years[k - 1] + fraction * (years[k] - years[k - 1]))


def _extrapolated(years: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """A median beyond the horizon, at the mean hazard until then."""
    last = float(shares[-1] if shares[0] > 0.5 else 1 - shares[-1])
    return float(years[-1]) * math.log(0.5) / math.log(min(max(last, LEAST), 1 - LEAST))


def _sum(values: NDArray[np.float64], names: Sequence[str], wanted: Iterable[str]) -> NDArray[np.float64]:
    """Sum over some of the named columns."""
    total: NDArray[np.float64] = values[:, [names.index(name) for name in wanted]].sum(axis=1)
    return total
