"""Running subgroups: each kind of patients with what is different for them, and all of them together."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd

from costeff import analyses
from costeff.analyses import Answer
from costeff.errors import InputError, Problem, Where
from costeff.errors.scenarios import BreaksModel
from costeff.errors.situations import NoSubgroups, UnknownSubgroup
from costeff.expr import nearest
from costeff.model import Model, Subgroup
from costeff.results import Analysis, Outcomes, StrategyLine, Study, situations_table
from costeff.results.decision import icer_table
from costeff.workflow.asked import Asked, asked, line_of
from costeff.workflow.changelist import changes_table, told_changes
from costeff.workflow.mixing import mixture_of
from costeff.workflow.provenance import provenance
from costeff.workflow.whatif import Changes

MIXTURE = "mixture"
"""Stands for all subgroups together among their ids."""

MIXTURE_LABEL = "All, weighted by share"

WHOLE = 1e-6
"""How far the shares may be from summing to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ran:
    """A subgroup, or all of them, with its answer; no answer = it can't be run."""

    id: str
    label: str
    share: float | None
    answer: Answer | None

    @property
    def base(self) -> Outcomes | None:
        """Its base case."""
        return None if self.answer is None else self.answer.base

    @property
    def psa(self) -> Outcomes | None:
        """Its draws."""
        return None if self.answer is None else self.answer.psa


def subgroups(
    model: Model | str | os.PathLike[str],
    psa: bool = False,
    *,
    draws: int | None = None,
    only: Sequence[str] = (),
    changes: Changes = (),
    keep_going: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "",
) -> Analysis:
    """Runs the subgroups of a workbook, and their mixture where they can be mixed.

    Args:
        model: a model, or the path of a workbook.
        psa: whether to run the probabilistic analysis in each, with common draws.
        draws: of the probabilistic analysis; None = as the workbook says.
        only: ids of the subgroups to run; none = all.
        changes: made to the study before anything else: item to value, or texts such as `c_msc=15000`.
        keep_going: whether to leave out subgroups that can't be run, and say so, instead of refusing.
        progress: called with the work done and the work to do.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record; blank = the call of this function.

    Returns:
        The tables `subgroups` (cost-effectiveness along the frontier in each), `pairwise` (each strategy against the
        reference in each), `mixture` (the same for all subgroups weighted by their shares, with status and ICER along
        the frontier; empty if they can't be mixed: `notes` says why) and `changes` (what each subgroup replaces).

    Raises:
        WorkbookError: if the workbook can't be read.
        InputError: if there are no subgroups, one of those named isn't there, or one can't be run; all are tried.
        Cancelled: if asked to stop.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    study = asked(model, draws=draws, changes=changes, keep_going=keep_going)
    model = study.model
    chosen = _chosen(study, only)
    answers = analyses.points(
        model,
        [(part.changes,) for part in chosen],
        psa=psa and model.settings.draws > 0,
        all_or_none=not keep_going,
        progress=progress,
        cancelled=cancelled,
    )
    failed = _failures(study, chosen, answers)
    if failed and not keep_going:
        raise InputError((*(p for told in failed.values() for p in told), *study.warnings), model.book)
    record = provenance(
        model,
        overrides=study.overrides,
        command=command or f"costeff.subgroups({model.book!r}{', psa=True' if psa else ''})",
        started=started,
        seconds=time.perf_counter() - clock,
    )
    return _analysis(study, chosen, answers, failed, record)


def _chosen(study: Asked, only: Sequence[str]) -> tuple[Subgroup, ...]:
    """The subgroups asked for, in the order of the sheet."""
    model = study.model
    unread = [Subgroup(id=name, label=name) for name in study.failed_subgroups]
    every = {s.id: s for s in (*model.subgroups, *unread)}
    if not every:
        raise InputError([NoSubgroups(where=Where(book=model.book))], model.book)
    known = tuple(every)
    unknown = [
        UnknownSubgroup(where=Where(book="--only", text=name), name=name, nearest=nearest(name, known), known=known)
        for name in only
        if name not in every
    ]
    if unknown:
        raise InputError(unknown, model.book)
    return tuple(s for s in every.values() if not only or s.id in only)


def _failures(
    study: Asked, chosen: Sequence[Subgroup], answers: Sequence[Answer]
) -> dict[str, tuple[Problem, ...]]:  # fmt: skip
    """The subgroups that can't be read or run, each with the reasons."""
    found = {
        part.id: study.failed_subgroups.get(part.id) or failure_of(study.model, part, answer)
        for part, answer in zip(chosen, answers, strict=True)
    }
    return {name: problems for name, problems in found.items() if problems}


def failure_of(model: Model, part: Subgroup, answer: Answer) -> tuple[Problem, ...]:
    """Why a subgroup can't be run, each at a cell of its own."""
    own = {change.where for change in part.changes}
    where = part.cells.get("id") or Where(book=model.book)
    return tuple(
        problem
        if problem.where in own
        else BreaksModel(
            where=where,
            name=f'the subgroup "{part.id}"',
            place=str(problem.where),
            reason=problem.found(),
            remedy=problem.advice(),
        )
        for problem in answer.problems
    )


def _unmixed(study: Asked, chosen: Sequence[Subgroup], ran: Sequence[_Ran]) -> str:
    """Why there is no mixture; empty if there is one."""
    if len(chosen) < len(study.model.subgroups) or any(one.answer is None for one in ran):
        return "not all of them were run"
    shares = [part.share for part in chosen if part.share is not None]
    if len(shares) < len(chosen):
        return "they have no shares"
    if abs(math.fsum(shares) - 1) > WHOLE:
        return "their shares do not sum to 1"
    models = [one.answer.model for one in ran if one.answer is not None]
    if len({tuple(s.id for s in model.strategies) for model in models}) > 1:
        return "they compare different strategies"
    if len({model.settings.reference for model in models}) > 1:
        return "they have different references"
    return ""


def _analysis(
    study: Asked,
    chosen: Sequence[Subgroup],
    answers: Sequence[Answer],
    failed: Mapping[str, tuple[Problem, ...]],
    record: Mapping[str, object],
) -> Analysis:
    """The tables, and what words and figures need beside them."""
    model = study.model
    ran = [
        _Ran(id=part.id, label=part.label, share=part.share, answer=None if part.id in failed else answer)
        for part, answer in zip(chosen, answers, strict=True)
    ]
    unmixed = _unmixed(study, chosen, ran)
    models = [one.answer.model for one in ran if one.answer is not None]
    base = Study.of(model)
    wide = replace(base, thresholds=tuple(sorted({t for m in (model, *models) for t in m.settings.thresholds})))
    labels = {s.id: s.label or s.id for s in (*model.strategies, *model.strategies_left_out)}
    pairwise = _situations(wide, ran, labels)
    mixture = _mixture_table(model, wide, chosen, [] if unmixed else ran, labels)
    told = [
        (part.id, part.label, change)
        for part in chosen
        if part.id not in failed
        for change in told_changes(model, [part])
    ]
    notes = list(study.notes)
    notes += [
        f'The subgroup "{part.label}" could not be run. ' + " ".join(map(line_of, failed[part.id]))
        for part in chosen
        if part.id in failed
    ]
    notes += [f"The subgroups are not mixed: {unmixed}."] if unmixed else []
    psa = next((one.psa for one in ran if one.psa is not None), None)
    seen = set(pairwise["strategy"])
    return Analysis(
        kind="subgroups",
        name="subgroups",
        title=f"{base.title}: subgroups",
        study=base,
        tables={
            "subgroups": _frontiers(wide, ran),
            "pairwise": pairwise,
            "mixture": mixture,
            "changes": changes_table("subgroup", told),
        },
        facts={
            "strategies": {name: label for name, label in labels.items() if name in seen},
            "failed": {name: " ".join(map(line_of, problems)) for name, problems in failed.items()},
            "unmixed": unmixed,
            "draws": 0 if psa is None else len(psa),
            "design": model.settings.design if psa is not None else "none",
        },
        notes=tuple(notes),
        provenance=record,
    )


def _mixture_table(
    model: Model, study: Study, chosen: Sequence[Subgroup], ran: Sequence[_Ran], labels: Mapping[str, str]
) -> pd.DataFrame:
    """All patients together: each strategy against the reference, with its place along the frontier.

    Args:
        model: the study.
        study: its labels, with all thresholds.
        chosen: the subgroups.
        ran: what they yield; empty if they can't be mixed, and so is the table then.
        labels: of all strategies.
    """
    if not ran:
        return _situations(study, [], labels)
    answers = [one.answer for one in ran if one.answer is not None]
    answer = replace(mixture_of(answers, chosen, model), model=answers[0].model)
    whole = [_Ran(id=MIXTURE, label=MIXTURE_LABEL, share=1.0, answer=answer)]
    table, along = _situations(study, whole, labels), _frontiers(study, whole).set_index("strategy")
    return table.assign(
        status=table["strategy"].map(along["status"]).astype("str"), frontier_icer=table["strategy"].map(along["icer"])
    )


def _situations(study: Study, ran: Sequence[_Ran], labels: Mapping[str, str]) -> pd.DataFrame:
    """Each strategy against the reference, subgroup by subgroup."""
    settings = [None if one.answer is None else one.answer.model for one in ran]
    drawn = any(one.psa is not None for one in ran)
    return situations_table(
        study,
        {
            "subgroup": [one.id for one in ran],
            "subgroup_label": [one.label for one in ran],
            "share": [math.nan if one.share is None else one.share for one in ran],
        },
        [study.reference if m is None else m.settings.reference or m.strategies[0].id for m in settings],
        [one.base for one in ran],
        [one.psa for one in ran] if drawn else None,
        labels=labels,
    )


def _frontiers(study: Study, ran: Sequence[_Ran]) -> pd.DataFrame:
    """Cost-effectiveness along the frontier, subgroup by subgroup, each by rising cost."""
    found = []
    for one in ran:
        if one.answer is None or one.base is None:
            continue
        lines = tuple(StrategyLine(id=s.id, label=s.label or s.id) for s in one.answer.model.strategies)
        there = replace(study, strategies=lines)
        totals = (one.base.of("cost")[0], one.base.of("qalys")[0], one.base.of("life_years")[0])
        table = icer_table(there, *totals)
        table.insert(0, "subgroup", pd.Series([one.id] * len(table), dtype="str"))
        table.insert(1, "subgroup_label", pd.Series([one.label] * len(table), dtype="str"))
        table.insert(2, "share", math.nan if one.share is None else one.share)
        found.append(table)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
