"""What the reader makes of XML in all the forms that the standard allows, against openpyxl where that can read it."""

from __future__ import annotations

import datetime
import io
import math
import re
import zipfile
from pathlib import Path

import hostile_parts as parts_of
import openpyxl
import pytest

import costeff
from costeff.errors import WorkbookError
from costeff.errors.cells import ErrorCell, NotCalculated
from costeff.errors.sheets import DamagedWorkbook, TooLarge
from costeff.workbook import header, raw, read, rows
from costeff.workbook.cells import Cell, Page, load
from costeff.workbook.limits import ERRORS, EXPRESSIONS, FILE, LIMITS, ROWS, Limit
from costeff.workbook.package import unescaped
from costeff.workbook.ranges import area_of, cell_at, column_number
from costeff.workbook.rows import Log

ROOT = Path(costeff.__file__).parent.parent
SHIPPED = sorted([*(ROOT / "inputs").glob("*.xlsx"), *(ROOT / "tests" / "published" / "models").glob("*.xlsx")])


def book_of(rows_of_cells: str, *, styles: str = "", texts: str = "", book: str = "", prefix: str = "") -> bytes:
    """A workbook of one sheet, written by hand."""
    colon = f"{prefix}:" if prefix else ""
    space = f'xmlns{":" + prefix if prefix else ""}="{parts_of.MAIN}"'

    def part(name: str, inner: str) -> bytes:
        text = f"<{name} {space}>{inner}</{name}>"
        return re.sub(r"<(/?)(\w)", rf"<\1{colon}\2", text).encode()

    links = "".join(
        f'<Relationship Id="r{k}" Type="{parts_of.OFFICE}/{kind}" Target="{target}"/>'
        for k, (kind, target) in enumerate(
            (("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "/xl/texts.xml"))
        )
    )
    sheets = f'<sheets><sheet name="S" sheetId="1" q:id="r0" xmlns:q="{parts_of.OFFICE}"/></sheets>'
    return parts_of.zipped(
        {
            "[Content_Types].xml": b"<x/>",
            "xl/workbook.xml": part("workbook", book + sheets),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{parts_of.LINKS}">{links}</Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": part("worksheet", f"<sheetData>{rows_of_cells}</sheetData>"),
            "xl/styles.xml": part("styleSheet", styles),
            "xl/texts.xml": part("sst", texts),
        }
    )


def page_of(rows_of_cells: str, **parts: str) -> Page:
    (page,) = load(book_of(rows_of_cells, **parts), "b.xlsx")
    return page


def values(page: Page) -> dict[str, object]:
    return {cell.where.cell: cell.value for row in page.rows.values() for cell in row.values()}


def read_by_openpyxl(path: Path) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and str(cell.value).strip()
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_cell_is_what_openpyxl_reads(path: Path) -> None:
    pages = load(path.read_bytes(), path.name)
    ours = {
        (page.name, cell.where.cell): cell.value
        for page in pages
        for row in page.rows.values()
        for cell in row.values()
    }
    theirs = read_by_openpyxl(path)
    assert len(ours) > 400
    assert ours.keys() == theirs.keys()
    assert all(value == (theirs[k].strip() if isinstance(theirs[k], str) else theirs[k]) for k, value in ours.items())


def test_texts_in_every_form() -> None:
    page = page_of(
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>'
        '<c r="C2" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>'
        '<c r="D2" t="str"><f>A1</f><v>a &amp; b</v></c><c r="E2" t="str"><f>""</f><v></v></c></row>',
        texts="<si><t> one </t></si><si><r><t>rich</t></r><r><t> text</t></r><rPh><t>no</t></rPh></si>",
    )
    assert values(page) == {"A2": "one", "B2": "rich text", "C2": "inline", "D2": "a & b"}


def test_places_that_are_not_given() -> None:
    page = page_of(
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c><c r='D3'><v>5</v></c></row>"
    )
    assert values(page) == {"A1": 1.0, "C1": 3.0, "A3": 4.0, "D3": 5.0}


@pytest.mark.parametrize("prefix", ["", "x"])
def test_prefixes_and_the_strict_form(prefix: str) -> None:
    content = book_of('<row r="1"><c r="A1"><v>7</v></c></row>', prefix=prefix)
    assert values(load(content, "b")[0]) == {"A1": 7.0}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strict = {
        name: part.replace(parts_of.MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            parts_of.OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, part in parts.items()
    }
    assert values(load(parts_of.zipped(strict), "b")[0]) == {"A1": 7.0}


def test_elements_of_other_namespaces_are_no_cells() -> None:
    page = page_of(
        '<row r="1"><c r="A1"><v>1</v><v xmlns="urn:other">9</v></c><c xmlns="urn:other" r="B1"><v>2</v></c></row>'
    )
    assert values(page) == {"A1": 1.0}


def test_dates_times_and_percentages() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="&quot;day&quot; yyyy"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="46"/><xf numFmtId="200"/></cellXfs>'
    )
    cells = '<row r="1">' + "".join(
        f'<c r="{column}1" s="{style}"><v>{value}</v></c>'
        for column, style, value in (("A", 1, 45_000), ("B", 2, 0.28), ("C", 3, 1.5), ("D", 4, 45_000), ("E", 99, 0.5))
    )
    page = page_of(cells + '<c r="F1" t="d"><v>2026-05-02</v></c><c r="G1" t="b"><v>1</v></c></row>', styles=styles)
    assert values(page) == {
        "A1": datetime.datetime(2023, 3, 15),
        "B1": 0.28,
        "C1": datetime.timedelta(days=1.5),
        "D1": datetime.datetime(2023, 3, 15),
        "E1": 0.5,
        "F1": datetime.date(2026, 5, 2),
        "G1": True,
    }
    assert page.cell(1, 2).percent
    old = page_of('<row r="1"><c r="A1" s="1"><v>1</v></c></row>', styles=styles, book='<workbookPr date1904="1"/>')
    assert values(old) == {"A1": datetime.datetime(1904, 1, 2)}


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "1_000", "0x10", "--1", "\u0663", "1e", "-"])
def test_numbers_that_are_none_are_errors_of_their_cell(value: str) -> None:
    cell = page_of(f'<row r="1"><c r="A1"><v>{value}</v></c></row>').cell(1, 1)
    assert isinstance(cell.problem, ErrorCell)
    assert cell.value is None


@pytest.mark.parametrize("value", ["0", "-0.5", "1E-5", "1e+20", ".5", "5.", "0.1000000000000000055511151231257827"])
def test_numbers_in_every_form(value: str) -> None:
    assert page_of(f'<row r="1"><c r="A1"><v>{value}</v></c></row>').cell(1, 1).value == float(value)


def test_formulas_are_quoted_as_of_their_own_cell_and_cut() -> None:
    page = page_of(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c><c r="B2"><f>' + "SUM(A1)+" * 200 + "1</f></c>"
        '<c r="C2"><f t="dataTable" ref="C2:C3"/></c></row>'
    )
    problems = [page.cell(*at).problem for at in ((1, 1), (2, 1), (2, 2), (2, 3))]
    assert all(isinstance(problem, NotCalculated) for problem in problems)
    texts = [problem.formula for problem in problems if isinstance(problem, NotCalculated)]
    assert texts[:2] == ["=B1*2", "=B2*2"]
    assert texts[2].endswith("...")
    assert len(texts[2]) == 200
    assert texts[3] == "=..."


def test_escaped_characters() -> None:
    assert unescaped("a_x000D_b_x0041_") == "a\rbA"
    assert unescaped("_x005F_x000D_") == "_x000D_"
    assert unescaped("_xD83E__xDDEC_") == "\U0001f9ec"
    assert unescaped("_xD800_ _x0000__x001B_[31m_x009B_") == "\ufffd \ufffd\ufffd[31m\ufffd"
    assert unescaped("x_y _x12_ plain") == "x_y _x12_ plain"


@pytest.mark.parametrize("blanks", [0, 1, 700, 100_000])
def test_blank_cells_move_nothing(blanks: int) -> None:
    rows_before = "".join(
        f'<row r="{r}" s="1"><c r="A{r}" s="1"/><c r="B{r}" s="1"></c></row>' for r in range(2, blanks + 2)
    )
    last = blanks + 9
    inner = f'<c r="A{last}" s="1"/><c r="C{last}"><v>5</v></c><c/><c><v>6</v></c><c r="XFD{last}"/>'
    cells = (
        f'<row r="1"><c r="A1"><v>1</v></c></row>{rows_before}<row r="{last}">{inner}</row><row><c><v>7</v></c></row>'
    )
    page = page_of(cells)
    assert values(page) == {"A1": 1.0, f"C{last}": 5.0, f"E{last}": 6.0, f"A{last + 1}": 7.0}


def test_what_looks_like_a_blank_cell_inside_a_comment_or_a_text() -> None:
    page = page_of(
        '<!-- <row r="1"><c r="A1"/></row><row r="2"> --><row r="1"><c r="A1" t="inlineStr"><is><t>'
        '<![CDATA[<row r="5"><c r="B5"/><c r="C5">]]></t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    )
    assert values(page) == {"A1": '<row r="5"><c r="B5"/><c r="C5">', "A2": 1.0}


def test_addresses() -> None:
    assert cell_at("XFD1048576") == (1_048_576, 16_384)
    assert [
        cell_at(ref) for ref in ("", "A", "1", "A0", "A01", "XFE1", "A1048577", "a\u0661", "AA-1", "\u0391" + "1")
    ] == [None] * 10
    assert area_of("$C$3:A1") == (1, 1, 3, 3)
    assert area_of("B2") == (2, 2, 2, 2)
    assert area_of("A1:") is None
    assert column_number("XFD") == 16_384


def many(monkeypatch: pytest.MonkeyPatch, limit: Limit, most: int) -> None:
    small = Limit(what=limit.what, most=most)
    for module, name in ((rows, "ERRORS"), (rows, "EXPRESSIONS"), (header, "ROWS"), (raw, "ROWS")):
        if getattr(module, name) is limit:
            monkeypatch.setattr(module, name, small)


def test_errors_are_told_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    many(monkeypatch, ERRORS, 3)
    log = Log()
    problems = [ErrorCell(where=Cell(page_of("").place(1, k)).where, code="#N/A") for k in (1, 1, 2)]
    for problem in problems:
        log.add(problem)
    assert log.errors == len(log.problems) == 2
    with pytest.raises(WorkbookError) as caught:
        log.add(ErrorCell(where=page_of("").place(1, 9), code="#N/A"))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(("limit", "most"), [(EXPRESSIONS, 5), (ROWS, 4)])
def test_limits_of_the_model(monkeypatch: pytest.MonkeyPatch, template: Path, limit: Limit, most: int) -> None:
    many(monkeypatch, limit, most)
    with pytest.raises(WorkbookError) as caught:
        read(template)
    (problem,) = caught.value.problems
    assert isinstance(problem, TooLarge)
    assert (problem.what, problem.limit) == (limit.what, most)
    assert problem.where.sheet


def test_a_sheet_of_the_users_may_be_damaged(template: Path) -> None:
    parts = parts_of.added_sheets([b"notes"], lambda _: b"no xml at all")
    path = template.with_name("noted.xlsx")
    path.write_bytes(parts_of.zipped(parts))
    assert read(path).model.states
    with pytest.raises(WorkbookError) as caught:
        load(path.read_bytes(), "b.xlsx")
    assert isinstance(caught.value.problems[0], DamagedWorkbook)
    assert caught.value.problems[0].where.sheet == "notes"


def test_limits_are_documented() -> None:
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (.+?) +\| ([\d,]+) \|$", text, re.MULTILINE)
    assert listed == [(limit.what.strip(","), f"{limit.most:,}") for limit in LIMITS]
    assert all(math.isfinite(limit.most) and limit.remedy.endswith(".") for limit in LIMITS)
    assert FILE in LIMITS
