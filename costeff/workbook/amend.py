"""A copy of a workbook in which some cells hold something else; everything else keeps its bytes (see `splice`)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string

from costeff.workbook.annotate import Package, relations_of, sheet_parts, workbook_part
from costeff.workbook.splice import (
    Element,
    Unreadable,
    escaped,
    parse,
    put_inside,
    spliced,
    with_attribute,
    without_attribute,
)

Content = float | str | None
"""What a cell is to hold; None = nothing."""

_KEPT = frozenset({"sheetData", "row", "c", "f"})


@dataclass(frozen=True, slots=True)
class Amended:
    """A changed copy.

    Attributes:
        content: its bytes.
        replaced: cells that held a formula and now hold a value, such as `Parameters!C7`.
        stale: whether the workbook has formulas left, whose stored values may be those of before.
    """

    content: bytes
    replaced: tuple[str, ...]
    stale: bool


def amend(content: bytes, cells: Mapping[tuple[str, str], Content]) -> Amended:
    """Puts numbers and texts into cells, which keep their formats.

    Excel and LibreOffice calculate the copy anew when they open it.

    Args:
        content: bytes of a workbook that has passed the guard.
        cells: sheet and address (`C7`) to what the cell is to hold.

    Raises:
        Unreadable: if the workbook's parts aren't what they should be.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        order = [info for info in archive.infolist() if not info.is_dir()]
        package = Package({info.filename: archive.read(info) for info in order})
    book = workbook_part(package)
    sheets = sheet_parts(package, book)
    replaced: list[str] = []
    for sheet in dict.fromkeys(name for name, _ in cells):
        if sheet not in sheets:
            raise Unreadable(f"there is no sheet {sheet}")
        own = {address: value for (name, address), value in cells.items() if name == sheet}
        replaced += [f"{sheet}!{address}" for address in _fill(package, sheets[sheet], own)]
    stale = any(b"<f" in package.parts[part] and _has_formula(package.text(part)) for part in sheets.values())
    if replaced:
        _drop_order(package, book)
    if stale:
        _calculate_anew(package, book)
    return Amended(_zipped(package, order), tuple(replaced), stale)


def _has_formula(raw: bytes) -> bool:
    return re.search(rb"<(?:\w+:)?f[\s>/]", raw) is not None


def _fill(package: Package, part: str, cells: Mapping[str, Content]) -> list[str]:
    """Fills cells of one sheet; returns those that held a formula."""
    raw = package.text(part)
    data = parse(raw, _KEPT | {"worksheet"}).child("sheetData")
    if data is None:
        raise Unreadable("a sheet has no cells")
    rows: dict[int, Element] = {}
    number = 0
    for row in data.children:
        number = int(row.attributes.get("r", number + 1))
        rows.setdefault(number, row)
    edits: list[tuple[int, int, bytes]] = []
    formulas: list[str] = []
    by_row: dict[int, dict[str, Content]] = {}
    for address, value in cells.items():
        by_row.setdefault(int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), {})[address] = value
    for number, wanted in by_row.items():
        if number not in rows:
            raise Unreadable(f"there is no row {number}")
        edits += _fill_row(raw, rows[number], wanted, formulas)
    package.parts[part] = spliced(raw, edits)
    return formulas


def _fill_row(
    raw: bytes, row: Element, wanted: Mapping[str, Content], formulas: list[str]
) -> list[tuple[int, int, bytes]]:
    """The edits of one row."""
    present: dict[int, Element] = {}
    last = 0
    for cell in row.children:
        if cell.name == "c":
            last = _column(cell.attributes["r"]) if "r" in cell.attributes else last + 1
            present.setdefault(last, cell)
    edits: list[tuple[int, int, bytes]] = []
    fresh: dict[int, bytes] = {}
    for address, value in sorted(wanted.items(), key=lambda item: _column(item[0])):
        old = present.get(_column(address))
        if old is not None:
            formula = old.child("f")
            if formula is not None:
                if formula.attributes.get("t") in ("shared", "array"):
                    raise Unreadable(f"the formula in {address} belongs to several cells")
                formulas.append(address)
            edits.append((old.start, old.end, _cell(old.prefix, address, old.attributes.get("s"), value)))
        elif value is not None:
            after = min((c for c in present if c > _column(address)), default=0)
            fresh[after] = fresh.get(after, b"") + _cell(row.prefix, address, None, value)
    for after, new in fresh.items():
        edits.append((present[after].start, present[after].start, new) if after else put_inside(raw, row, new))
    if fresh and "spans" in row.attributes and not row.hollow:
        edits.append((row.start, row.inside, without_attribute(raw[row.start : row.inside], "spans")))
    return edits


def _column(address: str) -> int:
    return column_index_from_string(address.rstrip("0123456789"))


def _cell(prefix: str, address: str, style: str | None, value: Content) -> bytes:
    """A cell as it stands in the part; texts stand in it, and never are formulas."""
    head = f'<{prefix}c r="{address}"' + (f' s="{style}"' if style is not None else "")
    if value is None:
        return f"{head}/>".encode()
    if isinstance(value, str):
        text = escaped(value)
        return (
            f'{head} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'.encode()
            + text
            + f"</{prefix}t></{prefix}is></{prefix}c>".encode()
        )
    return f"{head}><{prefix}v>{value!r}</{prefix}v></{prefix}c>".encode()


def _drop_order(package: Package, book: str) -> None:
    """Removes the order of calculation, which names cells that have no formula any more; Excel makes it anew."""
    for id_, (kind, part) in package.relations(book).items():
        if kind == "calcChain":
            for name, attribute, value in (
                (relations_of(book), "Id", id_),
                ("[Content_Types].xml", "PartName", f"/{part}"),
            ):
                raw = package.text(name)
                gone = [e for e in parse(raw).children if e.attributes.get(attribute) == value]
                package.parts[name] = spliced(raw, [(e.start, e.end, b"") for e in gone])
            package.parts.pop(part, None)


def _calculate_anew(package: Package, book: str) -> None:
    """Asks Excel and LibreOffice to calculate everything when they open the workbook."""
    raw = package.text(book)
    root = parse(raw)
    settings = root.child("calcPr")
    if settings is not None:
        tag = with_attribute(raw[settings.start : settings.inside], "fullCalcOnLoad", "1")
        package.parts[book] = spliced(raw, [(settings.start, settings.inside, tag)])
        return
    before = root.child("definedNames") or root.child("externalReferences") or root.child("sheets")
    if before is not None:
        new = f'<{root.prefix}calcPr calcId="0" fullCalcOnLoad="1"/>'.encode()
        package.parts[book] = spliced(raw, [(before.end, before.end, new)])


def _zipped(package: Package, order: list[zipfile.ZipInfo]) -> bytes:
    """The parts as a file, in their old order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in order:
            if info.filename in package.parts:
                fresh = zipfile.ZipInfo(info.filename, info.date_time)
                fresh.compress_type, fresh.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
                archive.writestr(fresh, package.parts[info.filename])
    return out.getvalue()
