"""Figures as files, each with the provenance of what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from costeff import plots
from costeff.results import Study
from costeff.results.stamp import stamp


def draw(figures: Iterable[tuple[str, Figure]], folder: Path, study: Study, provenance: Mapping[str, object]) -> None:
    """Writes figures as `NAME.png` and `NAME.svg`.

    Args:
        figures: name and figure, one at a time; each is cleared when it is written.
        folder: made when there is a first figure; must not exist.
        study: of what the figures show.
        provenance: of the run or analysis.

    Raises:
        OSError: if a file can't be written.
    """
    mpl.use("Agg")  # files only: no display is looked for
    # Nothing of the clock: the same run gives the same file.
    record = {"workbook": study.book, "SHA-256": study.sha256, **stamp(provenance, clock=False)}
    for number, (name, figure) in enumerate(figures):
        if not number:
            folder.mkdir()
        plots.save(figure, folder / name, record)
        figure.clear()
