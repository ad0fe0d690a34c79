"""Putting a finished folder in the place of a former one, so that a kill at any moment loses neither.

Where the system can exchange two folders at one stroke (Linux, macOS), there is no moment without results. Elsewhere
the former folder steps aside first, and the next run brings it back if the new one never came.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

from costeff.workflow.signals import undisturbed

WINDOWS_TRIES = 10
"""Virus scanners hold new files open for a moment; renaming is tried again for a second."""

LONGEST = 255
"""Bytes in the name of a file, on all usual file systems."""

SPARE = 40
"""Bytes of it that the ending of a hidden name may need."""

NOWHERE = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM})
"""How file systems say that they don't know of flushing a file or a folder, which is no reason to fail."""


def beside(target: Path, suffix: str) -> Path:
    """A hidden path beside the target, on the same disk so that it can be renamed.

    Names that would get too long are shortened, and told apart by a digest.
    """
    name = target.name
    if len(os.fsencode(name)) > LONGEST - SPARE:
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
        name = os.fsencode(name)[:150].decode("utf-8", "ignore") + f"~{digest}"
    return target.with_name(f".{name}.{suffix}")


def settle(root: Path) -> None:
    """Has a folder's content written to the disk itself, so that the swap outlives a power cut.

    Raises:
        OSError: if it can't be written after all: the disk is full, or is gone.
    """
    for path in (*sorted(root.rglob("*")), root):
        if sys.platform == "win32" and path.is_dir():
            continue
        try:
            handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in NOWHERE:
                raise


def carry(names: tuple[str, ...], source: Path, target: Path) -> None:
    """Makes sub-folders of one folder appear in another too, as links to the same files where the disk has them.

    Args:
        names: those that the source lacks, or the target has, are left out.
        source: stays as it is.
        target: exists.

    Raises:
        OSError: if there is no room for copies.
    """
    for name in names:
        if (source / name).is_dir() and not (target / name).exists():
            shutil.copytree(source / name, target / name, symlinks=True, copy_function=_linked)


def _linked(source: str, target: str) -> str:
    """A second name for a file, or a copy where that can't be."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)
    return target


def put(root: Path, target: Path, part: tuple[str, ...] = ()) -> None:
    """Puts the folder `root/part` in the place of `target/part`; the old one comes back if that fails.

    Args:
        root: hidden, beside the target; gone afterwards.
        target: the results folder; need not exist.
        part: names down to the folder that is replaced; none for the whole.

    Raises:
        OSError: if it can't be done. What was there before is there again.
    """
    with undisturbed():
        new, old, depth = root, target, 0
        while depth < len(part) and old.exists():
            new, old, depth = new / part[depth], old / part[depth], depth + 1
        if not old.exists():  # the topmost folder that is missing appears with all that is in it
            rename(new, old)
        elif not exchange(new, old):
            _step_aside(root, new, old, target)
        shutil.rmtree(root, ignore_errors=True)


def _step_aside(root: Path, new: Path, old: Path, target: Path) -> None:
    """The swap in two steps, for systems that have no better."""
    inner = old.relative_to(target)
    aside = beside(target, f"old-{os.getpid()}.{len(inner.parts)}")
    (aside / inner).parent.mkdir(parents=True, exist_ok=True)
    rename(old, aside / inner)
    try:
        rename(new, old)
    except BaseException:
        with suppress(OSError):
            rename(aside / inner, old)
            shutil.rmtree(aside, ignore_errors=True)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def recover(target: Path) -> None:
    """Clears what a killed process left. Whoever holds the lock knows that no other one is at work."""
    for aside in sorted(target.parent.glob(f"{_escaped(beside(target, 'old-').name)}*")):
        depth = aside.name.rpartition("-")[2].partition(".")[2]
        inner, inside = Path(), aside
        for _ in range(int(depth) if depth.isdigit() else 0):
            inside = next(inside.iterdir(), inside)
            inner = inside.relative_to(aside)
        if not (target / inner).exists() and inside.is_dir():
            rename(inside, target / inner)
        shutil.rmtree(aside, ignore_errors=True)
    for leftover in target.parent.glob(f"{_escaped(beside(target, 'new-').name)}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _escaped(name: str) -> str:
    """A name as a pattern that matches itself alone."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def exchange(one: Path, other: Path) -> bool:
    """Exchanges two folders at one stroke.

    Returns:
        False if nothing was done, since the system or the file system can't.
    """
    here, swap = -100, 2  # AT_FDCWD; RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
    paths = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            done = ctypes.CDLL(None).renameat2(here, paths[0], here, paths[1], swap)
        elif sys.platform == "darwin":
            done = ctypes.CDLL(None).renamex_np(paths[0], paths[1], swap)
        else:
            return False
    except (AttributeError, OSError):  # an older system without that call
        return False
    return bool(done == 0)


def rename(source: Path, target: Path) -> None:
    """Renames a folder, with patience on Windows."""
    for _ in range(WINDOWS_TRIES if sys.platform == "win32" else 0):
        try:
            source.rename(target)
        except PermissionError:
            time.sleep(0.1)
        else:
            return
    source.rename(target)
