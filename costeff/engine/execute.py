"""Execution: draws in, outcomes out. The only way in which a number is computed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.engine import kernel as k
from costeff.engine.catalogue import outcomes_of
from costeff.engine.explain import FirstBad, Sighting, Whereabouts, refuse
from costeff.engine.plan import Plan, base_case, plan_of
from costeff.engine.structure import structural
from costeff.errors import Cancelled
from costeff.model import Draws, Model, base_draws
from costeff.results.outcomes import Outcomes, Trace

BLOCKS_A_JOB = 8
"""Blocks of 128 draws in one job: some 25 ms, so that progress is smooth and a cancelled run ends soon."""

MAY_DROP = 0.01
"""Share of invalid draws that `invalid draws = drop` leaves out."""

Progress = Callable[[int, int], None]


def execute(
    model: Model,
    draws: Draws,
    *,
    threads: int | None = None,
    keep_invalid: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcomes:
    """Runs every strategy under every draw.

    Outcomes of a draw are the same bits whatever the other draws, their number, the threads and the processor.

    Args:
        model: the decision problem.
        draws: parameter values, one row a draw.
        threads: how many to use; None = one a processor.
        keep_invalid: whether draws that are no valid model stay, with nan for every outcome, whatever the settings say.
        progress: called with the number of finished and of all jobs, from the calling thread.
        cancelled: asked between jobs; True ends the run.

    Returns:
        Outcomes by draw and strategy. Under `invalid draws = drop` without the invalid draws, if they are few.

    Raises:
        DrawError: if a draw is no valid model, with the reasons by cell.
        WorkbookError: if a strategy can't be planned.
        Cancelled: if `cancelled` said so.
    """
    outcomes = outcomes_of(model)
    groups = _groups(model, draws)
    jobs = [
        _Job(
            plan=plan,
            strategy=n,
            ids=draws.ids,
            inputs=inputs[start : start + BLOCKS_A_JOB],
            rows=rows[start * k.LANES : (start + BLOCKS_A_JOB) * k.LANES],
        )
        for plans, rows, inputs in groups
        for n, plan in enumerate(plans)
        for start in range(0, len(inputs), BLOCKS_A_JOB)
    ]
    values = np.empty((len(draws), len(model.strategies), len(outcomes)))
    bad = np.zeros((len(draws), len(model.strategies)), dtype=np.bool_)

    def carry_out(job: _Job) -> None:
        out, invalid = job.run()
        values[job.rows, job.strategy] = out[: len(job.rows)]
        bad[job.rows, job.strategy] = invalid[: len(job.rows)]

    _all(jobs, carry_out, threads or os.cpu_count() or 1, progress, cancelled)
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Job:
    """Some blocks of draws of one strategy.

    Attributes:
        plan: what to run.
        strategy: its position.
        ids: parameters of the inputs.
        inputs: (blocks, parameters, 128).
        rows: positions of the draws; the last block may hold more.
    """

    plan: Plan
    strategy: int
    ids: tuple[str, ...]
    inputs: NDArray[np.float64]
    rows: NDArray[np.intp]

    def run(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Outcomes (draws, outcomes) and whether each draw is invalid, copies that fill the block included."""
        out = np.empty((len(self.inputs), len(self.plan.outcomes), k.LANES))
        invalid = np.zeros((len(self.inputs), k.LANES), dtype=np.int32)
        _run(self.plan, self.ids, self.inputs, out, invalid)
        return out.transpose(0, 2, 1).reshape(-1, len(self.plan.outcomes)), invalid.reshape(-1) > 0


def _groups(model: Model, draws: Draws) -> list[tuple[list[Plan], NDArray[np.intp], NDArray[np.float64]]]:
    """Draws that share their structural parameters: plans, positions, and inputs in blocks."""
    ids = structural(model)
    columns = [draws.ids.index(id_) for id_ in ids]
    kinds, which = np.unique(draws.values[:, columns], axis=0, return_inverse=True)
    found = []
    for n, kind in enumerate(kinds):
        fixed = tuple(zip(ids, kind.tolist(), strict=True))
        rows = np.flatnonzero(which.reshape(-1) == n)
        plans = [plan_of(model, strategy, fixed) for strategy in model.strategies]
        found.append((plans, rows, _padded(draws, rows)))
    return found


def trace(model: Model) -> Trace:
    """The cohort of the base case: where it is at each time, and what moves along each arrow.

    Raises:
        DrawError: if the base case is no valid model.
        WorkbookError: if a strategy can't be planned.
    """
    cycles, draws = model.settings.cycles, base_draws(model)
    arrows = {a.id: n for n, a in enumerate(model.arrows)}
    occupancy = np.zeros((len(model.strategies), cycles + 1, len(model.states)))
    flows = np.zeros((len(model.strategies), cycles, len(arrows)))
    for n, strategy in enumerate(model.strategies):
        plan = plan_of(model, strategy, base_case(model))
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


def _padded(draws: Draws, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Some draws as (blocks, parameters, 128), the last block filled up with copies of its last draw."""
    blocks = -(-len(rows) // k.LANES)
    padded = rows[np.minimum(np.arange(blocks * k.LANES), len(rows) - 1)]
    values = draws.values[padded].reshape(blocks, k.LANES, len(draws.ids))
    return np.ascontiguousarray(values.transpose(0, 2, 1))


def whereabouts(model: Model, every: int = 1) -> Iterator[tuple[str, dict[int, dict[Whereabouts, float]]]]:
    """Where the base case's cohort is, by state, step of memory and marks.

    Args:
        model: the decision problem, whose base case must be valid.
        every: cycles from one look to the next.

    Yields:
        Strategy and, by cycle, the share of the starting cohort in each place that somebody is in.
    """
    draws = base_draws(model)
    for strategy in model.strategies:
        plan = plan_of(model, strategy, base_case(model))
        _, _, places, _ = _followed(plan, draws, 0)
        yield strategy.id, {t: _occupied(model, plan, places[t]) for t in range(0, plan.cycles, every)}


def _followed(plan: Plan, draws: Draws, position: int) -> tuple[NDArray[np.float64], ...]:
    """One draw run alone with a trace: outcomes, whether it is invalid, shares by place and guards, flows."""
    out, invalid = np.empty((1, len(plan.outcomes), k.LANES)), np.zeros((1, k.LANES), dtype=np.int32)
    places = np.zeros((plan.cycles + 1, plan.places + 1))
    moved = np.zeros((plan.cycles, len(plan.traced.flows)))
    _run(plan, draws.ids, _padded(draws, np.array([position])), out, invalid, places, moved)
    return out[0, :, 0], invalid, places, moved


def _occupied(model: Model, plan: Plan, shares: NDArray[np.float64]) -> dict[Whereabouts, float]:
    """The places that somebody is in at one time, with their shares."""
    found = {}
    for column in np.flatnonzero(shares[:-1] != 0).tolist():
        place = plan.located[column]
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
            cycle=int(wrong[0]) if len(wrong) else plan.cycles,
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


def _run(
    plan: Plan,
    ids: tuple[str, ...],
    inputs: NDArray[np.float64],
    out: NDArray[np.float64],
    invalid: NDArray[np.int32],
    trace_x: NDArray[np.float64] | None = None,
    trace_flow: NDArray[np.float64] | None = None,
) -> None:
    """Calls the kernel; every array is coerced here, so that there is one compiled signature."""
    layout = plan.lean if trace_x is None else plan.traced
    code = layout.code
    nothing = np.zeros((0, 0))
    k.run(
        code.code,
        code.sections,
        code.constants,
        np.ascontiguousarray(inputs),
        np.array([code.inputs.get(name, -1) for name in ids], dtype=np.int32),
        np.ascontiguousarray(code.clock),
        code.clock_rows,
        code.clock_first,
        code.clock_last,
        layout.start_rows,
        plan.set_first,
        plan.set_last,
        plan.weight,
        plan.knots,
        layout.out_rows,
        out,
        invalid,
        plan.places,
        nothing if trace_x is None else trace_x,
        np.array([row for _, row, _ in layout.flows], dtype=np.int32),
        nothing if trace_flow is None else trace_flow,
    )


def _all(
    jobs: list[_Job],
    carry_out: Callable[[_Job], None],
    threads: int,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Carries the jobs out on some threads; the kernel lets go of Python's lock."""
    with ThreadPoolExecutor(max_workers=max(1, min(threads, len(jobs)))) as pool:
        waiting = {pool.submit(carry_out, job) for job in jobs}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                if progress is not None:
                    progress(len(jobs) - len(waiting), len(jobs))
                if cancelled is not None and cancelled():
                    raise Cancelled("the run was cancelled")
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


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
