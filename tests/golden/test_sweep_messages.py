from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from broken_sweeps import AXIS, FILES, TOP
from goldens import compare

from costeff.errors import InputError, Problem, render
from costeff.model import Model
from costeff.workbook import write_template
from costeff.workflow import read, sweep
from costeff.workflow.sweeplookup import grid_of
from costeff.workflow.sweepreading import read_sweep

FOLDER = Path(__file__).parent / "sweep_messages"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return read(write_template(tmp_path_factory.mktemp("template") / "study.xlsx"))


def told(name: str, problems: Sequence[Problem], book: str) -> None:
    compare(FOLDER / f"{name}.txt", render(problems, book=book), problems)


def refused(name: str, model: Model, path: Path) -> None:
    with pytest.raises(InputError) as error:
        sweep(model, path)
    told(name, error.value.problems, error.value.book)


@pytest.mark.parametrize("name", FILES)
def test_message_of_a_sweep_file(name: str, model: Model, tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    path.write_text(FILES[name], encoding="utf-8")
    refused(name, model, path)


def test_message_of_a_file_that_is_not_there(model: Model, tmp_path: Path) -> None:
    (tmp_path / "price.toml").write_text("", encoding="utf-8")
    refused("no_such_file", model, tmp_path / "prices.toml")


def test_message_of_a_file_of_another_encoding(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    path.write_bytes('title = "Köln"\n'.encode("latin-1"))
    refused("not_utf_8", model, path)


def test_note_of_a_file_for_another_workbook(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    path.write_text(TOP + 'workbook = "mds"\n' + AXIS, encoding="utf-8")
    told("made_for_another_workbook", grid_of(model, read_sweep(path)).notes, path.name)


def test_no_message_is_left_over() -> None:
    known = {*FILES, "no_such_file", "not_utf_8", "made_for_another_workbook"}
    assert {p.stem for p in FOLDER.glob("*.txt")} == known
