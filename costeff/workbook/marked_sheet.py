"""The sheets of a marked copy: cells filled where they stand, and the list of marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import column_index_from_string, get_column_letter

from costeff.workbook.splice import Element, escaped, parse, put_inside, spliced, with_attribute, without_attribute

if TYPE_CHECKING:
    from costeff.workbook.annotate import Mark, Package
    from costeff.workbook.marked_styles import Styles

_KEPT = frozenset({"sheetData", "row", "c", "cols", "col"})
Edit = tuple[int, int, bytes]


def name_of(row: int, column: int) -> str:
    """`F7`."""
    return f"{get_column_letter(column)}{row}"


def fill_cells(package: Package, part: str, cells: Mapping[str, str], styles: Styles | None) -> None:
    """Fills cells by severity; those that don't exist yet are created blank."""
    if styles is None:
        return
    raw = package.text(part)
    root = parse(raw, _KEPT)
    data = root.child("sheetData")
    if data is None:
        return
    by_row: dict[int, dict[int, str]] = {}
    for cell, severity in cells.items():
        row, column = _place(cell)
        by_row.setdefault(row, {})[column] = severity
    columns = _column_styles(root)
    numbers = _row_numbers(data)
    edits: list[Edit] = []
    fresh = b""
    for number in sorted(by_row):
        row_element = numbers.get(number)
        if row_element is not None:
            edits += _fill_row(raw, row_element, number, by_row[number], styles, columns)
            continue
        new = _new_row(data.prefix, number, by_row[number], styles, columns)
        after = min((n for n in numbers if n > number), default=0)
        if after:
            edits.append((numbers[after].start, numbers[after].start, new))
        else:
            fresh += new
    if fresh:
        edits.append(put_inside(raw, data, fresh))
    package.parts[part] = spliced(raw, edits)


def _place(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_index_from_string(letters)


def _row_numbers(data: Element) -> dict[int, Element]:
    """The rows by number; one that doesn't say its number follows the one before."""
    found: dict[int, Element] = {}
    number = 0
    for row in data.children:
        if row.name == "row":
            number = int(row.attributes.get("r", number + 1))
            found.setdefault(number, row)
    return found


def _column_styles(root: Element) -> list[tuple[int, int, int]]:
    """First and last column with the format of their blank cells."""
    columns = root.child("cols")
    return [
        (int(c.attributes["min"]), int(c.attributes["max"]), int(c.attributes.get("style", 0)))
        for c in (columns.children if columns is not None else ())
        if "min" in c.attributes and "max" in c.attributes
    ]


def _fill_row(
    raw: bytes,
    row: Element,
    number: int,
    wanted: Mapping[int, str],
    styles: Styles,
    columns: list[tuple[int, int, int]],
) -> list[Edit]:
    """The edits of one row that exists."""
    edits: list[Edit] = []
    present: dict[int, Element] = {}
    last = 0
    for cell in row.children:
        if cell.name == "c":
            last = _place(cell.attributes["r"])[1] if "r" in cell.attributes else last + 1
            present.setdefault(last, cell)
    fresh: dict[int, bytes] = {}
    for column, severity in sorted(wanted.items()):
        old = present.get(column)
        if old is not None:
            tag = raw[old.start : old.inside]
            style = str(styles.marked(int(old.attributes.get("s", 0)), severity))
            edits.append((old.start, old.inside, with_attribute(tag, "s", style)))
            continue
        new = _new_cell(row.prefix, number, column, styles.marked(_blank_style(row, column, columns), severity))
        after = min((c for c in present if c > column), default=0)
        fresh[after] = fresh.get(after, b"") + new
    for after, new in fresh.items():
        if after:
            edits.append((present[after].start, present[after].start, new))
        else:
            edits.append(put_inside(raw, row, new))
    if fresh and "spans" in row.attributes and not row.hollow:
        edits.append((row.start, row.inside, without_attribute(raw[row.start : row.inside], "spans")))
    return edits


def _blank_style(row: Element | None, column: int, columns: list[tuple[int, int, int]]) -> int:
    """The format that a blank cell has from its row or column."""
    if row is not None and row.attributes.get("customFormat") in ("1", "true"):
        return int(row.attributes.get("s", 0))
    return next((style for low, high, style in columns if low <= column <= high), 0)


def _new_cell(prefix: str, row: int, column: int, style: int) -> bytes:
    return f'<{prefix}c r="{name_of(row, column)}" s="{style}"/>'.encode()


def _new_row(
    prefix: str, row: int, wanted: Mapping[int, str], styles: Styles, columns: list[tuple[int, int, int]]
) -> bytes:
    cells = b"".join(
        _new_cell(prefix, row, column, styles.marked(_blank_style(None, column, columns), severity))
        for column, severity in sorted(wanted.items())
    )
    return f'<{prefix}row r="{row}">'.encode() + cells + f"</{prefix}row>".encode()


def deselect(package: Package, part: str) -> None:
    """Takes a sheet out of the selection: two selected sheets would be edited together."""
    raw = package.text(part)
    head = raw[:10_000]
    found = re.search(rb"<(?:\w+:)?sheetView\b[^>]*>", head)
    if found is not None and b"tabSelected" in found[0]:
        package.parts[part] = spliced(raw, [(found.start(), found.end(), without_attribute(found[0], "tabSelected"))])


_HEADER = ("", "Sheet and cell", "What was found", "What to do")


def list_sheet(marks: Sequence[Mark], sheets: set[str]) -> bytes:
    """The sheet that lists the marks, each with a link to its cell."""
    rows = [_HEADER]
    links = []
    for number, mark in enumerate(marks, start=2):
        sheet = mark.sheet if re.fullmatch(r"\w+", mark.sheet) else "'" + mark.sheet.replace("'", "''") + "'"
        place = f"{sheet}!{mark.cell}" if mark.sheet and mark.cell else mark.sheet or "the workbook"
        rows.append(({"error": "problem"}.get(mark.severity, mark.severity), place, mark.found, mark.advice))
        if mark.sheet in sheets:
            first = re.match(r"[A-Z]{1,3}\d+", mark.cell)
            target = escaped(f"{sheet}!{first[0] if first else 'A1'}").decode()
            links.append(f'<hyperlink ref="B{number}" location="{target}"/>')
    body = b"".join(
        f'<row r="{n}">'.encode()
        + b"".join(
            f'<c r="{name_of(n, c)}" t="inlineStr"><is><t xml:space="preserve">'.encode()
            + escaped(text[:32_000])
            + b"</t></is></c>"
            for c, text in enumerate(row, start=1)
            if text
        )
        + b"</row>"
        for n, row in enumerate(rows, start=1)
    )
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        b'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        b'<cols><col min="1" max="1" width="10" customWidth="1"/><col min="2" max="2" width="28" customWidth="1"/>'
        b'<col min="3" max="3" width="80" customWidth="1"/><col min="4" max="4" width="90" customWidth="1"/></cols>'
        b"<sheetData>" + body + b"</sheetData>"
        + (b"<hyperlinks>" + "".join(links).encode() + b"</hyperlinks>" if links else b"")
        + b"</worksheet>"
    )  # fmt: skip
