import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

import costeff
from costeff import workflow
from costeff.cli import show_run
from costeff.errors import OutputError


@pytest.fixture
def faked(monkeypatch, finished, tmp_path):
    """The workflow with a run that is finished already; what it was asked for is recorded."""
    asked = {}

    def run(
        path, draws=None, seed=None, design=None, progress=None, *, changes=(), cancelled=None, command="", resume=None
    ):
        asked.update(path=path, draws=draws, seed=seed, design=design, command=command, resume=resume.resume)
        progress(1, 2)
        return finished

    def write(run, place, figures=True, progress=None):
        progress("Drawing figures")
        asked["folder"] = place.folder
        (place.building / "tables").mkdir()
        (place.building / "tables" / "icer.csv").write_text("x")
        (place.building / "run.json").write_text('{"costeff": ""}')
        files = tuple(sorted(p.relative_to(place.building) for p in place.building.rglob("*") if p.is_file()))
        place.put()
        return workflow.Written(folder=place.folder, files=files)

    monkeypatch.setitem(vars(workflow), "run", run)
    monkeypatch.setitem(vars(workflow), "write", write)
    monkeypatch.setitem(vars(workflow), "needs_compiling", lambda: False)
    monkeypatch.setitem(vars(workflow), "changed", lambda path, sha256: False)
    monkeypatch.chdir(tmp_path)
    return asked


def test_version_and_help(cli):
    assert cli("--version").out.split() == ["costeff", costeff.__version__]
    for command in ("init", "check", "run", "template", "warm"):
        assert command in cli("--help").out
        assert cli(command, "--help").code == 0
    assert "Exit codes" in cli("--help").out


def test_help_imports_nothing_of_the_program():
    script = (
        "import sys\nfrom costeff.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'pandas', 'numba', 'matplotlib', 'scipy', 'rich', 'openpyxl', 'lark', 'costeff.workflow'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_run_prints_tables_a_sentence_and_where_it_wrote(cli, faked, tmp_path):
    found = cli("run", "inputs/b.xlsx", "--draws", 4)
    assert found.code == 0, found.err
    assert "A [bold]study[/bold]: base case" in found.out
    assert "Old care £1,000 5.000 5.00" in found.words
    assert "New care £31,000 6.000 6.00 £30,000 1.000 £30,000" in found.words
    assert "4 draws (random)" in found.out
    assert "Parameters!C7: look [red]here[/red]." in found.out
    assert 'Each against the reference, "Old care": base case' in found.out
    assert "New care £30,000 1.000 £30,000 −£5,000 £5,000" in found.words
    assert 'At £25,000 a QALY, "Old care" has the highest net benefit; it is the best in 50% of draws.' in found.out
    assert 'At £35,000 a QALY, "New care" has the highest net benefit; it is the best in 100% of draws.' in found.out
    assert 'Against "Old care", at £25,000 a QALY, worth the cost: none.' in found.out
    assert 'Against "Old care", at £35,000 a QALY, worth the cost: "New care".' in found.out
    assert "1 of 2 targets within their interval; 1 has none to be judged by. Outside: Two." in found.out
    assert "run.json, tables/ (1 files)" in found.out
    assert found.err == ""
    assert (tmp_path / "results" / "b" / "tables" / "icer.csv").exists()
    assert faked["folder"] == (tmp_path / "results" / "b").resolve()
    assert faked["draws"] == 4


def test_options_reach_the_workflow(cli, faked, tmp_path):
    cli("run", "b.xlsx", "--seed", 9, "--design", "sobol", "--out", tmp_path / "x")
    assert (faked["draws"], faked["seed"], faked["design"]) == (None, 9, "sobol")
    assert faked["folder"] == (tmp_path / "x").resolve()
    cli("run", "b.xlsx", "--no-psa")
    assert faked["draws"] == 0


def test_quiet_prints_nothing(cli, faked):
    found = cli("run", "b.xlsx", "--quiet")
    assert (found.code, found.out, found.err) == (0, "", "")


def test_json_is_all_that_stands_on_standard_output(cli, faked):
    found = cli("run", "b.xlsx", "--json").json
    assert [row["strategy"] for row in found["icer"]] == ["old", "new"]
    assert found["icer"][1]["icer"] == 30_000
    assert found["icer"][0]["icer"] is None
    assert {(row["wtp"], row["strategy"]): row["probability"] for row in found["probabilities"]} == {
        (25_000, "old"): 0.5,
        (25_000, "new"): 0.5,
        (35_000, "old"): 0,
        (35_000, "new"): 1,
    }
    assert [(row["strategy"], row["inmb_25000"]) for row in found["pairwise"]] == [("new", -5_000)]
    assert found["files"] == ["run.json", "tables/icer.csv"]
    assert found["provenance"]["nothing"] is None
    assert found["targets"][2]["within"] is None


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "b.xlsx", "--draws", "many"),
        ("run", "b.xlsx", "--draws", 0),
        ("run", "b.xlsx", "--design", "grid"),
        ("run", "b.xlsx", "--drawz", 3),
        ("run", "b.xlsx", "--draws", 3, "--no-psa"),
        ("frobnicate",),
    ],
)
def test_wrong_use_of_the_command(cli, faked, words):
    found = cli(*words)
    assert found.code == 2
    assert "Usage" in found.err
    assert found.out == ""


def test_a_folder_of_the_user_is_refused_before_anything_is_run(cli, faked, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("x")
    found = cli("run", "b.xlsx", "--out", tmp_path / "mine")
    assert found.code == 4
    assert str(tmp_path / "mine") in found.err
    assert "path" not in faked


def test_init_lists_what_it_wrote_and_kept(cli, monkeypatch, tmp_path):
    monkeypatch.setitem(vars(workflow), "init", lambda d: _laid(d))
    found = cli("init", tmp_path / "my study")
    assert found.code == 0
    assert "was there already" in found.out
    assert f"cd '{tmp_path / 'my study'}'" in found.out
    assert "costeff run inputs/a.xlsx" in found.out
    assert cli("init", tmp_path, "--quiet").out == ""


def _laid(folder):
    from pathlib import Path

    return workflow.Laid(folder=folder, written=(Path("inputs/a.xlsx"),), kept=(Path("reports/b.md"),))


def test_template_refuses_an_existing_workbook(cli, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(b"mine")
    found = cli("template", tmp_path / "book.xlsx")
    assert found.code == 4
    assert (tmp_path / "book.xlsx").read_bytes() == b"mine"
    assert cli("template", tmp_path / "book.txt").code == 4


def test_an_output_error_is_told_without_a_traceback(cli, faked, monkeypatch):
    def fails(*args, **kwargs):
        raise OutputError("results/b", "the disk is full", "Free some space.")

    monkeypatch.setitem(vars(workflow), "write", fails)
    found = cli("run", "b.xlsx")
    assert found.code == 4
    assert found.err == "results/b: the disk is full. Free some space.\n"
    assert found.out == ""


def test_targets_none_of_which_has_an_interval(finished):
    unjudged = finished.targets.assign(within=pd.array([None] * 3, dtype="boolean"))
    line = show_run.targets_line(replace(finished, targets=unjudged))
    assert line == "Against published: 3 targets, none with an interval to be judged by."
