"""What surrounds the commands: encodings, closed pipes, the line that shows progress, the public names."""

import os
import subprocess
import sys

import pytest

import costeff
from costeff.cli.meter import meter
from costeff.cli.paper import _widths, grid
from costeff.cli.plain import plain


def python(script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment})


def test_signs_that_an_encoding_lacks_are_replaced():
    script = (
        "from costeff.cli.encoding import survive_old_encodings\n"
        "survive_old_encodings()\nprint('\u2212\u00a35 \u2013 \u20ac\u00a07 \u4e2d')"
    )
    found = python(script, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert found.stdout.split() == [b"-GBP", b"5", b"-", b"EUR", b"7", b"?"]
    assert found.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently there")
def test_a_reader_that_leaves_early_is_no_fault(tmp_path):
    command = [sys.executable, "-m", "costeff", "init", str(tmp_path / "study")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        error = process.stderr.read()
    assert (process.returncode, error) == (0, b"")
    assert (tmp_path / "study" / "inputs").is_dir()


def test_a_stage_that_follows_a_finished_one_starts_anew():
    with meter(quiet=True) as line:
        line.advance("Running draws", 5, 5)
        assert line.progress.tasks[0].finished
        line.stage("Drawing figures")
        task = line.progress.tasks[0]
        assert (task.description, task.finished, task.total, task.completed) == ("Drawing figures", False, None, 0)


def test_tables_in_a_pipe_are_aligned_text(capsys):
    grid("Title", ("Name", "Cost"), [("[red]a[/red]", "£5"), ("b", "£1,000")])
    assert capsys.readouterr().out.splitlines() == [
        "Title",
        "Name            Cost",
        "[red]a[/red]      £5",
        "b             £1,000",
    ]


def test_labels_give_way_before_numbers_do():
    header = ("Strategy", "Extra cost", "Interval")
    rows = [("Horse globulin and ciclosporin", "£12,983", "0.1 to 0.2"), ("Supportive care", "£8,220", "0.1 to 0.3")]
    assert _widths(header, rows, 1, 80) == [30, 10, 10]
    assert _widths(header, rows, 1, 45) == [24, 7, 10]
    assert _widths(header, rows, 1, 40) == [19, 7, 10]
    assert _widths(header, rows, 1, 30) == [11, 7, 8]
    assert _widths(header, rows, 1, 5) == [11, 7, 8]


def test_json_has_no_infinity():
    assert plain({"a": (float("inf"), float("nan"), 1, True, None)}) == {"a": [None, None, 1, True, None]}


def test_the_package_is_light_and_its_names_are_there():
    found = python(
        "import sys, costeff\n"
        "heavy = {'numpy', 'pandas', 'numba', 'scipy', 'matplotlib', 'typer', 'costeff.workflow'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    assert (found.returncode, found.stderr) == (0, b"")
    for name in costeff.__all__:
        assert getattr(costeff, name) is not None
    assert set(costeff.__all__) <= set(dir(costeff))
    with pytest.raises(AttributeError):
        costeff.frobnicate  # noqa: B018
