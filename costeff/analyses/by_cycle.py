"""What does each strategy yield in each cycle? QALYs and life years of the base case, discounted.

The engine adds up over cycles. So the utilities are given a factor that is 1 before a cycle and 0 from then on, and the
base case is run with that cycle as a parameter: one row a cycle, all in one table; differences of rows are cycles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff.errors import Where
from costeff.expr import Binary, Call, Formula, Name, Number
from costeff.expr.tree import names
from costeff.model import Duration, Model, Parameter, ParameterChange, Payoff, base_draws, override
from costeff.model.checks.formulas import every_formula
from costeff.variants import MIXTURE, execute
from costeff.variants.moving import held

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ByCycle:
    """QALYs and life years by cycle, discounted as the study says; an event counts in the cycle in which it happens.

    Attributes:
        strategies: ids.
        qalys: shape (cycles, strategies), a patient who started.
        life_years: same shape.
    """

    strategies: tuple[str, ...]
    qalys: Array
    life_years: Array


def by_cycle(model: Model, *, cancelled: Callable[[], bool] | None = None) -> ByCycle:
    """QALYs and life years of the base case in each cycle; of the mixture where that is the base case.

    Args:
        model: the decision problem.
        cancelled: asked now and then; True stops the run.

    Returns:
        As many cycles as the longest horizon has, and one more for weights on the points in time.

    Raises:
        DrawError: if the base case is no valid model.
        Cancelled: if asked to stop.
    """
    mixture = model.settings.base_case == MIXTURE and bool(model.subgroups)
    until, lived = _free(model, "until"), _free(model, "lived")
    there = replace(
        model,
        parameters=(*model.parameters, Parameter(id=until, label=until, value=0.0, family="uniform")),
        payoffs=tuple(_payoffs(model, until, lived)),
        checks=(),
    )
    own = {c.parameter for part in model.subgroups for c in part.changes if isinstance(c, ParameterChange)}
    there = held(there, {until, *(own if mixture else ())}, one_plan=False)
    longest = model.settings.cycles
    if mixture:
        longest = max(override(model, [part.changes]).model.settings.cycles for part in model.subgroups)
    ends = np.arange(longest + 2, dtype=np.float64)
    base = base_draws(there)
    values = np.repeat(base.values, len(ends), axis=0)
    values[:, base.ids.index(until)] = ends
    table = replace(base, values=values, index=np.arange(len(ends), dtype=np.int64), design="by cycle")
    found = execute(there, table, cancelled=cancelled)
    return ByCycle(
        strategies=found.strategies,
        qalys=np.diff(found.of("qalys"), axis=0),
        life_years=np.diff(found.of("count", "payoff", lived), axis=0),
    )


def _payoffs(model: Model, until: str, lived: str) -> Iterator[Payoff]:
    """The utilities, and life itself, as far as they come before the cycle `until`."""
    before = Call("MIN", (Number(1.0), Call("MAX", (Number(0.0), Binary("-", Name(until), Name("cycle"))))))
    for payoff in model.payoffs:
        if payoff.kind == "utility":
            amount = Formula(tree=Binary("*", payoff.amount.tree, before), where=payoff.amount.where)
            yield replace(payoff, amount=amount)
    yield Payoff(
        kind="count",
        id=lived,
        category=lived,
        charged="in",
        over=tuple(state.id for state in model.states if state.alive),
        per=Duration(1, "year"),
        amount=Formula(tree=before, where=Where(book=model.book)),
        discounted=True,
    )


def _free(model: Model, wanted: str) -> str:
    """A name that the workbook doesn't use."""
    taken = {p.id for p in model.parameters} | {v.id for v in model.variables} | {p.id for p in model.payoffs}
    for formula in every_formula(model):
        taken |= names(formula.tree)
    taken |= {column for strategy in model.strategies for column in strategy.columns}
    taken |= {column for state in model.states for column in state.columns}
    while wanted in taken:
        wanted += "_"
    return wanted
