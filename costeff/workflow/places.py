"""A results folder that appears whole or not at all.

The results are written into a hidden folder beside the one asked for, which then takes its place by rename. The former
results stay where they are until that moment, and come back if the swap itself fails.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from costeff.errors import OutputError
from costeff.workflow.lock import locked

MARKER = "run.json"
"""The file by which a folder is known as costeff's own."""

OWN = frozenset({MARKER, "tables", "figures", "psa"})
"""What costeff writes into a results folder, and so may replace."""

LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""What file browsers leave behind, in lower case."""

WINDOWS_TRIES = 10
"""Virus scanners hold new files open for a moment; renaming is tried again for a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where results will appear, and where they are built.

    Attributes:
        folder: the folder asked for.
        building: the hidden folder beside it, to be filled.
        put: swaps the one for the other; to be called once, when everything is written.
    """

    folder: Path
    building: Path
    put: Callable[[], None]


def results_folder(book: str) -> Path:
    """The folder for a workbook's results, under the current one: `results/<stem>`."""
    return Path("results") / (Path(book).stem or "model")


@contextmanager
def reserved(folder: str | os.PathLike[str]) -> Iterator[Place]:
    """Makes sure that results can be written to a folder, before anything is computed, and keeps others out of it.

    Args:
        folder: need not exist; if it does, it must be empty or hold former results.

    Yields:
        The place. What isn't put there is removed when the block ends.

    Raises:
        OutputError: if the folder isn't costeff's own, is in use, or can't be written.
    """
    target = Path(os.path.realpath(folder))  # a link is followed: the folder it points to is replaced, not the link
    if not target.name:
        raise OutputError(str(folder), "is no folder that can be replaced", "Choose a folder with --out.")
    with _parents(target), ExitStack() as held:
        with told(target):
            held.enter_context(locked(_beside(target, "lock"), target))
            _recover(target)
            _refuse_foreign(target)
            building = _beside(target, f"new-{os.getpid()}")
            held.callback(shutil.rmtree, building, ignore_errors=True)
            building.mkdir()
        yield Place(folder=target, building=building, put=lambda: _swap(building, target))


@contextmanager
def _parents(target: Path) -> Iterator[None]:
    """Makes the folders above the target; those that stay empty are removed when the block ends."""
    missing = [parent for parent in target.parents if not parent.exists()]
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with suppress(OSError):
            for parent in missing:
                parent.rmdir()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns a failure to write into words.

    Raises:
        OutputError: for every OSError of the block.
    """
    try:
        yield
    except OSError as error:
        reason, advice = _reason(error)
        raise OutputError(str(path), reason, advice) from error


def _reason(error: OSError) -> tuple[str, str]:
    """Why something can't be written, and what to do."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full", "Free some space, or choose another folder with --out. Nothing was changed."
        case errno.EACCES | errno.EPERM:
            return (
                "writing is not permitted there",
                "Close programs that have its files open (Excel), or choose another folder with --out.",
            )
        case errno.EROFS:
            return "the disk is read-only", "Choose another folder with --out."
        case errno.EEXIST | errno.ENOTDIR:
            return f"a file is in the way ({error.filename})", "Move the file, or choose another folder with --out."
        case errno.ENAMETOOLONG:
            return "the name is too long", "Choose a shorter folder with --out."
        case _:
            return error.strerror or type(error).__name__, "Choose another folder with --out."


def _beside(target: Path, suffix: str) -> Path:
    """A hidden path beside the target, on the same disk so that it can be renamed."""
    return target.with_name(f".{target.name}.{suffix}")


def _recover(target: Path) -> None:
    """Clears what a killed process left. Whoever holds the lock knows that no other one is at work."""
    former = sorted(target.parent.glob(f"{_escaped(f'.{target.name}.old-')}*"))
    if former and not target.exists():
        former.pop().rename(target)
    for leftover in (*former, *target.parent.glob(f"{_escaped(f'.{target.name}.new-')}*")):
        shutil.rmtree(leftover, ignore_errors=True)


def _escaped(name: str) -> str:
    """A name as a pattern that matches itself alone."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _refuse_foreign(target: Path) -> None:
    """Refuses a folder whose content costeff didn't write."""
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(str(target), "is a file", "Choose another folder with --out.")
    inside = sorted(p.name for p in target.iterdir() if p.name.lower() not in LITTER)
    if inside and not _is_ours(target):
        raise OutputError(
            str(target),
            "holds files that costeff did not write, and would be replaced as a whole",
            "Choose a new or empty folder with --out.",
        )
    foreign = [name for name in inside if name not in OWN and not name.startswith("~$")]
    if foreign:
        raise OutputError(
            str(target),
            f"holds files of yours beside the results: {', '.join(foreign[:5])}",
            "Move them away, since the folder is replaced as a whole, or choose another folder with --out.",
        )


def _is_ours(target: Path) -> bool:
    """Whether the folder has a run.json that costeff wrote."""
    try:
        record = json.loads((target / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and "costeff" in record


def _swap(building: Path, target: Path) -> None:
    """Puts the new folder in the place of the old; the old comes back if that fails."""
    with told(target):
        if not target.exists():
            _rename(building, target)
            return
        former = _beside(target, f"old-{os.getpid()}")
        _rename(target, former)
        try:
            _rename(building, target)
        except BaseException:
            with suppress(OSError):
                _rename(former, target)
            raise
        with suppress(KeyboardInterrupt):  # the results are in place; what is left of the old ones goes next time
            shutil.rmtree(former, ignore_errors=True)


def _rename(source: Path, target: Path) -> None:
    """Renames a folder, with patience on Windows."""
    for _ in range(WINDOWS_TRIES if sys.platform == "win32" else 0):
        try:
            source.rename(target)
        except PermissionError:
            time.sleep(0.1)
        else:
            return
    source.rename(target)
