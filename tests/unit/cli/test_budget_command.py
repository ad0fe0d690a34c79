from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from costeff.cli import app
from costeff.workbook import write_template


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_template(tmp_path / "study.xlsx")


def test_the_budget_is_printed_and_written(book: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["budget", str(book), "--price", "c_new", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "Net budget impact in scenarios" in done.output
    assert "Cost of the new therapy: £30,000" in done.output
    therapy = next(line.split() for line in done.output.splitlines() if line.split()[:1] == ["therapy"])
    assert therapy[1:] == ["£612,000", "£1,224,000", "£1,836,000", "£2,448,000", "£3,060,000", "£9,180,000"]
    assert (tmp_path / "out" / "budget" / "figures" / "net.svg").exists()


def test_rules_are_put_in_force_and_said(book: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["budget", str(book), "--jurisdiction", "zin", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "Of the rules of ZIN 2024 only the cycle correction counts here" in " ".join(done.output.split())


def test_as_json(book: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["budget", str(book), "--json", "--scenario", "price", "--out", str(tmp_path / "o")])
    record = json.loads(done.stdout)
    assert record["kind"] == "budget"
    assert record["tables"]["scenarios"][-1]["label"] == "Half the price"


def test_a_workbook_without_people_says_what_to_fill(book: Path) -> None:
    there = openpyxl.load_workbook(book)
    del there["Population"]
    there.save(book)
    done = CliRunner().invoke(app, ["budget", str(book)])
    assert done.exit_code == 3
    assert "Population!A1" in done.output
