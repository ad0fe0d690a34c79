"""What the readers of all sheets share: finding the rows, reading ids, further columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from costeff.errors import Problem, Where
from costeff.errors.cells import BadForm, DuplicateId
from costeff.errors.sheets import NoRows
from costeff.workbook.cells import Page
from costeff.workbook.columns import KINDS, Column
from costeff.workbook.header import find_columns
from costeff.workbook.names import plain_name
from costeff.workbook.rows import Log, Row, header_text, rows_of
from costeff.workbook.schema import Sheet
from costeff.workbook.selection import Known

Judge = Callable[[Where], Problem | None]


def read_rows(page: Page, sheet: Sheet, log: Log, known: Known) -> Iterator[Row]:
    """The rows of a sheet of the schema; a required sheet must have some."""
    before = log.errors
    columns = find_columns(page, sheet, log)
    if columns is None or ("id" in sheet.names and "id" not in columns and sheet.column("id").required):
        known.uncertain.add(sheet.name)
    if columns is None:
        return
    if sheet.further:
        headers = (header_text(cell) for cell in page.rows[1].values())
        known.columns |= {text for text in headers if plain_name(text) not in sheet.names}
    texts = frozenset(column.name for column in sheet.columns if column.kind == "text")
    rows = list(rows_of(page, columns, texts, log))
    if log.errors > before:  # a bad header hides names, merged cells hide ids
        known.uncertain.add(sheet.name)
    if not rows and sheet.required:
        log.add(NoRows(where=page.where, row=sheet.row))
    yield from rows


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
