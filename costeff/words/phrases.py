"""Pieces of sentences that every verdict uses."""

from __future__ import annotations

from collections.abc import Sequence

from costeff.format import money

MOST_NAMED = 6
"""Things that a sentence names; of more it says how many."""


def quoted(label: str) -> str:
    """A label inside a sentence, whose own commas and ands it would mix with."""
    return f'"{label}"'


def joined(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def named(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Names in quotes; of many the first few, and how many more there are."""
    shown = [quoted(name) for name in names[:most]]
    return joined([*shown, f"{len(names) - most} more"] if len(names) > most else shown)


def prices(thresholds: Sequence[float], currency: str) -> str:
    """Amounts of money in a row: `£25,000 and £35,000`."""
    return joined([money(threshold, currency) for threshold in thresholds])
