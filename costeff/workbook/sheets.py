"""What the readers of all sheets share: finding the rows, reading ids, further columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from costeff.errors import Problem, Where
from costeff.errors.cells import AlikeIds, BadForm, DuplicateId
from costeff.errors.sheets import NoRows, TextsForNumbers
from costeff.expr import ExpressionError, parse
from costeff.workbook.cells import Cell, Page
from costeff.workbook.columns import KINDS, Column
from costeff.workbook.header import find_columns
from costeff.workbook.names import plain_name
from costeff.workbook.rows import Log, Row, header_text, rows_of
from costeff.workbook.schema import Sheet
from costeff.workbook.selection import Known

_WORDS = re.compile(r"[A-Za-z]{2,},? +[A-Za-z]")

Judge = Callable[[Where], Problem | None]


def read_rows(page: Page, sheet: Sheet, log: Log, known: Known) -> Iterator[Row]:
    """The rows of a sheet of the schema; a required sheet must have some."""
    before = log.errors
    columns = find_columns(page, sheet, log)
    if columns is None or ("id" in sheet.names and "id" not in columns and sheet.column("id").required):
        known.uncertain.add(sheet.name)
    if columns is None:
        return
    if sheet.further == "names":
        headers = (header_text(cell) for cell in page.rows[1].values())
        known.columns |= {text for text in headers if plain_name(text) not in sheet.names}
    if sheet.further == "names":
        _drop_texts(page, sheet, columns, log)
    texts = frozenset(column.name for column in sheet.columns if column.kind == "text")
    rows = list(rows_of(page, columns, texts, log))
    if log.errors > before:  # a bad header hides names, merged cells hide ids
        known.uncertain.add(sheet.name)
    if not rows and sheet.required:
        log.add(NoRows(where=page.where, row=sheet.row))
    yield from rows


def _drop_texts(page: Page, sheet: Sheet, columns: dict[str, int], log: Log) -> None:
    """Tells columns of the user's own that hold nothing but sentences, once a column, and leaves them out."""
    for name, number in list(columns.items()):
        cells = [row[number] for n, row in page.rows.items() if n > 1 and number in row]
        if name in sheet.names or not cells or not all(_is_sentence(cell) for cell in cells):
            continue
        example = cells[0].where.text
        log.add(TextsForNumbers(where=page.place(1, number, name), column=name, example=example))
        del columns[name]


def _is_sentence(cell: Cell) -> bool:
    """Whether a cell holds words side by side, which no expression does."""
    if not isinstance(cell.value, str) or not _WORDS.search(cell.where.text):
        return False
    try:
        parse(cell.where)
    except ExpressionError:
        return True
    return False


def further_columns(row: Row, sheet: Sheet) -> tuple[Column, ...]:
    """The columns of a row that are names of the user's own."""
    return tuple(Column(name, "expression", "") for name in row.columns if name not in sheet.names)


@dataclass(slots=True)
class Ids:
    """Reads the ids of one sheet: each a name, each once.

    Attributes:
        sheet: whose ids they are.
        known: notes when an id can't be read, so that nobody is blamed for referring to it.
        into: takes every id read, of rows that fail as well.
        first: id to where it stood first.
    """

    sheet: Sheet
    known: Known
    into: list[str]
    first: dict[str, Where] = field(default_factory=dict)

    def read(self, row: Row, judge: Judge | None) -> str:
        """The id of a row; `judge` says what is wrong with it as a name, None lets any text without commas pass."""
        text = row.words(self.sheet.column("id"))
        where = row.where("id")
        if not text:
            if self.sheet.column("id").required or row.cell("id").problem is not None:
                self.known.uncertain.add(self.sheet.name)
            return ""
        if text in self.first:
            self.known.uncertain.add(self.sheet.name)  # one of the two was to have another id
            row.fault(DuplicateId(where=where, first=str(self.first[text])))
            return text
        alike = next((other for other in self.first if other.casefold() == text.casefold()), None)
        if alike is not None:
            row.fault(AlikeIds(where=where, other=alike, first=str(self.first[alike])))
        self.first[text] = where
        self.into.append(text)
        problem = judge(where) if judge else _bad_key(where)
        if problem is not None:
            self.known.uncertain.add(self.sheet.name)  # others may name it as it should be
            row.fault(problem)
        return text


def _bad_key(where: Where) -> Problem | None:
    """A key may be any text that a list with commas can hold."""
    if "," in where.text or ";" in where.text:
        return BadForm(where=where, column="id", expected=KINDS["key"])
    return None
