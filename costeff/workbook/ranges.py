"""How many cells the ranges of a workbook spread over, counted from their corners before anything is made of them.

openpyxl makes a cell object for every cell of a merged range, and visits every cell of a linked one: a file of a few
kilobytes that merges `A1:XFD1048576` would exhaust the machine.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
import zlib
from xml.parsers import expat

_ELEMENTS = (b"mergeCell", b"hyperlink")
_NAMES = frozenset({"mergeCell", "hyperlink"})
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""How XML in sixteen bits begins, in which the names don't show as bytes."""
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})\Z", re.IGNORECASE | re.ASCII)
_STRANGE = 10**9
"""Counted for a range that has another form."""


def cells_spread(content: bytes) -> int:
    """Cells in the merged and the linked ranges of all parts of a workbook.

    Args:
        content: bytes of a zip archive whose declared sizes are within limits. Parts that aren't XML, or not
            well-formed, count up to where they break; the parser will refuse them.
    """
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            try:
                text = archive.read(part)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
                continue  # a broken part; the parser will say so
            if text.startswith(_WIDE) or any(name in text for name in _ELEMENTS):
                total += _spread_of(text)
    return total


def _spread_of(text: bytes) -> int:
    """Cells in the ranges of one part."""
    total = 0

    def count(name: str, attributes: dict[str, str]) -> None:
        nonlocal total
        if name.rpartition(":")[2] in _NAMES:
            total += max((_cells(value) for key, value in attributes.items() if key == "ref"), default=0)

    def refuse(*_: object) -> None:
        raise expat.ExpatError

    parser = expat.ParserCreate()
    parser.StartElementHandler = count
    parser.EntityDeclHandler = refuse  # entities could hide a range; the parser refuses them as well
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(text, True)
    return total


def _cells(ref: str) -> int:
    """Cells of `A1:C3`; 1 for a single cell."""
    bare = ref.strip()
    if ":" not in bare:
        return 1
    match = _RANGE.match(bare)
    if match is None:
        return _STRANGE
    left, top, right, bottom = match.groups()
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: str) -> int:
    """Number of a column: `A` is 1, `XFD` is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
