"""What in a results folder is costeff's own, and so may be replaced, and what is the user's."""

from __future__ import annotations

import json
from pathlib import Path

from costeff.errors import OutputError

MARKER = "run.json"
"""The file by which a folder is known as costeff's own; a folder with only analyses has theirs."""

RECORD = "analysis.json"
"""The file by which the folder of an analysis is known; named here too, since its own module loads pandas."""

OWN = {
    "tables": (".csv", ".xlsx", ".parquet"),
    "figures": (".png", ".svg"),
    "psa": (".parquet",),
}
"""The folders that a run writes and replaces, with the endings of its files there."""

MOST_STATES = 40
"""States of a model whose diagram is among the figures: with more it can't be read on a page."""

ANALYSES = (
    "scenarios",
    "subgroups",
    "sweeps",
    "calibration",
    "dsa",
    "twoway",
    "threshold",
    "price",
    "severity",
    "jurisdictions",
    "budget",
    "distribution",
    "voi",
    "report",
)
"""Folders of further analyses; a new run leaves them as they are, each analysis replaces its own."""

LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""What file browsers leave behind, in lower case."""

LOCKS = ("~$", ".~lock.")
"""How the marks begin that Excel and LibreOffice put beside a file that they have open."""


def refuse_foreign(target: Path, part: str | None = None) -> None:
    """Refuses a folder in which something would be replaced that costeff didn't write.

    Args:
        target: the results folder; need not exist.
        part: the sub-folder that will be replaced; None if all but the analyses will.

    Raises:
        OutputError: if there is something of the user's, naming it.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(str(target), "is a file", "Choose another folder with --out.")
    inside = _names(target)
    if inside and not _is_ours(target):
        raise OutputError(
            str(target),
            "holds files that costeff did not write, and would be replaced as a whole",
            "Choose a new or empty folder with --out.",
        )
    if part is None:
        foreign = [name for name in inside if name != MARKER and name not in OWN and name not in ANALYSES]
        foreign += [f"{folder}/{name}" for folder, endings in OWN.items() for name in _others(target / folder, endings)]
    else:
        foreign = [f"{part}/{name}" for name in _foreign_in_analysis(target / part)]
    if foreign:
        raise OutputError(
            str(target),
            f"holds files of yours beside the results: {', '.join(foreign[:5])}",
            "Move them away, since the folder is replaced as a whole, or choose another folder with --out.",
        )


def _foreign_in_analysis(folder: Path) -> list[str]:
    """What isn't of costeff's kind in the folder of an analysis that is about to be replaced."""
    if folder.exists() and not folder.is_dir():
        return [""]
    if not (folder / RECORD).is_file():  # not stored as an analysis, so whoever writes it knows what may go
        return []
    top = [name for name in _others(folder, (".csv", ".parquet", ".xlsx")) if name not in (RECORD, "figures")]
    return top + [f"figures/{name}" for name in _others(folder / "figures", OWN["figures"])]


def _others(folder: Path, endings: tuple[str, ...]) -> list[str]:
    """The names in a folder that have none of the endings."""
    if not folder.is_dir():
        return [] if not folder.exists() else [""]
    return [name for name in _names(folder) if not name.endswith(endings)]


def _names(folder: Path) -> list[str]:
    """The names in a folder, without litter and the marks of open files."""
    names = sorted(p.name for p in folder.iterdir())
    return [name for name in names if name.lower() not in LITTER and not name.startswith(LOCKS)]


def _is_ours(target: Path) -> bool:
    """Whether the folder holds a run or an analysis that costeff wrote."""
    records = [target / MARKER, *(found for name in ANALYSES for found in (target / name).glob(f"**/{RECORD}"))]
    return any(_wrote(record) for record in records) or not _strangers(target)


def _strangers(target: Path) -> list[str]:
    """The names in a folder that no call of costeff gives."""
    return [name for name in _names(target) if name not in ANALYSES]


def _wrote(record: Path) -> bool:
    """Whether a file is a record of costeff."""
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and "costeff" in found


def stale(target: Path) -> tuple[str, ...]:
    """The analyses in a results folder that belong to another version of the workbook than its run.

    Returns:
        Their names, as of `Analysis.name`, in order; none if the folder holds no run.
    """
    run = _workbook(target / MARKER)
    if run is None:
        return ()
    found = sorted(record for name in ANALYSES for record in (target / name).glob(f"**/{RECORD}"))
    return tuple(record.parent.relative_to(target).as_posix() for record in found if _workbook(record) != run)


def _workbook(record: Path) -> object:
    """SHA-256 of the workbook that a record names; None without one."""
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
        return found["workbook"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
