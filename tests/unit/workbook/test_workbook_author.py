from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from costeff.errors import OutputError
from costeff.workbook import SHEETS, read, template_sheets, write, write_template
from costeff.workbook.styles import INPUT_FILL, INPUT_INK, number_format, row_height


def test_the_template_has_every_sheet_with_an_example(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == ["Read me", *SHEETS, "table life"]
    for sheet in SHEETS.values():
        page = book[sheet.name]
        headers = [page.cell(1, c).value for c in range(1, page.max_column + 1)]
        assert [name for name in headers if name in sheet.names] == list(sheet.names)
        assert headers == list(sheet.names) or sheet.further
        assert page.max_row > 1
        assert page.freeze_panes == "B2"
        assert all(page.cell(1, c).comment is not None for c in range(1, len(sheet.columns) + 1))


def test_drop_downs_stand_where_cells_choose(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for sheet in SHEETS.values():
        chosen = {
            str(area).split(":")[0].rstrip("0123456789")
            for rule in book[sheet.name].data_validations.dataValidation
            for area in rule.sqref.ranges
        }
        expected = {
            openpyxl.utils.get_column_letter(c)
            for c, column in enumerate(sheet.columns, start=1)
            if column.words or column.kind in ("yes/no", "strategy", "state", "parameter")
        }
        assert expected <= chosen


def test_inputs_are_blue_on_pale_yellow(template: Path) -> None:
    cell = openpyxl.load_workbook(template)["Parameters"]["C2"]
    assert cell.fill.fgColor.rgb == "FF" + INPUT_FILL[1:]
    assert cell.font.color.rgb == "FF" + INPUT_INK[1:]
    assert cell.number_format == "0.0###%"


def test_texts_are_never_formulas_or_links(tmp_path: Path) -> None:
    sheets = dict(template_sheets())
    texts = ["=cmd|' /C calc'!A0", "+1", "@SUM(1)", "http://example.org", "0.5"]
    sheets["Checks"] = [{"id": f"c{k}", "expression": "1", "message": text} for k, text in enumerate(texts)]
    page = openpyxl.load_workbook(write(tmp_path / "b.xlsx", sheets))["Checks"]
    for row, text in enumerate(texts, start=2):
        assert (page.cell(row, 3).value, page.cell(row, 3).data_type) == (text, "s")
        assert page.cell(row, 3).hyperlink is None


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = write(tmp_path / "a" / "b.xlsx", template_sheets(), title="T")
    assert first.read_bytes() == write(tmp_path / "b" / "b.xlsx", template_sheets(), title="T").read_bytes()


def test_columns_of_ones_own_follow_in_the_order_given_and_empty_rows_stay_blank(tmp_path: Path) -> None:
    sheets = dict(template_sheets())
    sheets["Strategies"] = [{"id": "standard", "zeta": 1, "alpha": True}, {}, {"id": "b", "new": 1, "zeta": "u_ill"}]
    path = write(tmp_path / "b.xlsx", sheets)
    page = openpyxl.load_workbook(path)["Strategies"]
    header = [cell.value for cell in page[1]]
    assert header[-4:] == ["zeta", "alpha", "new", "note"]
    assert not any(name in header[:-4] for name in ("zeta", "alpha", "new", "note"))
    assert [cell.value for cell in page[3]] == [None] * len(header)
    assert page.cell(2, header.index("alpha") + 1).value == "yes"


def test_front_sheet_lines(tmp_path: Path) -> None:
    front = ("A paragraph.", "# Heading", ("Term", "Explanation"), "$ costeff run")
    page = openpyxl.load_workbook(write(tmp_path / "b.xlsx", template_sheets(), title="T", front=front))["Read me"]
    values = [cell.value for row in page.iter_rows() for cell in row if cell.value]
    assert values[:6] == ["T", "A paragraph.", "Heading", "Term", "Explanation", "costeff run"]
    assert any(link.location == "'Parameters'!A1" for link in (c.hyperlink for c in page["A"]) if link)


def front_of(path: Path) -> list[object]:
    page = openpyxl.load_workbook(path)["Read me"]
    return [cell.value for row in page.iter_rows() for cell in row if cell.value]


def test_the_front_sheet_counts_rows_without_spacers_and_names_the_file(tmp_path: Path) -> None:
    sheets = dict(template_sheets())
    written = len(sheets["Parameters"])
    sheets["Parameters"] = [*sheets["Parameters"], {}, {"id": "x", "value": 1}]
    values = front_of(write(tmp_path / "my model.xlsx", sheets))
    assert any(f"({written + 1} rows)" in str(value) for value in values)
    assert 'costeff run "my model.xlsx"' in values
    assert any("results/my model." in str(value) for value in values)


def test_tables_may_have_a_purpose_of_their_own(tmp_path: Path) -> None:
    sheets = {**template_sheets(), "table doses": [{"age": 0, "mg": 1}]}
    values = front_of(write(tmp_path / "b.xlsx", sheets, purposes={"table life": "Deaths, by age."}))
    assert values[values.index("table life") + 1] == "Deaths, by age."
    assert "LOOKUP" in str(values[values.index("table doses") + 1])


def test_columns_of_ids_are_as_wide_as_their_longest(tmp_path: Path) -> None:
    sheets = dict(template_sheets())
    sheets["Parameters"] = [{"id": "c" * 38, "value": 1}]
    page = openpyxl.load_workbook(write(tmp_path / "b.xlsx", sheets))["Parameters"]
    assert 38 < page.column_dimensions["A"].width <= 46


def test_texts_beside_numbers_keep_their_distance(template: Path) -> None:
    page = openpyxl.load_workbook(template)["Parameters"]
    alignments = [page[f"{column}2"].alignment for column in "BDE"]
    assert [(a.horizontal, a.indent) for a in alignments] == [(None, 0), ("left", 1), (None, 0)]


def test_a_template_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("precious")
    with pytest.raises(OutputError):
        write_template(path)
    assert path.read_text() == "precious"


def test_nothing_is_left_behind_where_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "folder.xlsx"
    target.mkdir()
    with pytest.raises(OutputError):
        write(target, template_sheets())
    assert list(tmp_path.iterdir()) == [target]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", template_sheets())
    values = {row["id"]: row["value"] for row in template_sheets()["Parameters"]}
    assert {p.id: p.value for p in read(path).model.parameters} == values


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("probability", "0.0###%"), ("GBP 2023/24", "#,##0.00"), ("GBP/month", "#,##0.00"), ("per year", "General")],
)
def test_number_formats(unit: str, expected: str) -> None:
    assert number_format(unit) == expected


def test_row_heights() -> None:
    assert row_height([("short", 20)]) is None
    assert row_height([("x" * 95, 50), ("", 5)]) == 30


def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "long.xlsx"
    with pytest.raises(OutputError, match="row 3, column 'note'"):
        write(target, {"table t": [{"key": 1, "note": "x"}, {"key": 2, "note": "x" * 32_768}]})
    assert not target.exists()
    write(target, {"table t": [{"key": 1, "note": "x" * 32_767}]})
    assert target.exists()
