"""What the reference engine's cohort is worth: person-time, events and the start, booked under the model's outcomes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from costeff.engine.catalogue import MEASURE, outcomes_of
from costeff.engine.reference_scope import Context, Failure, Move, Place, Reader
from costeff.engine.reference_time import Clockwork
from costeff.errors.rows import BeyondNumbers
from costeff.model import Model, Payoff
from costeff.results.outcomes import Measure, Outcome


class Ledger:
    """The books of one strategy in one draw."""

    def __init__(self, model: Model, reader: Reader, time: Clockwork) -> None:
        self.model = model
        self.reader = reader
        self.time = time
        self.states = {s.id: s for s in model.states}
        self.paid = {
            (charged, name): [p for p in model.payoffs if p.charged == charged and name in p.over]
            for charged, names in (("in", self.states), ("entering", self.states), ("on", [a.id for a in model.arrows]))
            for name in names
        }
        self.paid_at_start = [p for p in model.payoffs if p.charged == "start"]
        self.booked: dict[Outcome, float] = {}

    def pay_for_time(
        self, now: Mapping[Place, float], after: Mapping[Place, float], moves: list[Move], cycle: int
    ) -> None:
        """Person-time of a cycle: half-cycle, start or end; and what is charged at the start of the cycle."""
        correction = self.model.settings.correction
        if correction == "half-cycle":
            spent = dict(now)
            for move in moves:
                if move.arrow.target != move.origin.state:
                    spent[move.origin] -= move.share / 2
                    spent[move.target] = spent.get(move.target, 0.0) + move.share / 2
            self.pay(spent, cycle, "corrected")
        elif correction == "start":
            self.pay(now, cycle, "corrected")
        elif correction == "end":
            self.pay(after, cycle, "corrected")
        self.pay(now, cycle, "start")

    def pay_at_points(self, now: Mapping[Place, float], point: int) -> None:
        """Under `points` and weight tables the cohort is counted at the times 0..T."""
        if self.model.settings.correction in ("points", "table"):
            self.pay(now, point, "corrected")

    def pay(self, spent: Mapping[Place, float], cycle: int, timing: str) -> None:
        """Books person-time: every payoff `in` the places, and for corrected time the life years."""
        for place, amount_of_time in spent.items():
            if amount_of_time == 0:
                continue
            context = Context(cycle=cycle, state=place.state, step=place.step, marks=place.marks)
            for payoff in self.paid["in", place.state]:
                if payoff.timing == timing:
                    self.book_payoff(payoff, context, amount_of_time * self.time.cycles_per(payoff), "time", cycle)
            if timing == "corrected" and self.states[place.state].alive:
                years = amount_of_time * self.model.settings.cycle_years
                self.book("life_years", place.state, years, self.time.weights("effects", "corrected", cycle))

    def pay_for_events(self, moves: list[Move], cycle: int) -> None:
        """Books what is charged `on` arrows (seen from the state left) and on `entering` (from the state entered)."""
        for move in moves:
            origin, target = move.origin, move.target
            leaving = Context(cycle=cycle, state=origin.state, step=origin.step, marks=origin.marks)
            arriving = Context(cycle=cycle, state=target.state, step=target.step, marks=target.marks)
            for payoff in self.paid["on", move.arrow.id]:
                self.book_payoff(payoff, leaving, move.share, "flow", cycle)
            if target.state != origin.state:
                for payoff in self.paid["entering", target.state]:
                    self.book_payoff(payoff, arriving, move.share, "flow", cycle)

    def enter_at_start(self, cohort: Mapping[Place, float]) -> None:
        """The starting cohort counts as entering at time 0."""
        for place, share in cohort.items():
            context = Context(cycle=0, state=place.state, step=place.step, marks=place.marks)
            for payoff in (*self.paid_at_start, *self.paid["entering", place.state]):
                self.book_payoff(payoff, context, share, "at start", 0)

    def book_payoff(self, payoff: Payoff, context: Context, quantity: float, timing: str, cycle: int) -> None:
        """Books an amount times a quantity, discounted and not."""
        if payoff.when is not None and self.reader.value(payoff.when, context) == 0:
            return
        value = self.reader.value(payoff.amount, context) * quantity
        if not math.isfinite(value + self.booked.get(Outcome(MEASURE[payoff.kind]), 0.0)):
            where = payoff.amount.where
            raise Failure(
                BeyondNumbers(where=where, strategy=self.reader.strategy.id, payoff=payoff.id, place=context.place)
            )
        kind = payoff.timing if timing == "time" else timing
        rate = "costs" if payoff.kind in ("cost", "units") else "effects"
        weights = self.time.weights(rate, kind, cycle, payoff.instalments)
        assert context.state is not None
        match payoff.kind:
            case "cost":
                self.book("cost", context.state, value, weights, payoff.category)
            case "utility":
                self.book("qalys", context.state, value, weights, payoff.category)
            case "count" | "units":
                name = payoff.id if payoff.kind == "count" else payoff.category
                for discounted, weight in zip((True, False), weights, strict=True):
                    self.add(Outcome(MEASURE[payoff.kind], "payoff", name, discounted), value * weight)

    def book(
        self, measure: Measure, state: str, value: float, weights: tuple[float, float], category: str | None = None
    ) -> None:
        """Adds to the total, the state and the category, discounted and not."""
        for discounted, weight in zip((True, False), weights, strict=True):
            self.add(Outcome(measure, "total", "", discounted), value * weight)
            self.add(Outcome(measure, "state", state, discounted), value * weight)
            if category is not None:
                self.add(Outcome(measure, "category", category, discounted), value * weight)

    def add(self, outcome: Outcome, value: float) -> None:
        """Adds to one outcome."""
        self.booked[outcome] = self.booked.get(outcome, 0.0) + value

    def complete(self) -> dict[Outcome, float]:
        """Every outcome of the model; what was never booked is 0."""
        return {outcome: self.booked.get(outcome, 0.0) for outcome in outcomes_of(self.model)}
