"""Comparison of the two engines, outcome by outcome."""

from __future__ import annotations

import numpy as np

from costeff.engine import execute, reference, trace
from costeff.model import Draws, Model, base_draws
from costeff.results.outcomes import Outcomes

AGREEMENT = 1e-12
"""Largest relative difference that rounding may leave between the engines."""


TINY = 1e-300
"""What is smaller has no full precision: numbers below 2e-308 lose their last digits."""


def disagreements(model: Model, draws: Draws, found: Outcomes | None = None) -> list[str]:
    """Outcomes on which the engines differ.

    Relative to the outcome itself, and where terms cancel to the largest outcome of its kind in that draw.
    """
    found = execute(model, draws, threads=1) if found is None else found
    wrong = []
    for n, strategy in enumerate(model.strategies):
        for d in range(len(draws)):
            expected = reference.run(model, strategy, draws.row(d)).outcomes
            largest: dict[str, float] = {}
            for outcome, value in expected.items():
                if np.isfinite(value):
                    largest[outcome.measure] = max(largest.get(outcome.measure, 0.0), abs(value))
            for j, outcome in enumerate(found.outcomes):
                a, b = float(found.values[d, n, j]), expected[outcome]
                if not same(a, b, 1e-3 * largest.get(outcome.measure, 0.0)):
                    wrong.append(f"draw {d} {strategy.id} {outcome.column}: fast {a!r}, reference {b!r}")
    return wrong


def trace_disagreements(model: Model) -> list[str]:
    """Times at which the engines see the cohort elsewhere, or other flows."""
    draws, seen = base_draws(model), trace(model)
    wrong = []
    for n, strategy in enumerate(model.strategies):
        expected = reference.run(model, strategy, draws.row(0))
        for what, names, ours, theirs in (
            ("state", seen.states, seen.occupancy[n], expected.occupancy),
            ("arrow", seen.arrows, seen.flows[n], expected.flows),
        ):
            assert len(ours) == len(theirs)
            for t, now in enumerate(theirs):
                for column, name in enumerate(names):
                    if not same(float(ours[t, column]), now.get(name, 0.0), 1e-3):
                        wrong.append(f"{strategy.id} {what} {name} at {t}: {ours[t, column]!r}, {now.get(name, 0.0)!r}")
    return wrong


def same(a: float, b: float, floor: float) -> bool:
    """Equal within the agreement, relative to the larger of both, or to `floor` if that is larger still."""
    return a == b or abs(a - b) <= AGREEMENT * max(abs(a), abs(b), floor, TINY)
