"""Checking a workbook without a full run: read it, run the base case and a few draws, and say what it holds."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from costeff import engine, sampling
from costeff.engine import Size
from costeff.engine.structure import structural
from costeff.errors import InputError, Problem
from costeff.model import Model, base_draws
from costeff.model.checks import place_in_book
from costeff.results.outcomes import Outcomes
from costeff.workflow.findings import findings
from costeff.workflow.implied import Implied, implied
from costeff.workflow.reading import examine
from costeff.workflow.rules_notes import recalled_rules

TRIED = 128
"""Draws that are run beside the base case: one block of the engine."""

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a workbook holds, counted.

    Attributes:
        strategies: id to label, in the order of the workbook; `left_out` those that it excludes.
        reference: id of the strategy that the others are compared with.
        uncertain: how many of the parameters are drawn.
        evidence: how many parameters have each grade of evidence.
        cycle, horizon, discount_costs, discount_effects: as written in a workbook.
    """

    book: str
    sha256: str
    title: str
    strategies: Mapping[str, str]
    left_out: Mapping[str, str]
    reference: str
    states: int
    marks: int
    parameters: int
    uncertain: int
    evidence: Mapping[str, int]
    variables: int
    arrows: int
    payoffs: int
    tables: int
    targets: int
    checks: int
    start_age: float
    cycle: str
    cycles: int
    horizon: str
    correction: str
    discount_costs: str
    discount_effects: str
    thresholds: tuple[float, ...]
    currency: str
    draws: int
    seed: int
    design: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """A workbook that can be run.

    Attributes:
        model: the decision problem.
        problems: warnings and notes; an error would have been raised.
        facts: what it holds.
        implied: every uncertain parameter with what its distribution implies.
        sizes: how large each strategy is for the engine, and why; empty if that wasn't asked for.
        base: outcomes of the base case.
        tried: how many draws of the probabilistic analysis were run too.
    """

    model: Model
    problems: tuple[Problem, ...]
    facts: Facts
    implied: tuple[Implied, ...]
    sizes: tuple[Size, ...]
    base: Outcomes
    tried: int = 0


def check(path: str | os.PathLike[str], *, sizes: bool = True) -> Checked:
    """Checks a workbook, and runs its base case and some draws so that rows that don't add up show at once.

    Args:
        path: the workbook; it is never written to.
        sizes: whether to measure how large each strategy is.

    Raises:
        WorkbookError: with every problem found in the workbook, or if a strategy is too large to run.
        DrawError: with what the base case or a draw showed, beside the warnings.
    """
    reading = examine(path)
    model, problems = reading.model, reading.problems
    try:
        measured = engine.sizes(model) if sizes else ()
        base = engine.execute(model, base_draws(model))
        tried = _try_draws(model)
    except InputError as error:
        raise type(error)((*error.problems, *problems), model.book) from error
    problems = (*problems, *recalled_rules(model.settings), *findings(model, base, engine.trace(model)))
    problems = tuple(sorted(problems, key=_rank))
    told = implied(model)
    return Checked(
        model=model,
        problems=problems,
        facts=_facts(model, len(told)),
        implied=told,
        sizes=measured,
        base=base,
        tried=tried,
    )


def _rank(problem: Problem) -> tuple[int, tuple[object, ...]]:
    """Warnings first, then notes, each in the order of the sheets."""
    return SEVERITIES.index(problem.severity), place_in_book(problem.where)


def _try_draws(model: Model) -> int:
    """Runs the first draws of the probabilistic analysis; how many.

    None where invalid draws may be dropped, which only all of them can tell, and where parameters that shape the model
    itself are drawn, so that each draw would be planned anew.
    """
    few = min(model.settings.draws, TRIED)
    if model.settings.invalid_draws == "drop" or not few:
        return 0
    draws = sampling.draw(model, few, model.settings.seed, model.settings.design)
    shaping = [draws.ids.index(name) for name in structural(model)]
    if shaping and len(np.unique(draws.values[:, shaping], axis=0)) > 1:
        return 0
    engine.execute(model, draws)
    return few


def _facts(model: Model, uncertain: int) -> Facts:
    """The model, counted."""
    settings = model.settings
    return Facts(
        book=model.book,
        sha256=model.sha256,
        title=settings.title,
        strategies={s.id: s.label for s in model.strategies},
        left_out={s.id: s.label for s in model.strategies_left_out},
        reference=settings.reference,
        states=len(model.states),
        marks=len(model.marks),
        parameters=len(model.parameters),
        uncertain=uncertain,
        evidence=dict(Counter(p.evidence or "not graded" for p in model.parameters)),
        variables=len(model.variables),
        arrows=len(model.arrows),
        payoffs=len(model.payoffs),
        tables=len(model.tables),
        targets=len(model.targets),
        checks=len(model.checks),
        start_age=settings.start_age,
        cycle=str(settings.cycle),
        cycles=settings.cycles,
        horizon=str(settings.horizon),
        correction=settings.correction,
        discount_costs=str(settings.discount_costs),
        discount_effects=str(settings.discount_effects),
        thresholds=settings.thresholds,
        currency=settings.currency,
        draws=settings.draws,
        seed=settings.seed,
        design=settings.design,
    )
