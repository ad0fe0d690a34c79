"""Storing a run in a folder, and getting it back without workbook or engine.

    run.json                 provenance, notes, the study, modelled against published
    tables/NAME.csv          every table; tables/tables.xlsx: the same, formatted
    tables/base.parquet      outcomes of the base case; tables/trace.parquet: where the cohort is
    psa/outcomes.parquet     outcomes by draw and strategy; psa/parameters.parquet: the draws

The tables are for people and other programs; `load` reads only JSON and Parquet, so a table edited in a spreadsheet
changes nothing.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from costeff.errors import InputError, Where
from costeff.errors.results import UnreadableResults
from costeff.results import parquet
from costeff.results.csv import write_csv
from costeff.results.listing import TABLES
from costeff.results.run import Run
from costeff.results.study import Study
from costeff.results.xlsx import write_xlsx

FORMAT = 1
"""Raised when a stored run changes so that older versions can't read it."""

RECORD = "run.json"

_OWN = ("notes", "run")
"""Keys of the record that are no provenance."""


def save(run: Run, folder: str | os.PathLike[str]) -> None:
    """Writes a run into a folder, which is made if need be.

    Args:
        run: with or without a probabilistic analysis.
        folder: the caller sees to it that it appears whole or not at all.

    Raises:
        OSError: if something can't be written.
    """
    root = Path(folder)
    tables = root / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    frames = {table.name: table.make(run) for table in TABLES}
    for name, frame in frames.items():
        write_csv(frame, tables / f"{name}.csv")
    write_xlsx(run, frames, tables / "tables.xlsx")
    parquet.write_outcomes(run.base, tables / "base.parquet", run.provenance)
    parquet.write_trace(run.trace, tables / "trace.parquet", run.provenance)
    if run.psa is not None:
        (root / "psa").mkdir(exist_ok=True)
        parquet.write_outcomes(run.psa, root / "psa" / "outcomes.parquet", run.provenance)
        if run.draws is not None:
            parquet.write_draws(run.draws, root / "psa" / "parameters.parquet", run.provenance)
    own = {
        "format": FORMAT,
        "psa": run.psa is not None,
        "draws": run.draws is not None,
        "study": run.study.as_dict(),
        "targets": _columns(run.targets),
    }
    record = {"costeff": "", **run.provenance, "notes": list(run.notes), "run": own}
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    # Half a pair, as in the name of a file that isn't UTF-8, is written as JSON escapes it.
    (root / RECORD).write_text(text + "\n", encoding="utf-8", errors="backslashreplace", newline="\n")


def load(folder: str | os.PathLike[str]) -> Run:
    """The run that `save` wrote.

    Raises:
        InputError: if the folder holds no results, or they can't be read.
    """
    root = Path(folder)
    record = _record(root)
    own = record["run"]
    try:
        drawn = own["draws"]
        return Run(
            study=Study.from_dict(own["study"]),
            base=parquet.read_outcomes(root / "tables" / "base.parquet"),
            trace=parquet.read_trace(root / "tables" / "trace.parquet"),
            psa=parquet.read_outcomes(root / "psa" / "outcomes.parquet") if own["psa"] else None,
            draws=parquet.read_draws(root / "psa" / "parameters.parquet") if drawn else None,
            targets=_frame(own["targets"]),
            notes=tuple(record["notes"]),
            provenance={k: v for k, v in record.items() if k not in _OWN},
        )
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        reason = f"its results can't be read ({type(error).__name__}: {error})"
        raise _unreadable(root, reason) from error


def _record(root: Path) -> dict[str, Any]:
    """The content of run.json, if it is one that this version reads."""
    try:
        record = json.loads((root / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _unreadable(root, "holds no run.json") from error
    except (OSError, ValueError) as error:
        raise _unreadable(root, f"its run.json can't be read ({error})") from error
    if not isinstance(record, dict) or not isinstance(record.get("run"), dict):
        raise _unreadable(root, "its run.json is not costeff's")
    if record["run"].get("format") != FORMAT:
        raise _unreadable(root, "was written by another version of costeff")
    return record


def _unreadable(root: Path, reason: str) -> InputError:
    """The error for a folder."""
    return InputError([UnreadableResults(where=Where(book=root.name), folder=str(root), reason=reason)])


def _columns(frame: pd.DataFrame) -> list[dict[str, object]]:
    """A small frame for JSON: name, type and values by column; infinite numbers as text, missing ones as null."""
    return [
        {
            "name": str(name),
            "type": str(frame[name].dtype),
            "values": [_plain(value) for value in frame[name].tolist()],
        }
        for name in frame.columns
    ]


def _plain(value: object) -> object:
    """A value that JSON has."""
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value if isinstance(value, bool | int | float | str) else str(value)


def _frame(columns: list[Mapping[str, Any]]) -> pd.DataFrame:
    """The frame that `_columns` took apart."""
    made: dict[str, pd.Series[Any]] = {}
    for column in columns:
        values = column["values"]
        if column["type"].startswith("float"):
            values = [math.nan if v is None else float(v) for v in values]
        made[column["name"]] = pd.Series(values, dtype=column["type"])
    return pd.DataFrame(made)
