from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from situations import (
    compared,
    horizon,
    scenario,
    subgroup,
    thresholds,
    two_states,
    value,
    with_scenarios,
    with_subgroups,
)

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


def test_scenarios_are_run_shown_and_written(cli, book, tmp_path: Path) -> None:
    book(with_scenarios(scenario("dear", value("drug", 9_000.0, "D3")), scenario("short", horizon(2))))
    found = cli("scenarios", "test.xlsx")
    assert found.code == 0, found.err
    assert "Two states: scenarios, per person, GBP" in found.out
    dear = next(line for line in found.out.splitlines() if line.startswith("Dear"))
    assert "−£8,500" in dear
    assert re.search(r"Dear +drug +500 +9,000 +yes +Scenarios!D3", found.out)
    assert 'it changes to "Old" in "Dear"' in found.words
    assert (tmp_path / "results" / "test" / "scenarios" / "changes.csv").exists()


def test_scenarios_with_draws_show_intervals(cli, book) -> None:
    book(with_scenarios(scenario("short", horizon(2))))
    found = cli("scenarios", "test.xlsx", "--psa", "--draws", 16)
    assert "16 draws (random)" in found.out
    assert "95% interval" in found.out
    assert re.search(r"Base case .* to .*%", found.out)


def test_many_strategies_have_columns_and_one_can_be_told_about(cli, book) -> None:
    model = two_states()
    every = ("old", "new", "third")
    model = with_scenarios(
        scenario("all", compared(*every)),
        scenario("own", compared(*every), thresholds(9.0)),
        scenario("without", compared("old", "third")),
    )
    book(model)
    found = cli("scenarios", "test.xlsx")
    assert re.search(r"^Scenario +Strategy +Extra cost", found.out, re.MULTILINE)
    assert re.search(r"^All +Third +£", found.out, re.MULTILINE)
    told = cli("scenarios", "test.xlsx", "--strategy", "new")
    assert "Not compared in: Without." in told.out
    own = next(line.split() for line in told.out.splitlines() if line.startswith("Own "))
    assert "£" not in "".join(own)  # at thresholds of its own it may be in another currency
    assert own[-3:] == ["–", "–", "–"]  # net benefit at the study's thresholds, and its change
    assert cli("scenarios", "test.xlsx", "--strategy", "old").code == ExitCode.USAGE
    assert cli("scenarios", "test.xlsx", "--strategy", "nobody").code == ExitCode.USAGE


def test_a_table_of_best_strategies_where_there_are_many(cli, book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costeff.cli.show_scenarios.FEW", 2)
    book(
        with_scenarios(
            scenario("all", compared("old", "new", "third")),
            scenario("own", thresholds(9.0)),
            scenario("mad", value("p_old", 3.0)),
            scenario("stack", value("extra", 5.0), includes=("all",)),
        )
    )
    found = cli("scenarios", "test.xlsx", "--keep-going")
    lines: dict[str, list[str]] = {}
    for line in found.out.splitlines():
        lines.setdefault(re.split(r"  +", line)[0], re.split(r"  +", line))
    assert lines["Scenario"][1:4] == ["Best at £1k", "Best at £5k", "Ahead at £1k"]
    assert lines["All"][1:3] == ["old", "new"]
    assert lines["Own"][1] == "own thresholds"
    assert lines["Mad"][1] == "could not be run"
    assert '"Stack", step by step' in found.out
    assert "2. Stack" in lines


def test_a_failed_scenario_has_the_exit_code_of_bad_input_unless_it_is_to_keep_going(cli, book, tmp_path: Path) -> None:
    book(with_scenarios(scenario("mad", value("p_old", 3.0, "D3")), scenario("short", horizon(2))))
    found = cli("scenarios", "test.xlsx")
    assert found.code == ExitCode.INPUT
    assert "Scenarios!D3" in found.err
    assert not (tmp_path / "results").exists()
    kept = cli("scenarios", "test.xlsx", "--keep-going")
    assert kept.code == 0
    assert 'The scenario "Mad" could not be run.' in kept.words


def test_json_has_the_tables(cli, book) -> None:
    book(with_scenarios(scenario("short", horizon(2))))
    record = cli("scenarios", "test.xlsx", "--json", "--set", "drug=700").json
    assert {"scenarios", "steps", "changes", "verdict", "files"} <= set(record)
    assert record["provenance"]["overrides"] == {"drug": 700.0}
    assert record["scenarios"][0]["d_cost"] is None
    book(with_subgroups(subgroup("a", 1.0)))
    assert {"subgroups", "pairwise", "mixture"} <= set(cli("subgroups", "test.xlsx", "--json").json)


def test_quiet_prints_nothing_and_draws_need_the_analysis(cli, book) -> None:
    book(with_scenarios(scenario("short", horizon(2))))
    assert cli("scenarios", "test.xlsx", "--quiet").out == ""
    assert cli("scenarios", "test.xlsx", "--draws", 5).code == ExitCode.USAGE
    assert cli("subgroups", "test.xlsx", "--draws", 5).code == ExitCode.USAGE


def test_subgroups_are_run_shown_and_written(cli, book, tmp_path: Path) -> None:
    book(with_subgroups(subgroup("young", 0.25, value("p_new", 0.05, "G2")), subgroup("aged", 0.75)))
    found = cli("subgroups", "test.xlsx")
    assert found.code == 0, found.err
    assert "Young (25%)" in found.out
    assert "All, weighted by share" in found.out
    assert "is preferred in both subgroups" in found.words
    assert (tmp_path / "results" / "test" / "subgroups" / "mixture.csv").exists()
    assert cli("subgroups", "test.xlsx", "--only", "yung").code == ExitCode.INPUT
