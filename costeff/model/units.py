"""Units that bound a number."""

from __future__ import annotations

from collections.abc import Mapping

UNITS: Mapping[str, tuple[float, float]] = {
    "probability": (0, 1),
    "proportion": (0, 1),
    "share": (0, 1),
    "fraction": (0, 1),
    "utility": (-1, 1),
    "rate": (0, float("inf")),
    "hazard ratio": (0, float("inf")),
    "odds ratio": (0, float("inf")),
    "risk ratio": (0, float("inf")),
    "HR": (0, float("inf")),
    "OR": (0, float("inf")),
    "RR": (0, float("inf")),
}
"""Units that bound a parameter's value: lowest and highest. Other units are only for the reader."""


def limits(unit: str) -> tuple[float, float] | None:
    """Lowest and highest value of a parameter in that unit; None if the unit bounds nothing."""
    return next((bounds for name, bounds in UNITS.items() if name.casefold() == unit.casefold()), None)
