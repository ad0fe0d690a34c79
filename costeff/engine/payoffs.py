"""Payoffs: what each atom and each flow is worth, added up over the cycles.

An amount that stays the same over the cycles costs nothing a cycle: the discounted person-time is added up, and
multiplied by the amount at the end. Only amounts that change with time are paid cycle by cycle.
"""

from __future__ import annotations

from dataclasses import dataclass

from costeff.engine import kernel as k
from costeff.engine.catalogue import MEASURE, counted_in, milestone_measures, milestones
from costeff.engine.flows import Atom, Flows, Span, added, members
from costeff.engine.lower import Lowering, Reading, Seen, Spot
from costeff.engine.places import Atlas, Place
from costeff.engine.tape import CYCLE, Tape
from costeff.engine.weights import Timing, Weights
from costeff.model import Discount, Model, Payoff
from costeff.results.outcomes import Measure, Outcome

Worth = tuple[tuple[int, int], ...]
"""Payoffs by position, each with the node of its amount."""


@dataclass(frozen=True, slots=True)
class Sink:
    """An instruction that adds up: COUNT, PAY (or both twice, under two weights at once) or CROSS.

    Attributes:
        op: operation.
        totals: registers that grow, one or two side by side.
        nodes: operands.
        weights: weight row of each total.
        active: cycles in which it is carried out.
    """

    op: int
    totals: tuple[int, ...]
    nodes: tuple[int, ...]
    weights: tuple[int, ...]
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
        self._counted: dict[tuple[int, tuple[int, ...], Span], tuple[int, ...]] = {}
        self._amounts: dict[tuple[str, str, str | None], tuple[Reading, dict[Seen, int]]] = {}
        self._paid: dict[tuple[object, ...], tuple[int, ...]] = {}

    # -- what tells places apart -----------------------------------------------------------------------------------

    def alike(self, atlas: Atlas) -> dict[Place, object]:
        """For each place, the nodes of everything that is paid for being in it, leaving it or entering it."""
        self.atlas = atlas
        self._concerned: dict[tuple[int, int], tuple[list[tuple[int, Payoff]], Reading, dict[Seen, Worth]]] = {}
        return {place: self._worth(place) for place in atlas.places}

    def _worth(self, place: Place) -> Worth:
        exits, spot = self.atlas.exits[place], self.atlas.spot(place)
        key = (place.state, id(exits))
        if key not in self._concerned:
            payoffs = self._payoffs_of(self.model.states[place.state].id, {e.arrow.id for e in exits})
            read = (f.tree for _, p in payoffs for f in (p.when, p.amount) if f is not None)
            self._concerned[key] = (payoffs, self.lowering.reading(read, spot), {})
        payoffs, reading, found = self._concerned[key]
        seen = reading(spot.seen)
        if seen not in found:
            found[seen] = tuple((n, self.amount(payoff, spot)) for n, payoff in payoffs)
        return found[seen]

    def _payoffs_of(self, state: str, leaving: set[str]) -> list[tuple[int, Payoff]]:
        """The payoffs of being in a state, entering it, or leaving it by some arrows.

        Those charged at the start of the cycle are left out: they are counted by place, without the flows.
        """
        return [
            (n, p)
            for n, p in enumerate(self.model.payoffs)
            if (p.charged == "in" and p.timing != "start" and state in p.over)
            or (p.charged == "entering" and state in p.over)
            or (p.charged == "on" and leaving & set(p.over))
        ]

    def amount(self, payoff: Payoff, spot: Spot) -> int:
        """The node of an amount, per cycle for person-time, 0 where its condition doesn't hold."""
        key = (payoff.kind, payoff.id, spot.state)
        if key not in self._amounts:
            formulas = (f for f in (payoff.when, payoff.amount) if f is not None)
            self._amounts[key] = (self.lowering.reading((f.tree for f in formulas), spot), {})
        reading, nodes = self._amounts[key]
        seen = reading(spot.seen)
        if seen not in nodes:
            nodes[seen] = self._amount(payoff, spot)
        return nodes[seen]

    def _amount(self, payoff: Payoff, spot: Spot) -> int:
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
        """Person-time of every state: its payoffs, and life years. Atoms that are worth the same are added first."""
        arriving: dict[int, list[tuple[str, int]]] = {}
        leaving: dict[int, list[tuple[str, int]]] = {}
        for flow in flows.flows:
            if flows.atoms[flow.origin].state != flows.atoms[flow.target].state:
                arriving.setdefault(flow.target, []).append((flow.arrow, flow.node))
                leaving.setdefault(flow.origin, []).append((flow.arrow, flow.node))
        last = self.settings.cycles - 1
        for n, state in enumerate(self.model.states):
            atoms = [(m, a) for m, a in enumerate(flows.atoms) if a.state == n and a.active[0] <= a.active[1]]
            spent: list[tuple[int, Atom, Span]] = []
            for m, atom in atoms:
                first, final = atom.active
                span = (first, final) if self.weights.by_points else (max(0, first - 1), min(final, last))
                spent.append((self._spent(atom, arriving.get(m, []), leaving.get(m, [])), atom, span))
            for payoff in self.model.payoffs:
                if payoff.charged == "in" and state.id in payoff.over:
                    if payoff.timing == "corrected":
                        worth = [(self.amount(payoff, self._spot(a.places[0])), node, span) for node, a, span in spent]
                    else:
                        worth = self._at_start_of_cycle(payoff, [a for _, a in atoms])
                    for amount, quantity, span in _alike(self.tape, worth):
                        self._add(payoff, state.id, quantity, amount, span, payoff.timing)
            if state.alive and spent:
                years, effects = self.tape.const(self.settings.cycle_years), self.settings.discount_effects
                weights = tuple(self.weights.of(rate, "corrected") for rate in (effects, None))
                for amount, quantity, span in _alike(self.tape, [(years, node, span) for node, _, span in spent]):
                    self._term("life_years", state.id, None, quantity, amount, weights, span)

    def _at_start_of_cycle(self, payoff: Payoff, atoms: list[Atom]) -> list[tuple[int, int, Span]]:
        """What is charged at the start of the cycle, by place, since it may tell apart places that move alike."""
        found = []
        for atom in atoms:
            span = (atom.active[0], min(atom.active[1], self.settings.cycles - 1))
            amounts: dict[int, list[int]] = {}
            for place in atom.places:
                amounts.setdefault(self.amount(payoff, self._spot(place)), []).append(place)
            found += [(amount, members(self.tape, places), span) for amount, places in amounts.items()]
        return found

    def _spot(self, place: int) -> Spot:
        return self.atlas.spot(self.atlas.places[place])

    def _spent(self, atom: Atom, arriving: list[tuple[str, int]], leaving: list[tuple[str, int]]) -> int:
        """Person-time of an atom in a cycle by the cycle correction."""
        tape = self.tape
        if self.settings.correction == "end":
            return members(tape, atom.places, k.SUM_Y)
        present = members(tape, atom.places)
        if self.settings.correction != "half-cycle":
            return present
        gone = added(tape, leaving)
        moved = [move.arrow.id for move in atom.row.moves]
        if atom.row.only_rates and len(moved) > 1 and sorted(arrow for arrow, _ in leaving) == sorted(moved):
            # All who move leave the state, none by an arrow back to it: at one stroke.
            gone = tape.apply(k.TIMES, tape.apply(k.TIMES, present, atom.row.leave), atom.row.total)
        return tape.apply(k.HALF, present, added(tape, arriving), gone)

    def _book_flows(self, flows: Flows) -> None:
        """Events: flows on arrows, seen from the state left, and into states, seen from the state entered."""
        for payoff in self.model.payoffs:
            if payoff.charged not in ("on", "entering"):
                continue
            groups: dict[tuple[str, int], list[tuple[str, int, Span]]] = {}
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
                state = "" if payoff.kind == "count" else self.model.states[seen_from.state].id
                key = (state, amount)
                groups.setdefault(key, []).append((flow.arrow, flow.node, span))
            for (state, amount), parts in groups.items():
                span = (min(s[0] for _, _, s in parts), max(s[1] for _, _, s in parts))
                quantity = added(self.tape, [(arrow, node) for arrow, node, _ in parts])
                self._add(payoff, state, quantity, amount, span, "flow")

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
                self.terms[Outcome(measure, "time", str(time), False)] = list(
                    self._count(counted, (weight,), (first, last))
                )
        alive = self.tape.add(*(by_state[s.id] for s in self.model.states if s.alive and s.id in by_state))
        median, before = self.tape.total(float("inf"), "median"), self.tape.total(1.0, "alive before")
        years = self.tape.const(self.settings.cycle_years)
        self.sinks.append(Sink(k.CROSS, (median,), (alive, before, years), (), (0, self.settings.cycles)))
        self.terms[Outcome("median_survival", "total", "", False)] = [median]

    # -- adding up -------------------------------------------------------------------------------------------------

    def _rate(self, payoff: Payoff) -> Discount:
        return self.settings.discount_costs if payoff.kind in ("cost", "units") else self.settings.discount_effects

    def _add(self, payoff: Payoff, state: str, quantity: int, amount: int, span: Span, timing: Timing) -> None:
        """Books a payoff's quantity times amount, discounted and not; counts discounted only where that is wanted."""
        rates = (None,) if payoff.kind == "count" and not payoff.discounted else (self._rate(payoff), None)
        weights = tuple(self.weights.of(rate, timing, payoff.instalments) for rate in rates)
        name = payoff.id if payoff.kind == "count" else payoff.category
        self._term(MEASURE[payoff.kind], state, name, quantity, amount, weights, span)

    def _term(
        self,
        measure: Measure,
        state: str,
        name: str | None,
        quantity: int,
        amount: int,
        weights: tuple[int, ...],
        span: Span,
    ) -> None:
        """Adds a quantity over the cycles, times its amount, to its outcomes; two weights: discounted and not."""
        if amount == self.tape.zero or quantity == self.tape.zero or span[0] > span[1]:
            return
        if self.tape.level[amount] & CYCLE:
            key = (measure, state, name, len(weights))
            fresh = key not in self._paid
            if fresh:
                self._paid[key] = tuple(self.tape.total(0.0, ("paid", *key, n)) for n in range(len(weights)))
            totals = self._paid[key]
            self.sinks.append(Sink((k.PAY, k.PAY_TWICE)[len(weights) - 1], totals, (quantity, amount), weights, span))
            if not fresh:
                return
            values = totals
        else:
            totals = self._count(quantity, weights, span)
            values = tuple(self.tape.apply(k.TIMES, total, amount) for total in totals)
        for discounted, value in zip((True, False)[-len(weights) :], values, strict=True):
            self._spread(measure, state, name, discounted, value)

    def _count(self, quantity: int, weights: tuple[int, ...], span: Span) -> tuple[int, ...]:
        """The registers that add a quantity up, one for each weight row."""
        key = (quantity, weights, span)
        if key not in self._counted:
            self._counted[key] = tuple(self.tape.total(0.0, ("count", *key, n)) for n in range(len(weights)))
            op = (k.COUNT, k.COUNT_TWICE)[len(weights) - 1]
            self.sinks.append(Sink(op, self._counted[key], (quantity,), weights, span))
        return self._counted[key]

    def _give(self, payoff: Payoff, state: str, discounted: bool, value: int) -> None:
        """Books a value that is known without cycles."""
        if payoff.kind == "count" and discounted and not payoff.discounted:
            return
        self._spread(
            MEASURE[payoff.kind], state, payoff.id if payoff.kind == "count" else payoff.category, discounted, value
        )

    def _spread(self, measure: Measure, state: str, name: str | None, discounted: bool, value: int) -> None:
        """A value counts towards the total, its state and its category; a count or units towards themselves."""
        if measure in ("count", "units"):
            self.terms.setdefault(Outcome(measure, "payoff", name or "", discounted), []).append(value)
            return
        self.terms.setdefault(Outcome(measure, "total", "", discounted), []).append(value)
        self.terms.setdefault(Outcome(measure, "state", state, discounted), []).append(value)
        if name is not None:
            key = Outcome(measure, "category", name, discounted)
            self.terms.setdefault(key, []).append(value)


def _alike(tape: Tape, worth: list[tuple[int, int, Span]]) -> list[tuple[int, int, Span]]:
    """Amount, quantity and span, quantities with the same amount added up."""
    groups: dict[int, list[tuple[int, Span]]] = {}
    for amount, quantity, span in worth:
        groups.setdefault(amount, []).append((quantity, span))
    return [
        (
            amount,
            tape.add(*(quantity for quantity, _ in parts)),
            (min(s[0] for _, s in parts), max(s[1] for _, s in parts)),
        )
        for amount, parts in groups.items()
    ]
