"""A results folder that appears whole or not at all.

The results are written into a hidden folder beside the one asked for, which then takes its place. The former results
stay where they are until that moment. A run replaces all but the folders of analyses, an analysis replaces its own.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from costeff.errors import OutputError
from costeff.workflow import swap
from costeff.workflow.contents import ANALYSES, refuse_foreign
from costeff.workflow.filenames import safe_name
from costeff.workflow.lock import locked
from costeff.workflow.signals import undisturbed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where results will appear, and where they are built.

    Attributes:
        folder: the folder that will appear: the results folder, or that of one analysis in it.
        building: the hidden folder to be filled, beside the results folder.
        put: swaps the one for the other; to be called once, when everything is written.
        done: whether that has happened.
        part: name of the analysis; None for a run.
    """

    folder: Path
    building: Path
    put: Callable[[], None]
    done: Callable[[], bool]
    part: str | None = None


def results_folder(book: str) -> Path:
    """The folder for a workbook's results, under the current one: `results/<stem>`.

    Where the stem can't be the name of a folder on every system, one like it is taken.
    """
    return Path("results") / safe_name(Path(book).stem)


@contextmanager
def reserved(folder: str | os.PathLike[str], part: str | None = None) -> Iterator[Place]:
    """Makes sure that results can be written to a folder, before anything is computed, and keeps others out of it.

    Args:
        folder: the results folder; need not exist; if it does, it must be empty or hold former results.
        part: name of the analysis (`scenarios`, `sweeps/msc-price`) that alone will be replaced; None for a run,
            which replaces everything but the analyses.

    Yields:
        The place. What isn't put there is removed when the block ends.

    Raises:
        OutputError: if the folder isn't costeff's own, is in use, or can't be written.
    """
    inner = _inner(Path(folder), part)
    with alone(folder) as target, ExitStack() as held:
        with told(target):
            swap.recover(target)
            refuse_foreign(target, part)
            root = swap.beside(target, f"new-{os.getpid()}")
            held.callback(_removed, root)
            building = root.joinpath(*inner)
            building.mkdir(parents=True)
        finished: list[Path] = []

        def put() -> None:
            with told(target):
                swap.settle(root)
                if part is None:
                    swap.carry(ANALYSES, target, root)
                with undisturbed():
                    swap.put(root, target, inner)
                    finished.append(target)

        yield Place(folder=target.joinpath(*inner), building=building, put=put, done=lambda: bool(finished), part=part)


@contextmanager
def alone(folder: str | os.PathLike[str]) -> Iterator[Path]:
    """Keeps other processes out of a results folder for the time of the block.

    Args:
        folder: the results folder; need not exist. The folders above it are made.

    Yields:
        Its real path: a link is followed, so that the folder it points to is replaced, not the link.

    Raises:
        OutputError: if it can't be one, or is in use.
    """
    target = Path(os.path.realpath(folder))
    if not target.name:
        raise OutputError(str(folder), "is no folder that can be replaced", "Choose a folder with --out.")
    with _parents(target), ExitStack() as held:
        with told(target):
            held.enter_context(locked(swap.beside(target, "lock"), target))
        yield target


def _inner(target: Path, part: str | None) -> tuple[str, ...]:
    """The names down to the folder of an analysis.

    Raises:
        OutputError: if it is no folder that costeff keeps for one.
    """
    inner = () if part is None else PurePosixPath(part).parts
    if part is not None and (not inner or inner[0] not in ANALYSES or ".." in inner or "\\" in part):
        raise OutputError(str(target), f"has no place for an analysis named {part!r}")
    return inner


def _removed(folder: Path) -> None:
    """Removes a folder, as far as that goes."""
    with undisturbed():
        shutil.rmtree(folder, ignore_errors=True)


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
        case errno.EFBIG:
            return "a file would be larger than is allowed there", "Choose another folder with --out."
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
