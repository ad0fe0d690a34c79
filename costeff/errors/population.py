"""Problems of the Population sheet: what a budget impact needs is missing, or doesn't add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPopulation(Problem):
    """A budget impact of a workbook that doesn't say how many people there are."""

    def found(self) -> str:
        """What is missing."""
        return "the workbook has no sheet Population, so that nobody knows how many people there are"

    def advice(self) -> str:
        """What to fill in."""
        return (
            "Add a sheet Population with item, strategy, unit and value in A1 to D1, and below them the rows incidence "
            "(or prevalent), uptake and uptake without; `costeff template` writes an example."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationGap(Problem):
    """A row that a budget impact needs isn't there.

    Attributes:
        item: what should stand in the column item.
        meaning: what the row says.
    """

    item: str
    meaning: str

    def found(self) -> str:
        """The missing row."""
        return f"a budget impact needs {self.meaning}, and there is no row for it"

    def advice(self) -> str:
        """Where to put it."""
        return f"Add a row `{self.item}` here, with its number in the column value or in year 1, year 2, ..."


@dataclass(frozen=True, slots=True, kw_only=True)
class YearMissing(Problem):
    """A row that is given by year has a gap.

    Attributes:
        item: of the row.
        year: number of the year.
        years: how many years the sheet covers.
    """

    item: str
    year: int
    years: int

    def found(self) -> str:
        """The gap."""
        return f"{self.item} has no number for year {self.year}"

    def advice(self) -> str:
        """What to fill in."""
        return (
            f"The sheet covers {self.years} years: fill in year 1 to year {self.years}, or one number for all of them "
            "in the column value."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearUnread(Problem):
    """A number for a year that isn't covered.

    Attributes:
        item: of the row.
        year: number of the year.
        years: how many years the sheet covers.
    """

    severity: ClassVar[Severity] = "warning"

    item: str
    year: int
    years: int

    def found(self) -> str:
        """The idle number."""
        return f"{self.item} has a number for year {self.year}, but only {self.years} are covered: it is not used"

    def advice(self) -> str:
        """What to do."""
        return "Clear the cell, or raise the item years."


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAndYears(Problem):
    """A row with one number for all years and numbers by year."""

    item: str

    def found(self) -> str:
        """The contradiction."""
        return f"{self.item} has a number for all years (column value) and numbers by year"

    def advice(self) -> str:
        """What to do."""
        return "Keep the one or the others."


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedRow(Problem):
    """Two rows of the sheet say the same thing.

    Attributes:
        item: of both.
        first: the cell of the other.
    """

    item: str
    first: str

    def found(self) -> str:
        """The repetition."""
        return f"there is a row `{self.item}` already, at {self.first}"

    def advice(self) -> str:
        """What to do."""
        return "Keep one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class RestElsewhere(Problem):
    """The word `rest` where there is nothing that others could leave.

    Attributes:
        item: of the row.
        first: the cell of another `rest` in the same world; empty if the row isn't about uptake.
    """

    item: str
    first: str = ""

    def found(self) -> str:
        """What is wrong with it."""
        if self.first:
            return f"two strategies can't both have the rest; the other is {self.first}"
        return f"{self.item} can't be a rest"

    def advice(self) -> str:
        """What to do."""
        return "One strategy of each world may have the rest: what the shares of the others leave."


@dataclass(frozen=True, slots=True, kw_only=True)
class UptakeShares(Problem):
    """The shares of the strategies in one world don't sum to 1.

    Attributes:
        world: `with` or `without` the intervention.
        years: numbers of the years.
        total: their sum; of the others, where one strategy has the rest.
        rest: whether one has.
    """

    world: str
    years: tuple[int, ...]
    total: float
    rest: bool = False

    def found(self) -> str:
        """The sum."""
        whose = "the other shares" if self.rest else "the shares"
        beyond = "which leaves nothing for the rest" if self.rest else "not to 1"
        uptake = f"uptake {self.world} the intervention"
        when = f"year{'s' if len(self.years) > 1 else ''} {', '.join(map(str, self.years))}"
        return f"{whose} of {uptake} sum to {plain(self.total)} in {when}, {beyond}"

    def advice(self) -> str:
        """What to do."""
        if self.rest:
            return "Lower one of them: together they may be at most 1."
        return "Correct one of them, or write `rest` for one strategy, which then has what the others leave."


@dataclass(frozen=True, slots=True, kw_only=True)
class UptakeNotCompared(Problem):
    """A strategy that people start, but that the study doesn't compare.

    Attributes:
        strategy: its id.
    """

    strategy: str

    def found(self) -> str:
        """The strategy."""
        return f'people start "{self.strategy}", but the study leaves it out, so that its costs are not known'

    def advice(self) -> str:
        """What to do."""
        return "Say include = yes for it on the sheet Strategies, or give its share to another."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTotal(Problem):
    """A rate of people without the people that it is a rate of.

    Attributes:
        item: of the row.
        unit: `per million`.
    """

    item: str
    unit: str

    def found(self) -> str:
        """What is missing."""
        return f"{self.item} is {self.unit}, but there is no row `population` to multiply it with"

    def advice(self) -> str:
        """What to do."""
        return "Add a row `population` with the number of people, or count the cases themselves with the unit people."


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationValue(Problem):
    """An expression of the sheet that has no value.

    Attributes:
        item: of the row.
        reason: why, in one clause.
    """

    item: str
    reason: str

    def found(self) -> str:
        """The reason."""
        return f"{self.item} has no value: {self.reason}"

    def advice(self) -> str:
        """What may stand there."""
        return "Use a number, or an expression over parameters alone: there is no state, strategy or time here."


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationBounds(Problem):
    """Bounds that a row can't have.

    Attributes:
        item: of the row.
        reason: what is wrong with them, in one clause.
    """

    item: str
    reason: str

    def found(self) -> str:
        """The reason."""
        return f"low and high of {self.item} can't be used: {self.reason}"

    def advice(self) -> str:
        """What they are for."""
        return "They vary a number in the column value: low is at most that, high at least."
