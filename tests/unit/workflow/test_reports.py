from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import studied

from costeff import workflow
from costeff.errors import InputError, OutputError
from costeff.errors.report import MissingExtra, MissingTemplate, UnknownFormat, UnknownInTemplate
from costeff.errors.results import UnreadableResults
from costeff.results import load_analysis
from costeff.workflow import reports
from costeff.workflow.dossiers import DRAWN_FROM, dossier
from costeff.workflow.pictures import FIGURES

TEMPLATE = """
# Results of {{ study.title }} {#results}

{{ tables.icer }}

{{ figures.ceac }}
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a small study with one analysis, and their figures."""
    folder = tmp_path_factory.mktemp("stored") / "test"
    model = studied()
    workflow.write(workflow.run(model), folder)
    workflow.write_analysis(workflow.dsa(model), folder)
    return folder


@pytest.fixture
def results(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(stored, tmp_path / "results" / "test")
    (tmp_path / "small.md.j2").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path / "results" / "test"


def test_a_report_is_written_beside_the_results(results: Path) -> None:
    made = workflow.write_report(results, "small.md.j2")
    assert made.folder == results / "report"
    assert [path.name for path in made.files] == ["small.docx", "small.html", "small.pdf", "tables.xlsx"]
    assert {path.name for path in made.folder.iterdir()} == {
        "small.docx", "small.html", "small.pdf", "tables.xlsx", "report.json",
    }  # fmt: skip
    record = json.loads((made.folder / "report.json").read_text(encoding="utf-8"))["files"]["small.pdf"]
    assert record["stamp"]["workbook"] == "test.xlsx"
    assert record["template"] == "small.md.j2"
    assert not [path for path in results.parent.iterdir() if path.name.startswith(".")]


def test_run_json_stands_for_its_folder(results: Path) -> None:
    assert workflow.write_report(results / "run.json", "small.md.j2", ["html"]).folder == results / "report"


def test_a_report_takes_along_all_that_is_beside_it(results: Path) -> None:
    workflow.write_report(results, "small.md.j2", ["html"])
    (results / "report" / "mine.docx").write_bytes(b"mine")
    (results / "report" / "notes").mkdir()
    (results / "report" / "notes" / "a.txt").write_text("a", encoding="utf-8")
    Path("other.md").write_text("# Other", encoding="utf-8")
    workflow.write_report(results, "other.md", ["html", "pdf"])
    found = {path.relative_to(results / "report").as_posix() for path in (results / "report").rglob("*")}
    assert found == {"small.html", "other.html", "other.pdf", "mine.docx", "notes", "notes/a.txt", "report.json",
                     "tables.xlsx"}  # fmt: skip
    again = workflow.write_report(results, "small.md.j2", ["html"])
    assert again.files[0].is_file()
    assert (results / "report" / "mine.docx").read_bytes() == b"mine"


def test_a_run_leaves_reports_as_they_are(results: Path) -> None:
    workflow.write_report(results, "small.md.j2", ["html"])
    (results / "report" / "mine.docx").write_bytes(b"mine")
    workflow.write(workflow.run(studied()), results, figures=False)
    assert {path.name for path in (results / "report").iterdir()} == {
        "small.html", "mine.docx", "tables.xlsx", "report.json",
    }  # fmt: skip


@pytest.mark.parametrize("out", [None, "elsewhere"])
def test_what_was_edited_or_is_not_costeffs_own_is_never_replaced(results: Path, out: str | None) -> None:
    first = workflow.write_report(results, "small.md.j2", ["html"], out)
    edited = first.files[0]
    edited.write_text("edited", encoding="utf-8")
    with pytest.raises(OutputError, match="edited since"):
        workflow.write_report(results, "small.md.j2", ["html"], out)
    assert edited.read_text(encoding="utf-8") == "edited"
    (first.folder / "small.docx").write_bytes(b"mine")
    with pytest.raises(OutputError, match="not written by costeff"):
        workflow.write_report(results, "small.md.j2", ["docx"], out)
    assert (first.folder / "small.docx").read_bytes() == b"mine"


def test_another_folder_may_hold_other_things(results: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    (target / "letter.txt").write_text("a", encoding="utf-8")
    for _ in range(2):
        made = workflow.write_report(results, "small.md.j2", ["html"], target)
    assert {path.name for path in target.iterdir()} == {
        "letter.txt", "small.html", "tables.xlsx", "report.json",
    }  # fmt: skip
    assert made.files == (target / "small.html", target / "tables.xlsx")
    assert not (results / "report").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written_is_told(results: Path, tmp_path: Path) -> None:
    target = tmp_path / "closed"
    target.mkdir(mode=0o500)
    with pytest.raises(OutputError):
        workflow.write_report(results, "small.md.j2", ["html"], target)


def test_a_file_in_the_way_is_told(results: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a", encoding="utf-8")
    with pytest.raises(OutputError, match="in the way"):
        workflow.write_report(results, "small.md.j2", ["html"], tmp_path / "file")


def test_a_template_that_is_wrong_leaves_the_former_report(results: Path) -> None:
    former = workflow.write_report(results, "small.md.j2", ["html"]).files[0].read_bytes()
    Path("small.md.j2").write_text("\n{{ tabels }}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        workflow.write_report(results, "small.md.j2", ["html"])
    (found,) = caught.value.problems
    assert isinstance(found, UnknownInTemplate)
    assert found.nearest == ("tables",)
    assert (results / "report" / "small.html").read_bytes() == former


def test_what_can_not_be_read_is_left_out_and_told(results: Path, tmp_path: Path) -> None:
    record = results / "dsa" / "analysis.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"format": 1', '"format": 99'), encoding="utf-8")
    made = workflow.write_report(results, "small.md.j2", ["html"])
    assert made.notes == (
        "The stored analysis dsa can't be read, and is left out: "
        f"{results / 'dsa'}: was written by another version of costeff.",
    )


def test_an_analysis_of_another_workbook_is_left_out_and_told(results: Path) -> None:
    record = results / "dsa" / "analysis.json"
    text = json.loads(record.read_text(encoding="utf-8"))
    text["workbook"]["sha256"] = "1" * 64
    record.write_text(json.dumps(text), encoding="utf-8")
    (note,) = workflow.write_report(results, "small.md.j2", ["html"]).notes
    assert "dsa is of another version of the workbook" in note


def test_a_run_of_another_version_is_told(results: Path) -> None:
    record = results / "run.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"format": 1', '"format": 99', 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        workflow.write_report(results, "small.md.j2", ["html"])
    (found,) = caught.value.problems
    assert isinstance(found, UnreadableResults)
    assert "another version" in found.reason


def test_figures_that_are_missing_are_drawn_and_nothing_is_added_to_the_results(results: Path, tmp_path: Path) -> None:
    before = set(dossier(results, tmp_path / "none", lambda what: None).figures)
    shutil.rmtree(results / "dsa" / "figures")
    for name in ("ceac.svg", "trace.png"):
        (results / "figures" / name).unlink()
    there = set(results.rglob("*"))
    (tmp_path / "spare").mkdir()
    found = dossier(results, tmp_path / "spare", lambda what: None)
    assert set(found.figures) == before
    assert {"ceac", "trace", "dsa/tornado_new"} <= before
    assert found.figures["ceac"].parent == (tmp_path / "spare" / "run").resolve()
    assert found.figures["survival"].parent == (results / "figures").resolve()
    assert set(results.rglob("*")) == there


def test_what_is_no_result_is_told(results: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source in ("nothing", "empty", "small.md.j2", "nothing.json"):
        with pytest.raises(InputError):
            workflow.write_report(source, "small.md.j2", ["html"])


def test_formats_and_templates_are_checked(results: Path) -> None:
    with pytest.raises(InputError) as caught:
        workflow.write_report(results, "small.md.j2", ["odt"])
    assert isinstance(caught.value.problems[0], UnknownFormat)
    with pytest.raises(InputError) as caught:
        workflow.write_report(results, "none.md.j2", ["html"])
    assert isinstance(caught.value.problems[0], MissingTemplate)


def test_a_shipped_template_goes_by_its_name_and_one_of_the_study_before_it(results: Path) -> None:
    made = workflow.write_report(results, "brief.md.j2", ["html"])
    assert made.files[0].name == "brief.html"
    Path("reports").mkdir()
    Path("reports/dossier.md.j2").write_text("# Mine", encoding="utf-8")
    own = workflow.write_report(results, None, ["html"]).files[0]
    assert ">Mine<" in own.read_text(encoding="utf-8").replace("</span> ", ">").replace("</span>", ">")


def test_a_workbook_is_run_first_unless_its_results_are_there(results: Path) -> None:
    template = shutil.copy(Path(__file__).parents[3] / "inputs" / "mds.xlsx", "mds.xlsx")
    said: list[str] = []
    Path("small.md.j2").write_text("# {{ study.title }}", encoding="utf-8")
    ran: list[object] = []

    def run(model: object) -> object:
        ran.append(model)
        return workflow.run(model, draws=0)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reports, "run", run)
        for _ in range(2):
            made = workflow.write_report(template, "small.md.j2", ["html"], say=said.append)
    assert made.folder.name == "report"
    assert made.folder.parent.name == "mds"
    assert said == ["There are no results yet: mds.xlsx is run first."]
    assert len(ran) == 1


def test_without_the_extra_its_packages_are_named(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "find_spec", lambda name: None if name in ("typst", "docx") else object())
    with pytest.raises(InputError) as caught:
        workflow.write_report(results, "small.md.j2")
    (found,) = caught.value.problems
    assert isinstance(found, MissingExtra)
    assert found.packages == ("typst", "python-docx")
    assert 'pip install "costeff[report]"' in found.advice()


def test_stored_results_are_reported_without_engine_workbook_and_drawing(results: Path) -> None:
    heavy = ("numba", "openpyxl", "matplotlib.figure", "costeff.engine", "costeff.workbook")
    script = (
        "import sys; from costeff import workflow; "
        f"workflow.write_report({str(results)!r}, 'small.md.j2', ['html']); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_figures_are_drawn_from_is_known_without_drawing(results: Path) -> None:
    stored = load_analysis(results / "dsa")
    for kind, table in DRAWN_FROM.items():
        bare = replace(stored, kind=kind, tables={"other": stored.tables["tornado"]})
        assert table or kind not in FIGURES
        assert not table or list(FIGURES[kind](bare)) == []
