"""Two parameters at once, as a stored analysis."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from costeff.analyses.two_way import GridSide, TwoWay, two_way, why_not
from costeff.errors import InputError, Where
from costeff.errors.two_way import BadSteps
from costeff.measures import nmb
from costeff.measures.tolerance import slack
from costeff.model import Model
from costeff.results import Analysis
from costeff.results.situations import best_of
from costeff.results.two_way import Gridded, column_names, preferred_table, shares_table, two_way_table
from costeff.words.phrases import joined, quoted
from costeff.workflow.asked import line_of
from costeff.workflow.question import Question
from costeff.workflow.two_way_sides import Side, ranges
from costeff.workflow.whatif import Changes

STEPS = 41
"""Values of each parameter, if nothing else is asked for."""

FEWEST, MOST = 2, 300
"""Values that a side may have."""


def twoway(
    model: Model | str | os.PathLike[str],
    x: Side | None = None,
    y: Side | None = None,
    *,
    steps: int = STEPS,
    changes: Changes = (),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.twoway(...)",
) -> Analysis:
    """Moves two parameters at once: which strategy is preferred, and where the reference is just as good.

    Args:
        model: a model, or the path of a workbook.
        x: id of the parameter across, `"ID=LOW:HIGH"` or `("ID", low, high)`; without a range, its 95% interval (or
            `dsa low`, `dsa high`). None = the parameter with the widest bar of the one-way analysis, for the strategy
            with the highest net benefit beside the reference at the first threshold.
        y: the parameter upwards, likewise; None = the next widest.
        steps: values of each, 2 to 300.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        progress: called with the work done and to do.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables `twoway` (a row a point and strategy), `preferred` (a row a point and threshold) and `shares` (of the
        points at which each strategy is preferred), as of `costeff.results.two_way`.

    Raises:
        InputError: if the workbook can't be read or has no threshold, a parameter isn't known, or a range is empty.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, changes=changes)
    asked.require_threshold()
    if not FEWEST <= steps <= MOST:
        where = Where(book="--steps", text=str(steps))
        raise InputError([BadSteps(where=where, steps=steps, fewest=FEWEST, most=MOST)], asked.model.book)
    spans, chosen = ranges(asked, x, y, cancelled)
    across, up = (GridSide(parameter=name, values=np.linspace(low, high, steps)) for name, (low, high) in spans.items())
    found = two_way(asked.model, across, up, progress=progress, cancelled=cancelled)
    gridded = _gridded(found, column_names(across.parameter, up.parameter))
    tables = {
        "twoway": two_way_table(asked.study, gridded),
        "preferred": preferred_table(asked.study, gridded),
        "shares": shares_table(asked.study, gridded),
    }
    facts = _facts(asked, found, gridded, (across, up))
    return asked.answer(
        "twoway",
        f"{facts['x']['label']} and {facts['y']['label']}",
        tables,
        facts={**facts, "steps": steps, "chosen": chosen},
        notes=_notes(asked, found, gridded, chosen),
        options={side: [name, *span] for side, (name, span) in zip("xy", spans.items(), strict=True)}
        | {"steps": steps},
    )


def _gridded(found: TwoWay, names: tuple[str, str]) -> Gridded:
    points = found.points
    return Gridded(
        names=names,
        x=found.x,
        y=found.y,
        strategies=points.strategies,
        cost=points.cost,
        qalys=points.qalys,
        life_years=points.life_years,
    )


def _facts(asked: Question, found: TwoWay, gridded: Gridded, sides: tuple[GridSide, GridSide]) -> dict[str, Any]:
    """The two sides, how many points there are, and what is preferred in the base case."""
    facts: dict[str, Any] = {}
    for key, side, column in zip("xy", sides, gridded.names, strict=True):
        row = asked.model.parameter(side.parameter)
        facts[key] = {
            "parameter": row.id,
            "column": column,
            "label": row.label or row.id,
            "unit": row.unit,
            "base": row.value,
            "low": float(side.values[0]),
            "high": float(side.values[-1]),
        }
    return facts | {
        "points": len(found.x),
        "invalid": int((~gridded.valid).sum()),
        "base": _base(asked, found),
        "level": _level(asked, gridded),
    }


def _base(asked: Question, found: TwoWay) -> dict[str, str]:
    """The preferred strategy of the base case at each threshold, in the words of a threshold."""
    cost, qalys = found.base.cost, found.base.qalys
    return {
        f"{wtp:g}": found.base.strategies[int(best_of(wtp * qalys - cost, cost, qalys)[0])]
        for wtp in asked.study.thresholds
    }


def _level(asked: Question, found: Gridded) -> dict[str, dict[str, list[str]]]:
    """By threshold, the strategies that others equal wherever they are preferred, with these; none that nothing equals.

    Equal is a net benefit within rounding, as of `best_of`, which then takes the cheaper.
    """
    everywhere: dict[str, dict[str, list[str]]] = {}
    for wtp in asked.study.thresholds:
        best, benefit = found.best(wtp), nmb(found.cost, found.qalys, wtp)
        for k in np.unique(best[best >= 0]).tolist():
            there = benefit[best == k]
            top = there.max(axis=1, keepdims=True)
            level = (there >= top - slack(top)).all(axis=0)
            others = [s for n, s in enumerate(found.strategies) if n != k and level[n]]
            if others:
                everywhere.setdefault(f"{wtp:g}", {})[found.strategies[k]] = others
    return everywhere


def _notes(asked: Question, found: TwoWay, gridded: Gridded, chosen: list[str]) -> list[str]:
    """How the grid was made, and where it is blank."""
    model = asked.model
    notes = []
    if chosen:
        labels = {p.id: p.label for p in model.parameters}
        notes.append(
            f"{joined([quoted(labels.get(name, name)) for name in chosen])} {'were' if len(chosen) > 1 else 'was'} "
            f"chosen by costeff: {_why(model, chosen)}."
        )
    together = sorted(
        {
            p.id
            for p in model.parameters
            if p.id in gridded.names and (p.group or p.family == "multivariate normal") and p.family != "dirichlet"
        }
        | {name for c in model.correlations for name in (c.a, c.b) if name in gridded.names}
    )
    if together:
        notes.append(f"What is uncertain together with {joined(together)} stays at its value here.")
    if found.along:
        notes.append(
            f"{found.along[0]} gives way, so that the shares sum to 1."
            if len(found.along) == 1
            else f"{joined(found.along)} give way, in their proportions, so that the shares sum to 1."
        )
    invalid = np.flatnonzero(~gridded.valid)
    if len(invalid):
        notes.append(
            f"At {len(invalid):,} of {len(gridded.x):,} points the model is not valid; they are blank. "
            + _reason(model, gridded, int(invalid[0]))
        )
    return notes


def _why(model: Model, chosen: Sequence[str]) -> str:
    """Why these parameters were chosen."""
    price, most = model.settings.price_parameter, "what matters most in the one-way analysis"
    if price not in chosen:
        return most
    return "the price that the study is about" + (f", and {most}" if len(chosen) > 1 else "")


def _reason(model: Model, found: Gridded, at: int) -> str:
    """Why one point is no valid model."""
    point = dict(zip(found.names, (float(found.x[at]), float(found.y[at])), strict=True))
    point = {name.removeprefix("axis_") if name not in _ids(model) else name: v for name, v in point.items()}
    place = ", ".join(f"{name} = {value:.6g}" for name, value in point.items())
    try:
        why_not(model, point)
    except InputError as error:
        return f"At {place}: {line_of(error.problems[0])}"
    return f"At {place} the shares sum to more than 1."


def _ids(model: Model) -> set[str]:
    return {p.id for p in model.parameters}
