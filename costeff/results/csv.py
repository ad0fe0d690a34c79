"""Tables as CSV: UTF-8, plain newlines, numbers at full precision, no text that a spreadsheet would run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is taken for a formula by one spreadsheet or another."""

NOTHING = "-"
"""What a workbook says for "does not apply"; written as an empty cell, which needs no apostrophe."""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe is put before what looks like one.

    Carriage returns become newlines: Python's writer leaves a bare one unquoted, and readers would begin a row there.
    """
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    if flat == NOTHING:
        return ""
    return "'" + flat if flat.startswith(FORMULA_STARTS) else flat


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Writes a table.

    Args:
        table: tidy frame; its index is left out. Missing values and `-` are written as nothing, infinite numbers as
            `inf`.
        path: file to write.

    Raises:
        OSError: if the file can't be written.
    """
    header = ",".join(_quoted(harmless(str(name))) for name in table.columns)
    columns = [_cells(table.iloc[:, k]) for k in range(table.shape[1])]
    lines = [header, *map(",".join, zip(*columns, strict=True))]
    if table.shape[1] == 1:
        lines = [line or '""' for line in lines]  # readers skip empty lines
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _cells(column: pd.Series[Any]) -> list[str]:
    """A column as text. Labels and times repeat in thousands of rows, so each value is written out once."""
    codes, values = pd.factorize(column)
    texts = [*(_cell(value) for value in values.tolist()), ""]  # the last one is for code -1, missing
    return [texts[code] for code in codes.tolist()]


def _cell(value: object) -> str:
    """One value; `repr` of a float is the shortest text that reads back as the same number."""
    if isinstance(value, float):
        return repr(value)
    return _quoted(harmless(value)) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    """A cell of text, in quotes if it holds what parts cells or rows."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text
