"""Tables as CSV: UTF-8, plain newlines, numbers at full precision, no text that a spreadsheet would run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

NOTHING = "-"
"""What a workbook says for "does not apply"; written as an empty cell, which needs no apostrophe."""

_BEGINS = r"(?:\A|(?<=[;\t\n]))"
"""Where a spreadsheet may begin a cell: at the start of a text, and, where semicolons or tabs part the cells of a
country's CSV files, or quotes are not understood, behind these and behind the end of a line."""
_SKIPPED = (
    "[ \\xa0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff"  # blanks, and signs that can't be seen
    "\"'`\\xab\\xb4\\xbb\\u2018-\\u201f\\uff02\\uff07]*"
)
"""Blanks, quotes and invisible signs that a spreadsheet may drop before it looks for a formula."""
_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
"""What a formula begins with in one spreadsheet or another, in its full-width and small forms too."""

_RISKY = re.compile(rf"{_BEGINS}(?={_SKIPPED}{_SIGNS})|\A(?='*[\t\n])")
_ESCAPED = re.compile(rf"{_BEGINS}'(?={_SKIPPED}{_SIGNS})|\A'(?='*[\t\n])")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?", re.ASCII)
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)], "\ufffd")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unescaped` gives the text back.

    An apostrophe is put before what looks like a formula: at the start, and behind a semicolon, a tab or the end of a
    line, by which a spreadsheet might part cells. Blanks, quotes and invisible signs before the formula don't hide it.
    A text that is a number as a whole stays as it is. Line ends become newlines: Python's writer leaves a bare carriage
    return unquoted, and readers would begin a row there. Control characters become the sign for a lost character.
    """
    flat = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    if flat == NOTHING:
        return ""
    return flat if _NUMBER.fullmatch(flat) else _RISKY.sub("'", flat)


def unescaped(text: str) -> str:
    """The text that `harmless` made harmless: one apostrophe is taken away wherever it puts one."""
    return _ESCAPED.sub("", text)


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
