"""The reference engine: one draw, one strategy, plain Python, by name.

Read this first to see what a costeff model means: it walks the workbook's own words cycle by cycle and shares
nothing with the fast engine but the model. It is also what explains a draw that is no valid model: every refusal
names the cell, the cycle and the values.

A *member* of the cohort is described by a state, the number of cycles that the state remembers, and for each mark
the number of cycles since it was set (None = not set). The cohort is a mapping from such places to shares.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from costeff.engine.reference_scope import Context, Failure, Move, Place, Reader
from costeff.engine.reference_time import Clockwork
from costeff.engine.reference_worth import Ledger
from costeff.errors import Problem, Where
from costeff.errors.rows import (
    BrokenPromise,
    OutsideRange,
    RatesAndProbabilities,
    RowExceedsOne,
    SeveralRests,
    StartShares,
)
from costeff.model import Arrow, Model, Strategy
from costeff.results.outcomes import Outcome

TOLERANCE = 1e-9
"""How far a share, probability or row sum may lie outside [0, 1] by rounding."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one draw yields under one strategy.

    Attributes:
        outcomes: every outcome of `catalogue.outcomes_of`.
        occupancy: one mapping from state to share for each time 0..T.
        flows: one mapping from arrow to share for each cycle 0..T-1.
    """

    outcomes: Mapping[Outcome, float]
    occupancy: tuple[Mapping[str, float], ...]
    flows: tuple[Mapping[str, float], ...]


def run(model: Model, strategy: Strategy, draw: Mapping[str, float]) -> Result:
    """Runs the cohort.

    Args:
        model: the decision problem.
        strategy: the one to follow.
        draw: parameter id to value.

    Returns:
        Outcomes, trace and flows.

    Raises:
        Failure: at the first thing that is no valid model, with its Problem.
    """
    return Cohort(model, strategy, draw).run()


def explain(model: Model, strategy: Strategy, draw: Mapping[str, float]) -> Problem | None:
    """Why the draw is no valid model; None if it is one."""
    try:
        run(model, strategy, draw)
    except Failure as failure:
        return failure.problem
    return None


class Cohort:
    """The cohort of one strategy in one draw, on its way through time."""

    def __init__(self, model: Model, strategy: Strategy, draw: Mapping[str, float]) -> None:
        self.model = model
        self.strategy = strategy
        self.reader = Reader(model, strategy, draw)
        self.time = Clockwork(model)
        self.states = {s.id: s for s in model.states}
        self.ledger = Ledger(model, self.reader, self.time)
        self.worked_out: tuple[int, dict[Place, tuple[list[tuple[Arrow, float]], float]]] = (-1, {})

    @cached_property
    def arrows(self) -> dict[str, list[Arrow]]:
        """The arrows out of each state, in an order that doesn't depend on the order of the sheet."""
        rank = {s.id: k for k, s in enumerate(self.model.states)}
        ordered = sorted(self.model.arrows, key=lambda a: (rank[a.target], a.id))
        return {s.id: [a for a in ordered if s.id in a.origins] for s in self.model.states}

    def run(self) -> Result:
        """The whole way, cycle by cycle."""
        self.keep_promises()
        now = self.start()
        occupancy, flows = [self.by_state(now)], []
        self.ledger.enter_at_start(now)
        for cycle in range(self.time.cycles):
            self.ledger.pay_at_points(now, cycle)
            moves = list(self.moves(now, cycle))
            after = self.after(now, moves, cycle)
            self.ledger.pay_for_time(now, after, moves, cycle)
            self.ledger.pay_for_events(moves, cycle)
            flows.append(_total((m.arrow.id, m.share) for m in moves))
            occupancy.append(self.by_state(after))
            now = after
        self.ledger.pay_at_points(now, self.time.cycles)
        outcomes = self.ledger.complete() | self.time.milestones(occupancy)
        return Result(outcomes, tuple(occupancy), tuple(flows))

    # -- where the cohort is ---------------------------------------------------------------------------------------

    def keep_promises(self) -> None:
        """Rule: every check of the modeller holds, or the draw is refused."""
        for check in self.model.checks:
            if not self.reader.value(check.formula, Context(cycle=0), "of the check"):
                where = check.formula.where
                raise Failure(
                    BrokenPromise(where=where, strategy=self.strategy.id, check=check.id, message=check.message)
                )

    def start(self) -> dict[Place, float]:
        """The cohort at time 0: first the marks, each given those above it, then the states given the marks."""
        shares: dict[tuple[int | None, ...], float] = {(): 1.0}
        for mark in self.model.marks:
            split: dict[tuple[int | None, ...], float] = {}
            for marks, share in shares.items():
                p = 0.0
                if mark.start is not None:
                    p = self.reader.value(mark.start, Context(cycle=0, marks=marks), "at the start")
                    self.within(p, mark.start.where, f'start share of mark "{mark.id}"', "at the start")
                split[(*marks, 0)] = share * p
                split[(*marks, None)] = share * (1 - p)
            shares = {marks: share for marks, share in split.items() if share != 0}
        cohort: dict[Place, float] = {}
        for marks, share in shares.items():
            parts: dict[str, float] = {}
            for state in self.model.states:
                if state.start is not None:
                    p = self.reader.value(state.start, Context(cycle=0, marks=marks), "at the start")
                    self.within(p, state.start.where, f'start share of "{state.id}"', "at the start")
                    parts[state.id] = p
            if abs(sum(parts.values()) - 1) > TOLERANCE:
                self.refuse_start(parts)
            for state_id, p in parts.items():
                if p != 0:
                    cohort[Place(state_id, 0, marks)] = share * p
        return cohort

    def refuse_start(self, parts: Mapping[str, float]) -> None:
        """Start shares that don't sum to 1, at the cells that give them."""
        wheres = [s.start.where for s in self.model.states if s.start is not None]
        where = wheres[0] if len(wheres) == 1 else _range(wheres, self.model.book, "States")
        shown = tuple((k, v) for k, v in parts.items() if v)
        raise Failure(StartShares(where=where, strategy=self.strategy.id, total=sum(parts.values()), parts=shown))

    def moves(self, now: Mapping[Place, float], cycle: int) -> Iterator[Move]:
        """Every move of a cycle: the rows of all places that somebody is in."""
        for place, share in now.items():
            if share == 0:
                continue
            row, _ = self.rows(place, cycle)
            for arrow, p in row:
                if p != 0:
                    yield Move(arrow, place, self.arrive(place, arrow), share * p)

    def rows(self, place: Place, cycle: int) -> tuple[list[tuple[Arrow, float]], float]:
        """The row of a place in a cycle, worked out once."""
        if self.worked_out[0] != cycle:
            self.worked_out = (cycle, {})
        known = self.worked_out[1]
        if place not in known:
            known[place] = self.row(place, cycle)
        return known[place]

    def row(self, place: Place, cycle: int) -> tuple[list[tuple[Arrow, float]], float]:
        """The probability of each arrow in force, and of staying.

        Rates or probabilities come first, then shares of what they leave, then the rest.
        """
        context = Context(cycle=cycle, state=place.state, step=place.step, marks=place.marks)
        force = [a for a in self.arrows[place.state] if a.when is None or self.reader.value(a.when, context) != 0]
        by_kind = {k: [a for a in force if a.kind == k] for k in ("rate", "probability", "share", "rest")}
        self.refuse_mixture(place, cycle, by_kind)
        rates = [(a, self.rate(a, context)) for a in by_kind["rate"]]
        total = sum(r for _, r in rates)
        leaving = -math.expm1(-total)
        row = [(a, r / total * leaving if total != 0 else r) for a, r in rates]
        chances = [(a, self.probability(a, context)) for a in by_kind["probability"]]
        left = math.exp(-total) * self.remainder(chances, place, cycle, "probabilities")
        row += chances
        shares = [(a, self.share(a, context)) for a in by_kind["share"]]
        row += [(a, left * s) for a, s in shares]
        left *= self.remainder(shares, place, cycle, "shares")
        if by_kind["rest"]:
            return [*row, (by_kind["rest"][0], left)], 0.0
        return row, left

    def rate(self, arrow: Arrow, context: Context) -> float:
        """A rate per cycle."""
        assert arrow.formula is not None
        assert arrow.per is not None
        rate = self.reader.value(arrow.formula, context)
        per_cycle = rate / arrow.per.cycles(self.model.settings.cycle)
        if not -TOLERANCE <= per_cycle < math.inf:
            self.refuse_range(arrow.formula.where, f'rate of "{arrow.id}"', rate, "0 or more", context.place)
        return per_cycle

    def probability(self, arrow: Arrow, context: Context) -> float:
        """A probability per cycle: one per another time is converted by way of the rate."""
        assert arrow.formula is not None
        p = self.reader.value(arrow.formula, context)
        self.within(p, arrow.formula.where, f'probability of "{arrow.id}"', context.place)
        if arrow.per is None or arrow.per.cycles(self.model.settings.cycle) == 1:
            return p
        if p >= 1:
            return 1.0
        converted = -math.expm1(math.log1p(-p) / arrow.per.cycles(self.model.settings.cycle))
        self.within(converted, arrow.formula.where, f'probability of "{arrow.id}" in a cycle', context.place)
        return converted

    def share(self, arrow: Arrow, context: Context) -> float:
        """A share of those whom the rates or probabilities leave."""
        assert arrow.formula is not None
        share = self.reader.value(arrow.formula, context)
        self.within(share, arrow.formula.where, f'share of "{arrow.id}"', context.place)
        return share

    def remainder(self, parts: list[tuple[Arrow, float]], place: Place, cycle: int, what: str) -> float:
        """What the parts of a row leave."""
        left = 1.0 - sum(p for _, p in parts)
        if left < -TOLERANCE:
            wheres = [a.formula.where for a, _ in parts if a.formula is not None]
            problem = RowExceedsOne(
                where=_range(wheres, self.model.book, "Transitions"),
                strategy=self.strategy.id,
                state=place.state,
                cycle=cycle,
                what=what,
                total=1 - left,
                parts=tuple((a.id, p) for a, p in parts),
            )
            raise Failure(problem)
        return left

    def arrive(self, place: Place, arrow: Arrow) -> Place:
        """Where a mover is in the next cycle."""
        stays = arrow.target == place.state
        marks = tuple(
            0 if mark.id in arrow.sets else None if mark.id in arrow.clears else older
            for mark, older in zip(self.model.marks, self.age_marks(place), strict=True)
        )
        return Place(arrow.target, self.age_step(place) if stays else 0, marks)

    def age_step(self, place: Place) -> int:
        """The state's memory a cycle later: n cycles mean n or more."""
        state = self.states[place.state]
        if state.remembers is None:
            return 0
        return min(place.step + 1, state.remembers.whole_cycles(self.model.settings.cycle))

    def age_marks(self, place: Place) -> tuple[int | None, ...]:
        """The memories of the marks a cycle later."""
        cycle = self.model.settings.cycle
        return tuple(
            None if step is None else 0 if m.remembers is None else min(step + 1, m.remembers.whole_cycles(cycle))
            for m, step in zip(self.model.marks, place.marks, strict=True)
        )

    def after(self, now: Mapping[Place, float], moves: list[Move], cycle: int) -> dict[Place, float]:
        """The cohort a cycle later: those who stay grow older in their memories, the movers arrive."""
        cohort: dict[Place, float] = {}
        for place, share in now.items():
            if share == 0:
                continue
            _, stay = self.rows(place, cycle)
            if stay != 0:
                older = Place(place.state, self.age_step(place), self.age_marks(place))
                cohort[older] = cohort.get(older, 0.0) + share * stay
        for move in moves:
            cohort[move.target] = cohort.get(move.target, 0.0) + move.share
        return cohort

    # -- refusals --------------------------------------------------------------------------------------------------

    def within(self, p: float, where: Where, what: str, place: str) -> None:
        """Refuses what is no probability."""
        if not -TOLERANCE <= p <= 1 + TOLERANCE:
            self.refuse_range(where, what, p, "between 0 and 1", place)

    def refuse_range(self, where: Where, what: str, value: float, allowed: str, place: str) -> None:
        """Refuses a value outside its range."""
        problem = OutsideRange(
            where=where, strategy=self.strategy.id, what=what, value=value, allowed=allowed, place=place
        )
        raise Failure(problem)

    def refuse_mixture(self, place: Place, cycle: int, force: Mapping[str, list[Arrow]]) -> None:
        """A row has rates or probabilities, not both, and at most one rest."""
        rates, probabilities, rests = force["rate"], force["probability"], force["rest"]
        if rates and probabilities:
            cells = [a.cells.get("as", Where(book=self.model.book, sheet="Transitions")) for a in probabilities]
            mixture = RatesAndProbabilities(
                where=cells[0],
                strategy=self.strategy.id,
                state=place.state,
                rates=tuple(a.id for a in rates),
                probabilities=tuple(a.id for a in probabilities),
            )
            raise Failure(mixture)
        if len(rests) > 1:
            cells = [a.cells.get("as", Where(book=self.model.book, sheet="Transitions")) for a in rests]
            several = SeveralRests(
                where=cells[1],
                strategy=self.strategy.id,
                state=place.state,
                cycle=cycle,
                arrows=tuple(a.id for a in rests),
            )
            raise Failure(several)

    def by_state(self, cohort: Mapping[Place, float]) -> dict[str, float]:
        """Shares of the cohort by state."""
        return _total((place.state, share) for place, share in cohort.items())


def _total(parts: Iterator[tuple[str, float]]) -> dict[str, float]:
    """Sums by name, in order of appearance."""
    totals: dict[str, float] = {}
    for name, value in parts:
        totals[name] = totals.get(name, 0.0) + value
    return totals


def _range(wheres: list[Where], book: str, sheet: str) -> Where:
    """The cells as one place: `Transitions!F7, F9`."""
    cells = ", ".join(dict.fromkeys(w.cell for w in wheres if w.cell))
    return Where(book=book, sheet=wheres[0].sheet if wheres else sheet, cell=cells)
