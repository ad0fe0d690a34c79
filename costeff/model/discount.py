"""Discounting: one function of time, constant, stepped (HAS) or late to begin (ZIN)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Compounding = Literal["annual", "continuous", "yearly steps"]

_PART = re.compile(
    r"^\s*(?P<rate>\d+(?:\.\d+)?)\s*(?P<percent>%?)\s*(?:from\s+year\s+(?P<year>\d+(?:\.\d+)?))?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount rate over time.

    Attributes:
        steps: pairs of the year from which a rate holds and the rate a year; the first begins at 0.
    """

    steps: tuple[tuple[float, float], ...]

    @classmethod
    def constant(cls, rate: float) -> Discount:
        """One rate a year for all time."""
        return cls(((0.0, rate),))

    def factor(self, years: NDArray[np.float64], compounding: Compounding) -> NDArray[np.float64]:
        """Present value of 1 at each time.

        Args:
            years: times since the start, in years, any shape.
            compounding: `annual` (1+r)^-t, `continuous` exp(-r t), `yearly steps` (1+r)^-floor(t).

        Returns:
            Factors of the same shape, 1 at time 0.
        """
        times = np.floor(years + 1e-9) if compounding == "yearly steps" else np.asarray(years, dtype=np.float64)
        exponent = np.zeros(np.shape(times), dtype=np.float64)
        for k, (start, rate) in enumerate(self.steps):
            stop = self.steps[k + 1][0] if k + 1 < len(self.steps) else np.inf
            spent = np.clip(times, start, stop) - start
            exponent = exponent + spent * (rate if compounding == "continuous" else np.log1p(rate))
        result: NDArray[np.float64] = np.exp(-exponent)
        return result

    def __str__(self) -> str:
        parts = [f"{rate:.4%}".rstrip("%").rstrip("0").rstrip(".") + "%" for _, rate in self.steps]
        return ", ".join(part if k == 0 else f"{part} from year {self.steps[k][0]:g}" for k, part in enumerate(parts))


def parse_discount(text: str) -> Discount | None:
    """Reads `3.5%`, `0.035` or `2.5%, 1.5% from year 30`; None where it is no rate."""
    steps: list[tuple[float, float]] = []
    for k, part in enumerate(re.split(r"[;,]", text)):
        found = _PART.match(part)
        if found is None:
            return None
        rate = float(found["rate"]) / (100 if found["percent"] else 1)
        year = float(found["year"] or 0)
        if (k == 0) != (year == 0) or (steps and year <= steps[-1][0]) or rate >= 1:
            return None
        steps.append((year, rate))
    return Discount(tuple(steps))
