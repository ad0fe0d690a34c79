"""The front sheet of costeff's own workbooks: what is where, how to run it, what the colours mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from costeff.workbook.schema import FAMILIES, SHEETS
from costeff.workbook.styles import EVIDENCE_FILLS, PLAIN, Styles, row_height

Line = str | tuple[str, str]
FRONT = "Read me"
"""Name of the front sheet; costeff ignores it."""

_WIDTHS = (26, 110)
_GRADES = {
    "published": "read in the source named",
    "derived": "calculated from published numbers, as the note says",
    "recalled": "from memory of the literature: check before use",
    "assumption": "nobody has measured it: vary it widely",
}


def write_front(
    workbook: Any,
    styles: Styles,
    title: str,
    file: str,
    front: Sequence[Line],
    sheets: Mapping[str, int],
    purposes: Mapping[str, str],
) -> None:
    """Writes the front sheet as the first of a workbook.

    Args:
        workbook: the XlsxWriter workbook.
        styles: its formats.
        title: the first line.
        file: name of the workbook's file, for the commands.
        front: paragraphs, headings (`# `), commands (`$ `) and pairs of a term and its explanation.
        sheets: name and number of rows of the sheets that will follow.
        purposes: what to say of sheets outside the schema, by name.
    """
    page = workbook.add_worksheet(FRONT)
    page.hide_gridlines(2)
    for c, width in enumerate(_WIDTHS):
        page.set_column(c, c, width)
    page.write_string(0, 0, title, styles.title)
    page.set_row(0, 30)
    row = 2
    for line in [*front, *_standard_lines(file)]:
        row = _write_line(page, styles, row, line)
    row = _write_line(page, styles, row + 1, "# What is where")
    for name, count in sheets.items():
        page.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name)
        purpose = purposes.get(name) or _purpose(name, count)
        page.write_string(row, 1, purpose, styles.paragraph)
        page.set_row(row, row_height([(purpose, _WIDTHS[1])]))
        row += 1
    row = _write_line(page, styles, row + 1, "# Colours")
    page.write_string(row, 0, "blue on pale yellow", styles.input(PLAIN))
    page.write_string(row, 1, "an input: change it", styles.paragraph)
    for k, grade in enumerate(EVIDENCE_FILLS, start=row + 1):
        page.write_string(k, 0, grade, styles.evidence(grade))
        page.write_string(k, 1, _GRADES[grade], styles.paragraph)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_tab_color("#1F2937")
    page.activate()


def _standard_lines(file: str) -> tuple[Line, ...]:
    """How to run a workbook of that name."""
    typed = f'"{file}"' if " " in file else file
    return (
        "# How to run it",
        "Save and close this workbook, open a terminal in its folder, and type:",
        f"$ costeff check {typed}",
        f"$ costeff run {typed}",
        f"The first tells what is wrong, by sheet and cell. The second writes tables and figures to "
        f"results/{PurePath(file).stem}. "
        "costeff never changes this workbook. Sheets with names of your own are ignored: keep notes there.",
    )


def _write_line(page: Any, styles: Styles, row: int, line: Line) -> int:
    """Writes one line; returns the row after it."""
    if isinstance(line, tuple):
        page.write_string(row, 0, line[0], styles.label)
        page.write_string(row, 1, line[1], styles.paragraph)
        page.set_row(row, row_height([(line[1], _WIDTHS[1])]))
    elif line.startswith("# "):
        row += 1
        page.write_string(row, 0, line[2:], styles.heading)
        page.write_blank(row, 1, None, styles.heading)
    elif line.startswith("$ "):
        page.write_string(row, 1, line[2:], styles.command)
    else:
        page.merge_range(row, 0, row, 1, line, styles.paragraph)
        page.set_row(row, row_height([(line, sum(_WIDTHS))]))
    return row + 1


def _purpose(name: str, count: int) -> str:
    """One line on a sheet: what a row is, how many there are, what it is for."""
    if name in SHEETS:
        sheet = SHEETS[name]
        rows = "" if name == "Study" else f" ({count} row{'' if count == 1 else 's'})"
        return f"A row is {sheet.row}{rows}. {sheet.meaning}"
    family, _, _ = name.partition(" ")
    return next((meaning for known, meaning in FAMILIES.items() if known == family), "")
