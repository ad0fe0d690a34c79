"""The cells of one sheet as the file has them, before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from costeff.errors import Where
from costeff.workbook.archive import Archive, damaged
from costeff.workbook.limits import CELLS, MERGED, ROW, ROWS, TEXT
from costeff.workbook.markup import Attributes, Budget, Handlers, walk, without_blanks
from costeff.workbook.package import RichText
from costeff.workbook.ranges import LAST_COLUMN, LAST_ROW, area_of, cell_at


class RawCell(NamedTuple):
    """A cell that has a value or a formula.

    Attributes:
        row, column: both from 1.
        kind: what the value is: `n` number, `s` number of a text, `str` and `inlineStr` a text, `b`, `e`, `d`.
        style: its number.
        value: as text; None where none is stored.
        formula: with its equals sign; empty for none.
        shared: number of the formula that it shares; empty for none.
    """

    row: int
    column: int
    kind: str
    style: int
    value: str | None
    formula: str
    shared: str


@dataclass(slots=True)
class Tally:
    """How many filled cells were read so far, over all sheets of a workbook."""

    cells: int = 0


@dataclass(slots=True)
class Sheet:
    """Reads one sheet, element by element; this runs for every cell of a workbook, so it is written to be quick.

    Attributes:
        where: the sheet.
        tally: of cells; is spent.
        most_rows: with a value or a formula that it may have.
        rows: that it has so far.
        cells: read so far.
        merged: ranges of merged cells, as (first row, first column, last row, last column).
        row, column: where the element at hand stands.
        filled: cells of the row that have a value or a formula.
        cell: attributes of the cell at hand; None outside of cells.
        value, formula: its texts; None for none.
        shared: number of the formula that it shares.
        into: element whose text is being read: `v`, `f` or none.
        inline: the text that stands in the cell itself.
    """

    where: Where
    tally: Tally
    most_rows: int
    rows: int = 0
    cells: list[RawCell] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    row: int = 0
    column: int = 0
    filled: int = 0
    cell: Attributes | None = None
    value: str | None = None
    formula: str | None = None
    shared: str = ""
    into: str = ""
    inline: RichText | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "c":
            self._start_cell(attributes)
        elif self.cell is not None:
            if self.inline is not None:
                self.inline.start(name)
            elif name == "v":
                self.into, self.value = "v", ""
            elif name == "f":
                self.into, self.formula = "f", "="
                self.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
            elif name == "is":
                self.inline = RichText()
        elif name == "row":
            given = attributes.get("r")
            self.row = self.row + 1 if given is None else self._number(given)
            self.column = self.filled = 0
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start_cell(self, attributes: Attributes) -> None:
        """A cell begins; one that doesn't say where it stands is beside the last."""
        if self.cell is not None:
            raise damaged(self.where, f"a cell stands inside another, in row {self.row}")
        ref = attributes.get("r")
        if ref is None:
            self.column += 1
        else:
            place = cell_at(ref)
            if place is None:
                raise damaged(self.where, f'"{ref[:20]}" is no address of a cell')
            self.row, self.column = place
        self.cell = attributes
        self.value = self.formula = self.inline = None
        self.shared = self.into = ""

    def text(self, piece: str) -> None:
        """A piece of text inside an element."""
        if self.into == "v":
            self.value = (self.value or "") + piece
        elif self.into == "f":
            self.formula = (self.formula or "") + piece
        elif self.inline is not None:
            self.inline.add(piece)
            return
        else:
            return
        if len(piece) > 1_000 and len(self.value or self.formula or "") > TEXT.most:
            raise TEXT.exceeded(self._here(), len(self.value or self.formula or ""))

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "c":
            self._end_cell()
        elif self.into:
            self.into = ""
        elif self.inline is not None:
            self.inline.end(name)

    def _end_cell(self) -> None:
        """Keeps the cell if something stands in it."""
        cell, value, formula = self.cell or {}, self.value, self.formula
        kind = cell.get("t", "n")
        if self.inline is not None:
            if self.inline.size > TEXT.most:
                raise TEXT.exceeded(self._here(), self.inline.size)
            kind, value = "inlineStr", self.inline.take()
        if value or formula is not None:
            self.filled += 1
            self.rows += self.filled == 1
            self.tally.cells += 1
            if self.rows > self.most_rows:
                raise ROWS.exceeded(self.where, self.rows)
            if self.filled > ROW.most:
                raise ROW.exceeded(self._here(), self.filled)
            if self.tally.cells > CELLS.most:
                raise CELLS.exceeded(self.where, self.tally.cells)
            if self.column > LAST_COLUMN or self.row > LAST_ROW:
                raise damaged(self.where, "it has more cells than a sheet can have")
            style = cell.get("s", "0")
            number = int(style) if style.isdecimal() else 0
            self.cells.append(RawCell(self.row, self.column, kind, number, value, formula or "", self.shared))
        self.cell = self.inline = None

    def _merge(self, ref: str) -> None:
        """A merged range."""
        area = area_of(ref)
        if area is None:
            raise damaged(self.where, f'"{ref[:20]}" is no range of cells')
        self.merged.append(area)
        if len(self.merged) > MERGED.most:
            raise MERGED.exceeded(self.where, len(self.merged))

    def _number(self, text: str) -> int:
        """The number of a row."""
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
        if not 1 <= number <= LAST_ROW:
            raise damaged(self.where, f'"{text[:20]}" is no row')
        return number

    def _here(self) -> Where:
        """The cell that is being read."""
        return Where(book=self.where.book, sheet=self.where.sheet, cell=(self.cell or {}).get("r", ""))


def read_sheet(archive: Archive, part: str, sheet: Sheet, budget: Budget) -> Sheet:
    """Reads the cells and merged ranges of a sheet.

    Args:
        archive: the file.
        part: of the file that holds the sheet.
        sheet: takes what is read.
        budget: is spent.

    Raises:
        WorkbookError: if the part is missing, damaged or too large.
    """
    handlers = Handlers(sheet.start, sheet.end, sheet.text)
    walk(lambda: without_blanks(archive.chunks(part)), handlers, sheet.where, budget)
    return sheet
