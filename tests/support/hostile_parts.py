"""The parts of a valid model, and how to change them and pack them again."""

from __future__ import annotations

import functools
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from costeff.workbook import write_template

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Parts = dict[str, bytes]
Maker = Callable[[], bytes]


@functools.cache
def _template() -> tuple[tuple[str, bytes], ...]:
    with TemporaryDirectory() as folder, zipfile.ZipFile(write_template(Path(folder) / "study.xlsx")) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def template() -> Parts:
    """The parts of a valid model."""
    return dict(_template())


def sheet_part(name: str) -> str:
    """The part of a sheet of the template."""
    book = template()["xl/workbook.xml"].decode()
    links = template()["xl/_rels/workbook.xml.rels"].decode()
    found = re.search(rf'<sheet name="{name}" sheetId="\d+" r:id="(\w+)"', book)
    assert found, name
    target = re.search(rf'Id="{found[1]}"[^>]*Target="([^"]+)"', links)
    assert target, found[1]
    return f"xl/{target[1]}"


PARAMETERS = sheet_part("Parameters")
VARIABLES = sheet_part("Variables")


def zipped(parts: Parts, level: int = 6) -> bytes:
    """An archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, level)
    return buffer.getvalue()


def with_part(name: str, change: bytes | Callable[[bytes], bytes], level: int = 6) -> bytes:
    """The template with one part changed or added."""
    parts = template()
    parts[name] = change(parts[name]) if callable(change) else change
    return zipped(parts, level)


def replaced(old: bytes, new: bytes, times: int = 1) -> Callable[[bytes], bytes]:
    """A change of a part."""

    def change(content: bytes) -> bytes:
        assert old in content, old
        return content.replace(old, new, times)

    return change


def in_rows(xml: bytes) -> Callable[[bytes], bytes]:
    """Adds rows at the end of a sheet."""
    return replaced(b"</sheetData>", xml + b"</sheetData>")


def after_rows(xml: bytes) -> Callable[[bytes], bytes]:
    """Adds something behind the rows of a sheet."""
    return replaced(b"</sheetData>", b"</sheetData>" + xml)


def sheet(rows: bytes, after: bytes = b"") -> bytes:
    """A whole sheet."""
    return HEAD + b'<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (MAIN.encode(), rows, after)


def column(number: int) -> str:
    """Letters of a column from its number."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def patched(content: bytes, offset: int, name: str, value: bytes) -> bytes:
    """Archive whose directory says something else of a part, `offset` bytes into the part's entry."""
    data = bytearray(content)
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        size = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + size] == name.encode():
            data[at + offset : at + offset + len(value)] = value
        at += 46
    return bytes(data)


def linked(links: bytes, kind: str, target: str, mode: str = "") -> bytes:
    link = f'<Relationship Id="rId9001" Type="{kind}" Target="{target}"{mode}/>'
    return links.replace(b"</Relationships>", link.encode() + b"</Relationships>")


def added_sheets(names: Iterable[bytes], content: Callable[[int], bytes] | None = None) -> Parts:
    """The template with more sheets: blank ones, or all of them one and the same."""
    parts = template()
    book, links = [], []
    for k, name in enumerate(names):
        target = f"worksheets/more{k}.xml"
        book.append(b'<sheet name="%s" sheetId="%d" r:id="rIdM%d"/>' % (name, 900 + k, k))
        links.append(f'<Relationship Id="rIdM{k}" Type="{OFFICE}/worksheet" Target="{target}"/>'.encode())
        if content is not None:
            parts[f"xl/{target}"] = content(k)
    parts["xl/workbook.xml"] = replaced(b"</sheets>", b"".join(book) + b"</sheets>")(parts["xl/workbook.xml"])
    old = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = replaced(b"</Relationships>", b"".join(links) + b"</Relationships>")(old)
    return parts


@functools.cache
def blank_rows(cells: int) -> bytes:
    """A million rows that have formats, and so many cells with a format and nothing in them."""
    inner = b"".join(b'<c r="%c%%d" s="1"/>' % (65 + k) for k in range(cells))
    row = b'<row r="%d" s="1" customFormat="1" spans="1:16">' + inner + b"</row>"
    if not cells:
        row = b'<row r="%d" s="1" customFormat="1" spans="1:16"/>'
    block = row * 1_000
    return b"".join(
        block % tuple(r for r in range(start, start + 1_000) for _ in range(cells + 1))
        for start in range(100, 1_000_100, 1_000)
    )


def rows_of(cell: bytes, number: int) -> bytes:
    return b"".join(b'<row r="%d">' % r + cell.replace(b"#", b"%d" % r) + b"</row>" for r in range(40, 40 + number))
