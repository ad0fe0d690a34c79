"""A report of a fault of costeff's own: what it takes to find it, and nothing of the workbook's content."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import shutil
import tempfile
import traceback
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import costeff
from costeff.errors import InputError, InternalError
from costeff.workbook.guard import read_bytes
from costeff.workbook.shape import shape
from costeff.workflow.provenance import libraries

_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][^\\/\s\"']+)+[\\/]?")
_WORD = re.compile(r"\w{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultReport:
    """A report that was written.

    Attributes:
        path: of the text; workbook: of the copy beside it, None where the user hasn't asked for one.
    """

    path: Path
    workbook: Path | None


def fault_report(
    error: BaseException,
    command: Sequence[str],
    workbook: str | os.PathLike[str] | None = None,
    *,
    include_workbook: bool = False,
) -> FaultReport:
    """Writes a report to the current folder, or if that can't be written to, to the one for temporary files.

    Args:
        error: what happened.
        command: what the user typed; only the names of its files are kept, not their folders.
        workbook: the one that was worked on, if any.
        include_workbook: whether the user agrees that the workbook goes with it; it is then copied beside the report,
            and the error's own words are quoted in full.

    Raises:
        OSError: if neither folder can be written to.
    """
    book = None if workbook is None else Path(workbook)
    content = _content(book)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    text = _text(error, command, book, content, candid=include_workbook)
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            path = _fresh(folder, f"costeff-fault-{stamp}")
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        copied = None
        if include_workbook and book is not None and book.is_file():
            copied = path.with_suffix(book.suffix)
            shutil.copyfile(book, copied)
        return FaultReport(path=path, workbook=copied)
    raise OSError("neither the current folder nor that for temporary files can be written to")


def _fresh(folder: Path, stem: str) -> Path:
    """A file's name that is free."""
    names = (stem, *(f"{stem}-{n}" for n in range(2, 1000)))
    return next(path for name in names if not (path := folder / f"{name}.txt").exists())


def _content(book: Path | None) -> bytes:
    """Bytes of the workbook; none where they can't be had."""
    if book is None:
        return b""
    try:
        return read_bytes(book)
    except (InputError, OSError):
        return b""


def _text(error: BaseException, command: Sequence[str], book: Path | None, content: bytes, *, candid: bool) -> str:
    """The report."""
    message = str(error) if candid or isinstance(error, InternalError) else _discreet(str(error), content)
    sections = {
        "What happened": f"{type(error).__name__}: {message}",
        "Where": "".join(_frames(error)).rstrip(),
        "Command": " ".join(_named(word) for word in command),
        "Versions": "\n".join(
            [
                f"costeff {costeff.__version__}, Python {platform.python_version()}, {platform.platform()}",
                ", ".join(f"{name} {version}" for name, version in libraries().items()),
            ]
        ),
        "Workbook": "\n".join(_workbook(book, content)),
    }
    copied = ", but the workbook was copied beside it, as was asked" if candid else ""
    head = f"This is a report of a fault of costeff. It holds nothing of the workbook's cells{copied}."
    return "\n\n".join([head, *(f"{title}\n{'-' * len(title)}\n{body}" for title, body in sections.items())]) + "\n"


def _workbook(book: Path | None, content: bytes) -> list[str]:
    """The workbook by its shape."""
    if book is None:
        return ["none"]
    if not content:
        return [f"{book.name}: could not be read"]
    lines = [f"{book.name}, {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"]
    return lines + [f"  {sheet.name}: {sheet.rows:,} rows, {sheet.cells:,} cells" for sheet in shape(content)]


def _frames(error: BaseException) -> list[str]:
    """The traceback, innermost last, with files by their names; source lines are costeff's own or a library's."""
    found: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__)
        lines = [
            f"  {_module(frame.filename)}, line {frame.lineno}, in {frame.name}\n    {frame.line}\n" for frame in frames
        ]
        found = [*lines, *(["  then, while that was handled:\n"] if found else []), *found]
        link = link.__cause__ or link.__context__
    return found


def _module(filename: str) -> str:
    """A source file from its package on: no folder of this computer."""
    parts = Path(filename).parts
    for start in ("site-packages", "dist-packages"):
        if start in parts:
            return "/".join(parts[parts.index(start) + 1 :])
    package = Path(costeff.__file__).parent
    try:
        return "/".join(("costeff", *Path(filename).relative_to(package).parts))
    except ValueError:
        return parts[-1] if parts else filename


def _named(word: str) -> str:
    """A word of the command with folders left out."""
    return (
        _PATH.sub(lambda found: Path(found[0].replace("\\", "/")).name, word) if "/" in word or "\\" in word else word
    )


def _discreet(message: str, content: bytes) -> str:
    """An error's own words without what may come from the workbook: quotations, and words that stand in it."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "[withheld]", _named(message))
    words = _words_of(content)
    return _WORD.sub(lambda found: "[withheld]" if found[0].casefold() in words else found[0], bare)


def _words_of(content: bytes) -> set[str]:
    """The words that stand in the cells of a workbook."""
    if not content:
        return set()
    found: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                if part.endswith(".xml") and part.startswith("xl/") and "/theme/" not in part and "styles" not in part:
                    text = re.sub(r"<[^>]*>", " ", archive.read(part).decode("utf-8", "replace"))
                    found |= {word.casefold() for word in _WORD.findall(text)}
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return found
    return found
