from __future__ import annotations

import hashlib
import os
from pathlib import Path

import openpyxl
import pytest
from broken_workbooks import BASE_CASE, CHECKING, DRAWING, READING, SOME_DRAWS, Edit

from costeff.errors import InputError, render
from costeff.model.checks import check
from costeff.workbook import read, write_template
from costeff.workflow import check as check_workbook
from costeff.workflow import run

FOLDER = Path(__file__).parent / "workbook_messages"
REWRITE = os.environ.get("COSTEFF_GOLDEN") == "rewrite"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("template") / "study.xlsx")


def broken(template: Path, folder: Path, edit: Edit) -> Path:
    book = openpyxl.load_workbook(template)
    edit(book)
    path = folder / "study.xlsx"
    book.save(path)
    return path


def message_of(path: Path) -> str:
    try:
        return render(read(path).problems, book=path.name)
    except InputError as error:
        return str(error)


def compare(name: str, message: str) -> None:
    file = FOLDER / f"{name}.txt"
    if REWRITE:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(message + "\n", encoding="utf-8")
    assert message + "\n" == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READING)
def test_message_of_reading(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, READING[name])
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    compare(name, message_of(path))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("name", CHECKING)
def test_message_of_checking(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, CHECKING[name])
    compare(f"check_{name}", render(check(read(path).model), book=path.name))


@pytest.mark.parametrize("name", DRAWING)
def test_message_of_drawing(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, DRAWING[name])
    try:
        message = render(check_workbook(path, sizes=False).problems, book=path.name)
    except InputError as error:
        message = str(error)
    compare(f"drawing_{name}", message)


@pytest.mark.parametrize("name", BASE_CASE)
def test_message_of_the_base_case(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, BASE_CASE[name])
    with pytest.raises(InputError) as caught:
        check_workbook(path, sizes=False)
    compare(f"base_case_{name}", str(caught.value))


@pytest.mark.parametrize("name", SOME_DRAWS)
def test_message_of_some_draws(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, SOME_DRAWS[name])
    check_workbook(path, sizes=False)
    with pytest.raises(InputError) as caught:
        run(path, draws=300)
    compare(f"draws_{name}", str(caught.value))


FILES = {
    "missing_file": None,
    "empty_file": b"",
    "web_page": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    "text_file": b"id,value\na,1\n",
    "damaged": b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("name", FILES)
def test_message_about_the_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "study.xlsx"
    content = FILES[name]
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(path)
    compare(f"file_{name}", str(caught.value))


def test_every_message_has_a_case() -> None:
    files = {file.stem for file in FOLDER.glob("*.txt")}
    kinds = {
        "check": CHECKING,
        "file": FILES,
        "drawing": DRAWING,
        "base_case": BASE_CASE,
        "draws": SOME_DRAWS,
    }
    assert files == {*READING, *(f"{kind}_{name}" for kind, cases in kinds.items() for name in cases)}
