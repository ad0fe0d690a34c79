"""Reading the stamp off a file: a report, a workbook of tables, a picture, a record."""

from __future__ import annotations

import html
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from costeff.errors import InputError, Where
from costeff.errors.reproducing import NoStamp
from costeff.results.stamp import KEYS, from_properties

MOST = 200_000_000
"""Bytes of a file that is read for its stamp."""

MOST_TEXT = 1_000_000
"""Bytes of the part of a file that may hold a stamp."""

CUSTOM = "docProps/custom.xml"
"""Where an Office document has its own properties."""

_ENTRY = re.compile(rf"(?:\A|(?:; |, ))(?P<key>{'|'.join(map(re.escape, KEYS))}): ")


def stamp_of(path: Path) -> dict[str, str]:
    """The stamp that a file carries.

    Args:
        path: of a `.docx`, `.xlsx`, `.html`, `.pdf`, `.png` or `.svg` that costeff wrote.

    Raises:
        InputError: if it carries none, or can't be read.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        _refuse(path, f"is of no kind that carries a stamp ({kinds}), and no results folder")
    try:
        if path.stat().st_size > MOST:
            _refuse(path, "is too large to be a file of costeff's")
        found = reader(path)
    except (OSError, ValueError, KeyError, struct.error, zlib.error) as error:
        _refuse(path, f"can't be read ({type(error).__name__}: {error})")
    except (ParseError, DefusedXmlException, zipfile.BadZipFile) as error:
        _refuse(path, f"is damaged ({type(error).__name__}: {error})")
    if "workbook" not in found:
        _refuse(path, "carries no stamp of costeff")
    return found


def _office(path: Path) -> dict[str, str]:
    """The properties of a Word document or a workbook."""
    with zipfile.ZipFile(path) as book:
        if CUSTOM not in book.namelist():
            return {}
        if book.getinfo(CUSTOM).file_size > MOST_TEXT:
            raise ValueError("its properties are too long")
        root = fromstring(book.read(CUSTOM))
    return from_properties({item.get("name", ""): "".join(item.itertext()) for item in root})


class _Meta(HTMLParser):
    """The `meta` elements of a page's head.

    Attributes:
        found: name to content of those of costeff.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what costeff wrote."""
        there = dict(attrs)
        name = there.get("name") or ""
        if tag == "meta" and name.startswith("costeff:"):
            self.found[name.removeprefix("costeff:")] = there.get("content") or ""


def _page(path: Path) -> dict[str, str]:
    """The stamp of a web page."""
    with path.open(encoding="utf-8", errors="replace") as file:
        head = file.read(MOST_TEXT).partition("</head>")[0]
    parser = _Meta()
    parser.feed(head)
    names = {key.replace(" ", "-"): key for key in KEYS}
    return {names[name]: text for name, text in parser.found.items() if name in names}


def _pdf(path: Path) -> dict[str, str]:
    """The keywords in the metadata of a PDF, which are not compressed."""
    found = re.search(rb"<pdf:Keywords>(.{0,%d}?)</pdf:Keywords>" % MOST_TEXT, path.read_bytes(), re.S)
    return {} if found is None else _entries(html.unescape(found.group(1).decode("utf-8")))


def _svg(path: Path) -> dict[str, str]:
    """The description of a drawing."""
    root = fromstring(path.read_bytes())
    texts = ["".join(element.itertext()) for element in root.iter() if str(element.tag).endswith("}description")]
    return _entries(texts[0]) if texts else {}


def _png(path: Path) -> dict[str, str]:
    """The text chunks of a picture."""
    found: dict[str, str] = {}
    with path.open("rb") as file:
        if file.read(8) != b"\x89PNG\r\n\x1a\n":
            raise ValueError("it is no PNG")
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind in (b"tEXt", b"iTXt", b"zTXt") and length <= MOST_TEXT:
                key, text = _chunk(kind, file.read(length))
                found[key] = text
                file.seek(4, 1)
            else:
                file.seek(length + 4, 1)
    return {key: text for key, text in found.items() if key in KEYS}


def _chunk(kind: bytes, data: bytes) -> tuple[str, str]:
    """Keyword and text of a chunk."""
    key, _, rest = data.partition(b"\0")
    if kind == b"tEXt":
        return key.decode("latin-1"), rest.decode("latin-1")
    if kind == b"zTXt":
        return key.decode("latin-1"), _inflated(rest[1:]).decode("latin-1")
    packed, (_, _, text) = rest[0], rest[2:].split(b"\0", 2) if rest[2:].count(b"\0") > 1 else (b"", b"", b"")
    return key.decode("latin-1"), (_inflated(text) if packed else text).decode("utf-8")


def _inflated(data: bytes) -> bytes:
    """What was compressed, as far as it may be part of a stamp."""
    return zlib.decompressobj().decompress(data, MOST_TEXT)


def _entries(text: str) -> dict[str, str]:
    """The entries of `workbook: a.xlsx; SHA-256: ab...`, told apart by their names, which stand in order.

    The last one is the command: whatever follows is part of it.
    """
    marks: list[re.Match[str]] = []
    for mark in _ENTRY.finditer(text):
        if not marks or KEYS.index(marks[-1]["key"]) < KEYS.index(mark["key"]):
            marks.append(mark)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {mark["key"]: text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}


READERS: Mapping[str, Callable[[Path], dict[str, str]]] = {
    ".docx": _office,
    ".html": _page,
    ".pdf": _pdf,
    ".png": _png,
    ".svg": _svg,
    ".xlsx": _office,
}
"""Ending of a file to what reads its stamp."""


def record_of(path: Path) -> Mapping[str, Any]:
    """The record of a run or analysis: a JSON object.

    Raises:
        InputError: if it is none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        _refuse(path, f"can't be read ({type(error).__name__}: {error})")
    if not isinstance(found, dict):
        _refuse(path, "is no record of costeff's")
    return found


def _refuse(path: Path, reason: str) -> NoReturn:
    """Refuses.

    Raises:
        InputError: always.
    """
    raise InputError([NoStamp(where=Where(book=path.name), file=str(path), reason=reason)])
