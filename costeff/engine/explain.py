"""Why a draw is no valid model: the reference engine is asked, since it knows names, cycles, values and cells.

The reference engine is slow, so the fast one first says in which cycle each draw goes wrong and who is where then;
the reference engine reads the rows of those places. Only where that finds nothing does it walk the whole way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from costeff.engine.reference import explain
from costeff.engine.reference_scope import Place as Whereabouts
from costeff.engine.reference_search import Occupied, explain_payoffs, explain_rows
from costeff.errors import DrawError, InternalError, Problem
from costeff.errors.rows import DroppedDraws
from costeff.model import Draws, Model
from costeff.results.outcomes import Outcome

__all__ = ["FirstBad", "Sighting", "Whereabouts", "refuse"]

LOOKED_AT = 3
"""Invalid draws that are looked at; the others mostly fail for the same reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the fast engine saw of an invalid draw.

    Attributes:
        cycle: the first in which a row or promise is broken; the number of cycles where none is.
        cycles: how many there are.
        occupied: the places that somebody is in at the start of a cycle, up to the first broken one.
        without_value: outcomes that are no numbers.
    """

    cycle: int
    cycles: int
    occupied: Occupied
    without_value: tuple[Outcome, ...]


FirstBad = Callable[[int, int], Sighting]
"""What was seen of a draw (by position) under a strategy (by position)."""


def refuse(model: Model, draws: Draws, bad: NDArray[np.bool_], first_bad: FirstBad) -> NoReturn:
    """Raises with the reasons.

    Args:
        model: the decision problem.
        draws: all draws.
        bad: (draws, strategies), where the fast engine found a draw invalid.
        first_bad: tells what it saw.

    Raises:
        DrawError: with one problem a cause.
        InternalError: if the reference engine finds nothing wrong.
    """
    invalid = np.flatnonzero(bad.any(axis=1))
    problems: list[Problem] = []
    seen = [
        (first_bad(position, strategy), position, strategy)
        for position in invalid[:LOOKED_AT].tolist()
        for strategy in np.flatnonzero(bad[position]).tolist()
    ]
    for sighting, position, strategy in sorted(seen, key=lambda one: (one[0].cycle, *one[1:])):  # the earliest first
        problem = _explain(model, strategy, draws.row(position), sighting, thorough=not problems)
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


def _explain(model: Model, strategy: int, draw: dict[str, float], seen: Sighting, *, thorough: bool) -> Problem | None:
    """What is wrong with a draw under a strategy: looked for where it was seen; if thorough, anywhere."""
    followed = model.strategies[strategy]
    problem = None
    if seen.cycle < seen.cycles:
        problem = explain_rows(model, followed, draw, seen.cycle, seen.occupied(seen.cycle))
    elif thorough:
        problem = explain_payoffs(model, followed, draw, seen.occupied, seen.without_value)
    return explain(model, followed, draw) if problem is None and thorough else problem


def _same(a: Problem, b: Problem) -> bool:
    """Whether two problems are the same cause, in another draw or strategy."""
    return (a.kind, a.where) == (b.kind, b.where)
