"""Lengths of time as users write them: `1 month`, `28 days`, `24 cycles`, `until age 100`.

A year is 365.25 days, a month is a twelfth of a year, a week is 7 days.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

YEARS = {"year": 1.0, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25}
"""Length of each unit in years."""

UNITS_A_YEAR = {"year": 1.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}
"""The same, the other way round: dividing by these keeps whole years whole."""

_LENGTH = re.compile(r"^\s*(?P<value>\d+(?:\.\d+)?)?\s*(?P<unit>[a-z]+?)s?\s*$", re.IGNORECASE)
_UNTIL = re.compile(r"^\s*until\s+age\s+(?P<age>\d+(?:\.\d+)?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, kept as written.

    Attributes:
        value: how many units; above 0.
        unit: `year`, `month`, `week`, `day` or `cycle`.
    """

    value: float
    unit: str

    def years(self, cycle: Duration) -> float:
        """Length in years; `cycle` is the model's cycle length, which itself is no multiple of cycles."""
        if self.unit == "cycle":
            return self.value * cycle.years(cycle)
        return self.value * YEARS[self.unit]

    def cycles(self, cycle: Duration) -> float:
        """Length in cycles, not rounded; whole where the units are the same."""
        if self.unit == "cycle":
            return self.value
        if self.unit == cycle.unit:
            return self.value / cycle.value
        if {self.unit, cycle.unit} <= {"year", "month"}:  # twelfths are exact, their quotients are not
            months = {"year": 12.0, "month": 1.0}
            return self.value * months[self.unit] / (cycle.value * months[cycle.unit])
        return self.years(cycle) / cycle.years(cycle)

    def whole_cycles(self, cycle: Duration) -> int:
        """The smallest whole number of cycles that is not shorter, a billionth of a cycle forgiven."""
        return math.ceil(self.cycles(cycle) - 1e-9)

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}{'' if self.value == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class UntilAge:
    """A horizon that ends at an age, in years."""

    age: float

    def __str__(self) -> str:
        return f"until age {self.age:g}"


def parse_duration(text: str) -> Duration | None:
    """Reads `6 months`, `28 days`, `year`, `24 cycles`; None where it is no length of time."""
    found = _LENGTH.match(text)
    if found is None:
        return None
    unit = found["unit"].lower()
    value = float(found["value"] or 1)
    if unit not in (*YEARS, "cycle") or value <= 0:
        return None
    return Duration(value, unit)


def parse_horizon(text: str) -> Duration | UntilAge | None:
    """Reads a length of time or `until age 100`; None where it is neither."""
    until = _UNTIL.match(text)
    return UntilAge(float(until["age"])) if until else parse_duration(text)
