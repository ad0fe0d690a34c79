"""Is this a workbook at all? Asked of the path, and then of the bytes, before any parser sees them.

Only a regular file is opened, since a pipe would wait for ever and a device never end.
"""

from __future__ import annotations

import os
import stat
from difflib import get_close_matches
from pathlib import Path

from costeff.errors import Where, WorkbookError
from costeff.errors.sheets import FileMissing, NotAWorkbook, UnreadableFile
from costeff.errors.words import printable
from costeff.workbook.archive import open_archive
from costeff.workbook.limits import FILE

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
    where = Where(book=book_name(file))
    _refuse_mark(file.name, where)
    try:
        content = _content(file, where)
    except FileNotFoundError:
        raise WorkbookError([FileMissing(where=where, nearest=_beside(file))]) from None
    except (OSError, ValueError) as error:  # a path with a null character is a ValueError
        reason = error.strerror if isinstance(error, OSError) else None
        raise WorkbookError([UnreadableFile(where=where, reason=reason or printable(str(error)))]) from error
    inspect(content, where)
    return content


def book_name(path: str | os.PathLike[str]) -> str:
    """The name of a file for places and outputs, with signs that can't be written replaced."""
    return printable(Path(path).name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _refuse_mark(name: str, where: Where) -> None:
    """Refuses the small hidden file that a program puts beside a workbook while it has it open."""
    for program, before, after in (("Excel", "~$", ""), ("LibreOffice", ".~lock.", "#")):
        if name.startswith(before) and name.endswith(after):
            meant = printable(name[len(before) : len(name) - len(after)])
            what = f"the mark that {program} leaves beside {meant} while it is open"
            raise WorkbookError([NotAWorkbook(where=where, what=what, remedy=f"Give {meant} itself.")])


def _content(file: Path, where: Where) -> bytes:
    """The bytes of a regular file, no more than the limit."""
    if file.is_dir():
        raise WorkbookError([NotAWorkbook(where=where, what="a folder", remedy="Give a workbook in it.")])
    # Asked of the open file, lest another one be put in its place; opening a pipe must not wait for its other end.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(file, flags), "rb") as opened:
        state = os.fstat(opened.fileno())
        if not stat.S_ISREG(state.st_mode):
            remedy = "Save the workbook to a file first."
            raise WorkbookError([NotAWorkbook(where=where, what="a pipe or a device", remedy=remedy)])
        if state.st_size > FILE.most:
            raise FILE.exceeded(where, state.st_size)
        return opened.read(FILE.most + 1)  # what grows meanwhile is refused as too large


def inspect(content: bytes, where: Where) -> None:
    """Checks the bytes of a workbook.

    Raises:
        WorkbookError: if they are something else, or too large.
    """
    kind = _something_else(content)
    if kind is not None:
        raise WorkbookError([NotAWorkbook(where=where, what=kind[0], remedy=kind[1])])
    entries = open_archive(content, where).parts
    kind = _other_archive(set(entries), any(entry.flag_bits & 1 for entry in entries.values()))
    if kind is not None:
        raise WorkbookError([NotAWorkbook(where=where, what=kind[0], remedy=kind[1])])


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
    """What a zip archive is that is no .xlsx workbook; its names are in lower case."""
    if encrypted:
        return "an encrypted archive", "Save a copy without the password."
    if "xl/workbook.xml" in names and "[content_types].xml" in names:
        return None
    if "xl/workbook.bin" in names:
        return "a binary Excel workbook (.xlsb)", _SAVE
    if "word/document.xml" in names:
        return "a Word document", "Give the workbook itself."
    if "content.xml" in names and "mimetype" in names:
        return "an OpenDocument file", _SAVE
    if "index/document.iwa" in names:
        return "a Numbers document", "Export it from Numbers as Excel."
    return "a zip archive", "Unpack it and give the workbook itself."


def _beside(file: Path) -> tuple[str, ...]:
    """Workbooks in the same folder whose names are like the one asked for."""
    try:
        names = [other.name for other in file.parent.iterdir() if other.suffix.lower() == ".xlsx"]
    except OSError:
        return ()
    return tuple(get_close_matches(file.name, names, n=2, cutoff=0.6))
