from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from costeff.errors import WorkbookError
from costeff.workbook import read

OFFICE = shutil.which("soffice")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]


def saved_by_libreoffice(path: Path, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "saved"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "saved" / path.name


def test_the_template_survives_libreoffice(template: Path, tmp_path: Path) -> None:
    ours = read(template)
    theirs = read(saved_by_libreoffice(template, tmp_path))
    assert theirs.problems == ()
    assert replace(theirs.model, sha256="") == replace(ours.model, sha256="")


def test_saving_once_gives_formulas_their_values_as_the_message_promises(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    book["Parameters"]["C10"] = "=SUM(C8:C9)*10"
    path = tmp_path / "study.xlsx"
    book.save(path)
    with pytest.raises(WorkbookError, match="Open the workbook once"):
        read(path)
    assert read(saved_by_libreoffice(path, tmp_path)).model.parameter("c_new").value == 16500
