"""Problems that reading a workbook finds: the file, its sheets and columns, its settings and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed, plain, suggestion

_IGNORED = "Sheets with names of your own are ignored, so rename it if it is yours."


# The file as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMissing(Problem):
    """There is no such file; `nearest` are workbooks beside it."""

    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        return "there is no such file"

    def advice(self) -> str:
        return suggestion(self.nearest, "Check the folder and the spelling.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAWorkbook(Problem):
    """The file is something else than an .xlsx workbook: `what` it is, and what to do."""

    what: str
    remedy: str

    def found(self) -> str:
        return f"this is {self.what}, not an Excel workbook (.xlsx)"

    def advice(self) -> str:
        return self.remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedWorkbook(Problem):
    """The file looks like a workbook but can't be opened."""

    reason: str

    def found(self) -> str:
        return f"the workbook can't be opened: {self.reason}"

    def advice(self) -> str:
        return "Open it in Excel or LibreOffice, let it repair the file, and save it under a new name."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableFile(Problem):
    """The operating system doesn't let us read the file."""

    reason: str

    def found(self) -> str:
        return f"the file can't be read: {self.reason}"

    def advice(self) -> str:
        return "Close it in other programs, and see that you may read it."


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge(Problem):
    """The workbook is larger than any model: a protection against files made to exhaust the machine."""

    what: str
    size: float
    limit: float
    remedy: str = "Keep data that the model doesn't use in another workbook."

    def found(self) -> str:
        return f"the workbook is too large: {self.what} is {self.size:,.0f}, at most {self.limit:,.0f} is allowed"

    def advice(self) -> str:
        return self.remedy


# Sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSheet(Problem):
    """A sheet that every workbook needs isn't there."""

    sheet: str
    row: str

    def found(self) -> str:
        return f'there is no sheet "{self.sheet}"'

    def advice(self) -> str:
        return f"Add it, with {self.row} a row; `costeff template` writes a workbook that has every sheet."


@dataclass(frozen=True, slots=True, kw_only=True)
class MisspeltSheet(Problem):
    """A sheet that would be ignored nearly bears the name of one that is absent."""

    name: str
    meant: str

    def found(self) -> str:
        return f'sheet "{self.name}": did you mean "{self.meant}"?'

    def advice(self) -> str:
        return _IGNORED


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulSheet(Problem):
    """A sheet is ignored though its name is like that of a sheet that is read."""

    severity: ClassVar[Severity] = "warning"

    name: str
    meant: str

    def found(self) -> str:
        return f'sheet "{self.name}" is ignored; did you mean "{self.meant}"?'


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateSheet(Problem):
    """Two sheets have the same name but for spaces and capitals."""

    other: str

    def found(self) -> str:
        return f'there are two such sheets: "{self.where.sheet}" and "{self.other}"'

    def advice(self) -> str:
        return "Rename or delete one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRows(Problem):
    """A sheet that must have rows has none."""

    row: str

    def found(self) -> str:
        return "the sheet has no rows"

    def advice(self) -> str:
        return f"Below the header, give at least {self.row}."


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsRow(Problem):
    """A row of totals below the rows that are read."""

    def found(self) -> str:
        return f'this looks like a row of totals ("{self.where.text}"), but every row is an input of the model'

    def advice(self) -> str:
        return "Delete it, or keep it on a sheet of your own; if it is none, give it another id."


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsForNumbers(Problem):
    """A column of the user's own that holds texts, where expressions are expected."""

    column: str
    example: str

    def found(self) -> str:
        return f'the column "{self.column}" is one of your own, but holds texts, such as "{self.example}"'

    def advice(self) -> str:
        return "Such a column is a name for expressions: numbers or formulas. Remarks go in the column note."


# Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class NoHeader(Problem):
    """Row 1 holds none of the sheet's columns."""

    expected: tuple[str, ...]
    row: int = 0

    def found(self) -> str:
        there = f"; row {self.row} does" if self.row else ""
        return f"row 1 doesn't hold the names of the columns{there}"

    def advice(self) -> str:
        if self.row:
            return f"Delete the rows above row {self.row}, or move them to a sheet of your own."
        return f"Expected {listed(self.expected)}, in any order, in row 1."


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingColumn(Problem):
    """A required column isn't there."""

    column: str

    def found(self) -> str:
        return f'there is no column "{self.column}"'

    def advice(self) -> str:
        return "Add it to row 1."


@dataclass(frozen=True, slots=True, kw_only=True)
class MisspeltColumn(Problem):
    """A column that would be ignored nearly bears the name of one that is absent."""

    meant: str

    def found(self) -> str:
        return f'unknown column "{self.where.text}"'

    def advice(self) -> str:
        return f'Did you mean "{self.meant}"? If it is a column of your own, rename it, or add a column "{self.meant}".'


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedColumn(Problem):
    """A column that isn't one of the sheet's."""

    severity: ClassVar[Severity] = "note"

    def found(self) -> str:
        return f'column "{self.where.text}" is not used'


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateColumn(Problem):
    """Two columns have the same header."""

    first: str

    def found(self) -> str:
        return f'there are two columns "{self.where.text}": the other is {self.first}'

    def advice(self) -> str:
        return "Rename or delete one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWithoutHeader(Problem):
    """Something stands in a column that has no header."""

    severity: ClassVar[Severity] = "warning"

    def found(self) -> str:
        return "this cell is ignored, since its column has no name in row 1"


# Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSetting(Problem):
    """The Study sheet has a setting that doesn't exist."""

    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        return f'there is no setting "{self.where.text}"'

    def advice(self) -> str:
        return suggestion(self.nearest, "Keep notes in the column note, or on a sheet of your own.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSetting(Problem):
    """A setting that nothing can fill."""

    setting: str
    expected: str
    profile: bool = False

    def found(self) -> str:
        return f'the setting "{self.setting}" is blank'

    def advice(self) -> str:
        fill = " Or give a jurisdiction, whose rules then fill it." if self.profile else ""
        return f"Expected {self.expected}.{fill}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLeftOut(Problem):
    """The reference strategy isn't included in the comparison."""

    def found(self) -> str:
        return f'the reference strategy "{self.where.text}" is left out by its column include'

    def advice(self) -> str:
        return "Include it, or choose another reference."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneIncluded(Problem):
    """Every strategy is left out."""

    def found(self) -> str:
        return "no strategy is included"

    def advice(self) -> str:
        return "Say yes in the column include for those to compare; blank means yes."


# Tables, covariances, draws


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysNotRising(Problem):
    """A table's keys must rise from row to row."""

    previous: float
    value: float

    def found(self) -> str:
        return f"the key {plain(self.value)} comes after {plain(self.previous)}"

    def advice(self) -> str:
        return "Sort the rows by the first column, each key once."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSquare(Problem):
    """A covariance sheet whose rows and columns don't name the same parameters in the same order."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def found(self) -> str:
        return f"the rows are {listed(self.rows) or 'none'}, the columns {listed(self.columns) or 'none'}"

    def advice(self) -> str:
        return "A covariance sheet is square: the same parameters down the first column and along row 1, in one order."
