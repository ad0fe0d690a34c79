"""Addresses as a file writes them: `C7`, `A1:C3`."""

from __future__ import annotations

from functools import lru_cache

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of a sheet: row 1048576 and column XFD."""


def cell_at(ref: str) -> tuple[int, int] | None:
    """Row and column, both from 1, of `C7`; None for what is no cell of a sheet."""
    letters = ref.rstrip("0123456789")
    column, digits = column_number(letters), ref[len(letters) :]
    if not column or not digits or len(digits) > 7 or digits[0] == "0":
        return None
    row = int(digits)
    return (row, column) if row <= LAST_ROW else None


def area_of(ref: str) -> tuple[int, int, int, int] | None:
    """First row, first column, last row and last column of `A1:C3` or `A1`; None for what is no range."""
    first, colon, last = ref.replace("$", "").strip().partition(":")
    one, other = cell_at(first), cell_at(last if colon else first)
    if one is None or other is None:
        return None
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """Number of a column: `A` is 1, `XFD` is 16384; 0 for what is none."""
    number = 0
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= LAST_COLUMN else 0
