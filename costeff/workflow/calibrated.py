"""A new workbook with the values of a calibration; the old one stays as it is."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from costeff.distributions import Misfit, fit
from costeff.errors import InputError, OutputError, Where
from costeff.model import Model, Parameter, ParameterChange, stages_of
from costeff.results import Analysis
from costeff.workbook.amend import Content, amend
from costeff.workbook.guard import read_bytes
from costeff.workbook.splice import Unreadable
from costeff.workflow.reading import examine

SPREADING = ("beta", "gamma", "lognormal", "normal")
"""Families that a mean and a standard error say all of."""

BY_SCALE: Mapping[str, str] = {"log": "gamma", "logit": "beta", "as it is": "normal"}
"""The family of a parameter that had none of these, by the scale of the search; all take value for the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkbook:
    """A workbook that was written.

    Attributes:
        path: where.
        cells: what was put into which cell, such as `Parameters!C7` to 4.67.
        notes: what the user has to know.
    """

    path: Path
    cells: Mapping[str, Content]
    notes: tuple[str, ...]


def refuse_target(book: str | os.PathLike[str], copy: str | os.PathLike[str]) -> None:
    """Refuses a place where a new workbook can't go: before a calibration, not after it.

    Raises:
        OutputError: if there is such a file, it is no .xlsx, or its folder isn't there.
    """
    target = Path(copy)
    if target.suffix.lower() != ".xlsx":
        raise OutputError(str(target), "the new workbook needs a name that ends in .xlsx", "Give it such a name")
    if target.exists():
        same = Path(book).exists() and os.path.samefile(book, target)
        reason = "this is the workbook itself, which is never changed" if same else "there is such a file already"
        raise OutputError(str(target), reason, "Give the new workbook another name")
    if not target.parent.is_dir():
        raise OutputError(str(target), "there is no such folder", "Make the folder first, or choose another")


def write_calibrated(
    analysis: Analysis,
    book: str | os.PathLike[str],
    copy: str | os.PathLike[str],
    *,
    with_uncertainty: bool = False,
) -> NewWorkbook:
    """Writes a copy of a workbook with fitted values, marked as derived, and their source.

    Everything else keeps its bytes. A value that a scenario sets is written where the scenario sets it.

    Args:
        analysis: of `calibrate`.
        book: the workbook that it was made from; it is never written to.
        copy: the new one; there must be no such file.
        with_uncertainty: whether standard errors are written, too, in place of the spread that was there.

    Raises:
        OutputError: if it can't be written there.
        InputError: if the workbook isn't the one of the calibration, or would not be read with the new values.
    """
    refuse_target(book, copy)
    model = examine(book).model
    made_from: Any = analysis.provenance.get("workbook", {})
    if model.sha256 != made_from.get("sha256"):
        raise OutputError(
            str(book), "this is not the workbook of the calibration, or it was edited since", "Calibrate again"
        )
    cells, notes = _cells(analysis, model, with_uncertainty)
    try:
        amended = amend(read_bytes(Path(book)), {(w.sheet, w.cell): value for w, value in cells.items()})
    except (Unreadable, KeyError, ValueError, NotImplementedError) as error:
        advice = "Save it once in Excel or LibreOffice and try again"
        raise OutputError(str(copy), f"the workbook's inner parts can't be edited ({error})", advice) from error
    if amended.replaced:
        notes.append(f"These cells held formulas and now hold values: {', '.join(amended.replaced)}.")
    if amended.stale:
        notes.append(
            "Open the new workbook once in Excel or LibreOffice and save it, so that its formulas are calculated."
        )
    notes += _checked(Path(copy), amended.content)
    return NewWorkbook(path=Path(copy), cells={str(w): value for w, value in cells.items()}, notes=tuple(notes))


def _cells(analysis: Analysis, model: Model, with_uncertainty: bool) -> tuple[dict[Where, Content], list[str]]:
    """What goes into which cell, and what can't be written."""
    cells: dict[Where, Content] = {}
    notes: list[str] = []
    by_scenario = _set_by(model, str(analysis.facts["scenario"]))
    source = f"Calibrated to {', '.join(analysis.facts['fitted_to'])} (sheet Targets), by costeff calibrate"
    for row in analysis.tables["fit"].to_dict("records"):
        parameter = model.parameter(str(row["parameter"]))
        value, error = float(row["fitted"]), float(row["se"])
        place = by_scenario.get(parameter.id)
        if place is not None:
            cells[place] = value / parameter.inflation
            notes.append(f"{parameter.id} was written to {place}, where the scenario sets it; its spread was not.")
            continue
        wanted: dict[str, Content] = {"value": value / parameter.inflation, "evidence": "derived", "source": source}
        family = parameter.family if parameter.family in SPREADING else BY_SCALE[str(row["scale"])]
        if with_uncertainty and _possible(family, value, error):
            wanted |= {"distribution": family, "se": error / parameter.inflation, "low": None, "high": None, "n": None}
        elif with_uncertainty:
            why = f"a {family} can't have its standard error" if math.isfinite(error) else "it has no standard error"
            notes.append(f"The spread of {parameter.id} is as it was: {why}.")
        elif parameter.family != "fixed":
            notes.append(f"The spread of {parameter.id} is as it was; --with-uncertainty writes the fitted one.")
        for column, content in wanted.items():
            where = parameter.cells.get(column)
            if where is not None and where.cell:
                cells[where] = content
            elif content is not None:
                notes.append(
                    f"The sheet Parameters has no column {column}: nothing was written there for {parameter.id}."
                )
    if with_uncertainty:
        notes += _correlated(analysis, model)
    return cells, notes


def _possible(family: str, value: float, error: float) -> bool:
    """Whether a distribution can have that mean and standard error."""
    try:
        fit(family, value=value, se=error, low=None, high=None, n=None)
    except Misfit:
        return False
    return math.isfinite(error)


def _set_by(model: Model, scenario: str) -> dict[str, Where]:
    """Where a scenario sets values of parameters."""
    if not scenario:
        return {}
    changes = [c for stage in stages_of(model.scenarios, scenario) for c in stage if isinstance(c, ParameterChange)]
    return {c.parameter: c.where for c in changes if c.column == "value" and c.where.sheet}


def _correlated(analysis: Analysis, model: Model) -> list[str]:
    """Rows that the sheet Correlations would need."""
    table = analysis.tables["covariance"]
    known: Mapping[str, Parameter] = {p.id: p for p in model.parameters}
    pairs = [
        f"{row['parameter_a']}, {row['parameter_b']}, {float(row['correlation']):.2f}"
        for row in table.to_dict("records")
        if row["parameter_a"] != row["parameter_b"]
        and row["parameter_a"] in known
        and abs(float(row["correlation"])) >= 0.05
    ]
    if not pairs:
        return []
    rows = "; ".join(pairs)
    return [f"Fitted values are correlated, which the new workbook does not say. For the sheet Correlations: {rows}."]


def _checked(target: Path, content: bytes) -> list[str]:
    """Writes the file whole or not at all, after reading it as a user would; what reading it warns of now."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".costeff-", suffix=".xlsx", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        warnings = [p for p in examine(temporary).problems if p.severity == "warning"]
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)  # a temporary file is the owner's alone
        os.link(temporary, target)  # fails where a file has come in between, as replacing would not
        Path(temporary).unlink()
    except InputError as error:
        Path(temporary).unlink(missing_ok=True)
        raise InputError(error.problems, target.name) from error
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(str(target), f"can't be written: {reason}", "Choose another folder") from error
    return [f"{p.where}: {p.found()}." + (f" {p.advice()}" if p.advice() else "") for p in warnings]
