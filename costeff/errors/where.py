"""The place of an input: which cell of which sheet of which workbook, or which line of which file, it was read from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """One cell, with the text that stood in it when it was read; or one line of a text file.

    Attributes:
        book: file name of the workbook or text file, without folders; or the option of a command.
        sheet: sheet name as written in the workbook; empty for the workbook as a whole, and for a text file.
        cell: address such as `F7`, or a range such as `F7:F9`; empty for the sheet as a whole. Of a text file, the
            place in it, such as `line 7`.
        text: what the cell shows, so that a message can quote it.
    """

    book: str = ""
    sheet: str = ""
    cell: str = ""
    text: str = ""

    def __str__(self) -> str:
        if self.sheet and self.cell:
            return f"{_quoted(self.sheet)}!{self.cell}"
        if self.sheet:
            return _quoted(self.sheet)
        return f"{self.book}, {self.cell}" if self.cell else self.book


def _quoted(sheet: str) -> str:
    """Sheet names with spaces are quoted as Excel quotes them, so that an address can be pasted."""
    if sheet.replace("_", "a").isalnum():
        return sheet
    return "'" + sheet.replace("'", "''") + "'"
