"""A study under the rules of every jurisdiction, side by side, as a stored analysis."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from costeff.errors import InputError, Where
from costeff.model import Model, Settings, Stage, override
from costeff.model.profiles import Profile, profile, profiles
from costeff.results import Analysis, Outcomes
from costeff.results.jurisdictions import WORKBOOK, UnderRules, benefit_table, results_table, rules_table
from costeff.words.phrases import joined
from costeff.workbook.rules import gives_thresholds, rule_changes, rules
from costeff.workflow import mixing
from costeff.workflow.equal_value import NOTE, equal_value
from costeff.workflow.question import Question
from costeff.workflow.whatif import Changes

EQUAL_VALUE = "ICER"
"""Key of the jurisdiction that asks for the equal value of life years gained."""


def jurisdictions(
    model: Model | str | os.PathLike[str],
    names: Sequence[str] = (),
    *,
    changes: Changes = (),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.jurisdictions(...)",
) -> Analysis:
    """Runs the base case under the rules of each jurisdiction: discount rates, cycle correction, thresholds.

    Costs, utilities and life tables stay those of the workbook, and so do its thresholds where a profile has none or
    has them in another currency.

    Args:
        model: a model, or the path of a workbook.
        names: keys of the profiles, such as `ZIN`, in whatever case; none = all.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        progress: called with the jurisdictions done and to do.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables `jurisdictions` (a row a jurisdiction and strategy), `rules` and `net_benefit`, as of
        `costeff.results.jurisdictions`; the workbook's own rules come first.

    Raises:
        InputError: if the workbook can't be read or has no threshold, or there is no such jurisdiction.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, changes=changes)
    asked.require_threshold()
    wanted = _profiles(asked, names)
    stages: list[tuple[Stage, ...]] = [(), *((tuple(rule_changes(asked.model, each)),) for each in wanted)]
    answers = mixing.points(asked.model, stages, progress=progress, cancelled=cancelled)
    found = []
    for each, stage, answer in zip((None, *wanted), stages, answers, strict=True):
        if answer.base is None:
            raise InputError(answer.problems, asked.model.book)
        equal = None
        if each is not None and each.key == EQUAL_VALUE:
            equal = equal_value(override(asked.model, stage).model, cancelled=cancelled)
        found.append(_row(each, answer.model.settings, asked.model.settings, answer.base, equal))
    tables = {
        "jurisdictions": results_table(asked.study, found),
        "rules": rules_table(found),
        "net_benefit": benefit_table(asked.study, found),
    }
    return asked.answer(
        "jurisdictions",
        "Under the rules of other jurisdictions",
        tables,
        facts={"jurisdictions": {each.jurisdiction: each.name for each in found}},
        notes=_notes(found),
        options={"jurisdictions": [each.key for each in wanted]},
    )


def _profiles(asked: Question, names: Sequence[str]) -> list[Profile]:
    """The profiles that are asked for, in the order of the file.

    Raises:
        InputError: with every name that there is none of.
    """
    book = asked.model.book
    problems = [p for name in names for p in rules(asked.model, name, Where(book=book, text=name)).problems]
    if problems:
        raise InputError(problems, book)
    chosen = {found.key for name in names if (found := profile(name)) is not None}
    return [each for each in profiles().values() if each.key in chosen or not names]


def _row(
    each: Profile | None, settings: Settings, own: Settings, outcomes: Outcomes, equal: NDArray[np.float64] | None
) -> UnderRules:
    """A study under one set of rules."""
    return UnderRules(
        jurisdiction=WORKBOOK if each is None else each.key,
        name=_own_name(own) if each is None else each.name,
        as_of="" if each is None else each.as_of,
        source="" if each is None else each.source,
        confidence="" if each is None else each.confidence,
        verified=each is None or each.verified,
        perspective=own.perspective if each is None else each.settings.get("perspective", ""),
        currency=own.currency if each is None else each.settings.get("currency", ""),
        discount_costs=str(settings.discount_costs),
        discount_effects=str(settings.discount_effects),
        cycle_correction=settings.correction,
        thresholds=settings.thresholds,
        thresholds_from="workbook" if each is None else _thresholds_from(each, own.currency),
        reference=settings.reference,
        outcomes=outcomes,
        evlyg=equal,
    )


def _own_name(own: Settings) -> str:
    """The rules that the study stands under by itself."""
    found = profile(own.jurisdiction) if own.jurisdiction else None
    asked_for = found is not None and own.cells.get("jurisdiction", Where()).book == found.origin
    return f"{found.name} (this run)" if found is not None and asked_for else "As the workbook says"


def _thresholds_from(each: Profile, currency: str) -> str:
    """Where the thresholds under a profile come from, in words."""
    if gives_thresholds(each, currency):
        return "profile"
    if "thresholds" in each.settings:
        return f"workbook, since the profile's are in {each.settings['currency']}"
    return "workbook, since the profile has none"


def _notes(found: Sequence[UnderRules]) -> list[str]:
    """What stays the same under all rules, and which of them are to be checked."""
    own = found[0]
    notes = [
        "Only discount rates, cycle correction and thresholds follow the rules; costs, utilities, life tables and the "
        f'perspective ("{own.perspective}") stay those of the workbook. A societal perspective would add costs that '
        "are missing here."
    ]
    foreign = [each.jurisdiction for each in found[1:] if "are in" in each.thresholds_from]
    if foreign:
        notes.append(
            f"Costs are in {own.currency} and can't be converted, so for {joined(foreign)} the thresholds are those "
            "of the workbook."
        )
    none = [each.jurisdiction for each in found[1:] if "has none" in each.thresholds_from]
    if none:
        notes.append(
            f"{joined(none)} {'names' if len(none) == 1 else 'name'} no threshold, so those of the workbook are used."
        )
    recalled = [f"{each.name} ({each.confidence})" for each in found if not each.verified]
    if recalled:
        notes.append(
            f"Check before a submission: {'; '.join(recalled)}. The file rules.csv of the results names their sources."
        )
    if any(each.evlyg is not None for each in found):
        notes.append(NOTE)
    return notes
