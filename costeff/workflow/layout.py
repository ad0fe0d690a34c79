"""Laying out a study: the shipped workbooks, scenarios and report templates, copied where the user can edit them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from costeff.errors import InternalError, OutputError
from costeff.workflow.places import told

FOLDERS = ("inputs", "scenarios", "reports")
"""The folders of a study."""

EXAMPLE = "example"
"""A folder of rendered reports, to be looked at in the source; no part of a study, nor of the installed package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What was laid out.

    Attributes:
        folder: the study's folder.
        written: files written, relative to it.
        kept: files that were there already and were left as they are.
    """

    folder: Path
    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def shipped() -> Traversable:
    """The folder that holds the shipped `inputs`, `scenarios` and `reports`.

    In an installed package it is `costeff/data`; in a source checkout it is the root.

    Raises:
        InternalError: if the installation has none.
    """
    package = files("costeff")
    if (package / "data" / "inputs").is_dir():
        return package / "data"
    root = Path(str(package)).parent
    if (root / "inputs").is_dir() and (root / "pyproject.toml").is_file():
        return root
    raise InternalError("The shipped workbooks are missing from this installation of costeff.")


def init(directory: str | os.PathLike[str]) -> Laid:
    """Lays out a study; files that exist are never overwritten.

    Args:
        directory: created if need be.

    Raises:
        OutputError: if it can't be written.
    """
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise OutputError(str(folder), "is a file", "Name a new folder.")
    written: list[Path] = []
    kept: list[Path] = []
    source = shipped()
    for name in FOLDERS:
        with told(folder / name):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for relative, content in _tree(source / name, Path(name)):
            target = folder / relative
            with told(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                (written if _written(target, content) else kept).append(relative)
    return Laid(folder=folder, written=tuple(written), kept=tuple(kept))


def _tree(source: Traversable, relative: Path) -> Iterator[tuple[Path, Traversable]]:
    """The files of a shipped folder, in order of name; hidden ones and locks of Excel are no part of it."""
    if not source.is_dir():
        return
    for entry in sorted(source.iterdir(), key=lambda e: e.name):
        if entry.name.startswith((".", "~$", "__")) or entry.name == EXAMPLE:
            continue
        if entry.is_dir():
            yield from _tree(entry, relative / entry.name)
        else:
            yield relative / entry.name, entry


def _written(target: Path, source: Traversable) -> bool:
    """Copies one file; False if there is one already."""
    try:
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except FileExistsError:
        return False
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return True
