"""Writes a model workbook from plain rows: styled, with drop-downs and notes from the schema.

For the template and for workbooks that are shipped. A user's own workbook is never written to.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from costeff.errors import OutputError
from costeff.workbook.columns import EVIDENCE_WORDS, Column
from costeff.workbook.front import Line, write_front
from costeff.workbook.limits import TEXT
from costeff.workbook.schema import SETTINGS, SHEETS, Setting, Sheet
from costeff.workbook.styles import (
    PERCENT,
    PLAIN,
    STRUCTURE_TAB,
    TAB_COLOURS,
    TABLE_TAB,
    WHOLE,
    Styles,
    number_format,
    row_height,
)

Row = Mapping[str, object]
SPARE = 200
"""Rows below the last one that still have drop-downs and colours."""
FURTHER_WIDTH = 16
WIDEST_ID = 45
_NUMERIC = ("number", "fraction")
"""Kinds of cells that stand at the right of their column."""
_IDS = ("id", "key", "strategy", "state", "parameter")
"""Kinds of cells that hold one name."""

_LISTS = {"strategy": "Strategies", "state": "States", "parameter": "Parameters", "item": "Parameters"}
"""Kinds of cells that choose an id, with the sheet whose first column lists the ids."""

_OPEN = ("item",)
"""Kinds of cells that may also hold something else than the list offers."""


def write(
    path: str | os.PathLike[str],
    sheets: Mapping[str, Sequence[Row]],
    *,
    title: str = "",
    front: Sequence[Line] = (),
    purposes: Mapping[str, str] | None = None,
) -> Path:
    """Writes a workbook, whole or not at all; an existing file is replaced.

    Args:
        path: the `.xlsx` file.
        sheets: sheet name to rows, each row a mapping from column to cell, in the order to write. Sheets of the
            schema get every column of the schema, then any further ones in the order they first appear (on
            Strategies and States the note comes last); other sheets (`table NAME`, ...) get the columns of their
            rows. An empty row stays blank. A cell is a number, a text (never taken for a formula), a bool (written
            yes or no) or None.
        title: for the front sheet.
        front: what the front sheet says below the title: a text is a paragraph, a text beginning with `# ` a
            heading, one beginning with `$ ` a command, a pair a term and its explanation. The list of the sheets,
            how to run and the colours follow by themselves.
        purposes: sheet name to what the front sheet says of it, for tables and other sheets outside the schema;
            one that isn't named gets a line on sheets of its kind.

    Returns:
        The path.

    Raises:
        OutputError: if a text is too long for a cell, or the file can't be written there.
    """
    target = Path(path)
    _refuse_long(target, sheets)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    stamp = datetime(2026, 1, 1)  # so that the same rows give the same bytes
    workbook.set_properties({"title": title, "author": "costeff", "created": stamp})
    styles = Styles(workbook)
    counts = {name: sum(map(bool, rows)) for name, rows in sheets.items()}  # an empty row is a spacer
    write_front(workbook, styles, title or target.stem, target.name, front, counts, purposes or {})
    for name, rows in sheets.items():
        worksheet = workbook.add_worksheet(name)
        if name == "Study":
            _write_study(worksheet, styles, rows, "Strategies" in sheets)
        elif name in SHEETS:
            _write_sheet(worksheet, styles, SHEETS[name], rows, sheets)
        else:
            _write_table(worksheet, styles, rows)
        worksheet.set_tab_color(TAB_COLOURS.get(name, STRUCTURE_TAB if name in SHEETS else TABLE_TAB))
        _set_up_page(worksheet, name)
    workbook.close()
    _replace(target, buffer.getvalue())
    return target


def _refuse_long(target: Path, sheets: Mapping[str, Sequence[Row]]) -> None:
    """Refuses what no cell can hold, which the writing library would leave out without a word."""
    for name, rows in sheets.items():
        for r, row in enumerate(rows, start=2):
            for column, value in row.items():
                if isinstance(value, str) and len(value) > TEXT.most:
                    reason = f"sheet {name!r}, row {r}, column {column!r} has {len(value):,} characters"
                    raise OutputError(str(target), reason, f"A cell holds {TEXT.most:,} at most.")


def _replace(target: Path, content: bytes) -> None:
    """Puts the file there by rename, so that a half-written one never stands in its place."""
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(str(target), reason, "Choose another folder, or close the file.") from error


def _write_sheet(
    worksheet: Any, styles: Styles, sheet: Sheet, rows: Sequence[Row], sheets: Mapping[str, Sequence[Row]]
) -> None:
    """One sheet of the schema."""
    further = [name for row in rows for name in row if name not in sheet.names]
    last = [column for column in sheet.columns if sheet.further and column.name == "note"]
    first = [column for column in sheet.columns if column not in last]
    columns = [*first, *(_further_column(name, sheet) for name in dict.fromkeys(further)), *last]
    for c, column in enumerate(columns):
        worksheet.set_column(c, c, _width(column, rows))
        worksheet.write_string(0, c, column.name, styles.required_header if column.required else styles.header)
        worksheet.write_comment(0, c, _note(column), {"x_scale": 2.2, "y_scale": 1.1, "font_size": 9})
        _add_choice(worksheet, column, c, len(rows), sheets)
        if column.name == "evidence":
            _colour_evidence(worksheet, styles, c, len(rows))
    indented = _beside_numbers([column.name for column in columns], rows)
    indented |= {c for c in range(1, len(columns)) if columns[c - 1].kind in _NUMERIC}
    for r, row in enumerate(rows, start=1):
        for c, column in enumerate(columns):
            if row:
                _write_cell(worksheet, styles, (r, c), column, row, beside=c in indented)
        height = row_height((text, c.width) for c in columns if isinstance(text := row.get(c.name), str))
        worksheet.set_row(r, height)
    _finish(worksheet, len(rows), len(columns))


def _beside_numbers(names: Sequence[str], rows: Sequence[Row]) -> set[int]:
    """The columns to the right of one that holds a number, whose texts would touch it."""
    values = ((c, row.get(names[c - 1])) for c in range(1, len(names)) for row in rows)
    return {c for c, value in values if isinstance(value, int | float) and not isinstance(value, bool)}


def _width(column: Column, rows: Sequence[Row]) -> float:
    """Of a column, in characters: ids don't wrap, so theirs holds the longest of them."""
    if column.kind not in _IDS:
        return column.width
    longest = max((len(str(row.get(column.name) or "")) for row in rows), default=0)
    return min(max(column.width, longest * 1.1 + 3), WIDEST_ID)


def _further_column(name: str, sheet: Sheet) -> Column:
    """A column beyond the schema: a name that expressions may use, or an item that is replaced."""
    if sheet.further == "items":
        return Column(name, "value", f"What {name} is for the row concerned; blank = no change.", width=FURTHER_WIDTH)
    meaning = "A name that expressions may use; worth what stands in the row concerned."
    return Column(name, "expression", meaning, width=FURTHER_WIDTH)


def _note(column: Column) -> str:
    """What the header's note says."""
    words = f"\nOne of: {', '.join(column.words)}" if column.words else ""
    return column.meaning + words + ("\nRequired." if column.required else "")


def _write_cell(worksheet: Any, styles: Styles, at: tuple[int, int], column: Column, row: Row, *, beside: bool) -> None:
    """One cell, by the kind of its column and of its value; a text `beside` a column of numbers keeps its distance."""
    value = row.get(column.name)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, int | float):
        worksheet.write_number(*at, value, styles.input(_format(column, row)))
    elif value is not None and value != "":
        worksheet.write_string(*at, str(value), _text_style(styles, column, beside))
    elif column.kind in ("number", "fraction"):
        worksheet.write_blank(*at, None, styles.input(_format(column, row)))
    else:
        worksheet.write_blank(*at, None, _text_style(styles, column, beside))


def _text_style(styles: Styles, column: Column, beside: bool) -> Any:
    if column.kind in ("id", "key"):
        return styles.id
    if column.kind == "expression":
        return styles.indented_expression if beside else styles.expression
    return styles.indented_text if beside else styles.text


def _format(column: Column, row: Row) -> str:
    """Number format of a cell."""
    item = str(row.get("item", ""))
    if column.name == "n" or (column.kind == "expression" and item == "population"):
        return WHOLE
    if column.kind == "fraction" or item.startswith("discount "):
        return PERCENT
    if column.kind in ("expression", "number") and item.startswith(("share", "uptake")):
        return PERCENT
    return number_format(str(row.get("unit", ""))) if column.kind == "number" else PLAIN


def _add_choice(worksheet: Any, column: Column, c: int, rows: int, sheets: Mapping[str, Sequence[Row]]) -> None:
    """A drop-down where the cells choose among words or ids."""
    source: object = None
    if column.words:
        source = list(column.words)
    elif column.kind == "yes/no":
        source = ["yes", "no"]
    elif column.kind in _LISTS and _LISTS[column.kind] in sheets:
        other = _LISTS[column.kind]
        source = f"={other}!$A$2:$A${len(sheets[other]) + SPARE + 1}"
    if source is not None:
        message = column.meaning if len(column.meaning) <= 250 else ""
        choice = {**_choice(source, message), "show_error": column.kind not in _OPEN}
        worksheet.data_validation(1, c, rows + SPARE, c, choice)


def _choice(source: object, message: str) -> dict[str, object]:
    return {
        "validate": "list",
        "source": source,
        "error_title": "Not in the list",
        "error_message": message or "Choose one of the list.",
    }


def _colour_evidence(worksheet: Any, styles: Styles, c: int, rows: int) -> None:
    """Fills the grades of evidence with their colours."""
    for grade in EVIDENCE_WORDS:
        rule = {"type": "cell", "criteria": "==", "value": f'"{grade}"', "format": styles.evidence(grade)}
        worksheet.conditional_format(1, c, rows + SPARE, c, rule)


def _write_study(worksheet: Any, styles: Styles, rows: Sequence[Row], strategies: bool) -> None:
    """The Study sheet: the settings given, in the schema's order, then those left blank."""
    given = {str(row["setting"]): row for row in rows}
    known = {setting.name: setting for setting in SETTINGS}
    for c, column in enumerate(SHEETS["Study"].columns):
        worksheet.set_column(c, c, column.width)
        worksheet.write_string(0, c, column.name, styles.header)
        worksheet.write_comment(0, c, column.meaning, {"x_scale": 2.2, "y_scale": 0.8, "font_size": 9})
    for r, name in enumerate([*known, *(name for name in given if name not in known)], start=1):
        row, setting = given.get(name, {}), known.get(name)
        worksheet.write_string(r, 0, name, styles.id)
        value = row.get("value")
        if isinstance(value, int | float):
            percent = setting is not None and setting.kind == "discount"
            whole = name == "psa draws"
            worksheet.write_number(r, 1, value, styles.input(PERCENT if percent else WHOLE if whole else PLAIN))
        else:
            worksheet.write_string(r, 1, "" if value is None else str(value), styles.input("@"))
        worksheet.write_string(r, 2, str(row.get("note", "") or ""), styles.text)
        worksheet.set_row(r, row_height(((str(value), 44), (str(row.get("note", "") or ""), 70))))
        if setting is not None:
            worksheet.write_comment(r, 0, setting.meaning, {"x_scale": 2.2, "y_scale": 0.9, "font_size": 9})
            _add_setting_choice(worksheet, setting, r, strategies)
    _finish(worksheet, max(len(known), len(given)), 3, filtered=False)


def _add_setting_choice(worksheet: Any, setting: Setting, r: int, strategies: bool) -> None:
    source: object = None
    if setting.kind == "words":
        source = list(setting.words)
    elif setting.kind == "strategy" and strategies:
        source = f"=Strategies!$A$2:$A${SPARE}"
    if source is not None:
        worksheet.data_validation(r, 1, r, 1, _choice(source, setting.meaning[:250]))


def _write_table(worksheet: Any, styles: Styles, rows: Sequence[Row]) -> None:
    """A table, or any other sheet: first column the key, the others values."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    indented = _beside_numbers(columns, rows)
    for c, name in enumerate(columns):
        longest = max((len(str(row.get(name, ""))) for row in rows), default=0)
        worksheet.set_column(c, c, min(max(12, len(name) + 2, longest + 2), 50))
        worksheet.write_string(0, c, name, styles.header)
    for r, row in enumerate(rows, start=1):
        for c, name in enumerate(columns):
            value = row.get(name)
            if isinstance(value, int | float):
                worksheet.write_number(r, c, value, styles.input(PLAIN))
            elif value is not None and value != "":
                style = styles.indented_expression if c in indented else styles.expression
                worksheet.write_string(r, c, str(value), style)
    _finish(worksheet, len(rows), len(columns), filtered=False)


def _finish(worksheet: Any, rows: int, columns: int, filtered: bool = True) -> None:
    """Frozen header and ids, a filter on each column."""
    worksheet.freeze_panes(1, 1)
    worksheet.set_row(0, 32)
    if filtered and rows and columns:
        worksheet.autofilter(0, 0, rows, columns - 1)


def _set_up_page(worksheet: Any, name: str) -> None:
    """Prints on A4 across, one page wide, headers repeated."""
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    worksheet.set_footer(f"&L&8{name.replace('&', '&&')}&R&8page &P of &N")
    worksheet.hide_gridlines(2)
