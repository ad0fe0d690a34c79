from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from costeff.workbook.annotate import LIST, Mark, mark
from costeff.workbook.splice import Unreadable, as_utf8, parse, put_inside, spliced, with_attribute, without_attribute


def marked(path: Path, *marks: Mark) -> tuple[Path, object]:
    found = mark(path.read_bytes(), marks)
    copy = path.with_name("copy.xlsx")
    copy.write_bytes(found.content)
    return copy, found


def at(sheet: str, cell: str, severity: str = "error", found: str = "is wrong", advice: str = "Mend it.") -> Mark:
    return Mark(sheet=sheet, cell=cell, severity=severity, found=found, advice=advice)  # type: ignore[arg-type]


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A workbook with what a library would lose: cached values, a chart, an image, drop-downs, names, a table."""
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(path) as book:
        one, two = book.add_worksheet("One"), book.add_worksheet("Two & more")
        bold = book.add_format({"bold": True, "num_format": "0.0%"})
        one.write_row("A1", ["id", "value"])
        one.write_number("B2", 0.25, bold)
        one.write_formula("B3", "=B2*2", None, 0.5)
        one.data_validation("C2:C9", {"validate": "list", "source": ["a", "b"]})
        one.write_comment("B3", "kept, said Anna")
        one.add_table("E1:F3", {"columns": [{"header": "x"}, {"header": "y"}]})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=One!$B$2:$B$3"})
        one.insert_chart("H2", chart)
        two.write("A1", "nothing marked here")
        two.activate()
        book.define_name("'Two & more'!local", "='Two & more'!$A$1")
        one.print_area("A1:C9")
    return path


def test_the_rest_keeps_its_bytes(rich: Path) -> None:
    copy, _ = marked(rich, at("One", "B2"), at("One", "B9", "warning"))
    before, after = zipfile.ZipFile(rich), zipfile.ZipFile(copy)
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert set(before.namelist()) <= set(after.namelist())
    assert not any("chart" in name or "table" in name or "sharedStrings" in name for name in changed)
    values = openpyxl.load_workbook(copy, data_only=True)["One"]
    formulas = openpyxl.load_workbook(copy)["One"]
    assert (values["B3"].value, formulas["B3"].value) == (0.5, "=B2*2")
    assert formulas.data_validations.dataValidation[0].formula1 == '"a,b"'
    assert (formulas["B2"].font.bold, formulas["B2"].number_format) == (True, "0.0%")


def test_cells_are_filled_by_severity_and_commented(rich: Path) -> None:
    marks = at("One", "B2", "warning"), at("One", "B2"), at("One", "D20", "note"), at("", "", found="x")
    copy, found = marked(rich, *marks)
    page = openpyxl.load_workbook(copy)["One"]
    assert page["B2"].fill.fgColor.rgb == "FFFFC7CE"  # the worst of the two
    assert page["B2"].comment.text.count("is wrong") == 2
    assert page["D20"].fill.fgColor.rgb == "FFDDEBF7"  # a row and cell that weren't there
    assert page["D20"].comment.text.startswith("costeff: note: is wrong.")
    assert page["B3"].fill.fill_type is None
    assert (found.cells, found.listed) == (2, 1)


def test_a_comment_that_was_there_is_kept_and_extended(rich: Path) -> None:
    copy, _ = marked(rich, at("One", "B3"))
    text = openpyxl.load_workbook(copy)["One"]["B3"].comment.text
    assert "kept, said Anna" in text
    assert text.endswith("costeff: is wrong.\nMend it.")


def test_the_list_comes_first_with_links(rich: Path) -> None:
    marks = at("One", "B2", found='<&> "q" \x07'), at("Two & more", "", "warning"), at("", "", found="=1+1")
    copy, _ = marked(rich, *marks)
    book = openpyxl.load_workbook(copy)
    page = book.worksheets[0]
    assert (page.title, book.active.title) == (LIST, LIST)
    assert [row[0].value for row in page.iter_rows(min_row=2)] == ["problem", "warning", "problem"]
    assert page["B2"].hyperlink.location == "One!B2"
    assert page["B3"].hyperlink.location == "'Two & more'!A1"
    assert page["C2"].value == '<&> "q" '
    assert (page["C4"].value, page["C4"].data_type) == ("=1+1", "s")
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book.worksheets] == [True, False, False]
    assert book["Two & more"].defined_names["local"].value == "'Two & more'!$A$1"
    assert book["One"].print_area == "'One'!$A$1:$C$9"


def test_ranges_and_lists_of_cells(rich: Path) -> None:
    copy, found = marked(rich, at("One", "B2:B4"), at("One", "D2, D4"))
    page = openpyxl.load_workbook(copy)["One"]
    filled = {c.coordinate for row in page.iter_rows() for c in row if c.fill.fill_type == "solid"}
    assert filled == {"B2", "B3", "B4", "D2", "D4"}
    assert found.cells == 2
    assert page["B4"].comment is None


def test_a_marked_copy_can_be_marked_again(rich: Path) -> None:
    copy, _ = marked(rich, at("One", "B2"))
    again = mark(copy.read_bytes(), [at("One", "B2", found="still wrong")])
    book = openpyxl.load_workbook(io.BytesIO(again.content))
    assert book.sheetnames == [f"{LIST} 2", LIST, "One", "Two & more"]
    assert "still wrong" in book["One"]["B2"].comment.text


def test_a_workbook_of_openpyxl(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["C3"].comment = Comment("old", "me")
    book.create_sheet("bare")
    book.save(path)
    copy, _ = marked(path, at("Sheet", "A1"), at("Sheet", "C3"), at("bare", "B2"))
    again = openpyxl.load_workbook(copy)
    assert {c.coordinate for row in again["Sheet"].iter_rows() for c in row if c.comment} == {"A1", "C3"}
    assert again["bare"]["B2"].comment is not None


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.slow
def test_libreoffice_opens_it_with_its_comments(rich: Path, tmp_path: Path) -> None:
    copy, _ = marked(rich, at("One", "B2"), at("One", "B3"), at("Two & more", "C5", "warning"))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "ods"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(copy)], check=True, capture_output=True, timeout=180)
    content = zipfile.ZipFile(tmp_path / "copy.ods").read("content.xml").decode()
    assert content.count("<office:annotation") == 3
    assert "kept, said Anna" in content
    assert "Mend it." in content


def test_prefixed_and_wide_parts() -> None:
    raw = '<?xml version="1.0"?><x:a xmlns:x="u"><x:b c="1>2"/><x:d></x:d></x:a>'.encode("utf-16")
    utf8 = as_utf8(raw)
    root = parse(utf8)
    assert [(e.prefix, e.name, e.hollow) for e in root.children] == [("x:", "b", True), ("x:", "d", False)]
    new = spliced(utf8, [put_inside(utf8, e, b"!") for e in root.children])
    assert new.endswith(b'<x:a xmlns:x="u"><x:b c="1>2">!</x:b><x:d>!</x:d></x:a>')


def test_attributes_of_a_tag() -> None:
    assert with_attribute(b'<c r="A1" s="3" t="s">', "s", "9") == b'<c s="9" r="A1" t="s">'
    assert without_attribute(b"<row r='1' spans='1:3'/>", "spans") == b"<row r='1'/>"


@pytest.mark.parametrize("raw", [b"<a>", b"no xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_what_is_no_plain_xml_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(raw)
