"""Every expression of the shipped and the published models prints, and the report's tools take what is printed."""

import subprocess
from pathlib import Path

import pytest

import costeff
from costeff.results import Study

pypandoc = pytest.importorskip("pypandoc")
typst = pytest.importorskip("typst")

ROOT = Path(__file__).resolve().parents[3]
BOOKS = [
    ROOT / "inputs" / "aplastic-anaemia.xlsx",
    ROOT / "inputs" / "mds.xlsx",
    *sorted((ROOT / "tests" / "published" / "models").glob("*.xlsx")),
]


def equations(book):
    study = Study.of(costeff.read(book))
    lines = [*study.arrows, *study.payoffs, *study.variables, *study.checks]
    printed = [line.equation for line in lines]
    printed += [line.condition for line in (*study.arrows, *study.payoffs)]
    assert all(line.equation for line in lines if getattr(line, "kind", "") != "rest")
    return [latex for latex in printed if latex]


def converted(markdown, to, path):
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", to, "--mathml", "-o", str(path)],
        input=markdown.encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS, ids=[book.stem for book in BOOKS])
def test_word_html_and_typst_take_every_equation(book, tmp_path):
    printed = equations(book)
    assert len(printed) > 10
    markdown = "\n\n".join(f"$${latex}$$" for latex in printed)
    html = converted(markdown, "html5", tmp_path / "a.html").read_text(encoding="utf-8")
    assert html.count("<math ") == len(printed)
    converted(markdown, "docx", tmp_path / "a.docx")
    source = converted(markdown, "typst", tmp_path / "a.typ")
    assert typst.compile(str(source), ignore_system_fonts=True).startswith(b"%PDF")
