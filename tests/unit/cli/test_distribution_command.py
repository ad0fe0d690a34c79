from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from situations import subgroup, value, with_subgroups

from costeff import workflow
from costeff.cli.faults import ExitCode
from costeff.model import Model
from costeff.workbook import Reading
from costeff.workflow import asked


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Model], None]:
    """Makes a model the one that the next command reads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(vars(workflow), "needs_compiling", lambda: False)
    monkeypatch.setattr("costeff.workflow.pictures.FIGURES", {})

    def given(model: Model) -> None:
        monkeypatch.setattr(asked, "examine", lambda path, keep_going=False: Reading(model, ()))

    return given


def two() -> Model:
    poor = replace(subgroup("a", 0.4, value("u", 0.5)), baseline_health=60.0, opportunity_cost_share=0.9)
    rich = replace(subgroup("b", 0.6), baseline_health=70.0, opportunity_cost_share=0.1)
    return with_subgroups(poor, rich)


def test_the_benefits_stand_side_by_side(cli, book, tmp_path: Path) -> None:
    book(two())
    found = cli("distribution", "test.xlsx", "--atkinson", 2, "--kolm", 0.05)
    assert found.code == 0, found.err
    # 548.7 spent a person, 0.9 / 0.4 of it borne by each of the worse off; gained 0.2435 and 0.3896 QALYs
    assert re.search(r"New +−0\.991 +0\.298 +−0\.218", found.out)
    assert re.search(r"New +Atkinson 2 +−0\.218 .*less health, less equal", found.out)
    assert re.search(r"New +Kolm 0\.05 +−0\.218 .*less health, less equal", found.out)
    assert "Probability" not in found.out
    assert (tmp_path / "results" / "test" / "distribution" / "equity.csv").exists()


def test_draws_give_probabilities(cli, book) -> None:
    book(two())
    found = cli("distribution", "test.xlsx", "--psa", "--draws", 16)
    assert found.code == 0, found.err
    assert "Probability" in found.out


def test_json_has_every_table(cli, book) -> None:
    book(two())
    found = json.loads(cli("distribution", "test.xlsx", "--json").out)
    assert found["kind"] == "distribution"
    assert set(found["tables"]) == {"equity", "groups", "curve"}


def test_wrong_use_is_told(cli, book) -> None:
    book(two())
    assert cli("distribution", "test.xlsx", "--draws", 16).code == ExitCode.USAGE
    assert cli("distribution", "test.xlsx", "--atkinson", -1).code == ExitCode.INPUT
