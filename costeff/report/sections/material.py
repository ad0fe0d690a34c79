"""What every section is made from: the dossier, and how its numbers and labels are written."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from costeff import words
from costeff.errors.words import printable
from costeff.format import SYMBOLS, money
from costeff.measures.tolerance import slack
from costeff.report.blocks import Markdown, bullets, figure, paragraphs
from costeff.report.dossier import Dossier
from costeff.report.pictures import shape_of
from costeff.report.references import References, references
from costeff.results import Analysis, Run, Study, threshold_name
from costeff.words.phrases import named, plural, quoted

TALLEST = 1.2
"""Height of a figure over the width of the text: more would not leave room for its caption on the page."""

MOST_COMPARED = 3
"""Comparisons with the reference that long tables of further analyses show."""

MOST_MOVED = 2
"""Parameters of a group that are named."""

MOST_DRAWN = 2
"""Comparisons that are drawn, and told parameter by parameter."""

WORKBOOK = "tables.xlsx, beside this document"
"""Where tables stand in full."""


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
        shown: told the path, without ending, of each figure that is asked for, as soon as it is; None = nobody is.
    """

    dossier: Dossier
    shown: Callable[[Path], None] | None = None
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
            found = words.findings(analysis)
            self._found[analysis.name] = _named_groups(found, analysis) if analysis.kind == "dsa" else found
        return self._found[analysis.name]

    def best(self, threshold: float) -> str:
        """Id of the strategy with the highest net benefit in the base case."""
        return best_of(self.icer, threshold)

    @functools.cached_property
    def focus(self) -> tuple[str, ...]:
        """Ids of the strategies whose comparison with the reference further analyses show.

        What is preferred, what is priced, then the others, each by falling net benefit. The tables of the base case
        and of the draws have all.
        """
        study = self.study
        chosen = dict.fromkeys(self.best(threshold) for threshold in study.thresholds)
        if self.first is not None:
            benefit = self.icer.sort_values(f"nmb_{threshold_name(self.first)}", ascending=False)
            order = [str(s) for s in benefit["strategy"]]
        else:
            order = list(study.labels)
        priced = self.analysis("price")
        paying = set() if priced is None else set(priced.tables["price"]["strategy"].astype(str))
        chosen |= dict.fromkeys([s for s in order if s in paying])
        chosen |= dict.fromkeys(order)
        return tuple(s for s in chosen if s != study.reference)[:MOST_COMPARED]

    @property
    def drawn(self) -> tuple[str, ...]:
        """Ids of the first of these, that are drawn."""
        return self.focus[:MOST_DRAWN]

    def elsewhere(self, shown: int, of: int) -> str:
        """Where the other comparisons with the reference are, as the end of a note; empty if there are none.

        Args:
            shown: how many comparisons the table has.
            of: how many there are.
        """
        left = of - shown
        if left < 1:
            return ""
        return f" {plural(left, 'other comparison')} {'is' if left == 1 else 'are'} in {WORKBOOK}."

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
        if self.shown is not None:
            self.shown(path)
        width = min(width, TALLEST / shape_of(path))
        return figure(path, id=id or f"figure-{slug(name)}", caption=caption, alt=alt, width=width)

    def thresholds(self, column: str) -> list[tuple[float, str]]:
        """Each threshold with the name of a column that ends in it: `(25000.0, "nmb_25000")`."""
        return [(t, f"{column}_{threshold_name(t)}") for t in self.study.thresholds]

    def a_qaly(self, threshold: float) -> str:
        """`£25,000 a QALY`."""
        return f"{money(threshold, self.currency)} a QALY"


def together(labels: Sequence[str]) -> str:
    """Parameters that move together, the first few by name: `"A", "B" and 1 more together`."""
    return f"{named(labels, MOST_MOVED)} together"


def _named_groups(found: Iterable[str], analysis: Analysis) -> tuple[str, ...]:
    """What a one-way analysis found, its groups of parameters told by their labels rather than by the group's id."""
    labels = {p.id: p.label for p in analysis.study.parameters}
    levers = analysis.tables["tornado"][["label", "lever", "moves"]].drop_duplicates()
    written = {
        quoted(str(label)): together([labels.get(name, name) for name in str(moves).split(", ")])
        for label, lever, moves in levers.itertuples(index=False)
        if ", " in str(moves) and str(lever) not in labels
    }
    texts = list(found)
    for group, members in written.items():
        texts = [text.replace(group, members) for text in texts]
    return tuple(texts)


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


def best_of(table: pd.DataFrame, threshold: float) -> str:
    """Id of the strategy with the highest net benefit; of those that are level with it the cheapest.

    Args:
        table: as of `Run.icer_table`, or some rows of it; by rising cost.
        threshold: willingness to pay for a QALY.
    """
    benefit = table[f"nmb_{threshold_name(threshold)}"].to_numpy(dtype=float)
    return str(table["strategy"].iloc[int((benefit >= benefit.max() - slack(benefit.max())).argmax())])
