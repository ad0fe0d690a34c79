"""Tables of what the totals are made of: by category and state, counts, milestones, the trace."""

from __future__ import annotations

import numpy as np
import pandas as pd

from costeff.measures.summary import percentiles
from costeff.results.frames import frame, rows
from costeff.results.outcomes import By, Measure, Outcomes, Trace
from costeff.results.study import Study, years_of

MILESTONES: tuple[Measure, ...] = ("survival", "response", "independence")
"""Shares of the starting cohort at milestone times."""


def by_part(study: Study, outcomes: Outcomes, measure: Measure, by: By) -> pd.DataFrame:
    """A measure by category or state, discounted (`value`) and not (`undiscounted`), in the base case."""
    names = outcomes.names(measure, by)
    n = len(names)
    labels = study.state_labels if by == "state" else {}
    columns: dict[str, object] = {
        "strategy": [s.id for s in study.strategies for _ in names],
        "label": [s.label for s in study.strategies for _ in names],
        "name": [*names] * len(study.strategies),
    }
    if by == "state":
        columns["state_label"] = [labels.get(name, name) for name in names] * len(study.strategies)
    for column, discounted in (("value", True), ("undiscounted", False)):
        values = [outcomes.of(measure, by, name, discounted)[0] for name in names]
        columns[column] = np.array(values).reshape(n, len(study.strategies)).T.reshape(-1)
    return frame(columns, ("strategy", "label", "name", "state_label"))  # type: ignore[arg-type]


def counts(study: Study, outcomes: Outcomes) -> pd.DataFrame:
    """Counts a person in the base case; `discounted` is blank for those that are not wanted discounted."""
    labels = {p.id: p.category for p in study.payoffs if p.kind == "count"}
    plain, also = outcomes.names("count", "payoff", False), outcomes.names("count", "payoff", True)
    found = []
    for k, strategy in enumerate(study.strategies):
        for name in plain:
            value = float(outcomes.of("count", "payoff", name, False)[0, k])
            reduced = float(outcomes.of("count", "payoff", name, True)[0, k]) if name in also else np.nan
            found.append((strategy.id, strategy.label, name, labels.get(name, name) or name, value, reduced))
    return rows(
        ("strategy", "label", "count", "count_label", "value", "discounted"),
        found,
        ("strategy", "label", "count", "count_label"),
    )


def milestones(study: Study, base: Outcomes, psa: Outcomes | None) -> pd.DataFrame:
    """Survival, response and transfusion independence at milestone times, and median survival.

    Columns strategy, label, measure, time, years, value (base case; shares of the starting cohort, median in years,
    infinite = not reached), low and high (95% interval of the draws; blank without them).
    """
    found = []
    for outcome in base.outcomes:
        if outcome.measure not in (*MILESTONES, "median_survival"):
            continue
        key = (outcome.measure, outcome.by, outcome.name, outcome.discounted)
        values = base.of(*key)[0]
        low = high = np.full(len(values), np.nan)
        if psa is not None and outcome in psa.outcomes:
            low, high = percentiles(psa.of(*key))
        time = outcome.name
        for k, strategy in enumerate(study.strategies):
            place = (strategy.id, strategy.label, outcome.measure, time, years_of(time) if time else np.nan)
            found.append((*place, float(values[k]), float(low[k]), float(high[k])))
    names = ("strategy", "label", "measure", "time", "years", "value", "low", "high")
    return rows(names, found, ("strategy", "label", "measure", "time"))


def trace_table(study: Study, trace: Trace) -> pd.DataFrame:
    """Share of the starting cohort in each state at each cycle of the base case, a row a strategy, time and state."""
    strategies, times, states = trace.occupancy.shape
    each, labels = {s.id: s for s in study.states}, study.labels
    here = [each[state] for state in trace.states]

    def down(values: list[object]) -> np.ndarray:
        return np.tile(np.array(values, dtype=object), strategies * times)

    return frame(
        {
            "strategy": np.repeat(np.array(trace.strategies, dtype=object), times * states),
            "label": np.repeat(np.array([labels[name] for name in trace.strategies], dtype=object), times * states),
            "years": np.tile(np.repeat(trace.years, states), strategies),
            "state": down([s.id for s in here]),
            "state_label": down([s.label for s in here]),
            "transfusion": down([s.transfusion for s in here]),
            "response": down([s.response for s in here]),
            "alive": down([s.alive for s in here]).astype(bool),
            "share": trace.occupancy.reshape(-1),
        },
        ("strategy", "label", "state", "state_label", "transfusion", "response"),
    )


def survival(study: Study, trace: Trace) -> pd.DataFrame:
    """Share of the starting cohort alive at each cycle of the base case: strategy, label, years, share."""
    living = {s.id for s in study.states if s.alive}
    alive = [k for k, state in enumerate(trace.states) if state in living]
    strategies, times, _ = trace.occupancy.shape
    labels = study.labels
    return frame(
        {
            "strategy": np.repeat(np.array(trace.strategies, dtype=object), times),
            "label": np.repeat(np.array([labels[name] for name in trace.strategies], dtype=object), times),
            "years": np.tile(trace.years, strategies),
            "share": trace.occupancy[:, :, alive].sum(axis=2).reshape(-1),
        },
        ("strategy", "label"),
    )


def trace_by_year(study: Study, trace: Trace) -> pd.DataFrame:
    """The trace as people read it: a row a strategy and year, at the cycle nearest to it, a column a state (its id)."""
    labels = study.labels
    whole = np.arange(np.floor(trace.years[-1] + 1e-9) + 1)
    at = np.unique(np.append(np.abs(trace.years[:, None] - whole).argmin(axis=0), len(trace.years) - 1))
    head = pd.DataFrame(
        {
            "strategy": [name for name in trace.strategies for _ in at],
            "label": [labels[name] for name in trace.strategies for _ in at],
            "years": np.tile(trace.years[at], len(trace.strategies)),
        }
    )
    body = pd.DataFrame(trace.occupancy[:, at].reshape(-1, len(trace.states)), columns=list(trace.states))
    return pd.concat([head, body], axis=1)
