"""Rows of a table of draws: of the study, or of the mixture of its subgroups if that is the base case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from costeff import engine
from costeff.model import Draws, Model, override
from costeff.results.mixture import mixed
from costeff.results.outcomes import Outcomes
from costeff.variants.points import common

MIXTURE = "mixture of subgroups"
"""The setting `base case` that asks for it."""


def execute(
    model: Model,
    draws: Draws,
    *,
    drawn: Draws | None = None,
    keep_invalid: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcomes:
    """As `engine.execute`; where the base case is a mixture of subgroups, each row is that mixture.

    What a subgroup replaces stays its own: such a parameter isn't moved with the rows.

    Args:
        model: the decision problem.
        draws: the rows.
        drawn: the draws of the study, if the rows are these with some columns replaced; None = the rows are base
            cases. It tells how a subgroup's own values are drawn.
        keep_invalid: as of `engine.execute`.
        progress: called with the work done and the work to do.
        cancelled: asked now and then; True stops the run.

    Raises:
        InputError: if a subgroup makes no valid model.
        Cancelled: if asked to stop.
    """
    if model.settings.base_case != MIXTURE or not model.subgroups:
        return engine.execute(model, draws, keep_invalid=keep_invalid, progress=progress, cancelled=cancelled)
    found = []
    for part in model.subgroups:
        there = override(model, [part.changes]).model
        own = None if drawn is None else common(model, there, drawn).values
        values = draws.values.copy()
        for k, (old, new) in enumerate(zip(model.parameters, there.parameters, strict=True)):
            if old is not new:
                values[:, k] = new.value if own is None else own[:, k]
        table = replace(draws, values=values)
        found.append(engine.execute(there, table, keep_invalid=keep_invalid, progress=progress, cancelled=cancelled))
    return mixed(found, [part.share or 0.0 for part in model.subgroups])
