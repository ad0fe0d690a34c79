import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from costeff.errors import OutputError
from costeff.workflow import places
from costeff.workflow.places import Place, reserved, results_folder


def fill(place: Place, text: str) -> None:
    (place.building / "run.json").write_text(json.dumps({"costeff": "0.1.0", "text": text}))
    (place.building / "tables").mkdir()
    (place.building / "tables" / "icer.csv").write_text(text)


def put(folder: Path, text: str) -> None:
    with reserved(folder) as place:
        fill(place, text)
        place.put()


def content(folder: Path) -> str:
    return (folder / "tables" / "icer.csv").read_text()


def beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.parent.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "results" / "aa"


def test_results_appear_in_a_new_folder_and_nothing_is_left_beside(folder):
    put(folder, "first")
    assert content(folder) == "first"
    assert beside(folder) == ["aa"]


def test_results_replace_former_ones_as_a_whole(folder):
    put(folder, "first")
    (folder / "tables" / "old.csv").write_text("gone")
    put(folder, "second")
    assert content(folder) == "second"
    assert not (folder / "tables" / "old.csv").exists()
    assert beside(folder) == ["aa"]


def test_an_empty_folder_and_litter_of_file_browsers_are_taken(folder):
    folder.mkdir(parents=True)
    (folder / ".DS_Store").write_bytes(b"")
    put(folder, "first")
    assert content(folder) == "first"


@pytest.mark.parametrize("error", [RuntimeError("fault"), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
def test_a_run_that_fails_before_the_swap_leaves_the_former_results(folder, error):
    put(folder, "first")

    def break_off() -> None:
        with reserved(folder) as place:
            fill(place, "second")
            raise error

    with pytest.raises(type(error)):
        break_off()
    assert content(folder) == "first"
    assert beside(folder) == ["aa"]


def test_a_first_run_that_fails_leaves_nothing_not_even_the_parents(folder, tmp_path):
    with pytest.raises(RuntimeError), reserved(folder):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_the_former_results_come_back_when_the_swap_fails_half_way(folder, monkeypatch):
    put(folder, "first")
    rename = Path.rename

    def fails_for_the_new(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(errno.EACCES, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_the_new)
    with pytest.raises(OutputError):
        put(folder, "second")
    assert content(folder) == "first"
    assert beside(folder) == ["aa"]


def test_results_of_a_run_killed_between_the_two_renames_come_back(folder):
    put(folder, "first")
    folder.rename(folder.with_name(".aa.old-123"))
    (folder.with_name(".aa.new-123")).mkdir()
    with reserved(folder):
        assert content(folder) == "first"
    assert beside(folder) == ["aa"]


def test_leftovers_of_a_killed_run_are_cleared(folder):
    put(folder, "first")
    for name in (".aa.new-123", ".aa.old-123"):
        folder.with_name(name).mkdir()
    folder.with_name(".aab.new-5").mkdir()
    put(folder, "second")
    assert content(folder) == "second"
    assert beside(folder) == [".aab.new-5", "aa"]


def test_a_folder_of_the_user_is_refused_and_untouched(folder):
    folder.mkdir(parents=True)
    (folder / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError) as caught:
        put(folder, "first")
    assert caught.value.path == str(folder)
    assert (folder / "thesis.docx").read_text() == "years of work"


@pytest.mark.parametrize("record", ["{}", "[]", "not json", '{"name": "other tool"}'])
def test_a_run_json_of_another_tool_is_no_mark_of_ours(folder, record):
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(record)
    with pytest.raises(OutputError):
        put(folder, "first")
    assert (folder / "run.json").read_text() == record


def test_files_of_the_user_beside_former_results_are_refused_by_name(folder):
    put(folder, "first")
    (folder / "my notes.txt").write_text("keep")
    with pytest.raises(OutputError, match=r"my notes\.txt"):
        put(folder, "second")
    assert content(folder) == "first"


def test_a_file_in_the_way_is_refused(folder):
    folder.parent.mkdir()
    folder.write_text("a file")
    with pytest.raises(OutputError):
        put(folder, "first")
    assert folder.read_text() == "a file"


def test_a_file_in_place_of_a_parent_is_refused(folder):
    folder.parent.write_text("a file")
    with pytest.raises(OutputError, match="in the way"):
        put(folder, "first")


def test_the_root_is_refused():
    with pytest.raises(OutputError), reserved("/"):
        pass


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "not permitted"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "put/output error"),
    ],
)
def test_what_the_system_refuses_is_told(tmp_path, number, words):
    with pytest.raises(OutputError, match=words) as caught, places.told(tmp_path):
        raise OSError(number, os.strerror(number))
    assert caught.value.path == str(tmp_path)
    assert caught.value.reason
    assert caught.value.advice


def test_a_link_is_followed_and_stays_a_link(folder, tmp_path):
    put(folder, "first")
    link = tmp_path / "latest"
    link.symlink_to(folder)
    put(link, "second")
    assert link.is_symlink()
    assert content(folder) == "second"


def test_a_second_run_into_the_same_folder_is_refused(folder):
    put(folder, "first")
    script = f"from costeff.workflow.places import reserved\nwith reserved({str(folder)!r}): pass"
    with reserved(folder) as place:
        other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        fill(place, "second")
        place.put()
    assert "OutputError" in other.stderr
    assert f"process {os.getpid()}" in other.stderr
    assert content(folder) == "second"


def test_the_lock_of_a_killed_process_holds_nobody(folder):
    script = (
        "import os, signal\nfrom costeff.workflow.places import reserved\n"
        f"with reserved({str(folder)!r}):\n    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    assert any(name.startswith(".aa.new-") for name in beside(folder))
    put(folder, "first")
    assert beside(folder) == ["aa"]


def test_folders_are_named_after_the_workbook():
    assert results_folder("inputs/my study.v2.xlsx") == Path("results/my study.v2")
