"""The golden files: a message as the user reads it, with the kinds of its problems in the last line."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from costeff.errors import Problem

FOLDER = Path(__file__).parent
REWRITE = os.environ.get("COSTEFF_GOLDEN") == "rewrite"
KINDS = "-- "


def compare(file: Path, message: str, problems: Iterable[Problem]) -> None:
    """Compares a message with its golden file; with COSTEFF_GOLDEN=rewrite, writes it."""
    kinds = ", ".join(sorted({f"{type(p).__module__.rsplit('.', 1)[-1]}.{p.kind}" for p in problems}))
    whole = f"{message}\n{KINDS}{kinds or 'nothing'}\n"
    if REWRITE:
        file.parent.mkdir(exist_ok=True)
        file.write_text(whole, encoding="utf-8")
    assert whole == file.read_text(encoding="utf-8")


def kinds_told(folder: Path = FOLDER) -> set[str]:
    """The kinds of problems that some golden file tells, as `module.Class`."""
    found: set[str] = set()
    for file in folder.rglob("*.txt"):
        last = file.read_text(encoding="utf-8").rstrip("\n").rpartition("\n")[2]
        if last.startswith(KINDS):
            found |= set(last.removeprefix(KINDS).split(", "))
    return found
