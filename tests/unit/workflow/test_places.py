import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from costeff.errors import OutputError
from costeff.results import analysis
from costeff.workflow import contents, places, swap
from costeff.workflow.contents import stale
from costeff.workflow.places import Place, reserved, results_folder

RECORD = {"costeff": "0.1.0", "workbook": {"sha256": "a"}}


def fill(place: Place, text: str) -> None:
    (place.building / "run.json").write_text(json.dumps(RECORD))
    (place.building / "tables").mkdir()
    (place.building / "tables" / "icer.csv").write_text(text)


def put_part(folder: Path, name: str, text: str, sha256: str = "a") -> None:
    with reserved(folder, name) as place:
        record = {"costeff": "0.1.0", "workbook": {"sha256": sha256}}
        (place.building / "analysis.json").write_text(json.dumps(record))
        (place.building / "table.csv").write_text(text)
        place.put()


def part(folder: Path, name: str) -> str:
    return (folder / name / "table.csv").read_text()


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
    monkeypatch.setattr(swap, "exchange", lambda one, other: False)
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


@pytest.mark.parametrize("at_one_stroke", [True, False])
def test_an_analysis_replaces_its_own_folder_alone(folder, monkeypatch, at_one_stroke):
    if not at_one_stroke:
        monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    put(folder, "first")
    for name in ("scenarios", "sweeps/price", "sweeps/age"):
        put_part(folder, name, "old")
    put_part(folder, "sweeps/price", "new")
    assert content(folder) == "first"
    assert [part(folder, name) for name in ("scenarios", "sweeps/price", "sweeps/age")] == ["old", "new", "old"]
    assert beside(folder) == ["aa"]


@pytest.mark.parametrize("at_one_stroke", [True, False])
def test_a_run_keeps_the_analyses(folder, monkeypatch, at_one_stroke):
    if not at_one_stroke:
        monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    put_part(folder, "sweeps/price", "old")
    put(folder, "first")
    put(folder, "second")
    assert (content(folder), part(folder, "sweeps/price")) == ("second", "old")
    assert beside(folder) == ["aa"]


def test_a_run_keeps_the_analyses_where_files_cant_be_linked(folder, monkeypatch):
    put_part(folder, "sweeps/price", "old")

    def refused(*names, **options):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    put(folder, "first")
    assert (content(folder), part(folder, "sweeps/price")) == ("first", "old")


def test_an_analysis_that_fails_leaves_the_former_one(folder):
    put_part(folder, "scenarios", "old")

    def break_off() -> None:
        with reserved(folder, "scenarios") as place:
            (place.building / "analysis.json").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert part(folder, "scenarios") == "old"
    assert beside(folder) == ["aa"]


def test_a_first_analysis_that_fails_leaves_no_folder(folder, tmp_path):
    with pytest.raises(RuntimeError), reserved(folder, "sweeps/price"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "../other", "scenarios/../..", "tables", "/scenarios", "sweeps\\..\\.."])
def test_an_analysis_is_kept_nowhere_else(folder, name):
    with pytest.raises(OutputError), reserved(folder, name):
        pass
    assert not folder.parent.exists()


@pytest.mark.parametrize("name", ["analysis.docx", "figures/mine.pptx"])
def test_files_of_the_user_in_an_analysis_are_refused_when_it_is_replaced_and_kept_by_a_run(folder, name):
    put_part(folder, "scenarios", "old")
    file = folder / "scenarios" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("keep")
    with pytest.raises(OutputError, match=name):
        put_part(folder, "scenarios", "new")
    put(folder, "first")
    assert (file.read_text(), part(folder, "scenarios")) == ("keep", "old")


def test_files_of_the_user_among_the_tables_are_refused_by_name(folder):
    put(folder, "first")
    (folder / "tables" / "icer.ods").write_text("worked over")
    (folder / "tables" / "~$tables.xlsx").write_text("open in Excel")
    with pytest.raises(OutputError, match=r"tables/icer\.ods\.") as caught:
        put(folder, "second")
    assert "~$" not in str(caught.value)
    assert (folder / "tables" / "icer.ods").exists()


def test_an_analysis_of_another_workbook_than_the_run_is_stale(folder):
    assert stale(folder) == ()
    put_part(folder, "scenarios", "old")
    put_part(folder, "sweeps/price", "old", sha256="b")
    assert stale(folder) == ()
    put(folder, "first")
    assert stale(folder) == ("sweeps/price",)


def test_the_record_of_an_analysis_is_named_as_where_it_is_stored():
    assert contents.RECORD == analysis.RECORD


def test_a_part_of_a_killed_process_comes_back(folder):
    put(folder, "first")
    put_part(folder, "sweeps/price", "old")
    aside = folder.with_name(".aa.old-123.2") / "sweeps"
    aside.mkdir(parents=True)
    (folder / "sweeps" / "price").rename(aside / "price")
    with reserved(folder):
        assert part(folder, "sweeps/price") == "old"
    assert beside(folder) == ["aa"]


def test_a_name_that_is_as_long_as_can_be_is_taken(tmp_path):
    for name in ("é" * 127, "x" * 255, "x" * 254 + "y"):
        put(tmp_path / name, name)
        put(tmp_path / name, name)
        assert content(tmp_path / name) == name
    assert len(list(tmp_path.iterdir())) == 3


def test_hidden_names_of_long_folders_differ(tmp_path):
    names = {swap.beside(tmp_path / ("x" * 254 + end), "new-1").name for end in "yz"}
    assert len(names) == 2


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
