"""Problems with the arrows between states that the drawing of them shows, before any number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoRests(Problem):
    """Two arrows that both take what is left of a state, always."""

    state: str
    arrow: str
    other: str
    place: str

    def found(self) -> str:
        return f'"{self.arrow}" takes the rest of "{self.state}", and so does "{self.other}" ({self.place})'

    def advice(self) -> str:
        return "Only one arrow can take what is left: make the other a share, or let their `when` exclude each other."


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrowToItself(Problem):
    """An arrow into the state that it leaves, which changes nothing and on which nothing is charged."""

    severity: ClassVar[Severity] = "warning"

    arrow: str
    state: str

    def found(self) -> str:
        return f'"{self.arrow}" leads from "{self.state}" to itself and changes nothing'

    def advice(self) -> str:
        return "Who isn't moved stays: delete the arrow, or name in `sets` what it should change."


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyThere(Problem):
    """A state that no strategy ever leads to."""

    severity: ClassVar[Severity] = "warning"

    state: str

    def found(self) -> str:
        return f'nobody is ever in "{self.state}": no strategy starts there, no arrow in force leads there'

    def advice(self) -> str:
        return "Give it a start share or an arrow, or delete it."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoWayOut(Problem):
    """A living state that nobody leaves, not even by dying."""

    severity: ClassVar[Severity] = "warning"

    state: str

    def found(self) -> str:
        return f'nobody ever leaves "{self.state}", not even by dying'

    def advice(self) -> str:
        return "Add the arrow to death, or write `no` under alive."
