"""Making a result again from its stamp, and saying whether it is identical or what differs."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import costeff
from costeff.errors import InputError, Where
from costeff.errors.reproducing import NotReproducible, WorkbookDiffers, WorkbookNotFound
from costeff.format import BLACK
from costeff.model import Model
from costeff.results import Run, load, load_analysis
from costeff.results.comparing import Comparison, Difference, compare
from costeff.results.listing import TABLES
from costeff.results.stamp import provenance_of
from costeff.workflow.contents import MARKER, RECORD
from costeff.workflow.reading import read
from costeff.workflow.rerunning import rerun
from costeff.workflow.running import run
from costeff.workflow.stamped import stamp_of

ABOVE = 4
"""Folders above a result in which its workbook is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """What came of making a result again.

    Attributes:
        source: what was named.
        what: `run`, or the name of the analysis.
        by: `cells` where stored tables were compared, `digests` where the file carries only those.
        book: the workbook that was run again.
        book_differs: whether it isn't the one of the result (then compared all the same).
        version, version_then: of costeff, now and of the result.
        comparison: what was compared, and what differs.
    """

    source: Path
    what: str
    by: str
    book: Path
    book_differs: bool
    version: str
    version_then: str
    comparison: Comparison

    @property
    def identical(self) -> bool:
        """Whether everything that was compared is the same to the last bit."""
        return self.comparison.identical


def reproduce(
    source: str | os.PathLike[str],
    book: str | os.PathLike[str] | None = None,
    *,
    anyway: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reproduction:
    """Makes a result again with its workbook, seed, draws, design and changes, and compares.

    A results folder, the folder of an analysis, or their `run.json` and `analysis.json` are compared cell by cell in
    every table. A report, a workbook of tables or a figure carries digests of the run's main tables, to the last bit:
    they tell whether each of these tables is identical, but not by how much it differs. On the same machine and
    version results are identical; other versions, libraries or processors may differ in the last digits.

    Args:
        source: what was made.
        book: the workbook; None = looked for beside the result and in the current folder, by its recorded name.
        anyway: whether to compare even if the workbook isn't the one of the result.
        progress: called with the work done and to do, while draws are run.
        cancelled: asked now and then; True stops the run.

    Raises:
        InputError: if there is no stamp, the workbook is missing or another one, or the record lacks what it takes.
        WorkbookError: if the workbook can't be read.
        Cancelled: if asked to stop.
    """
    path = Path(source)
    folder = _folder(path)
    if folder is not None:
        return _of_folder(path, folder, book, anyway, progress, cancelled)
    try:
        record = provenance_of(stamp_of(path))
    except ValueError as error:
        reason = f"its stamp can't be read ({error})"
        raise InputError([NotReproducible(where=Where(book=path.name), what=path.name, reason=reason)]) from error
    if record["analysis"]:
        beside = path.resolve().parent.parent
        if (beside / RECORD).is_file():
            return _of_folder(path, beside, book, anyway, progress, cancelled)
        reason = f"it is a figure of the analysis {record['analysis']}, whose tables are not beside it"
        raise InputError([NotReproducible(where=Where(book=path.name), what=path.name, reason=reason)])
    if not record["results"]:
        reason = "its stamp has no digests of tables, as those of version 0.3 and later have"
        raise InputError([NotReproducible(where=Where(book=path.name), what=path.name, reason=reason)])
    if BLACK in record["overrides"].values():
        reason = "it is redacted, and changes that were asked for are blacked out in its stamp"
        raise InputError([NotReproducible(where=Where(book=path.name), what=path.name, reason=reason)])
    file, model, differs = _workbook(path, record, book, anyway)
    again = _run_again(model, record, progress, cancelled)
    digests = again.provenance["results"]
    now = digests if isinstance(digests, Mapping) else {}
    return _told(path, "run", "digests", file, differs, record, _by_digest(record["results"], now))


def _folder(path: Path) -> Path | None:
    """The folder of a stored run or analysis, if that is what was named."""
    if path.is_dir():
        return path
    return path.parent if path.name in (MARKER, RECORD) else None


def _of_folder(
    source: Path,
    folder: Path,
    book: str | os.PathLike[str] | None,
    anyway: bool,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Reproduction:
    """A stored run or analysis, cell by cell."""
    if (folder / RECORD).is_file() and not (folder / MARKER).is_file():
        stored = load_analysis(folder)
        file, model, differs = _workbook(folder, stored.provenance, book, anyway)
        again = rerun(model, stored, progress=progress, cancelled=cancelled)
        found = compare(stored.tables, again.tables)
        return _told(source, stored.name, "cells", file, differs, stored.provenance, found)
    before = load(folder)
    file, model, differs = _workbook(folder, before.provenance, book, anyway)
    after = _run_again(model, before.provenance, progress, cancelled)
    return _told(source, "run", "cells", file, differs, before.provenance, compare(_tables(before), _tables(after)))


def _run_again(
    model: Model,
    record: Mapping[str, Any],
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Run:
    """The run of a record: what was asked for beside the workbook is asked for again."""
    changes = dict(record.get("overrides") or {})
    draws, seed, design = (changes.pop(name, None) for name in ("draws", "seed", "design"))
    return run(model, draws, seed, design, progress, changes=changes, cancelled=cancelled)


def _workbook(
    source: Path, record: Mapping[str, Any], book: str | os.PathLike[str] | None, anyway: bool
) -> tuple[Path, Model, bool]:
    """The workbook of a result, read, and whether it is another one.

    Raises:
        InputError: if it isn't found, or is another one and that isn't accepted.
    """
    there = record["workbook"]
    name, recorded = str(there["name"]), str(there["sha256"] or "")
    if not recorded:
        raise InputError([WorkbookNotFound(where=Where(book=name), name="")])
    candidates = [Path(book)] if book is not None else _places(source, name)
    if not candidates:
        raise InputError([WorkbookNotFound(where=Where(book=name), name=name)])
    models = []
    for file in candidates:
        model = read(file)
        if model.sha256 == recorded:
            return file, model, False
        models.append((file, model))
    file, model = models[0]
    if not anyway:
        raise InputError([WorkbookDiffers(where=Where(book=name), name=str(file), recorded=recorded, now=model.sha256)])
    return file, model, True


def _places(source: Path, name: str) -> list[Path]:
    """Where a workbook of that name is: beside the result, above it, in the current folder, or in an `inputs` there."""
    if Path(name).name != name:  # a record is a file like any other: it names no place outside
        return []
    start = source.resolve()
    folders = [start, *start.parents[:ABOVE], Path.cwd()]
    places = [place / name for folder in folders for place in (folder, folder / "inputs")]
    return list(dict.fromkeys(place for place in places if place.is_file()))


def _tables(found: Run) -> dict[str, pd.DataFrame]:
    """Every table of a run, and its draws."""
    frames = {table.name: table.make(found) for table in TABLES}
    if found.draws is not None:
        frames["draws"] = pd.DataFrame(found.draws.values, columns=list(found.draws.ids))
    return frames


def _by_digest(stored: Mapping[str, str], now: Mapping[object, object]) -> Comparison:
    """Tables whose digests are not the same."""
    differences = [
        Difference(table=name, row="", column="", stored=digest, now=str(now.get(name, "not there")))
        for name, digest in stored.items()
        if now.get(name) != digest
    ]
    return Comparison(
        tables=len(stored),
        cells=0,
        count=len(differences),
        by_table={found.table: 1 for found in differences},
        differences=tuple(differences),
        widest=math.nan if differences else 0.0,
    )


def _told(
    source: Path, what: str, by: str, book: Path, differs: bool, record: Mapping[str, Any], found: Comparison
) -> Reproduction:
    return Reproduction(
        source=source,
        what=what,
        by=by,
        book=book,
        book_differs=differs,
        version=costeff.__version__,
        version_then=str(record.get("costeff") or ""),
        comparison=found,
    )
