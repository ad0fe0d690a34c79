"""Tables as one formatted workbook: a sheet a table, numbers as numbers, text as text and never as a formula."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import xlsxwriter

from costeff.errors import InternalError
from costeff.format import BLACK, SYMBOLS, hidden
from costeff.results.breakdown import trace_by_year
from costeff.results.decision import ceac_by_price
from costeff.results.listing import TABLES, Kind, kind_of
from costeff.results.run import Run
from costeff.results.stamp import properties, stamp
from costeff.results.xlsx_rows import Column, TableSheet, Value

LONGEST = 32_767
"""Characters that a cell can hold."""

CUT = "..."
"""What a text ends in that is longer."""

_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)], "\ufffd")
"""Control characters, and halves of a pair: a spreadsheet can't show them, or refuses the file for them."""

FONT: Mapping[str, object] = {"font_name": "Calibri", "font_size": 11, "valign": "top"}

HEAD: Mapping[str, object] = {**FONT, "bold": True, "bottom": 1, "bg_color": "#E8EEF4"}

FRONT = "about"
"""Name of the first sheet."""

LONGEST_NAME = 31
"""Characters of the name of a sheet."""

_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\\n", " "))
"""What no name of a sheet may have."""

LINE = 15
"""Height of a line of text, in points."""

ACROSS = 85
"""Characters of a text on a line of the first sheet."""

WIDEST = 48
"""Of a column, in characters; longer texts run on."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """One table for a sheet of its own.

    Attributes:
        name: of the sheet; made unique and as a spreadsheet allows it when it is written.
        title: in words, for the list of sheets.
        frame: tidy.
        kind: of the number columns whose name doesn't tell.
        by: column that tells the kind of such columns row by row; empty for none.
    """

    name: str
    title: str
    frame: pd.DataFrame
    kind: Kind = "number"
    by: str = ""


def write_xlsx(run: Run, tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Writes `tables.xlsx`.

    Args:
        run: for the front sheet and the trace.
        tables: name to frame, as in `TABLES`.
        path: file to write.

    Raises:
        OSError: if the file can't be written.
    """
    write_sheets(
        path,
        run_sheets(run, tables),
        title=run.study.title,
        facts=[*_facts(run), *(("note", text) for text in run.notes)],
        currency=run.study.currency,
        stamped=stamp(run.provenance),
    )


def run_sheets(run: Run, tables: Mapping[str, pd.DataFrame] | None = None) -> list[Sheet]:
    """The tables of a run that have sheets, and its trace by year.

    Args:
        run: of which the trace is.
        tables: name to frame, as in `TABLES`; None = made here.
    """
    frames = tables or {table.name: table.make(run) for table in TABLES if table.sheet}
    found = []
    for table in TABLES:
        if table.sheet and len(frames[table.name]):
            frame = ceac_by_price(frames["ceac"]) if table.name == "ceac" else frames[table.name]
            found.append(Sheet(name=table.name, title=table.title, frame=frame, kind=table.kind, by=table.by))
    years = trace_by_year(run.study, run.trace)
    return [*found, Sheet(name="trace", title="Cohort trace by year, a column a state", frame=years, kind="share")]


def write_sheets(
    path: Path,
    sheets: Sequence[Sheet],
    *,
    title: str,
    facts: Sequence[tuple[str, str]],
    currency: str,
    stamped: Mapping[str, str],
) -> None:
    """Writes tables as one workbook: a front sheet that lists them, then a sheet a table.

    Args:
        path: file to write.
        sheets: in order; those without rows keep their header.
        title: of the whole.
        facts: lines of the front sheet, each with its name; those without a text are left out.
        currency: ISO 4217 code of amounts of money.
        stamped: as of `stamp`; goes into the document's properties.

    Raises:
        OSError: if the file can't be written.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    own: dict[str, object] = {
        "title": _plain(title),
        "comments": _plain(f"costeff, from {stamped.get('workbook', '')}"),
    }
    with suppress(ValueError):  # that of the run, so that the same run gives the same file
        own["created"] = datetime.fromisoformat(stamped.get("run at", ""))
    book.set_properties(own)
    for name, text in properties(stamped).items():
        book.set_custom_property(name, _plain(text), "text")
    formats = _formats(book, currency)
    named = dict(zip(_names([sheet.name for sheet in sheets]), sheets, strict=True))
    _front(book, title, facts, named, formats)
    made = [_sheet(book, name, sheet, formats) for name, sheet in named.items()]
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(f"{path}: {error}") from error
    if not all(sheet.written for sheet in made):
        raise InternalError(f"xlsxwriter {xlsxwriter.__version__} left out the rows of tables.")


def _names(wanted: Sequence[str]) -> list[str]:
    """Names of sheets: at most 31 characters, none that a spreadsheet refuses, each once, whatever the case."""
    taken, found = {FRONT}, []
    for name in wanted:
        clean = _plain(name).translate(_IN_NAMES).strip("' ") or "table"
        number, unique = 1, clean[:LONGEST_NAME]
        while unique.casefold() in taken:
            number += 1
            end = f" ({number})"
            unique = clean[: LONGEST_NAME - len(end)] + end
        taken.add(unique.casefold())
        found.append(unique)
    return found


def _formats(book: Any, currency: str) -> dict[str, Any]:
    """Cell formats by kind of number."""
    symbol = SYMBOLS.get(currency.upper(), "")
    money = f'"{symbol}"#,##0;\u2212"{symbol}"#,##0' if symbol else "#,##0;\u2212#,##0"
    codes: dict[Kind, str] = {
        "money": money,
        "effect": "0.000;\u22120.000",
        "share": "0.0%",
        "years": "0.00",
        "number": "General",
        "whole": "#,##0",
    }
    made: dict[str, Any] = {kind: book.add_format({**FONT, "num_format": code}) for kind, code in codes.items()}
    # Indented, or a text would touch the number at its left.
    made["text"] = book.add_format({**FONT, "num_format": "@", "indent": 1})
    made["wrapped"] = book.add_format({**FONT, "num_format": "@", "indent": 1, "text_wrap": True})
    made["head"] = book.add_format({**HEAD, "indent": 1})
    made["number_head"] = book.add_format({**HEAD, "align": "right"})
    made["title"] = book.add_format({**FONT, "bold": True, "font_size": 14, "indent": 1})
    return made


def _front(
    book: Any,
    title: str,
    facts: Sequence[tuple[str, str]],
    sheets: Mapping[str, Sheet],
    formats: Mapping[str, Any],
) -> None:
    """The first sheet: what was run, how, with which notes, and what is on which sheet."""
    front = book.add_worksheet(FRONT)
    front.set_column(0, 0, 24)
    front.set_column(1, 1, 90)
    front.fit_to_pages(1, 0)
    front.write_string(0, 0, _told(title), formats["title"])
    lines = [(name, text) for name, text in facts if text]
    for k, (name, text) in enumerate(lines, start=2):
        front.write_string(k, 0, _told(name), formats["text"])
        front.write_string(k, 1, _told(text), formats["wrapped"])
        front.set_row(k, LINE * math.ceil(max(1, len(text)) / ACROSS))  # not every program fits it by itself
    for k, (name, sheet) in enumerate(sheets.items(), start=len(lines) + 2):
        front.write_string(k, 0, _told(f"sheet {name}"), formats["text"])
        front.write_string(k, 1, _told(sheet.title), formats["text"])


def _facts(run: Run) -> list[tuple[str, str]]:
    """What a reader asks first, and the provenance."""
    study = run.study
    facts = [
        ("workbook", study.book),
        ("sha256", study.sha256),
        ("population", study.population),
        ("perspective", study.perspective),
        ("currency", f"{study.currency} {study.price_year}".strip()),
        ("horizon", study.horizon),
        ("reference", study.labels[study.reference]),
    ]
    for name in ("costeff", "draws", "seed", "design", "command", "started"):
        value = run.provenance.get(name)
        facts.append((name, "" if value is None else str(value)))
    return facts


def _sheet(book: Any, name: str, table: Sheet, formats: Mapping[str, Any]) -> TableSheet:
    """One table, its header frozen and filtered."""
    sheet, frame = book.add_worksheet(name, worksheet_class=TableSheet), table.frame
    names = [str(column) for column in frame.columns]
    by = frame[table.by].tolist() if table.by else []
    columns = []
    for column, head in enumerate(names):
        cells = frame.iloc[:, column]
        values = [_shown(value) for value in cells.tolist()]
        own = kind_of(head)
        kinds = [own or (kind_of(item) or table.kind) for item in by] or [own or table.kind] * len(values)
        style = "head" if pd.api.types.is_string_dtype(cells) else "number_head"
        columns.append(Column(head=_plain(head), look=style, values=values, kinds=kinds))
        sheet.set_column(column, column, min(max(len(head), _across(values)), WIDEST) + 2)
    sheet.fill(columns, formats)
    sheet.freeze_panes(1, 2 if "label" in names[:2] else 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(1, len(frame)), max(0, len(names) - 1))
    return cast(TableSheet, sheet)


def _shown(value: object) -> Value:
    """One value as what its cell holds: a number, a truth or a text; None for nothing."""
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str):
        return _plain(value) or None
    if value is None or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if math.isinf(value):
            return "not reached" if value > 0 else "none"
        return BLACK if hidden(value) else None
    return _plain(str(value)) or None


def _across(values: Sequence[Value]) -> int:
    """Width of what a column holds, in characters."""
    kinds = set(map(type, values))
    texts = max((len(text) for text in {value for value in values if isinstance(value, str)}), default=0)
    return max(texts, 5 if bool in kinds else 0, 12 if kinds & {int, float} else 0)


@functools.lru_cache(maxsize=4_096)  # labels come again in row after row
def _plain(text: str) -> str:
    """A text as a cell can hold it. Written as a text, it is never a formula, whatever it begins with."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return flat if len(flat) <= LONGEST else flat[: LONGEST - len(CUT)] + CUT


def _told(text: str) -> str:
    """The same for a cell that xlsxwriter writes, which takes `<r>...</r>` for markup."""
    flat = _plain(text)
    return f"{flat} " if flat.startswith("<r>") and flat.endswith("</r>") else flat
