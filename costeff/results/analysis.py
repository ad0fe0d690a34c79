"""Analysis: what one further question to a study yields (scenarios, a sweep, subgroups), and how it is stored.

    analysis.json        kind, title, facts, notes, provenance, the study
    NAME.csv             every table, for people and other programs
    NAME.parquet         the same, from which `load_analysis` reads: a table edited in a spreadsheet changes nothing

All analyses have this one shape, so that plots, reports and tables need no other for each of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from costeff.errors import InputError, Where
from costeff.errors.results import UnreadableResults
from costeff.results.csv import write_csv
from costeff.results.study import Study

FORMAT = 1
"""Raised when a stored analysis changes so that older versions can't read it."""

RECORD = "analysis.json"
"""The file by which a folder is known as that of an analysis."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """One analysis of a study.

    Attributes:
        kind: the question: `scenarios`, `sweep`, `subgroups`, `calibration`.
        name: its folder within the study's results: `scenarios`, `sweeps/msc-price`.
        title: in words, for headings.
        study: labels, thresholds and settings of the base case.
        tables: name to tidy frame, at full precision; the first one is the main one.
        facts: what words and figures need beside the tables; plain JSON values.
        notes: what the user has to know.
        provenance: how it was made; as of a run.
    """

    kind: str
    name: str
    title: str
    study: Study
    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, object] = field(default_factory=dict)


def save_analysis(analysis: Analysis, folder: str | os.PathLike[str]) -> None:
    """Writes an analysis into a folder, which is made if need be.

    Raises:
        OSError: if something can't be written.
    """
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    for name, table in analysis.tables.items():
        write_csv(table, root / f"{name}.csv")
        table.to_parquet(root / f"{name}.parquet", index=False)
    own = {
        "format": FORMAT,
        "kind": analysis.kind,
        "name": analysis.name,
        "title": analysis.title,
        "tables": list(analysis.tables),
        "facts": dict(analysis.facts),
        "study": analysis.study.as_dict(),
    }
    record = {"costeff": "", **analysis.provenance, "notes": list(analysis.notes), "analysis": own}
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    # Half a pair, as in the name of a file that isn't UTF-8, is written as JSON escapes it.
    (root / RECORD).write_text(text + "\n", encoding="utf-8", errors="backslashreplace", newline="\n")


def load_analysis(folder: str | os.PathLike[str]) -> Analysis:
    """The analysis that `save_analysis` wrote.

    Raises:
        InputError: if the folder holds none, or it can't be read.
    """
    root = Path(folder)
    try:
        record = json.loads((root / RECORD).read_text(encoding="utf-8"))
        own = record["analysis"]
        if own["format"] != FORMAT:
            raise _unreadable(root, "was written by another version of costeff")
        return Analysis(
            kind=own["kind"],
            name=own["name"],
            title=own["title"],
            study=Study.from_dict(own["study"]),
            tables={name: pd.read_parquet(root / f"{name}.parquet") for name in own["tables"]},
            facts=own["facts"],
            notes=tuple(record["notes"]),
            provenance={k: v for k, v in record.items() if k not in ("notes", "analysis")},
        )
    except FileNotFoundError as error:
        raise _unreadable(root, f"holds no {Path(error.filename or RECORD).name}") from error
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise _unreadable(root, f"its results can't be read ({type(error).__name__}: {error})") from error


def _unreadable(root: Path, reason: str) -> InputError:
    """The error for a folder."""
    return InputError([UnreadableResults(where=Where(book=root.name), folder=str(root), reason=reason)])
