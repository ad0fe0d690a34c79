"""Problems of a calibration: what is to be fitted, and to which targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed, plain, suggestion

# What is to be fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToFit(Problem):
    """No parameter is named."""

    def found(self) -> str:
        return "no parameter is to be fitted"

    def advice(self) -> str:
        return "Name one at least: `--fit ID`, with its id from the sheet Parameters."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFitted(Problem):
    """A parameter is to be fitted that isn't there.

    Attributes:
        name: as written.
        nearest: ids that are nearly the same.
    """

    name: str
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        return f'there is no parameter "{self.name}"'

    def advice(self) -> str:
        return suggestion(self.nearest, "Name a parameter by its id on the sheet Parameters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfShares(Problem):
    """A parameter is to be fitted that is one of several shares of a whole.

    Attributes:
        parameter: its id.
        group: the shares that sum to 1.
    """

    parameter: str
    group: str

    def found(self) -> str:
        return f'{self.parameter} is one of the shares of the group "{self.group}", which sum to 1'

    def advice(self) -> str:
        return "Express one of them by the others, as a variable, and fit the others."


@dataclass(frozen=True, slots=True, kw_only=True)
class BadBounds(Problem):
    """Bounds of a fitted parameter that are no two numbers.

    Attributes:
        parameter: its id.
        given: as written.
    """

    parameter: str
    given: str

    def found(self) -> str:
        return f'the bounds of {self.parameter} are "{self.given}"'

    def advice(self) -> str:
        return f"Give the lowest and the highest value, with a colon between: `--fit {self.parameter}=0.5:20`."


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyBounds(Problem):
    """Bounds of a fitted parameter with nothing between them.

    Attributes:
        parameter: its id.
        low, high: the bounds.
        source: where they come from.
    """

    parameter: str
    low: float
    high: float
    source: str

    def found(self) -> str:
        between = f"{plain(self.low)} and {plain(self.high)}"
        return f"there is nothing between the bounds of {self.parameter}, {between} ({self.source})"

    def advice(self) -> str:
        return f"Give others on the sheet Parameters, or for this fit alone: `--fit {self.parameter}=LOW:HIGH`."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoInfluence(Problem):
    """A parameter is to be fitted on which no target depends.

    Attributes:
        parameter: its id.
        targets: ids of the targets of the fit.
    """

    parameter: str
    targets: tuple[str, ...]

    def found(self) -> str:
        if len(self.targets) == 1:
            return f"the target {self.targets[0]} does not depend on {self.parameter}"
        return f"none of the targets {listed(self.targets)} depends on {self.parameter}"

    def advice(self) -> str:
        return "Fit it to a target that does, or leave it out."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoValidStart(Problem):
    """No starting point within the bounds makes a valid model.

    Attributes:
        parameters: ids of those fitted.
        starts: how many were tried.
    """

    parameters: tuple[str, ...]
    starts: int

    def found(self) -> str:
        return f"none of {self.starts} starting points of {listed(self.parameters)} makes a valid model"

    def advice(self) -> str:
        return "Give narrower bounds around values that do: `--fit ID=LOW:HIGH`."


# To what


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTarget(Problem):
    """A target is named that isn't there.

    Attributes:
        name: as written.
        nearest: ids that are nearly the same; known: all of them.
    """

    name: str
    nearest: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def found(self) -> str:
        return f'there is no target "{self.name}"'

    def advice(self) -> str:
        has = f"The sheet Targets has {listed(self.known)}." if self.known else "The workbook has no sheet Targets."
        return suggestion(self.nearest, has)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCalibrationTargets(Problem):
    """No target is marked for calibration, and none is named.

    Attributes:
        known: ids of the targets that there are.
    """

    known: tuple[str, ...] = ()

    def found(self) -> str:
        return "no target is marked for calibration"

    def advice(self) -> str:
        if not self.known:
            return "Add a sheet Targets with what was published, and write `calibration` in its column use."
        return (
            f"Write `calibration` in the column use of the sheet Targets, or name targets: `--targets {self.known[0]}`."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredTarget(Problem):
    """A target that the model can't answer.

    Attributes:
        target: its id.
        reason: why not, in one clause.
    """

    target: str
    reason: str

    def found(self) -> str:
        return f"nothing can be fitted to {self.target}: {self.reason}"

    def advice(self) -> str:
        return "Correct its row, or name other targets with `--targets`."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoWeight(Problem):
    """A target of zero without an interval: nothing says how near is near.

    Attributes:
        target: its id.
    """

    target: str

    def found(self) -> str:
        return f"{self.target} is 0 and has no interval, so that nothing says how near to it is near"

    def advice(self) -> str:
        return "Fill in low and high, or name other targets with `--targets`."


# What a fit can't tell


@dataclass(frozen=True, slots=True, kw_only=True)
class FewerTargets(Problem):
    """More parameters than targets: many sets of values fit equally well.

    Attributes:
        parameters: how many are fitted; targets: to how many.
    """

    severity: ClassVar[Severity] = "warning"

    parameters: int
    targets: int

    def found(self) -> str:
        many = f"{self.targets} target{'' if self.targets == 1 else 's'}"
        return f"{self.parameters} parameters are fitted to {many}: many sets of values fit equally well"

    def advice(self) -> str:
        return "Fit fewer parameters, or to more targets; what is found here depends on where the search began."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotIdentified(Problem):
    """Parameters that the targets don't tell apart.

    Attributes:
        parameters: ids of those that can be changed together without any target moving.
    """

    severity: ClassVar[Severity] = "warning"

    parameters: tuple[str, ...]

    def found(self) -> str:
        if len(self.parameters) == 1:
            return f"near the fitted values no target depends on {self.parameters[0]}: it is not identified"
        return (
            f"the targets do not tell {listed(self.parameters)} apart: they can be changed together without any "
            "target moving, and are not identified"
        )

    def advice(self) -> str:
        if len(self.parameters) == 1:
            return "Leave it out, or add a target that depends on it. It has no standard error."
        return "Fix all but one of them, or add a target that tells them apart. They have no standard error."
