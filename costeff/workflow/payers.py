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
from costeff.words.jurisdictions import OWN
from costeff.words.phrases import joined
from costeff.workbook.rules import rule_changes, rules
from costeff.workflow import mixing
from costeff.workflow.equal_value import NOTE, equal_value
from costeff.workflow.question import Question
from costeff.workflow.rules_notes import rules_notes
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
        rules=_rules_notes(asked.model.settings, found),
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
    rules = _put_in_force(own) if each is None else each  # the workbook's own may be a profile's, for this run
    return UnderRules(
        jurisdiction=WORKBOOK if each is None else each.key,
        name=OWN if rules is None else f"{rules.name} (this run)" if each is None else rules.name,
        as_of="" if rules is None else rules.as_of,
        source="" if rules is None else rules.source,
        confidence="" if rules is None else rules.confidence,
        verified=rules is None or rules.verified,
        perspective=own.perspective if each is None else each.settings.get("perspective", ""),
        currency=own.currency if each is None else each.settings.get("currency", ""),
        discount_costs=str(settings.discount_costs),
        discount_effects=str(settings.discount_effects),
        cycle_correction=settings.correction,
        thresholds=settings.thresholds,
        thresholds_from="workbook" if rules is None else _thresholds_from(rules, own.currency),
        reference=settings.reference,
        outcomes=outcomes,
        evlyg=equal,
    )


def _put_in_force(own: Settings) -> Profile | None:
    """The profile that was put in the place of the workbook's own rules; None if none was."""
    found = profile(own.jurisdiction) if own.jurisdiction else None
    asked_for = found is not None and own.cells.get("jurisdiction", Where()).book == found.origin
    return found if asked_for else None


def _thresholds_from(each: Profile, currency: str) -> str:
    """Where the thresholds under a profile come from, in words."""
    if each.gives_thresholds(currency):
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
    recalled = _unsure(found).values()
    if recalled:
        notes.append(
            f"Check before a submission: {'; '.join(recalled)}. The file rules.csv of the results names their sources."
        )
    if any(each.evlyg is not None for each in found):
        notes.append(NOTE)
    return notes


def _rules_notes(settings: Settings, found: Sequence[UnderRules]) -> tuple[str, ...]:
    """What is to be said of the workbook's own profile, but for how well it is known if it is among the others."""
    own, unsure = profile(settings.jurisdiction) if settings.jurisdiction else None, _unsure(found)
    return rules_notes(settings, recalled=WORKBOOK not in unsure and (own is None or own.key not in unsure))


def _unsure(found: Sequence[UnderRules]) -> dict[str, str]:
    """Keys of rules of which not everything was seen in the source, with their names and how well they are known."""
    return {each.jurisdiction: f"{each.name} ({each.confidence})" for each in found if not each.verified}
