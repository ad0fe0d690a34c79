import pytest

from costeff.errors import OutputError
from costeff.workflow import layout
from costeff.workflow.layout import init


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    source = tmp_path / "shipped"
    (source / "inputs").mkdir(parents=True)
    (source / "inputs" / "aa.xlsx").write_bytes(b"book")
    (source / "inputs" / "~$aa.xlsx").write_bytes(b"lock")
    (source / "inputs" / ".hidden").write_bytes(b"")
    (source / "reports" / "parts").mkdir(parents=True)
    (source / "reports" / "parts" / "dossier.md").write_text("text")
    monkeypatch.setattr(layout, "shipped", lambda: source)
    return source


def test_a_study_is_laid_out(shipped, tmp_path):
    laid = init(tmp_path / "a" / "study")
    assert [p.as_posix() for p in laid.written] == ["inputs/aa.xlsx", "reports/parts/dossier.md"]
    assert laid.kept == ()
    assert (tmp_path / "a" / "study" / "inputs" / "aa.xlsx").read_bytes() == b"book"
    assert sorted(p.name for p in (tmp_path / "a" / "study").iterdir()) == ["inputs", "reports", "scenarios"]
    assert sorted(p.name for p in (tmp_path / "a" / "study" / "inputs").iterdir()) == ["aa.xlsx"]


def test_files_that_exist_are_kept_and_told(shipped, tmp_path):
    mine = tmp_path / "study" / "inputs" / "aa.xlsx"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"edited")
    laid = init(tmp_path / "study")
    assert [p.as_posix() for p in laid.kept] == ["inputs/aa.xlsx"]
    assert mine.read_bytes() == b"edited"


def test_a_file_in_the_way_is_refused(shipped, tmp_path):
    (tmp_path / "study").write_text("a file")
    with pytest.raises(OutputError):
        init(tmp_path / "study")
    (tmp_path / "study").unlink()
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "inputs").write_text("a file")
    with pytest.raises(OutputError):
        init(tmp_path / "study")


def test_a_copy_that_breaks_off_leaves_no_half_file(shipped, tmp_path, monkeypatch):
    class Broken:
        def read_bytes(self) -> bytes:
            raise OSError(28, "full")

    with pytest.raises(OSError):  # noqa: PT011
        layout._written(tmp_path / "x", Broken())
    assert not (tmp_path / "x").exists()


def test_this_installation_has_the_shipped_folders():
    assert (layout.shipped() / "inputs").is_dir()


def test_examples_are_no_part_of_a_study(shipped, tmp_path):
    (shipped / "reports" / "example").mkdir(parents=True)
    (shipped / "reports" / "example" / "brief.pdf").write_bytes(b"%PDF")
    laid = init(tmp_path / "study")
    assert not [file for file in laid.written if "example" in file.parts]
