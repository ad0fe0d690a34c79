from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from broken_situations import SITUATIONS
from goldens import FOLDER, compare

from costeff.errors import InputError, Problem, render
from costeff.workbook import write_template
from costeff.workflow.reading import examine

MESSAGES = FOLDER / "situation_messages"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("template") / "study.xlsx")


@pytest.mark.parametrize("name", SITUATIONS)
def test_message_of_scenarios_and_subgroups(name: str, template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    SITUATIONS[name](book)
    path = tmp_path / "study.xlsx"
    book.save(path)
    problems: tuple[Problem, ...]
    try:
        problems = examine(path).problems
    except InputError as error:
        problems = error.problems
    compare(MESSAGES / f"{name}.txt", render(problems, book=path.name), problems)


def test_every_message_has_a_case() -> None:
    assert {file.stem for file in MESSAGES.glob("*.txt")} == set(SITUATIONS)
