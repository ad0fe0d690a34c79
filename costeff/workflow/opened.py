"""Whether a workbook is open in a spreadsheet program, and whether it has changed since it was read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

MARKS = {"Excel": "~${}", "LibreOffice": ".~lock.{}#"}
"""The files that the programs put beside a file while they have it open."""


def open_in(path: str | os.PathLike[str]) -> str:
    """The program that seems to have a workbook open; empty if none does.

    A program that crashed leaves its mark, so this is a hint and nothing more.
    """
    file = Path(path)
    try:
        return next((name for name, mark in MARKS.items() if file.with_name(mark.format(file.name)).exists()), "")
    except (OSError, ValueError):
        return ""


def changed(path: str | os.PathLike[str], sha256: str) -> bool:
    """Whether a file isn't any more what it was when it was read: another one, or gone.

    Args:
        path: the workbook.
        sha256: of what was read.
    """
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest() != sha256
    except (OSError, ValueError):
        return True
