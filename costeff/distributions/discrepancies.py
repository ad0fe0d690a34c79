"""Whether a fitted distribution says what the workbook's own interval says, and the bounds of one-way analyses."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.distributions.distribution import Distribution

ALLOWED = 0.1
"""How far an end of the implied interval may lie from the given one, as a share of the given width."""

_RANGES = ("uniform", "triangular", "pert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A fitted distribution and its row of the workbook don't say the same.

    Attributes:
        given: low and high as in the workbook; None where they are blank or are the ends of a range.
        implied: the distribution's 95% interval.
        interval: whether an end is off by more than a tenth of the given width.
        outside: whether the base-case value lies outside the given interval, or outside the implied one.
    """

    given: tuple[float, float] | None
    implied: tuple[float, float]
    interval: bool
    outside: bool


def discrepancy(distribution: Distribution, value: float, low: float | None, high: float | None) -> Discrepancy | None:
    """What to warn of, or None.

    Args:
        distribution: as fitted.
        value: base-case value.
        low: as in the workbook, or None.
        high: as in the workbook, or None.

    Returns:
        None where the implied 95% interval agrees with the given one within a tenth of its width at both ends, and
        the value lies within both. The ends of a uniform, triangular or PERT are no interval, so aren't compared.
    """
    implied = distribution.interval()
    given = (low, high) if low is not None and high is not None and distribution.family not in _RANGES else None
    apart = False
    within = True if distribution.family in _RANGES else implied[0] <= value <= implied[1]
    if given is not None:
        room = ALLOWED * (given[1] - given[0])
        apart = any(abs(a - b) > room for a, b in zip(given, implied, strict=True))
        within = within and given[0] <= value <= given[1]
    if within and not apart:
        return None
    return Discrepancy(given=given, implied=implied, interval=apart, outside=not within)


def bounds(distribution: Distribution) -> tuple[float, float]:
    """The 2.5% and 97.5% points: the bounds of a one-way analysis unless the workbook gives others."""
    return distribution.interval(0.95)
