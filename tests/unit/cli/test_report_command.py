from __future__ import annotations

from pathlib import Path

import pytest
from dossiers import studied

from costeff import workflow


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    workflow.write(workflow.run(studied(draws=0)), tmp_path / "results", figures=False)
    Path("small.md.j2").write_text("# {{ study.title }}\n\n{{ tables.icer }}\n", encoding="utf-8")
    return tmp_path / "results"


def test_a_report_says_where_it_is(cli, results):
    done = cli("report", results, "--template", "small.md.j2", "--format", "HTML, pdf")
    assert done.code == 0, done.err
    assert "small.html, small.pdf, tables.xlsx." in done.words
    assert (results / "report" / "small.pdf").is_file()
    assert cli("report", results, "--template", "small.md.j2", "--format", "html", "--quiet").out == ""


def test_a_report_has_a_record(cli, results):
    done = cli("report", results, "--template", "small.md.j2", "--format", "html", "--out", "mine", "--json")
    assert done.json == {"folder": "mine", "files": ["mine/small.html", "mine/tables.xlsx"], "notes": []}


def test_mistakes_are_told_by_their_exit_codes(cli, results):
    Path("bad.md.j2").write_text("\n{{ tabels.icer }}", encoding="utf-8")
    wrong = cli("report", results, "--template", "bad.md.j2")
    assert wrong.code == 3
    assert "bad.md.j2, line 2" in wrong.err
    assert 'Did you mean "tables"?' in wrong.err
    assert cli("report", results, "--format", "odt").code == 3
    assert cli("report", "nothing").code == 3
    assert cli("report").code == 2
    cli("report", results, "--template", "small.md.j2", "--format", "html")
    (results / "report" / "small.html").write_text("edited", encoding="utf-8")
    edited = cli("report", results, "--template", "small.md.j2", "--format", "html")
    assert edited.code == 4
    assert "was edited since costeff wrote it" in edited.err


@pytest.mark.slow
def test_a_run_can_end_with_its_report(cli, results):
    root = Path(__file__).parents[3]
    done = cli("run", root / "inputs" / "mds.xlsx", "--draws", "20", "--out", "out", "--report", "--json")
    assert done.code == 0, done.err
    names = sorted(Path(file).name for file in done.json["report"]["files"])
    assert names == ["dossier.docx", "dossier.html", "dossier.pdf", "tables.xlsx"]
    assert all(Path(file).is_file() for file in done.json["report"]["files"])
