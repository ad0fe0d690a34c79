"""What `calibrate` prints: the fitted values, the targets before and after, and a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from costeff.cli.ending import analysis_record, close
from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import BLANK, interval, number, percent

if TYPE_CHECKING:
    from costeff.results import Analysis
    from costeff.workflow import NewWorkbook, Written


def show_calibration(analysis: Analysis, written: Written, found: Sequence[str], new: NewWorkbook | None) -> None:
    """Prints a calibration for people.

    Args:
        analysis: what was found.
        written: where the tables went.
        found: the result in words.
        new: the workbook with the fitted values, if one was asked for.
    """
    rows: list[tuple[str, ...]] = []
    for row in analysis.tables["fit"].to_dict("records"):
        bound = str(row["at_bound"])
        note = f"at its {bound} bound" if bound else "" if row["identified"] else "not identified"
        sure = math.isfinite(float(row["se"]))
        rows.append(
            (
                str(row["parameter"]),
                str(row["label"]),
                note,
                number(float(row["start"])),
                number(float(row["fitted"])),
                number(float(row["se"]), 3) if sure else BLANK,
                interval(float(row["low"]), float(row["high"])) if sure else BLANK,
                interval(float(row["lower_bound"]), float(row["upper_bound"])),
            )
        )
    noted = any(row[2] for row in rows)
    header: tuple[str, ...] = ("Parameter", "Label", "Note", "Before", "Fitted", "SE", "95% interval", "Bounds")
    if not noted:
        header, rows = header[:2] + header[3:], [row[:2] + row[3:] for row in rows]
    grid(f"{analysis.title}", header, rows, left=3 if noted else 2)
    echo()
    _show_targets(analysis)
    close(found, [*analysis.notes, *(new.notes if new is not None else ())], written)
    if new is not None:
        say(f"New workbook: {new.path}.")


def _show_targets(analysis: Analysis) -> None:
    """A line a target."""
    rows = []
    for row in analysis.tables["targets"].to_dict("records"):
        median = row["quantity"] == "median time"
        ends = (float(row["low"]), float(row["high"]))
        rows.append(
            (
                str(row["label"]),
                "fitted" if row["used"] else "",
                _value(float(row["published"]), median),
                interval(*ends, lambda x, median=median: _value(x, median)),  # type: ignore[misc]
                _value(float(row["before"]), median),
                _value(float(row["after"]), median),
                _residual(float(row["residual"])) if row["used"] else "",
            )
        )
    header = ("Target", "", "Published", "95% interval", "Before", "After", "Residual, in SE")
    grid("Targets", header, rows, left=2)


def _residual(x: float) -> str:
    """A residual in standard errors, to two decimals at most."""
    return number(x, 2) if abs(x) >= 0.005 else "0"


def _value(x: float, median: bool) -> str:
    """A median in years, a share as a percentage."""
    if not median:
        return percent(x)
    return "not reached" if math.isinf(x) else f"{number(x, 3)} years" if math.isfinite(x) else BLANK


def calibration_record(
    analysis: Analysis, written: Written, found: Sequence[str], new: NewWorkbook | None
) -> dict[str, object]:
    """A calibration for machines."""
    record = analysis_record(analysis, written, found, beside=True)
    if new is not None:
        record["workbook_written"] = {"path": str(new.path), "cells": dict(new.cells), "notes": list(new.notes)}
    return record
