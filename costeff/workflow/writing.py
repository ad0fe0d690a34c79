"""Writing a run: record, tables, figures and draws, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from costeff.results import Run, save
from costeff.workflow.places import Place, reserved, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written.

    Attributes:
        folder: the results folder.
        files: relative to it, in order of name.
    """

    folder: Path
    files: tuple[Path, ...]


def write(
    run: Run,
    folder: str | os.PathLike[str] | Place,
    figures: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Written:
    """Writes a run to a folder, whose former results it replaces when everything is written.

    Args:
        run: as from `run`.
        folder: a folder that is new, empty or holds results of costeff; or one that is `reserved` already.
        figures: whether to draw the figures, which take most of the time.
        progress: told in words what is being written.

    Raises:
        OutputError: if the folder isn't costeff's own, is in use, or can't be written. Its content is as before.
    """
    if not isinstance(folder, Place):
        with reserved(folder) as place:
            return write(run, place, figures, progress)
    say = progress or _silent
    building = folder.building
    with told(folder.folder):
        say("Writing tables")
        save(run, building)
        if figures:
            say("Drawing figures")
            # Late: matplotlib and seaborn take a second or more to load, and not every caller wants pictures.
            from costeff.workflow.figures import write_figures

            write_figures(run, building / "figures")
        files = tuple(sorted(p.relative_to(building) for p in building.rglob("*") if p.is_file()))
    folder.put()
    return Written(folder=folder.folder, files=files)


def _silent(what: str) -> None:
    """Says nothing."""
