"""Where the boxes of a state-transition diagram stand: as the workbook says, or in layers from where people start."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Pair = tuple[str, str]

COLUMNS = 5
"""Layers side by side; further ones go below."""

ROWS = 8
"""States above each other in a layer; further ones go beside."""

WIDEST = 1.25
"""Width of a box in inches: no more than a label needs."""

GAP = 0.26
"""Least room between boxes side by side, in inches; between those above each other `ROOM`."""
ROOM = 0.42


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its centre, width and height, in inches from the lower left corner of the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        across, up = self.width / 2, self.height / 2
        return self.x - across, self.y - up, self.x + across, self.y + up

    def overlaps(self, other: Box, margin: float = 0.0) -> bool:
        """Whether two boxes are nearer to each other than a margin."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + margin
            and abs(self.y - other.y) < (self.height + other.height) / 2 + margin
        )


def given_places(places: Mapping[str, tuple[float | None, float | None]]) -> dict[str, Point] | None:
    """The workbook's own places, in its unit; None unless every state has one for itself."""
    found = {state: (x, y) for state, (x, y) in places.items() if x is not None and y is not None}
    return found if len(found) == len(places) == len(set(found.values())) else None


def layered_places(
    states: Sequence[str], starts: Collection[str], pairs: Collection[Pair], last: Collection[str]
) -> dict[str, Point]:
    """Places in layers: how many moves a state is away from where people start.

    Args:
        states: ids, in the order of the workbook.
        starts: those in which people start; empty = the first.
        pairs: from and to.
        last: states that stand in a row of their own below the others.

    Returns:
        A place each, a step between neighbours being 1.
    """
    layers = _layers(states, starts, pairs, last)
    places: dict[str, Point] = {}
    floor = 0.0
    for first in range(0, len(layers), COLUMNS):
        band = layers[first : first + COLUMNS]
        deepest = max(len(layer) for layer in band)
        for column, layer in enumerate(band):
            ordered = _ordered(layer, places, pairs)
            for row, state in enumerate(ordered):
                places[state] = (float(column), floor - (deepest - len(ordered)) / 2 - row)
        floor -= deepest
    below = [state for state in states if state in last]
    right = max((x for x, _ in places.values()), default=0.0)
    for k, state in enumerate(below):
        places[state] = (right * (k + 1) / (len(below) + 1), floor)
    return places


def _layers(
    states: Sequence[str], starts: Collection[str], pairs: Collection[Pair], last: Collection[str]
) -> list[list[str]]:
    """States by the fewest moves from a start; those that no arrow reaches with the starts."""
    inner = [state for state in states if state not in last]
    away = {state: 0 for state in inner if state in starts} or dict.fromkeys(inner[:1], 0)
    step = 0
    while True:
        reached = {b for a, b in pairs if away.get(a) == step and b in inner and b not in away}
        if not reached:
            break
        step += 1
        away |= dict.fromkeys(reached, step)
    found: list[list[str]] = [[] for _ in range(step + 1)]
    for state in inner:
        found[away.get(state, 0)].append(state)
    return [layer[k : k + ROWS] for layer in found for k in range(0, len(layer), ROWS)]


def _ordered(layer: Sequence[str], places: Mapping[str, Point], pairs: Collection[Pair]) -> list[str]:
    """A layer from top to bottom, each state at about the height of those from which people come."""

    def height(state: str) -> float:
        before = [places[a][1] for a, b in pairs if b == state and a in places]
        return sum(before) / len(before) if before else 0.0

    return sorted(layer, key=lambda state: (-height(state), layer.index(state)))


def box_width(places: Mapping[str, Point], width: float) -> float:
    """How wide boxes can be, if the places are spread over a width.

    Args:
        places: in any unit.
        width: of the page in inches.
    """
    across = [x for x, _ in places.values()]
    spread = max(across) - min(across)
    apart = [abs(a[0] - b[0]) for a in places.values() for b in places.values() if _in_a_row(a, b, places)]
    if not spread or not apart:
        return WIDEST
    part = min(apart) / spread
    return min(WIDEST, (width * part - GAP) / (1 + part))


def _in_a_row(a: Point, b: Point, places: Mapping[str, Point]) -> bool:
    """Whether two boxes stand so much at one height that they may touch sideways."""
    heights = sorted({y for _, y in places.values()})
    step = min((q - p for p, q in pairwise(heights)), default=1.0)
    return a[0] != b[0] and abs(a[1] - b[1]) < max(step, 1e-9)


def boxes(places: Mapping[str, Point], *, width: float, box: float, height: float, most: float) -> dict[str, Box]:
    """Boxes on a page, from the places.

    Args:
        places: in any unit, y upwards.
        width: of the page in inches.
        box: width of each box in inches.
        height: of each box in inches.
        most: height of the page in inches that shouldn't be exceeded; boxes that would overlap exceed it.

    Returns:
        The boxes, the lowest standing on 0.
    """
    across = [x for x, _ in places.values()]
    up = [y for _, y in places.values()]
    spread = max(across) - min(across)
    side = min((width - box) / spread, 1.9 * box) if spread else 0.0
    left = (width - side * spread) / 2
    near = [
        abs(a[1] - b[1])
        for a in places.values()
        for b in places.values()
        if a[1] != b[1] and abs(a[0] - b[0]) * side < box + GAP / 2
    ]
    least = (height + ROOM) / min(near) if near else 0.0
    rise = max(up) - min(up)
    usual = min(side, (most - height) / rise) if rise else 0.0
    scale = max(least, min(usual, 1.2 * least)) if near else min(usual, 1.4)
    return {
        state: Box(left + (x - min(across)) * side, height / 2 + (y - min(up)) * scale, box, height)
        for state, (x, y) in places.items()
    }
