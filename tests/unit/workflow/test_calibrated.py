from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from costeff import workflow
from costeff.analyses import fit
from costeff.errors import OutputError
from costeff.workbook.amend import amend
from costeff.workflow import write_calibrated


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = workflow.template(tmp_path / "study.xlsx")
    modelled = float(fit(workflow.read(path)).table["modelled"][0])
    edited = openpyxl.load_workbook(path)
    page = edited["Targets"]
    column = {str(cell.value): cell.column for cell in page[1]}
    for name, factor in (("value", 1.02), ("low", 1.0), ("high", 1.04)):  # near to what the model gives
        page.cell(2, column[name]).value = factor * modelled
    edited.save(path)
    return path


def parameters(path: Path) -> dict[str, dict[str, object]]:
    rows = list(openpyxl.load_workbook(path)["Parameters"].iter_rows(values_only=True))
    return {str(row[0]): dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:] if row[0]}


@pytest.fixture
def fitted(book: Path):
    model = workflow.read(book)
    target = model.targets[0]
    uncertain = [p.id for p in model.parameters if p.family != "fixed" and p.unit in ("probability", "rate")]
    return workflow.calibrate(book, {uncertain[0]: (0.0001, 0.99)}, [target.id], starts=2), uncertain[0]


def test_a_new_workbook_has_the_fitted_values_and_says_whence(book, fitted, tmp_path):
    analysis, name = fitted
    before = book.read_bytes()
    new = write_calibrated(analysis, book, tmp_path / "new.xlsx")
    assert book.read_bytes() == before
    row, old = parameters(new.path)[name], parameters(book)[name]
    assert row["value"] == pytest.approx(float(analysis.tables["fit"]["fitted"][0]), rel=1e-15)
    assert row["evidence"] == "derived"
    assert "Calibrated to" in str(row["source"])
    assert row["se"] == old["se"]
    assert workflow.read(new.path).parameter(name).value == row["value"]
    with zipfile.ZipFile(book) as a, zipfile.ZipFile(new.path) as b:
        changed = [n for n in a.namelist() if a.read(n) != b.read(n)]
    assert len(changed) == 1


def test_uncertainty_is_written_if_asked(book, fitted, tmp_path):
    analysis, name = fitted
    new = write_calibrated(analysis, book, tmp_path / "new.xlsx", with_uncertainty=True)
    row = parameters(new.path)[name]
    assert row["se"] == pytest.approx(float(analysis.tables["fit"]["se"][0]), rel=1e-12)
    assert row["low"] is row["high"] is row["n"] is None
    assert workflow.read(new.path).parameter(name).distribution is not None


@pytest.mark.parametrize("where", ["study.xlsx", "there.xlsx", "new.csv", "nowhere/new.xlsx"])
def test_nothing_is_written_over_or_nowhere(book, fitted, tmp_path, where):
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    with pytest.raises(OutputError):
        write_calibrated(fitted[0], book, tmp_path / where)
    assert (tmp_path / "there.xlsx").read_bytes() == b"mine"


def test_a_workbook_that_was_edited_since_is_refused(book, fitted, tmp_path):
    edited = openpyxl.load_workbook(book)
    edited["Study"]["A1"].comment = None
    edited.save(book)
    with pytest.raises(OutputError):
        write_calibrated(fitted[0], book, tmp_path / "new.xlsx")


def test_cells_are_replaced_added_and_emptied_and_formulas_are_told(tmp_path):
    made = openpyxl.Workbook()
    page = made.active
    page.title = "Parameters"
    for address, value in {"A1": "x", "C1": "=A2*2", "D1": "=C1", "A2": 5, "E2": "end"}.items():
        page[address] = value
    page["A2"].number_format = "0.00"
    made.save(tmp_path / "a.xlsx")
    cells = {("Parameters", "A2"): 0.125, ("Parameters", "B2"): "=1+1 <&>", ("Parameters", "C1"): 7.0,
             ("Parameters", "E2"): None}  # fmt: skip
    found = amend((tmp_path / "a.xlsx").read_bytes(), cells)
    (tmp_path / "b.xlsx").write_bytes(found.content)
    there = openpyxl.load_workbook(tmp_path / "b.xlsx")["Parameters"]
    assert (there["A2"].value, there["A2"].number_format) == (0.125, "0.00")
    assert (there["C1"].value, there["D1"].value, there["E2"].value) == (7, "=C1", None)
    assert there["B2"].value == "=1+1 <&>"
    assert there["B2"].data_type == "s" or there["B2"].data_type == "inlineStr"
    assert found.replaced == ("Parameters!C1",)
    assert found.stale
