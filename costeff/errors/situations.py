"""Problems of asking for scenarios and subgroups: what isn't there, or isn't said in the way expected."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.problem import Problem
from costeff.errors.words import listed, suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class NoScenarios(Problem):
    """Scenarios are asked for, and the workbook has none."""

    def found(self) -> str:
        return "there are no scenarios"

    def advice(self) -> str:
        return (
            "Add a sheet named Scenarios with the columns scenario, item and value: a row a change, such as "
            '"Short horizon", "horizon", "10 years"; rows with the same name make one scenario.'
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSubgroups(Problem):
    """Subgroups are asked for, and the workbook has none."""

    def found(self) -> str:
        return "there are no subgroups"

    def advice(self) -> str:
        return (
            "Add a sheet named Subgroups with the columns id, label and share, and a column for each parameter or "
            "setting that differs, such as start age: a row a subgroup."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSubgroup(Problem):
    """A subgroup that the workbook doesn't have.

    Attributes:
        name: as written.
        nearest: subgroups that are nearly the same.
        known: all of them.
    """

    name: str
    nearest: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def found(self) -> str:
        return f'there is no subgroup "{self.name}"'

    def advice(self) -> str:
        return suggestion(self.nearest, f"There are: {listed(self.known)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoChange(Problem):
    """A change asked for beside the workbook that doesn't say what is to be what.

    Attributes:
        given: as written.
    """

    given: str

    def found(self) -> str:
        return f'"{self.given}" is no change'

    def advice(self) -> str:
        return "Write the item, an equals sign and the value, such as c_msc=15000 or horizon='10 years'."
