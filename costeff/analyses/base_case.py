"""What does each strategy yield with every parameter at its value?"""

from __future__ import annotations

from dataclasses import dataclass

from costeff import engine
from costeff.model import Model, base_draws
from costeff.results.outcomes import Outcomes, Trace


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaseCase:
    """The base case: outcomes of the one draw, and where the cohort is."""

    outcomes: Outcomes
    trace: Trace


def base_case(model: Model) -> BaseCase:
    """Runs the base case.

    Raises:
        DrawError: if the values of the workbook are no valid model.
    """
    return BaseCase(outcomes=engine.execute(model, base_draws(model)), trace=engine.trace(model))
