"""What pandoc leaves to be done in a Word document: sections, feet of pages, numbers of headings, tables, pictures."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from costeff.report.docx_formulae import SPACE, steady
from costeff.report.docx_shape import MARGIN, PAGE, PAGE_BREAK, DocxShape
from costeff.report.docx_tables import _made, _w, set_table
from costeff.report.pictures import light_png


def finish(content: bytes, shape: DocxShape, *, title: str, foot: str, date: datetime) -> bytes:
    """The document as it is handed over; the same content gives the same bytes.

    Args:
        content: as pandoc made it.
        shape: which knows the tables and headings.
        title: for the properties.
        foot: for the foot of pages.
        date: of the properties.
    """
    import docx  # late: an extra

    document = docx.Document(io.BytesIO(content))
    body = document.element.body
    _number_headings(document, shape)
    _break_pages(body)
    _end_sections(body)
    _furnish_sections(document, foot)
    for table, widths, (landscape, _) in zip(document.tables, shape.widths, _surroundings(body), strict=True):
        set_table(table, widths, (PAGE[1] if landscape else PAGE[0]) - 2 * MARGIN)
    _keep_captions(document)
    steady(body)
    _shrink_pictures(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "costeff", foot
    properties.created = properties.modified = date.replace(tzinfo=None)
    made = io.BytesIO()
    document.save(made)
    return _dated(made.getvalue(), date)


def _number_headings(document: Any, shape: DocxShape) -> None:
    """Takes Word's number from headings that have none."""
    headings = re.compile(r"Heading\d\Z")
    paragraphs = [p for p in document.paragraphs if headings.match(p._p.style or "")]
    for paragraph, (_, named) in zip(paragraphs, shape.headings, strict=True):
        if not named.number:
            properties = paragraph._p.get_or_add_pPr()
            numbers = properties.get_or_add_numPr()
            numbers.get_or_add_numId().val = 0
            _indented(paragraph, 0)


def _indented(paragraph: Any, left: int) -> None:
    """A paragraph at the left edge, whatever its style says."""
    paragraph.paragraph_format.left_indent = left
    paragraph.paragraph_format.first_line_indent = left


def _break_pages(body: Any) -> None:
    """Turns paragraphs that only break pages into a property of what follows."""
    for paragraph in [p for p in body.iterchildren(_w("p")) if _style(p) == PAGE_BREAK.replace(" ", "")]:
        after = paragraph.getnext()
        while after is not None and after.tag in (_w("bookmarkStart"), _w("bookmarkEnd")):
            after = after.getnext()
        if after is not None and after.tag == _w("p"):
            after.get_or_add_pPr().get_or_add_pageBreakBefore()
            body.remove(paragraph)
        else:
            _clear(paragraph)
            run = paragraph.add_r()
            run.append(_made("w:br", type="page"))


def _clear(paragraph: Any) -> None:
    """Empties a paragraph but for its properties."""
    for child in list(paragraph):
        if child.tag != _w("pPr"):
            paragraph.remove(child)


def _end_sections(body: Any) -> None:
    """Lets sections end with the paragraph before, if there is one, and the document with its last section."""
    for section in [p.pPr.find(_w("sectPr")) for p in body.iterchildren(_w("p")) if _ends_section(p)]:
        holder = section.getparent().getparent()
        before = _before(holder)
        if before is None and not any(
            child.tag in (_w("p"), _w("tbl")) for child in holder.itersiblings(preceding=True)
        ):
            body.remove(holder)  # nothing stands before the first landscape page
        elif before is not None and before.tag == _w("p") and not _ends_section(before) and not _has_field(before):
            before.get_or_add_pPr().append(section)
            body.remove(holder)
    last = body.find(_w("sectPr"))
    content = [child for child in body if child.tag not in (_w("sectPr"), _w("bookmarkEnd"), _w("bookmarkStart"))]
    if content and content[-1].tag == _w("p") and _ends_section(content[-1]):
        section = content[-1].pPr.find(_w("sectPr"))
        for child in list(last):
            if child.tag in (_w("footerReference"), _w("headerReference")):
                section.insert(0, child)
        content[-1].pPr.remove(section)
        body.replace(last, section)
        if not list(content[-1].iterchildren(_w("r"), _w("hyperlink"))):
            body.remove(content[-1])


def _before(element: Any) -> Any:
    """What stands before, but for bookmarks."""
    before = element.getprevious()
    while before is not None and before.tag in (_w("bookmarkStart"), _w("bookmarkEnd")):
        before = before.getprevious()
    return before


def _ends_section(paragraph: Any) -> bool:
    return paragraph.pPr is not None and paragraph.pPr.find(_w("sectPr")) is not None


def _has_field(paragraph: Any) -> bool:
    """Whether a field is in a paragraph: LibreOffice loses one that others refer to where a section ends."""
    return next(paragraph.iter(_w("fldChar")), None) is not None


def _furnish_sections(document: Any, foot: str) -> None:
    """Gives every section the size and margins of its pages, and head and foot of the last one."""
    body = document.element.body
    last = body.find(_w("sectPr"))
    references = [child for child in last if child.tag in (_w("footerReference"), _w("headerReference"))]
    for section in document.sections:
        landscape = section.orientation == 1
        section.page_width, section.page_height = (_twips(x) for x in (reversed(PAGE) if landscape else PAGE))
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, _twips(MARGIN))
        element = section._sectPr
        for notes in element.findall(_w("footnotePr")):
            element.remove(notes)
        if element is not last:
            for reference in references:
                element.insert(0, copy.deepcopy(reference))
    for paragraph in document.sections[-1].footer.paragraphs:
        for run in paragraph.runs:
            if "STAMP" in run.text:
                run.text = run.text.replace("STAMP", foot)
    _widen_feet(document)


def _widen_feet(document: Any) -> None:
    """Gives landscape sections a foot of their own, whose number of the page stands at their right edge."""
    usual = document.sections[0].footer if document.sections[0].orientation != 1 else document.sections[-1].footer
    lines = [copy.deepcopy(paragraph._p) for paragraph in usual.paragraphs]
    wide = None
    for section in [section for section in document.sections if section.orientation == 1]:
        element = section._sectPr
        for reference in element.findall(_w("footerReference")):
            element.remove(reference)
        if wide is None:
            section.footer.is_linked_to_previous = False
            foot = section.footer._element
            for child in list(foot):
                foot.remove(child)
            for line in lines:
                for tab in line.iter(_w("tab")):
                    if tab.get(_w("pos")):
                        tab.set(_w("pos"), str(PAGE[1] - 2 * MARGIN))
                foot.append(line)
            wide = element.find(_w("footerReference"))
        else:
            element.insert(0, copy.deepcopy(wide))


def _surroundings(body: Any) -> Iterator[tuple[bool, Any]]:
    """For each table of the body, whether its pages are landscape."""
    waiting: list[Any] = []
    for child in body:
        if child.tag == _w("tbl"):
            waiting.append(child)
        section = child if child.tag == _w("sectPr") else child.find(f"{_w('pPr')}/{_w('sectPr')}")
        if section is not None:
            size = section.find(_w("pgSz"))
            landscape = size is not None and size.get(_w("orient")) == "landscape"
            yield from ((landscape, table) for table in waiting)
            waiting = []


def _keep_captions(document: Any) -> None:
    """Keeps a table's caption with the table, a figure with its caption, and words with the equation below them."""
    for paragraph in document.element.body.iterchildren(_w("p")):
        if paragraph.style in ("TableCaption", "CaptionedFigure"):
            paragraph.get_or_add_pPr().get_or_add_keepNext()
        if _is_equation(paragraph):
            before = _before(paragraph)
            if before is not None and before.tag == _w("p") and not _is_equation(before):
                before.get_or_add_pPr().get_or_add_keepNext()


def _is_equation(paragraph: Any) -> bool:
    """Whether a paragraph is an equation on a line of its own."""
    return paragraph.style == "Equation" or paragraph.find(f"{{{SPACE}}}oMathPara") is not None


def _shrink_pictures(document: Any) -> None:
    """Sees to it that no picture is higher than a page leaves room for, and that none tells the path of its file."""
    most = (PAGE[1] - 2 * MARGIN - 1600) * 635
    for shape in document.inline_shapes:
        told = shape._inline.docPr
        for named in shape._inline.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"):
            named.set("descr", told.get("descr") or "")
        if shape.height > most:
            shape.width, shape.height = round(shape.width * most / shape.height), most


def _dated(content: bytes, date: datetime) -> bytes:
    """An archive whose files bear a given date, so that it is the same again."""
    stamp = max(date.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            packed = zipfile.ZIP_STORED if name.endswith((".png", ".jpeg", ".jpg")) else zipfile.ZIP_DEFLATED
            whole = old.read(name)
            new.writestr(zipfile.ZipInfo(name, stamp), light_png(whole) if name.endswith(".png") else whole, packed)
    return made.getvalue()


def _style(paragraph: Any) -> str:
    return paragraph.style or ""


def _twips(number: int) -> Any:
    """A length as python-docx has it."""
    from docx.shared import Twips  # late: an extra

    return Twips(number)
