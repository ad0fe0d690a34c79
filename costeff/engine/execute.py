"""Execution: draws in, outcomes out. The only way in which a number is computed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from costeff.engine import kernel as k
from costeff.engine.catalogue import outcomes_of
from costeff.engine.explain import FirstBad, Sighting, Whereabouts, refuse
from costeff.engine.jobs import Job, Planned, Progress, Spool, call, carry_out, in_blocks
from costeff.engine.plan import Plan, base_case, plan_of
from costeff.engine.structure import structural
from costeff.model import Draws, Model, base_draws
from costeff.results.outcomes import Outcomes, Trace

BLOCKS_A_JOB = 8
"""Blocks of 128 draws in one job: some 25 ms, so that progress is smooth and a cancelled run ends soon."""

MAY_DROP = 0.01
"""Share of invalid draws that `invalid draws = drop` leaves out."""


def execute(
    model: Model,
    draws: Draws,
    *,
    threads: int | None = None,
    keep_invalid: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    spool: Spool | None = None,
) -> Outcomes:
    """Runs every strategy under every draw.

    Outcomes of a draw are the same bits whatever the other draws, their number, the threads and the processor.

    Args:
        model: the decision problem.
        draws: parameter values, one row a draw.
        threads: how many to use; None = one a processor.
        keep_invalid: whether draws that are no valid model stay, with nan for every outcome, whatever the settings say.
        progress: called with the number of finished and of all jobs, from the calling thread.
        cancelled: asked now and then; True ends the run.
        spool: keeps what is finished, and hands out what a former process kept.

    Returns:
        Outcomes by draw and strategy. Under `invalid draws = drop` without the invalid draws, if they are few.

    Raises:
        DrawError: if a draw is no valid model, with the reasons by cell.
        WorkbookError: if a strategy can't be planned.
        Cancelled: if `cancelled` said so.
    """
    outcomes = outcomes_of(model)
    jobs = _jobs(model, draws)
    values = np.empty((len(draws), len(model.strategies), len(outcomes)))
    bad = np.zeros((len(draws), len(model.strategies)), dtype=np.bool_)
    threads = threads or os.cpu_count() or 1
    carry_out(jobs, values, bad, threads=threads, progress=progress, cancelled=cancelled, spool=spool)
    finite = np.array([o.measure != "median_survival" for o in outcomes])  # a median may lie beyond the horizon
    bad |= ~np.isfinite(values[:, :, finite]).all(axis=2)
    found = Outcomes(
        strategies=tuple(s.id for s in model.strategies), outcomes=outcomes, values=values, index=draws.index.copy()
    )
    if not bad.any():
        return found
    if keep_invalid:
        values[bad.any(axis=1)] = np.nan
        return found
    return _valid(model, draws, found, bad)


def _jobs(model: Model, draws: Draws) -> list[Job]:
    """What is to be done, some blocks at a time. Draws that share their structural parameters share plans."""
    ids = structural(model)
    columns = [draws.ids.index(id_) for id_ in ids]
    kinds, which = np.unique(draws.values[:, columns], axis=0, return_inverse=True)
    found = []
    for n, kind in enumerate(kinds):
        fixed = tuple(zip(ids, kind.tolist(), strict=True))
        rows = np.flatnonzero(which.reshape(-1) == n)
        inputs = in_blocks(draws.values[rows])
        for position, strategy in enumerate(model.strategies):
            planned: Planned = cache(partial(plan_of, model, strategy, fixed))
            found += [
                Job(
                    planned=planned,
                    strategy=position,
                    ids=draws.ids,
                    inputs=inputs[start : start + BLOCKS_A_JOB],
                    rows=rows[start * k.LANES : (start + BLOCKS_A_JOB) * k.LANES],
                    repeats=draws.seed is None,
                )
                for start in range(0, len(inputs), BLOCKS_A_JOB)
            ]
    return found


def trace(model: Model, draws: Draws | None = None) -> Trace:
    """The cohort of the base case: where it is at each time, and what moves along each arrow.

    Args:
        model: the decision problem.
        draws: one row, values to follow in place of the base case; strategies are planned once for all of them.

    Raises:
        DrawError: if the base case is no valid model.
        WorkbookError: if a strategy can't be planned.
    """
    cycles, draws = model.settings.cycles, base_draws(model) if draws is None else draws
    fixed = tuple((name, float(draws.column(name)[0])) for name in structural(model))
    arrows = {a.id: n for n, a in enumerate(model.arrows)}
    occupancy = np.zeros((len(model.strategies), cycles + 1, len(model.states)))
    flows = np.zeros((len(model.strategies), cycles, len(arrows)))
    for n, strategy in enumerate(model.strategies):
        plan = plan_of(model, strategy, fixed)
        _, invalid, places, moved = _followed(plan, draws, 0)
        if invalid.any():
            refuse(model, draws, np.array([[m == n for m in range(len(model.strategies))]]), _first_bad(model, draws))
        for column, place in enumerate(plan.located):
            occupancy[n, :, place.state] += places[:, column]
        for column, (arrow, _, (first, last)) in enumerate(plan.traced.flows):
            flows[n, first : last + 1, arrows[arrow]] += moved[first : last + 1, column]
    return Trace(
        strategies=tuple(s.id for s in model.strategies),
        states=tuple(s.id for s in model.states),
        years=np.array([model.settings.years_at(t) for t in range(cycles + 1)]),
        occupancy=occupancy,
        arrows=tuple(arrows),
        flows=flows,
    )


def whereabouts(
    model: Model, every: int = 1, within: frozenset[str] | None = None
) -> Iterator[tuple[str, dict[int, dict[Whereabouts, float]]]]:
    """Where the base case's cohort is, by state, step of memory and marks.

    Args:
        model: the decision problem, whose base case must be valid.
        every: cycles from one look to the next.
        within: states that are looked at; None = all.

    Yields:
        Strategy and, by cycle, the share of the starting cohort in each place that somebody is in.
    """
    draws = base_draws(model)
    for strategy in model.strategies:
        plan = plan_of(model, strategy, base_case(model))
        _, _, places, _ = _followed(plan, draws, 0)
        yield strategy.id, {t: _occupied(model, plan, places[t], within) for t in range(0, plan.cycles, every)}


def _followed(
    plan: Plan, draws: Draws, position: int
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """One draw run alone with a trace: outcomes, whether it is invalid, shares by place and guards, flows."""
    out, invalid = np.empty((1, len(plan.outcomes), k.LANES)), np.zeros((1, k.LANES), dtype=np.int32)
    places = np.zeros((plan.cycles + 1, plan.places + 1))
    moved = np.zeros((plan.cycles, len(plan.traced.flows)))
    call(plan, draws.ids, in_blocks(draws.values[[position]]), out, invalid, places, moved)
    return out[0, :, 0], invalid, places, moved


def _occupied(
    model: Model, plan: Plan, shares: NDArray[np.float64], within: frozenset[str] | None = None
) -> dict[Whereabouts, float]:
    """The places that somebody is in at one time, with their shares."""
    found = {}
    for column in np.flatnonzero(shares[:-1] != 0).tolist():
        place = plan.located[column]
        if within is not None and model.states[place.state].id not in within:
            continue
        marks = tuple(None if step < 0 else step for step in place.marks)
        found[Whereabouts(model.states[place.state].id, place.step, marks)] = float(shares[column])
    return found


def _first_bad(model: Model, draws: Draws) -> FirstBad:
    """Tells where and when a draw is first found invalid, by running it alone with a trace."""
    ids = structural(model)

    def first(position: int, strategy: int) -> Sighting:
        fixed = tuple((name, float(draws.column(name)[position])) for name in ids)
        plan = plan_of(model, model.strategies[strategy], fixed)
        out, _, places, _ = _followed(plan, draws, position)
        wrong = np.flatnonzero(~(places[:, -1] == 0))
        return Sighting(
            cycle=max(0, int(wrong[0]) - 1) if len(wrong) else plan.cycles,  # it shows a cycle later
            cycles=plan.cycles,
            occupied=lambda cycle: tuple(_occupied(model, plan, places[cycle])),
            without_value=tuple(o for o, value in zip(plan.outcomes, out, strict=True) if not np.isfinite(value)),
        )

    return first


def warm() -> None:
    """Compiles the kernel, or loads it from the cache, by running one cycle of nothing."""
    rows, none = np.zeros(0, dtype=np.int32), np.zeros((0, 0))
    sections, code = np.zeros(4, dtype=np.int32), np.zeros((0, 8), dtype=np.int32)
    inputs, out, invalid = np.zeros((1, 0, k.LANES)), np.zeros((1, 0, k.LANES)), np.zeros((1, k.LANES), dtype=np.int32)
    clock, weight, numbers = np.zeros((0, 2)), np.zeros((1, 2)), np.zeros(1)
    k.run(
        code, sections, numbers, inputs, rows, clock, rows, rows, rows, rows, rows, rows, weight, numbers, rows, out,
        invalid, 0, none, rows, none,
    )  # fmt: skip


def _valid(model: Model, draws: Draws, found: Outcomes, bad: NDArray[np.bool_]) -> Outcomes:
    """Refuses, or drops what the settings allow to be dropped."""
    invalid = bad.any(axis=1)
    droppable = model.settings.invalid_draws == "drop" and len(draws) > 1
    if not droppable or invalid.mean() > MAY_DROP:
        refuse(model, draws, bad, _first_bad(model, draws))
    return Outcomes(
        strategies=found.strategies,
        outcomes=found.outcomes,
        values=found.values[~invalid],
        index=found.index[~invalid],
    )
