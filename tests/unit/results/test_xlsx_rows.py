from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from costeff.errors import InternalError
from costeff.format import BLACK, HIDDEN
from costeff.results.xlsx import Sheet, write_sheets
from costeff.results.xlsx_rows import TableSheet

HOSTILE = [
    "=1+1",
    "<r><t>bold</t></r>",
    "</t></is></c><c>",
    "_x0041_",
    "  spaces  ",
    "a\nb\tc",
    "\uffff",
    "&amp;",
    "é£",
]


def written(folder: Path, *sheets: Sheet, title: str = "Title") -> openpyxl.Workbook:
    path = folder / "tables.xlsx"
    write_sheets(path, sheets, title=title, facts=[("note", "<r>x</r>")], currency="GBP", stamped={"draws": "5"})
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
    return openpyxl.load_workbook(path)


def only(folder: Path, frame: pd.DataFrame, **more: object) -> Worksheet:
    return written(folder, Sheet(name="t", title="A table", frame=frame, **more))["t"]  # type: ignore[arg-type]


def column(sheet: Worksheet, number: int) -> list[object]:
    return [cell[0].value for cell in sheet.iter_rows(min_col=number, max_col=number)]


def test_every_value_comes_back_as_what_it_is(tmp_path: Path) -> None:
    mixed = [1.5, 7, True, np.bool_(False), "text", None, float("nan"), float("inf"), -float("inf"), HIDDEN, 0.1 + 0.2]
    sheet = only(tmp_path, pd.DataFrame({"value": pd.Series(mixed, dtype=object)}))
    shown = [1.5, 7, True, False, "text", None, None, "not reached", "none", BLACK, 0.3]
    found = column(sheet, 1)
    assert found[0] == "value"
    assert found[1:-1] == shown[:-1]
    assert found[-1] == pytest.approx(0.1 + 0.2, rel=1e-15)
    assert [type(value) for value in found[1:-1]] == [type(value) for value in shown[:-1]]


def test_texts_are_texts_sign_by_sign(tmp_path: Path) -> None:
    sheet = only(tmp_path, pd.DataFrame({text: [text] for text in HOSTILE}))
    head, row = sheet.iter_rows()
    # Spreadsheet programs read these codes as the signs they stand for; openpyxl shows them as they are in the file.
    codes = {"\uffff": "_xFFFF_", "_x0041_": "_x005F_x0041_"}
    assert [cell.value for cell in row] == [cell.value for cell in head] == [codes.get(text, text) for text in HOSTILE]
    assert {cell.data_type for cell in row} == {"s"}
    assert not [cell for cell in row if cell.hyperlink]


def test_a_title_that_looks_like_markup_is_a_text(tmp_path: Path) -> None:
    front = written(tmp_path, title="<r><t>x</t></r>")["about"]
    assert front["A1"].value.strip() == "<r><t>x</t></r>"
    assert front["B3"].value.strip() == "<r>x</r>"


def test_numbers_have_the_format_of_their_column_or_row(tmp_path: Path) -> None:
    frame = pd.DataFrame({"outcome": ["cost", "qalys"], "cost": [1.0, 2.0], "mean": [3.0, 4.0], "share": [0.5, 1.0]})
    sheet = only(tmp_path, frame, by="outcome")
    assert [sheet[f"{name}2"].number_format[:4] for name in "ABCD"] == ["@", '"£"#', '"£"#', "0.0%"]
    assert sheet["C3"].number_format.startswith("0.000")
    assert sheet["A1"].font.bold
    assert sheet["B1"].alignment.horizontal == "right"


def test_a_wide_table_is_whole_and_columns_fit_what_they_hold(tmp_path: Path) -> None:
    frame = pd.DataFrame({f"c{k}": [float(k), None, 2.0 * k] for k in range(60)} | {"label": ["a", "b" * 30, None]})
    sheet = only(tmp_path, frame)
    assert sheet.dimensions == "A1:BI4"
    assert column(sheet, 60) == ["c59", 59, None, 118]
    assert sheet.column_dimensions["BI"].width == pytest.approx(32, abs=1)
    assert sheet.auto_filter.ref == "A1:BI4"
    assert sheet.freeze_panes == "B2"


def test_tables_without_rows_or_columns_have_a_sheet(tmp_path: Path) -> None:
    empty = Sheet(name="none", title="No columns", frame=pd.DataFrame())
    book = written(tmp_path, Sheet(name="head", title="No rows", frame=pd.DataFrame({"a": [], "b": []})), empty)
    assert [cell.value for cell in book["head"][1]] == ["a", "b"]
    assert book["none"]["A1"].value is None


def test_the_same_tables_give_the_same_file(tmp_path: Path) -> None:
    sheet = Sheet(name="t", title="T", frame=pd.DataFrame({"label": HOSTILE, "cost": range(len(HOSTILE))}))
    stamped = {"run at": "2025-01-02T03:04:05+00:00"}
    for name in ("one.xlsx", "two.xlsx"):
        write_sheets(tmp_path / name, [sheet], title="T", facts=[], currency="GBP", stamped=stamped)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_rows_that_did_not_come_into_the_file_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TableSheet, "_write_rows", lambda _: None)  # as if xlsxwriter called another method
    with pytest.raises(InternalError, match="left out the rows"):
        only(tmp_path, pd.DataFrame({"a": [1]}))


def test_numbers_come_back_to_the_last_bit(tmp_path: Path) -> None:
    values = [0.1 + 0.2, 1.7976931348623157e308, 5e-324, -1e-7, 154580.4873244009]
    page = written(tmp_path, Sheet(name="t", title="A table", frame=pd.DataFrame({"cost": values})))["t"]
    assert [cell.value for cell in page["A"][1:]] == values
