"""Problems with names: unknown, with two meanings, without a value, out of place, in a circle, never used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.expressions import or_list
from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownName(Problem):
    """A name that the workbook doesn't give; `hint` says what else it is, if anything."""

    name: str
    nearest: tuple[str, ...] = ()
    hint: str = ""

    def found(self) -> str:
        meant = f" (did you mean {or_list(self.nearest)}?)" if self.nearest else ""
        return f'unknown name "{self.name}"{meant}'

    def advice(self) -> str:
        if self.hint or self.nearest:
            return self.hint
        return "Give it a row on Parameters or Variables, or a column on Strategies or States."


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoMeanings(Problem):
    """A name that stands for two things."""

    name: str
    here: str
    other: str
    place: str

    def found(self) -> str:
        at = f" ({self.place})" if self.place else ""
        return f'"{self.name}" is {self.here} here and also {self.other}{at}'

    def advice(self) -> str:
        return "A name has one meaning: rename one of them, also in the expressions that use it."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableName(Problem):
    """A name that no expression can write."""

    name: str
    what: str

    def found(self) -> str:
        return f'no expression can use {self.what} called "{self.name}"'

    def advice(self) -> str:
        return "Use letters, digits, _ and dots, beginning with a letter, without spaces; not TRUE or FALSE."


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLikeFunction(Problem):
    """A name that is also a function's."""

    severity: ClassVar[Severity] = "warning"

    name: str

    def found(self) -> str:
        return f'"{self.name}" has the name of the function {self.name.upper()}'

    def advice(self) -> str:
        return "It works, since functions are followed by a parenthesis, but another name is easier to read."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankForOne(Problem):
    """A column that a strategy or state leaves blank, though an expression needs it there."""

    name: str
    what: str
    id: str
    used: str

    def found(self) -> str:
        return f'{self.what} "{self.id}" has no "{self.name}", which {self.used} uses there'

    def advice(self) -> str:
        return f"Fill in the column {self.name} for {self.id} (0 or 1, if it makes no difference there)."


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfPlace(Problem):
    """A name that has no meaning where it is used."""

    name: str
    what: str
    place: str
    by_way_of: tuple[str, ...] = ()

    def found(self) -> str:
        way = f" (by way of {', '.join(self.by_way_of)})" if self.by_way_of else ""
        return f'"{self.name}" is {self.what} and has no meaning {self.place}{way}'

    def advice(self) -> str:
        return "Here only parameters, settings, columns of the strategy and variables made of them are known."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMemory(Problem):
    """A clock of states or marks that don't remember."""

    clock: str
    owners: tuple[str, ...]
    by_way_of: tuple[str, ...] = ()

    def found(self) -> str:
        way = f" (by way of {', '.join(self.by_way_of)})" if self.by_way_of else ""
        quoted = tuple(f'"{owner}"' for owner in self.owners)
        verb = "remembers" if len(quoted) == 1 else "remember"
        return f'"{self.clock}" is unknown here: {listed(quoted)} {verb} nothing{way}'

    def advice(self) -> str:
        return f"Give {listed(self.owners)} a time under `remembers`, such as `24 cycles`, or leave the clock out."


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkBelow(Problem):
    """The start of a mark that depends on itself or on a mark below it."""

    name: str
    mark: str

    def found(self) -> str:
        return f'the start of mark "{self.mark}" depends on "{self.name}", which comes no earlier'

    def advice(self) -> str:
        return "A mark's start may depend on marks above it: move the rows into that order."


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularNames(Problem):
    """Names that need each other; `path` are their cells, the first repeated at the end."""

    names: tuple[str, ...]
    path: tuple[str, ...]
    context: str = ""

    def found(self) -> str:
        return f"circular names{self.context}: {' -> '.join(self.path)}"

    def advice(self) -> str:
        if len(self.names) == 1:
            return f"{self.names[0]} needs itself; it has no value of the cycle before, only one of the moment."
        return f"{' needs '.join((*self.names, self.names[0]))}: break the circle at one of these cells."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTable(Problem):
    """A table that the workbook doesn't have."""

    table: str
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        meant = f" (did you mean {or_list(self.nearest)}?)" if self.nearest else ""
        return f'there is no table "{self.table}"{meant}'

    def advice(self) -> str:
        return "" if self.nearest else f"Add a sheet named `table {self.table}`: keys in column A, values beside them."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownColumn(Problem):
    """A column that a table doesn't have."""

    table: str
    column: str
    columns: tuple[str, ...]
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        meant = f" (did you mean {or_list(self.nearest)}?)" if self.nearest else ""
        return f'table "{self.table}" has no column "{self.column}"{meant}'

    def advice(self) -> str:
        return f"Its columns are {listed(self.columns)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideTable(Problem):
    """A table that doesn't reach as far as the model asks, such as a life table that is too short."""

    table: str
    clock: str
    key: float
    first: float
    last: float

    def found(self) -> str:
        reach = "begins at" if self.key < self.first else "ends with"
        edge = self.first if self.key < self.first else self.last
        moment = "begins" if self.key < self.first else "goes on to"
        return f'table "{self.table}" {reach} {edge:.6g}, but {self.clock} {moment} {self.key:.6g}'

    def advice(self) -> str:
        rows = "at the top" if self.key < self.first else "at the end"
        return f"Add rows {rows} of the table, or change the horizon or start age on Study."


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverReached(Problem):
    """A clock of a memory compared with a time that the memory never reaches."""

    severity: ClassVar[Severity] = "warning"

    clock: str
    value: float
    most: float
    owners: tuple[str, ...]

    def found(self) -> str:
        return f"{self.clock} never gets as far as this: it stops at {self.most:.6g} ({listed(self.owners)})"

    def advice(self) -> str:
        return (
            f"Lengthen `remembers` of {listed(self.owners)}, or change {self.value:.6g}: the other case never happens."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverExactly(Problem):
    """A clock asked to equal a time that lies between two cycles."""

    severity: ClassVar[Severity] = "warning"

    clock: str
    value: float
    below: float
    above: float

    def found(self) -> str:
        return f"{self.clock} is never exactly {self.value:.6g}: it goes from {self.below:.6g} to {self.above:.6g}"

    def advice(self) -> str:
        return f"Count in cycles, or write an interval: AND({self.clock} >= a, {self.clock} < b)."


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondHorizon(Problem):
    """A clock compared with a time after the end of the study."""

    severity: ClassVar[Severity] = "note"

    clock: str
    value: float
    most: float

    def found(self) -> str:
        return f"{self.clock} never gets as far as {self.value:.6g}: the last cycle begins at {self.most:.6g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused(Problem):
    """Rows or columns that nothing uses."""

    severity: ClassVar[Severity] = "warning"

    what: str
    names: tuple[str, ...]

    def found(self) -> str:
        return f"nothing uses {self.what} {listed(self.names, 12)}"

    def advice(self) -> str:
        return "Is it misspelt where it should be used? If not, delete it: a reader will think that it matters."


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleMark(Problem):
    """A mark that nobody can ever have."""

    severity: ClassVar[Severity] = "warning"

    mark: str

    def found(self) -> str:
        return f'nobody ever has the mark "{self.mark}": nobody starts with it and no arrow sets it'

    def advice(self) -> str:
        return "Write it under `sets` of an arrow on Transitions, or give it a start."
