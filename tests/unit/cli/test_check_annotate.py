import hashlib

import openpyxl
import pytest

from costeff import workflow


@pytest.fixture
def broken(tmp_path):
    path = workflow.template(tmp_path / "study.xlsx")
    book = openpyxl.load_workbook(path)
    book["Parameters"]["C2"] = 40
    book.remove(book["Transitions"])
    book.save(path)
    return path


def test_a_marked_copy_of_a_workbook_with_problems(cli, broken, tmp_path):
    before = hashlib.sha256(broken.read_bytes()).hexdigest()
    copy = tmp_path / "marked.xlsx"
    found = cli("check", broken, "--annotate", copy)
    assert found.code == 3
    assert f"Marked copy: {copy} (1 cell marked and commented" in found.err
    assert "more on its first sheet" in found.err
    assert openpyxl.load_workbook(copy)["Parameters"]["C2"].comment is not None
    assert hashlib.sha256(broken.read_bytes()).hexdigest() == before


def test_a_marked_copy_is_in_the_record(cli, broken, tmp_path):
    copy = tmp_path / "marked.xlsx"
    found = cli("check", broken, "--annotate", copy, "--json")
    assert found.json["notes"] == [note for note in found.json["notes"] if str(copy) in note] != []


def test_a_marked_copy_of_a_workbook_that_can_be_run(cli, tmp_path):
    path = workflow.template(tmp_path / "study.xlsx")
    book = openpyxl.load_workbook(path)
    book["Study"]["B11"] = "10 years"
    book.save(path)
    copy = tmp_path / "marked.xlsx"
    found = cli("check", path, "--annotate", copy)
    assert found.code == 0
    assert "1 cell marked" in found.out
    assert "alive at the end" in openpyxl.load_workbook(copy)["Study"]["B11"].comment.text


def test_nothing_is_overwritten_unasked(cli, broken, tmp_path):
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"mine")
    assert "there is such a file already" in cli("check", broken, "--annotate", other).err
    assert other.read_bytes() == b"mine"
    before = broken.read_bytes()
    assert "the workbook itself" in cli("check", broken, "--annotate", broken, "--overwrite").err
    assert broken.read_bytes() == before
    assert cli("check", broken, "--annotate", other, "--overwrite").code == 3
    assert openpyxl.load_workbook(other)["Parameters"]["C2"].comment is not None


def test_what_is_no_workbook_can_not_be_marked(cli, tmp_path):
    path = tmp_path / "study.xlsx"
    path.write_text("id,value\n")
    found = cli("check", path, "--annotate", tmp_path / "copy.xlsx")
    assert "No marked copy was written" in found.err
    assert not (tmp_path / "copy.xlsx").exists()


def test_overwrite_needs_annotate(cli, broken):
    assert cli("check", broken, "--overwrite").code == 2
