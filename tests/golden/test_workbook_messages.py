from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from broken_workbooks import BASE_CASE, CHECKING, DRAWING, FINDINGS, READING, SOME_DRAWS, Edit, all_of, put
from goldens import FOLDER, compare
from strangers import STRANGERS

from costeff.errors import InputError, Problem, Where, render
from costeff.expr import parse
from costeff.model import Correlation, Model, Parameter, Posterior
from costeff.model.checks import check
from costeff.results import load
from costeff.sampling import check_draws, draw
from costeff.workbook import read, write_template
from costeff.workflow import check as check_workbook
from costeff.workflow import run

MESSAGES = FOLDER / "workbook_messages"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("template") / "study.xlsx")


def broken(template: Path, folder: Path, edit: Edit) -> Path:
    book = openpyxl.load_workbook(template)
    edit(book)
    path = folder / "study.xlsx"
    book.save(path)
    return path


def tell(name: str, path: Path, found: Callable[[Path], Sequence[Problem]]) -> None:
    try:
        problems = found(path)
    except InputError as error:
        problems = error.problems
    compare(MESSAGES / f"{name}.txt", render(problems, book=path.name), problems)


@pytest.mark.parametrize("name", READING)
def test_message_of_reading(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, READING[name])
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    tell(name, path, lambda book: read(book).problems)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("name", CHECKING)
def test_message_of_checking(name: str, template: Path, tmp_path: Path) -> None:
    tell(f"check_{name}", broken(template, tmp_path, CHECKING[name]), lambda book: check(read(book).model))


CHECKED = {
    **{f"drawing_{name}": edit for name, edit in DRAWING.items()},
    **{f"base_case_{name}": edit for name, edit in BASE_CASE.items()},
    **{f"finding_{name}": edit for name, edit in FINDINGS.items()},
}


@pytest.mark.parametrize("name", CHECKED)
def test_message_of_the_command_check(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, CHECKED[name])
    tell(name, path, lambda book: check_workbook(book, sizes=False).problems)


@pytest.mark.parametrize("name", SOME_DRAWS)
def test_message_of_some_draws(name: str, template: Path, tmp_path: Path) -> None:
    path = broken(template, tmp_path, SOME_DRAWS[name])
    with pytest.raises(InputError) as caught:
        run(path, draws=300)
    compare(MESSAGES / f"draws_{name}.txt", str(caught.value), caught.value.problems)


@pytest.mark.parametrize("name", STRANGERS)
def test_message_to_a_stranger(name: str, tmp_path: Path) -> None:
    path = STRANGERS[name](tmp_path / f"{name}.xlsx")
    tell(f"stranger_{name}", path, lambda book: check_workbook(book, sizes=False).problems)


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
    tell(f"file_{name}", path, lambda book: read(book).problems)


def test_message_about_too_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "study.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(2001):
            archive.writestr(f"part{n}", "")
    tell("file_too_many_parts", path, lambda book: read(book).problems)


def test_message_about_a_locked_file(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = broken(template, tmp_path, lambda book: None)
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(InputError) as caught:
        read(path)
    monkeypatch.undo()
    compare(MESSAGES / "file_locked.txt", str(caught.value), caught.value.problems)


CALLS: dict[str, Callable[[Path], object]] = {
    "empty_expression": lambda book: parse(Where(book=book.name, sheet="Variables", cell="B2", text=" ")),
    "too_few_draws": lambda book: run(book, draws=-5),
    "too_many_for_sobol": lambda book: draw(many_inputs(book), 10, 1, "sobol"),
    "dropped_draws": lambda book: run(book, draws=300),
    "unreadable_results": lambda book: load(book.parent / "results"),
    "unknown_joint_parameter": lambda book: raised(
        check_draws(changed(book, correlations=(Correlation(a="u_il", b="u_well", value=0.2),)))
    ),
    "correlation_out_of_range": lambda book: raised(
        check_draws(changed(book, correlations=(Correlation(a="u_ill", b="u_well", value=1.2),)))
    ),
    "unusable_name": lambda book: raised(check(with_parameter(book, "c new"))),
    "named_like_a_function": lambda book: raised(check(with_parameter(book, "exp"))),
    "bad_posterior": lambda book: raised(
        check_draws(
            changed(
                book, posteriors=(Posterior(name="joint", ids=("c_new",), rows=(), where=Where(sheet="draws joint")),)
            )
        )
    ),
}
"""Problems that no workbook gets as far as, since its reader tells them first, or that are of the call."""


def changed(book: Path, **changes: object) -> Model:
    return replace(read(book).model, **changes)  # type: ignore[arg-type]


def with_parameter(book: Path, name: str) -> Model:
    parameters = read(book).model.parameters
    return changed(book, parameters=(*parameters, Parameter(id=name, label="", value=1)))


def many_inputs(book: Path) -> Model:
    model = read(book).model
    one = next(p for p in model.parameters if p.id == "u_ill")
    return changed(
        book, correlations=(), parameters=(*model.parameters, *(replace(one, id=f"x{n}") for n in range(30_000)))
    )


def raised(problems: Sequence[Problem]) -> None:
    raise InputError(problems, "study.xlsx")


@pytest.mark.parametrize("name", CALLS)
def test_message_of_a_call(name: str, template: Path, tmp_path: Path) -> None:
    edit: Edit = lambda book: None  # noqa: E731
    if name == "dropped_draws":
        edit = all_of(
            put("Study", "invalid draws", "value", "drop"), put("Checks", "order", "expression", "u_well > 0.94")
        )
    path = broken(template, tmp_path, edit)
    with pytest.raises(InputError) as caught:
        CALLS[name](path)
    compare(MESSAGES / f"call_{name}.txt", str(caught.value).replace(str(tmp_path), "..."), caught.value.problems)


def test_every_message_has_a_case() -> None:
    files = {file.stem for file in MESSAGES.glob("*.txt")}
    cases = {
        *READING,
        *(f"check_{name}" for name in CHECKING),
        *CHECKED,
        *(f"draws_{name}" for name in SOME_DRAWS),
        *(f"stranger_{name}" for name in STRANGERS),
        *(f"file_{name}" for name in (*FILES, "too_many_parts", "locked")),
        *(f"call_{name}" for name in CALLS),
    }
    assert files == cases
