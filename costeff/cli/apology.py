"""What is done when costeff itself is at fault: a report is written, and the user is told of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path


def apologise(error: BaseException, options: Mapping[str, object]) -> None:
    """Writes the report of a fault, and notes on the error where it is.

    Args:
        error: what happened.
        options: of the command: `workbook`, and `include_workbook` where the command offers it.
    """
    workbook = options.get("workbook")
    include = bool(options.get("include_workbook"))
    try:
        from costeff import workflow

        report = workflow.fault_report(
            error,
            ["costeff", *sys.argv[1:]],
            workbook if isinstance(workbook, Path) else None,
            include_workbook=include,
        )
    except Exception:  # nothing that happens here may hide the fault itself
        error.add_note("No report of it could be written: please report it with the output of --debug.")
        return
    beside = f" and {report.workbook.name} hold" if report.workbook is not None else " holds"
    error.add_note(
        f"Please report it: {report.path}{beside} what it takes to find it"
        + ("." if report.workbook is not None else ", and nothing of your workbook's content.")
    )
    if not include and "include_workbook" in options:
        error.add_note("If you may share the workbook, repeat the command with --include-workbook and send that too.")
