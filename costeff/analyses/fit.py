"""How does the model compare with what was published? Each row of the Targets sheet, modelled in the base case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff import engine
from costeff.errors import DrawError
from costeff.model import Model, Target
from costeff.results.outcomes import Trace

COLUMNS = (
    "id",
    "label",
    "strategy",
    "quantity",
    "time",
    "published",
    "low",
    "high",
    "modelled",
    "source",
    "use",
    "within",
)
"""Columns of the table, in order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """Modelled against published.

    Attributes:
        table: a row a target, columns `COLUMNS`. Shares are fractions, medians years (infinite = not reached);
            `within` is whether the modelled value lies in the published interval, missing where there is none.
        notes: targets that were left out, and why.
    """

    table: pd.DataFrame
    notes: tuple[str, ...]


def fit(model: Model, trace: Trace | None = None) -> Fit:
    """Models every target that the base case can answer.

    Args:
        model: the decision problem.
        trace: its base case, if there is one already; else it is run when a target needs it.
    """
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    answerable = [target for target in model.targets if not _left_out(model, target, notes)]
    for start_age, asked in _by_start_age(model, answerable):
        there = _cohort(model, start_age, asked)
        try:
            known = trace is not None and start_age == model.settings.start_age
            found = trace if trace is not None and known else engine.trace(there)
        except DrawError as error:
            reason = error.problems[0].found() if error.problems else "it is no valid model"
            notes += [f"Target {t.id} was left out: at start age {start_age:g}, {reason}." for t in asked]
            continue
        for target in asked:
            modelled = quantity(there, found, target)
            if math.isnan(modelled):
                notes.append(
                    f"Target {target.id} was left out: at {target.at} the cohort is dead, or the horizon over."
                )
            else:
                rows.append(_row(target, modelled))
    rank = {t.id: k for k, t in enumerate(model.targets)}
    rows.sort(key=lambda row: rank[str(row["id"])])
    numbers = dict.fromkeys(("published", "low", "high", "modelled"), "float64")  # also where a column is blank
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({**numbers, "within": "boolean"})
    return Fit(table=table, notes=tuple(notes))


def quantity(model: Model, trace: Trace, target: Target) -> float:
    """What the model says to a target.

    Args:
        model: the problem under the target's start age.
        trace: its base case.
        target: of a strategy that the trace has.

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
        return median_time(trace.years, shares)
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
        Years, interpolated linearly within the cycle; infinite if a half is never reached.
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


def _sum(values: NDArray[np.float64], names: Sequence[str], wanted: Iterable[str]) -> NDArray[np.float64]:
    """Sum over some of the named columns."""
    total: NDArray[np.float64] = values[:, [names.index(name) for name in wanted]].sum(axis=1)
    return total


def _by_start_age(model: Model, targets: Sequence[Target]) -> list[tuple[float, list[Target]]]:
    """Targets that share a start age share a run; blank = the study's own."""
    groups: dict[float, list[Target]] = {}
    for target in targets:
        age = model.settings.start_age if target.start_age is None else target.start_age
        groups.setdefault(age, []).append(target)
    return list(groups.items())


def _cohort(model: Model, start_age: float, targets: Sequence[Target]) -> Model:
    """The problem at a start age, with none but the strategies that the targets speak of."""
    wanted = {target.strategy for target in targets}
    return replace(
        model.with_settings(start_age=start_age), strategies=tuple(s for s in model.strategies if s.id in wanted)
    )


def _left_out(model: Model, target: Target, notes: list[str]) -> bool:
    """Whether the base case can't answer a target; says why."""
    if target.scenario:
        reason = f'it belongs to scenario "{target.scenario}", and scenarios are not run yet'
    elif target.strategy not in {s.id for s in model.strategies}:
        reason = f"strategy {target.strategy} is not included"
    else:
        return False
    notes.append(f"Target {target.id} was left out: {reason}.")
    return True


def _row(target: Target, modelled: float) -> dict[str, object]:
    """One row of the table."""
    within: bool | None = None
    if target.low is not None and target.high is not None:
        within = target.low <= modelled <= target.high
    return {
        "id": target.id,
        "label": target.label,
        "strategy": target.strategy,
        "quantity": target.quantity,
        "time": "" if target.at is None else str(target.at),
        "published": target.value,
        "low": target.low,
        "high": target.high,
        "modelled": modelled,
        "source": target.source,
        "use": target.use,
        "within": within,
    }
