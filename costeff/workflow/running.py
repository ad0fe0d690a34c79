"""Running a study: the base case, the probabilistic analysis, the comparison with what was published."""

from __future__ import annotations

import functools
import os
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from costeff import analyses
from costeff.errors import InputError, Problem
from costeff.model import Model
from costeff.model.settings import Design
from costeff.results import Run, Study
from costeff.results.stamp import digests
from costeff.variants import counting
from costeff.workflow import mixing
from costeff.workflow.asked import line_of
from costeff.workflow.places import alone
from costeff.workflow.provenance import provenance
from costeff.workflow.reading import examine
from costeff.workflow.resume import Spool, identity, kept
from costeff.workflow.rules_notes import rules_notes
from costeff.workflow.whatif import Changes, as_mapping, with_changes

NAMES = {"draws": "psa draws", "seed": "seed", "design": "design"}
"""Settings that a call may override, with their names in the workbook."""


UNUSED = ("Scenarios", "Subgroups")
"""Sheets that a run doesn't use: what is to be said of them is said by the commands that do."""


def run(
    model: Model | str | os.PathLike[str],
    draws: int | None = None,
    seed: int | None = None,
    design: Design | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    changes: Changes = (),
    cancelled: Callable[[], bool] | None = None,
    command: str = "",
    resume: Spool | str | os.PathLike[str] | None = None,
) -> Run:
    """Runs a study, and returns what came of it with its provenance. Nothing is written.

    Args:
        model: a model, or the path of a workbook.
        draws: of the probabilistic analysis, 0 for none; None = as the workbook says, like the next two.
        seed: seed of the random streams.
        design: how the draws are laid out: `random`, `sobol` or `lhs`.
        progress: called with the work done and the work to do, while draws are run.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record; blank = the call of this function.
        resume: the folder that the run will be written to; finished draws are kept beside it, and used bit for bit.

    Raises:
        WorkbookError: if the workbook can't be read, or a strategy is too large to run.
        InputError: if a change can't be made, or the parameters can't be drawn.
        DrawError: if the base case or a draw is no valid model.
        OutputError: if draws of another run are kept there, or another process is at work there.
        Cancelled: if asked to stop.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    opened, found = _opened(model)
    overrides = {k: v for k, v in {"draws": draws, "seed": seed, "design": design}.items() if v is not None}
    call = command or _call(opened, overrides, as_mapping(changes))
    model = _overridden(with_changes(opened, changes), overrides)
    asked = {**as_mapping(changes), **overrides}
    record = functools.partial(provenance, model, overrides=asked, command=call, started=started)
    try:
        base, psa = mixing.base_case(counted := _counting(model)), None
        if model.settings.draws:
            with _spooled(resume, record) as spool:
                psa = mixing.uncertainty(counted, progress=progress, cancelled=cancelled, spool=spool)
        fit = analyses.fit(model, base.trace)
    except InputError as error:
        raise type(error)((*error.problems, *found), model.book) from error
    own = dict(record(seconds=time.perf_counter() - clock))
    made = Run(
        study=Study.of(model),
        base=base.outcomes,
        trace=base.trace,
        psa=None if psa is None else psa.outcomes,
        draws=None if psa is None else psa.draws,
        targets=fit.table,
        notes=(*map(line_of, found), *rules_notes(model.settings), *(psa.notes if psa else ()), *fit.notes),
        provenance=own,
    )
    own["results"] = digests(made)  # of the tables themselves, which are there only now
    return made


@contextmanager
def _spooled(
    resume: Spool | str | os.PathLike[str] | None, record: Callable[..., Mapping[str, object]]
) -> Iterator[Spool | None]:
    """What keeps finished draws of this very run, for the time of the block; what can't end well isn't kept."""
    if resume is None:
        yield None
    elif isinstance(resume, Spool):
        resume.expect(identity(record(seconds=0)))
        try:
            yield resume
        except InputError:
            resume.drop()
            raise
    else:
        with (
            alone(resume) as folder,
            _spooled(Spool(folder, resume=kept(folder) is not None, say=_warn), record) as spool,
        ):
            yield spool


def _counting(model: Model) -> Model:
    """The model with the units of its price among the outcomes, so that prices need no further run."""
    price = model.settings.price_parameter
    return (counting(model, price) if price else None) or model


def _warn(what: str) -> None:
    """Tells a caller in Python."""
    warnings.warn(what, stacklevel=2)


def _opened(model: Model | str | os.PathLike[str]) -> tuple[Model, tuple[Problem, ...]]:
    """The model, with the warnings of reading it if it is a path."""
    if isinstance(model, Model):
        return model, ()
    reading = examine(model)
    return reading.model, tuple(problem for problem in reading.problems if problem.where.sheet not in UNUSED)


def _call(model: Model, overrides: Mapping[str, object], changes: Mapping[str, object]) -> str:
    """The call of `run`, as it could be typed."""
    options = {**overrides, **({"changes": changes} if changes else {})}
    return f"costeff.run({', '.join([repr(model.book), *(f'{name}={value!r}' for name, value in options.items())])})"


def _overridden(model: Model, overrides: Mapping[str, object]) -> Model:
    """The model with the settings of this call, marked as such."""
    if not overrides:
        return model  # itself: what was planned for it is used again
    names = {NAMES[field]: "this run" for field in overrides}
    return model.with_settings(**overrides, filled={**model.settings.filled, **names})
