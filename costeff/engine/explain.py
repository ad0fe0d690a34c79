"""Why a draw is no valid model: the reference engine is asked, since it knows names, cycles, values and cells.

The reference engine is slow, so the fast one first says in which cycle each draw goes wrong, and those that go wrong
early are explained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from costeff.engine.reference import explain
from costeff.errors import DrawError, InternalError, Problem
from costeff.errors.rows import DroppedDraws
from costeff.model import Draws, Model

LOOKED_AT = 3
"""Invalid draws that are looked at; the others mostly fail for the same reasons."""

CYCLES = 200
"""Cycles that the reference engine may run for further reasons, once it has found one."""

FirstBad = Callable[[int, int], int]
"""The first cycle in which a draw (by position) is invalid under a strategy (by position)."""


def refuse(model: Model, draws: Draws, bad: NDArray[np.bool_], first_bad: FirstBad) -> NoReturn:
    """Raises with the reasons.

    Args:
        model: the decision problem.
        draws: all draws.
        bad: (draws, strategies), where the fast engine found a draw invalid.
        first_bad: tells the cycle.

    Raises:
        DrawError: with one problem a cause.
        InternalError: if the reference engine finds nothing wrong.
    """
    invalid = np.flatnonzero(bad.any(axis=1))
    suspects = sorted(
        (first_bad(int(position), int(strategy)), int(position), int(strategy))
        for position in invalid[:LOOKED_AT]
        for strategy in np.flatnonzero(bad[position])
    )
    problems: list[Problem] = []
    spent = 0
    for cycle, position, strategy in suspects:
        if problems and spent + cycle > CYCLES:
            break
        spent += cycle + 1
        problem = explain(model, model.strategies[strategy], draws.row(position))
        if problem is not None and not any(_same(problem, p) for p in problems):
            problems.append(replace(problem, draw=int(draws.index[position]) + 1 if len(draws) > 1 else None))
    if not problems:
        raise InternalError(
            f"the fast engine refused draw {invalid[0] + 1} of {model.book}, the reference engine did not"
        )
    if len(draws) > 1 and model.settings.invalid_draws == "drop":
        dropped = DroppedDraws(
            where=problems[0].where, invalid=len(invalid), draws=len(draws), example=problems[0].found()
        )
        problems.insert(0, dropped)
    raise DrawError(problems, book=model.book)


def _same(a: Problem, b: Problem) -> bool:
    """Whether two problems are the same cause, in another draw or strategy."""
    return (a.kind, a.where) == (b.kind, b.where)
