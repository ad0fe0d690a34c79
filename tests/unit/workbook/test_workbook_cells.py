from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from costeff.errors.cells import ErrorCell, NotCalculated
from costeff.workbook.cells import as_number, load, shown, tidy


def page_of(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return load(buffer.getvalue(), "b.xlsx")[0]


def calculated(fill):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book.add_worksheet("S"))
    book.close()
    return load(buffer.getvalue(), "b.xlsx")[0]


def test_percent_cells_hold_the_fraction_and_show_the_percentage() -> None:
    def fill(sheet):
        sheet["A1"] = 0.284
        sheet["A1"].number_format = "0.0%"

    cell = page_of(fill).cell(1, 1)
    assert cell.value == 0.284
    assert cell.percent
    assert cell.where.text == "28.4%"


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.35", 0.35), (" 28.4% ", 0.284), ("-1e-3", -0.001), (".5", 0.5), ("28.4 %", 0.284), ("5.", 5.0)],
)
def test_texts_that_are_numbers(text: str, number: float) -> None:
    assert as_number(text) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize("text", ["", "0,35", "1_000", "0x10", "nan", "inf", "1e", "£5", "5 6", "--5", "%", "٣"])
def test_texts_that_are_no_numbers(text: str) -> None:
    assert as_number(text) is None


def test_a_formula_is_read_by_its_stored_value() -> None:
    page = calculated(lambda sheet: sheet.write_formula("A1", "=B3*1.2", None, 4.8))
    assert page.cell(1, 1).value == 4.8


def test_a_formula_that_stores_a_text_or_an_empty_text() -> None:
    def fill(sheet):
        sheet.write_formula("A1", '="a"&"b"', None, "ab")
        sheet.write_formula("A2", '=""', None, "")

    page = calculated(fill)
    assert page.cell(1, 1).value == "ab"


def test_a_formula_without_a_stored_value_is_a_problem_that_quotes_it() -> None:
    cell = page_of(lambda sheet: sheet.__setitem__("A1", "=1+1")).cell(1, 1)
    assert isinstance(cell.problem, NotCalculated)
    assert cell.problem.formula == "=1+1"


def test_an_array_formula_without_a_stored_value() -> None:
    cell = page_of(lambda sheet: sheet.__setitem__("A1", ArrayFormula("A1:A2", "=B1:B2*2"))).cell(1, 1)
    assert isinstance(cell.problem, NotCalculated)


def test_error_cells_typed_and_calculated() -> None:
    def fill(sheet):
        sheet["A1"] = "#N/A"
        sheet["A1"].data_type = "e"

    typed = page_of(fill).cell(1, 1)
    assert isinstance(typed.problem, ErrorCell)
    assert typed.problem.code == "#N/A"
    result = calculated(lambda sheet: sheet.write_formula("A1", "=1/0", None, "#DIV/0!")).cell(1, 1)
    assert isinstance(result.problem, ErrorCell)
    assert (result.problem.code, result.problem.formula) == ("#DIV/0!", "=1/0")


def test_booleans_and_dates_keep_their_kind() -> None:
    def fill(sheet):
        sheet["A1"] = True
        sheet["A2"] = datetime.datetime(2026, 5, 2)

    page = page_of(fill)
    assert page.cell(1, 1).value is True
    assert page.cell(1, 1).where.text == "TRUE"
    assert page.cell(2, 1).value == datetime.datetime(2026, 5, 2)
    assert page.cell(2, 1).where.text == "2026-05-02"


def test_curly_quotes_and_odd_spaces_become_plain_but_text_keeps_its_dashes() -> None:
    cell = page_of(
        lambda sheet: sheet.__setitem__("A1", "\u00a0LOOKUP(\u201clife\u201d, \u2018q\u2019) \u2013 1 ")
    ).cell(1, 1)
    assert cell.where.text == "LOOKUP(\"life\", 'q') - 1"
    assert "\u2013" in cell.value
    assert tidy("a\u00a0b\u2212c") == "a b-c"


def test_a_text_of_blanks_is_blank() -> None:
    assert page_of(lambda sheet: sheet.__setitem__("B2", " \u00a0 ")).rows == {}


def test_a_cell_in_the_far_corner_costs_nothing() -> None:
    page = page_of(lambda sheet: sheet.__setitem__("XFD1048576", 1))
    assert list(page.rows) == [1048576]
    assert page.cell(1048576, 16384).where.cell == "XFD1048576"


def test_merged_cells_have_their_value_in_the_first() -> None:
    def fill(sheet):
        sheet["C9"] = 5
        sheet.merge_cells("C9:E9")

    page = page_of(fill)
    assert page.cell(9, 3).value == 5
    assert page.cell(9, 4).blank
    assert page.merge_around(9, 5) == (9, 3, 9, 5)


def test_numbers_are_shown_as_a_user_sees_them() -> None:
    assert [shown(12.0), shown(0.35), shown(1e20), shown(0.284, True)] == ["12", "0.35", "1e+20", "28.4%"]


def test_the_file_is_not_touched(template: Path) -> None:
    before = (template.read_bytes(), template.stat().st_mtime_ns)
    load(template.read_bytes(), template.name)
    assert (template.read_bytes(), template.stat().st_mtime_ns) == before
