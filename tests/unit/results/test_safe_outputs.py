"""One model whose every text is hostile, through everything that is written and printed."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pyarrow.parquet as pq
import pytest
from hostile_texts import TEXTS, hostile_workbook
from PIL import Image
from test_safe_text import cells_that_a_spreadsheet_may_see, is_formula
from typer.testing import CliRunner

from costeff import workflow
from costeff.cli import app
from costeff.results import Run, load
from costeff.results.csv import unescaped

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FIRST = (0, 11, 23)
"""Which text the model begins with, so that each stands in several places over the runs."""


def normal(text: str) -> str:
    """A text as every output may change it: line ends, and control characters."""
    return re.sub("[\x7f-\x9f]", "\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


@pytest.fixture(scope="module", params=FIRST)
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    book = hostile_workbook(folder / "model.xlsx", request.param)
    run = workflow.run(book)
    workflow.write(run, folder / "out", figures=False)
    return run, folder / "out", book


def files(folder: Path, *endings: str) -> Iterator[Path]:
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in endings]
    assert found
    yield from found


def test_labels_survive(done: tuple[Run, Path, Path]) -> None:
    run, folder, _ = done
    back = load(folder)
    assert back.study == run.study
    assert back.notes == run.notes
    labels = [*run.study.labels.values(), run.study.title]
    assert all(
        any(normal(text).strip("\t\n \u00a0\u200b\ufeff\u3000") in normal(label) for text in TEXTS) for label in labels
    )


def test_names_of_files_are_plain(done: tuple[Run, Path, Path]) -> None:
    assert all(re.fullmatch(r"[\w.]+", path.name, re.ASCII) for path in done[1].rglob("*"))


def test_tables_hold_no_formula(done: tuple[Run, Path, Path]) -> None:
    seen = set()
    for path in files(done[1], ".csv"):
        raw = path.read_text(encoding="utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", raw), path
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert {len(row) for row in rows} == {len(rows[0])}, path
        for cell in (cell for row in rows for cell in row):
            assert not any(map(is_formula, cells_that_a_spreadsheet_may_see(cell))) or cell == "-inf", (path, cell)
            seen.add(unescaped(cell))
    assert {normal(label) for label in done[0].study.labels.values()} <= seen


def test_workbooks_hold_texts_and_numbers(done: tuple[Run, Path, Path]) -> None:
    for path in files(done[1], ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                assert b"<f>" not in content or name.startswith("docProps")
                assert b"TargetMode" not in content
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(content)
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
        assert not [cell for cell in cells if cell.hyperlink]
        texts = {str(cell.value).replace("_x000D_", "\n") for cell in cells if cell.data_type == "s"}
        assert {normal(label) for label in done[0].study.labels.values()} <= texts


def test_records_are_json(done: tuple[Run, Path, Path]) -> None:
    for path in files(done[1], ".json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        assert record["run"]["study"]["title"] == done[0].study.title


def test_parquet_carries_its_provenance(done: tuple[Run, Path, Path]) -> None:
    for path in files(done[1], ".parquet"):
        record = json.loads(pq.read_table(path).schema.metadata[b"costeff"])
        assert record["settings"]["title"] == done[0].study.title


def test_html_is_only_what_costeff_wrote(done: tuple[Run, Path, Path]) -> None:
    found: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, attrs))

    html = done[0]._repr_html_()
    Reader().feed(html)
    assert {tag for tag, _ in found} <= {"div", "strong", "br", "table", "thead", "tbody", "tr", "th", "td"}
    assert not any(attrs for _, attrs in found)
    assert not CONTROLS.search(html)


@pytest.mark.parametrize("options", [("check",), ("check", "--sizes"), ("check", "--rows", "ILL"), ("check", "--json")])
def test_the_terminal_gets_nothing_but_text(done: tuple[Run, Path, Path], options: tuple[str, ...]) -> None:
    command, *rest = options
    shown = CliRunner().invoke(app, [command, str(done[2]), *rest], prog_name="costeff")
    assert shown.exit_code == 0, shown.output
    assert not CONTROLS.search(shown.output)
    assert len(shown.output.splitlines()) > 2
    if "--json" in rest:
        assert json.loads(shown.stdout)["facts"]["title"] == done[0].study.title


def test_a_run_prints_nothing_but_text(
    done: tuple[Run, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(workflow), "write", _unwritten)
    words = ["run", str(done[2]), "--out", str(tmp_path / "out"), "--draws", "8"]
    shown = CliRunner().invoke(app, words, prog_name="costeff")
    assert shown.exit_code == 0, shown.output
    assert not CONTROLS.search(shown.output)


def _unwritten(run: Run, place: workflow.Place, figures: bool = True, progress: object = None) -> workflow.Written:
    return workflow.Written(folder=place.folder, files=())


@pytest.mark.slow
def test_figures_are_pictures(done: tuple[Run, Path, Path], tmp_path: Path) -> None:
    workflow.write(done[0], tmp_path / "out")
    for path in files(tmp_path / "out" / "figures", ".png"):
        with Image.open(path) as image:
            image.load()
            assert image.width == 1950
            assert not any(CONTROLS.search(f"{key}{value}") for key, value in image.info.items())
    for path in files(tmp_path / "out" / "figures", ".svg"):
        root = ElementTree.parse(path).getroot()
        for element in root.iter():
            assert not element.tag.lower().endswith(("script", "foreignobject", "}a")), path
            for key, value in element.attrib.items():
                assert not key.lower().startswith("on"), path
                assert not key.endswith("href") or value.startswith(("#", "data:image/png;base64,")), path
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", path.read_text(encoding="utf-8"))
