"""What a year in each state is worth, as people grow older: read by the reference engine where the cohort is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from costeff.engine.execute import whereabouts
from costeff.engine.reference_scope import Context, Failure, Place, Reader
from costeff.model import Model, base_draws

YEARS_APART = 5.0
"""Between two ages that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The quality of life in a state at an age, for most of those who are in it.

    Attributes:
        strategy, state: ids; age: in years.
        weight: QALYs a year, all utilities of the state together.
    """

    strategy: str
    state: str
    age: float
    weight: float


def quality(model: Model) -> Iterator[Quality]:
    """The quality of life in every living state every five years, in the base case, which must be valid."""
    draw = base_draws(model).row(0)
    readers = {s.id: Reader(model, s, draw) for s in model.strategies}
    alive = {s.id for s in model.states if s.alive}
    every = max(1, math.floor(YEARS_APART / model.settings.cycle_years))
    for strategy, looks in whereabouts(model, every):
        for cycle, shares in looks.items():
            age = model.settings.start_age + model.settings.years_at(cycle)
            for state, place in _most_of(shares).items():
                if state in alive:
                    weight = _weight(model, readers[strategy], place, cycle)
                    if weight is not None:
                        yield Quality(strategy=strategy, state=state, age=age, weight=weight)


def _most_of(shares: Mapping[Place, float]) -> dict[str, Place]:
    """For each state, the place in it that most people are in."""
    found: dict[str, Place] = {}
    for place, share in shares.items():
        if place.state not in found or share > shares[found[place.state]]:
            found[place.state] = place
    return found


def _weight(model: Model, reader: Reader, place: Place, cycle: int) -> float | None:
    """QALYs a year in a place; None where a utility has no value there."""
    context = Context(cycle=cycle, state=place.state, step=place.step, marks=place.marks)
    weight = 0.0
    for payoff in model.payoffs:
        if payoff.kind != "utility" or payoff.charged != "in" or place.state not in payoff.over:
            continue
        times_a_year = 1.0 if payoff.per is None else 1.0 / payoff.per.years(model.settings.cycle)
        try:
            if payoff.when is None or reader.value(payoff.when, context) != 0:
                weight += reader.value(payoff.amount, context) * times_a_year
        except Failure:
            return None
    return weight
