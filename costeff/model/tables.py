"""How a table is read, in one place for the checks and both engines: which row holds at a key, and where it ends."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

LIFE_TABLE_ROWS = 10
"""From so many rows on, whole keys in steps of one make a life table, whose last row holds for one step only."""


def row_index(keys: Sequence[float], key: float) -> int | None:
    """The row that holds at a key: the last whose own key is not above it.

    Args:
        keys: the table's keys, rising.
        key: what is looked up, in the unit of the keys.

    Returns:
        The row's position from 0; None below the first key and from the table's end on.
    """
    end = last_key_end(keys)
    if not keys or key < keys[0] or (end is not None and key >= end):
        return None
    return bisect_right(keys, key) - 1


def last_key_end(keys: Sequence[float]) -> float | None:
    """Where a table ends: one step after the last key of a life table; None where the last row holds for ever.

    A table of bands (0, 6, 12, 24 months) means its last band to be open. One with a row for every single year or
    month, ten rows or more, is a life table or a list of cycles: beyond its last row it says nothing, and who asks
    there wants to know that it is too short.
    """
    return keys[-1] + 1 if len(keys) >= LIFE_TABLE_ROWS and _single_steps(tuple(keys)) else None


@lru_cache(maxsize=256)
def _single_steps(keys: tuple[float, ...]) -> bool:
    """Whether the keys are whole numbers in steps of one; asked at every look-up, so remembered."""
    return all(b - a == 1 and a == math.floor(a) for a, b in pairwise(keys))


def interpolate(keys: Sequence[float], values: Sequence[float], key: float) -> float:
    """The value on the straight line between the two keys around a key, which must lie within the table.

    `a + (key - k) / (k' - k) (b - a)`, with k and a the row at or below the key, k' and b the next.
    """
    low = min(max(bisect_right(keys, key) - 1, 0), max(len(keys) - 2, 0))
    high = min(low + 1, len(keys) - 1)
    width = keys[high] - keys[low]
    part = (key - keys[low]) / width if width else 0.0
    return values[low] + part * (values[high] - values[low])
