from __future__ import annotations

import datetime

from costeff.errors.sheets import DoubtfulSheet, UnusedColumn
from costeff.results import Study
from costeff.workbook.read import read

HEADER = ("date", "version", "author", "change", "reason")


def sheet(*rows, name="Changes"):
    def edit(book):
        if "Changes" in book.sheetnames:
            del book["Changes"]
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)

    return edit


def test_the_change_log_is_read_in_its_order_with_its_cells(edited):
    rows = (
        (datetime.date(2026, 1, 5), 1.1, "A. Modeller", "c_new: 55,000 to 60,000", "List price"),
        ("spring 2026", "1.2", None, "A state for relapse", None),
    )
    model = read(edited(sheet(HEADER, *rows))).model
    found = [(r.date, r.version, r.author, r.change, r.reason) for r in model.log]
    assert found == [
        ("2026-01-05", "1.1", "A. Modeller", "c_new: 55,000 to 60,000", "List price"),
        ("spring 2026", "1.2", "", "A state for relapse", ""),
    ]
    assert str(model.log[1].cells["change"]) == "Changes!D3"
    assert [(line.change, line.cell) for line in Study.of(model).log] == [
        ("c_new: 55,000 to 60,000", "Changes!D2"),
        ("A state for relapse", "Changes!D3"),
    ]


def test_some_columns_will_do_and_another_is_told(edited):
    reading = read(edited(sheet(("Change", "approved by"), ("A new price", "the board"))))
    assert [r.change for r in reading.model.log] == ["A new price"]
    assert [type(problem) for problem in reading.problems] == [UnusedColumn]


def test_a_page_of_notes_of_that_name_is_ignored_as_it_was_before(edited):
    reading = read(edited(sheet(("What we did last week",), ("=1+",), ("anything", 5))))
    assert reading.model.log == ()
    assert reading.problems == ()


def test_a_sheet_of_nearly_that_name_is_the_users_own(edited):
    reading = read(edited(sheet(("Item", "Amount"), ("drug", 5), name="Charges")))
    assert reading.model.log == ()
    assert not [problem for problem in reading.problems if isinstance(problem, DoubtfulSheet)]


def test_the_template_has_one_row_to_write_over(template):
    assert [r.version for r in read(template).model.log] == ["1.0"]
