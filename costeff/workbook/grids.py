"""Sheets that are one block of cells under a header: tables, covariances, draws."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from costeff.errors import Where
from costeff.errors.cells import BadForm, MergedCells
from costeff.errors.sheets import DuplicateColumn, KeysNotRising, NoHeader, NoRows
from costeff.expr.tree import Formula
from costeff.model.parts import Table
from costeff.workbook.cells import Cell, Page, address
from costeff.workbook.columns import Column
from costeff.workbook.header import tell_stray_cells
from costeff.workbook.inflation import INFLATION, YEAR, year_of
from costeff.workbook.rows import Log, Row, header_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A block of cells, every one filled or told.

    Attributes:
        headers: text of each header.
        header_cells: the cells of row 1.
        rows: the cells below, one a header.
        key: whether the first column is a key of `text` or `number`, or None for a value as the others.
        lines: the rows as readers of cells.
    """

    headers: tuple[str, ...]
    header_cells: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: Literal["text", "number"] | None
    lines: tuple[Row, ...]

    def numbers(self, log: Log) -> tuple[tuple[float, ...], ...] | None:
        """The values as numbers; None if one isn't, which is told."""
        found = []
        before = log.errors
        for line in self.lines:
            columns = self.headers[1:] if self.key else self.headers
            found.append(tuple(line.number_in(_number(name)) for name in columns))
        if log.errors > before:
            return None
        return tuple(tuple(value for value in row if value is not None) for row in found)


def _number(name: str) -> Column:
    return Column(name, "number", "", required=True)


def _value(name: str) -> Column:
    return Column(name, "expression", "", required=True)


def read_grid(page: Page, log: Log, key: Literal["text", "number"] | None) -> Grid | None:
    """The block of cells of a sheet; None if it has no header or no rows, or columns of the same name."""
    columns: dict[str, int] = {}
    cells: list[Cell] = []
    before = log.errors
    corner = _blank_corner(page) if key == "text" else None
    if corner is not None:
        columns[""] = corner
        cells.append(page.cell(1, corner))
    for number, cell in sorted(page.rows.get(1, {}).items()):
        if cell.problem is not None:
            log.add(cell.problem)
            continue
        text = header_text(cell)
        if text in columns:
            log.add(DuplicateColumn(where=page.place(1, number, text), first=address(1, columns[text])))
            continue
        columns[text] = number
        cells.append(cell)
    if len(columns) < (2 if key else 1):
        expected = ("a key", "a column of values") if key else ("the ids of parameters",)
        log.add(NoHeader(where=page.place(1, 1), expected=expected))
        return None
    for top, left, bottom, right in page.merged:
        if bottom > 1 and not page.cell(top, left).blank and left in columns.values():
            place = page.place(top, left)
            area = f"{place.cell}:{address(bottom, right)}"
            log.add(MergedCells(where=type(place)(book=place.book, sheet=place.sheet, cell=area)))
    filled = {number for number in page.rows if number > 1 and set(columns.values()) & set(page.rows[number])}
    if not filled:
        log.add(NoRows(where=page.where, row="one row"))
    tell_stray_cells(page, log, corner)
    if log.errors > before:
        return None
    lines = tuple(Row(page, number, columns, log) for number in sorted(filled))
    rows = tuple(tuple(line.cell(name) for name in columns) for line in lines)
    return Grid(headers=tuple(columns), header_cells=tuple(cells), rows=rows, key=key, lines=lines)


Square = tuple[tuple[tuple[float, ...], ...], tuple[tuple[Where, ...], ...]]


def read_square(grid: Grid, log: Log) -> Square | None:
    """A symmetric square given whole, or by its lower or its upper triangle with the other half blank.

    Returns:
        The numbers and the cell of each, mirrored where a half is blank; None if one is missing, which is told.
    """
    names = grid.headers[1:]
    size = len(names)
    below = [(j, k) for j in range(size) for k in range(j)]
    cells = [[line.cell(name) for name in names] for line in grid.lines]
    upper_blank = all(cells[k][j].blank for j, k in below)
    lower_blank = all(cells[j][k].blank for j, k in below)
    source: dict[tuple[int, int], tuple[int, int]] = {}
    for j, k in below:
        if upper_blank:
            source[k, j] = (j, k)
        elif lower_blank:
            source[j, k] = (k, j)
    before = log.errors
    read: dict[tuple[int, int], float | None] = {}
    for j, line in enumerate(grid.lines):
        for k, name in enumerate(names):
            if (j, k) not in source:
                read[j, k] = line.number_in(_number(name))
    if log.errors > before:
        return None
    numbers, places = [], []
    for j in range(size):
        found = [source.get((j, k), (j, k)) for k in range(size)]
        numbers.append(tuple(value for at in found if (value := read[at]) is not None))
        places.append(tuple(cells[a][b].where for a, b in found))
    return tuple(numbers), tuple(places)


def _blank_corner(page: Page) -> int | None:
    """The column of names of a square whose corner is blank, as in most printed ones."""
    header = page.rows.get(1, {})
    first = min((column for number, row in page.rows.items() if number > 1 for column in row), default=None)
    return first if first is not None and header and first < min(header) else None


def read_table(page: Page, name: str, log: Log) -> Table | None:
    """A table of numbers or expressions by rising keys; None if it can't be read.

    The keys of the table of inflation are years, and may be written as `2019/20`.
    """
    grid = read_grid(page, log, key="number")
    if grid is None:
        return None
    keys: list[float] = []
    cells: list[list[Formula]] = [[] for _ in grid.headers[1:]]
    before = log.errors
    for line in grid.lines:
        key = _year(line, grid) if name.casefold() == INFLATION else line.number_in(_number(grid.headers[0]))
        if key is not None:
            keys.append(key)
        for column, header in zip(cells, grid.headers[1:], strict=True):
            formula = line.formula(_value(header))
            if formula is not None:
                column.append(formula)
    if log.errors > before:
        return None
    for (previous, value), line in zip(pairwise(keys), grid.lines[1:], strict=True):
        if value <= previous:
            log.add(KeysNotRising(where=line.where(grid.headers[0]), previous=previous, value=value))
            return None
    columns = {header: tuple(column) for header, column in zip(grid.headers[1:], cells, strict=True)}
    return Table(name=name, key=grid.headers[0], keys=tuple(keys), columns=columns, where=page.where)


def _year(line: Row, grid: Grid) -> float | None:
    """The year that stands in the first column."""
    name = grid.headers[0]
    text = line.words(_number(name))
    year = year_of(text) if text else None
    if text and year is None:
        line.fault(BadForm(where=line.where(name), column=name, expected=YEAR))
    return year if year is None else float(year)
