"""The reference engine asked about one moment: why is a draw no valid model here, where somebody says it isn't?

Walking a cohort of hundreds of places through hundreds of cycles takes the reference engine half a minute. Who knows
already who is where when it goes wrong can ask for those places alone; what is said of them is the reference's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from costeff.engine.catalogue import MEASURE
from costeff.engine.reference import Cohort
from costeff.engine.reference_scope import Context, Failure, Place
from costeff.errors import Problem
from costeff.model import Model, Payoff, Strategy
from costeff.results.outcomes import Outcome

Occupied = Callable[[int], Iterable[Place]]
"""The places that somebody is in at the start of a cycle."""


def explain_rows(
    model: Model, strategy: Strategy, draw: Mapping[str, float], cycle: int, places: Iterable[Place]
) -> Problem | None:
    """What is wrong with the promises, the start, or the rows of some places in one cycle; None if nothing is."""
    cohort = Cohort(model, strategy, draw)
    try:
        cohort.keep_promises()
        cohort.start()
        for place in places:
            cohort.rows(place, cycle)
    except Failure as failure:
        return failure.problem
    return None


def explain_payoffs(
    model: Model, strategy: Strategy, draw: Mapping[str, float], occupied: Occupied, outcomes: Collection[Outcome]
) -> Problem | None:
    """The first payoff without a value, where somebody is; None if there is none.

    Args:
        model: the decision problem.
        strategy: the one that is followed.
        draw: parameter id to value.
        occupied: who is where.
        outcomes: those that have no value; only what is booked under them is looked at.
    """
    cohort = Cohort(model, strategy, draw)
    payoffs = _booked_under(model, set(outcomes))
    booked = {(o.measure, o.name) for o in outcomes if o.by == "state"}
    suspects = {
        s.id: [p for p in payoffs if p.charged != "in" or p.kind == "count" or (MEASURE[p.kind], s.id) in booked]
        for s in model.states
    }
    points = model.settings.correction in ("points", "table")
    try:
        for cycle in range(cohort.time.cycles + points):
            for place in occupied(cycle):
                _pay(cohort, suspects[place.state], place, cycle)
    except Failure as failure:
        return failure.problem
    return None


def _booked_under(model: Model, outcomes: set[Outcome]) -> tuple[Payoff, ...]:
    """The payoffs that some outcomes add up."""
    categories = {(o.measure, o.name) for o in outcomes if o.by == "category"}
    counts = {o.name for o in outcomes if o.by == "payoff"}
    return tuple(
        p
        for p in model.payoffs
        if (p.id in counts if p.kind == "count" else (MEASURE[p.kind], p.category) in categories)
    )


def _pay(cohort: Cohort, payoffs: Iterable[Payoff], place: Place, cycle: int) -> None:
    """Reads what the people in a place are charged in a cycle; an event only if it happens to them."""
    here = Context(cycle=cycle, state=place.state, step=place.step, marks=place.marks)
    for payoff in payoffs:
        charges = {"in", "entering", "start"} if cycle == 0 else {"in"}  # who starts in a state enters it then
        if payoff.charged in charges and (payoff.charged == "start" or place.state in payoff.over):
            _read(cohort, payoff, here)
        if payoff.charged in ("on", "entering") and cycle < cohort.time.cycles:
            _pay_on_the_way(cohort, payoff, place, here)


def _pay_on_the_way(cohort: Cohort, payoff: Payoff, place: Place, here: Context) -> None:
    """Reads an event payoff for those who leave a place; rows are worked out only where it fails, to be sure."""
    for arrow in cohort.arrows[place.state]:
        if payoff.charged == "on":
            concerned, context = arrow.id in payoff.over, here
        else:
            target = cohort.arrive(place, arrow)
            concerned = arrow.target in payoff.over and arrow.target != place.state
            context = Context(cycle=here.cycle, state=target.state, step=target.step, marks=target.marks)
        if not concerned:
            continue
        try:
            _read(cohort, payoff, context)
        except Failure:
            if any(a is arrow and p != 0 for a, p in cohort.rows(place, here.cycle)[0]):
                raise


def _read(cohort: Cohort, payoff: Payoff, context: Context) -> None:
    """Reads a payoff; raises `Failure` where it has no value."""
    if payoff.when is None or cohort.reader.value(payoff.when, context) != 0:
        cohort.reader.value(payoff.amount, context)
