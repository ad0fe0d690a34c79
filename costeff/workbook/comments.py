"""Comments of a marked copy: added beside those that a sheet has, whose own texts are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from openpyxl.utils import column_index_from_string

from costeff.workbook.splice import Element, escaped, parse, put_inside, spliced

if TYPE_CHECKING:
    from costeff.workbook.annotate import Package

VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_AFTER_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""Children of a worksheet that must come after `legacyDrawing`."""

_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<authors></authors><commentList></commentList></comments>"
)
_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SPACES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)


def relationships(strict: bool) -> str:
    """The namespace of relations in a transitional or strict workbook."""
    strictly = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    return strictly if strict else "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def kind(name: str, strict: bool) -> str:
    """The type of a relation."""
    return f"{relationships(strict)}/{name}"


def add(package: Package, sheet: str, texts: Mapping[str, str], strict: bool) -> None:
    """Adds comments to a sheet; where a cell has one, the text is added to it.

    Args:
        package: the workbook.
        sheet: the part of the sheet.
        texts: cell to what is said of it.
        strict: whether the workbook is in the strict variant of the format.
    """
    related = dict(package.relations(sheet).values())
    part = related.get("comments", "")
    if part not in package.parts:
        part = package.unused("xl/comments", ".xml")
        package.parts[part] = _EMPTY
        package.types[part] = _COMMENTS
        package.relate(sheet, kind("comments", strict), part)
    new = _add_texts(package, part, texts)
    drawing = _drawing(package, sheet, strict)
    _add_shapes(package, drawing, new)


def _add_texts(package: Package, part: str, texts: Mapping[str, str]) -> list[str]:
    """Writes the texts; the cells that had no comment before."""
    raw = package.text(part)
    root = parse(raw)
    authors, listed = root.child("authors"), root.child("commentList")
    edits: list[tuple[int, int, bytes]] = []
    p = root.prefix
    author = 0 if authors is None else len(authors.children)
    if authors is not None:
        edits.append(put_inside(raw, authors, f"<{p}author>costeff</{p}author>".encode()))
    known = {c.attributes.get("ref", ""): c for c in (listed.children if listed is not None else ())}
    fresh = b""
    for cell, text in texts.items():
        old: Element | None = known[cell].child("text") if cell in known else None
        if old is not None:
            edits.append(put_inside(raw, old, _run(p, "\n\n" + text)))
        elif cell not in known:
            fresh += f'<{p}comment ref="{cell}" authorId="{author}"><{p}text>'.encode() + _run(p, text)
            fresh += f"</{p}text></{p}comment>".encode()
    if listed is not None:
        edits.append(put_inside(raw, listed, fresh))
    package.parts[part] = spliced(raw, edits)
    return [cell for cell in texts if cell not in known]


def _run(prefix: str, text: str) -> bytes:
    start, end = f'<{prefix}r><{prefix}t xml:space="preserve">', f"</{prefix}t></{prefix}r>"
    return start.encode() + escaped(text[:30_000]) + end.encode()


def _drawing(package: Package, sheet: str, strict: bool) -> str:
    """The part that draws the comments' boxes, created if there is none."""
    raw = package.text(sheet)
    root = parse(raw, frozenset({"legacyDrawing", *_AFTER_DRAWING}))
    relations = package.relations(sheet)
    drawing = root.child("legacyDrawing")
    if drawing is not None:
        id_ = next((value for name, value in drawing.attributes.items() if name.endswith(":id")), "")
        part = relations.get(id_, ("", ""))[1]
        if part in package.parts:
            return part
    part = package.unused("xl/drawings/vmlDrawing", ".vml")
    package.parts[part] = _DRAWING % (500 + len(package.parts))
    id_ = package.relate(sheet, kind("vmlDrawing", strict), part)
    tag = f'<{root.prefix}legacyDrawing xmlns:r="{relationships(strict)}" r:id="{id_}"/>'.encode()
    behind = next((child for child in root.children if child.name in _AFTER_DRAWING), None)
    if drawing is not None:
        edit = (drawing.start, drawing.end, tag)
    elif behind is not None:
        edit = (behind.start, behind.start, tag)
    else:
        edit = put_inside(raw, root, tag)
    package.parts[sheet] = spliced(raw, [edit])
    return part


def _add_shapes(package: Package, part: str, cells: list[str]) -> None:
    """Adds a hidden box for each comment; this part isn't always XML, so it is edited at its end."""
    raw = package.text(part)
    end = raw.rfind(b"</xml>")
    if end < 0 or not cells:
        return
    taken = [int(n) for n in re.findall(rb"_x0000_s(\d+)", raw)]
    layout = re.search(rb'idmap[^>]*data="(\d+)"', raw)
    first = max([*taken, 1024 * int(layout[1]) if layout else 1024]) + 1
    shapes = b"" if b'"_x0000_t202"' in raw else _SHAPE_TYPE.replace(b"<v:shapetype", b"<v:shapetype " + _SPACES)
    shapes += b"".join(_shape(first + n, cell) for n, cell in enumerate(cells))
    package.parts[part] = raw[:end] + shapes + raw[end:]


def _shape(number: int, cell: str) -> bytes:
    letters = cell.rstrip("0123456789")
    column, row = column_index_from_string(letters) - 1, int(cell[len(letters) :]) - 1
    anchor = f"{column + 1}, 15, {max(0, row - 1)}, 10, {column + 6}, 15, {row + 6}, 4"
    return (
        f'<v:shape {_SPACES.decode()} id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;margin-left:59pt;margin-top:1.5pt;width:320pt;height:110pt;z-index:1;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode()
