"""Plans: one strategy of a model turned into integers and numbers, ready for the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from costeff.engine import kernel as k
from costeff.engine.catalogue import outcomes_of
from costeff.engine.flows import Flows, build_flows, members
from costeff.engine.lower import Lowering, Spot
from costeff.engine.payoffs import Ledger
from costeff.engine.places import Atlas, Place
from costeff.engine.registers import Code, Emitter
from costeff.engine.rows import TOLERANCE, RowBuilder
from costeff.engine.schedule import Guard, Schedule
from costeff.engine.structure import structural
from costeff.engine.tape import Tape
from costeff.engine.weights import Weights
from costeff.model import Model, Strategy
from costeff.model.identity import Same
from costeff.results.outcomes import Outcome


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """A plan's instructions laid out in registers.

    Attributes:
        code: instructions and registers.
        start_rows: register of each place's start share, -1 for none.
        out_rows: register of each outcome.
        flows: for each arrow flow, its arrow, register, and the cycles in which the register holds it; empty where
            registers are used again within a cycle.
    """

    code: Code
    start_rows: NDArray[np.int32]
    out_rows: NDArray[np.int32]
    flows: tuple[tuple[str, int, tuple[int, int]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What the kernel runs for one strategy.

    Attributes:
        outcomes: the columns of what it yields.
        lean: the layout that runs draws.
        traced: the same computations, bit for bit, in a layout from which a trace can be read.
        weight: (weights, T + 1).
        knots: keys and values of searched tables.
        set_first, set_last: the cycles in which each place is filled by a SET.
        places: number of places.
        located: each place: its state by position, its step, its marks.
    """

    strategy: str
    outcomes: tuple[Outcome, ...]
    cycles: int
    lean: Layout
    traced: Layout
    weight: NDArray[np.float64]
    knots: NDArray[np.float64]
    set_first: NDArray[np.int32]
    set_last: NDArray[np.int32]
    places: int
    located: tuple[Place, ...]
    atoms: int
    causes: tuple[tuple[str, int], ...]


Fixed = tuple[tuple[str, float], ...]
"""Values of the structural parameters."""


@lru_cache(maxsize=128)
def _plan_of(model: Same[Model], strategy: Same[Strategy], fixed: Fixed) -> Plan:
    return make_plan(model.it, strategy.it, dict(fixed))


def plan_of(model: Model, strategy: Strategy, fixed: Fixed) -> Plan:
    """As `make_plan`, but a plan that was made before is used again."""
    return _plan_of(Same(model), Same(strategy), fixed)


def base_case(model: Model) -> Fixed:
    """The structural parameters at their base-case values."""
    return tuple((id_, model.parameter(id_).value) for id_ in structural(model))


def make_plan(model: Model, strategy: Strategy, fixed: Mapping[str, float] | None = None) -> Plan:
    """Plans one strategy.

    Args:
        model: the decision problem.
        strategy: the one to follow.
        fixed: parameters with one value in all draws of this plan, see `structural`; None = those of the base case.

    Raises:
        WorkbookError: for what can't be planned (too many places, weights too short, ages that vary by draw).
    """
    fixed = dict(base_case(model)) if fixed is None else fixed
    tape = Tape(model.settings.cycles)
    lowering = Lowering(model, strategy, tape, fixed)
    weights = Weights(model)
    ledger = Ledger(model, lowering, weights)
    atlas = Atlas(model, lowering)
    alike = ledger.alike(atlas)
    flows = build_flows(atlas, RowBuilder(tape, model.settings), alike, tape)
    ledger.book(flows)
    outcomes = outcomes_of(model)
    results = [tape.add(*ledger.terms.get(outcome, ())) for outcome in outcomes]
    guards = _promises(model, lowering, atlas) + _row_guards(tape, flows)
    schedule = _schedule(tape, atlas, flows, ledger, guards, results)
    set_first, set_last = np.ones(len(atlas.places), dtype=np.int32), np.zeros(len(atlas.places), dtype=np.int32)
    for step in flows.steps:
        if step.op == k.SET:
            set_first[step.target : step.target + step.count] = step.active[0]
            set_last[step.target : step.target + step.count] = step.active[1]
    return Plan(
        strategy=strategy.id,
        outcomes=outcomes,
        cycles=tape.cycles,
        lean=_layout(schedule, atlas, flows, results, traced=False),
        traced=_layout(schedule, atlas, flows, results, traced=True),
        weight=np.array(weights.rows) if weights.rows else np.zeros((1, tape.cycles + 1)),
        knots=np.array(tape.knots or [0.0]),
        set_first=set_first,
        set_last=set_last,
        places=len(atlas.places),
        located=tuple(atlas.places),
        atoms=len(flows.atoms),
        causes=_causes(model, atlas),
    )


def _schedule(
    tape: Tape, atlas: Atlas, flows: Flows, ledger: Ledger, guards: list[Guard], results: list[int]
) -> Schedule:
    """What is computed, in which order: flows also where nothing uses them, since they check their rows."""
    checked = {
        f.node: (flows.atoms[f.origin].active[0], min(flows.atoms[f.origin].active[1], tape.cycles - 1))
        for f in flows.flows
    }
    return Schedule(tape, checked, flows.steps, guards, ledger.sinks, [*results, *atlas.start.values()])


def _layout(schedule: Schedule, atlas: Atlas, flows: Flows, results: list[int], *, traced: bool) -> Layout:
    """Lays a schedule out in registers."""
    code = Emitter(schedule, schedule.checked if traced else ()).emit()
    start_rows = np.full(len(atlas.places), -1, dtype=np.int32)
    for place, node in atlas.start.items():
        start_rows[atlas.index[place]] = code.register[node]
    return Layout(
        code=code,
        start_rows=start_rows,
        out_rows=np.array([code.register[n] for n in results], dtype=np.int32),
        flows=tuple((f.arrow, code.register[f.node], code.active[f.node]) for f in flows.flows) if traced else (),
    )


def _promises(model: Model, lowering: Lowering, atlas: Atlas) -> list[Guard]:
    """What must hold once a draw: the Checks sheet, start shares of marks in [0, 1], of states that sum to 1."""
    tape = lowering.tape
    never = (0, 0)
    guards = []
    for check in model.checks:
        holds = tape.truth(lowering.node(check.formula, Spot(None, at_start=True)))
        guards.append(Guard(tape.sub(holds, tape.one), tape.const(0.0), tape.one, never))
    for share, parts in atlas.start_parts:
        off = tape.apply(k.ABS, tape.sub(tape.add(*parts), tape.one))
        guards.append(Guard(tape.sub(tape.const(TOLERANCE), off), tape.const(0.0), share, never))
        guards += [Guard(part, tape.const(-TOLERANCE), share, never) for part in parts]
    for share, part in atlas.mark_parts:
        for p in (part, tape.sub(tape.one, part)):
            guards.append(Guard(p, tape.const(-TOLERANCE), share, never))
    return guards


def _row_guards(tape: Tape, flows: Flows) -> list[Guard]:
    """What must hold of the rows wherever somebody is."""
    guards = []
    for node, least, number in flows.guards:
        atom = flows.atoms[number]
        span = (atom.active[0], min(atom.active[1], tape.cycles - 1))
        guards.append(Guard(node, tape.const(least), members(tape, atom.places), span))
    return guards


def _causes(model: Model, atlas: Atlas) -> tuple[tuple[str, int], ...]:
    """How many places each state has."""
    count: dict[str, int] = {}
    for place in atlas.places:
        name = model.states[place.state].id
        count[name] = count.get(name, 0) + 1
    return tuple(count.items())
