"""Problems of the sheets Scenarios and Subgroups as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed, plain, suggestion

# Scenarios


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownScenario(Problem):
    """A scenario is named that isn't there.

    Attributes:
        name: as written.
        nearest: names that are nearly the same; known: all of them.
    """

    name: str
    nearest: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def found(self) -> str:
        return f'there is no scenario "{self.name}"'

    def advice(self) -> str:
        has = f"The sheet Scenarios has {listed(self.known)}." if self.known else "The sheet Scenarios has none."
        return suggestion(self.nearest, has)


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularScenarios(Problem):
    """Scenarios that include each other.

    Attributes:
        names: their ids, each including the next, the last the first.
    """

    names: tuple[str, ...]

    def found(self) -> str:
        if len(self.names) == 1:
            return f'the scenario "{self.names[0]}" includes itself'
        return f"these scenarios include each other in a circle: {' -> '.join((*self.names, self.names[0]))}"

    def advice(self) -> str:
        return "Delete one of these rows."


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedItem(Problem):
    """The same thing is changed twice in one scenario or subgroup.

    Attributes:
        item: what is changed.
        first: the cell that did so first.
        within: the scenario or subgroup, in words.
    """

    item: str
    first: str
    within: str

    def found(self) -> str:
        return f"{self.within} changes {self.item} twice: the other is {self.first}"

    def advice(self) -> str:
        return "Keep one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleScenario(Problem):
    """A scenario or subgroup that changes nothing at all.

    Attributes:
        name: which, in words.
    """

    severity: ClassVar[Severity] = "warning"

    name: str

    def found(self) -> str:
        return f"{self.name} changes nothing: its results are those of the base case"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreaksModel(Problem):
    """Under a scenario or subgroup, the model is no valid one any more.

    Attributes:
        name: which, in words.
        place: the cell where it shows.
        reason: what shows there.
        remedy: what that place would need.
    """

    name: str
    place: str
    reason: str
    remedy: str = ""

    def found(self) -> str:
        return f"under {self.name} the model does not hold, at {self.place}: {self.reason}"

    def advice(self) -> str:
        return self.remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class FixesParameters(Problem):
    """Uncertain parameters that a scenario or subgroup fixes.

    Attributes:
        part: `scenario` or `subgroup`; id: its name.
        parameters: their ids.
        spread: the columns that say how uncertain the first of them is.
    """

    severity: ClassVar[Severity] = "note"

    part: str
    id: str
    parameters: tuple[str, ...]
    spread: tuple[str, ...] = ("se",)

    def found(self) -> str:
        one = len(self.parameters) == 1
        spread = "its spread was about the former value" if one else "their spread was about the former values"
        return f'the {self.part} "{self.id}" fixes {listed(self.parameters)}: {spread}'

    def advice(self) -> str:
        items = " and ".join(f"`{self.parameters[0]} {column}`" for column in self.spread)
        return f"To keep one uncertain, change its spread as well: here {items}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyFixParameters(Problem):
    """Many scenarios or subgroups that fix uncertain parameters, told at once.

    Attributes:
        part: `scenario` or `subgroup`.
        ids: their names.
    """

    severity: ClassVar[Severity] = "note"

    part: str
    ids: tuple[str, ...]

    def found(self) -> str:
        what = "give uncertain parameters a value without a spread, and so fix them"
        return f"{len(self.ids)} {self.part}s {what}: {listed(self.ids)}"

    def advice(self) -> str:
        return "To keep a parameter uncertain, change its spread as well."


# Subgroups


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesOfSubgroups(Problem):
    """The shares of the subgroups don't sum to 1.

    Attributes:
        total: their sum.
    """

    total: float

    def found(self) -> str:
        return f"the shares of the subgroups sum to {plain(self.total)}, not to 1"

    def advice(self) -> str:
        return "Correct them, or leave all of them blank: each subgroup is then run, but no mixture of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMixture(Problem):
    """The base case is to be a mixture of subgroups, but they can't be mixed.

    Attributes:
        reason: why not, in one clause.
        remedy: what to do, in one sentence.
    """

    reason: str
    remedy: str

    def found(self) -> str:
        return f"the base case can't be a mixture of subgroups: {self.reason}"

    def advice(self) -> str:
        return self.remedy
