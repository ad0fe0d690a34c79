"""How does the model compare with what was published? Each row of the Targets sheet, modelled where it was observed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from costeff import engine
from costeff.errors import DrawError
from costeff.model import Model, Target
from costeff.results.observed import Cohort, cohorts, quantity
from costeff.results.outcomes import Trace
from costeff.variants import MIXTURE

COLUMNS = (
    "id",
    "label",
    "strategy",
    "scenario",
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
            `scenario` is where it was observed, blank for the base case; `within` is whether the modelled value lies
            in the published interval, missing where there is none.
        notes: targets that were left out, and why.
    """

    table: pd.DataFrame
    notes: tuple[str, ...]


def fit(model: Model, trace: Trace | None = None) -> Fit:
    """Models every target: in its scenario, at its start age, in its strategy even if the study doesn't compare it.

    What was published is of a population that was described, so that a target is held against the study as given, or
    under the scenario that stands for that population; never against a mixture of subgroups, which is the population of
    the decision.

    Args:
        model: the decision problem.
        trace: its base case as given, if there is one already; else it is run when a target needs it. That of a
            mixture isn't used.
    """
    mixture = model.settings.base_case == MIXTURE
    trace = None if mixture else trace
    rows: list[dict[str, object]] = []
    groups, lost = cohorts(model, model.targets)
    reasons = dict(lost)
    for cohort in groups:
        for part, known in _parts(cohort, trace):
            try:
                found = known or engine.trace(part.model)
            except DrawError as error:
                reason = error.problems[0].found() if error.problems else "it is no valid model"
                reasons |= {t.id: f"{_place(part)}{reason}" for t in part.targets}
                continue
            for target in part.targets:
                modelled = quantity(part.model, found, target)
                if math.isnan(modelled):
                    reasons[target.id] = f"at {target.at} the cohort is dead, or the horizon over"
                else:
                    rows.append(_row(target, modelled))
    rank = {t.id: k for k, t in enumerate(model.targets)}
    rows.sort(key=lambda row: rank[str(row["id"])])
    numbers = dict.fromkeys(("published", "low", "high", "modelled"), "float64")  # also where a column is blank
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({**numbers, "within": "boolean"})
    notes = tuple(f"Target {name} was left out: {reasons[name]}." for name in rank if name in reasons)
    if mixture and rows:
        notes += ("Targets are compared with the study as given, not with the mixture of its subgroups.",)
    return Fit(table=table, notes=notes)


def _parts(cohort: Cohort, trace: Trace | None) -> Iterator[tuple[Cohort, Trace | None]]:
    """A cohort, split into what a trace of the base case answers already and what is to be run."""
    there = set(trace.strategies) if trace is not None and cohort.usual else set()
    known = tuple(t for t in cohort.targets if t.strategy in there)
    if known:
        yield replace(cohort, targets=known), trace
    others = tuple(t for t in cohort.targets if t.strategy not in there)
    if others:
        wanted = {t.strategy for t in others}
        strategies = tuple(s for s in cohort.model.strategies if s.id in wanted)
        yield replace(cohort, targets=others, model=replace(cohort.model, strategies=strategies)), None


def _place(cohort: Cohort) -> str:
    """Where a cohort that can't be run is."""
    where = f'in scenario "{cohort.scenario}" ' if cohort.scenario else ""
    return f"{where}at start age {cohort.model.settings.start_age:g}, "


def _row(target: Target, modelled: float) -> dict[str, object]:
    """One row of the table."""
    within: bool | None = None
    if target.low is not None and target.high is not None:
        within = target.low <= modelled <= target.high
    return {
        "id": target.id,
        "label": target.label,
        "strategy": target.strategy,
        "scenario": target.scenario,
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
