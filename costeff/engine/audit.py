"""The row of a state in numbers, as the reference engine works it out where the cohort of the base case is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from costeff.engine.execute import whereabouts
from costeff.engine.reference import Cohort
from costeff.engine.reference_scope import Place
from costeff.model import Model, base_draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Where those go who are in a state, in one cycle of one strategy.

    Attributes:
        strategy: its id.
        cycle: its number, from 0.
        step: cycles that they have been in the state, where it remembers that.
        final: whether this is the last step of the memory, and not the arrival.
        marks: the marks that they have.
        moves: arrow to the probability of taking it in the cycle; arrows that aren't in force are left out.
        stay: the probability of staying.
    """

    strategy: str
    cycle: int
    step: int
    final: bool
    marks: tuple[str, ...]
    moves: Mapping[str, float]
    stay: float


def rows_of(model: Model, state: str) -> Iterator[Row]:
    """The row when somebody is first in the state, and at the end of its memory if it has one, strategy by strategy.

    Args:
        model: a model whose base case is valid.
        state: id of a state; of its places the one with most people is shown.
    """
    memory = next(s.remembers for s in model.states if s.id == state)
    last = None if memory is None else memory.whole_cycles(model.settings.cycle) - 1
    draw = base_draws(model).row(0)
    strategies = {s.id: s for s in model.strategies}
    for strategy, looks in whereabouts(model, within=frozenset({state})):
        cohort = Cohort(model, strategies[strategy], draw)
        for wanted in (None, last) if last else (None,):
            found = _first(looks, wanted)
            if found is None:
                continue
            cycle, place = found
            moves, stay = cohort.rows(place, cycle)
            yield Row(
                strategy=strategy,
                cycle=cycle,
                step=place.step,
                final=wanted is not None,
                marks=tuple(m.id for m, since in zip(model.marks, place.marks, strict=True) if since is not None),
                moves={arrow.id: p for arrow, p in moves},
                stay=stay,
            )


def _first(looks: Mapping[int, Mapping[Place, float]], step: int | None) -> tuple[int, Place] | None:
    """The first cycle in which somebody is there (at that step of the memory), and where most are then."""
    for cycle, shares in looks.items():
        places = {place: share for place, share in shares.items() if step is None or place.step == step}
        if places:
            return cycle, max(places, key=lambda place: places[place])
    return None
