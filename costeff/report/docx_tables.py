"""Tables of a Word document as they are handed over: widths, rules, heads, and what stays on one page."""

from __future__ import annotations

from typing import Any

TOGETHER = 14
"""Rows up to which a table is kept on one page."""

FILLED = "EEF3F6"
"""Colour behind the head of a table; behind subheadings it is lighter."""

LIGHT = "F7F9FA"

INK, RULE = "1F3A4D", "C9D5DC"
"""Colours of the heavy and the fine rules of a table."""

CELL = 85
"""Space at the left and right of a cell, in twentieths of a point."""


def _w(name: str) -> str:
    """A name in the language of Word's documents."""
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


_CELL, _PARAGRAPH = _w("tc"), _w("p")
_CELL_PROPERTIES, _PARAGRAPH_PROPERTIES = _w("tcPr"), _w("pPr")
_WIDTH, _TYPE, _SIZE, _SPAN, _STYLE, _KEEP, _VALUE = map(
    _w, ("tcW", "type", "w", "gridSpan", "pStyle", "keepNext", "val")
)
"""Names of what every cell has, spelt out once."""


def set_table(table: Any, shares: tuple[float, ...], across: int) -> None:
    """Widths, rules, head and rows of a table.

    Args:
        table: of python-docx.
        shares: of the columns.
        across: width of the text in twentieths of a point.
    """
    element = table._tbl
    widths = [round(share * across) for share in shares]
    properties = element.tblPr
    for name in ("tblW", "tblLayout", "tblBorders", "tblCellMar", "jc", "tblInd"):
        for found in properties.findall(_w(name)):
            properties.remove(found)
    look = properties.find(_w("tblLook"))
    parts = [
        _made("w:tblW", w=str(sum(widths)), type="dxa"),
        _made("w:tblInd", w=str(CELL), type="dxa"),
        _borders(),
        _made("w:tblLayout", type="fixed"),
        _margins(),
    ]
    for part in parts:
        if look is None:
            properties.append(part)
        else:
            look.addprevious(part)
    for column, width in zip(element.tblGrid.iterchildren(_w("gridCol")), widths, strict=True):
        column.set(_w("w"), str(width))
    rows = list(element.tr_lst)
    heads = sum(row.find(f"{_w('trPr')}/{_w('tblHeader')}") is not None for row in rows)
    first, last = heads + 1, len(rows) - (1 if _has_note(element) else 2)
    for number, row in enumerate(rows):
        keep = number <= last if len(rows) <= TOGETHER else number <= first or len(rows) - 2 <= number <= last
        _set_row(row, widths, keep=keep)


def _has_note(table: Any) -> bool:
    """Whether there are words in small print below a table."""
    after = table.getnext()
    while after is not None and after.tag in (_w("bookmarkStart"), _w("bookmarkEnd")):
        after = after.getnext()
    shown = "" if after is None else "".join(text.text or "" for text in after.iter(_w("t")))
    return after is not None and after.tag == _w("p") and after.style == "TableNote" and bool(shown.strip())


def _set_row(row: Any, widths: list[int], *, keep: bool) -> None:
    """A row that isn't broken over pages; keep: stays with the next.

    A report has thousands of cells, so what each gets is put in without python-docx, which takes long over it.
    """
    properties = row.get_or_add_trPr()
    head = properties.find(_w("tblHeader")) is not None
    properties.insert(0, _made("w:cantSplit"))
    place = 0
    for cell in row.iterchildren(_CELL):
        inside = _first(cell, _CELL_PROPERTIES)
        spanned = inside.find(_SPAN)
        span = 1 if spanned is None else int(spanned.get(_VALUE))
        for before in inside.findall(_WIDTH):
            inside.remove(before)
        inside.insert(0, inside.makeelement(_WIDTH, {_TYPE: "dxa", _SIZE: str(sum(widths[place : place + span]))}))
        over = span == len(widths) > 1
        if head or over:
            inside.append(_made("w:shd", val="clear", color="auto", fill=FILLED if head else LIGHT))
        if head:
            inside.append(_made("w:vAlign", val="bottom"))
        for paragraph in cell.iterchildren(_PARAGRAPH):
            _set_paragraph(paragraph, keep=head or keep or over)
            for run in paragraph.iter(_w("r")) if head else ():
                run.get_or_add_rPr().get_or_add_b()
        place += span


def _set_paragraph(paragraph: Any, *, keep: bool) -> None:
    """A paragraph of a cell; keep: stays with the next."""
    properties = _first(paragraph, _PARAGRAPH_PROPERTIES)
    style = _first(properties, _STYLE)
    style.set(_VALUE, "TableText")
    if keep and properties.find(_KEEP) is None:
        style.addnext(properties.makeelement(_KEEP))


def _first(parent: Any, tag: str) -> Any:
    """What stands first in an element, made if it isn't there."""
    found = parent.find(tag)
    if found is None:
        found = parent.makeelement(tag)
        parent.insert(0, found)
    return found


def _borders() -> Any:
    """A heavy rule above and below, fine ones between rows."""
    borders = _made("w:tblBorders")
    for side, size, colour in (("top", "12", INK), ("bottom", "12", INK), ("insideH", "4", RULE)):
        borders.append(_made(f"w:{side}", val="single", sz=size, space="0", color=colour))
    return borders


def _margins() -> Any:
    """Space within cells."""
    margins = _made("w:tblCellMar")
    for side, size in (("top", 30), ("left", CELL), ("bottom", 30), ("right", CELL)):
        margins.append(_made(f"w:{side}", w=str(size), type="dxa"))
    return margins


def _made(tag: str, **values: str) -> Any:
    """An element."""
    from docx.oxml import OxmlElement  # late: an extra

    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(_w(name), value)
    return element
