"""A copy of a workbook with its problems marked where they stand."""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from costeff.errors import OutputError, Problem
from costeff.workbook.annotate import Mark, mark
from costeff.workbook.guard import read_bytes
from costeff.workbook.splice import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A marked copy.

    Attributes:
        path: where it was written.
        cells: how many cells carry a comment.
        listed: how many problems stand on its first sheet only, since they belong to no single cell.
    """

    path: Path
    cells: int
    listed: int


def annotate(
    book: str | os.PathLike[str],
    problems: Sequence[Problem],
    copy: str | os.PathLike[str],
    *,
    overwrite: bool = False,
) -> Annotated:
    """Writes a copy of a workbook with the cells of problems filled and commented, and a first sheet that lists them.

    Everything else keeps its bytes: formulas, stored values, formats, drop-downs, charts, and the text of comments
    that were there.

    Args:
        book: the workbook; it is never written to.
        problems: what to mark.
        copy: where the copy goes.
        overwrite: whether a file that is there already may be replaced; the workbook itself never is.

    Raises:
        WorkbookError: if the file is no workbook at all.
        OutputError: if the copy can't be written there, or the workbook's parts can't be edited.
    """
    source, target = Path(book), Path(copy)
    _check_target(source, target, overwrite)
    content = read_bytes(source)
    marks = [
        Mark(sheet=p.where.sheet, cell=p.where.cell, severity=p.severity, found=_found(p), advice=p.advice())
        for p in problems
    ]
    try:
        marked = mark(content, marks)
    except (Unreadable, KeyError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        reason = f"the workbook's inner parts can't be edited ({error})"
        advice = "Save it once in Excel or LibreOffice and try again"
        raise OutputError(str(target), reason, advice) from error
    _write(target, marked.content)
    return Annotated(path=target, cells=marked.cells, listed=marked.listed)


def _found(problem: Problem) -> str:
    draw = f"draw {problem.draw}: " if problem.draw is not None else ""
    if problem.span is None or not problem.where.text:
        return draw + problem.found()
    start, stop = problem.span
    part = problem.where.text[start:stop].strip()
    return f"{draw}{problem.found()} (at `{part}`)" if part and part not in problem.found() else draw + problem.found()


def _check_target(source: Path, target: Path, overwrite: bool) -> None:
    """Refuses to write over the workbook, or over another file without being asked."""
    if target.suffix.lower() != ".xlsx":
        raise OutputError(str(target), "a marked copy is a workbook", "Give it a name that ends in .xlsx")
    if target.exists() and source.exists() and os.path.samefile(source, target):
        raise OutputError(str(target), "this is the workbook itself", "Give the marked copy another name")
    if target.is_dir():
        raise OutputError(str(target), "this is a folder", "Name a file in it")
    if target.exists() and not overwrite:
        raise OutputError(
            str(target), "there is such a file already", "Give another name, or allow it with --overwrite"
        )


def _write(target: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".costeff-", suffix=".xlsx", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)  # a temporary file is the owner's alone; a copy is as any other file
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(str(target), f"can't be written: {reason}", "Choose another folder") from error
