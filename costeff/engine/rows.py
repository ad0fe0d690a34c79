"""Rows: the probability of each exit of a place, by the semantics of competing rates, shares and rests.

Rates of a row compete: p_j = r_j / R * (1 - exp(-R)), with R their sum per cycle. Probabilities are taken as they are.
Shares divide what rates or probabilities leave; a rest takes what is left then; without one, it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costeff.engine import kernel as k
from costeff.engine.places import Exit, may_move
from costeff.engine.tape import Tape
from costeff.model import Arrow, Settings

TOLERANCE = k.TOLERANCE


@dataclass(frozen=True, slots=True)
class Departure:
    """One exit of a row: its arrow, the node of its probability, and that of its rate if it has one."""

    arrow: Arrow
    p: int
    rate: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """The nodes of a place's row; two places with the same exits have the same Row.

    Attributes:
        moves: each exit with its nodes.
        stay: node of the probability of staying.
        leave: node of what a unit of rate moves.
        total: node of the sum of the rates.
        only_rates: whether nothing but rates moves people.
        guards: pairs of a node and the least value it may have.
    """

    moves: tuple[Departure, ...]
    stay: int
    leave: int
    total: int
    only_rates: bool
    guards: tuple[tuple[int, float], ...]


class RowBuilder:
    """Builds rows on a tape; equal exits give equal rows."""

    def __init__(self, tape: Tape, settings: Settings) -> None:
        self.tape = tape
        self.cycle = settings.cycle
        self._known: dict[tuple[tuple[str, int, int], ...], Row] = {}

    def rows(self, exits: Sequence[tuple[Exit, ...]]) -> list[Row]:
        """The rows of places with these exits, many of which are the same tuple."""
        found: dict[int, Row] = {}
        for each in exits:
            if id(each) not in found:
                found[id(each)] = self.row(each)
        return [found[id(each)] for each in exits]

    def row(self, exits: tuple[Exit, ...]) -> Row:
        """The row of a place with these exits."""
        key = tuple((e.arrow.id, e.gate, e.value) for e in exits)
        if key not in self._known:
            self._known[key] = self._build(exits)
        return self._known[key]

    def _build(self, exits: tuple[Exit, ...]) -> Row:
        tape, guards = self.tape, list[tuple[int, float]]()
        kinds = {name: [e for e in exits if e.arrow.kind == name] for name in ("rate", "probability", "share", "rest")}
        moves: list[Departure] = []

        rates = [(e.arrow, self._in_force(e, self._rate(e))) for e in kinds["rate"]]
        total = tape.add(*sorted((r for _, r in rates), key=lambda r: (tape.level[r], r)))  # what all rows share first
        leave, left = tape.leave(total) if rates else (tape.one, tape.one)
        moves += [Departure(a, tape.mul(r, leave), r) for a, r in rates]

        for exit_ in kinds["probability"]:
            if self._converted(exit_):  # as written, since the conversion hides how far it lies outside
                given = self._in_force(exit_, exit_.value)
                guards += [(given, -TOLERANCE), (tape.sub(tape.one, given), -TOLERANCE)]
        chances = [(e.arrow, self._in_force(e, self._probability(e))) for e in kinds["probability"]]
        moves += [Departure(a, p, None) for a, p in chances]
        left = tape.mul(left, self._remainder([p for _, p in chances], guards))
        if rates and chances:  # never both at once
            both = tape.mul(self._any(kinds["rate"]), self._any(kinds["probability"]))
            guards.append((tape.apply(k.NEG, both), 0.0))

        shares = [(e.arrow, self._in_force(e, e.value)) for e in kinds["share"]]
        guards += [(s, -TOLERANCE) for _, s in shares]
        moves += [Departure(a, tape.mul(left, s), None) for a, s in shares]
        left = tape.mul(left, self._remainder([s for _, s in shares], guards))

        stay = left
        for rest in kinds["rest"]:
            moves.append(Departure(rest.arrow, tape.select(rest.gate, left, tape.zero), None))
            stay = tape.select(rest.gate, tape.zero, stay)
        if len(kinds["rest"]) > 1:
            guards.append((tape.sub(tape.one, tape.add(*(e.gate for e in kinds["rest"]))), 0.0))
        idle = {e.arrow.id for e in exits if not may_move(e, tape)}
        guards += [(e.gate, 0.0) for e in exits if e.arrow.id in idle]  # it moves nobody, but must have a value
        return Row(
            moves=tuple(m for m in moves if m.arrow.id not in idle and tape.known(m.p) != 0.0),
            stay=stay,
            leave=leave,
            total=total,
            only_rates=not (chances or shares or kinds["rest"]),
            guards=tuple(g for g in guards if not self._surely(g)),
        )

    def _rate(self, exit_: Exit) -> int:
        """A rate per cycle."""
        assert exit_.arrow.per is not None
        return self.tape.div(exit_.value, self.tape.const(exit_.arrow.per.cycles(self.cycle)))

    def _probability(self, exit_: Exit) -> int:
        """A probability per cycle; one per another time goes by way of the rate, and 1 stays 1."""
        tape, per = self.tape, exit_.arrow.per
        if per is None or not self._converted(exit_):
            return exit_.value
        rate = tape.div(tape.apply(k.LOG1P, tape.apply(k.NEG, exit_.value)), tape.const(per.cycles(self.cycle)))
        converted = tape.apply(k.NEG, tape.apply(k.EXPM1, rate))
        return tape.select(tape.apply(k.LE, tape.one, exit_.value), tape.one, converted)

    def _converted(self, exit_: Exit) -> bool:
        """Whether a probability is for another time than the cycle."""
        return exit_.arrow.per is not None and exit_.arrow.per.cycles(self.cycle) != 1

    def _in_force(self, exit_: Exit, value: int) -> int:
        """The value while the arrow is in force, else 0."""
        return self.tape.select(exit_.gate, value, self.tape.zero)

    def _remainder(self, parts: list[int], guards: list[tuple[int, float]]) -> int:
        """What parts of 1 leave."""
        left = self.tape.sub(self.tape.one, self.tape.add(*parts))
        if parts:
            guards.append((left, -TOLERANCE))
        return left

    def _any(self, exits: list[Exit]) -> int:
        """1 while any of the exits is in force."""
        result = exits[0].gate
        for exit_ in exits[1:]:
            result = self.tape.apply(k.MAX, result, exit_.gate)
        return result

    def _surely(self, guard: tuple[int, float]) -> bool:
        """Whether a guard holds at all times whatever the draw."""
        known = self.tape.known(guard[0])
        if known is not None:
            return known >= guard[1]
        values = self.tape.values(guard[0])
        return values is not None and bool((values >= guard[1]).all())
