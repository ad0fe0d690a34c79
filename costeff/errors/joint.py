"""What can be wrong with inputs that are drawn together: correlations, covariances, Dirichlets, posterior draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity

WELL_BELOW = 0.02
"""How far below 1 the values of a Dirichlet sum where a category is missing, and not some digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownJointParameter(Problem):
    """A sheet that draws parameters together names one that doesn't exist.

    Attributes:
        name: as written.
        nearest: ids that are nearly the same.
    """

    name: str
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        """The name that was found."""
        return f'there is no parameter "{self.name}"'

    def advice(self) -> str:
        """The nearest ids."""
        return f"Did you mean {' or '.join(self.nearest)}?" if self.nearest else "Use ids of the Parameters sheet."


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTwice(Problem):
    """A parameter is drawn in two ways, of which only one can hold.

    Attributes:
        parameter: its id.
        ways: what would draw it.
    """

    parameter: str
    ways: tuple[str, ...]

    def found(self) -> str:
        """The ways."""
        return f"{self.parameter} would be drawn by {' and by '.join(self.ways)}"

    def advice(self) -> str:
        """Keep one."""
        return "Keep one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDrawn(Problem):
    """A family that is drawn together, with nothing that says how.

    Attributes:
        parameter: its id.
        family: the distribution.
        needs: what is missing.
    """

    parameter: str
    family: str
    needs: str

    def found(self) -> str:
        """The parameter and what it lacks."""
        return f"{self.parameter} is {self.family}, but {self.needs}"

    def advice(self) -> str:
        """Add it, or choose another."""
        return "Add it, or choose another distribution."


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelationOutOfRange(Problem):
    """A correlation outside -1 to 1.

    Attributes:
        value: as given.
    """

    value: float

    def found(self) -> str:
        """The value."""
        return f"a correlation of {self.value:g} is outside -1 to 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedCorrelation(Problem):
    """A pair that is listed twice, or a parameter paired with itself.

    Attributes:
        a: first parameter; b: second.
        elsewhere: where the pair stands already; empty for a parameter with itself.
    """

    a: str
    b: str
    elsewhere: str = ""

    def found(self) -> str:
        """The pair."""
        if self.a == self.b:
            return f"{self.a} is correlated with itself"
        return f"the correlation of {self.a} and {self.b} is given already, at {self.elsewhere}"

    def advice(self) -> str:
        """Keep one row."""
        return "Keep one row for each pair of different parameters."


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToCorrelate(Problem):
    """A correlation with a parameter that is fixed.

    Attributes:
        parameter: its id.
    """

    parameter: str

    def found(self) -> str:
        """The parameter."""
        return f"{self.parameter} is fixed, so there is nothing to correlate"

    def advice(self) -> str:
        """Give it a distribution."""
        return "Give it a distribution on the Parameters sheet, or remove this row."


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpossibleCorrelations(Problem):
    """Correlations that no parameters can have at once.

    Attributes:
        parameters: the fewest that can't be reconciled.
        pairs: their correlations in words; a pair that isn't listed counts as 0.
        sheet: the covariance sheet, or empty for the Correlations sheet.
    """

    parameters: tuple[str, ...]
    pairs: tuple[str, ...]
    sheet: str = ""

    def found(self) -> str:
        """The pairs."""
        return f"these correlations are impossible together: {', '.join(self.pairs)}"

    def advice(self) -> str:
        """Why, and where to look."""
        if self.sheet:
            return "Copy the matrix with more digits, or check it against the source; nothing is repaired silently."
        return "Bring them nearer to 0, or add the pairs that aren't listed: those count as 0."


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCovariance(Problem):
    """A covariance sheet that isn't a covariance matrix.

    Attributes:
        name: of the sheet.
        reason: what was found, in one clause.
    """

    name: str
    reason: str

    def found(self) -> str:
        """The reason."""
        return f"covariance {self.name}: {self.reason}"

    def advice(self) -> str:
        """What it must be."""
        return "The sheet is square and symmetric, with variances above or equal to 0 on its diagonal."


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroDirichletCount(Problem):
    """A category of a Dirichlet without a count above 0.

    Attributes:
        parameter: its id.
        group: the Dirichlet.
        count: as given; None = blank.
    """

    parameter: str
    group: str
    count: float | None

    def found(self) -> str:
        """The category and its count."""
        what = "no count" if self.count is None else f"a count of {self.count:g}"
        return f"{self.parameter} has {what} in the Dirichlet {self.group}"

    def advice(self) -> str:
        """What can be done about it."""
        return (
            "Type a count above 0 in n; leave out a category that can't happen, or add a prior count such as 1 to all."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DirichletShares(Problem):
    """The value of a category isn't its share of the counts.

    Attributes:
        parameter: its id.
        group: the Dirichlet.
        value: base-case value.
        share: its count over the sum of the group's counts.
        total: sum of the values of the group; None where it isn't known.
    """

    parameter: str
    group: str
    value: float
    share: float
    total: float | None = None

    def found(self) -> str:
        """Value and share."""
        return (
            f"{self.parameter} is {self.value:.10g}, but its count is {self.share:.10g} of the Dirichlet {self.group}"
        )

    def advice(self) -> str:
        """What to type, or that a category is missing."""
        if self.total is not None and self.total < 1 - WELL_BELOW:
            return (
                f"The values of {self.group} sum to {self.total:.4g}: a category is missing, such as that of staying; "
                "give it a row with its count."
            )
        return f"Leave value blank, which takes the share {self.share:.10g}, or correct the counts."


@dataclass(frozen=True, slots=True, kw_only=True)
class DirichletRounded(Problem):
    """The value of a category is its share of the counts with some digits lost, so the share is used.

    Attributes:
        parameter: its id.
        group: the Dirichlet.
        value: as typed.
        share: its count over the sum of the group's counts, which the run uses.
    """

    severity: ClassVar[Severity] = "warning"

    parameter: str
    group: str
    value: float
    share: float

    def found(self) -> str:
        """Value and share."""
        return (
            f"{self.parameter} is {self.value:.10g}, but its count is {self.share:.10g} of the Dirichlet "
            f"{self.group}: the run uses the counts"
        )

    def advice(self) -> str:
        """What to do."""
        return "Leave value blank, or type more digits."


@dataclass(frozen=True, slots=True, kw_only=True)
class LoneDirichlet(Problem):
    """A Dirichlet of one category, which could only ever be 1.

    Attributes:
        parameter: its id.
        group: the Dirichlet; empty where `group` is blank.
    """

    parameter: str
    group: str

    def found(self) -> str:
        """The category."""
        if not self.group:
            return f"{self.parameter} is Dirichlet, but its group is blank"
        return f"{self.parameter} is alone in the Dirichlet {self.group}"

    def advice(self) -> str:
        """What belongs together."""
        return "Give all categories, the complement included, the same group; for two categories a beta does."


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPosterior(Problem):
    """A sheet of posterior draws that can't be used.

    Attributes:
        name: of the sheet.
        reason: what was found, in one clause.
    """

    name: str
    reason: str

    def found(self) -> str:
        """The reason."""
        return f"draws {self.name}: {self.reason}"

    def advice(self) -> str:
        """What it must be."""
        return "Row 1 holds parameter ids, each row below one draw with a number in every column."
