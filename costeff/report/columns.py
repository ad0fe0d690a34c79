"""How wide columns are, which page a table needs, and where it is split: before any program sets it.

Widths are estimated in em of the table's font, from the words of the cells: a column is never narrower than its
longest number or word, and what is left is shared by how much text there is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["l", "r", "c"]

PORTRAIT, LANDSCAPE = 51.0, 78.0
"""Width of the text in em of the table's font (9 points): A4 with margins of 22 mm, less two points of safety."""

PADDING = 1.15
"""Em that stand empty in a column."""

LONGEST = 14.0
"""Em from which a word of a text may be broken."""

ROOMY = 26.0
"""Em from which further text in a cell makes its column no wider."""

_NUMBER = re.compile(r"[<>~]?[−+-]?\s?[^\w\s]{0,2}\d[\d,.\u00a0]*\s?(%|[a-zA-Z]{1,3})?\Z|[–—-]?\Z")
"""What stands on the right: a number with its sign, currency and unit, or the sign for none."""

_WIDE, _NARROW = frozenset("mwMW@%—…"), frozenset("ijltfrI.,;:'|!()[]- \u00a0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table, or what of one fits a page.

    Attributes:
        columns: their places in the whole table.
        widths: shares of the width of the text; they sum to 1 at most.
        landscape: whether it needs a landscape page.
    """

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    landscape: bool


def width(text: str) -> float:
    """Width of a text in em."""
    return sum(
        0.87 if c in _WIDE else 0.31 if c in _NARROW else 1.0 if ord(c) > 0x2E7F else 0.65 if c.isupper() else 0.53
        for c in text
    )


def alignments(align: str, rows: Sequence[Sequence[str]], number: int) -> tuple[Align, ...]:
    """How each column stands: as asked for, or numbers on the right, others on the left.

    Args:
        align: letters; empty or too few for what the cells say.
        rows: words of the cells.
        number: of columns.
    """
    found: list[Align] = []
    for k in range(number):
        asked = align[k] if k < len(align) else ""
        if asked in ("l", "r", "c"):
            found.append(asked)  # type: ignore[arg-type]
            continue
        cells = [row[k] for row in rows if row[k]]
        found.append("r" if k and cells and all(_NUMBER.match(cell) for cell in cells) else "l")
    return tuple(found)


def parts(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    align: Sequence[Align],
    *,
    key: int,
    landscape: bool | None,
    widths: Sequence[float] | None,
    over: Sequence[tuple[str, int]] = (),
) -> tuple[Part, ...]:
    """The tables into which one has to be split so that none overflows; nearly always one.

    Args:
        head: words of the head.
        rows: words of the cells.
        align: of the columns; those on the right are never broken.
        key: how many columns from the left each part has.
        landscape: as asked for; None = where it is needed.
        widths: of the columns in any unit; None = as the cells need.
        over: words above several columns, which aren't split if that can be helped.
    """
    count = len(head)
    least = [_least(head[k], [row[k] for row in rows], align[k]) for k in range(count)]
    liked = [max(least[k], _liked(head[k], [row[k] for row in rows], align[k])) for k in range(count)]
    if widths is not None:
        return (_part(range(count), least, widths, landscape or False, whole=True),)
    for flat in (False, True):
        page = LANDSCAPE if flat else PORTRAIT
        if sum(least) <= page and (landscape is None or landscape is flat or not flat):
            flat = flat or bool(landscape)
            return (_part(range(count), least, liked, flat),)
    flat = landscape is not False
    page = LANDSCAPE if flat else PORTRAIT
    groups = _groups(least, key, page, over)
    return tuple(_part(group, least, liked, flat) for group in groups)


def _groups(least: Sequence[float], key: int, page: float, over: Sequence[tuple[str, int]]) -> list[list[int]]:
    """Columns shared out in order, of about the same width, none wider than the page."""
    keys = list(range(min(key, len(least) - 1)))
    taken = sum(least[k] for k in keys)
    if taken > page / 2:  # keys that would leave no room are broken into lines
        taken = page / 2
    units = _units(len(keys), len(least), over, least, page - taken)
    room = page - taken
    total = sum(least[k] for unit in units for k in unit)
    number = max(1, -(-total // room))
    target = total / number
    groups: list[list[int]] = [[]]
    used = before = 0.0
    for unit in units:
        size = sum(least[k] for k in unit)
        due = (before + size / 2) / target >= len(groups)  # the middle of the unit lies in the next part
        if groups[-1] and (used + size > room or due):
            groups.append([])
            used = 0.0
        groups[-1].extend(unit)
        used, before = used + size, before + size
    return [[*keys, *group] for group in groups]


def _units(
    first: int, count: int, over: Sequence[tuple[str, int]], least: Sequence[float], room: float
) -> list[list[int]]:
    """Columns that stay together: those under the same words, unless they are too wide for that."""
    units: list[list[int]] = []
    start = 0
    for _, span in over:
        columns = [k for k in range(start, start + span) if k >= first]
        start += span
        if columns and sum(least[k] for k in columns) <= room:
            units.append(columns)
        else:
            units += [[k] for k in columns]
    return units if over else [[k] for k in range(first, count)]


def _part(
    columns: Sequence[int], least: Sequence[float], liked: Sequence[float], landscape: bool, *, whole: bool = False
) -> Part:
    """Columns with their shares: what each needs, and of what is left in proportion to what more it would like."""
    page = LANDSCAPE if landscape else PORTRAIT
    wanted = [liked[k] for k in columns]
    if whole:
        return Part(columns=tuple(columns), widths=tuple(w / sum(wanted) for w in wanted), landscape=landscape)
    needed = [least[k] for k in columns]
    if sum(needed) > page:
        shares = [w / sum(needed) for w in needed]
        return Part(columns=tuple(columns), widths=tuple(shares), landscape=landscape)
    more = [w - n for w, n in zip(wanted, needed, strict=True)]
    spare = page - sum(needed)
    if sum(wanted) <= page:
        # What the cells would like fits: some air, up to the full width where it is nearly reached.
        total = page if sum(wanted) > 0.72 * page else sum(wanted) * 1.25
        shares = [w / sum(wanted) * min(total, page) / page for w in wanted]
    else:
        shares = [(n + spare * m / sum(more)) / page for n, m in zip(needed, more, strict=True)]
    return Part(columns=tuple(columns), widths=tuple(shares), landscape=landscape)


def _least(head: str, cells: Sequence[str], align: Align) -> float:
    """What a column needs."""
    unbroken = [_longest(head)]
    unbroken += [width(cell) if align == "r" else _longest(cell) for cell in set(cells)]
    return max(unbroken) + PADDING


def _longest(text: str) -> float:
    """Width of the longest word, as far as it may not be broken."""
    return min(LONGEST, max((width(word) for word in re.split(r"[ \u2013/-]", text)), default=0.0))


def _liked(head: str, cells: Sequence[str], align: Align) -> float:
    """What a column would like: its texts on one line each, unless they are long, and a head of numbers on two."""
    lines = [width(cell) for cell in set(cells)] or [0.0]
    over = width(head) / 2 if align == "r" else width(head)
    return max(min(max(lines), ROOMY), min(over, 9.0)) + PADDING
