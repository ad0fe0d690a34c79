"""Rows in which few parameters move: the others are built into the plans as numbers, so that a row costs less.

A strategy runs only those rows that differ in what it reads: where nothing but the price of a drug moves, the
strategies without it run once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costeff import engine
from costeff.engine.plan import base_case, plan_of
from costeff.errors import Where, WorkbookError
from costeff.expr import Formula, Number
from costeff.model import Draws, Model, ParameterChange, Strategy, Variable, base_draws
from costeff.results.outcomes import Outcomes
from costeff.variants.rows import MIXTURE, execute

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

AT_ONCE = 16_384
"""Rows of one strategy whose outcomes are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Totals:
    """Discounted totals, each of shape (rows, strategies); NaN throughout a row that is no valid model.

    Attributes:
        strategies: ids, in the order of the workbook.
        cost: money.
        qalys: QALYs a person.
        life_years: a person.
    """

    strategies: tuple[str, ...]
    cost: Array
    qalys: Array
    life_years: Array


def held(model: Model, moving: Collection[str], *, one_plan: bool = True) -> Model:
    """The problem in which only some parameters are left; the others are numbers.

    Args:
        model: the decision problem.
        moving: ids of the parameters that stay.
        one_plan: whether a parameter without a distribution counts as having one, so that all its values share a plan.
    """
    kept = tuple(
        replace(p, family="uniform") if one_plan and p.family == "fixed" else p
        for p in model.parameters
        if p.id in moving
    )
    numbers = tuple(
        Variable(id=p.id, formula=Formula(tree=Number(p.value), where=p.cells.get("value", Where(book=model.book))))
        for p in model.parameters
        if p.id not in moving
    )
    return replace(
        model, parameters=kept, variables=(*model.variables, *numbers), correlations=(), covariances=(), posteriors=()
    )


def totals(
    model: Model,
    columns: Mapping[str, Array],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Totals:
    """Runs rows in which some parameters move, everything else at its value.

    Where the base case is a mixture of subgroups, each row is that mixture; what a subgroup replaces stays its own.

    Args:
        model: the decision problem.
        columns: id of each parameter that moves to its values, shape (rows,) each.
        progress: called with the rows done and to do, counted over strategies.
        cancelled: asked now and then; True stops the run.

    Raises:
        InputError: if a subgroup makes no valid model.
        Cancelled: if asked to stop.
    """
    mixture = model.settings.base_case == MIXTURE and bool(model.subgroups)
    own = {c.parameter for part in model.subgroups for c in part.changes if isinstance(c, ParameterChange)}
    there = held(model, {*columns, *(own if mixture else ())}, one_plan=not mixture)
    table = _table(there, columns)
    if mixture:
        return _cut(execute(there, table, keep_invalid=True, progress=progress, cancelled=cancelled))
    parts, done, total = [], 0, len(table) * len(model.strategies)
    for strategy in there.strategies:
        try:
            parts.append(_alone(there, strategy, table, cancelled))
        except WorkbookError:  # an age or a length that must be one number in a plan: then a plan for each value
            families = {p.id: p for p in model.parameters}
            plain = replace(there, parameters=tuple(families[p.id] for p in there.parameters))
            parts.append(_alone(plain, strategy, table, cancelled))
        done += len(table)
        if progress is not None:
            progress(done, total)
    cost, qalys, life_years = (np.stack([part[k] for part in parts], axis=1) for k in range(3))
    invalid = np.isnan(cost).sum(axis=1) > 0
    for values in (cost, qalys, life_years):
        values[invalid] = np.nan
    return Totals(strategies=tuple(s.id for s in there.strategies), cost=cost, qalys=qalys, life_years=life_years)


def _table(model: Model, columns: Mapping[str, Array]) -> Draws:
    """The rows as draws of the parameters that are left."""
    base = base_draws(model)
    rows = len(next(iter(columns.values())))
    values = np.repeat(base.values, rows, axis=0)
    for name, column in columns.items():
        values[:, base.ids.index(name)] = column
    return replace(base, values=values, index=np.arange(rows, dtype=np.int64), design="grid")


def _alone(model: Model, strategy: Strategy, table: Draws, cancelled: Cancelled | None) -> tuple[Array, Array, Array]:
    """Cost, QALYs and life years of one strategy in each row; rows that it can't tell apart run once."""
    alone = replace(model, strategies=(strategy,), strategies_left_out=())
    built_in = base_case(alone)  # a plan holds the values of these, so that it is another one for others
    read = {*plan_of(alone, strategy, built_in).lean.code.inputs, *(name for name, _ in built_in)}
    columns = [k for k, name in enumerate(table.ids) if name in read]
    _, first, which = np.unique(table.values[:, columns], axis=0, return_index=True, return_inverse=True)
    parts = [table.select(first[start : start + AT_ONCE]) for start in range(0, len(first), AT_ONCE)]
    found = [_cut(engine.execute(alone, part, keep_invalid=True, cancelled=cancelled)) for part in parts]
    every = which.reshape(-1)
    cost, qalys, life_years = (
        np.concatenate([values[:, 0] for values in each])[every]
        for each in ([f.cost for f in found], [f.qalys for f in found], [f.life_years for f in found])
    )
    return cost, qalys, life_years


def _cut(outcomes: Outcomes) -> Totals:
    """The totals alone, apart from the rest of the outcomes."""
    return Totals(
        strategies=outcomes.strategies,
        cost=outcomes.of("cost").copy(),
        qalys=outcomes.of("qalys").copy(),
        life_years=outcomes.of("life_years").copy(),
    )
