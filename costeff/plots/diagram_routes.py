"""How the arrows of a state-transition diagram run: smooth curves that go round boxes and keep apart.

Each arrow chooses among a thousand curves the one that costs least: through no box, short, crossing few others.
After a first round each chooses again, knowing all others; of several orders the one that costs least is kept. No
chance is involved: the same boxes give the same curves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from costeff.plots.diagram_places import Box, Pair

Array = NDArray[np.float64]

ROUNDS = 8
"""How often each arrow chooses, at most."""

POINTS = 18
"""Points at which a curve is compared with others."""

FINE = 96
"""Points by which a curve is cut off at the edges of its boxes; halving the step `HALVED` times makes it exact."""

HALVED = 6

KEPT = 4
"""Curves of an arrow for each place at which it may arrive, the best by themselves, that are compared with others."""

MOST = 60
"""So many arrows choose with an eye on the others; more, and each chooses by itself."""

_BOWS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.35, -0.35, 0.5, -0.5, 0.75, -0.75, 1.05, -1.05)
"""How far a curve bends to the left of its way, in parts of its length."""
_SHIFTS = ((0.0, 0.0), *((x, 0.0) for x in (0.16, -0.16, 0.32, -0.32)), *((0.0, y) for y in (0.16, -0.16, 0.3, -0.3)))
"""Where in a box a curve points to, in parts of its width and height."""

_THROUGH, _NEAR, _OUTSIDE, _CORNER = 60.0, 2.0, 60.0, 2.5
_LENGTH, _BOW, _SHIFT = 9.0, 1.5, 0.25
_CROSSING, _MEETING, _TOUCHING, _ALONG = 2.6, 7.0, 2.5, 1.2
_TAIL, _HEAD = 0.02, 0.035
"""Room between the ends of an arrow and its boxes, in inches."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A curve of the third degree from the edge of one box to that of another.

    Attributes:
        control: its four control points.
        points: some points on it.
    """

    control: Array
    points: Array


def routes(pairs: Sequence[Pair], boxes: Mapping[str, Box], others: Sequence[Box], page: Box) -> dict[Pair, Route]:
    """A curve for each pair.

    Args:
        pairs: from and to, each once.
        boxes: of the states.
        others: further boxes that no curve should touch.
        page: within which the curves stay.
    """
    choice = _Choice({pair: _candidates(pair, boxes, others, page) for pair in pairs})
    by_length = sorted(pairs, key=lambda pair: (_distance(boxes[pair[0]], boxes[pair[1]]), pairs.index(pair)))
    if len(pairs) > MOST:
        best = {pair: int(np.argmin(curves.costs)) for pair, curves in choice.candidates.items()}
    else:
        best = min((choice.settled(order) for order in (by_length, by_length[::-1])), key=choice.cost)
    found = {pair: choice.candidates[pair] for pair in pairs}
    return {pair: Route(curves.control[best[pair]], curves.points[best[pair]]) for pair, curves in found.items()}


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """Which curve each pair takes.

    Attributes:
        candidates: of each pair.
        known: what the curves of a pair cost beside a curve of another pair, once it has been asked.
    """

    candidates: Mapping[Pair, _Candidates]
    known: dict[tuple[Pair, Pair, int], Array] = field(default_factory=dict)

    def settled(self, order: Sequence[Pair]) -> dict[Pair, int]:
        """The curves that pairs choose one after the other, again and again until none changes its mind."""
        chosen: dict[Pair, int] = {}
        for _ in range(ROUNDS):
            before = dict(chosen)
            for pair in order:
                chosen[pair] = int(np.argmin(self._costs(pair, chosen)))
            if chosen == before:
                break
        return chosen

    def cost(self, chosen: Mapping[Pair, int]) -> float:
        """What all curves together cost."""
        return sum(float(self._costs(pair, chosen)[k]) for pair, k in chosen.items())

    def _costs(self, pair: Pair, chosen: Mapping[Pair, int]) -> Array:
        """What each curve of a pair costs beside those that others have chosen."""
        total = self.candidates[pair].costs.copy()
        for other, k in chosen.items():
            if other == pair:
                continue
            if (pair, other, k) not in self.known:
                self.known[pair, other, k] = _beside(self.candidates[pair].points, self.candidates[other].points[k])
            total += self.known[pair, other, k]
        return total


@dataclass(frozen=True, slots=True, eq=False)
class _Candidates:
    """Curves of one pair: control points (curve, 4, 2), points (curve, `POINTS`, 2), what each costs by itself."""

    control: Array
    points: Array
    costs: Array


def _distance(a: Box, b: Box) -> float:
    return float(np.hypot(a.x - b.x, a.y - b.y))


def _candidates(pair: Pair, boxes: Mapping[str, Box], others: Sequence[Box], page: Box) -> _Candidates:
    """The best curves of a pair by themselves."""
    start, end = boxes[pair[0]], boxes[pair[1]]
    obstacles = [box for state, box in boxes.items() if state not in pair] + list(others)
    choices = list(product(_BOWS, _SHIFTS, _SHIFTS))
    bow = np.array([choice[0] for choice in choices])
    leave, arrive = (np.array([choice[k] for choice in choices]) for k in (1, 2))
    control, valid = _cut(_bowed(start, end, bow, leave, arrive), start, end)
    points = _at(control, POINTS)
    length = np.hypot(*np.moveaxis(np.diff(points, axis=1), 2, 0)).sum(axis=1)
    cost = _BOW * np.abs(bow) + _SHIFT * (leave.any(axis=1).astype(float) + arrive.any(axis=1))
    cost += _LENGTH * length / max(_distance(start, end), 0.1)
    cost += _CORNER * (_at_corner(points[:, 0], start).astype(float) + _at_corner(points[:, -1], end))
    cost += _OUTSIDE * ~_inside(points, page, -0.03).all(axis=1)
    for box in obstacles:
        cost += _THROUGH * _inside(points, box, 0.04).any(axis=1) + _NEAR * _inside(points, box, 0.1).any(axis=1)
    cost[~valid] += 1e6
    order = np.argsort(cost, kind="stable")
    place = np.array([_SHIFTS.index(choice[2]) for choice in choices])[order]
    kept = np.concatenate([order[place == k][:KEPT] for k in range(len(_SHIFTS))])
    kept = kept[cost[kept] < cost[order[0]] + _THROUGH]
    return _Candidates(control[kept], points[kept], cost[kept])


def _bowed(start: Box, end: Box, bow: Array, leave: Array, arrive: Array) -> Array:
    """Control points of curves between two boxes, each with its bow and the places to which it points in the boxes."""
    a = np.array([start.x, start.y]) + leave * [start.width, start.height]
    b = np.array([end.x, end.y]) + arrive * [end.width, end.height]
    way = b - a
    middle = (a + b) / 2 + bow[:, None] * np.stack([-way[:, 1], way[:, 0]], axis=1)
    return np.stack([a, a + 2 / 3 * (middle - a), b + 2 / 3 * (middle - b), b], axis=1)


def _cut(control: Array, start: Box, end: Box) -> tuple[Array, NDArray[np.bool_]]:
    """Curves cut off at the edges of their boxes, and which of them leave and enter a box once only."""
    steps = np.linspace(0, 1, FINE)
    points = _at(control, FINE)
    outside = ~(_inside(points, start, _TAIL) | _inside(points, end, _HEAD))
    first = outside.argmax(axis=1)
    last = FINE - 1 - outside[:, ::-1].argmax(axis=1)
    valid = (outside.sum(axis=1) == last - first + 1) & (last - first > FINE // 25)
    a = _edge(control, steps[np.maximum(first - 1, 0)], steps[first], start, _TAIL)
    b = _edge(control, steps[np.minimum(last + 1, FINE - 1)], steps[last], end, _HEAD)
    return np.stack(
        [_blossom(control, *parts) for parts in ((a, a, a), (a, a, b), (a, b, b), (b, b, b))], axis=1
    ), valid


def _edge(control: Array, inside: Array, outside: Array, box: Box, margin: float) -> Array:
    """Where each curve comes out of a box, between a step inside and a step outside."""
    for _ in range(HALVED):
        middle = (inside + outside) / 2
        within = _inside(_blossom(control, middle, middle, middle), box, margin)
        inside, outside = np.where(within, middle, inside), np.where(within, outside, middle)
    return outside


def _at(control: Array, number: int) -> Array:
    """So many points on each curve."""
    t = np.linspace(0, 1, number)
    weights = np.stack([(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3], axis=1)
    return np.asarray(weights @ control)


def _blossom(control: Array, *steps: Array) -> Array:
    """Blossoms of curves of the third degree: of parts of them, these are the control points."""
    points = control
    for step in steps:
        points = (1 - step[:, None, None]) * points[:, :-1] + step[:, None, None] * points[:, 1:]
    return np.asarray(points[:, 0])


def _inside(points: Array, box: Box, margin: float) -> NDArray[np.bool_]:
    """Which points lie in a box, or nearer to it than a margin."""
    left, bottom, right, top = box.sides
    x, y = points[..., 0], points[..., 1]
    return np.asarray((x > left - margin) & (x < right + margin) & (y > bottom - margin) & (y < top + margin))


def _at_corner(points: Array, box: Box) -> NDArray[np.bool_]:
    """Which points lie at a corner of a box."""
    across = np.abs(points[:, 0] - box.x) > box.width / 2 - 0.06
    up = np.abs(points[:, 1] - box.y) > box.height / 2 - 0.06
    return np.asarray(across & up)


def _beside(points: Array, other: Array) -> Array:
    """What each of some curves costs beside another: crossing it, running along it, ending where it ends."""
    near = (points.min(axis=(0, 1)) < other.max(axis=0) + 0.13) & (other.min(axis=0) - 0.13 < points.max(axis=(0, 1)))
    if not near.all():
        return np.zeros(len(points))
    ends, inner, other_ends, other_inner = points[:, [0, -1]], points[:, 1:-1], other[[0, -1]], other[1:-1]
    total = _CROSSING * _crossings(points, other) + _MEETING * _close(ends, other_ends, 0.13)
    total += _MEETING * _close(ends, other_ends, 0.07)
    total += _TOUCHING * (_close(ends, other_inner, 0.09) + _close(inner, other_ends, 0.09))
    return total + _ALONG * _close(inner, other_inner, 0.05)


def _close(points: Array, other: Array, distance: float) -> Array:
    """How many points of each curve are near to one of another."""
    apart = np.hypot(points[..., None, 0] - other[:, 0], points[..., None, 1] - other[:, 1])
    return np.asarray((apart < distance).any(axis=2).sum(axis=1), dtype=float)


def _crossings(points: Array, other: Array) -> Array:
    """How often each curve crosses another, all of them taken as polylines."""
    p, q = points[:, :-1, None], points[:, 1:, None]
    a, b = other[:-1], other[1:]
    crossed = (_turn(p, q, a) * _turn(p, q, b) < 0) & (_turn(a, b, p) * _turn(a, b, q) < 0)
    return np.asarray(crossed.sum(axis=(1, 2)), dtype=float)


def _turn(o: Array, u: Array, v: Array) -> Array:
    """Twice the area of a triangle, positive where one turns left from o by way of u to v."""
    return np.asarray(
        (u[..., 0] - o[..., 0]) * (v[..., 1] - o[..., 1]) - (u[..., 1] - o[..., 1]) * (v[..., 0] - o[..., 0])
    )
