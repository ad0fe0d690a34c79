"""The rows of a sheet as they stand in the file.

Writing a cell by a call of its own takes most of the time of a workbook with hundreds of thousands of them. Here a
column is handed over whole, and its cells are written in one go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Value = bool | int | float | str | None
"""What a cell may hold; None = nothing. Numbers are finite."""

_CODE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
"""An underscore with which the code of a sign would begin."""

_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\ufffe": "_xFFFE_", "\uffff": "_xFFFF_"})
"""Signs that stand otherwise in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        head: its name.
        look: name of the format of the head.
        values: of its cells.
        kinds: for each cell, the name of the format that it has if it holds a number.
    """

    head: str
    look: str
    values: Sequence[Value]
    kinds: Sequence[str]


class TableSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A worksheet that holds one table from its first cell on, and nothing else.

    Attributes:
        written: whether its rows have come into the file.
    """

    def __init__(self) -> None:
        """Without a table, until `fill`."""
        super().__init__()
        self.written = False
        self._table: Sequence[Column] = ()
        self._formats: Mapping[str, Any] = {}

    def fill(self, columns: Sequence[Column], formats: Mapping[str, Any]) -> None:
        """Takes the table.

        Args:
            columns: all have as many cells.
            formats: of the workbook by name; `text` is that of texts below the head, `number` also that of TRUE.
        """
        self._table, self._formats = columns, formats
        if not columns:
            self.written = True
            return
        # So that the sheet knows how far it reaches.
        self.write_blank(0, 0, None, formats["text"])
        self.write_blank(len(columns[0].values), len(columns) - 1, None, formats["text"])

    def _write_rows(self) -> None:
        """Writes the rows into the file: xlsxwriter calls it in the place of its own."""
        styles = {name: style._get_xf_index() for name, style in self._formats.items()}
        texts: dict[str, str] = {}
        cells = [_cells(xl_col_to_name(k), column, styles, texts) for k, column in enumerate(self._table)]
        for number, row in enumerate(zip(*cells, strict=True), 1):
            self.fh.write(f'<row r="{number}">{"".join(row)}</row>')
        self.written = True


def _cells(name: str, column: Column, styles: Mapping[str, int], texts: dict[str, str]) -> list[str]:
    """The cells of a column; empty for those that hold nothing.

    Args:
        name: of the column in the sheet, such as `AB`.
        column: what it holds.
        styles: number of each format in the file.
        texts: those written before, since most come again and again.
    """
    made = [f'<c r="{name}1" s="{styles[column.look]}"{_text(column.head)}']
    for row, (value, kind) in enumerate(zip(column.values, column.kinds, strict=True), 2):
        if value is None:
            made.append("")
        elif isinstance(value, str):
            if value not in texts:
                texts[value] = _text(value)
            made.append(f'<c r="{name}{row}" s="{styles["text"]}"{texts[value]}')
        elif isinstance(value, bool):
            made.append(f'<c r="{name}{row}" s="{styles["number"]}" t="b"><v>{value:d}</v></c>')
        else:
            made.append(f'<c r="{name}{row}" s="{styles[kind]}"><v>{value!r}</v></c>')
    return made


def _text(value: str) -> str:
    """A text within its cell, from the type on. A text is never markup."""
    spelt = _CODE.sub("_x005F_", value).translate(_SIGNS)
    return f' t="inlineStr"><is><t xml:space="preserve">{spelt}</t></is></c>'
