"""The template workbook through the command, as a user runs it: files, tables, figures, and back again."""

import json
import math
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from typer.testing import CliRunner

import costeff
from costeff.cli import app

pytestmark = pytest.mark.slow


def call(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="costeff")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("study") / "model.xlsx"
    assert call("template", path, "--quiet").exit_code == 0
    return path


@pytest.fixture(scope="module")
def results(book):
    folder = book.parent / "out"
    found = call("run", book, "--draws", 200, "--seed", 3, "--out", folder, "--json")
    assert found.exit_code == 0, found.stderr
    (folder.parent / "stdout.json").write_text(found.stdout)
    return folder


@pytest.fixture(scope="module")
def printed(results):
    return json.loads((results.parent / "stdout.json").read_text())


def test_every_file_that_was_told_is_there(results, printed):
    for file in printed["files"]:
        assert (results / file).stat().st_size > 0
    names = {"run.json", "tables/icer.csv", "tables/psa_summary.csv", "tables/ceac.csv", "tables/tables.xlsx"}
    names |= {"psa/outcomes.parquet", "psa/parameters.parquet"}
    names |= {
        f"figures/{name}.{kind}"
        for name in ("trace", "survival", "ce_plane", "ceac", "costs")
        for kind in ("png", "svg")
    }
    assert names <= set(printed["files"])


def test_the_record_says_how_the_run_was_made(results, book):
    record = json.loads((results / "run.json").read_text())
    assert record["workbook"]["name"] == "model.xlsx"
    assert record["workbook"]["sha256"] == costeff.read(book).sha256
    assert record["costeff"] == costeff.__version__
    assert (record["draws"], record["seed"], record["design"]) == (200, 3, "random")
    assert record["settings"]["cycle length"] == "1 month"
    assert {"numpy", "numba", "pandas"} <= set(record["libraries"])
    assert record["settings"]["psa draws"] == "200"
    assert record["overrides"] == {"draws": 200, "seed": 3}
    assert record["command"].startswith("costeff ")
    assert record["seconds"] > 0


def test_tables_hold_what_was_printed(results, printed):
    icer = pd.read_csv(results / "tables" / "icer.csv")
    assert icer["cost"].tolist() == [row["cost"] for row in printed["icer"]]
    assert {"strategy", "label", "qalys", "life_years", "inc_cost", "inc_qalys", "icer", "status"} <= set(icer.columns)
    ceac = pd.read_csv(results / "tables" / "ceac.csv")
    assert ceac.groupby("wtp")["probability"].sum().tolist() == pytest.approx([1] * ceac["wtp"].nunique())
    assert len(pd.read_parquet(results / "psa" / "parameters.parquet")) == 200


def test_a_stored_run_comes_back_the_same(results, book):
    stored = costeff.load(results)
    fresh = costeff.run(book, draws=200, seed=3)
    pd.testing.assert_frame_equal(stored.icer_table(), fresh.icer_table())
    pd.testing.assert_frame_equal(stored.psa_summary(), fresh.psa_summary())
    pd.testing.assert_frame_equal(stored.targets, fresh.targets, check_dtype=False)
    assert stored.notes == fresh.notes


def test_more_draws_begin_with_the_same_draws(book):
    few, many = (costeff.run(costeff.read(book), draws=n, seed=3) for n in (50, 130))
    assert few.psa.values.tolist() == many.psa.values[:50].tolist()


def test_without_draws_there_is_no_probabilistic_analysis(book, tmp_path):
    found = call("run", book, "--no-psa", "--out", tmp_path / "out")
    assert found.exit_code == 0, found.stderr
    assert not (tmp_path / "out" / "psa").exists()
    assert not (tmp_path / "out" / "figures" / "ceac.png").exists()
    assert "Probabilistic" not in found.stdout
    assert json.loads((tmp_path / "out" / "run.json").read_text())["seed"] is None


def test_targets_of_the_run_can_be_recomputed_from_its_trace(book):
    model, run = costeff.read(book), costeff.run(book, draws=0)
    for target, modelled in zip(model.targets, run.targets["modelled"], strict=True):
        if target.quantity != "share of all" or target.start_age is not None:
            continue
        trace = run.trace_table()
        years = target.at.years(model.settings.cycle)
        rows = trace[(trace["strategy"] == target.strategy) & trace["state"].isin(target.over)]
        assert math.isclose(rows[(rows["years"] - years).abs() < 1e-9]["share"].sum(), modelled, rel_tol=1e-12)


@pytest.mark.skipif(os.name == "nt", reason="another kind of interrupt there")
def test_an_interrupted_run_leaves_the_former_results_and_no_trace(results, book):
    def content():
        return {p: p.read_bytes() for p in sorted(results.rglob("*")) if p.is_file()}

    before = content()
    command = [sys.executable, "-m", "costeff", "run", str(book), "--draws", "300000", "--out", str(results)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        patience = time.monotonic() + 60
        while not list(results.parent.glob(".out.new-*")) and time.monotonic() < patience:
            time.sleep(0.05)
        time.sleep(2)  # into the reading, the compiling or the draws
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert (out, err) == ("", "Stopped. Nothing was written.\n")
    assert content() == before
    assert not [p.name for p in results.parent.iterdir() if p.name.startswith(".")]


def test_check_says_what_the_workbook_holds(book):
    found = call("check", book, "--sizes")
    assert found.exit_code == 0, found.stderr
    assert "can be run" in found.stdout
    told = json.loads(call("check", book, "--json").stdout)
    assert told["facts"]["strategies"].keys() == {s.id for s in costeff.read(book).strategies}
    assert len(told["implied"]) == told["facts"]["uncertain"] > 0


def test_the_arrows_of_a_state(book):
    state = costeff.read(book).states[0].id
    found = call("check", book, "--rows", state)
    assert found.exit_code == 0, found.stderr
    assert "Transitions!" in found.stdout
    wrong = call("check", book, "--rows", "nowhere")
    assert wrong.exit_code == 2
    assert state in wrong.stderr


def test_a_file_that_is_no_workbook_is_a_problem_of_the_input(tmp_path):
    (tmp_path / "a.xlsx").write_text("no workbook")
    for path in (tmp_path / "a.xlsx", tmp_path / "missing.xlsx"):
        found = call("run", path, "--out", tmp_path / "out")
        assert found.exit_code == 3
        assert path.name in found.stderr
        assert "Traceback" not in found.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx"]
