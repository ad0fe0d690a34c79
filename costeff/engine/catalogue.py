"""Which outcomes a model has: the labels, the same for both engines."""

from __future__ import annotations

from collections.abc import Mapping

from costeff.model import Duration, Model
from costeff.results.outcomes import By, Measure, Outcome

MEASURE: Mapping[str, Measure] = {"cost": "cost", "utility": "qalys", "count": "count", "units": "units"}
"""What each kind of payoff adds up to."""

MILESTONES = (
    Duration(6, "month"),
    Duration(1, "year"),
    Duration(2, "year"),
    Duration(5, "year"),
    Duration(10, "year"),
)
"""Times at which survival, response and transfusion independence are reported."""


def outcomes_of(model: Model) -> tuple[Outcome, ...]:
    """Every outcome of a run of the model, in the order of the results."""
    found: list[Outcome] = []
    parts: tuple[tuple[Measure, By, tuple[str, ...]], ...] = (
        ("cost", "category", categories(model)),
        ("cost", "state", tuple(s.id for s in model.states)),
        ("qalys", "category", utilities(model)),
        ("qalys", "state", tuple(s.id for s in model.states)),
        ("life_years", "state", tuple(s.id for s in model.states if s.alive)),
    )
    for measure, group, names in parts:
        for discounted in (True, False):
            total = Outcome(measure, "total", "", discounted)
            if total not in found:
                found.append(total)
            found.extend(Outcome(measure, group, name, discounted) for name in names)
    for payoff in model.payoffs:
        if payoff.kind == "count":
            found.append(Outcome("count", "payoff", payoff.id, False))
            if payoff.discounted:
                found.append(Outcome("count", "payoff", payoff.id, True))
    for price in dict.fromkeys(p.category for p in model.payoffs if p.kind == "units"):
        found += [Outcome("units", "payoff", price, True), Outcome("units", "payoff", price, False)]
    found.extend(
        Outcome(measure, "time", str(time), False)
        for measure in milestone_measures(model)
        for time in milestones(model)
    )
    found.append(Outcome("median_survival", "total", "", False))
    return tuple(found)


def categories(model: Model) -> tuple[str, ...]:
    """Cost categories in order of appearance."""
    return tuple(dict.fromkeys(p.category for p in model.payoffs if p.kind == "cost"))


def utilities(model: Model) -> tuple[str, ...]:
    """Labels of the utilities in order of appearance."""
    return tuple(dict.fromkeys(p.category for p in model.payoffs if p.kind == "utility"))


def milestones(model: Model) -> tuple[Duration, ...]:
    """The milestone times within the horizon."""
    settings = model.settings
    return tuple(m for m in MILESTONES if m.cycles(settings.cycle) <= settings.cycles + 1e-9)


def milestone_measures(model: Model) -> tuple[Measure, ...]:
    """The shares that the States sheet says enough about."""
    return tuple(m for m in ("survival", "response", "independence") if counted_in(model, m))


def counted_in(model: Model, measure: Measure) -> tuple[str, ...]:
    """Ids of the states that count towards a milestone."""
    match measure:
        case "survival":
            return tuple(s.id for s in model.states if s.alive)
        case "response":
            return tuple(s.id for s in model.states if s.alive and s.response in ("partial", "complete"))
        case _:
            return tuple(s.id for s in model.states if s.alive and s.transfusion == "independent")
