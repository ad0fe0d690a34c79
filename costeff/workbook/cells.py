"""The cells of a workbook as typed values, each with its place; nothing here knows the format of a model.

The workbook is loaded twice, for the formulas and for the values that were stored with them; it is never written.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from costeff.errors import Problem, Where, WorkbookError
from costeff.errors.cells import ErrorCell, NotCalculated
from costeff.errors.sheets import DamagedWorkbook, TooLarge

MAX_CELLS = 2_000_000
"""Filled cells of one workbook."""

Moment = datetime | date | time | timedelta
Value = float | str | bool | Moment | None

_LIKE = str.maketrans(
    "\u00a0\u2007\u202f\u2009\t\r\n\u2018\u2019\u201a\u201c\u201d\u201e\u2212\u2013", "       '''\"\"\"--"
)
"""One for one: spaces of other widths, quotes that a word processor curls, minus signs and dashes."""
_INVISIBLE = "\u200b\u200c\u200d\ufeff\u2060"
_BLANKS = _INVISIBLE + " \t\r\n\u00a0\u2007\u202f\u2009"
_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?\s*%?$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        where: its place, with its text as shown, made tidy.
        value: a number, a text as typed (never empty), a bool, a date or time, or None for blank.
        percent: whether it is formatted as a percentage.
        problem: why it has no value, for error cells and formulas that were not calculated.
    """

    where: Where
    value: Value = None
    percent: bool = False
    problem: Problem | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None and self.problem is None


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet.

    Attributes:
        where: the sheet.
        rows: row number to column number to cell, both from 1; blank cells are left out.
        merged: ranges of merged cells, as (first row, first column, last row, last column).
    """

    where: Where
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def name(self) -> str:
        """Name of the sheet."""
        return self.where.sheet

    def cell(self, row: int, column: int) -> Cell:
        """One cell; a blank one where there is nothing."""
        found = self.rows.get(row, {}).get(column)
        return found or Cell(self.place(row, column))

    def place(self, row: int, column: int, text: str = "") -> Where:
        """The address of a cell."""
        return Where(book=self.where.book, sheet=self.name, cell=address(row, column), text=text)

    def merge_around(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        """The merged range that a cell belongs to, if any."""
        for area in self.merged:
            if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
                return area
        return None


def address(row: int, column: int) -> str:
    """`F7`."""
    return f"{get_column_letter(column)}{row}"


def as_number(text: str) -> float | None:
    """The number that a text is, without doubt: `0.35`, ` 28.4% `, `-1e-3`; None for any other."""
    bare = text.strip()
    if not _NUMBER.match(bare):
        return None
    value = float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)
    return value if math.isfinite(value) else None


def shown(value: float, percent: bool = False) -> str:
    """A number as a user would see it: `0.35`, `28.4%`."""
    if percent:
        return f"{value * 100:.12g}%"
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def tidy(text: str) -> str:
    """A text with ordinary spaces, quotes and minus signs, without blanks at its ends."""
    return text.translate(_LIKE).strip(_BLANKS)


def load(content: bytes, book: str) -> tuple[Page, ...]:
    """Reads every sheet of a workbook.

    Args:
        content: bytes of the file, as they passed the guard.
        book: name of the file, for the places.

    Returns:
        The sheets, in their order.

    Raises:
        WorkbookError: if the file can't be parsed, or has too many cells.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on extensions that openpyxl would lose when writing; we never write
            written = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
            stored = openpyxl.load_workbook(io.BytesIO(content), keep_links=False, data_only=True)
    except Exception as error:  # a parser meets whatever a damaged file holds
        reason = f"{error or type(error).__name__}".splitlines()[0][:200]
        raise WorkbookError([DamagedWorkbook(where=Where(book=book), reason=reason)]) from error
    total = sum(len(sheet._cells) for sheet in written.worksheets)
    if total > MAX_CELLS:
        problem = TooLarge(where=Where(book=book), what="the number of its cells", size=total, limit=MAX_CELLS)
        raise WorkbookError([problem])
    return tuple(_page(sheet, stored[sheet.title], book) for sheet in written.worksheets)


def _page(written: Any, stored: Any, book: str) -> Page:
    """One sheet. Only cells that exist are visited: the far corner of a sheet costs nothing."""
    page = Page(
        Where(book=book, sheet=written.title),
        merged=tuple((m.min_row, m.min_col, m.max_row, m.max_col) for m in written.merged_cells.ranges),
    )
    rows: dict[int, dict[int, Cell]] = {}
    for row, column in sorted(written._cells):
        cell = _cell(written._cells[row, column], stored._cells.get((row, column)), page, row, column)
        if not cell.blank:
            rows.setdefault(row, {})[column] = cell
    return Page(page.where, rows, page.merged)


def _cell(written: Any, stored: Any, page: Page, row: int, column: int) -> Cell:
    """One cell from its two readings."""
    formula = _formula(written)
    source = stored if formula else written
    value = None if source is None else source.value
    if source is not None and source.data_type == "e":
        code = str(value)
        place = page.place(row, column, formula or code)
        return Cell(place, problem=ErrorCell(where=place, code=code, formula=formula))
    if formula and value is None and (stored is None or stored.data_type != "s"):
        place = page.place(row, column, formula)
        return Cell(place, problem=NotCalculated(where=place, formula=formula))
    percent = isinstance(value, int | float) and "%" in str(written.number_format)
    if isinstance(value, bool):
        return Cell(page.place(row, column, str(value).upper()), value)
    if isinstance(value, int | float):
        return Cell(page.place(row, column, shown(value, percent)), float(value), percent)
    if isinstance(value, Moment):
        text = str(value.date() if isinstance(value, datetime) and value.time() == time() else value)
        return Cell(page.place(row, column, text), value)
    text = str(value) if value is not None else ""
    place = page.place(row, column, tidy(text))  # the text that expressions are read from, and spans count in
    return Cell(place, text.strip(_BLANKS) if place.text else None)


def _formula(written: Any) -> str:
    """The formula of a cell as typed; empty where there is none."""
    if written.data_type != "f":
        return ""
    text = getattr(written.value, "text", written.value)  # an array formula is an object with a text
    return str(text) if text else "=..."
