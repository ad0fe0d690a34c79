"""An empty workbook to start from."""

from __future__ import annotations

import os
from pathlib import Path

from costeff import workbook
from costeff.errors import OutputError
from costeff.workflow.places import told


def template(path: str | os.PathLike[str]) -> Path:
    """Writes an empty workbook with headers, drop-downs, notes and an example row a sheet.

    Args:
        path: a new file, ending in `.xlsx`.

    Returns:
        The path written.

    Raises:
        OutputError: if there is a file already, or none can be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise OutputError(str(target), "is no name for a workbook", "Let it end in .xlsx.")
    if target.exists():
        raise OutputError(str(target), "exists already", "Name a new file: costeff overwrites no workbook.")
    with told(target):
        workbook.write_template(target)
    return target
