"""Tables of jurisdictions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures import best, nmb, pairwise
from costeff.results.frames import rows
from costeff.results.outcomes import Outcomes
from costeff.results.study import Study

Array = NDArray[np.float64]

WORKBOOK = "workbook"
"""Stands for the rules of the workbook among the keys of jurisdictions."""

RULES = (
    "jurisdiction", "name", "as_of", "source", "confidence", "verified", "perspective", "currency", "discount_costs",
    "discount_effects", "cycle_correction", "thresholds", "thresholds_from",
)  # fmt: skip
"""Columns of the table of rules."""

RESULTS = (
    "jurisdiction", "name", "verified", "strategy", "label", "reference", "cost", "qalys", "life_years", "inc_cost",
    "inc_qalys", "comparison", "icer", "saved_per_qaly_lost", "evlyg", "cost_per_evlyg",
)  # fmt: skip
"""Columns of the main table."""

BENEFIT = (
    "jurisdiction", "name", "verified", "threshold", "in_force", "strategy", "label", "reference", "nmb", "inmb",
    "preferred",
)  # fmt: skip
"""Columns of the table of net benefits."""

EVLYG = (
    "strategy", "label", "reference", "inc_cost", "inc_qalys", "inc_life_years", "evlyg", "icer", "cost_per_evlyg",
)  # fmt: skip
"""Columns of the table of equal values of life years gained."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnderRules:
    """A study under the rules of one jurisdiction.

    Attributes:
        jurisdiction: key of the profile; `workbook` for the workbook's own rules.
        name: of the profile, with its year.
        as_of, source, confidence, perspective, currency: of the profile; the workbook's own for it.
        verified: whether all of it was seen in its source.
        discount_costs, discount_effects, cycle_correction: as applied, as text.
        thresholds: as applied, in the currency of the study.
        thresholds_from: `profile`, or `workbook` with the reason.
        reference: id.
        outcomes: of the base case, one draw.
        evlyg: equal value of life years gained, by strategy; None where the rules don't ask for it.
    """

    jurisdiction: str
    name: str
    as_of: str
    source: str
    confidence: str
    verified: bool
    perspective: str
    currency: str
    discount_costs: str
    discount_effects: str
    cycle_correction: str
    thresholds: tuple[float, ...]
    thresholds_from: str
    reference: str
    outcomes: Outcomes
    evlyg: Array | None = None


def rules_table(found: Sequence[UnderRules]) -> pd.DataFrame:
    """A row a jurisdiction: its rules as applied, where they are written, how well they are known."""
    records = [
        (*(getattr(each, name) for name in RULES[:-2]), ", ".join(f"{t:g}" for t in each.thresholds),
         each.thresholds_from)
        for each in found
    ]  # fmt: skip
    return rows(RULES, records, tuple(name for name in RULES if name != "verified"))


def results_table(study: Study, found: Sequence[UnderRules]) -> pd.DataFrame:
    """A row a jurisdiction and strategy: totals, and what they come to against the reference.

    ICERs are blank outside the north-east quadrant, as is the cost of an evLYG where either isn't a gain.
    """
    labels = dict(study.labels)
    records: list[tuple[object, ...]] = []
    for each in found:
        cost, qalys, life_years = (each.outcomes.of(measure)[0] for measure in ("cost", "qalys", "life_years"))
        reference = each.outcomes.strategies.index(each.reference)
        beside = pairwise(cost, qalys, reference)
        for k, strategy in enumerate(each.outcomes.strategies):
            equal = np.nan if each.evlyg is None else float(each.evlyg[k])
            records.append((
                each.jurisdiction, each.name, each.verified, strategy, labels.get(strategy, strategy), each.reference,
                cost[k], qalys[k], life_years[k], beside.inc_cost[k], beside.inc_qalys[k], beside.quadrant[k],
                beside.icer[k], beside.saved_per_qaly_lost[k], equal, _ratio(beside.inc_cost[k], equal),
            ))  # fmt: skip
    return rows(RESULTS, records, ("jurisdiction", "name", "strategy", "label", "reference", "comparison"))


def benefit_table(study: Study, found: Sequence[UnderRules]) -> pd.DataFrame:
    """A row a jurisdiction, threshold and strategy: net benefit, and whether it is the highest (at a tie the cheaper).

    The thresholds are those in force there and those of the workbook, so that all can be compared at the same ones;
    `in_force` tells which.
    """
    labels = dict(study.labels)
    records: list[tuple[object, ...]] = []
    for each in found:
        cost, qalys = each.outcomes.of("cost")[0], each.outcomes.of("qalys")[0]
        reference = each.outcomes.strategies.index(each.reference)
        for wtp in sorted({*each.thresholds, *study.thresholds}):
            benefit = nmb(cost, qalys, wtp)
            chosen = int(best(cost, qalys, np.array([wtp]))[0])
            records += [
                (each.jurisdiction, each.name, each.verified, wtp, wtp in each.thresholds, strategy,
                 labels.get(strategy, strategy), each.reference, benefit[k], benefit[k] - benefit[reference],
                 k == chosen)
                for k, strategy in enumerate(each.outcomes.strategies)
            ]  # fmt: skip
    return rows(BENEFIT, records, ("jurisdiction", "name", "strategy", "label", "reference"))


def evlyg_table(study: Study, outcomes: Outcomes, reference: str, equal: Array) -> pd.DataFrame:
    """A row a strategy but the reference: QALYs, life years and equal value of life years gained side by side.

    Args:
        study: labels.
        outcomes: of the base case, one draw.
        reference: id.
        equal: shape (strategies,).
    """
    labels = dict(study.labels)
    cost, qalys, life_years = (outcomes.of(measure)[0] for measure in ("cost", "qalys", "life_years"))
    base = outcomes.strategies.index(reference)
    beside = pairwise(cost, qalys, base)
    records = [
        (strategy, labels.get(strategy, strategy), reference, beside.inc_cost[k], beside.inc_qalys[k],
         life_years[k] - life_years[base], equal[k], beside.icer[k], _ratio(beside.inc_cost[k], float(equal[k])))
        for k, strategy in enumerate(outcomes.strategies)
        if k != base
    ]  # fmt: skip
    return rows(EVLYG, records, EVLYG[:3])


def _ratio(more: float, gain: float) -> float:
    """Money for a unit gained, where both are more."""
    return float(more / gain) if more > 0 and gain > 0 else float("nan")
