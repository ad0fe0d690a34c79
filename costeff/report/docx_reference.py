"""The shipped `reference.docx`: the styles that Word reports have, made from pandoc's own and kept in `reports/`.

    python -m costeff.report.docx_reference reports/reference.docx

Users edit the file in Word; this module says how the shipped one came about.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from costeff.report import pandoc
from costeff.report.docx_finish import _dated
from costeff.report.docx_shape import MARGIN, PAGE
from costeff.report.docx_tables import _made, _w

FONT = "Calibri"
"""Of Microsoft Office; LibreOffice takes Carlito for it, which has the same widths."""

INK = "1F3A4D"

HEADINGS = ((1, 16, 18, 8), (2, 13, 14, 6), (3, 11.5, 12, 4), (4, 11, 10, 4))
"""Level, size, space before and after, in points."""

TEXT = PAGE[0] - 2 * MARGIN
"""Width of the text in twentieths of a point."""

OWN = ("Table Text", "Table Note", "Equation", "Page Break", "Footer", "TOC 1", "TOC 2", "TOC 3")
"""Styles that pandoc's document may lack."""

NUMBERING = 900
"""Number of the list by which headings are numbered; pandoc's own begin at 990."""


def reference_docx() -> bytes:
    """The document."""
    import docx  # late: an extra
    from docx.enum.style import WD_STYLE_TYPE

    document = docx.Document(io.BytesIO(pandoc.data_file("reference.docx")))
    styles = document.styles
    _text_styles(styles)
    there = {style.name for style in styles}
    for name in OWN:
        if name not in there:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _own_styles(styles)
    _headings(document)
    _page(document)
    made = io.BytesIO()
    document.core_properties.title = "Styles of costeff reports"
    document.save(made)
    return _dated(made.getvalue(), datetime(2026, 1, 1, tzinfo=UTC))


def _text_styles(styles: Any) -> None:
    """Fonts and sizes of running text."""
    defaults = styles.element.find(_w("docDefaults"))
    for fonts in [*defaults.iter(_w("rFonts")), *styles.element.iter(_w("rFonts"))]:
        fonts.attrib.clear()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(_w(kind), FONT)
    for language in defaults.iter(_w("lang")):
        language.set(_w("val"), "en-GB")
    sizes = {"Normal": 10.5, "Body Text": 10.5, "First Paragraph": 10.5, "Compact": 10.5}
    for name, size in sizes.items():
        _set(styles[name], size=size, before=0, after=6, line=1.15)
    _set(styles["Compact"], size=10.5, before=0, after=3, line=1.1)
    _set(styles["Title"], size=24, before=0, after=6, colour=INK, bold=True)
    styles["Title"].paragraph_format.alignment = 0
    styles["Table Caption"].font.italic = styles["Image Caption"].font.italic = False
    _set(styles["Table Caption"], size=10, before=14, after=4, colour=INK, keep=True)
    _set(styles["Image Caption"], size=10, before=4, after=14, colour=INK)
    _set(styles["Captioned Figure"], size=10.5, before=12, after=0, keep=True)
    styles["Captioned Figure"].paragraph_format.alignment = 1
    styles["Hyperlink"].font.color.rgb = _colour("0B5A8A")
    _set(styles["Block Text"], size=10.5, before=6, after=6)


def _own_styles(styles: Any) -> None:
    """Styles that pandoc's document lacks."""
    for name in OWN:
        styles[name].base_style = styles["Normal"]
    _set(styles["Table Text"], size=9, before=0, after=0, line=1.0)
    _set(styles["Table Note"], size=8.5, before=3, after=12, line=1.0, colour="4C5A64")
    _set(styles["Equation"], size=10.5, before=6, after=6)
    stops = styles["Equation"].paragraph_format.tab_stops
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER  # late: an extra
    from docx.shared import Twips

    stops.add_tab_stop(Twips(TEXT // 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Twips(TEXT), WD_TAB_ALIGNMENT.RIGHT)
    for level, left in ((1, 0), (2, 420), (3, 980)):
        style = styles[f"TOC {level}"]
        _set(style, size=10.5, before=5 if level == 1 else 1, after=1, line=1.0, bold=level == 1)
        style.paragraph_format.left_indent = Twips(left)
        style.paragraph_format.tab_stops.add_tab_stop(Twips(left + (420 if level == 1 else 560)))
        style.paragraph_format.tab_stops.add_tab_stop(Twips(TEXT), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _set(styles["Footer"], size=8, before=0, after=0, line=1.0, colour="4C5A64")
    contents = styles["TOC Heading"]
    _set(contents, size=14, before=12, after=4, colour=INK, bold=True)
    contents.base_style = styles["Normal"]  # not a heading: it has no number, and isn't in the contents itself


def _headings(document: Any) -> None:
    """Headings numbered by a list of levels, as Word does it."""
    from docx.shared import Twips  # late: an extra

    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{k + 1}"/>'
        f'<w:lvlText w:val="{".".join(f"%{j + 1}" for j in range(k + 1))}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{hang}" w:hanging="{hang}"/></w:pPr>'
        "</w:lvl>"
        for k, hang in enumerate((480, 640, 800))
    )
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = '<w:multiLevelType w:val="multilevel"/>'
    listed = f'<w:abstractNum {space} w:abstractNumId="{NUMBERING}">{kind}{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(listed))
    last = [child for child in numbering if child.tag == _w("abstractNum")][-1]
    last.addnext(parse_xml(f'<w:num {space} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>'))
    for level, size, before, after in HEADINGS:
        style = document.styles[f"Heading {level}"]
        _set(style, size=size, before=before, after=after, colour=INK, bold=True, keep=True)
        style.font.italic = False
        if level <= 3:
            properties = style.element.get_or_add_pPr()
            for found in properties.findall(_w("numPr")):
                properties.remove(found)
            numbers = properties.get_or_add_numPr()
            numbers.get_or_add_ilvl().val = level - 1
            numbers.get_or_add_numId().val = NUMBERING
            hang = (480, 640, 800)[level - 1]
            style.paragraph_format.left_indent = Twips(hang)
            style.paragraph_format.first_line_indent = Twips(-hang)


def _page(document: Any) -> None:
    """A4, with the stamp and the number of the page at the foot."""
    from docx.enum.text import WD_TAB_ALIGNMENT  # late: an extra
    from docx.shared import Twips

    section = document.sections[-1]
    section.page_width, section.page_height = (Twips(x) for x in PAGE)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Twips(MARGIN))
    section.header_distance = section.footer_distance = Twips(709)
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.style = document.styles["Footer"]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(TEXT), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run("STAMP")
    paragraph.add_run("\tPage ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    """A field in a paragraph."""
    for kind in ("begin", "instr", "separate", "result", "end"):
        run = paragraph.add_run()
        if kind == "instr":
            instruction = _made("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)
        elif kind == "result":
            run.text = "1"
        else:
            run._r.append(_made("w:fldChar", fldCharType=kind))


def _set(
    style: Any,
    *,
    size: float,
    before: float,
    after: float,
    line: float | None = None,
    colour: str = "",
    bold: bool | None = None,
    keep: bool | None = None,
) -> None:
    """Size, spaces and look of a style."""
    from docx.shared import Pt  # late: an extra

    style.font.name, style.font.size = FONT, Pt(size)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if line is not None:
        form.line_spacing = line
    if colour:
        style.font.color.rgb = _colour(colour)
    if bold is not None:
        style.font.bold = bold
    if keep is not None:
        form.keep_with_next = keep


def _colour(code: str) -> Any:
    from docx.shared import RGBColor  # late: an extra

    return RGBColor.from_string(code)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(reference_docx())
