"""How large a model is for the engine, and why."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.engine.plan import base_case, plan_of
from costeff.model import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The size of one strategy.

    Attributes:
        strategy: its id.
        cycles: T.
        places: states with their memories and marks that somebody can be in.
        atoms: groups of places that behave alike.
        instructions: length of the tape.
        causes: places of each state.
    """

    strategy: str
    cycles: int
    places: int
    atoms: int
    instructions: int
    causes: tuple[tuple[str, int], ...]


def sizes(model: Model) -> tuple[Size, ...]:
    """The size of every strategy.

    Raises:
        WorkbookError: if a strategy can't be planned.
    """
    found = []
    for strategy in model.strategies:
        plan = plan_of(model, strategy, base_case(model))
        found.append(
            Size(
                strategy=strategy.id,
                cycles=plan.cycles,
                places=plan.places,
                atoms=plan.atoms,
                instructions=len(plan.lean.code.code),
                causes=plan.causes,
            )
        )
    return tuple(found)
