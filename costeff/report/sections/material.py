"""What every section is made from: the dossier, and how its numbers and labels are written."""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from costeff import words
from costeff.errors.words import printable
from costeff.format import SYMBOLS, money
from costeff.report.blocks import Markdown, bullets, figure, paragraphs
from costeff.report.dossier import Dossier
from costeff.report.references import References, references
from costeff.results import Analysis, Run, Study, threshold_name

TALLEST = 1.2
"""Height of a figure over the width of the text: more would not leave room for its caption on the page."""

MOST_DRAWN = 5
"""Comparisons that are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that templates may use.

    Attributes:
        name: as it is written there: `tables.icer`.
        meaning: in a line, for the list of names.
        make: what it stands for.
    """

    name: str
    meaning: str
    make: Callable[[Material], object]


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: cached_property needs a place
class Material:
    """A dossier, with what several sections take from it.

    Attributes:
        dossier: run, analyses and figures.
    """

    dossier: Dossier
    _found: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    @property
    def run(self) -> Run:
        """The run."""
        return self.dossier.run

    @property
    def study(self) -> Study:
        """Its labels and settings."""
        return self.dossier.study

    @property
    def currency(self) -> str:
        """ISO 4217 code."""
        return self.study.currency

    @property
    def symbol(self) -> str:
        """Of the currency, for heads of columns."""
        return SYMBOLS.get(self.currency.upper(), self.currency)

    @property
    def first(self) -> float | None:
        """The first threshold, by which pictures and short tables are made; None without any."""
        return self.study.thresholds[0] if self.study.thresholds else None

    @property
    def reference(self) -> str:
        """Label of the strategy with which the others are compared."""
        return self.study.labels.get(self.study.reference, self.study.reference)

    @functools.cached_property
    def labels(self) -> Mapping[str, str]:
        """Strategies by id, with those that only a scenario compares."""
        found = self.analysis("scenarios")
        others = {} if found is None else dict(found.facts.get("strategies", {}))
        return {**others, **self.study.labels}

    @functools.cached_property
    def references(self) -> References:
        """The sources, numbered."""
        return references(self.run)

    @functools.cached_property
    def icer(self) -> pd.DataFrame:
        """As of `Run.icer_table`."""
        return self.run.icer_table()

    def analysis(self, kind: str) -> Analysis | None:
        """The stored analysis of a kind; None if there is none."""
        return next((found for found in self.dossier.analyses.values() if found.kind == kind), None)

    def analyses(self, kind: str) -> tuple[Analysis, ...]:
        """Every stored analysis of a kind, in order."""
        return tuple(found for found in self.dossier.analyses.values() if found.kind == kind)

    def findings(self, analysis: Analysis) -> tuple[str, ...]:
        """What an analysis found, in sentences; worked out once."""
        if analysis.name not in self._found:
            self._found[analysis.name] = words.findings(analysis)
        return self._found[analysis.name]

    def best(self, threshold: float) -> str:
        """Id of the strategy with the highest net benefit in the base case."""
        benefit = self.icer[f"nmb_{threshold_name(threshold)}"].to_numpy(dtype=float)
        return str(self.icer["strategy"].iloc[int(benefit.argmax())])

    @functools.cached_property
    def focus(self) -> tuple[str, ...]:
        """Ids of the strategies whose comparison with the reference is drawn.

        What is preferred, what is priced, then those with the highest net benefit. Tables of results have all.
        """
        study = self.study
        chosen = dict.fromkeys(self.best(threshold) for threshold in study.thresholds)
        priced = self.analysis("price")
        if priced is not None:
            chosen |= dict.fromkeys(str(s) for s in priced.tables["price"]["strategy"])
        if self.first is not None:
            benefit = self.icer.sort_values(f"nmb_{threshold_name(self.first)}", ascending=False)
            chosen |= dict.fromkeys(str(s) for s in benefit["strategy"])
        else:
            chosen |= dict.fromkeys(study.labels)
        return tuple(s for s in chosen if s != study.reference)[:MOST_DRAWN]

    def figures_of(self, start: str) -> list[str]:
        """Names of the figures that begin so, in order."""
        return [name for name in self.dossier.figures if name.startswith(start)]

    def figure(self, name: str, *, caption: str, alt: str, width: float = 1.0, id: str = "") -> Markdown:
        """A figure; a line in italics where its files aren't there.

        Args:
            name: as of `Dossier.figures`.
            caption: without number or full stop.
            alt: in a sentence.
            width: share of the width of the text.
            id: for references; by default made of the name.
        """
        path = self.dossier.figure(name)
        if path is None:
            return missing(f"The figure {name} is not among the stored results.")
        width = min(width, TALLEST / shape_of(path))
        return figure(path, id=id or f"figure-{slug(name)}", caption=caption, alt=alt, width=width)

    def thresholds(self, column: str) -> list[tuple[float, str]]:
        """Each threshold with the name of a column that ends in it: `(25000.0, "nmb_25000")`."""
        return [(t, f"{column}_{threshold_name(t)}") for t in self.study.thresholds]

    def a_qaly(self, threshold: float) -> str:
        """`£25,000 a QALY`."""
        return f"{money(threshold, self.currency)} a QALY"


def shape_of(path: Path) -> float:
    """Height over width of a figure, from the head of its PNG file; 1 if it can't be read."""
    try:
        with path.with_name(f"{path.name}.png").open("rb") as file:
            head = file.read(24)
        width, height = struct.unpack(">II", head[16:24])
        return float(height / width)
    except (OSError, struct.error, ZeroDivisionError):
        return 1.0


def missing(sentence: str) -> Markdown:
    """The honest line that stands where something isn't there."""
    return paragraphs([sentence])


def said(sentences: Iterable[str]) -> Markdown:
    """Sentences: one as a paragraph, several as a list."""
    found = [sentence for sentence in sentences if sentence]
    return bullets(found) if len(found) > 1 else paragraphs(found)


def slug(text: str) -> str:
    """A text as part of an id: small letters, digits and hyphens."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in letters.split("-") if part) or "x"


def one(frame: pd.DataFrame, column: str, value: object) -> Mapping[str, Any] | None:
    """The first row of a frame with a value in a column; None if there is none."""
    rows = frame[frame[column] == value]
    return None if not len(rows) else {str(k): v for k, v in rows.iloc[0].items()}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def wide(
    frame: pd.DataFrame, rows: str, value: str, columns: Sequence[str], show: Callable[[float], str]
) -> list[list[str]]:
    """A tidy frame as rows of cells: a row a value of a column, a cell a strategy.

    Args:
        frame: tidy, with a column `strategy`.
        rows: column whose values name the rows, in order of first appearance.
        value: column of the numbers.
        columns: ids of the strategies, in order.
        show: how a number is written.
    """
    found: dict[str, dict[str, str]] = {}
    for row in records(frame):
        found.setdefault(str(row[rows]), {})[str(row["strategy"])] = show(float(row[value]))
    return [[name, *(cells.get(strategy, "") for strategy in columns)] for name, cells in found.items()]


def label(text: str) -> str:
    """A label on one line."""
    return printable(text)
