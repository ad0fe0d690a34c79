"""Full disks, read-only folders, closed terminals, files that change while they are read: told, and nothing is lost."""

import errno
import os
import signal
import subprocess
from pathlib import Path

import pytest
from faults import call, command, content

import costeff
from costeff import analyses, workflow
from costeff.errors import OutputError
from costeff.workflow.places import reserved

posix = pytest.mark.skipif(os.name == "nt", reason="another kind of system there")


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    return costeff.template(tmp_path_factory.mktemp("study") / "model.xlsx")


def in_a_child(work) -> int:
    """The exit code of some work in a process of its own, which has no more rights than a guest."""
    child = os.fork()
    if not child:
        code = 1
        try:
            if os.geteuid() == 0:  # who is root may write everywhere
                os.setuid(65534)
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@posix
@pytest.mark.parametrize("existing", [True, False])
def test_a_folder_that_may_not_be_written_is_told_before_anything_is_computed(tmp_path, existing):
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.geteuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    folder = tmp_path / "locked" / "aa"
    folder.parent.mkdir()
    if existing:
        folder.mkdir()
    folder.parent.chmod(0o555)

    def work() -> int:
        try:
            with reserved(folder):
                return 2
        except OutputError as error:
            return 0 if "not permitted" in error.reason and error.advice else 3

    try:
        assert in_a_child(work) == 0
    finally:
        folder.parent.chmod(0o755)
    assert sorted(p.name for p in folder.parent.iterdir()) == (["aa"] if existing else [])


def limited() -> None:
    """No file of this process may be larger than 20 kB, as on a disk that fills up."""
    import resource  # not on Windows

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@posix
@pytest.mark.slow
def test_no_room_for_the_results_leaves_the_former_ones(book, tmp_path):
    folder = tmp_path / "out"
    words = ("run", book, "--draws", 50, "--out", folder)
    assert call(*words).returncode == 0
    before = content(folder)
    found = call(*words, "--seed", 9, preexec_fn=limited)
    assert found.returncode == 4
    assert "larger than is allowed" in found.stderr
    assert content(folder) == before
    assert os.listdir(tmp_path) == ["out"]


@posix
@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "code"),
    [("| head -1", 0), (">&-", 0), ("2>&-", 0), ("--json | head -c 5", 0), (">/dev/full", 4), ("--json >/dev/full", 4)],
)
def test_nobody_who_reads_what_is_printed(book, tmp_path, shell, code):
    if "/dev/full" in shell and not Path("/dev/full").exists():
        pytest.skip("no such device")
    line = " ".join(f"'{word}'" for word in command("run", book, "--no-psa", "--out", tmp_path / "out"))
    piped = f"set -o pipefail; {line} {shell}"
    found = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=False)
    assert found.returncode == code, found.stderr
    assert "Traceback" not in found.stderr
    assert (tmp_path / "out" / "run.json").exists()


@posix
@pytest.mark.slow
@pytest.mark.parametrize("name", ["my study (v2)", "Ünïcode 研究 ☃", "x" * 200, "é" * 120])
def test_any_name_will_do_for_the_workbook_and_for_the_folder(book, tmp_path, name):
    there = tmp_path / "a folder with spaces, ünd more" / "below"
    there.mkdir(parents=True)
    (there / f"{name}.xlsx").write_bytes(book.read_bytes())
    for more in ((), ("--out", there / name)):
        found = call("run", there / f"{name}.xlsx", "--no-psa", *more, cwd=tmp_path)
        assert found.returncode == 0, found.stderr
    assert (there / name / "run.json").exists()
    assert len(os.listdir(tmp_path / "results")) == 1
    assert not [n for n in (*os.listdir(there), *os.listdir(tmp_path / "results")) if n.startswith(".")]


@pytest.mark.parametrize("mark", ["~${}", ".~lock.{}#"])
def test_the_mark_of_an_open_workbook_is_no_workbook(book, mark):
    file = book.with_name(mark.format(book.name))
    file.write_text("somebody")
    try:
        with pytest.raises(costeff.WorkbookError, match=r"Give model\.xlsx itself"):
            costeff.read(file)
        assert workflow.open_in(book) in ("Excel", "LibreOffice")
    finally:
        file.unlink()
    assert workflow.open_in(book) == ""


@pytest.mark.parametrize("gone", [True, False])
def test_a_workbook_that_changes_while_it_runs(book, tmp_path, monkeypatch, gone):
    path = tmp_path / "model.xlsx"
    path.write_bytes(book.read_bytes())
    sha256 = costeff.read(path).sha256
    assert not workflow.changed(path, sha256)
    base_case = analyses.base_case

    def meanwhile(model):
        path.unlink() if gone else path.write_bytes(b"saved half")
        return base_case(model)

    monkeypatch.setattr(analyses, "base_case", meanwhile)
    run = costeff.run(path, draws=0)
    assert run.study.sha256 == run.provenance["workbook"]["sha256"] == sha256
    assert workflow.changed(path, sha256)


def test_a_clock_that_jumps_back_makes_no_negative_time(book, monkeypatch):
    from datetime import UTC, datetime

    from costeff.workflow import running

    class Jumping:
        times = iter([datetime(2030, 1, 1, tzinfo=UTC), *[datetime(1970, 1, 1, tzinfo=UTC)] * 9])

        @classmethod
        def now(cls, zone):
            return next(cls.times)

    monkeypatch.setattr(running, "datetime", Jumping)
    found = costeff.run(book, draws=0).provenance
    assert found["started"] == "2030-01-01T00:00:00+00:00"
    assert 0 < found["seconds"] < 600


@pytest.mark.parametrize("step", ["write", "fsync", "rename"])
def test_a_disk_that_fills_up_while_draws_are_kept_doesnt_stop_the_run(tmp_path, monkeypatch, step):
    from costeff.workflow import parts, resume
    from costeff.workflow.resume import Spool

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(resume, "PATIENCE", 0)
    if step == "write":
        monkeypatch.setattr(parts, "replace", full)
    else:
        monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), full)
    said = []
    spool = Spool(tmp_path / "aa", resume=False, say=said.append)
    spool.expect({"workbook": "a", "draws": 30, "seed": 1})
    spool.begin(lambda: "print", 10, 100)
    for job in range(10):
        spool.add(job, lambda: pytest.fail("asked for, though there is no room"))
    spool.flush()
    assert len(said) == 1
    assert "No space left" in said[0]
    assert workflow.kept(tmp_path / "aa") is None
