"""Every expression of a model: all of them for their words, and those that a run reads, with where it reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from costeff.errors import Where
from costeff.expr.tree import Formula
from costeff.model.model import Model
from costeff.model.parts import Cells, Payoff

PAYOFF_SHEETS = {"cost": "Costs", "utility": "Utilities", "count": "Counts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An expression that a run reads.

    Attributes:
        formula: the expression.
        states: where it is read; None stands for the start of the cohort and for checks, where there is no state.
        place: these in words, for what has no meaning there.
        marks: the marks that are known there.
        guards: conditions without which it isn't read.
        mark: the mark whose start it is, if it is one.
    """

    formula: Formula
    states: tuple[str | None, ...]
    place: str
    marks: frozenset[str]
    guards: tuple[Formula, ...] = ()
    mark: str = ""


def every_formula(model: Model) -> Iterator[Formula]:
    """All expressions of the workbook, also those that nothing uses."""
    for strategy in (*model.strategies, *model.strategies_left_out):
        yield from strategy.columns.values()
    for state in model.states:
        yield from state.columns.values()
        if state.start is not None:
            yield state.start
    yield from (mark.start for mark in model.marks if mark.start is not None)
    yield from (variable.formula for variable in model.variables)
    for arrow in model.arrows:
        yield from (f for f in (arrow.formula, arrow.when) if f is not None)
    for payoff in model.payoffs:
        yield from (f for f in (payoff.amount, payoff.when) if f is not None)
    for table in model.tables.values():
        for column in table.columns.values():
            yield from column
    yield from (promise.formula for promise in model.checks)
    if model.population is not None:
        yield from model.population.formulas()


def uses(model: Model) -> Iterator[Use]:
    """The expressions from which a run begins; variables, columns and tables are read by way of these."""
    marks = frozenset(m.id for m in model.marks)
    above: set[str] = set()
    for mark in model.marks:
        if mark.start is not None:
            start = "at the start of the cohort, before there is a state"
            yield Use(formula=mark.start, states=(None,), place=start, marks=frozenset(above), mark=mark.id)
        above.add(mark.id)
    for state in model.states:
        if state.start is not None:
            yield Use(formula=state.start, states=(None,), place="in a start share", marks=marks)
    for arrow in model.arrows:
        guards = () if arrow.when is None else (arrow.when,)
        if arrow.when is not None:
            yield Use(formula=arrow.when, states=arrow.origins, place="", marks=marks)
        if arrow.formula is not None:
            yield Use(formula=arrow.formula, states=arrow.origins, place="", marks=marks, guards=guards)
    for payoff in model.payoffs:
        states, guards = charged_in(model, payoff), () if payoff.when is None else (payoff.when,)
        if payoff.when is not None:
            yield Use(formula=payoff.when, states=states, place="", marks=marks)
        yield Use(formula=payoff.amount, states=states, place="", marks=marks, guards=guards)
    for promise in model.checks:
        yield Use(formula=promise.formula, states=(None,), place="in a check", marks=frozenset())


def charged_in(model: Model, payoff: Payoff) -> tuple[str, ...]:
    """The states in whose context a payoff is read: those entered or occupied, and for arrows those left."""
    match payoff.charged:
        case "on":
            left = {origin for arrow in model.arrows if arrow.id in payoff.over for origin in arrow.origins}
            return tuple(s.id for s in model.states if s.id in left)
        case "start":
            return tuple(s.id for s in model.states if s.start is not None)
        case _:
            return payoff.over


def cell_of(model: Model, cells: Cells, column: str, sheet: str) -> Where:
    """The cell of a column in a row; the row's id, or the sheet, where the cell itself is not known."""
    return cells.get(column) or cells.get("id") or Where(book=model.book, sheet=sheet)
