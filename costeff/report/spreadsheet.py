"""tables.xlsx beside a report: every table of the dossier for copying, numbers as numbers, a sheet each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from costeff.report.dossier import Dossier
from costeff.results import Analysis
from costeff.results.listing import Kind
from costeff.results.xlsx import Sheet, run_sheets, write_sheets

MOST_ROWS = 20_000
"""Rows of a table that has a sheet; longer ones are for programs, and stay in their CSV and Parquet files."""

KINDS: Mapping[tuple[str, str], Kind] = {
    ("budget", "budget"): "money",
    ("budget", "by_strategy"): "money",
    ("budget", "per_person"): "money",
    ("budget", "scenarios"): "money",
    ("distribution", "distribution"): "effect",
    ("distribution", "equity"): "effect",
    ("distribution", "groups"): "effect",
    ("price", "price"): "money",
    ("severity", "shortfall"): "effect",
    ("severity", "weighted"): "effect",
}
"""Kind of the number columns whose name doesn't tell, by kind of analysis and table."""


def write_tables(dossier: Dossier, path: Path, stamp: Mapping[str, str]) -> None:
    """Writes every table of a dossier into one workbook.

    The first sheet has the provenance, what is lacking, and what is on which sheet; headers are frozen; text is only
    text, whatever it begins with.

    Args:
        dossier: as it is reported: redacted already, if it is to be.
        path: file to write.
        stamp: as of `Dossier.stamp`; goes onto the first sheet and into the document's properties.

    Raises:
        OSError: if the file can't be written.
    """
    left_out: list[str] = []
    sheets = [*run_sheets(dossier.run)]
    for analysis in dossier.analyses.values():
        sheets += _sheets(analysis, left_out)
    facts = [*stamp.items(), *(("lacking", text) for text in dossier.lacks)]
    facts += [("note", text) for text in dossier.run.notes]
    facts += [(f"note, {analysis.name}", text) for analysis in dossier.analyses.values() for text in analysis.notes]
    facts += [("not here", text) for text in left_out]
    study = dossier.study
    write_sheets(path, sheets, title=study.title, facts=facts, currency=study.currency, stamped=stamp)


def _sheets(analysis: Analysis, left_out: list[str]) -> Iterator[Sheet]:
    """The tables of an analysis that aren't too long; what is left out is told in the list given."""
    for name, frame in analysis.tables.items():
        if len(frame) > MOST_ROWS:
            left_out.append(f"{analysis.name}/{name}: {len(frame):,} rows; see {name}.csv")
            continue
        if not len(frame):
            continue
        own = analysis.name if name == analysis.name else f"{analysis.name} {name}"
        title = analysis.title if name == next(iter(analysis.tables)) else f"{analysis.title}: {name.replace('_', ' ')}"
        kind = KINDS.get((analysis.kind, name), "number")
        yield Sheet(name=own, title=title, frame=_flat(frame), kind=kind)


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """A table whose index says nothing."""
    return frame.reset_index(drop=True)
