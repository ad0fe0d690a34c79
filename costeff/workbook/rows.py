"""The rows of one sheet, found by header: every cell read as its column says, every problem collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from costeff.errors import Problem, Where, WorkbookError
from costeff.errors.cells import (
    BadForm,
    DateCell,
    MergedCells,
    MergedText,
    MissingCell,
    NotANumber,
    NumberAsText,
    OutOfRange,
    UnknownWord,
)
from costeff.errors.sheets import MissingColumn, TotalsRow
from costeff.expr import ExpressionError, nearest, parse
from costeff.expr.tree import Formula, Number
from costeff.model.time import Duration, parse_duration
from costeff.workbook.cells import Cell, Moment, Page, address, as_number, tidy
from costeff.workbook.columns import KINDS, Column
from costeff.workbook.guesses import TOTALS, number_hint
from costeff.workbook.limits import ERRORS, EXPRESSIONS
from costeff.workbook.names import plain_name


@dataclass(slots=True)
class Log:
    """The problems found so far, in the order found.

    Attributes:
        problems: each once.
        errors: number of those that stop a run.
        seen: the problems, to be looked up.
        expressions: number of expressions that were read.
    """

    problems: list[Problem] = field(default_factory=list)
    errors: int = 0
    seen: set[Problem] = field(default_factory=set)
    expressions: int = 0

    def add(self, problem: Problem) -> None:
        """Notes a problem, once.

        Raises:
            WorkbookError: with those found so far, if they are so many that nobody would read on.
        """
        if problem in self.seen:
            return
        self.seen.add(problem)
        self.problems.append(problem)
        self.errors += problem.severity == "error"
        if self.errors >= ERRORS.most:
            raise WorkbookError(self.problems)

    def expression(self, where: Where) -> None:
        """Counts an expression.

        Raises:
            WorkbookError: if there are too many.
        """
        self.expressions += 1
        if self.expressions > EXPRESSIONS.most:
            raise EXPRESSIONS.exceeded(where, self.expressions)


@dataclass(slots=True)
class Row:
    """One row that isn't blank. A cell that can't be read is noted, makes the row `failed`, and reads as blank."""

    page: Page
    number: int
    columns: Mapping[str, int]
    log: Log
    failed: bool = False

    def cell(self, name: str) -> Cell:
        """The cell under a header; a blank one where the sheet has no such column."""
        column = self.columns.get(name)
        return self.page.cell(self.number, column) if column else Cell(self.page.place(self.number, 1))

    def where(self, name: str) -> Where:
        """Its place."""
        return self.cell(name).where

    def places(self) -> dict[str, Where]:
        """Every column's cell, for the parts of the model."""
        return {name: self.cell(name).where for name in self.columns}

    def fault(self, problem: Problem) -> None:
        """Notes a problem; an error makes the row unusable."""
        self.log.add(problem)
        self.failed = self.failed or problem.severity == "error"

    def lacks(self, column: str, expected: str) -> None:
        """Notes that a cell must be filled here, or that its column isn't there, which is told once a sheet."""
        if column in self.columns:
            self.fault(MissingCell(where=self.where(column), column=column, expected=expected))
        else:
            self.fault(MissingColumn(where=self.page.where, column=column))

    def _present(self, column: Column) -> Cell | None:
        """The cell, if something readable stands in it; notes what is missing or broken."""
        cell = self.cell(column.name)
        if cell.problem is not None:
            self.fault(cell.problem)
            return None
        if cell.blank:
            if column.required and column.name in self.columns:
                merge = self.page.merge_around(self.number, self.columns[column.name])
                merged = f"{address(merge[0], merge[1])}:{address(merge[2], merge[3])}" if merge else ""
                expected = f"one of: {', '.join(column.words)}" if column.words else KINDS[column.kind]
                self.fault(MissingCell(where=cell.where, column=column.name, expected=expected, merged=merged))
            elif column.required:
                self.failed = True  # the missing column has been told once
            return None
        return cell

    def text(self, column: Column) -> str:
        """Free text; empty for a blank cell."""
        cell = self._present(column)
        if cell is None:
            return ""
        return cell.value if isinstance(cell.value, str) else cell.where.text

    def words(self, column: Column) -> str:
        """Tidied text for cells with a form of their own; empty for a blank cell."""
        cell = self._present(column)
        if cell is None:
            return ""
        if isinstance(cell.value, Moment):
            self.fault(DateCell(where=cell.where, column=column.name, date=cell.where.text))
            return ""
        return " ".join(cell.where.text.split())

    def word(self, column: Column) -> str:
        """One of the column's words, as the schema spells it; the default for a blank cell."""
        text = self.words(column)
        for word in column.words:
            if plain_name(word) == plain_name(text):
                return word
        if text:
            where = self.where(column.name)
            close = nearest(text, column.words) or tuple(
                w for w in column.words if plain_name(text).startswith(f"{w} ")
            )
            self.fault(UnknownWord(where=where, column=column.name, words=column.words, nearest=close))
        return column.default

    def yes(self, column: Column) -> bool:
        """Yes or no; also TRUE and FALSE, 1 and 0."""
        cell = self._present(column)
        text = (cell.where.text if cell else column.default).casefold()
        if text in ("yes", "y", "true", "1"):
            return True
        if text not in ("no", "n", "false", "0"):
            self.fault(UnknownWord(where=self.where(column.name), column=column.name, words=("yes", "no")))
        return False

    def number_in(self, column: Column) -> float | None:
        """A number within the column's limits; None for a blank cell."""
        cell = self._present(column)
        if cell is None:
            return None
        value = self._as_number(cell, column)
        low, high = (0.0, 1.0) if column.kind == "fraction" else (column.low, column.high)
        if value is not None and not low <= value <= high:
            self.fault(OutOfRange(where=cell.where, column=column.name, value=value, low=low, high=high))
            return None
        return value

    def _as_number(self, cell: Cell, column: Column) -> float | None:
        if isinstance(cell.value, bool) or cell.value is None:
            self.fault(NotANumber(where=cell.where, column=column.name, hint="Type the number alone."))
            return None
        if isinstance(cell.value, Moment):
            self.fault(DateCell(where=cell.where, column=column.name, date=cell.where.text))
            return None
        if isinstance(cell.value, float):
            return cell.value
        value = as_number(cell.where.text)
        if value is None:
            self.fault(NotANumber(where=cell.where, column=column.name, hint=number_hint(cell.where.text)))
        else:
            self.fault(NumberAsText(where=cell.where, value=value))
        return value

    def formula(self, column: Column) -> Formula | None:
        """An expression; None for a blank cell."""
        cell = self._present(column)
        if cell is None:
            return None
        if isinstance(cell.value, Moment):
            self.fault(DateCell(where=cell.where, column=column.name, date=cell.where.text))
            return None
        if isinstance(cell.value, bool | float):
            span = (0, len(cell.where.text))
            return Formula(tree=Number(float(cell.value), span), where=cell.where)
        self.log.expression(cell.where)
        try:
            return parse(cell.where)
        except ExpressionError as error:
            for problem in error.problems:
                self.fault(problem)
            return None

    def duration(self, column: Column) -> Duration | None:
        """A length of time; None for a blank cell."""
        text = self.words(column)
        if not text:
            return None
        length = parse_duration(text)
        if length is None:
            self.fault(BadForm(where=self.where(column.name), column=column.name, expected=KINDS["duration"]))
        return length


def rows_of(page: Page, columns: Mapping[str, int], texts: frozenset[str], log: Log) -> Iterator[Row]:
    """The rows of a sheet below its header, blank ones left out.

    Args:
        page: the sheet.
        columns: header to column number.
        texts: headers of free-text columns, where merged cells do little harm.
        log: collects problems, merged cells among them.
    """
    headers = {number: name for name, number in columns.items()}
    broken = _merged_rows(page, headers, texts, log)
    for number in sorted(page.rows):
        if number <= 1 or number in broken or not any(c in headers for c in page.rows[number]):
            continue
        first = page.rows[number][min(page.rows[number])]
        if first.where.text.strip(" :").casefold() in TOTALS:
            log.add(TotalsRow(where=first.where))
        else:
            yield Row(page, number, columns, log)


def _merged_rows(page: Page, headers: Mapping[int, str], texts: frozenset[str], log: Log) -> frozenset[int]:
    """Notes merged cells below the header; the rows that can't be read for them."""
    broken: set[int] = set()
    for top, left, bottom, right in page.merged:
        hidden = {
            (row, column)
            for row in page.rows
            if row > 1 and top <= row <= bottom
            for column in headers
            if left <= column <= right and (row, column) != (top, left)
        }
        if not hidden or page.cell(top, left).blank:
            continue
        where = Where(book=page.where.book, sheet=page.name, cell=f"{address(top, left)}:{address(bottom, right)}")
        if all(headers[column] in texts for _, column in hidden) and headers.get(left) in texts:
            log.add(MergedText(where=where))
        else:
            log.add(MergedCells(where=where))
            broken |= {row for row, _ in hidden} | {top}
    return frozenset(broken)


def header_text(cell: Cell) -> str:
    """A header without stray blanks."""
    return " ".join(tidy(cell.where.text).split())
