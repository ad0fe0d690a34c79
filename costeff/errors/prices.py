"""Problems of money of another year than the study's."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class NoInflationTable(Problem):
    """Money of another year, and no index to convert it by.

    Attributes:
        year: of the money; wanted: price year of the study.
    """

    year: str
    wanted: str

    def found(self) -> str:
        return f'money of {self.year} can\'t be brought to {self.wanted}: there is no sheet "table inflation"'

    def advice(self) -> str:
        return (
            "Add it: the column year, rising, and the column index, a price index of health services, with both years "
            "in it; or leave the price year blank and give the amount in money of the study."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearNotInTable(Problem):
    """A year that the table of inflation doesn't have.

    Attributes:
        year: as written.
        first, last: years that it begins and ends with.
    """

    year: str
    first: int
    last: int

    def found(self) -> str:
        return f'the sheet "table inflation" has no index for {self.year}; it goes from {self.first} to {self.last}'

    def advice(self) -> str:
        return "Add a row for that year."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPriceYear(Problem):
    """Parameters are money of a year, but the study doesn't say what year its money is of.

    Attributes:
        example: cell of a parameter's price year.
    """

    example: str

    def found(self) -> str:
        return f'the setting "price year" is blank, but {self.example} says of what year its money is'

    def advice(self) -> str:
        return "Fill the setting on the sheet Study, for instance with 2023 or 2023/24."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotConverted(Problem):
    """A parameter that has a price year and can't be converted.

    Attributes:
        parameter: its id.
        reason: why not, in one clause.
    """

    parameter: str
    reason: str

    def found(self) -> str:
        return f"{self.parameter} can't be converted from one price year to another: {self.reason}"

    def advice(self) -> str:
        return "Clear the cell; the numbers of its row are then taken as they stand."
