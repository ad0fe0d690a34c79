"""What a distribution of health assumes, in sentences, and where the workbook can say otherwise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from costeff.format import count, number, percent
from costeff.measures.equity import ENGLAND, Index
from costeff.model import Model
from costeff.results.distribution import Decision
from costeff.workflow.distribution_groups import Ran


def notes_of(
    model: Model,
    ran: Sequence[Ran],
    decisions: Sequence[Decision],
    aversion: Mapping[Index, float],
    *,
    people: float,
    undefined: bool,
) -> list[str]:
    """What was assumed, who takes part, and what the numbers are for.

    Args:
        model: the study.
        ran: the subgroups that take part.
        decisions: the strategies.
        aversion: parameter of each index.
        people: how many there are a year; NaN if unknown.
        undefined: whether an index isn't defined somewhere.
    """
    return [
        *_people(model, ran, people),
        *_assumed(ran),
        *_compared(model, ran, decisions),
        *_indices(aversion, undefined),
    ]


def _people(model: Model, ran: Sequence[Ran], people: float) -> list[str]:
    """Who they are."""
    shares = "; ".join(f"{one.part.label} {percent(one.part.share)}" for one in ran)
    notes = [
        "Health is lifetime QALYs a person, not discounted; what a strategy brings and costs is discounted as in the "
        f"study. Shares of the patients: {shares}."
    ]
    left_out = [part.label for part in model.subgroups if not part.share]
    if left_out:
        notes.append(f"Left out, since their share is 0: {'; '.join(left_out)}.")
    if len(ran) == 1:
        notes.append("With one subgroup there is no inequality to change.")
    if math.isfinite(people):
        notes.append(
            f"Totals over all patients, in the table equity, are for {count(people)} people: those who start a "
            "treatment in a mean year of the sheet Population."
        )
    return notes


def _assumed(ran: Sequence[Ran]) -> list[str]:
    """What the sheet Subgroups leaves blank."""
    notes = []
    computed = [one for one in ran if not one.given]
    if computed:
        which = "" if len(computed) == len(ran) else f" of {'; '.join(one.part.label for one in computed)}"
        notes.append(
            f"Assumption: the baseline health{which} is made up of the QALYs lived until the start age at "
            f"the norm ({computed[0].norms}) and those of the model under the reference, until its horizon. The column "
            '"baseline health" of the sheet Subgroups replaces it.'
        )
    if any(one.male is None for one in computed):
        notes.append("Assumption: half of them are men, since the model doesn't say it where it takes mortality.")
    if any(one.part.opportunity_cost_share is None for one in ran):
        notes.append(
            "Assumption: the health opportunity cost falls on the subgroups by their shares. The column "
            '"opportunity cost share" of the sheet Subgroups replaces it.'
        )
    return notes


def _compared(model: Model, ran: Sequence[Ran], decisions: Sequence[Decision]) -> list[str]:
    """What each subgroup is compared with."""
    notes = []
    if any(not all(decision.compared) for decision in decisions):
        notes.append("Where a subgroup does not compare a strategy it keeps its own reference: no gain, no extra cost.")
    if len({one.reference for one in ran}) > 1:
        references = "; ".join(f'"{_label(model, one)}" in {one.part.label}' for one in ran)
        notes.append(f"The references are {references}: each subgroup's change is from its own.")
    return notes


def _label(model: Model, one: Ran) -> str:
    """Label of what a subgroup gets now, which may be a strategy that the base case doesn't compare."""
    known = (*model.strategies, *model.strategies_left_out)
    return next((s.label for s in known if s.id == one.reference and s.label), one.reference)


def _indices(aversion: Mapping[Index, float], undefined: bool) -> list[str]:
    """How averse to inequality, and where that has no meaning."""
    notes = []
    if dict(aversion) == dict(ENGLAND):
        notes.append(
            f"Aversion to inequality: Atkinson {number(ENGLAND['Atkinson'])} and Kolm {number(ENGLAND['Kolm'])}, the "
            "medians of a survey of the public in England (Robson et al. 2017). It asked about inequality between "
            "social groups; other differences may weigh less, so read the curve."
        )
    if undefined:
        notes.append(
            "Where the health of a subgroup would not be above 0 after the decision, the Atkinson index isn't defined, "
            "and its cells are blank."
        )
    return notes
