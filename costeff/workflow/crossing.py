"""At which values of the parameters the decision changes, as a stored analysis."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from costeff import analyses, sampling
from costeff.analyses import Crossings
from costeff.errors import InputError, Where
from costeff.errors.decisions import EmptyRange, NoSpread
from costeff.model import Model, ParameterChange
from costeff.model.override import out_of_range
from costeff.results import Analysis
from costeff.results.frames import rows
from costeff.workflow.question import Question
from costeff.workflow.whatif import Changes

COLUMNS = (
    "parameter", "label", "unit", "base_value", "low", "high", "threshold", "value", "below", "below_label", "above",
    "above_label",
)  # fmt: skip
ALONG = ("parameter", "threshold", "value", "strategy", "label", "nmb")
TEXT = ("parameter", "label", "unit", "below", "below_label", "above", "above_label")


def threshold(
    model: Model | str | os.PathLike[str],
    parameter: str | None = None,
    low: float | None = None,
    high: float | None = None,
    *,
    changes: Changes = (),
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.threshold(...)",
) -> Analysis:
    """Finds the values of a parameter at which another strategy becomes the preferred one.

    Args:
        model: a model, or the path of a workbook.
        parameter: id; None = every uncertain parameter, each within its 95% interval (or `dsa low`, `dsa high`).
        low: lower end of the range; None = that of the parameter's own range.
        high: upper end, likewise.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables `threshold` (a row a change of the preferred strategy; `value` is blank where a parameter changes nothing
        within its range) and, for a single parameter, `along` (net benefits along the range).

    Raises:
        InputError: if the workbook can't be read, the parameter isn't known, or the range is empty or goes beyond what
            its unit can have.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, changes=changes)
    asked.require_threshold()
    ranges = _ranges(asked, parameter, low, high)
    points = analyses.ALONG if parameter is not None else analyses.GLANCE
    found = analyses.crossings(asked.model, ranges, points=points, cancelled=cancelled)
    tables = {"threshold": _changes(asked, ranges, found)}
    if parameter is not None:
        tables["along"] = _along(asked, found)
    options = {"parameter": parameter, "from": low, "to": high}
    lost = [name for name, there in found.outcomes.items() if np.isnan(there.of("cost")).any()]
    notes = []
    if ranges:
        notes.append(
            f"Each range was looked at in {points - 1} equal steps; two changes within one step would be missed."
        )
    if lost:
        notes.append(
            f"In part of the range of {', '.join(lost)} the model is not valid; changes there are not found, so a "
            "blank doesn't mean that there is none."
        )
    return asked.answer(
        "threshold",
        "Values at which the decision changes",
        tables,
        notes=notes,
        options={k: v for k, v in options.items() if v is not None},
    )


def _changes(asked: Question, ranges: Mapping[str, tuple[float, float]], found: Crossings) -> pd.DataFrame:
    """A row a change; one with blanks where there is none."""
    labels = dict(asked.study.labels)
    records: list[tuple[object, ...]] = []
    for name, (start, stop) in ranges.items():
        row = asked.model.parameter(name)
        head = (name, row.label or name, row.unit, row.value, start, stop)
        for wtp in asked.study.thresholds:
            changes = [c for c in found.found if (c.parameter, c.threshold) == (name, wtp)]
            records += [(*head, wtp, c.value, c.below, labels[c.below], c.above, labels[c.above]) for c in changes]
            if not changes:
                records.append((*head, wtp, np.nan, "", "", "", ""))
    return rows(COLUMNS, records, TEXT)


def _along(asked: Question, found: Crossings) -> pd.DataFrame:
    """Net benefit of each strategy along the range of the one parameter."""
    labels = dict(asked.study.labels)
    ((name, outcomes),) = found.outcomes.items()
    records: list[tuple[object, ...]] = []
    for wtp in asked.study.thresholds:
        benefit = wtp * outcomes.of("qalys") - outcomes.of("cost")
        records += [
            (name, wtp, float(value), strategy, labels[strategy], float(benefit[k, n]))
            for k, value in enumerate(found.values[name])
            for n, strategy in enumerate(outcomes.strategies)
        ]
    return rows(ALONG, records, ("parameter", "strategy", "label"))


def _ranges(
    asked: Question, parameter: str | None, low: float | None, high: float | None
) -> dict[str, tuple[float, float]]:
    """Each parameter that is asked about, with its range."""
    model = asked.model
    own = {}
    for lever in sampling.levers(model):
        for name in (lever.id,) if lever.id in lever.moves else lever.moves:
            own[name] = (min(lever.low[name], lever.high[name]), max(lever.low[name], lever.high[name]))
    if parameter is None:
        return {name: ends for name, ends in own.items() if ends[0] < ends[1]}
    name = asked.choice("parameter", parameter, (p.id for p in model.parameters))
    cells = model.parameter(name).cells
    where = cells.get("value", Where(book=model.book, sheet="Parameters", text=name))
    if name not in own and (low is None or high is None):
        raise InputError([NoSpread(where=where, parameter=name)], model.book)
    start, stop = own.get(name, (0.0, 0.0))
    start, stop = start if low is None else low, stop if high is None else high
    if not (np.isfinite(start) and np.isfinite(stop) and start < stop):
        raise InputError([EmptyRange(where=where, parameter=name, low=start, high=stop)], model.book)
    for option, end in (("--from", low), ("--to", high)):
        change = ParameterChange(
            parameter=name, to=end, where=Where(book=option, text="" if end is None else f"{end:g}")
        )
        problem = out_of_range(model.parameter(name), change)
        if problem is not None:
            raise InputError([problem], model.book)
    return {name: (start, stop)}
