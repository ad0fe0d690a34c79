"""The base case as a mixture of subgroups, wherever a study is run at one point or at many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from costeff import analyses, sampling
from costeff.analyses import Answer, BaseCase, Uncertainty
from costeff.engine import Spool
from costeff.errors import InputError, Problem
from costeff.model import Model, ParameterChange, SettingChange, Stage, StrategiesChange, Subgroup, override
from costeff.results.mixture import median_of, mixed, mixed_trace
from costeff.variants import MIXTURE
from costeff.workbook.subgroups import no_mixture


def is_mixture(model: Model) -> bool:
    """Whether the base case is the mixture of the subgroups."""
    return model.settings.base_case == MIXTURE


def points(
    model: Model,
    changes: Sequence[Sequence[Stage]],
    *,
    psa: bool = False,
    drawn_at: Collection[int] | None = None,
    all_or_none: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Answer, ...]:
    """As `analyses.points`, but where the base case is a mixture of subgroups, that is what each point yields.

    The changes of a point come first, then those of each subgroup: what a subgroup replaces stays its own.

    Raises:
        InputError: if the parameters of the model can't be drawn.
        Cancelled: if asked to stop.
    """
    parts = model.subgroups
    mixes = [_mixes(model, stages) for stages in changes]
    asked: list[Sequence[Stage]] = []
    places: list[range] = []
    for stages, mix in zip(changes, mixes, strict=True):
        start = len(asked)
        asked += [(*stages, part.changes) for part in parts] if mix else [stages]
        places.append(range(start, len(asked)))
    answers = analyses.points(
        model,
        asked,
        psa=psa,
        drawn_at=None if drawn_at is None else {place for k in drawn_at for place in places[k]},
        all_or_none=all_or_none,
        progress=progress,
        cancelled=cancelled,
    )
    return tuple(
        mixture_of([answers[k] for k in place], parts, model, stages) if mix else answers[place[0]]
        for place, mix, stages in zip(places, mixes, changes, strict=True)
    )


def _mixes(model: Model, stages: Sequence[Stage]) -> bool:
    """Whether the base case of a point is the mixture of the subgroups: a scenario may say so, or take it back."""
    said = [
        change.values["base_case"]
        for stage in stages
        for change in stage
        if isinstance(change, SettingChange) and "base_case" in change.values
    ]
    return bool(model.subgroups) and (said[-1] if said else model.settings.base_case) == MIXTURE


def mixture_of(
    answers: Sequence[Answer], parts: Sequence[Subgroup], model: Model, stages: Sequence[Stage] = ()
) -> Answer:  # fmt: skip
    """One answer for the population from those of its subgroups; if one failed, so has the mixture.

    Args:
        answers: of each subgroup at one point; they compare the same strategies with the same reference.
        parts: the subgroups, with their shares.
        model: the problem without changes.
        stages: those of the point.
    """
    problems: list[Problem] = []
    for answer in answers:
        problems += [problem for problem in answer.problems if problem not in problems]
    there = override(model, stages).model if not problems else model
    if not problems and (apart := _apart(there, stages)) is not None:
        problems.append(apart)
    if problems:
        return Answer(model=model, problems=tuple(problems))
    shares = [part.share or 0.0 for part in parts]
    psas = [answer.psa for answer in answers if answer.psa is not None]
    return Answer(
        model=there,
        base=mixed([answer.base for answer in answers if answer.base is not None], shares),
        psa=mixed(psas, shares) if len(psas) == len(parts) else None,
        fixed=tuple(dict.fromkeys(name for answer in answers for name in answer.fixed)),
    )


def _apart(there: Model, stages: Sequence[Stage]) -> Problem | None:
    """What keeps the subgroups from being mixed at a point, such as strategies that it adds, and a subgroup has not."""
    chosen = [
        change.where
        for stage in stages
        for change in stage
        if isinstance(change, StrategiesChange) or (isinstance(change, SettingChange) and "reference" in change.values)
    ]
    return no_mixture(there, chosen[-1]) if chosen else None


def base_case(model: Model) -> BaseCase:
    """As `analyses.base_case`, of the mixture if the base case is one.

    The median survival is that of the mixed cohort; times beyond the shortest of the horizons are left out of the
    trace.

    Raises:
        InputError: if a subgroup makes no valid model.
    """
    if not is_mixture(model):
        return analyses.base_case(model)
    found = [analyses.base_case(override(model, [part.changes]).model) for part in model.subgroups]
    shares = [part.share or 0.0 for part in model.subgroups]
    trace = mixed_trace([each.trace for each in found], shares)
    outcomes = mixed([each.outcomes for each in found], shares)
    medians = median_of(trace, [state.id for state in model.states if state.alive])
    for k, outcome in enumerate(outcomes.outcomes):
        if outcome.measure == "median_survival":
            outcomes.values[0, :, k] = medians
    return BaseCase(outcomes=outcomes, trace=trace)


def uncertainty(
    model: Model,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    spool: Spool | None = None,
) -> Uncertainty:
    """As `analyses.uncertainty`, of the mixture if the base case is one: mixed draw by draw.

    Args:
        model: the decision problem.
        progress: called with the work done and the work to do.
        cancelled: asked now and then; True stops the run.
        spool: keeps finished draws; not used for a mixture.

    Raises:
        InputError: if a subgroup makes no valid model.
        Cancelled: if asked to stop.
    """
    if not is_mixture(model):
        return analyses.uncertainty(model, progress=progress, cancelled=cancelled, spool=spool)
    answers = analyses.points(
        model, [(part.changes,) for part in model.subgroups], psa=True, progress=progress, cancelled=cancelled
    )
    answer = mixture_of(answers, model.subgroups, model)
    if answer.psa is None:
        raise InputError(answer.problems, model.book)
    settings = model.settings
    drawn = sampling.draw(model, settings.draws, settings.seed, settings.design)
    kept = np.flatnonzero(np.isin(drawn.index, answer.psa.index))
    replaced = {c.parameter for part in model.subgroups for c in part.changes if isinstance(c, ParameterChange)}
    notes = [
        "The base case is a mixture of subgroups. It has no interval for the median survival, since a median isn't the "
        "mean of the subgroups' medians."
    ]
    if replaced:
        names = ", ".join(p.id for p in model.parameters if p.id in replaced)
        notes.append(f"The drawn values of {names} are the study's; subgroups have their own.")
    return Uncertainty(draws=drawn.select(kept), outcomes=answer.psa, notes=tuple(notes))
