"""What the base case shows of a model that can be run: what a reviewer would ask about, each at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from costeff import engine
from costeff.errors import Problem, Where
from costeff.errors.findings import (
    AboveNorm,
    AliveAtEnd,
    CostsNothing,
    DrugByTheCycle,
    IdleArrow,
    NeverPaid,
    NothingCounted,
    ReferenceDominated,
    SameStrategies,
    WorthNothing,
)
from costeff.expr.tree import names
from costeff.model import Arrow, Model, ParameterChange, Payoff, SettingChange, StrategiesChange
from costeff.results.outcomes import Outcomes, Trace
from costeff.workflow.arrows import mentioned

MOST_ALIVE = 0.05
"""Share of the cohort that may live at the end of the horizon before that is told."""

DRUG = re.compile(
    r"drug|medic|pharma|cic?losporin|tacrolimus|eltrombopag|luspatercept|lenalidomide|epoetin|\besa\b|"
    r"\w(mab|nib|mide|cept|vir)\b",
    re.IGNORECASE,
)
"""What costs of drugs are usually called."""

SHORT_CYCLE = 0.25
"""Years: in longer cycles packs are dispensed more than once, and time spent is the better measure."""


def findings(model: Model, base: Outcomes, trace: Trace) -> tuple[Problem, ...]:
    """Warnings and notes about what a reviewer would ask.

    Args:
        model: the decision problem.
        base: outcomes of its base case.
        trace: where the cohort is in it.
    """
    idle = tuple(_idle_arrows(model, trace))
    found = [
        *idle,
        *_never_paid(model, base, trace),
        *_same_strategies(model, base),
        *_worth(model, base),
        *_norm(model),
        *_alive_at_end(model, trace),
        *_reference(model, base),
        *_drugs(model),
    ]
    return tuple(found)


def _cell(model: Model, sheet: str, part: object, column: str = "id") -> Where:
    """The cell of a part; the sheet where it isn't known."""
    cells = getattr(part, "cells", {})
    return cells.get(column) or cells.get("id") or next(iter(cells.values()), Where(book=model.book, sheet=sheet))


def _idle_arrows(model: Model, trace: Trace) -> Iterator[IdleArrow]:
    """Arrows that carry nobody in any strategy, though somebody could take them."""
    occupied = _used(trace.states, trace.occupancy[:, :-1])
    reached, used = _used(trace.states, trace.occupancy), _used(trace.arrows, trace.flows)
    switched = _switched(model)
    for arrow in model.arrows:
        origins = tuple(state for state in arrow.origins if state in occupied and state != arrow.target)
        formulas = [formula for formula in (arrow.formula, arrow.when) if formula is not None]
        if arrow.id not in used and origins and not _nil(arrow) and not switched & mentioned(model, formulas):
            final = arrow.when is not None and "final_step" in names(arrow.when.tree)
            yield IdleArrow(
                where=_cell(model, "Transitions", arrow, "when" if arrow.when is not None else "expression"),
                arrow=arrow.id,
                origins=origins,
                target="" if arrow.target in reached else arrow.target,
                at_final_step=final,
            )


def _used(names: Sequence[str], shares: NDArray[np.float64]) -> set[str]:
    """The names along the last axis under which there is any share above 0."""
    return {names[k] for k in np.flatnonzero(np.any(shares != 0, axis=(0, 1))).tolist()}


def _switched(model: Model) -> set[str]:
    """Names whose worth a scenario or a subgroup changes: what they keep idle in the base case is meant for these."""
    stages = [s.changes for s in model.scenarios] + [s.changes for s in model.subgroups]
    changes = [change for stage in stages for change in stage]
    names = {change.parameter for change in changes if isinstance(change, ParameterChange)}
    if any(isinstance(change, SettingChange) and "start_age" in change.values for change in changes):
        names |= {"age", "start_age"}
    compared = {id_ for change in changes if isinstance(change, StrategiesChange) for id_ in change.strategies}
    for strategy in model.strategies_left_out:
        if strategy.id in compared:
            names |= {name for name, formula in strategy.columns.items() if formula.text.strip() != "0"}
    return names


def _nil(arrow: Arrow) -> bool:
    """Whether somebody typed 0: that needs no remark."""
    return arrow.formula is not None and arrow.formula.text.strip() in ("0", "0%")


def _never_paid(model: Model, base: Outcomes, trace: Trace) -> Iterator[NeverPaid]:
    """Costs, utilities and counts that come to nothing, where somebody is who could be charged."""
    visited = _used(trace.states, trace.occupancy) | _used(trace.arrows, trace.flows)
    switched = _switched(model)
    kinds = (("cost", "cost", "Costs"), ("utility", "qalys", "Utilities"), ("count", "count", "Counts"))
    for kind, measure, sheet in kinds:
        payoffs = [p for p in model.payoffs if p.kind == kind and (p.charged == "start" or visited & set(p.over))]
        if kind != "count" and not base.of("cost" if kind == "cost" else "qalys", discounted=False).any():
            continue  # told as a whole
        payoffs = [p for p in payoffs if not switched & mentioned(model, [f for f in (p.amount, p.when) if f])]
        by = "payoff" if kind == "count" else "category"
        for name in base.names(measure, by, discounted=False):  # type: ignore[arg-type]
            mine = [p for p in payoffs if (p.id if kind == "count" else p.category) == name]
            if mine and not base.of(measure, by, name, discounted=False).any() and not all(map(_zero, mine)):  # type: ignore[arg-type]
                yield NeverPaid(where=_cell(model, sheet, mine[0]), sheet=sheet, names=tuple(p.id for p in mine))


def _zero(payoff: Payoff) -> bool:
    """Whether somebody typed an amount of 0."""
    return payoff.amount.text.strip() in ("0", "0%")


def _same_strategies(model: Model, base: Outcomes) -> Iterator[SameStrategies]:
    """Strategies that are the same as one above in everything, told once each."""
    for k, strategy in enumerate(model.strategies):
        for other in range(k):
            if np.array_equal(base.values[0, k], base.values[0, other], equal_nan=True):
                where = _cell(model, "Strategies", strategy)
                yield SameStrategies(where=where, strategy=strategy.id, other=model.strategies[other].id)
                break


def _worth(model: Model, base: Outcomes) -> Iterator[Problem]:
    """Living states without QALYs or costs, or a model without any."""
    lived = {s: base.of("life_years", "state", s, False).any() for s in base.names("life_years", "state", False)}
    for measure, what, sheet in (("cost", "costs", "Costs"), ("qalys", "QALYs", "Utilities")):
        if not base.of(measure, discounted=False).any():  # type: ignore[arg-type]
            yield NothingCounted(where=Where(book=model.book, sheet=sheet), what=what, sheet=sheet)
            continue
        empty = [
            state
            for state in model.states
            if lived.get(state.id) and not base.of(measure, "state", state.id, False).any()  # type: ignore[arg-type]
        ]
        if measure == "qalys":
            for state in empty:
                yield WorthNothing(where=_cell(model, "States", state), state=state.id)
        elif empty:
            yield CostsNothing(where=_cell(model, "States", empty[0]), states=tuple(s.id for s in empty))


def norm(age: float) -> float:
    """EQ-5D of men of the general population of the UK; that of women is 0.021 lower.

    0.9508566 + 0.0212126 male - 0.0002587 age - 0.0000332 age^2: Ara and Brazier, Value in Health 2010;13:509-518.
    """
    return 0.9508566 + 0.0212126 - 0.0002587 * age - 0.0000332 * age**2


def _norm(model: Model) -> Iterator[AboveNorm]:
    """States better than the general population, where its norm is known: in the UK."""
    settings = model.settings
    british: object = re.search(
        r"\b(uk|united kingdom|england|britain|scotland|wales)\b", settings.country, re.IGNORECASE
    )
    british = bool(british) or settings.jurisdiction.upper().startswith("NICE")
    if not british or "start age" in settings.filled:
        return
    told: set[str] = set()
    states = {s.id: s for s in model.states}
    for seen in engine.quality(model):
        if seen.state not in told and seen.weight > norm(seen.age) + 1e-6:
            told.add(seen.state)
            yield AboveNorm(
                where=_cell(model, "States", states[seen.state]),
                state=seen.state,
                strategy=seen.strategy,
                age=seen.age,
                weight=seen.weight,
                norm=norm(seen.age),
            )


def _alive_at_end(model: Model, trace: Trace) -> Iterator[AliveAtEnd]:
    """A horizon that is not lifelong: told of the strategy in which most are alive."""
    living = [k for k, state in enumerate(model.states) if state.alive]
    alive = trace.occupancy[:, -1][:, living].sum(axis=1)
    most = int(alive.argmax())
    if alive[most] > MOST_ALIVE and any(not s.alive for s in model.states):
        where = model.settings.cells.get("horizon", Where(book=model.book, sheet="Study"))
        share, horizon = float(alive[most]), str(model.settings.horizon)
        yield AliveAtEnd(where=where, strategy=trace.strategies[most], share=share, horizon=horizon)


def _reference(model: Model, base: Outcomes) -> Iterator[ReferenceDominated]:
    """A reference that costs more and gains less than another."""
    costs, qalys = base.of("cost")[0], base.of("qalys")[0]
    reference = base.strategies.index(model.settings.reference)
    better = [k for k in range(len(costs)) if costs[k] < costs[reference] and qalys[k] > qalys[reference]]
    if better:
        where = model.settings.cells.get("reference strategy", Where(book=model.book, sheet="Study"))
        yield ReferenceDominated(where=where, reference=model.settings.reference, other=base.strategies[better[0]])


def _drugs(model: Model) -> Iterator[DrugByTheCycle]:
    """Drugs that are charged by the time spent in short cycles, told once for all."""
    if model.settings.cycle_years > SHORT_CYCLE or model.settings.correction != "half-cycle":
        return
    doubtful = [
        p
        for p in model.payoffs
        if p.kind == "cost"
        and p.charged == "in"
        and p.timing != "start"
        and (p.per is None or p.per.unit != "year")  # a year's budget, not packs
        and DRUG.search(f"{p.id} {p.category}")
    ]
    if doubtful:
        where = _cell(model, "Costs", doubtful[0], "timing")
        yield DrugByTheCycle(where=where, names=tuple(p.id for p in doubtful))
