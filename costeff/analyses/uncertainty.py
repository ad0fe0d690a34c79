"""How sure are we? The probabilistic analysis: draws of all parameters, each run as the base case is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from costeff import engine, sampling
from costeff.format import count, number
from costeff.model import Draws, Model
from costeff.results.outcomes import Outcomes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Uncertainty:
    """The probabilistic analysis.

    Attributes:
        draws: the parameter values that were run.
        outcomes: what they yield, draw for draw.
        notes: what the user has to know: how many draws were dropped, and how that moved the means.
    """

    draws: Draws
    outcomes: Outcomes
    notes: tuple[str, ...] = ()


def uncertainty(
    model: Model,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    spool: engine.Spool | None = None,
) -> Uncertainty:
    """Runs the probabilistic analysis, with as many draws, the seed and the design that the settings say.

    Args:
        model: the decision problem.
        progress: called with the work done and the work to do.
        cancelled: asked now and then; True stops the run.
        spool: keeps finished draws, and hands out those that a stopped run kept.

    Raises:
        InputError: if the parameters can't be drawn.
        DrawError: if a draw is no valid model and the settings refuse that, or over 1 in 100 are not.
        Cancelled: if asked to stop.
    """
    settings = model.settings
    drawn = sampling.draw(model, settings.draws, settings.seed, settings.design)
    outcomes = engine.execute(model, drawn, progress=progress, cancelled=cancelled, spool=spool)
    kept = np.flatnonzero(np.isin(drawn.index, outcomes.index))
    if len(kept) == len(drawn):
        return Uncertainty(draws=drawn, outcomes=outcomes)
    valid = drawn.select(kept)
    return Uncertainty(draws=valid, outcomes=outcomes, notes=(_told(drawn, valid),))


def _told(drawn: Draws, valid: Draws) -> str:
    """How many draws were dropped, and which parameter's mean that moved most, in its standard deviations."""
    spread = drawn.values.std(axis=0)
    moved = np.abs(valid.values.mean(axis=0) - drawn.values.mean(axis=0))
    relative = np.divide(moved, spread, out=np.zeros_like(moved), where=spread > 0)
    worst = int(np.argmax(relative))
    return (
        f"{count(len(drawn) - len(valid))} of {count(len(drawn))} draws are no valid model and were "
        f"dropped. This moved the mean of {drawn.ids[worst]} most, by {number(relative[worst], 2)} standard "
        "deviations."
    )
