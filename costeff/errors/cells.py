"""Problems that reading a workbook finds in single cells: what they hold, and what they refer to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed, plain, suggestion

# What a cell holds


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCell(Problem):
    """A cell that must be filled is blank."""

    column: str
    expected: str
    merged: str = ""

    def found(self) -> str:
        part = f" (it is part of the merged cells {self.merged})" if self.merged else ""
        return f'"{self.column}" is blank{part}'

    def advice(self) -> str:
        return f"Expected {self.expected}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCell(Problem):
    """The cell shows an Excel error such as #N/A."""

    code: str
    formula: str = ""

    def found(self) -> str:
        return f"the cell holds the error {self.code}" + (f" from {self.formula}" if self.formula else "")

    def advice(self) -> str:
        return "Repair the formula, or type the value."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCalculated(Problem):
    """A formula cell without the value that Excel would have stored with it."""

    formula: str

    def found(self) -> str:
        return f"the formula {self.formula} has not been calculated"

    def advice(self) -> str:
        return "Open the workbook once in Excel or LibreOffice and save it; the value is then stored with the formula."


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCell(Problem):
    """A date where a number, a text or an expression belongs; Excel makes dates of what looks like one."""

    column: str
    date: str

    def found(self) -> str:
        return f'"{self.column}" holds the date {self.date}; Excel has made a date of what was typed'

    def advice(self) -> str:
        return "Set the cell's format to General or Text and type it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAsText(Problem):
    """A number that is stored as text."""

    severity: ClassVar[Severity] = "warning"

    value: float

    def found(self) -> str:
        return f'"{self.where.text}" is a number stored as text; it is read as {plain(self.value)}'


@dataclass(frozen=True, slots=True, kw_only=True)
class NotANumber(Problem):
    """Text where a number belongs."""

    column: str
    hint: str = ""

    def found(self) -> str:
        return f'"{self.column}" must be a number, but holds "{self.where.text}"'

    def advice(self) -> str:
        return self.hint


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfRange(Problem):
    """A number outside what its unit or column allows."""

    column: str
    value: float
    low: float
    high: float
    unit: str = ""

    def found(self) -> str:
        of = f" of a {self.unit}" if self.unit else ""
        if not math.isfinite(self.low):
            limits = f"at most {plain(self.high)}"
        elif not math.isfinite(self.high):
            limits = f"at least {plain(self.low)}"
        else:
            limits = f"from {plain(self.low)} to {plain(self.high)}"
        return f'"{self.column}"{of} must be {limits}, but is {plain(self.value)}'

    def advice(self) -> str:
        if self.high != 1 or not 1 < self.value <= 10000 or (self.low < 0 and self.value < 2):
            return ""
        percent = self.value if self.value <= 100 else self.value / 100
        return f"Did you mean {plain(percent)}% or {plain(percent / 100)}?"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownWord(Problem):
    """A cell that chooses among words says another one."""

    column: str
    words: tuple[str, ...]
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        return f'"{self.column}" can\'t be "{self.where.text}"'

    def advice(self) -> str:
        return (suggestion(self.nearest) + " " if self.nearest else "") + f"It is one of: {', '.join(self.words)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class BadForm(Problem):
    """A cell whose text isn't of the form that its column takes."""

    column: str
    expected: str

    def found(self) -> str:
        return f'"{self.column}" can\'t be "{self.where.text}"'

    def advice(self) -> str:
        return f"Expected {self.expected}."


@dataclass(frozen=True, slots=True, kw_only=True)
class BadId(Problem):
    """A text that can't be a name."""

    reason: str

    def found(self) -> str:
        return f'"{self.where.text}" can\'t be a name: {self.reason}'

    def advice(self) -> str:
        return "A name has letters, digits, _ and ., and begins with a letter or _."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedName(Problem):
    """A name that already means something."""

    meaning: str

    def found(self) -> str:
        return f'"{self.where.text}" can\'t be a name of your own: it is {self.meaning}'

    def advice(self) -> str:
        return "Choose another name."


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateId(Problem):
    """Two rows have the same id."""

    first: str

    def found(self) -> str:
        return f'the id "{self.where.text}" is already that of {self.first}'

    def advice(self) -> str:
        return "Give each row an id of its own."


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeIds(Problem):
    """Two ids that differ in capitals only."""

    severity: ClassVar[Severity] = "warning"

    other: str
    first: str

    def found(self) -> str:
        return f'"{self.where.text}" and "{self.other}" ({self.first}) differ in capitals only'

    def advice(self) -> str:
        return "They are two names here, though Excel would take them for one: rename one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedCells(Problem):
    """Merged cells, of which only the first holds a value."""

    def found(self) -> str:
        return f"the cells {self.where.cell} are merged, so only the first of them has a value"

    def advice(self) -> str:
        return "Unmerge them and fill each cell; put headings between rows on a sheet of your own."


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedText(Problem):
    """Merged cells of free text."""

    severity: ClassVar[Severity] = "warning"

    def found(self) -> str:
        return f"the cells {self.where.cell} are merged; their text is read for the first of them only"


# References between rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unknown(Problem):
    """A reference to something that isn't there."""

    what: ClassVar[str] = ""
    sheet: ClassVar[str] = ""

    name: str
    nearest: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def found(self) -> str:
        return f'there is no {self.what} "{self.name}"'

    def advice(self) -> str:
        otherwise = f"{self.sheet} has {listed(self.known)}." if self.known else f"{self.sheet} has none."
        return suggestion(self.nearest, otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownState(_Unknown):
    """No such state or group of states."""

    what: ClassVar[str] = "state or group"
    sheet: ClassVar[str] = "The sheet States"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownStrategy(_Unknown):
    """No such strategy."""

    what: ClassVar[str] = "strategy"
    sheet: ClassVar[str] = "The sheet Strategies"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownMark(_Unknown):
    """No such mark."""

    what: ClassVar[str] = "mark"
    sheet: ClassVar[str] = "The sheet Marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownArrow(_Unknown):
    """No such arrow."""

    what: ClassVar[str] = "arrow"
    sheet: ClassVar[str] = "The sheet Transitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownParameter(_Unknown):
    """No such parameter."""

    what: ClassVar[str] = "parameter"
    sheet: ClassVar[str] = "The sheet Parameters"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTable(_Unknown):
    """A setting names a table that isn't there."""

    what: ClassVar[str] = "sheet"
    sheet: ClassVar[str] = "The workbook"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoStates(Problem):
    """A list of states that comes to nothing (`alive except alive`)."""

    def found(self) -> str:
        return f'"{self.where.text}" is no state at all'

    def advice(self) -> str:
        return "Name the states or groups that are meant; `except` has left none over."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnneededCell(Problem):
    """A cell that means nothing beside what the rest of its row says."""

    column: str
    beside: str

    def found(self) -> str:
        return f'"{self.column}" means nothing {self.beside}'

    def advice(self) -> str:
        return "Clear the cell."
