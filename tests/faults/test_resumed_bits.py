"""A run that was killed and continued ends with the same bits as one that was never stopped."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from faults import call, command, content

from costeff.workflow import kept

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="other signals there")]
DRAWS = 20_000


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("study") / "model.xlsx"
    assert call("template", path, "--quiet").returncode == 0
    return path


def words(book: Path, folder: Path, *more: object) -> list[object]:
    return ["run", book, "--draws", DRAWS, "--out", folder, *more]


@pytest.fixture(scope="module")
def whole(book):
    folder = book.parent / "whole"
    assert call(*words(book, folder, "--quiet")).returncode == 0
    return content(folder)


def stop(book: Path, folder: Path, number: signal.Signals, parts: int, *more: object) -> subprocess.CompletedProcess:
    """Stops a run when it has kept some parts."""
    line = command(*words(book, folder, *more), patience=0.03)
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        spool = folder.with_name(f".{folder.name}.resume")
        patience = time.monotonic() + 120
        while len(list(spool.glob("part-*"))) < parts and process.poll() is None and time.monotonic() < patience:
            time.sleep(0.005)
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(line, process.returncode, out, err)


def test_killed_twice_and_continued(book, whole, tmp_path):
    folder = tmp_path / "out"
    assert stop(book, folder, signal.SIGKILL, 2).returncode == -signal.SIGKILL
    first = kept(folder)
    assert 0 < first.finished < first.jobs
    assert not folder.exists()
    assert stop(book, folder, signal.SIGKILL, 5, "--resume").returncode == -signal.SIGKILL
    second = kept(folder)
    assert first.finished < second.finished < second.jobs
    found = call(*words(book, folder, "--resume"))
    assert (found.returncode, found.stderr) == (0, "")
    assert content(folder) == whole
    assert os.listdir(tmp_path) == ["out"]


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(book, whole, tmp_path):
    folder = tmp_path / "out"
    stopped = stop(book, folder, signal.SIGINT, 1)
    assert (stopped.returncode, stopped.stdout) == (130, "")
    assert stopped.stderr.startswith("Stopped. No results were written.")
    assert "--resume" in stopped.stderr
    assert str(folder.with_name(".out.resume")) in stopped.stderr
    assert os.listdir(tmp_path) == [".out.resume"]
    other = call("run", book, "--draws", 100, "--out", folder, "--quiet")
    assert other.returncode == 0
    assert kept(folder) is not None  # a short run in between takes nothing away
    found = call(*words(book, folder, "--resume"))
    assert found.returncode == 0, found.stderr
    assert content(folder) == whole
    assert os.listdir(tmp_path) == ["out"]


def test_a_damaged_part_is_computed_anew(book, whole, tmp_path):
    folder = tmp_path / "out"
    stop(book, folder, signal.SIGKILL, 3)
    parts = sorted(folder.with_name(".out.resume").glob("part-*"))
    damaged = bytearray(parts[0].read_bytes())
    damaged[len(damaged) // 2] ^= 1
    parts[0].write_bytes(damaged)
    parts[1].write_bytes(parts[1].read_bytes()[:-100])
    found = call(*words(book, folder, "--resume"))
    assert found.returncode == 0
    assert "damaged" in found.stderr
    assert content(folder) == whole


def test_draws_of_another_run_are_refused_and_stay(book, tmp_path):
    folder = tmp_path / "out"
    stop(book, folder, signal.SIGKILL, 1)
    before = content(folder.with_name(".out.resume"))
    found = call(*words(book, folder, "--resume", "--seed", 77))
    assert found.returncode == 4
    assert "its seed was 1, not 77" in found.stderr
    changed = tmp_path / "model.xlsx"
    changed.write_bytes(book.read_bytes() + b"\0")  # the same workbook to a reader, another file
    found = call(*words(changed, folder, "--resume", "--json"))
    assert json.loads(found.stdout)["exit_code"] == 4
    assert "the workbook has changed" in found.stdout
    assert content(folder.with_name(".out.resume")) == before


def test_a_fresh_run_says_what_is_kept(book, tmp_path):
    folder = tmp_path / "out"
    stop(book, folder, signal.SIGKILL, 1)
    found = call("run", book, "--draws", 100, "--out", folder)
    assert found.returncode == 0
    assert "20,000 draws, seed 1" in found.stderr
    assert "--resume" in found.stderr
