"""Problems of changes to a decision problem: what is to be changed, and to what. Scenarios, subgroups, sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed, suggestion

# What is to be changed


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownItem(Problem):
    """An item that is no parameter and no setting.

    Attributes:
        name: as written.
        nearest: items that are nearly the same.
    """

    name: str
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        return f'there is no parameter or setting "{self.name}"'

    def advice(self) -> str:
        otherwise = (
            "An item is the id of a parameter, the id and one of its columns (`ID low`), the name of a setting, "
            "`strategies` or `reference`."
        )
        return suggestion(self.nearest, otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownParameterColumn(Problem):
    """A column of a parameter that isn't there, or that no number depends on.

    Attributes:
        parameter: its id.
        column: as written.
        columns: those that can be changed.
    """

    parameter: str
    column: str
    columns: Sequence[str]

    def found(self) -> str:
        return f'"{self.column}" of the parameter {self.parameter} can\'t be changed'

    def advice(self) -> str:
        return f"Of a parameter these can: {', '.join(self.columns)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousItem(Problem):
    """A name that both a setting and a parameter have.

    Attributes:
        name: as written.
    """

    name: str

    def found(self) -> str:
        return f'"{self.name}" is a setting and a parameter'

    def advice(self) -> str:
        return f"For the parameter write `{self.name} value`; to change the setting, rename the parameter."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChangeable(Problem):
    """An item that is part of the model, but no parameter or setting.

    Attributes:
        name: as written.
        what: what it is: a variable, a column of Strategies, ...
    """

    name: str
    what: str

    def found(self) -> str:
        return f'"{self.name}" is {self.what}; only parameters, settings and the strategies compared can be changed'

    def advice(self) -> str:
        if self.what == "a strategy":
            return "To choose the strategies compared, name them as the value of the item `strategies`."
        if self.what == "a scenario":
            return "To make its changes first, name it as the value of the item `include scenario`."
        if self.what == "an item of the sheet Scenarios alone":
            return "Make a scenario there that includes the others, and name that."
        return "Let the expression concerned use a parameter (a number, or a switch of 0 and 1), and change that."


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedSetting(Problem):
    """A setting that holds for the whole study.

    Attributes:
        setting: its name.
        reason: why it can't be changed, in one clause.
    """

    setting: str
    reason: str

    def found(self) -> str:
        return f'the setting "{self.setting}" can\'t be changed here: {self.reason}'

    def advice(self) -> str:
        return "Set it on the sheet Study."


# To what


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongValue(Problem):
    """A value that isn't of the kind that the item takes.

    Attributes:
        item: what is to be changed.
        expected: what it takes.
    """

    item: str
    expected: str

    def found(self) -> str:
        held = f'can\'t be "{self.where.text}"' if self.where.text else "is blank"
        return f'the new value of "{self.item}" {held}'

    def advice(self) -> str:
        return f"Expected {self.expected}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesNothing(Problem):
    """A change to what is there already.

    Attributes:
        item: what is changed; a clause of its own where there is no `value`.
        value: what it is before and after.
        fixes: whether the change takes the uncertainty away all the same.
        idle: whether numbers are given that don't count beside the others of the parameter.
    """

    severity: ClassVar[Severity] = "warning"

    item: str
    value: str = ""
    fixes: bool = False
    idle: bool = False

    def found(self) -> str:
        if self.idle:
            return f"this changes nothing: {self.item} doesn't count here"
        return f"this changes nothing: {self.item}{f' is {self.value}' if self.value else ''} anyway"

    def advice(self) -> str:
        if self.idle:
            return (
                "Of several spreads n counts first, then se, then low and high: blank the others out. Fixed has none."
            )
        return "It only takes the parameter's uncertainty away." if self.fixes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfDirichlet(Problem):
    """Some shares of a Dirichlet group are replaced and others not.

    Attributes:
        group: its name.
        missing: ids of the members that stay as they are.
    """

    group: str
    missing: Sequence[str]

    def found(self) -> str:
        """The group and what is missing."""
        stay = "stays as it is" if len(self.missing) == 1 else "stay as they are"
        return f"the shares of the group {self.group} are drawn together, and {listed(tuple(self.missing))} {stay}"

    def advice(self) -> str:
        """What to do."""
        return "Give a value to every parameter of the group, so that they sum to 1; or change their counts `n`."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceNotCompared(Problem):
    """The reference strategy isn't among the strategies of a scenario or subgroup.

    Attributes:
        reference: its id.
        strategies: ids of those that are compared.
    """

    reference: str
    strategies: Sequence[str]

    def found(self) -> str:
        """The reference."""
        return f"the reference strategy {self.reference} is not among the strategies compared here"

    def advice(self) -> str:
        """What to do."""
        return f"Choose a reference among {', '.join(self.strategies)}, or add {self.reference} to the strategies."
