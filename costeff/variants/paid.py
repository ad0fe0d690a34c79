"""A study that counts, beside everything else, the units of a price that are paid.

Where costs are a straight line in a price, their derivative by it is the number of units bought: a payoff like the
cost, with the derivative in place of the amount. Run with these, every draw yields its costs at any price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from costeff.expr.derivative import MARK, NOUGHT, NotLinearError, derivative
from costeff.expr.tree import Formula, names
from costeff.model import Model, ParameterChange, Payoff, Variable
from costeff.model.identity import Same

KEPT = 8
"""Studies that are remembered, so that their strategies are planned once."""


def counting(model: Model, parameter: str) -> Model | None:
    """The problem with the units of a price among its outcomes, as `units` by `payoff` under the parameter's id.

    Args:
        model: the decision problem.
        parameter: id of the price.

    Returns:
        None if that can't be read off the expressions: the price stands elsewhere than in amounts of costs, or not
        plainly as a straight line; or a subgroup has a price of its own.
    """
    return _counting(Same(model), parameter)


@lru_cache(maxsize=KEPT)
def _counting(same: Same[Model], parameter: str) -> Model | None:
    model = same.it
    if any(isinstance(c, ParameterChange) and c.parameter == parameter for s in model.subgroups for c in s.changes):
        return None
    macros = _macros(model, parameter)
    try:
        if any(_depends(formula, parameter, macros) for formula in _elsewhere(model)):
            return None
        found = replace(
            model,
            variables=(*model.variables, *_variables(model, parameter, macros)),
            strategies=tuple(replace(s, columns=_columns(s.columns, parameter, macros)) for s in model.strategies),
            states=tuple(replace(s, columns=_columns(s.columns, parameter, macros)) for s in model.states),
            payoffs=(*model.payoffs, *_units(model, parameter, macros)),
        )
    except NotLinearError:
        return None
    return found if len(found.payoffs) > len(model.payoffs) else None


def _macros(model: Model, parameter: str) -> frozenset[str]:
    """Variables and columns that depend on the price."""
    formulas: dict[str, list[Formula]] = {}
    for variable in model.variables:
        formulas.setdefault(variable.id, []).append(variable.formula)
    for columns in (*(s.columns for s in model.strategies), *(s.columns for s in model.states)):
        for name, formula in columns.items():
            formulas.setdefault(name, []).append(formula)
    known = {parameter}
    while True:
        more = {n for n, each in formulas.items() if n not in known and any(names(f.tree) & known for f in each)}
        if not more:
            return frozenset(known - {parameter})
        known |= more


def _elsewhere(model: Model) -> Iterator[Formula | None]:
    """Every expression where a price has no business: arrows, starts, conditions, utilities, counts, tables."""
    yield from (s.start for s in model.states)
    yield from (m.start for m in model.marks)
    for arrow in model.arrows:
        yield from (arrow.formula, arrow.when)
    for payoff in model.payoffs:
        yield payoff.when
        if payoff.kind != "cost":
            yield payoff.amount
    for table in model.tables.values():
        for cells in table.columns.values():
            yield from cells


def _depends(formula: Formula | None, parameter: str, macros: frozenset[str]) -> bool:
    return formula is not None and bool(names(formula.tree) & (macros | {parameter}))


def _variables(model: Model, parameter: str, macros: frozenset[str]) -> Iterator[Variable]:
    for variable in model.variables:
        if variable.id in macros:
            yield replace(variable, id=MARK + variable.id, formula=_formula(variable.formula, parameter, macros))


def _columns(columns: Mapping[str, Formula], parameter: str, macros: frozenset[str]) -> Mapping[str, Formula]:
    """The columns of a strategy or state with the derivatives of those that depend on the price in some row."""
    return {**columns, **{MARK + n: _formula(f, parameter, macros) for n, f in columns.items() if n in macros}}


def _formula(formula: Formula, parameter: str, macros: frozenset[str]) -> Formula:
    """The derivative of an expression, at the cell of the expression."""
    found = derivative(formula.tree, parameter, macros)
    return Formula(tree=NOUGHT if found is None else found, where=formula.where)


def _units(model: Model, parameter: str, macros: frozenset[str]) -> Iterator[Payoff]:
    """For each cost that depends on the price, the units that it pays for."""
    for payoff in model.payoffs:
        if payoff.kind == "cost" and _depends(payoff.amount, parameter, macros):
            amount = _formula(payoff.amount, parameter, macros)
            yield replace(payoff, kind="units", id=MARK + payoff.id, category=parameter, amount=amount)
