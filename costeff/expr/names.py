"""Names: what can be one, and which known name a misspelt one was meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = re.compile(r"[^\W\d][\w.]*\Z")

AT_MOST = 3
"""Suggestions that a message gives."""


def is_name(text: str) -> bool:
    """Whether expressions can use a name: letters, digits, `_` and dots, beginning with a letter or `_`."""
    return NAME.match(text) is not None and text.upper() not in ("TRUE", "FALSE")


def nearest(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The known names that a misspelt one may have meant, the likeliest first.

    The same letters in another case, or with other separators, come first; then names that differ by few letters
    (a third of the length, two swapped neighbours counting as one); then names that the given one begins or ends.

    Args:
        name: as the user wrote it.
        candidates: the names that exist, in any order.

    Returns:
        At most three names; ties in alphabetical order.
    """
    ranked: list[tuple[int, int, str]] = []
    for candidate in set(candidates) - {name}:
        rank = _rank(name, candidate)
        if rank is not None:
            ranked.append((*rank, candidate))
    ranked.sort()
    if ranked and ranked[0][0] == 0:
        ranked = [entry for entry in ranked if entry[0] == 0]
    return tuple(candidate for _, _, candidate in ranked[:AT_MOST])


def _rank(name: str, candidate: str) -> tuple[int, int] | None:
    """How likely a candidate is, the smaller the likelier; None for not at all."""
    a, b = name.casefold(), candidate.casefold()
    if a == b or _bare(a) == _bare(b):
        return 0, int(a != b)
    allowed = max(1, min(len(a), len(b)) // 3) if min(len(a), len(b)) > 1 else 0
    distance = _distance(a, b, allowed)
    if distance <= allowed:
        return 1, distance
    begins = b.startswith(a) or b.endswith("_" + a) or a.startswith(b + "_")
    return (2, abs(len(a) - len(b))) if len(a) > 1 and begins else None


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name)


def _distance(a: str, b: str, limit: int) -> int:
    """Edit distance in which two swapped neighbours count as one; anything over the limit is `limit + 1`."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return row[-1]
