"""Jobs: some blocks of draws of one strategy each, carried out on several threads, kept where the caller wants that."""

from __future__ import annotations

import hashlib
import platform
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from costeff import __version__
from costeff.engine import kernel as k
from costeff.engine.plan import Plan
from costeff.errors import Cancelled

Planned = Callable[[], Plan]
Progress = Callable[[int, int], None]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

PATIENCE = 0.2
"""Seconds between two looks at whether the run is cancelled, while no job ends."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """Some blocks of draws of one strategy.

    Attributes:
        planned: gives what to run, the same at every call; made at the first, which takes a moment.
        strategy: its position.
        ids: parameters of the inputs.
        inputs: (blocks, parameters, 128).
        rows: positions of the draws; the last block may hold more.
        repeats: whether draws may be the same in all that the strategy reads; such draws are run once.
    """

    planned: Planned
    strategy: int
    ids: tuple[str, ...]
    inputs: Values
    rows: NDArray[np.intp]
    repeats: bool = False

    @property
    def plan(self) -> Plan:
        """What to run."""
        return self.planned()

    def run(self) -> tuple[Values, Flags]:
        """Outcomes (draws, outcomes) and whether each draw is invalid."""
        inputs, which = self._distinct() if self.repeats else (self.inputs, np.arange(len(self.rows)))
        out = np.empty((len(inputs), len(self.plan.outcomes), k.LANES))
        invalid = np.zeros((len(inputs), k.LANES), dtype=np.int32)
        call(self.plan, self.ids, inputs, out, invalid)
        flat = out.transpose(0, 2, 1).reshape(-1, len(self.plan.outcomes))
        return flat[which], invalid.reshape(-1)[which] > 0

    def _distinct(self) -> tuple[Values, NDArray[np.intp]]:
        """Inputs that differ, to the bit, in what the plan reads; and for each draw the position of its own."""
        draws = self.inputs.transpose(0, 2, 1).reshape(len(self.inputs) * k.LANES, len(self.ids))[: len(self.rows)]
        read = draws[:, [n for n, name in enumerate(self.ids) if name in self.plan.lean.code.inputs]]
        first: dict[bytes, int] = {}
        for n, row in enumerate(read):
            first.setdefault(row.tobytes(), n)
        numbers = {key: n for n, key in enumerate(first)}
        which = np.array([numbers[row.tobytes()] for row in read], dtype=np.intp)
        return in_blocks(draws[list(first.values())]), which


def in_blocks(draws: Values) -> Values:
    """Rows of inputs as (blocks, parameters, 128), the last block filled up with copies of the last row."""
    count = -(-len(draws) // k.LANES)
    padded = draws[np.minimum(np.arange(count * k.LANES), len(draws) - 1)]
    return np.ascontiguousarray(padded.reshape(count, k.LANES, draws.shape[1]).transpose(0, 2, 1))


class Spool(Protocol):
    """What keeps the yield of finished jobs beyond the life of this process. Called from one thread only."""

    def begin(self, fingerprint: Callable[[], str], jobs: int, size: int) -> Iterable[tuple[int, Values, Flags]]:
        """Starts, and hands out what was kept of the same jobs in a former process.

        Args:
            fingerprint: tells everything that the yield depends on, as a digest; takes a moment.
            jobs: how many there are.
            size: bytes of what they all yield.

        Returns:
            Number, outcomes (draws, outcomes) and invalid draws of jobs that needn't be run again.
        """

    def add(self, job: int, take: Callable[[], tuple[Values, Flags]]) -> None:
        """Says that a job is finished; what it yielded is to be had by `take` as long as the run lasts."""

    def flush(self) -> None:
        """Says that the run has ended, well or not: whatever was added is to be kept now."""


def carry_out(
    jobs: list[Job],
    values: Values,
    bad: Flags,
    *,
    threads: int,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    spool: Spool | None = None,
) -> None:
    """Carries jobs out; the kernel lets go of Python's lock, so that jobs run while those after them are planned.

    Args:
        jobs: in any order.
        values: (draws, strategies, outcomes), to be filled.
        bad: (draws, strategies), to be filled.
        threads: how many to use.
        progress: called with the number of finished and of all jobs, from the calling thread.
        cancelled: asked now and then; True ends the run.
        spool: keeps what is finished.

    Raises:
        Cancelled: if `cancelled` said so.
        WorkbookError: if a job can't be planned.
    """
    finished: SimpleQueue[tuple[int, Future[None]]] = SimpleQueue()

    def end(timeout: float) -> None:
        number, future = finished.get(timeout=timeout)
        if future.cancelled():
            return
        future.result()
        if spool is not None:
            spool.add(number, partial(_taken, jobs[number], values, bad))

    done = _restored(jobs, values, bad, spool)
    waiting = deque(n for n in range(len(jobs)) if n not in done)
    left = len(waiting)
    with ThreadPoolExecutor(max_workers=max(1, min(threads, left))) as pool:
        try:
            while left:
                if waiting:
                    number = waiting.popleft()
                    begun = _begun(pool, jobs[number], values, bad)
                    begun.add_done_callback(partial(_report, finished, number))
                try:
                    end(0 if waiting else PATIENCE)
                    left -= 1
                except Empty:
                    pass
                _tell(len(jobs) - left, len(jobs), progress, cancelled)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            while not finished.empty():  # those that were at work have ended meanwhile
                with suppress(Exception):
                    end(0)
            raise
        finally:
            if spool is not None:
                spool.flush()


def _tell(done: int, total: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
    """Says how far the run is, and asks whether it is to go on."""
    if progress is not None:
        progress(done, total)
    if cancelled is not None and cancelled():
        raise Cancelled("the run was cancelled")


def _begun(pool: ThreadPoolExecutor, job: Job, values: Values, bad: Flags) -> Future[None]:
    """Hands a job to the pool, planned by the calling thread, so that only one plans at a time."""
    job.planned()
    return pool.submit(_store, job, values, bad)


def _store(job: Job, values: Values, bad: Flags) -> None:
    """Runs a job and files what it yields."""
    values[job.rows, job.strategy], bad[job.rows, job.strategy] = job.run()


def _taken(job: Job, values: Values, bad: Flags) -> tuple[Values, Flags]:
    """What a job yielded."""
    return values[job.rows, job.strategy], bad[job.rows, job.strategy]


def _report(finished: SimpleQueue[tuple[int, Future[None]]], number: int, future: Future[None]) -> None:
    """Says from a thread of the pool that a job has ended, well or not."""
    finished.put((number, future))


def _restored(jobs: list[Job], values: Values, bad: Flags, spool: Spool | None) -> set[int]:
    """Fills in what was kept; the numbers of those jobs."""
    done: set[int] = set()
    if spool is None:
        return done
    size = values.nbytes + bad.nbytes
    for number, out, invalid in spool.begin(lambda: fingerprint(jobs), len(jobs), size):
        job = jobs[number]
        values[job.rows, job.strategy], bad[job.rows, job.strategy] = out, invalid
        done.add(number)
    return done


def fingerprint(jobs: list[Job]) -> str:
    """A digest of everything that the yield of jobs depends on: programs, inputs, the kernel and what compiles it."""
    digest = hashlib.blake2b(digest_size=16)
    compiler = [f"{name} {version(name)}" for name in ("numba", "llvmlite", "numpy")]
    digest.update(repr((__version__, platform.machine(), compiler)).encode())
    digest.update(Path(k.__file__).read_bytes())
    plans: dict[int, int] = {}
    for job in jobs:
        if id(job.plan) not in plans:
            plans[id(job.plan)] = len(plans)
            for array in _arrays(job.plan):
                digest.update(f"{array.dtype} {array.shape} ".encode())
                digest.update(np.ascontiguousarray(array).data)
            digest.update(
                repr((job.plan.outcomes, job.plan.places, sorted(job.plan.lean.code.inputs.items()))).encode()
            )
        digest.update(repr((plans[id(job.plan)], job.strategy, job.ids, job.inputs.shape, len(job.rows))).encode())
        digest.update(np.ascontiguousarray(job.inputs).data)
        digest.update(np.ascontiguousarray(job.rows).data)
    return digest.hexdigest()


def _arrays(plan: Plan) -> tuple[NDArray[np.generic], ...]:
    """What the kernel is given of a plan."""
    code = plan.lean.code
    return (
        *(code.code, code.sections, code.constants, code.clock, code.clock_rows, code.clock_first, code.clock_last),
        *(plan.lean.start_rows, plan.lean.out_rows),
        *(plan.weight, plan.knots, plan.set_first, plan.set_last),
    )


def call(
    plan: Plan,
    ids: tuple[str, ...],
    inputs: Values,
    out: Values,
    invalid: NDArray[np.int32],
    trace_x: Values | None = None,
    trace_flow: Values | None = None,
) -> None:
    """Calls the kernel; every array is coerced here, so that there is one compiled signature.

    Args:
        plan: what to run.
        ids: parameters of the inputs.
        inputs: (blocks, parameters, 128).
        out: (blocks, outcomes, 128), to be filled.
        invalid: (blocks, 128), to be filled.
        trace_x: (cycles + 1, places + 1), to be filled with the first draw's cohort.
        trace_flow: (cycles, flows), to be filled with what moves in it.
    """
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
