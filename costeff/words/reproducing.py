"""Whether a result was made again to the last bit, in sentences."""

from __future__ import annotations

from costeff.format import count, number
from costeff.results.comparing import Comparison
from costeff.words.phrases import listed, plural


def reproduced(found: Comparison, *, by: str) -> tuple[str, ...]:
    """Identical, or what differs.

    Args:
        found: what was compared.
        by: `cells`, or `digests` where only those were there to compare.
    """
    tables = plural(found.tables, "table")
    if by == "digests":
        if found.identical:
            return (f"Identical: the digests of {tables}, of every cell to the last bit.",)
        return (
            f"Different: {count(found.count)} of {tables} ({listed(list(found.by_table))}).",
            "The file carries digests of tables alone; the results folder would tell which cells differ, and by how "
            "much.",
        )
    if found.identical:
        return (f"Identical: {plural(found.cells, 'cell')} of {tables}, to the last bit.",)
    parts = [f"{name}: {count(n)}" for name, n in found.by_table.items()]
    said = f"Different: {plural(found.count, 'cell')} of {count(found.cells)}, in {listed(parts)}."
    if found.widest:
        said += f" The largest relative difference of a number is {_tiny(found.widest)}."
    return (said,)


def _tiny(x: float) -> str:
    """A relative difference; those of rounding as what they are."""
    return "below one in a million million (rounding)" if x < 1e-12 else number(x, 2)
