"""Places: the states, memories and marks that somebody can be in, found by following the arrows.

A memory or mark that makes no difference to where people go or what they cost is forgotten, so that the dead don't
carry the history of the living. This is exact: places are merged only where nothing that is computed tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from costeff.engine import kernel as k
from costeff.engine.lower import Lowering, Reading, Seen, Spot
from costeff.engine.tape import Tape
from costeff.errors import Where, WorkbookError
from costeff.errors.rows import TooManyMicroStates
from costeff.expr.tree import Formula
from costeff.model import Arrow, Model

LIMIT = 20_000
"""Places that a plan may have for one strategy."""


class Place(NamedTuple):
    """State by its position in the sheet, cycles it remembers, cycles since each mark was set (-1 = not set)."""

    state: int
    step: int
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Exit:
    """An arrow that may be in force in a place.

    Attributes:
        arrow: the arrow.
        gate: node, not 0 while the arrow is in force.
        value: node of its rate, probability or share as written; unused for a rest.
    """

    arrow: Arrow
    gate: int
    value: int


def may_move(exit_: Exit, tape: Tape) -> bool:
    """Whether an exit may move anybody; one of a rate of 0 may not."""
    return exit_.arrow.kind == "rest" or tape.known(exit_.value) != 0.0


class Atlas:
    """Every place of one strategy, with its exits.

    Attributes:
        places: in an order that doesn't depend on the order of the arrows, steps of a memory side by side.
        exits: the arrows of each place, by target and id.
        start: place to node of its start share.
    """

    def __init__(self, model: Model, lowering: Lowering) -> None:
        self.model = model
        self.lowering = lowering
        self.tape = lowering.tape
        cycle = model.settings.cycle
        self.state_at = {s.id: n for n, s in enumerate(model.states)}
        self.state_memory = [s.remembers.whole_cycles(cycle) if s.remembers else 0 for s in model.states]
        self.mark_memory = [m.remembers.whole_cycles(cycle) if m.remembers else 0 for m in model.marks]
        self.mark_at = {m.id: n for n, m in enumerate(model.marks)}
        ordered = sorted(model.arrows, key=lambda a: (self.state_at[a.target], a.id))
        self.arrows = [[a for a in ordered if s.id in a.origins] for s in model.states]
        self._find_what_matters()
        self._aged: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._targets: dict[tuple[Place, str], Place] = {}
        self._spots: dict[Place, Spot] = {}
        self._readings: dict[int, tuple[Reading, dict[Seen, tuple[Exit, ...]]]] = {}
        self.start = self._start()
        self.exits: dict[Place, tuple[Exit, ...]] = {}
        self._explore()
        self.places = sorted(self.exits, key=self._side_by_side)
        self.index = {place: n for n, place in enumerate(self.places)}

    # -- what matters ----------------------------------------------------------------------------------------------

    def _find_what_matters(self) -> None:
        """For each state: whether its steps matter, and which marks (and their clocks) do, now or later."""
        self.step_matters: list[bool] = []
        self.mark_matters: list[set[str]] = []
        self.clock_matters: list[set[str]] = []
        for n, state in enumerate(self.model.states):
            facts: set[tuple[str, str]] = set()
            for formula in self._formulas(n):
                facts |= self.lowering.dependence.facts(formula.tree, state.id)
            self.step_matters.append(("step", "") in facts)
            self.mark_matters.append({mark for kind, mark in facts if kind in ("mark", "since")})
            self.clock_matters.append({mark for kind, mark in facts if kind == "since"})
        changed = True
        while changed:
            changed = False
            for n in range(len(self.model.states)):
                for arrow in self.arrows[n]:
                    target = self.state_at[arrow.target]
                    for here, there in (
                        (self.mark_matters[n], self.mark_matters[target]),
                        (self.clock_matters[n], self.clock_matters[target]),
                    ):
                        carried = there - set(arrow.sets) - set(arrow.clears)
                        if not carried <= here:
                            here |= carried
                            changed = True

    def _formulas(self, n: int) -> list[Formula]:
        """Every expression that is read for people in a state."""
        state = self.model.states[n].id
        found = [f for a in self.arrows[n] for f in (a.formula, a.when) if f is not None]
        arrows = {a.id for a in self.arrows[n]}
        for payoff in self.model.payoffs:
            concerned = (
                payoff.charged == "start"
                or (payoff.charged in ("in", "entering") and state in payoff.over)
                or (payoff.charged == "on" and arrows & set(payoff.over))
            )
            if concerned:
                found += [f for f in (payoff.amount, payoff.when) if f is not None]
        return found

    def merged(self, state: int, step: int, marks: tuple[int, ...]) -> Place:
        """The place that stands for all that can't be told apart from this one."""
        known, timed = self.mark_matters[state], self.clock_matters[state]
        kept = [
            -1 if since < 0 or mark not in known else since if mark in timed else 0
            for mark, since in zip(self.mark_at, marks, strict=True)
        ]
        return Place(state, step if self.step_matters[state] else 0, tuple(kept))

    # -- where people can be ---------------------------------------------------------------------------------------

    def spot(self, place: Place) -> Spot:
        """What expressions are read for in a place."""
        if place not in self._spots:
            marks = tuple(None if step < 0 else step for step in place.marks)
            self._spots[place] = Spot(self.model.states[place.state].id, place.step, marks)
        return self._spots[place]

    def _start(self) -> dict[Place, int]:
        """Start shares: marks first, each given those above it, then states given the marks."""
        tape = self.tape
        self.mark_parts: list[tuple[int, int]] = []
        shares: dict[tuple[int, ...], int] = {(): tape.one}
        for mark in self.model.marks:
            split: dict[tuple[int, ...], int] = {}
            for marks, share in shares.items():
                spot = Spot(None, 0, tuple(None if m < 0 else m for m in marks), at_start=True)
                p = tape.zero if mark.start is None else self.lowering.node(mark.start, spot)
                self.mark_parts.append((share, p))
                split[(*marks, 0)] = self._part(share, p)
                split[(*marks, -1)] = self._part(share, tape.sub(tape.one, p))
            shares = {marks: share for marks, share in split.items() if tape.known(share) != 0.0}
        found: dict[Place, int] = {}
        self.start_parts: list[tuple[int, tuple[int, ...]]] = []
        for marks, share in shares.items():
            spot = Spot(None, 0, tuple(None if m < 0 else m for m in marks), at_start=True)
            parts = []
            for n, state in enumerate(self.model.states):
                if state.start is None:
                    continue
                p = self.lowering.node(state.start, spot)
                parts.append(p)
                part = self._part(share, p)
                if tape.known(part) != 0.0:
                    place = self.merged(n, 0, marks)
                    found[place] = tape.add(found.get(place, tape.zero), part)
            self.start_parts.append((share, tuple(parts)))
        return found

    def _part(self, share: int, p: int) -> int:
        """A part of a share: none of it where that is known beforehand, though the share itself may be uncertain."""
        return self.tape.zero if self.tape.known(p) == 0.0 else self.tape.apply(k.TIMES, share, p)

    def _explore(self) -> None:
        """Follows every arrow that may be in force, from the places where somebody starts."""
        waiting = list(self.start)
        while waiting:
            place = waiting.pop()
            if place in self.exits:
                continue
            self.exits[place] = self._exits(place)
            if len(self.exits) > LIMIT:
                self._refuse_size()
            waiting.extend(p for p in self._followers(place) if p not in self.exits)

    def _exits(self, place: Place) -> tuple[Exit, ...]:
        """The arrows that may be in force, the same tuple wherever nothing tells the places apart."""
        spot = self.spot(place)
        if place.state not in self._readings:
            formulas = (f for a in self.arrows[place.state] for f in (a.when, a.formula) if f is not None)
            self._readings[place.state] = (self.lowering.reading((f.tree for f in formulas), spot), {})
        reading, found = self._readings[place.state]
        seen = reading(spot.seen)
        if seen not in found:
            found[seen] = self._exits_at(spot, self.arrows[place.state])
        return found[seen]

    def _exits_at(self, spot: Spot, arrows: list[Arrow]) -> tuple[Exit, ...]:
        found = []
        for arrow in arrows:
            gate = self.tape.truth(self.lowering.node(arrow.when, spot))
            if self.tape.known(gate) != 0.0:  # a rate of 0 stays too: it is a rate, and its condition must have a value
                found.append(Exit(arrow, gate, self.lowering.node(arrow.formula, spot)))
        return tuple(found)

    def _followers(self, place: Place) -> list[Place]:
        return [self.older(place), *(self.target(place, e.arrow) for e in self.exits[place] if may_move(e, self.tape))]

    def older(self, place: Place) -> Place:
        """Where those who stay are a cycle later."""
        return self.merged(place.state, self._older_step(place), self._older_marks(place))

    def target(self, place: Place, arrow: Arrow) -> Place:
        """Where those whom an arrow moves are a cycle later."""
        key = (place, arrow.id)
        if key not in self._targets:
            target = self.state_at[arrow.target]
            marks = list(self._older_marks(place))
            for mark in arrow.sets:
                marks[self.mark_at[mark]] = 0
            for mark in arrow.clears:
                marks[self.mark_at[mark]] = -1
            step = self._older_step(place) if target == place.state else 0
            self._targets[key] = self.merged(target, step, tuple(marks))
        return self._targets[key]

    def _older_step(self, place: Place) -> int:
        return min(place.step + 1, self.state_memory[place.state])

    def _older_marks(self, place: Place) -> tuple[int, ...]:
        if place.marks not in self._aged:
            pairs = zip(place.marks, self.mark_memory, strict=True)
            self._aged[place.marks] = tuple(step if step < 0 else min(step + 1, memory) for step, memory in pairs)
        return self._aged[place.marks]

    def _side_by_side(self, place: Place) -> tuple[object, ...]:
        """Order: by state, then by the marks that are set, then along the clocks that run together."""
        pattern = tuple(step < 0 for step in place.marks)
        clocks = [place.step, *(step for step in place.marks if step >= 0)]
        running = [c for c in clocks if c > 0]
        least = min(running) if running else 0
        return (place.state, pattern, tuple(c - least if c else 0 for c in clocks), clocks)

    def _refuse_size(self) -> None:
        count: dict[int, int] = {}
        for place in self.exits:
            count[place.state] = count.get(place.state, 0) + 1
        worst = max(count, key=lambda n: count[n])
        causes = f'"{self.model.states[worst].id}" alone has {count[worst]:,}'
        where = self.model.states[worst].cells.get("remembers", Where(book=self.model.book, sheet="States"))
        problem = TooManyMicroStates(
            where=where, strategy=self.lowering.strategy.id, count=LIMIT, limit=LIMIT, causes=causes
        )
        raise WorkbookError([problem])
