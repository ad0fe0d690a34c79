"""Payoffs: what each atom and each flow is worth, added up over the cycles.

An amount that stays the same over the cycles costs nothing a cycle: the discounted person-time is added up, and
multiplied by the amount at the end. Only amounts that change with time are paid cycle by cycle.
"""

from __future__ import annotations

from dataclasses import dataclass

from costeff.engine import kernel as k
from costeff.engine.catalogue import counted_in, milestone_measures, milestones
from costeff.engine.flows import Atom, Flows, Span, members
from costeff.engine.lower import Lowering, Spot
from costeff.engine.places import Atlas, Place
from costeff.engine.tape import CYCLE, Tape
from costeff.engine.weights import Weights
from costeff.model import Discount, Model, Payoff
from costeff.results.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Sink:
    """An instruction that adds up: COUNT_TIME, PAY or CROSS.

    Attributes:
        op: operation.
        total: register that grows.
        nodes: operands.
        weight: weight row.
        active: cycles in which it is carried out.
    """

    op: int
    total: int
    nodes: tuple[int, ...]
    weight: int
    active: Span


class Ledger:
    """Where the payoffs of one strategy are booked."""

    def __init__(self, model: Model, lowering: Lowering, weights: Weights) -> None:
        self.model = model
        self.lowering = lowering
        self.tape: Tape = lowering.tape
        self.weights = weights
        self.settings = model.settings
        self.sinks: list[Sink] = []
        self.terms: dict[Outcome, list[int]] = {}
        self._counted: dict[tuple[int, int, Span], int] = {}
        self._paid: dict[tuple[object, ...], int] = {}

    # -- what tells places apart -----------------------------------------------------------------------------------

    def alike(self, atlas: Atlas) -> dict[Place, object]:
        """For each place, the nodes of everything that is paid for being in it, leaving it or entering it."""
        self.atlas = atlas
        return {place: self._worth(place) for place in atlas.places}

    def _worth(self, place: Place) -> tuple[object, ...]:
        state, spot = self.model.states[place.state], self.atlas.spot(place)
        leaving = {e.arrow.id for e in self.atlas.exits[place]}
        found: list[object] = []
        for n, payoff in enumerate(self.model.payoffs):
            if payoff.charged == "in" and payoff.timing == "start":
                continue  # counted by place, without the flows
            concerned = (payoff.charged in ("in", "entering") and state.id in payoff.over) or (
                payoff.charged == "on" and leaving & set(payoff.over)
            )
            if concerned:
                found.append((n, self.amount(payoff, spot)))
        return tuple(found)

    def amount(self, payoff: Payoff, spot: Spot) -> int:
        """The node of an amount, per cycle for person-time, 0 where its condition doesn't hold."""
        gate = self.lowering.node(payoff.when, spot)
        if self.tape.known(gate) == 0.0:
            return self.tape.zero
        amount = self.tape.mul(self.lowering.node(payoff.amount, spot), self.tape.const(self._cycles_per(payoff)))
        return self.tape.select(gate, amount, self.tape.zero)

    def _cycles_per(self, payoff: Payoff) -> float:
        if payoff.charged != "in":
            return 1.0
        if payoff.per is None:
            return self.settings.cycle_years if payoff.kind == "utility" else 1.0
        return 1.0 / payoff.per.cycles(self.settings.cycle)

    # -- booking ---------------------------------------------------------------------------------------------------

    def book(self, flows: Flows) -> None:
        """Books everything."""
        self._book_time(flows)
        self._book_flows(flows)
        self._book_start()
        self._book_milestones(flows)

    def _book_time(self, flows: Flows) -> None:
        """Person-time of every atom: its payoffs, and life years."""
        last = self.settings.cycles
        self._arriving: dict[int, list[int]] = {}
        self._leaving: dict[int, list[int]] = {}
        for flow in flows.flows:
            if flows.atoms[flow.origin].state != flows.atoms[flow.target].state:
                self._arriving.setdefault(flow.target, []).append(flow.node)
                self._leaving.setdefault(flow.origin, []).append(flow.node)
        for number, atom in enumerate(flows.atoms):
            first_in, last_in = atom.active
            if first_in > last_in:
                continue
            state, spot = self.model.states[atom.state], self.atlas.spot(self.atlas.places[atom.places[0]])
            spent = self._spent(flows, number)
            corrected = (
                (first_in, last_in) if self.weights.by_points else (max(0, first_in - 1), min(last_in, last - 1))
            )
            for payoff in self.model.payoffs:
                if payoff.charged == "in" and payoff.timing == "corrected" and state.id in payoff.over:
                    self._add(payoff, state.id, spent, self.amount(payoff, spot), corrected, "corrected")
            self._book_start_of_cycle(atom, state.id)
            if state.alive:
                years = self.tape.const(self.settings.cycle_years)
                for discounted in (True, False):
                    weight = self.weights.of(self.settings.discount_effects if discounted else None, "corrected")
                    self._term("life_years", state.id, None, discounted, spent, years, weight, corrected)

    def _book_start_of_cycle(self, atom: Atom, state: str) -> None:
        """What is charged at the start of the cycle, by place, since it may tell apart places that move alike."""
        span = (atom.active[0], min(atom.active[1], self.settings.cycles - 1))
        for payoff in self.model.payoffs:
            if payoff.charged == "in" and payoff.timing == "start" and state in payoff.over:
                amounts: dict[int, list[int]] = {}
                for place in atom.places:
                    amounts.setdefault(self.amount(payoff, self.atlas.spot(self.atlas.places[place])), []).append(place)
                for amount, places in amounts.items():
                    self._add(payoff, state, members(self.tape, places), amount, span, "start")

    def _spent(self, flows: Flows, number: int) -> int:
        """Person-time of an atom in a cycle by the cycle correction."""
        atom, tape = flows.atoms[number], self.tape
        if self.settings.correction == "end":
            return members(tape, atom.places, k.SUM_Y)
        present = members(tape, atom.places)
        if self.settings.correction != "half-cycle":
            return present
        arriving, leaving = (tape.add(*flowing.get(number, ())) for flowing in (self._arriving, self._leaving))
        return tape.add(present, tape.mul(tape.const(0.5), tape.sub(arriving, leaving)))

    def _book_flows(self, flows: Flows) -> None:
        """Events: flows on arrows, seen from the state left, and into states, seen from the state entered."""
        for payoff in self.model.payoffs:
            if payoff.charged not in ("on", "entering"):
                continue
            groups: dict[tuple[str, int], list[tuple[int, Span]]] = {}
            for flow in flows.flows:
                origin, target = flows.atoms[flow.origin], flows.atoms[flow.target]
                if payoff.charged == "on":
                    seen_from = origin if flow.arrow in payoff.over else None
                else:
                    enters = target.state != origin.state and self.model.states[target.state].id in payoff.over
                    seen_from = target if enters else None
                if seen_from is None:
                    continue
                amount = self.amount(payoff, self.atlas.spot(self.atlas.places[seen_from.places[0]]))
                span = (origin.active[0], min(origin.active[1], self.settings.cycles - 1))
                key = (self.model.states[seen_from.state].id, amount)
                groups.setdefault(key, []).append((flow.node, span))
            for (state, amount), parts in groups.items():
                span = (min(s[0] for _, s in parts), max(s[1] for _, s in parts))
                self._add(payoff, state, self.tape.add(*(node for node, _ in parts)), amount, span, "flow")

    def _book_start(self) -> None:
        """What is charged at time 0, and the starting cohort's entering."""
        for place, share in self.atlas.start.items():
            state, spot = self.model.states[place.state], self.atlas.spot(place)
            for payoff in self.model.payoffs:
                if payoff.charged == "start" or (payoff.charged == "entering" and state.id in payoff.over):
                    amount = self.amount(payoff, Spot(spot.state, spot.step, spot.marks, at_start=True))
                    for discounted in (True, False):
                        rate = self._rate(payoff) if discounted else None
                        weight = self.tape.const(self.weights.at_start(rate, payoff.instalments))
                        value = self.tape.mul(self.tape.apply(k.TIMES, share, amount), weight)
                        self._give(payoff, state.id, discounted, value)

    def _book_milestones(self, flows: Flows) -> None:
        """Shares of the cohort at the milestone times, and median survival."""
        by_state: dict[str, int] = {}
        for atom in flows.atoms:
            state = self.model.states[atom.state].id
            by_state[state] = self.tape.add(by_state.get(state, self.tape.zero), members(self.tape, atom.places))
        for measure in milestone_measures(self.model):
            counted = self.tape.add(*(by_state[s] for s in counted_in(self.model, measure) if s in by_state))
            for time in milestones(self.model):
                weight, first, last = self.weights.interpolation(time.cycles(self.settings.cycle))
                total = self._count(counted, weight, (first, last))
                self.terms[Outcome(measure, "time", str(time), False)] = [total]
        alive = self.tape.add(*(by_state[s.id] for s in self.model.states if s.alive and s.id in by_state))
        median, before = self.tape.total(float("inf"), "median"), self.tape.total(1.0, "alive before")
        years = self.tape.const(self.settings.cycle_years)
        self.sinks.append(Sink(k.CROSS, median, (alive, before, years), 0, (0, self.settings.cycles)))
        self.terms[Outcome("median_survival", "total", "", False)] = [median]

    # -- adding up -------------------------------------------------------------------------------------------------

    def _rate(self, payoff: Payoff) -> Discount:
        return self.settings.discount_costs if payoff.kind == "cost" else self.settings.discount_effects

    def _add(self, payoff: Payoff, state: str, quantity: int, amount: int, span: Span, timing: str) -> None:
        """Books a payoff's quantity times amount, discounted and not."""
        for discounted in (True, False):
            if payoff.kind == "count" and discounted and not payoff.discounted:
                continue
            rate = self._rate(payoff) if discounted else None
            weight = self.weights.of(rate, timing, payoff.instalments)  # type: ignore[arg-type]
            measure = {"cost": "cost", "utility": "qalys", "count": "count"}[payoff.kind]
            name = payoff.id if payoff.kind == "count" else payoff.category
            self._term(measure, state, name, discounted, quantity, amount, weight, span)

    def _term(
        self,
        measure: str,
        state: str,
        name: str | None,
        discounted: bool,
        quantity: int,
        amount: int,
        weight: int,
        span: Span,
    ) -> None:
        """Adds a quantity over the cycles, times its amount, to its outcomes."""
        if amount == self.tape.zero or quantity == self.tape.zero or span[0] > span[1]:
            return
        if self.tape.level[amount] & CYCLE:
            key = (measure, state, name, discounted)
            fresh = key not in self._paid
            total = self._paid.setdefault(key, self.tape.total(0.0, ("paid", *key)))
            self.sinks.append(Sink(k.PAY, total, (quantity, amount), weight, span))
            if not fresh:
                return
            value = total
        else:
            value = self.tape.apply(k.TIMES, self._count(quantity, weight, span), amount)
        self._spread(measure, state, name, discounted, value)

    def _count(self, quantity: int, weight: int, span: Span) -> int:
        """The register that adds a quantity up under a weight row."""
        key = (quantity, weight, span)
        if key not in self._counted:
            self._counted[key] = self.tape.total(0.0, ("count", *key))
            self.sinks.append(Sink(k.COUNT_TIME, self._counted[key], (quantity,), weight, span))
        return self._counted[key]

    def _give(self, payoff: Payoff, state: str, discounted: bool, value: int) -> None:
        """Books a value that is known without cycles."""
        if payoff.kind == "count" and discounted and not payoff.discounted:
            return
        measure = {"cost": "cost", "utility": "qalys", "count": "count"}[payoff.kind]
        self._spread(measure, state, payoff.id if payoff.kind == "count" else payoff.category, discounted, value)

    def _spread(self, measure: str, state: str, name: str | None, discounted: bool, value: int) -> None:
        """A value counts towards the total, its state and its category; a count towards itself."""
        if measure == "count":
            self.terms.setdefault(Outcome("count", "payoff", name or "", discounted), []).append(value)
            return
        self.terms.setdefault(Outcome(measure, "total", "", discounted), []).append(value)  # type: ignore[arg-type]
        self.terms.setdefault(Outcome(measure, "state", state, discounted), []).append(value)  # type: ignore[arg-type]
        if name is not None:
            key = Outcome(measure, "category", name, discounted)  # type: ignore[arg-type]
            self.terms.setdefault(key, []).append(value)
