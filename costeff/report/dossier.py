"""Dossier: everything that a report may speak of, as it was found in a results folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from costeff.results import Analysis, Run, Study
from costeff.results.stamp import stamp


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dossier:
    """A study's results, ready to be written about.

    Attributes:
        run: the main run.
        analyses: by name, as of `Analysis.name` (`dsa`, `sweeps/msc-price`), in the order of names: those stored
            beside the run, of the same workbook, that could be read.
        figures: by name to path without ending, each with a `.png` and an `.svg` file: those of the run by their
            bare name (`ceac`), those of an analysis with its own before it (`dsa/tornado_msc`).
        lacks: what was left out and why, a sentence an entry, for the reader of the report.
        command: with which the report was made.
    """

    run: Run
    analyses: Mapping[str, Analysis] = field(default_factory=dict)
    figures: Mapping[str, Path] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    command: str = ""

    @property
    def study(self) -> Study:
        """Labels, thresholds and settings of the run."""
        return self.run.study

    def figure(self, name: str) -> Path | None:
        """The path of a figure without ending; None if there is none of that name."""
        return self.figures.get(name)

    @property
    def stamp(self) -> Mapping[str, str]:
        """What every file of the report carries: how its numbers can be made again.

        The keys are words for readers; see `costeff.results.stamp.stamp`.
        """
        return {"workbook": self.study.book, "SHA-256": self.study.sha256, **stamp(self.run.provenance)}
