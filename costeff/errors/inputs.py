"""What can be wrong with the distribution of an input, and with the size of a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownDistribution(Problem):
    """A distribution is named that doesn't exist.

    Attributes:
        given: the name as written.
        nearest: names that are nearly the same, the nearest first.
    """

    given: str
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        """The name that was found."""
        return f'there is no distribution "{self.given}"'

    def advice(self) -> str:
        """The nearest names, or all."""
        if self.nearest:
            return f"Did you mean {' or '.join(self.nearest)}?"
        return (
            "Choose fixed, beta, gamma, lognormal, normal, uniform, triangular, PERT, Dirichlet or another of the list."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpossibleDistribution(Problem):
    """A parameter can't have its distribution: a mean out of its reach, a spread missing or too large.

    Attributes:
        parameter: its id.
        family: the distribution.
        reason: what was found, in one clause.
        remedy: what to do, in one sentence.
    """

    parameter: str
    family: str
    reason: str
    remedy: str = ""

    def found(self) -> str:
        """The parameter and the reason."""
        return f"{self.parameter}: {self.reason}"

    def advice(self) -> str:
        """The remedy."""
        return self.remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalDisagrees(Problem):
    """The interval in the workbook isn't the one that the distribution implies, by over a tenth of its width.

    Attributes:
        parameter: its id.
        low: lower end as given; high: upper end as given.
        implied_low: lower end of the implied 95% interval; implied_high: its upper end.
    """

    severity: ClassVar[Severity] = "warning"

    parameter: str
    low: float
    high: float
    implied_low: float
    implied_high: float

    def found(self) -> str:
        """Both intervals."""
        return (
            f"{self.parameter}: the given interval is {self.low:.4g} to {self.high:.4g}, "
            f"the distribution implies {self.implied_low:.4g} to {self.implied_high:.4g}"
        )

    def advice(self) -> str:
        """Where to look."""
        return "Check value, se, n and the interval against the source; draws follow the implied interval."


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadDisagrees(Problem):
    """The standard error of a parameter isn't the one that it is drawn with.

    Attributes:
        parameter: its id.
        se: as given on the Parameters sheet.
        implied: the one that it is drawn with.
        sheet: the sheet that says so.
    """

    severity: ClassVar[Severity] = "warning"

    parameter: str
    se: float
    implied: float
    sheet: str

    def found(self) -> str:
        """Both standard errors."""
        return f"{self.parameter}: se is {self.se:.4g}, but the sheet {self.sheet} implies {self.implied:.4g}"

    def advice(self) -> str:
        """Which one is used."""
        return f"Draws follow the sheet {self.sheet}: correct one of them, or leave se blank."


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueOutsideInterval(Problem):
    """The base-case value lies outside its own 95% interval.

    Attributes:
        parameter: its id.
        value: base-case value.
        low: lower end of the interval; high: upper end.
    """

    severity: ClassVar[Severity] = "warning"

    parameter: str
    value: float
    low: float
    high: float

    def found(self) -> str:
        """The value and the interval."""
        return f"{self.parameter}: the value {self.value:.4g} is outside its interval {self.low:.4g} to {self.high:.4g}"

    def advice(self) -> str:
        """Where to look."""
        return "Check the value and the interval against the source."


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewDraws(Problem):
    """A number of draws below 1.

    Attributes:
        draws: as asked for.
    """

    draws: int

    def found(self) -> str:
        """The number."""
        return f"{self.draws} draws were asked for"

    def advice(self) -> str:
        """What is usual."""
        return "Ask for at least 1; 10,000 is usual."


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyForSobol(Problem):
    """More uncertain inputs than the Sobol sequence has dimensions.

    Attributes:
        inputs: how many are drawn.
        most: how many can be.
    """

    inputs: int
    most: int

    def found(self) -> str:
        """The number."""
        return f"{self.inputs} uncertain inputs are more than the {self.most} dimensions of the Sobol design"

    def advice(self) -> str:
        """What to use."""
        return "Use the random or the lhs design."
