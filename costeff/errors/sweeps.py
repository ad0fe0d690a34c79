"""Problems of sweep files: text files that say which inputs to vary and what to report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed, plain, suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class NotToml(Problem):
    """The file is no TOML: `reason` is what the parser says, in a clause."""

    reason: str

    def found(self) -> str:
        return f"this can't be read as TOML: {self.reason}"

    def advice(self) -> str:
        return 'A line is key = value; texts stand in quotes ("5 years"), lists in [ ], decimals have a point.'


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownKey(Problem):
    """A key that a sweep file doesn't have at this place.

    Attributes:
        key: as written.
        table: where it stands: `[report]`, `the file`.
        nearest: keys that it may have meant.
        known: the keys that there are.
    """

    key: str
    table: str
    nearest: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def found(self) -> str:
        return f'{self.table} has no key "{self.key}"'

    def advice(self) -> str:
        return suggestion(self.nearest, f"It may have {listed(self.known, 20)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingKey(Problem):
    """A key that must be there."""

    key: str
    table: str

    def found(self) -> str:
        return f'{self.table} has no "{self.key}", which it must have'


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongKind(Problem):
    """A value of the wrong kind: `expected` is a phrase (`a number`), `given` the value as written."""

    key: str
    expected: str
    given: str

    def found(self) -> str:
        return f'"{self.key}" must be {self.expected}, but is {self.given}'


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisOfWhat(Problem):
    """An axis that says nothing, or several things, about what varies along it: `given` are the keys."""

    given: tuple[str, ...] = ()

    def found(self) -> str:
        if not self.given:
            return "this axis doesn't say what varies along it"
        return f"this axis says several times what varies along it: {' and '.join(self.given)}"

    def advice(self) -> str:
        return (
            'Give one of: item = "a parameter or setting"; scenarios = ["name", "name"]; '
            "a [[axis.point]] for each of several points."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisWithoutValues(Problem):
    """An item that gets no values, or gets them twice: `given` are the keys that give them, `missing` those lacking."""

    given: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def found(self) -> str:
        if self.missing:
            return f"this axis has {' and '.join(self.given)}, but no {' and '.join(self.missing)}"
        if self.given:
            return "this axis has both values and a range (from, to, steps)"
        return "this axis has no values"

    def advice(self) -> str:
        return "Give values = [1, 2, 3], or from, to and steps (how many values, both ends included)."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMeaningHere(Problem):
    """A key that means nothing beside the others of its axis: `belongs` says where it has a meaning."""

    key: str
    belongs: str

    def found(self) -> str:
        return f'"{self.key}" means nothing on this axis'

    def advice(self) -> str:
        return f"It belongs to {self.belongs}."


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyAxis(Problem):
    """A list of values, scenarios or points with nothing in it."""

    key: str

    def found(self) -> str:
        return f'"{self.key}" is an empty list'

    def advice(self) -> str:
        return "An axis needs at least one point; leave the axis out if nothing shall vary along it."


@dataclass(frozen=True, slots=True, kw_only=True)
class SameEnds(Problem):
    """A range from a number to the same number."""

    end: float

    def found(self) -> str:
        return f"this axis runs from {plain(self.end)} to {plain(self.end)}, so nothing varies"

    def advice(self) -> str:
        return "Give another end, or fix the item: set = { item = value } at the top of the file."


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewSteps(Problem):
    """A range with fewer than two values."""

    steps: int

    def found(self) -> str:
        return f'"steps" is {self.steps}, but a range has at least 2 values, its two ends'

    def advice(self) -> str:
        return "steps = 11 from 0 to 1 gives 0, 0.1, 0.2, ..., 1."


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOfNothing(Problem):
    """A range in logarithmic steps with an end that has no logarithm."""

    end: float

    def found(self) -> str:
        return f"a range in logarithmic steps can't begin or end at {plain(self.end)}"

    def advice(self) -> str:
        return "Both ends must be above 0; or leave scale out, for equal steps."


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTwice(Problem):
    """An item that two axes, or an axis and the fixed changes, give a value."""

    item: str
    other: str

    def found(self) -> str:
        return f'"{self.item}" gets its value here and also in {self.other}'

    def advice(self) -> str:
        return "One of the two would have no effect: take one of them out."


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTwice(Problem):
    """Two points of an axis that are the same."""

    value: str

    def found(self) -> str:
        return f"{self.value} is on this axis twice"

    def advice(self) -> str:
        return "Take one of them out."


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsApart(Problem):
    """Labels that aren't as many as the points of their axis."""

    labels: int
    points: int

    def found(self) -> str:
        return f"the labels are {self.labels} in number, the points of the axis {self.points}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsDraws(Problem):
    """Something that only a probabilistic sweep has: `what` it is."""

    what: str

    def found(self) -> str:
        return f"{self.what} means nothing in a deterministic sweep"

    def advice(self) -> str:
        return 'Write analysis = "psa", or take it out.'


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCompared(Problem):
    """A strategy that the report asks for and that no point compares."""

    strategy: str
    compared: tuple[str, ...]

    def found(self) -> str:
        return f'"{self.strategy}" is not among the strategies that this sweep compares'

    def advice(self) -> str:
        return f"It compares {listed(self.compared, 12)}; add it to strategies at the top of the file."


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWorkbook(Problem):
    """A sweep file for another workbook, that names things which this one hasn't.

    Attributes:
        wanted: name of the workbook in the file.
        given: file name of the workbook.
        names: what it lacks.
    """

    wanted: str
    given: str
    names: tuple[str, ...]

    def found(self) -> str:
        return f"this file is for the workbook {self.wanted}, and {self.given} has no {listed(self.names)}"

    def advice(self) -> str:
        return f"Give {self.wanted}.xlsx, or a sweep file for {self.given}."


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeForOther(Problem):
    """A sweep file for another workbook, all of whose names this one has too."""

    severity: ClassVar[Severity] = "note"

    wanted: str
    given: str

    def found(self) -> str:
        return f"this file is for the workbook {self.wanted}, and was run with {self.given}"


def runs_in_words(axes: tuple[int, ...], draws: int, runs: int) -> str:
    """`15 x 13 points x (base case + 1,000 draws) = 195,195 runs of every strategy`."""
    grid = " x ".join(f"{n:,}" for n in axes)
    points = f"{grid} point{'' if axes == (1,) else 's'}"
    if not draws and len(axes) == 1:
        return f"{points}, each a run of every strategy"
    drawn = f" x (base case + {draws:,} draws)" if draws else ""
    return f"{points}{drawn} = {runs:,} runs of every strategy"


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyRuns(Problem):
    """A grid that takes very long, or too much memory.

    Attributes:
        axes: number of points of each axis.
        draws: of the probabilistic analysis at each point; 0 without.
        runs: all in all.
        most: runs without being asked, or points at all.
        never: whether it can't be run at all.
    """

    axes: tuple[int, ...]
    draws: int
    runs: int
    most: int
    never: bool = False

    def found(self) -> str:
        return f"this sweep means {runs_in_words(self.axes, self.draws, self.runs)}"

    def advice(self) -> str:
        if self.never:
            return f"At most {self.most:,} points can be held at once: give the axes fewer steps."
        return f"Over {self.most:,} are only run with --yes; or give the axes fewer steps."


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedPoint(Problem):
    """Points of the grid that could not be run, all for one reason.

    Attributes:
        at: the first of them: `c_drug = 500, horizon = 5 years`.
        count: how many.
        points: of the whole grid.
        place: of the cause, if it isn't in the sweep file.
        reason: what was found there.
        remedy: what to do.
    """

    at: str
    count: int
    points: int
    place: str
    reason: str
    remedy: str

    def found(self) -> str:
        others = self.count - 1
        further = f" (and {others:,} further point{'s' if others > 1 else ''} of {self.points:,})" if others else ""
        cause = f"{self.place}: {self.reason}" if self.place else self.reason
        return f"at {self.at}{further}: {cause}"

    def advice(self) -> str:
        return f"{self.remedy} --keep-going runs the other points.".strip()
