"""Problems of the distribution of health over subgroups: shares, opportunity costs, aversion to inequality."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.problem import Problem
from costeff.errors.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDistribution(Problem):
    """The subgroups have no shares, so that there is no distribution of health over them."""

    def found(self) -> str:
        """What is missing."""
        return "the subgroups have no shares of all patients, so that there is no distribution of health over them"

    def advice(self) -> str:
        """What to fill."""
        return "Fill the column share of the sheet Subgroups for each of them, such as 0.4 and 0.6; they sum to 1."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOpportunityCost(Problem):
    """A threshold of 0, at which money spent here would take endless health from others."""

    def found(self) -> str:
        """The threshold."""
        return "one of the thresholds is 0, and a distribution asks how much health money buys elsewhere"

    def advice(self) -> str:
        """What to do."""
        return "Give thresholds above 0 in the setting thresholds, such as `25000, 35000`, or here with --set."


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityCostShares(Problem):
    """The shares of the health opportunity cost don't sum to 1.

    Attributes:
        total: their sum, over the subgroups with a share of the patients.
    """

    total: float

    def found(self) -> str:
        """The sum."""
        return f"the opportunity cost shares of the subgroups sum to {plain(self.total)}, not to 1"

    def advice(self) -> str:
        """What to do."""
        return "Correct them, or leave all of them blank: the cost then falls on each subgroup by its share."


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityCostOfNobody(Problem):
    """Part of the health opportunity cost falls on a subgroup without a share of the patients.

    Attributes:
        subgroup: its id.
        bears: the share of the opportunity cost.
    """

    subgroup: str
    bears: float

    def found(self) -> str:
        """Which."""
        return (
            f'the subgroup "{self.subgroup}" bears {plain(self.bears)} of the opportunity cost, but has no share of '
            "the patients"
        )

    def advice(self) -> str:
        """What to do."""
        return "Give it a share, or leave its opportunity cost share blank."


@dataclass(frozen=True, slots=True, kw_only=True)
class BadAversion(Problem):
    """An aversion to inequality that can't be.

    Attributes:
        index: `Atkinson` or `Kolm`.
        value: as given.
    """

    index: str
    value: float

    def found(self) -> str:
        """The value."""
        return f"the aversion of the {self.index} index is {plain(self.value)}"

    def advice(self) -> str:
        """What to give."""
        return "Give a number from 0 (no aversion) to 1,000."
