"""What a workbook may hold at most: far more than any model has, and little enough to be read in about a second.

A workbook is mailed around, so the file is not trusted. Each limit is checked while a file is read, before what
exceeds it is made; `docs/files.md` lists them for users.
"""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors import Where, WorkbookError
from costeff.errors.sheets import TooLarge

_DATA = "Keep pictures and data that the model doesn't use in another workbook."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit.

    Attributes:
        what: is counted, as a message says it.
        most: that is allowed.
        remedy: what to do about it.
    """

    what: str
    most: int
    remedy: str = _DATA

    def exceeded(self, where: Where, size: float, of: str = "") -> WorkbookError:
        """The error for something that is too large.

        Args:
            where: the file, sheet or cell.
            size: what was counted, or as far as it was counted.
            of: what exactly, in place of `what`.
        """
        problem = TooLarge(where=where, what=of or self.what, size=size, limit=self.most, remedy=self.remedy)
        return WorkbookError([problem])


_MADE_SO = "No spreadsheet program writes such a file: ask its sender where it comes from."
_CLEAR = "Delete the empty rows and columns below and beside the data (their formats count), and save it again."

FILE = Limit(what="the file, in bytes,", most=100_000_000)
PARTS = Limit(what="the number of its parts", most=2_000, remedy=_MADE_SO)
UNPACKED = Limit(what="its content, in bytes,", most=150_000_000)
RATIO = Limit(what="the compression of a part", most=200, remedy=_MADE_SO)
SHEETS = Limit(what="the number of its sheets", most=300)
TAGS = Limit(what="the number of XML tags and attributes in the parts that are read", most=2_000_000, remedy=_CLEAR)
DEPTH = Limit(what="the nesting of its XML", most=64, remedy=_MADE_SO)
TAG = Limit(what="an XML tag, in bytes,", most=1_000_000, remedy=_MADE_SO)
CELLS = Limit(what="the number of filled cells in the sheets that are read", most=300_000)
ROW = Limit(what="the number of filled cells in one row", most=1_000)
MERGED = Limit(what="the number of merged ranges on a sheet", most=2_000, remedy="Unmerge the cells.")
TEXT = Limit(what="the text of a cell, in characters,", most=32_767, remedy="Shorten it: no cell can hold more.")
TEXTS = Limit(what="the text in its cells, in characters,", most=10_000_000)
ROWS = Limit(what="the number of rows on a sheet of the model", most=5_000)
EXPRESSIONS = Limit(what="the number of its expressions", most=5_000)
ERRORS = Limit(what="the number of errors that are told at once", most=1_000)

LIMITS = (
    FILE,
    PARTS,
    UNPACKED,
    RATIO,
    SHEETS,
    TAGS,
    DEPTH,
    TAG,
    CELLS,
    ROW,
    MERGED,
    TEXT,
    TEXTS,
    ROWS,
    EXPRESSIONS,
    ERRORS,
)
"""Every limit, in the order in which they are met."""
