"""Problems of a two-way analysis: which two parameters move, and how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costeff.errors.problem import Problem
from costeff.errors.words import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSide(Problem):
    """A side of the grid whose range is no two numbers.

    Attributes:
        side: `x` or `y`.
        parameter: its id.
        given: as written.
    """

    side: str
    parameter: str
    given: str

    def found(self) -> str:
        """What was given."""
        return f'the range of {self.parameter} is "{self.given}"'

    def advice(self) -> str:
        """What to write."""
        return f"Give its two ends with a colon between, such as `--{self.side} {self.parameter}=0.5:20`."


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSteps(Problem):
    """A grid that is too coarse or too fine.

    Attributes:
        steps: values of each parameter that were asked for.
        fewest, most: that there may be.
    """

    steps: int
    fewest: int
    most: int

    def found(self) -> str:
        """The number."""
        return f"a grid of {self.steps} values each was asked for"

    def advice(self) -> str:
        """What can be."""
        return f"Ask for {self.fewest} to {self.most}."


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsRange(Problem):
    """A parameter without uncertainty has no range of its own.

    Attributes:
        side: `x` or `y`.
        parameter: its id.
    """

    side: str
    parameter: str

    def found(self) -> str:
        """The parameter."""
        return f"{self.parameter} is fixed, so that it has no range of its own"

    def advice(self) -> str:
        """What to do."""
        return (
            f"Give its two ends, such as `--{self.side} {self.parameter}=0.5:20`, or in the columns dsa low and "
            "dsa high."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SameTwice(Problem):
    """Both sides of the grid are one parameter.

    Attributes:
        parameter: its id.
    """

    parameter: str

    def found(self) -> str:
        """The parameter."""
        return f"{self.parameter} stands for both sides of the grid"

    def advice(self) -> str:
        """What to do."""
        return "Name two different parameters; for one alone use `costeff threshold`."


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTwice(Problem):
    """The two parameters are all the shares of one whole, so that one gives the other.

    Attributes:
        group: its name.
        parameters: the two ids.
    """

    group: str
    parameters: Sequence[str]

    def found(self) -> str:
        """The group."""
        return f"{listed(tuple(self.parameters))} are all the shares of the group {self.group}, which sum to 1"

    def advice(self) -> str:
        """What to do."""
        return "One of them gives the other: name a parameter of another group with one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToPair(Problem):
    """Parameters were not named, and too few are uncertain to choose from.

    Attributes:
        known: ids of those with a range.
    """

    known: Sequence[str] = ()

    def found(self) -> str:
        """How many there are."""
        there = f"only {listed(tuple(self.known))} has" if self.known else "none has"
        return f"a two-way analysis needs two parameters with a range, and {there} one"

    def advice(self) -> str:
        """What to do."""
        return "Name two parameters with their ranges, such as `--x ID=LOW:HIGH --y ID=LOW:HIGH`."
