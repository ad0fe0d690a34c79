"""Flows: places that behave alike are moved together, as one atom.

An atom is a set of places of one state with the same row and the same payoffs. Its members' flows are computed once;
only the step from place to place is taken one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from costeff.engine import kernel as k
from costeff.engine.places import Atlas, Place
from costeff.engine.rows import Departure, Row, RowBuilder
from costeff.engine.tape import Tape

Arriving = dict[int, list[tuple[str, int, tuple[int, int]]]]
"""For each place, the flows into it: arrow, node and span."""

Span = tuple[int, int]
"""First and last cycle in which something is active; first > last means never."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Places that behave alike.

    Attributes:
        state: position of the state.
        places: their positions, rising.
        row: their row.
        active: the cycles in which somebody can be in one of them, T included.
    """

    state: int
    places: tuple[int, ...]
    row: Row
    active: Span


@dataclass(frozen=True, slots=True)
class Flow:
    """What moves from one atom to another along an arrow.

    Attributes:
        node: register of the share of the cohort that moves.
        arrow: id.
        origin, target: positions of the atoms.
    """

    node: int
    arrow: str
    origin: int
    target: int


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction that fills the cohort a cycle later: SET or SHIFT (places, node a probability) or ADD_TO_Y."""

    op: int
    first: int
    target: int
    node: int
    count: int
    active: Span


@dataclass(slots=True)
class Flows:
    """The atoms of a strategy, what flows between them, and the steps that move the places."""

    atoms: list[Atom] = field(default_factory=list)
    atom_of: dict[int, int] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    guards: list[tuple[int, float, int]] = field(default_factory=list)


def reach(atlas: Atlas, rows: list[Row], tape: Tape) -> NDArray[np.bool_]:
    """Where somebody can be at each time, by what is known before any draw; shape (places, T + 1)."""
    cycles = tape.cycles
    origins, targets, masks = [], [], []
    for n, place in enumerate(atlas.places):
        moves = [(atlas.target(place, move.arrow), move.p) for move in rows[n].moves]
        for entered, p in [*moves, (atlas.older(place), rows[n].stay)]:
            origins.append(n)
            targets.append(atlas.index[entered])
            masks.append(tape.possible(p))
    reached = np.zeros((cycles + 1, len(atlas.places)), dtype=np.bool_)
    for place in atlas.start:
        reached[0, atlas.index[place]] = True
    origin, target = np.array(origins, dtype=np.intp), np.array(targets, dtype=np.intp)
    mask = np.array(masks, dtype=np.bool_) if masks else np.zeros((0, cycles + 1), dtype=np.bool_)  # nobody starts
    mask = np.ascontiguousarray(mask.T)
    steady = 1 + max(np.flatnonzero((mask[1:] != mask[:-1]).any(axis=1)), default=-1)
    for t in range(cycles):
        reached[t + 1, target[reached[t, origin] & mask[t]]] = True
        if t >= steady and (reached[t + 1] == reached[t]).all():  # and so it stays
            reached[t + 2 :] = reached[t]
            break
    return np.ascontiguousarray(reached.T)


def build_flows(atlas: Atlas, builder: RowBuilder, alike: dict[Place, object], tape: Tape) -> Flows:
    """Groups the places into atoms and lays out every move.

    Args:
        atlas: the places.
        builder: of rows.
        alike: for each place, what its payoffs depend on: places are told apart where it differs.
        tape: to which the flows are added.
    """
    rows = builder.rows([atlas.exits[place] for place in atlas.places])
    reached = reach(atlas, rows, tape)
    result = Flows()
    groups: dict[tuple[int, Row, object], list[int]] = {}
    for n, place in enumerate(atlas.places):
        groups.setdefault((place.state, rows[n], alike[place]), []).append(n)
    for (state, row, _), alikes in groups.items():
        active = _span(np.any(reached[alikes], axis=0))
        for member in alikes:
            result.atom_of[member] = len(result.atoms)
        result.atoms.append(Atom(state, tuple(alikes), row, active))
    arriving: Arriving = {}
    for number, atom in enumerate(result.atoms):
        _move(atlas, tape, result, number, atom, arriving)
    result.steps = _first_come(result.steps)
    for target in sorted(arriving):
        node = added(tape, [(arrow, flow) for arrow, flow, _ in arriving[target]])
        spans = [span for _, _, span in arriving[target]]
        active = (min(s[0] for s in spans), max(s[1] for s in spans))
        result.steps.append(Step(k.ADD_TO_Y, 0, target, node, 1, active))
    return result


def _first_come(steps: list[Step]) -> list[Step]:
    """Turns the first SHIFT into each place into a SET, so that it need not be emptied before; SETs come first."""
    taken: set[int] = set()
    sets: list[Step] = []
    others: list[Step] = []
    for step in steps:
        start = 0
        for i in range(1, step.count + 1):
            if i == step.count or ((step.target + i) in taken) != ((step.target + start) in taken):
                op = k.SHIFT if step.target + start in taken else k.SET
                part = Step(op, step.first + start, step.target + start, step.node, i - start, step.active)
                (others if op == k.SHIFT else sets).append(part)
                start = i
        taken |= set(range(step.target, step.target + step.count))
    return sets + others


def _move(atlas: Atlas, tape: Tape, result: Flows, number: int, atom: Atom, arriving: Arriving) -> None:
    """The moves of one atom: along its arrows, and by staying."""
    span = (atom.active[0], min(atom.active[1], tape.cycles - 1))
    places = [atlas.places[n] for n in atom.places]
    present = members(tape, atom.places)
    result.guards += [(node, least, number) for node, least in atom.row.guards]
    for move in atom.row.moves:
        by_atom: dict[int, list[tuple[int, int]]] = {}
        for n, place in zip(atom.places, places, strict=True):
            target = atlas.index[atlas.target(place, move.arrow)]
            by_atom.setdefault(result.atom_of[target], []).append((n, target))
        for target_atom, pairs in by_atom.items():
            flow = _flow(tape, atom.row, move, members(tape, [n for n, _ in pairs]))
            result.flows.append(Flow(flow, move.arrow.id, number, target_atom))
            if len({target for _, target in pairs}) == 1:
                arriving.setdefault(pairs[0][1], []).append((move.arrow.id, flow, span))
            else:
                p = _where_somebody(tape, present, move.p)
                result.steps += [Step(k.SHIFT, a, b, p, count, span) for a, b, count in _runs(pairs)]
    if tape.known(atom.row.stay) != 0.0:
        pairs = [(n, atlas.index[atlas.older(place)]) for n, place in zip(atom.places, places, strict=True)]
        stay = _where_somebody(tape, present, atom.row.stay)
        result.steps += [Step(k.SHIFT, a, b, stay, count, span) for a, b, count in _runs(pairs)]


def _flow(tape: Tape, row: Row, move: Departure, present: int) -> int:
    """What an exit moves: of competing rates each moves its part of all that leave."""
    if move.rate is None:
        return tape.apply(k.TAKE, present, move.p)
    return tape.apply(k.RATE, tape.apply(k.TIMES, present, row.leave), move.rate, present)


def _where_somebody(tape: Tape, present: int, p: int) -> int:
    """A probability where the atom isn't empty: an empty atom's row need not exist."""
    known = tape.known(p)
    return p if known is not None and known == known else tape.apply(k.WHERE, present, p)


def added(tape: Tape, flows: list[tuple[str, int]]) -> int:
    """The sum of some flows, arrow by arrow, so that sums over the same flows are computed once wherever they occur."""
    arrows: dict[str, list[int]] = {}
    for arrow, node in flows:
        arrows.setdefault(arrow, []).append(node)
    return tape.add(*(tape.add(*nodes) for nodes in arrows.values()))


def members(tape: Tape, places: list[int] | tuple[int, ...], op: int = k.SUM_X) -> int:
    """Node of the number of people in some places, now or (SUM_Y) a cycle later."""
    runs = [(a, count) for a, _, count in _runs([(n, n) for n in places])]
    return tape.add(*(tape.cohort(op, a, count) for a, count in runs))


def _runs(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Stretches of places side by side whose targets are side by side too: first, first target, count."""
    start = 0
    for i in range(1, len(pairs) + 1):
        if i == len(pairs) or (pairs[i][0] - pairs[i - 1][0], pairs[i][1] - pairs[i - 1][1]) != (1, 1):
            yield (*pairs[start], i - start)
            start = i


def _span(active: NDArray[np.bool_]) -> Span:
    """First and last cycle of a mask."""
    at = np.flatnonzero(active)
    return (int(at[0]), int(at[-1])) if len(at) else (1, 0)
