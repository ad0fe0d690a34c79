from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from costeff.workbook import write_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("template") / "study.xlsx")


@pytest.fixture
def edited(template: Path, tmp_path: Path) -> Callable[[Callable[[Any], None]], Path]:
    """The template after an edit by openpyxl."""

    def make(edit: Callable[[Any], None]) -> Path:
        book = openpyxl.load_workbook(template)
        edit(book)
        path = tmp_path / "study.xlsx"
        book.save(path)
        return path

    return make
