from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from costeff.errors import Where, WorkbookError
from costeff.errors.sheets import DamagedWorkbook, FileMissing, NotAWorkbook, TooLarge
from costeff.workbook import archive as archives
from costeff.workbook.cells import load
from costeff.workbook.guard import inspect, read_bytes
from costeff.workbook.limits import PARTS, RATIO, UNPACKED

HERE = Where(book="b.xlsx")


def problem_of(action, *arguments):
    with pytest.raises(WorkbookError) as caught:
        action(*arguments)
    (problem,) = caught.value.problems
    return problem


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


WORKBOOK = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}


def test_a_folder(tmp_path: Path) -> None:
    assert problem_of(read_bytes, tmp_path).what == "a folder"


def test_a_missing_file_names_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "aplastic-anaemia.xlsx").write_bytes(b"")
    problem = problem_of(read_bytes, tmp_path / "aplastic-anemia.xlsx")
    assert isinstance(problem, FileMissing)
    assert problem.nearest == ("aplastic-anaemia.xlsx",)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\xef\xbb\xbf  <!DOCTYPE HTML><html>", "a web page"),
        (b"id,value\n", "a text file"),
        (bytes(range(1, 200)) + b"\0", "a file of an unknown kind"),
        (archive({"mimetype": b"", "content.xml": b""}), "an OpenDocument file"),
        (archive({"xl/workbook.bin": b""}), "a binary Excel workbook (.xlsb)"),
        (archive({"word/document.xml": b""}), "a Word document"),
        (archive({"a.txt": b""}), "a zip archive"),
    ],
)
def test_what_the_file_is(content: bytes, what: str) -> None:
    problem = problem_of(inspect, content, HERE)
    assert isinstance(problem, NotAWorkbook)
    assert problem.what == what


def test_a_cut_off_file() -> None:
    assert isinstance(problem_of(inspect, archive(WORKBOOK)[:-30], HERE), DamagedWorkbook)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    content = archive(WORKBOOK | {"xl/worksheets/sheet1.xml": b"0" * 30_000_000})
    problem = problem_of(inspect, content, HERE)
    assert isinstance(problem, TooLarge)
    assert problem.size > RATIO.most


def test_too_much_content_and_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED", replace(UNPACKED, most=5))
    assert problem_of(inspect, archive(WORKBOOK), HERE).limit == 5
    monkeypatch.setattr(archives, "PARTS", replace(PARTS, most=1))
    assert problem_of(inspect, archive(WORKBOOK), HERE).limit == 1


def test_a_workbook_passes(template: Path) -> None:
    assert read_bytes(template) == template.read_bytes()


def test_an_archive_with_broken_parts_is_damaged() -> None:
    assert isinstance(problem_of(load, archive(WORKBOOK), "b.xlsx"), DamagedWorkbook)


def test_entities_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    content = archive({"[Content_Types].xml": bomb, "xl/workbook.xml": bomb})
    assert isinstance(problem_of(load, content, "b.xlsx"), DamagedWorkbook)
