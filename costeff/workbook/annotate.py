"""A copy of a workbook in which cells are marked and commented; everything else keeps its bytes.

The parts of the file are edited where the marks stand (see `splice`): formulas, their stored values, formats,
drop-downs, charts and images stay as they are. A new first sheet lists every mark with a link to its cell.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from openpyxl.utils import range_boundaries

from costeff.workbook import comments, marked_sheet, marked_styles
from costeff.workbook.splice import Element, Unreadable, as_utf8, escaped, parse, put_inside, spliced, with_attribute

LIST = "costeff check"
"""Name of the sheet that lists the marks."""

MOST_CELLS = 500
"""Cells of one range that are filled; a comment stands at the first only."""

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something to say about a place.

    Attributes:
        sheet: its name; empty for the workbook.
        cell: `F7`, `F7:F9` or `F7, F9`; empty for the sheet as a whole.
        text: what the comment says.
        found, advice: the same in two parts, for the list.
    """

    sheet: str
    cell: str
    severity: Severity
    found: str
    advice: str = ""

    @property
    def text(self) -> str:
        """What the comment says."""
        label = "" if self.severity == "error" else f"{self.severity}: "
        return f"costeff: {label}{self.found}." + (f"\n{self.advice}" if self.advice else "")


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked copy.

    Attributes:
        content: its bytes.
        cells: how many cells are commented; `listed` how many marks are only on the list.
    """

    content: bytes
    cells: int
    listed: int


@dataclass(slots=True)
class Package:
    """The parts of a workbook, by name, as they will be written."""

    parts: dict[str, bytes]
    types: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> bytes:
        """A part, in UTF-8."""
        return as_utf8(self.parts[name])

    def unused(self, stem: str, ending: str) -> str:
        """A part's name that is free: `xl/comments7.xml`."""
        taken = {name.lower() for name in self.parts}
        return next(name for n in range(1, 100_000) if (name := f"{stem}{n}{ending}").lower() not in taken)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id to type (its last word) and target part, of the relations of a part."""
        name = relations_of(part)
        if name not in self.parts:
            return {}
        found = {}
        for relation in parse(self.text(name)).children:
            a = relation.attributes
            if a.get("TargetMode") != "External":
                target = a["Target"]
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
                found[a["Id"]] = (a["Type"].rsplit("/", 1)[-1], posixpath.normpath(path))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Adds a relation from a part to another; its id."""
        name = relations_of(part)
        raw = self.text(name) if name in self.parts else _NO_RELATIONS
        taken = set(re.findall(rb'\bId\s*=\s*["\']([^"\']*)', raw))
        new = next(f"rIdCosteff{n}" for n in range(1, 100_000) if f"rIdCosteff{n}".encode() not in taken)
        tag = f'<Relationship Id="{new}" Type="{kind}" Target="/{target}"/>'.encode()
        root = parse(raw)
        if root.prefix:
            tag = tag.replace(b"<Relationship", f"<{root.prefix}Relationship".encode())
        self.parts[name] = spliced(raw, [put_inside(raw, root, tag)])
        return new


def relations_of(part: str) -> str:
    """Where the relations of a part stand."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels".lstrip("/")


_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def mark(content: bytes, marks: Sequence[Mark]) -> Marked:
    """Marks cells of a workbook.

    Args:
        content: bytes of a workbook that has passed the guard.
        marks: in the order of the list.

    Raises:
        Unreadable: if the workbook's parts aren't what they should be.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        order = [info for info in archive.infolist() if not info.is_dir()]
        package = Package({info.filename: archive.read(info) for info in order})
    book = workbook_part(package)
    sheets = sheet_parts(package, book)
    by_sheet: dict[str, dict[str, list[Mark]]] = {}
    filled: dict[str, dict[str, Severity]] = {}
    for each in marks:
        cells = _cells(each.cell)
        if each.sheet in sheets and cells:
            by_sheet.setdefault(each.sheet, {}).setdefault(cells[0], []).append(each)
            for cell in cells:
                worst = filled.setdefault(each.sheet, {})
                worst[cell] = min(worst.get(cell, each.severity), each.severity, key=_GRADES.index)
    strict = b"purl.oclc.org" in package.parts[book]
    styles = marked_styles.Styles.of(package, book)
    for sheet, cells_marked in by_sheet.items():
        part = sheets[sheet]
        marked_sheet.fill_cells(package, part, filled[sheet], styles)
        comments.add(
            package, part, {cell: "\n\n".join(m.text for m in of) for cell, of in cells_marked.items()}, strict
        )
    if styles is not None:
        styles.store(package)
    _list_marks(package, book, sheets, marks, strict)
    _store_types(package)
    commented = sum(map(len, by_sheet.values()))
    told = sum(len(of) for cells_marked in by_sheet.values() for of in cells_marked.values())
    return Marked(_zipped(package, order), commented, len(marks) - told)


_GRADES: tuple[Severity, ...] = ("error", "warning", "note")


def workbook_part(package: Package) -> str:
    """The part that lists the sheets."""
    found = [target for kind, target in package.relations("").values() if kind == "officeDocument"]
    if not found or found[0] not in package.parts:
        raise Unreadable("no part lists the sheets")
    return found[0]


def sheet_parts(package: Package, book: str) -> dict[str, str]:
    """Name of a sheet to its part, worksheets only."""
    relations = package.relations(book)
    found = {}
    for sheet in _sheet_elements(parse(package.text(book))):
        id_ = next((value for name, value in sheet.attributes.items() if name.endswith(":id")), "")
        kind, part = relations.get(id_, ("", ""))
        if kind == "worksheet" and part in package.parts:
            found[sheet.attributes["name"]] = part
    return found


def _sheet_elements(workbook: Element) -> list[Element]:
    sheets = workbook.child("sheets")
    return [] if sheets is None else [s for s in sheets.children if s.name == "sheet"]


def _cells(address: str) -> list[str]:
    """The cells of `F7`, `F7:F9` or `F7, F9`, the first of them first; none for what is no address."""
    found: list[str] = []
    for part in address.replace("$", "").split(","):
        area = part.strip()
        if re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", area):
            found.append(area)
        elif re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}", area):
            left, top, right, bottom = range_boundaries(area)
            rows, columns = range(top or 1, (bottom or 1) + 1), range(left or 1, (right or 1) + 1)
            corners = [marked_sheet.name_of(r, c) for r in rows[:MOST_CELLS] for c in columns[:MOST_CELLS]]
            found += corners[:MOST_CELLS]
    return found


def _list_marks(package: Package, book: str, sheets: dict[str, str], marks: Sequence[Mark], strict: bool) -> None:
    """Adds the sheet that lists the marks, as the first."""
    raw = package.text(book)
    workbook = parse(raw)
    elements = _sheet_elements(workbook)
    names = {s.attributes.get("name", "").casefold() for s in elements}
    title = next(t for t in (LIST, *(f"{LIST} {n}" for n in range(2, 1000))) if t.casefold() not in names)
    part = package.unused("xl/worksheets/sheet", ".xml")
    package.parts[part] = marked_sheet.list_sheet(marks, set(sheets))
    package.types[part] = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    id_ = package.relate(book, comments.kind("worksheet", strict), part)
    number = 1 + max((int(s.attributes.get("sheetId", "0")) for s in elements), default=0)
    parent = workbook.child("sheets")
    if parent is None:
        raise Unreadable("the workbook has no sheets")
    space = f'xmlns:r="{comments.relationships(strict)}"'
    tag = f'<{parent.prefix}sheet {space} name="{title}" sheetId="{number}" r:id="{id_}"/>'
    edits = [put_inside(raw, parent, tag.encode(), first=True)]
    names_defined = workbook.child("definedNames")
    for defined in names_defined.children if names_defined is not None else ():
        local = defined.attributes.get("localSheetId")
        if local is not None:
            old = raw[defined.start : defined.inside]
            edits.append((defined.start, defined.inside, with_attribute(old, "localSheetId", str(int(local) + 1))))
    views = workbook.child("bookViews")
    for view in views.children if views is not None else ():
        old = raw[view.start : view.inside]
        shown = with_attribute(with_attribute(old, "activeTab", "0"), "firstSheet", "0")
        edits.append((view.start, view.inside, shown))
    package.parts[book] = spliced(raw, edits)
    for other in sheets.values():
        marked_sheet.deselect(package, other)


def _store_types(package: Package) -> None:
    """Names the kinds of the new parts."""
    name = "[Content_Types].xml"
    raw = package.text(name)
    root = parse(raw)
    tags = b"".join(
        f'<{root.prefix}Override PartName="/{part}" ContentType="{kind}"/>'.encode()
        for part, kind in package.types.items()
    )
    endings = {e.attributes.get("Extension", "").lower() for e in root.children if e.name == "Default"}
    edits = [put_inside(raw, root, tags)]
    if any(part.endswith(".vml") for part in package.parts) and "vml" not in endings:
        default = f'<{root.prefix}Default Extension="vml" ContentType="{comments.VML}"/>'
        edits.append(put_inside(raw, root, default.encode(), first=True))
    package.parts[name] = spliced(raw, edits)


def _zipped(package: Package, order: Sequence[zipfile.ZipInfo]) -> bytes:
    """The parts as a file, in their old order, the new ones behind."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in order:
            fresh = zipfile.ZipInfo(info.filename, info.date_time)
            fresh.compress_type, fresh.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            archive.writestr(fresh, package.parts[info.filename])
        old = {info.filename for info in order}
        for name, raw in package.parts.items():
            if name not in old:
                archive.writestr(zipfile.ZipInfo(name, order[0].date_time), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


__all__ = ["Mark", "Marked", "Package", "escaped", "mark"]
