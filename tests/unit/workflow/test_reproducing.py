"""Results made again from what they carry: folders, files of every kind, other workbooks, other numbers."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import costeff
from costeff.cli import app
from costeff.errors import InputError
from costeff.errors.reproducing import NoStamp, NotReproducible, WorkbookDiffers, WorkbookNotFound
from costeff.format import BLACK
from costeff.results.analysis import save_analysis
from costeff.results.stamp import stamp
from costeff.results.store import save
from costeff.workflow.drawing import draw
from costeff.workflow.stamped import stamp_of


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("study") / "model.xlsx"
    costeff.template(path)
    return path


@pytest.fixture(scope="module")
def run(book):
    change = costeff.read(book).parameters[0]
    return costeff.run(book, draws=50, seed=3, design="lhs", changes={change.id: change.value * 0.9})


@pytest.fixture
def folder(run, book):
    path = book.parent / "out"
    shutil.rmtree(path, ignore_errors=True)
    save(run, path)
    return path


def test_a_folder_is_identical_in_every_cell(folder, run):
    found = costeff.reproduce(folder)
    assert found.identical
    assert (found.what, found.by, found.book_differs) == ("run", "cells", False)
    assert found.comparison.cells > 1_000
    assert costeff.reproduce(folder / "run.json").identical
    assert run.design == "lhs"


def test_a_number_that_was_changed_is_told_with_its_cell(folder, run):
    values = run.base.values.copy()
    column = next(k for k, kind in enumerate(run.base.outcomes) if kind.measure == "cost" and kind.by == "total")
    values[0, 0, column] += 1.0
    save(replace(run, base=replace(run.base, values=values)), folder)
    found = costeff.reproduce(folder)
    assert not found.identical
    icer = [d for d in found.comparison.differences if (d.table, d.column) == ("icer", "cost")]
    assert len(icer) == 1
    assert float(icer[0].stored) - float(icer[0].now) == pytest.approx(1.0)
    result = CliRunner().invoke(app, ["reproduce", str(folder), "--quiet"], prog_name="costeff")
    assert result.exit_code == 5


def test_a_workbook_of_tables_is_compared_by_digests(folder):
    found = costeff.reproduce(folder / "tables" / "tables.xlsx")
    assert (found.identical, found.by, found.comparison.tables) == (True, "digests", 6)


def test_digests_tell_which_table_differs(folder, run):
    digests = {**run.provenance["results"], "ceac": "0" * 12}
    save(replace(run, provenance={**run.provenance, "results": digests}), folder)
    found = costeff.reproduce(folder / "tables" / "tables.xlsx")
    assert found.comparison.by_table == {"ceac": 1}


def test_the_workbook_is_asked_for_found_and_checked(folder, book, tmp_path):
    away = tmp_path / "moved"
    shutil.copytree(folder, away)
    with pytest.raises(InputError) as error:
        costeff.reproduce(away)
    assert isinstance(error.value.problems[0], WorkbookNotFound)
    assert costeff.reproduce(away, book).identical
    other = tmp_path / "model.xlsx"
    costeff.template(other)
    edit(other)
    with pytest.raises(InputError) as error:
        costeff.reproduce(away)
    assert isinstance(error.value.problems[0], WorkbookDiffers)
    found = costeff.reproduce(away, anyway=True)
    assert found.book_differs
    assert not found.identical


def edit(path: Path) -> None:
    import openpyxl

    there = openpyxl.load_workbook(path)
    sheet = there["Parameters"]
    column = next(cell.column for cell in sheet[1] if cell.value == "value")
    rows = (row[column - 1] for row in sheet.iter_rows(min_row=2))
    cell = [cell for cell in rows if isinstance(cell.value, int | float)][1]  # the first one is replaced by the run
    cell.value *= 1.01
    there.save(path)


def test_an_analysis_is_made_again(book, tmp_path):
    made = costeff.dsa(book)
    place = book.parent / "analysis"
    shutil.rmtree(place, ignore_errors=True)
    save_analysis(made, place)
    found = costeff.reproduce(place)
    assert (found.identical, found.what, found.comparison.tables) == (True, "dsa", 3)
    other = replace(made, kind="calibration")
    save_analysis(other, place)
    with pytest.raises(InputError) as error:
        costeff.reproduce(place)
    assert isinstance(error.value.problems[0], NotReproducible)


def test_figures_carry_the_stamp_and_are_made_again(folder, run):
    from matplotlib.figure import Figure

    draw([("empty", Figure())], folder / "drawn", run.study, run.provenance)
    wanted = stamp(run.provenance, clock=False)
    for ending in (".png", ".svg"):
        assert stamp_of(folder / "drawn" / f"empty{ending}") == wanted
    assert costeff.reproduce(folder / "drawn" / "empty.png").identical


def test_the_figure_of_an_analysis_leads_to_its_tables(book, run):
    made = costeff.dsa(book)
    place = book.parent / "pictured"
    shutil.rmtree(place, ignore_errors=True)
    save_analysis(made, place)
    from matplotlib.figure import Figure

    draw([("tornado", Figure())], place / "figures", made.study, {**made.provenance, "analysis": made.name})
    found = costeff.reproduce(place / "figures" / "tornado.png")
    assert (found.identical, found.by) == (True, "cells")
    alone = book.parent / "lone.png"
    shutil.copy(place / "figures" / "tornado.png", alone)
    with pytest.raises(InputError) as error:
        costeff.reproduce(alone)
    assert isinstance(error.value.problems[0], NotReproducible)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b"no zip"), ("a.html", b"<html></html>"), ("a.pdf", b"%PDF-1.7"), ("a.png", b"GIF89a"),
        ("a.svg", b"<svg"), ("a.txt", b""), ("b.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXt"),
    ],
)  # fmt: skip
def test_what_carries_no_stamp_is_told(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        costeff.reproduce(path)
    assert isinstance(error.value.problems[0], NoStamp)


def test_a_redacted_file_whose_changes_are_black_is_told(run, tmp_path):
    asked = dict.fromkeys(run.provenance["overrides"], BLACK)
    save(replace(run, provenance={**run.provenance, "overrides": asked}), tmp_path / "out")
    with pytest.raises(InputError) as error:
        costeff.reproduce(tmp_path / "out" / "tables" / "tables.xlsx")
    assert isinstance(error.value.problems[0], NotReproducible)


def test_a_model_built_in_python_has_no_workbook(run, tmp_path):
    plain = {**run.provenance, "workbook": {"name": "built", "sha256": ""}}
    save(replace(run, provenance=plain), tmp_path / "out")
    with pytest.raises(InputError) as error:
        costeff.reproduce(tmp_path / "out")
    assert error.value.problems[0] == WorkbookNotFound(where=error.value.problems[0].where, name="")


def test_a_record_leads_to_no_file_outside(run, tmp_path):
    hostile = {**run.provenance, "workbook": {**run.provenance["workbook"], "name": "../../etc/model.xlsx"}}
    save(replace(run, provenance=hostile), tmp_path / "out")
    with pytest.raises(InputError) as error:
        costeff.reproduce(tmp_path / "out")
    assert isinstance(error.value.problems[0], WorkbookNotFound)


def test_the_command_says_identical(folder):
    found = CliRunner().invoke(app, ["reproduce", str(folder)], prog_name="costeff")
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("Identical: ")
