"""The cells of a workbook as typed values, each with its place; nothing here knows the format of a model.

A formula is never calculated: its cell is worth the value that was stored with it.
"""

from __future__ import annotations

import gc
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel, from_ISO8601

from costeff.errors import Problem, Where
from costeff.errors.cells import ErrorCell, NotCalculated
from costeff.workbook.archive import damaged, open_archive
from costeff.workbook.markup import Budget
from costeff.workbook.package import Package, Style, open_package, unescaped
from costeff.workbook.ranges import LAST_ROW
from costeff.workbook.raw import RawCell, Sheet, Tally, read_sheet

QUOTED_FORMULA = 200
"""Characters of a formula that a message quotes."""
TRANSLATED = 200
"""Shared formulas that are written out as of their own cell, for messages."""

Moment = datetime | date | time | timedelta
Value = float | str | bool | Moment | None

_LIKE = str.maketrans(
    "\u00a0\u2007\u202f\u2009\t\r\n\u2018\u2019\u201a\u201c\u201d\u201e\u2212\u2013", "       '''\"\"\"--"
)
"""One for one: spaces of other widths, quotes that a word processor curls, minus signs and dashes."""
_INVISIBLE = "\u200b\u200c\u200d\ufeff\u2060"
_BLANKS = _INVISIBLE + " \t\r\n\u00a0\u2007\u202f\u2009"
_STORED = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
"""A number as files have it."""
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


def load(content: bytes, book: str, wanted: Callable[[str], int] | None = None) -> tuple[Page, ...]:
    """Reads the sheets of a workbook.

    Args:
        content: bytes of the file.
        book: name of the file, for the places.
        wanted: how many filled rows a sheet may have, by its name; one that may have none isn't opened, and comes
            back empty. None = open all, whatever their rows.

    Returns:
        The sheets, in their order.

    Raises:
        WorkbookError: if the file is damaged, or exceeds a limit.
    """
    with _uncollected():
        return tuple(_pages(content, book, wanted or _all))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the garbage collector from searching, again and again, what is only being built up."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _all(name: str) -> int:
    """As many rows as a sheet can have."""
    return LAST_ROW


def _pages(content: bytes, book: str, wanted: Callable[[str], int]) -> Iterator[Page]:
    """The sheets, one by one."""
    archive = open_archive(content, Where(book=book))
    budget, tally = Budget(), Tally()
    package = open_package(archive, budget)
    formulas = _Formulas()
    for name, part in package.sheets:
        where = Where(book=book, sheet=name)
        page = Page(where)
        most = wanted(name)
        if most:
            sheet = read_sheet(archive, part, Sheet(where, tally, most), budget)
            page = Page(where, _rows(sheet.cells, page, package, formulas), tuple(sheet.merged))
        yield page
        formulas.shared.clear()


@dataclass(slots=True)
class _Formulas:
    """Formulas as messages quote them.

    Attributes:
        shared: number to the formula and its cell, on the sheet at hand. Only its first cell has the text.
        translated: how many were written out as of another cell.
    """

    shared: dict[str, tuple[str, str]] = field(default_factory=dict)
    translated: int = 0

    def note(self, cell: RawCell) -> None:
        """Remembers the text of a shared formula."""
        if cell.shared and cell.formula != "=":
            self.shared.setdefault(cell.shared, (cell.formula, address(cell.row, cell.column)))

    def text(self, cell: RawCell) -> str:
        """The formula of a cell as typed; empty where there is none."""
        if not cell.formula:
            return ""
        text = cell.formula if cell.formula != "=" else ""
        if not text and cell.shared in self.shared and self.translated < TRANSLATED:
            self.translated += 1
            master, origin = self.shared[cell.shared]
            if len(master) <= QUOTED_FORMULA:
                text = str(Translator(master, origin).translate_formula(address(cell.row, cell.column)))
        return text if 0 < len(text) <= QUOTED_FORMULA else text[: QUOTED_FORMULA - 3] + "..." if text else "=..."


def _rows(cells: list[RawCell], page: Page, package: Package, formulas: _Formulas) -> dict[int, dict[int, Cell]]:
    """The cells of a sheet by row and column, in their order; blank ones are left out."""
    rows: dict[int, dict[int, Cell]] = {}
    for raw in sorted(cells, key=itemgetter(0, 1)):  # of two at one place, the later counts
        formulas.note(raw)
        cell = _cell(raw, page, package, formulas)
        if not cell.blank:
            rows.setdefault(raw.row, {})[raw.column] = cell
    return rows


def _cell(raw: RawCell, page: Page, package: Package, formulas: _Formulas) -> Cell:
    """One cell, by the kind of its value."""
    value, row, column = raw.value, raw.row, raw.column
    if raw.kind == "n" and value:
        style = package.styles[raw.style] if raw.style < len(package.styles) else Style()
        if not style.date and _STORED.fullmatch(value) and math.isfinite(number := float(value)):
            return Cell(page.place(row, column, shown(number, style.percent)), number, style.percent)
        return _unusual(raw, page, package, style, formulas)
    if raw.kind in ("s", "str", "inlineStr") and value is not None:
        text = value if raw.kind == "inlineStr" else _text(raw, page, package)
        place = page.place(row, column, tidy(text))  # the text that expressions are read from, and spans count in
        return Cell(place, text.strip(_BLANKS) if place.text else None)
    if raw.kind == "b" and value in ("0", "1"):
        return Cell(page.place(row, column, "TRUE" if value == "1" else "FALSE"), value == "1")
    if not value:
        if not raw.formula:
            return Cell(page.place(row, column))
        formula = formulas.text(raw)
        place = page.place(row, column, formula)
        return Cell(place, problem=NotCalculated(where=place, formula=formula))
    return _unusual(raw, page, package, Style(), formulas)


def _text(raw: RawCell, page: Page, package: Package) -> str:
    """The text of a cell, which may be stored elsewhere under a number."""
    value = raw.value or ""
    if raw.kind != "s":
        return unescaped(value)
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else -1
    if not 0 <= number < len(package.texts):
        raise damaged(page.place(raw.row, raw.column), "the text of this cell is missing")
    return package.texts[number]


def _unusual(raw: RawCell, page: Page, package: Package, style: Style, formulas: _Formulas) -> Cell:
    """A date or time, or an error: what Excel says is one, and a number that is none."""
    value = raw.value or ""
    moment: Moment | None = None
    try:
        if raw.kind == "d":
            moment = from_ISO8601(value)  # type: ignore[no-untyped-call]
        elif raw.kind == "n" and style.date and _STORED.fullmatch(value):
            moment = from_excel(float(value), package.epoch, timedelta=style.duration)
    except (ValueError, OverflowError, TypeError):  # beyond the calendar
        value = "#VALUE!"
    if moment is not None:
        text = str(moment.date() if isinstance(moment, datetime) and moment.time() == time() else moment)
        return Cell(page.place(raw.row, raw.column, text), moment)
    code, formula = value[:20], formulas.text(raw)
    place = page.place(raw.row, raw.column, formula or code)
    return Cell(place, problem=ErrorCell(where=place, code=code, formula=formula))
