from __future__ import annotations

import hashlib
import math
import re
from functools import cache
from pathlib import Path

import pytest

import costeff
from costeff.model import Model
from costeff.workflow import sweeps
from costeff.workflow.sweepfile import OUTCOMES, TABLES, keys_of
from costeff.workflow.sweepgrid import count
from costeff.workflow.sweeplookup import grid_of
from costeff.workflow.sweepreading import read_sweep

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "scenarios").glob("*.toml"))
PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")


@cache
def model(book: str) -> Model:
    return costeff.read(ROOT / "inputs" / f"{book}.xlsx")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_shipped_sweep_fits_its_workbook(path: Path):
    file = read_sweep(path)
    assert file.spec.question
    grid = grid_of(model(file.spec.workbook), file)
    assert [step.problems for axis in grid.axes for step in axis.steps if step.problems] == []
    assert grid.notes == ()
    assert count(grid) == math.prod(sweeps.sizes(file))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_shipped_sweep_is_run_without_asking(path: Path):
    file = read_sweep(path)
    drawn = 0 if file.spec.analysis == "deterministic" else file.spec.draws
    assert drawn is not None
    sweeps.refuse_too_many(file, drawn, yes=False)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_shipped_sweep_is_answered(path: Path):
    book = read_sweep(path).spec.workbook
    assert f"costeff sweep inputs/{book}.xlsx scenarios/{path.name}\n" in PAGE
    workbook = hashlib.sha256((ROOT / "inputs" / f"{book}.xlsx").read_bytes()).hexdigest()
    sweep = hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
    made = f"<!-- {path.stem}: made by docs/questions.py from {workbook[:12]}-{sweep[:12]} -->"
    assert made in PAGE, f"the workbook or the sweep file has changed, run: python docs/questions.py {path.stem}"
    answer = PAGE.partition(made)[2].partition("<!-- end -->")[0]
    assert "**Answer.**" in answer
    assert f"images/questions/{path.stem}.png" in answer
    assert (ROOT / "docs" / "images" / "questions" / f"{path.stem}.png").is_file()


def test_the_page_asks_only_what_is_shipped():
    asked = re.findall(r"scenarios/([\w-]+)\.toml", PAGE)
    assert sorted(set(asked)) == sorted(path.stem for path in FILES)


GUIDE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("table", "key"), [(table, key) for table in TABLES for key in keys_of(table)])
def test_every_key_of_a_sweep_file_is_documented(table: str, key: str):
    assert any(text in GUIDE for text in (f"`{key}`", f"{key} = ", f"[{key}]")), table


def test_every_outcome_is_documented():
    assert [outcome for outcome in OUTCOMES if f'`"{outcome}"`' not in GUIDE] == []


def test_files_in_the_documentation_can_be_read(tmp_path: Path):
    blocks = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) > 1
    for block in blocks:
        path = tmp_path / "example.toml"
        path.write_text(block if "title" in block else f'title = "Example"\n{block}', encoding="utf-8")
        assert read_sweep(path).spec.axis
