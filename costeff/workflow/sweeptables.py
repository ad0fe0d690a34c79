"""What a sweep yields, put together: tables, facts for words and figures, notes, the reasons of failed points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from costeff.errors import InputError, Problem
from costeff.errors.sweeps import FailedPoint
from costeff.model import override
from costeff.results import Analysis, Study
from costeff.results.crossings import crossings_table
from costeff.workflow.sweepgrid import Grid, GridAxis, compared_in, count, labels_of, steps_at
from costeff.workflow.sweepreading import SweepFile


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What the points yielded.

    Attributes:
        tables: rows of the grid, in the order in which they were run.
        failed: number of each failed point to the reasons.
        fixed: uncertain parameters that points fix.
    """

    tables: list[pd.DataFrame] = field(default_factory=list)
    failed: dict[int, tuple[Problem, ...]] = field(default_factory=dict)
    fixed: dict[str, None] = field(default_factory=dict)


def study_of(grid: Grid) -> Study:
    """The study with what holds at every point, as far as that is a problem of its own."""
    try:
        return Study.of(override(grid.model, (*grid.below, grid.fixed)).model)
    except InputError:  # an axis gives what lacks, such as a reference that is compared
        return Study.of(grid.model)


def _at(grid: Grid, number: int) -> str:
    """A point in words: `c_drug = 500, horizon = 5 years`."""
    steps = steps_at(grid, number)
    return ", ".join(f"{axis.column} = {step.label}" for axis, step in zip(grid.axes, steps, strict=True))


def reasons(grid: Grid, file: SweepFile, failed: Mapping[int, tuple[Problem, ...]]) -> tuple[Problem, ...]:
    """Why points failed, points that failed for one reason together."""
    groups: dict[tuple[str, str], list[tuple[int, Problem]]] = {}
    for number, problems in sorted(failed.items()):
        for problem in problems[:1]:
            groups.setdefault((problem.kind, str(problem.where)), []).append((number, problem))
    return tuple(
        FailedPoint(
            where=file.where("axis", 0) if problem.where.book != file.book else problem.where,
            at=_at(grid, members[0][0]),
            count=len(members),
            points=count(grid),
            place="" if problem.where.book == file.book else str(problem.where),
            reason=problem.found(),
            remedy=problem.advice(),
        )
        for members in groups.values()
        for problem in (members[0][1],)
    )


def analysis(
    grid: Grid, file: SweepFile, found: Found, made: Mapping[str, object], notes: Sequence[str] = ()
) -> Analysis:
    """Tables, facts and notes."""
    table = pd.concat(found.tables, ignore_index=True) if len(found.tables) > 1 else found.tables[0]
    table["point"] = table["point"].astype("int64")
    table = table.sort_values("point", kind="stable", ignore_index=True)
    study = study_of(grid)
    facts = _facts(grid, file, table, study, len(found.failed))
    tables = {"grid": table}
    along = next((axis for axis in grid.axes if axis.kind == "number" and len(axis.steps) > 1), None)
    if along is not None:
        others = [axis.column for axis in grid.axes if axis is not along]
        parts = [
            crossings_table(table, along.column, others, facts["report"]["thresholds"], reference)
            for reference in facts["report"]["references"]
        ]
        tables["crossings"] = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    why = reasons(grid, file, found.failed)
    if why:
        tables["failed"] = _failed(grid, found.failed)
    told = [*notes, *(f"{problem.where}: {problem.found()}." for problem in grid.notes)]
    if found.fixed:
        told.append(f"Uncertain inputs that the points fix: {', '.join(found.fixed)}.")
    told += [f"{problem.where}: {problem.found()}." for problem in why]
    return Analysis(
        kind="sweep",
        name=f"sweeps/{file.name}",
        title=file.spec.title,
        study=study,
        tables=tables,
        facts=facts,
        notes=tuple(told),
        provenance=made,
    )


def _failed(grid: Grid, failed: Mapping[int, tuple[Problem, ...]]) -> pd.DataFrame:
    """A row a point that couldn't be run."""
    numbers = sorted(failed)
    columns: dict[str, object] = {"point": [n + 1 for n in numbers]}
    for j, axis in enumerate(grid.axes):
        columns[axis.column] = [steps_at(grid, n)[j].value for n in numbers]
    columns["place"] = [str(failed[n][0].where) for n in numbers]
    columns["reason"] = [failed[n][0].found() for n in numbers]
    return pd.DataFrame(columns)


def _facts(grid: Grid, file: SweepFile, table: pd.DataFrame, study: Study, failed: int) -> dict[str, Any]:
    """What words and figures need beside the tables."""
    report = file.spec.report
    compared = compared_in(grid)
    labels = labels_of(grid.model)
    references = list(report.reference) or list(dict.fromkeys(r for r in table["reference"] if r))
    wanted = [s for s in compared if s in report.strategies] if report.strategies else list(compared)
    if report.outcome in ("inmb", "icer", "inc_cost", "inc_qalys") and len(references) == 1:
        wanted = [s for s in wanted if s not in references] or wanted
    draws = grid.model.settings.draws
    return {
        "question": " ".join(file.spec.question.split()),
        "note": " ".join(file.spec.note.split()),
        "analysis": file.spec.analysis,
        "points": count(grid),
        "draws": draws,
        "failed": failed,
        "fixed": list(file.spec.set),
        "strategies": {name: labels[name] for name in compared},
        "order": list(labels),
        "axes": [_axis_facts(axis) for axis in grid.axes],
        "report": {
            "outcome": report.outcome,
            "strategies": wanted,
            "references": references,
            "thresholds": list(report.thresholds or study.thresholds),
            "picture": report.picture or ("heat map" if len(grid.axes) > 1 else "lines"),
            "between": list(report.between),
        },
    }


def _axis_facts(axis: GridAxis) -> dict[str, Any]:
    return {
        "column": axis.column,
        "label": axis.label,
        "unit": axis.unit,
        "kind": axis.kind,
        "scale": axis.scale,
        "values": [step.value for step in axis.steps],
        "labels": [step.label for step in axis.steps],
        "marks": [[at, label] for at, label in axis.marks],
    }
