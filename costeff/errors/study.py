"""Problems with the study as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTime(Problem):
    """A horizon that ends before it begins."""

    horizon: str
    start_age: str

    def found(self) -> str:
        return f"the horizon, {self.horizon}, leaves no time" + (
            f" from the start age {self.start_age}" if self.start_age else ""
        )

    def advice(self) -> str:
        return "Give a horizon of at least one cycle, or a start age below its end."


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonRoundedUp(Problem):
    """A horizon that isn't a whole number of cycles."""

    severity: ClassVar[Severity] = "note"

    horizon: str
    cycles: int
    years: float

    def found(self) -> str:
        return f"the horizon, {self.horizon}, is no whole number of cycles: {self.cycles} cycles are run"

    def advice(self) -> str:
        return f"Costs and effects are counted for {self.years:g} years."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendedComparator(Problem):
    """A share of a strategy, which would make it part of a blended comparator."""

    strategy: str

    def found(self) -> str:
        return f'a share is given for "{self.strategy}", but strategies can\'t be blended yet'

    def advice(self) -> str:
        return "Clear the column `share`, and compare each strategy by itself."
