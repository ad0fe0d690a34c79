"""Is this a workbook at all? Asked of the bytes, before any parser sees them.

A workbook is mailed around, so the file is not trusted: what a zip archive declares of itself is checked against
limits that no model comes near. Decompression stops at the declared sizes, so that a lying archive fails its checksum.
"""

from __future__ import annotations

import io
import os
import zipfile
from difflib import get_close_matches
from pathlib import Path

from costeff.errors import Where, WorkbookError
from costeff.errors.sheets import DamagedWorkbook, FileMissing, NotAWorkbook, TooLarge, UnreadableFile
from costeff.workbook.ranges import cells_spread

MAX_FILE = 100_000_000
"""Bytes of the file."""
MAX_UNPACKED = 200_000_000
"""Bytes of all parts, uncompressed."""
MAX_RATIO = 200
"""Uncompressed to compressed, for a part of over a megabyte; ordinary sheets reach 20."""
MAX_PARTS = 2_000
"""Parts of the archive."""
MAX_SPREAD = 200_000
"""Cells in ranges that the parser fills cell by cell, though the file names only their corners."""

_SAVE = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAGIC = (
    (b"%PDF", "a PDF file", "Give the workbook itself."),
    (b"PAR1", "a Parquet file", "Give the workbook itself."),
    (b"{\\rtf", "a text document", "Give the workbook itself."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a workbook, once they have passed the guard.

    Args:
        path: the file.

    Returns:
        Its bytes, so that the file is opened once only.

    Raises:
        WorkbookError: if there is no such file, it can't be read, it is no workbook, or it is too large.
    """
    file = Path(path)
    where = Where(book=file.name)
    try:
        if file.is_dir():
            raise WorkbookError([NotAWorkbook(where=where, what="a folder", remedy="Give a workbook in it.")])
        size = file.stat().st_size
        if size > MAX_FILE:
            raise WorkbookError([TooLarge(where=where, what="the file, in bytes,", size=size, limit=MAX_FILE)])
        content = file.read_bytes()
    except FileNotFoundError:
        raise WorkbookError([FileMissing(where=where, nearest=_beside(file))]) from None
    except OSError as error:
        raise WorkbookError([UnreadableFile(where=where, reason=error.strerror or str(error))]) from error
    inspect(content, where)
    return content


def inspect(content: bytes, where: Where) -> None:
    """Checks the bytes of a workbook.

    Raises:
        WorkbookError: if they are something else, or too large.
    """
    kind = _something_else(content)
    if kind is not None:
        raise WorkbookError([NotAWorkbook(where=where, what=kind[0], remedy=kind[1])])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise WorkbookError([DamagedWorkbook(where=where, reason="the file is damaged or incomplete")]) from error
    _check_sizes(parts, where)
    kind = _other_archive({part.filename for part in parts}, any(part.flag_bits & 1 for part in parts))
    if kind is not None:
        raise WorkbookError([NotAWorkbook(where=where, what=kind[0], remedy=kind[1])])
    spread = cells_spread(content)
    if spread > MAX_SPREAD:
        what = "the number of cells that are merged or linked as ranges"
        remedy = "Unmerge whole rows and columns, and take links off them."
        raise WorkbookError([TooLarge(where=where, what=what, size=spread, limit=MAX_SPREAD, remedy=remedy)])


def _check_sizes(parts: list[zipfile.ZipInfo], where: Where) -> None:
    """Refuses archives made to exhaust the machine."""
    if len(parts) > MAX_PARTS:
        raise WorkbookError([TooLarge(where=where, what="the number of its parts", size=len(parts), limit=MAX_PARTS)])
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        what = "its content, in bytes,"
        raise WorkbookError([TooLarge(where=where, what=what, size=unpacked, limit=MAX_UNPACKED)])
    for part in parts:
        ratio = part.file_size / max(1, part.compress_size)
        if part.file_size > 1_000_000 and ratio > MAX_RATIO:
            what = f"the compression of its part {part.filename[:60]}"
            raise WorkbookError([TooLarge(where=where, what=what, size=ratio, limit=MAX_RATIO)])


def _something_else(content: bytes) -> tuple[str, str] | None:
    """What a file is that is no zip archive, and what to do; None for a zip archive."""
    if not content:
        return "an empty file", "Was it saved or copied completely?"
    if content.startswith(b"PK"):
        return None
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            return "a workbook with a password", "Save a copy without the password."
        return "an old Excel file (.xls)", _SAVE
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head[:500]:
        return "a web page", "Download the workbook itself; the page may be a sign-in page."
    if head.startswith((b"<?xml", b"<workbook")):
        return "an XML file", _SAVE
    for magic, what, remedy in _MAGIC:
        if content.startswith(magic):
            return what, remedy
    if b"\0" not in content[:2000]:
        return "a text file", _SAVE
    return "a file of an unknown kind", _SAVE


def _other_archive(names: set[str], encrypted: bool) -> tuple[str, str] | None:
    """What a zip archive is that is no .xlsx workbook."""
    if encrypted:
        return "an encrypted archive", "Save a copy without the password."
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return None
    if "xl/workbook.bin" in names:
        return "a binary Excel workbook (.xlsb)", _SAVE
    if "word/document.xml" in names:
        return "a Word document", "Give the workbook itself."
    if "content.xml" in names and "mimetype" in names:
        return "an OpenDocument file", _SAVE
    if "Index/Document.iwa" in names:
        return "a Numbers document", "Export it from Numbers as Excel."
    return "a zip archive", "Unpack it and give the workbook itself."


def _beside(file: Path) -> tuple[str, ...]:
    """Workbooks in the same folder whose names are like the one asked for."""
    try:
        names = [other.name for other in file.parent.iterdir() if other.suffix.lower() == ".xlsx"]
    except OSError:
        return ()
    return tuple(get_close_matches(file.name, names, n=2, cutoff=0.6))
