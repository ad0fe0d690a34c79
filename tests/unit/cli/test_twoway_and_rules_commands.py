from __future__ import annotations

import json
from pathlib import Path

import pytest
from decisions import study

from costeff import workflow
from costeff.cli.faults import ExitCode
from costeff.workbook import Reading
from costeff.workflow import asked


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The study is what every command reads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(vars(workflow), "needs_compiling", lambda: False)
    monkeypatch.setattr("costeff.workflow.pictures.FIGURES", {})
    monkeypatch.setattr(asked, "examine", lambda path, keep_going=False: Reading(study(), ()))


def test_two_parameters_are_run_shown_and_written(cli, tmp_path: Path) -> None:
    done = cli("twoway", "study.xlsx", "--x", "price=0:6000", "--y", "gain", "--steps", "5")
    assert done.code == ExitCode.FINE
    assert "25 points" in done.out
    assert "is no probability" in done.out
    written = tmp_path / "results" / "study" / "twoway"
    assert {file.name for file in written.glob("*.csv")} == {"twoway.csv", "preferred.csv", "shares.csv"}


def test_two_parameters_for_machines(cli) -> None:
    done = cli("twoway", "study.xlsx", "--steps", "3", "--json")
    record = json.loads(done.out)
    assert record["facts"]["chosen"] == ["gain", "price"]
    assert len(record["tables"]["twoway"]) == 27


@pytest.mark.parametrize("steps", ["1", "301", "many"])
def test_steps_have_limits(cli, steps: str) -> None:
    assert cli("twoway", "study.xlsx", "--steps", steps).code == ExitCode.USAGE


def test_an_unknown_parameter_has_the_exit_code_of_bad_input(cli) -> None:
    done = cli("twoway", "study.xlsx", "--x", "pric")
    assert done.code == ExitCode.INPUT
    assert "Did you mean price?" in done.err


def test_jurisdictions_are_run_shown_and_written(cli, tmp_path: Path) -> None:
    done = cli("jurisdictions", "study.xlsx", "--only", "zin", "--only", "icer")
    assert done.code == ExitCode.FINE
    assert "ZIN 2024 *" in done.out
    assert "Equal value of life years gained (ICER)" in done.out
    assert "HAS" not in done.out
    written = tmp_path / "results" / "study" / "jurisdictions"
    assert {file.name for file in written.glob("*.csv")} == {"jurisdictions.csv", "rules.csv", "net_benefit.csv"}


@pytest.mark.parametrize("command", [["dsa"], ["threshold"], ["price", "--parameter", "price", "--no-psa"], ["twoway"]])
def test_rules_are_put_in_force_and_said(cli, command: list[str]) -> None:
    name, *options = command
    done = cli(name, "study.xlsx", *options, "--jurisdiction", "Has", "--json")
    assert done.code == ExitCode.FINE
    record = json.loads(done.out)
    assert record["provenance"]["settings"]["discount costs"] == "2.5%, 1.5% from year 30"
    assert record["provenance"]["overrides"]["jurisdiction profile"] == "Has"
    assert any("Check them before a submission" in note for note in record["notes"])


def test_an_unknown_jurisdiction_has_the_exit_code_of_bad_input(cli) -> None:
    done = cli("dsa", "study.xlsx", "--jurisdiction", "zim")
    assert done.code == ExitCode.INPUT
    assert 'Did you mean "ZIN"?' in done.err
