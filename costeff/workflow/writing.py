"""Writing a run or an analysis: record, tables, figures and draws, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from costeff.errors import InternalError
from costeff.results import Analysis, Run, save, save_analysis
from costeff.workflow.places import Place, reserved, told
from costeff.workflow.resume import discard


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written.

    Attributes:
        folder: the results folder, or that of the analysis in it.
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

    Folders of analyses stay. They are of the workbook that they were made from: `stale` names those of another one.

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
    written = _put(folder)
    discard(folder.folder, run.provenance)
    return written


def write_analysis(
    analysis: Analysis,
    folder: str | os.PathLike[str] | Place,
    figures: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Written:
    """Writes an analysis to its own folder within a results folder, where it replaces its former results alone.

    Args:
        analysis: its name is the folder's: `scenarios`, `sweeps/msc-price`.
        folder: the results folder, which is new, empty or holds results of costeff; or a place that is `reserved`
            already for this analysis.
        figures: whether to draw the figures.
        progress: told in words what is being written.

    Returns:
        The analysis' folder, and the files in it.

    Raises:
        OutputError: if the folder isn't costeff's own, is in use, or can't be written. Its content is as before.
    """
    if not isinstance(folder, Place):
        with reserved(folder, analysis.name) as place:
            return write_analysis(analysis, place, figures, progress)
    if folder.part != analysis.name:
        raise InternalError(f"The place of {folder.part!r} was given to the analysis {analysis.name!r}.")
    say = progress or _silent
    with told(folder.folder):
        say("Writing tables")
        save_analysis(analysis, folder.building)
        if figures:
            say("Drawing figures")
            # Late: matplotlib and seaborn take a second or more to load, and not every caller wants pictures.
            from costeff.workflow.drawing import draw
            from costeff.workflow.pictures import FIGURES

            made = FIGURES[analysis.kind](analysis) if analysis.kind in FIGURES else ()
            record = {**analysis.provenance, "analysis": analysis.name}
            draw(made, folder.building / "figures", analysis.study, record)
    return _put(folder)


def _put(place: Place) -> Written:
    """Puts what was written in its place."""
    building = place.building
    files = tuple(sorted(p.relative_to(building) for p in building.rglob("*") if p.is_file()))
    place.put()
    return Written(folder=place.folder, files=files)


def _silent(what: str) -> None:
    """Says nothing."""
