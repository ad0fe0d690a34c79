"""Why a draw is no valid model: the reference engine is asked, since it knows names, cycles, values and cells."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from costeff.engine.reference import explain
from costeff.errors import DrawError, InternalError, Problem
from costeff.errors.rows import DroppedDraws
from costeff.model import Draws, Model

EXPLAINED = 3
"""Draws that are explained; the others mostly fail for the same reasons."""


def refuse(model: Model, draws: Draws, bad: NDArray[np.bool_]) -> NoReturn:
    """Raises with the reasons.

    Args:
        model: the decision problem.
        draws: all draws.
        bad: (draws, strategies), where the fast engine found a draw invalid.

    Raises:
        DrawError: with one problem a cause.
        InternalError: if the reference engine finds nothing wrong.
    """
    problems: list[Problem] = []
    for position in np.flatnonzero(bad.any(axis=1))[:EXPLAINED]:
        for strategy in np.flatnonzero(bad[position]):
            problem = explain(model, model.strategies[strategy], draws.row(int(position)))
            if problem is not None and not any(_same(problem, p) for p in problems):
                number = int(draws.index[position]) + 1 if len(draws) > 1 else None
                problems.append(replace(problem, draw=number))
    if not problems:
        first = int(np.flatnonzero(bad.any(axis=1))[0])
        raise InternalError(f"the fast engine refused draw {first + 1} of {model.book}, the reference engine did not")
    if len(draws) > 1 and model.settings.invalid_draws == "drop":
        dropped = DroppedDraws(
            where=problems[0].where, invalid=int(bad.any(axis=1).sum()), draws=len(draws), example=problems[0].found()
        )
        problems.insert(0, dropped)
    raise DrawError(problems, book=model.book)


def _same(a: Problem, b: Problem) -> bool:
    """Whether two problems are the same cause, in another draw or strategy."""
    return (a.kind, a.where) == (b.kind, b.where)
