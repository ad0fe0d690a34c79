"""Writes the pages, or parts of pages, that are made from the code.

Run it after a change of the schema or of the functions: `python docs/generate.py`.
"""

from __future__ import annotations

from pathlib import Path

from costeff.expr import FUNCTIONS
from costeff.report.context import listing
from costeff.workbook.reference import reference_markdown

DOCS = Path(__file__).resolve().parent
BEGIN, END = "<!-- functions: made by docs/generate.py -->", "<!-- end of functions -->"
NAMES, NAMES_END = "<!-- names: made by docs/generate.py -->", "<!-- end of names -->"


def functions_table() -> str:
    """Every function of the language, as a Markdown table."""
    rows = ["| function | is worth |", "| --- | --- |"]
    rows += [f"| `{f.signature}` | {f.meaning} |" for f in FUNCTIONS.values()]
    return "\n".join(rows)


def pages() -> dict[Path, str]:
    """The generated pages with their content as it should be."""
    language, report = DOCS / "language.md", DOCS / "report.md"
    return {
        DOCS / "workbook.md": reference_markdown(),
        language: between(language, BEGIN, END, functions_table()),
        report: between(report, NAMES, NAMES_END, listing().rstrip()),
    }


def between(page: Path, begin: str, end: str, made: str) -> str:
    """A page with what stands between two marks made anew."""
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    return f"{before}{begin}\n\n{made}\n\n{end}{rest.partition(end)[2]}"


if __name__ == "__main__":
    for path, content in pages().items():
        path.write_text(content, encoding="utf-8", newline="\n")
        print(path.name)  # noqa: T201
