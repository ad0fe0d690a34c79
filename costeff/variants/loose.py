"""One plan for many values of parameters that decide between cases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from costeff.model import Model, ParameterChange


def loosened(model: Model, names: Collection[str]) -> Model:
    """The problem, planned as if some parameters without a distribution were uncertain.

    A parameter that decides between cases and has no distribution is built into a plan, so that each of its values
    would need plans of its own. Outcomes are the same; but a problem may not be one that can be planned like this
    (`WorkbookError`), and its parameters can't be drawn.

    Args:
        model: the decision problem.
        names: ids of parameters that will be given many values; those that a subgroup replaces stay as they are.
    """
    own = {c.parameter for part in model.subgroups for c in part.changes if isinstance(c, ParameterChange)}
    loose = {p.id for p in model.parameters if p.family == "fixed" and p.id in names} - own
    if not loose:
        return model
    return replace(
        model, parameters=tuple(replace(p, family="uniform") if p.id in loose else p for p in model.parameters)
    )
