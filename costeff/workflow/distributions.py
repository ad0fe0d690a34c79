"""Who gains, who bears the cost, and what that does to the distribution of health, as a stored analysis."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from costeff import analyses
from costeff.errors import InputError, Where
from costeff.errors.equity import BadAversion, NoDistribution, NoOpportunityCost
from costeff.errors.situations import NoSubgroups
from costeff.measures.equity import ENGLAND, Index
from costeff.model import Model, Subgroup
from costeff.results import Analysis
from costeff.results.distribution import distribution_tables
from costeff.workbook.subgroups import column_of
from costeff.workflow.distribution_groups import Ran, decisions_of, groups_of, people_a_year
from costeff.workflow.distribution_notes import notes_of
from costeff.workflow.question import Question
from costeff.workflow.subgroup_runs import failure_of
from costeff.workflow.whatif import Changes

MOST_AVERSE = 1000.0
"""An aversion beyond this is only the health of the worst off."""


def distribution(
    model: Model | str | os.PathLike[str],
    *,
    atkinson: float = ENGLAND["Atkinson"],
    kolm: float = ENGLAND["Kolm"],
    psa: bool = False,
    draws: int | None = None,
    seed: int | None = None,
    changes: Changes = (),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.distribution(...)",
) -> Analysis:
    """Net health of each subgroup, and the equally distributed equivalent of lifetime health before and after.

    Each strategy is compared with each subgroup's own reference; a subgroup that doesn't compare the strategy keeps its
    reference, but bears its part of the opportunity cost.

    Args:
        model: a model, or the path of a workbook, with the sheet Subgroups and its column share.
        atkinson: aversion to relative inequality; by default the median of a survey in England.
        kolm: aversion to absolute inequality, likewise.
        psa: whether to run the probabilistic analysis, for the probabilities.
        draws: of the probabilistic analysis; None = as the workbook says.
        seed: of the random streams, likewise.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        progress: called with the work done and to do.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables `equity`, `groups` and `curve`, see `distribution_tables`.

    Raises:
        InputError: if the workbook can't be read, has no threshold, one of 0 or no shares, or a subgroup can't be run.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, draws=draws, seed=seed, changes=changes)
    there = asked.model
    aversion: dict[Index, float] = {"Atkinson": atkinson, "Kolm": kolm}
    _check_aversion(there, aversion)
    asked.require_threshold()
    if not min(there.settings.thresholds) > 0:
        where = there.settings.cells.get("thresholds", Where(book=there.book, sheet="Study"))
        raise InputError([NoOpportunityCost(where=where)], there.book)
    with_draws = psa and there.settings.draws > 0
    ran = _ran(there, _people(there), psa=with_draws, progress=progress, cancelled=cancelled)
    index = reduce(np.intersect1d, [one.psa.index for one in ran if one.psa is not None]) if with_draws else None
    groups = replace(groups_of(ran, index), people=people_a_year(there))
    decisions = decisions_of(there, ran, index)
    tables = distribution_tables(asked.study, groups, decisions, aversion)
    undefined = bool(tables["equity"]["ede_change"].isna().any())
    return asked.answer(
        "distribution",
        "Distribution of health over the subgroups",
        tables,
        notes=notes_of(there, ran, decisions, aversion, people=groups.people, undefined=undefined),
        facts={"atkinson": atkinson, "kolm": kolm, **_facts(ran), "draws": 0 if index is None else len(index)},
        options={"atkinson": atkinson, "kolm": kolm, "psa": psa},
    )


def _facts(ran: Sequence[Ran]) -> dict[str, dict[str, str]]:
    """Labels of the subgroups, and whether the workbook says their baseline health."""
    return {
        "groups": {one.part.id: one.part.label for one in ran},
        "baseline": {one.part.id: "given" if one.given else "computed" for one in ran},
    }


def _ran(
    model: Model,
    parts: Sequence[Subgroup],
    *,
    psa: bool,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> list[Ran]:
    """Runs the subgroups.

    Raises:
        InputError: if one can't be run; all are tried.
        Cancelled: if asked to stop.
    """
    answers = analyses.points(
        model,
        [(part.changes,) for part in parts],
        psa=psa,
        all_or_none=True,
        progress=progress,
        cancelled=cancelled,
    )
    problems = [p for part, answer in zip(parts, answers, strict=True) for p in failure_of(model, part, answer)]
    if problems:
        raise InputError(problems, model.book)
    return [Ran.of(model, part, answer) for part, answer in zip(parts, answers, strict=True)]


def _check_aversion(model: Model, aversion: Mapping[Index, float]) -> None:
    """Refuses parameters that mean nothing.

    Raises:
        InputError: if there are any.
    """
    wrong = [
        BadAversion(where=Where(book=f"--{index.lower()}"), index=index, value=value)
        for index, value in aversion.items()
        if not 0 <= value <= MOST_AVERSE
    ]
    if wrong:
        raise InputError(wrong, model.book)


def _people(model: Model) -> tuple[Subgroup, ...]:
    """The subgroups among whom health is distributed: those with a share above 0.

    Raises:
        InputError: if there are none.
    """
    if not model.subgroups:
        raise InputError([NoSubgroups(where=Where(book=model.book, sheet="Subgroups"))], model.book)
    if any(part.share is None for part in model.subgroups):
        raise InputError([NoDistribution(where=column_of(model.subgroups, "share"))], model.book)
    return tuple(part for part in model.subgroups if part.share)
