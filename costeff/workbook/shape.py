"""The shape of a workbook without its content: names of sheets, and how many rows and cells each has."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from costeff.workbook.annotate import Package, sheet_parts, workbook_part
from costeff.workbook.splice import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetShape:
    """One sheet: its name, and the rows and cells that the file holds of it."""

    name: str
    rows: int
    cells: int


def shape(content: bytes) -> tuple[SheetShape, ...]:
    """The sheets of a workbook that has passed the guard; none if its parts can't be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = Package({info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()})
        sheets = sheet_parts(package, workbook_part(package))
    except (zipfile.BadZipFile, Unreadable, KeyError, ValueError, NotImplementedError, OSError):
        return ()
    return tuple(
        SheetShape(name=name, rows=_count(package.parts[part], b"row"), cells=_count(package.parts[part], b"c"))
        for name, part in sheets.items()
    )


def _count(raw: bytes, tag: bytes) -> int:
    """How often an element begins, near enough for a report."""
    return sum(raw.count(b"<" + tag + end) for end in (b" ", b">", b"/"))
