"""How many people: those who become eligible year by year, and which strategy they start in each of two worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from costeff.errors import Where
from costeff.expr.tree import Formula
from costeff.model.parts import Cells, Evidence

Entry = Literal["start of year", "middle of year", "through the year"]
"""When within a year people start: all on its first day, all at its middle, or evenly from first to last day."""

ENTRIES: tuple[Entry, ...] = ("start of year", "middle of year", "through the year")
DEFAULT_ENTRY: Entry = "through the year"
LONGEST = 5
"""Years that a budget impact analysis may cover."""

PER: Mapping[str, float] = {
    "people": 1.0,
    "per 1,000": 1e-3,
    "per 10,000": 1e-4,
    "per 100,000": 1e-5,
    "per million": 1e-6,
}
"""Units of numbers of people, as shares of the population; `people` are counted by themselves."""

Who = Literal["all", "incident", "prevalent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One row of the Population sheet: a number for all years, or one for each.

    Attributes:
        label: what tables call it.
        values: one expression over parameters for all years alike, or one for each year. None stands for `rest`:
            what the other strategies of the same world and year leave.
        per: what a number of people is multiplied by the population with; 0 = nothing, it is people already.
        low, high: plausible bounds of a value that holds for all years; None = not given.
        cells: column to cell.
    """

    label: str
    values: tuple[Formula | None, ...]
    per: float = 0.0
    low: float | None = None
    high: float | None = None
    source: str = ""
    evidence: Evidence = ""
    note: str = ""
    cells: Cells = field(default_factory=dict)

    def in_year(self, year: int) -> Formula | None:
        """The expression of a year, counted from 0."""
        return self.values[0] if len(self.values) == 1 else self.values[year]

    def cell(self, year: int = 0) -> Where:
        """Where the number of a year stands."""
        column = "value" if len(self.values) == 1 else f"year {year + 1}"
        return self.cells.get(column, Where())


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One step of the cascade from all cases to those who start treatment; `who` it applies to."""

    who: Who
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """What the Population sheet says; what a budget impact needs and isn't given is None or empty.

    Attributes:
        years: number of years, from 1 to `LONGEST`.
        first_year: calendar year of the first; None = years are numbered.
        entry: when within a year people start.
        total: everyone, of whom `incidence` and `prevalent` may be a part.
        incidence: new cases in each year.
        prevalent: people who have been ill for longer and start in a year, by default all in the first.
        shares: steps of the cascade, in the order of the sheet.
        uptake: strategy to its share of those who start, in the world with the intervention.
        without: the same in the world without it.
        lifetime: years for which the decision holds, for the value of research; no budget depends on it.
        where: the sheet.
        cells: of the settings, `years`, `first year`, `entry`.
    """

    years: int = LONGEST
    first_year: int | None = None
    entry: Entry = DEFAULT_ENTRY
    total: Amount | None = None
    incidence: Amount | None = None
    prevalent: Amount | None = None
    shares: tuple[Share, ...] = ()
    uptake: Mapping[str, Amount] = field(default_factory=dict)
    without: Mapping[str, Amount] = field(default_factory=dict)
    lifetime: Amount | None = None
    where: Where = field(default_factory=Where)
    cells: Cells = field(default_factory=dict)

    def amounts(self) -> Iterator[Amount]:
        """Every row with numbers."""
        yield from (a for a in (self.total, self.incidence, self.prevalent, self.lifetime) if a is not None)
        yield from (share.amount for share in self.shares)
        yield from self.uptake.values()
        yield from self.without.values()

    def formulas(self) -> Iterator[Formula]:
        """Every expression."""
        for amount in self.amounts():
            yield from (formula for formula in amount.values if formula is not None)
