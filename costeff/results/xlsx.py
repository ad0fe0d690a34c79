"""Tables as one formatted workbook: a sheet a table, numbers as numbers, text as text and never as a formula."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from costeff.format import SYMBOLS
from costeff.results.breakdown import trace_by_year
from costeff.results.decision import ceac_by_price
from costeff.results.listing import TABLES, Kind, Table, kind_of
from costeff.results.run import Run

LONGEST = 32_767
"""Characters that a cell can hold."""

CUT = "..."
"""What a text ends in that is longer."""

_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)], "\ufffd")
"""Control characters, and halves of a pair: a spreadsheet can't show them, or refuses the file for them."""

FONT: Mapping[str, object] = {"font_name": "Calibri", "font_size": 11, "valign": "top"}

HEAD: Mapping[str, object] = {**FONT, "bold": True, "bottom": 1, "bg_color": "#E8EEF4"}

WIDEST = 48
"""Of a column, in characters; longer texts run on."""


def write_xlsx(run: Run, tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Writes `tables.xlsx`.

    Args:
        run: for the front sheet and the trace.
        tables: name to frame, as in `TABLES`.
        path: file to write.

    Raises:
        OSError: if the file can't be written.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": _plain(run.study.title), "comments": _plain(f"costeff, from {run.study.book}")})
    formats = _formats(book, run.study.currency)
    shown = [t for t in TABLES if t.sheet and len(tables[t.name])]
    _front(book, run, shown, formats)
    for table in shown:
        frame = tables[table.name]
        _sheet(book, table, ceac_by_price(frame) if table.name == "ceac" else frame, formats)
    trace = Table(name="trace", title="Cohort trace", make=Run.trace_table, kind="share")
    _sheet(book, trace, trace_by_year(run.study, run.trace), formats)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(f"{path}: {error}") from error


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
    made["head"] = book.add_format({**HEAD, "indent": 1})
    made["number_head"] = book.add_format({**HEAD, "align": "right"})
    made["title"] = book.add_format({**FONT, "bold": True, "font_size": 14, "indent": 1})
    return made


def _front(book: Any, run: Run, shown: list[Table], formats: Mapping[str, Any]) -> None:
    """The first sheet: what was run, how, with which notes, and what is on which sheet."""
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, _plain(run.study.title), formats["title"])
    lines = [(name, text) for name, text in _facts(run) if text]
    lines += [("note", text) for text in run.notes]
    lines += [(f"sheet {table.name}", table.title) for table in shown]
    lines.append(("sheet trace", "Cohort trace by year, a column a state"))
    for k, (name, text) in enumerate(lines, start=2):
        sheet.write_string(k, 0, name, formats["text"])
        sheet.write_string(k, 1, _plain(text), formats["text"])


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


def _sheet(book: Any, table: Table, frame: pd.DataFrame, formats: Mapping[str, Any]) -> None:
    """One table, its header frozen and filtered."""
    sheet = book.add_worksheet(table.name)
    names = [str(name) for name in frame.columns]
    for column, name in enumerate(names):
        head = "head" if pd.api.types.is_string_dtype(frame.iloc[:, column]) else "number_head"
        sheet.write_string(0, column, _plain(name), formats[head])
    by = frame[table.by].tolist() if table.by else []
    for column, name in enumerate(names):
        values = frame.iloc[:, column].tolist()
        own = kind_of(name)
        width = len(name)
        for row, value in enumerate(values):
            kind = own or (kind_of(by[row]) if by else None) or table.kind
            width = max(width, _cell(sheet, row + 1, column, value, formats, kind))
        sheet.set_column(column, column, min(width, WIDEST) + 2)
    sheet.freeze_panes(1, 2 if "label" in names[:2] else 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(1, len(frame)), max(0, len(names) - 1))


def _cell(sheet: Any, row: int, column: int, value: object, formats: Mapping[str, Any], kind: Kind) -> int:
    """Writes one value as what it is; its width in characters."""
    if value is None or value is pd.NA:
        return 0
    if isinstance(value, bool | np.bool_):
        sheet.write_boolean(row, column, bool(value), formats["number"])
        return 5
    if isinstance(value, int | float):
        if math.isnan(value):
            return 0
        if math.isinf(value):
            sheet.write_string(row, column, "not reached" if value > 0 else "none", formats["text"])
            return 11
        sheet.write_number(row, column, value, formats[kind])
        return 12
    text = str(value)
    if text:
        sheet.write_string(row, column, _plain(text), formats["text"])
    return len(text)


def _plain(text: str) -> str:
    """A text as a cell can hold it. Written as a text, it is never a formula, whatever it begins with."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return flat if len(flat) <= LONGEST else flat[: LONGEST - len(CUT)] + CUT
