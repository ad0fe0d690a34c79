"""Gathering what a report speaks of: the run, the analyses beside it, their figures, drawn where they are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from costeff.errors import InputError
from costeff.report.dossier import Dossier
from costeff.report.redaction import redact
from costeff.results import Analysis, Run, Study, load, load_analysis
from costeff.workflow.contents import ANALYSES, MOST_STATES, RECORD, stale

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWN_FROM: Mapping[str, str] = {"price": "curve", "severity": "", "threshold": "along"}
"""Table from which the figures of an analysis are drawn, by kind, where it has no figures without it; empty = it never
has any. To be asked before what draws is loaded, which takes long."""


def dossier(folder: Path, spare: Path, stage: Callable[[str], None]) -> Dossier:
    """Everything in a results folder that a report may speak of.

    Args:
        folder: with a run.
        spare: an empty folder for figures that have to be drawn; it has to stay as long as the dossier is used.
        stage: told in words what is being done.

    Raises:
        InputError: if the run can't be read.
    """
    run = load(folder)
    old = set(stale(folder))
    lacks: list[str] = []
    analyses: dict[str, Analysis] = {}
    for name in _stored(folder):
        if name in old:
            lacks.append(f"The stored analysis {name} is of another version of the workbook, and is left out.")
            continue
        try:
            analyses[name] = load_analysis(folder / name)
        except InputError as error:
            lacks.append(f"The stored analysis {name} can't be read, and is left out: {error.problems[0].found()}.")
    pictures = _of_run(run, folder, spare, stage)
    for name, analysis in analyses.items():
        pictures |= _of_analysis(name, analysis, folder, spare, stage)
    return Dossier(run=run, analyses=analyses, figures=pictures, lacks=tuple(lacks))


def redacted(found: Dossier, spare: Path, stage: Callable[[str], None]) -> Dossier:
    """A dossier without what is confidential, the figures that hold some of it drawn anew without it.

    Args:
        found: the dossier.
        spare: an empty folder, or that of figures drawn before.
        stage: told in words what is being done.
    """
    kept, _ = redact(found)
    lost = [name for name in kept.analyses if _drawn_of(found, name) and not _drawn_of(kept, name)]
    pictures = dict(kept.figures)
    if len(kept.study.strategies) < len(found.study.strategies):
        from costeff.workflow.figures import figures  # late: matplotlib

        stage("Drawing figures")
        pictures |= _drawn(figures(kept.run), set(), spare / "redacted", kept.study, kept.run.provenance)
    for name in lost:
        from costeff.workflow.pictures import FIGURES  # late: matplotlib

        analysis = kept.analyses[name]
        stage("Drawing figures")
        place = spare / f"redacted-{name.replace('/', '-')}"
        record = {**analysis.provenance, "analysis": analysis.name}
        made = _drawn(FIGURES[analysis.kind](analysis), set(), place, analysis.study, record)
        pictures |= {f"{name}/{figure}": path for figure, path in made.items()}
    return replace(kept, figures=pictures)


def _drawn_of(found: Dossier, name: str) -> bool:
    """Whether there are figures of an analysis."""
    return any(figure.startswith(f"{name}/") for figure in found.figures)


def _stored(folder: Path) -> list[str]:
    """The names of the analyses in a results folder."""
    found = [record for part in ANALYSES for record in (folder / part).glob(f"**/{RECORD}")]
    return sorted(record.parent.relative_to(folder).as_posix() for record in found)


def _pairs(folder: Path) -> dict[str, Path]:
    """The figures in a folder that are there as PNG and as SVG: name to path without ending."""
    found = sorted(path for path in folder.glob("*.svg") if path.with_suffix(".png").is_file())
    return {path.stem: path.with_suffix("").resolve() for path in found}


def _of_run(run: Run, folder: Path, spare: Path, stage: Callable[[str], None]) -> dict[str, Path]:
    """The figures of the run."""
    found = _pairs(folder / "figures")
    if _expected(run) <= set(found):
        return found
    from costeff.workflow.figures import figures  # late: matplotlib

    stage("Drawing figures")
    return {**_drawn(figures(run), set(found), spare / "run", run.study, run.provenance), **found}


def _expected(run: Run) -> set[str]:
    """Names of figures that every run has, and of those that this one has."""
    several = len(run.study.strategies) > 1
    uncertain = {"ce_plane", "ceac"} if run.psa is not None and several else set()
    drawn = {"state_diagram"} if len(run.study.states) <= MOST_STATES else set()
    return {"trace", "survival"} | uncertain | drawn | ({"targets"} if len(run.targets) else set())


def _of_analysis(
    name: str, analysis: Analysis, folder: Path, spare: Path, stage: Callable[[str], None]
) -> dict[str, Path]:
    """The figures of an analysis, each with the name of the analysis before its own."""
    found = _pairs(folder / name / "figures")
    source = DRAWN_FROM.get(analysis.kind)
    if not found and (source is None or source in analysis.tables):
        from costeff.workflow.pictures import FIGURES  # late: matplotlib

        if analysis.kind in FIGURES:
            stage("Drawing figures")
            place = spare / name.replace("/", "-")
            found = _drawn(FIGURES[analysis.kind](analysis), set(), place, analysis.study, analysis.provenance)
    return {f"{name}/{figure}": path for figure, path in found.items()}


def _drawn(
    made: Iterable[tuple[str, Figure]], there: set[str], folder: Path, study: Study, provenance: Mapping[str, object]
) -> dict[str, Path]:
    """Draws figures that aren't there yet."""
    from costeff.workflow.drawing import draw  # late: matplotlib

    draw(((name, figure) for name, figure in made if name not in there), folder, study, provenance)
    return _pairs(folder)
