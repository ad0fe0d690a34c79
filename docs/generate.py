"""Writes the pages, or parts of pages, that are made from the code.

Run it after a change of the schema or of the functions: `python docs/generate.py`.
"""

from __future__ import annotations

from pathlib import Path

from costeff.expr import FUNCTIONS
from costeff.workbook.reference import reference_markdown

DOCS = Path(__file__).resolve().parent
BEGIN, END = "<!-- functions: made by docs/generate.py -->", "<!-- end of functions -->"


def functions_table() -> str:
    """Every function of the language, as a Markdown table."""
    rows = ["| function | is worth |", "| --- | --- |"]
    rows += [f"| `{f.signature}` | {f.meaning} |" for f in FUNCTIONS.values()]
    return "\n".join(rows)


def pages() -> dict[Path, str]:
    """The generated pages with their content as it should be."""
    language = DOCS / "language.md"
    before, _, rest = language.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return {
        DOCS / "workbook.md": reference_markdown(),
        language: f"{before}{BEGIN}\n\n{functions_table()}\n\n{END}{after}",
    }


if __name__ == "__main__":
    for path, content in pages().items():
        path.write_text(content, encoding="utf-8", newline="\n")
        print(path.name)  # noqa: T201
