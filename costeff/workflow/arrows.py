"""The arrows out of a state as an audit table: what moves whom where, strategy by strategy, and in which cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from costeff import engine
from costeff.engine import Row
from costeff.errors import Where
from costeff.expr.tree import Formula, names
from costeff.model import Arrow, Model
from costeff.model.checks.formulas import PAYOFF_SHEETS


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrowRow:
    """One arrow out of a state.

    Attributes:
        arrow, target, kind, per, expression, when, sets: as in the workbook; blank where it is.
        cell: where the expression stands, or the arrow where it has none.
        by_strategy: strategy column to strategy id to the text that it stands for: what makes the arrow differ
            between strategies. Columns that are the same in all strategies are left out.
    """

    arrow: str
    target: str
    kind: str
    per: str
    expression: str
    when: str
    sets: str
    cell: str
    by_strategy: Mapping[str, Mapping[str, str]]


def arrow_rows(model: Model, state: str) -> tuple[ArrowRow, ...]:
    """The arrows out of a state, in the order of the workbook.

    Args:
        model: the decision problem.
        state: id of a state.

    Raises:
        KeyError: if the model has no such state.
    """
    if state not in {s.id for s in model.states}:
        raise KeyError(state)
    return tuple(_row(model, arrow) for arrow in model.arrows if state in arrow.origins)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRows:
    """All that leaves a state.

    Attributes:
        state, label: of the state; alive, groups, remembers: as in the workbook.
        arrows: as the workbook says them.
        numbers: what they come to in the base case, strategy by strategy; none where nobody is ever there.
        charged: costs, utilities and counts that are read for those in the state or entering it: sheet, id and cell.
    """

    state: str
    label: str
    remembers: str
    arrows: tuple[ArrowRow, ...]
    numbers: tuple[Row, ...]
    charged: tuple[tuple[str, str, str, str], ...]


def state_rows(model: Model, state: str) -> StateRows:
    """What leaves a state in words and in the numbers of the base case, and what is charged there.

    Args:
        model: a model whose base case is valid.
        state: id of a state.

    Raises:
        KeyError: if the model has no such state.
    """
    arrows = arrow_rows(model, state)
    found = next(s for s in model.states if s.id == state)
    return StateRows(
        state=state,
        label=found.label,
        remembers=str(found.remembers or ""),
        arrows=arrows,
        numbers=tuple(engine.rows_of(model, state)),
        charged=tuple(
            (
                PAYOFF_SHEETS[p.kind],
                p.id,
                p.charged,
                (p.amount.text or "1") + (f" when {p.when.text}" if p.when else ""),
            )
            for p in model.payoffs
            if p.charged in ("in", "entering") and state in p.over
        ),
    )


def _row(model: Model, arrow: Arrow) -> ArrowRow:
    """One arrow, with the strategies' own values of what it mentions."""
    known = mentioned(model, [f for f in (arrow.formula, arrow.when) if f is not None])
    columns: dict[str, Mapping[str, str]] = {}
    for name in dict.fromkeys(c for s in model.strategies for c in s.columns):
        if name not in known:
            continue
        texts = {s.id: _text(s.columns.get(name)) for s in model.strategies}
        if len(set(texts.values())) > 1:
            columns[name] = texts
    return ArrowRow(
        arrow=arrow.id,
        target=arrow.target,
        kind=arrow.kind,
        per="" if arrow.kind not in ("rate", "probability") else str(arrow.per) if arrow.per else "cycle",
        expression=_text(arrow.formula),
        when=_text(arrow.when),
        sets=", ".join([*arrow.sets, *(f"not {mark}" for mark in arrow.clears)]),
        cell=str(_place(arrow)),
        by_strategy=columns,
    )


def _text(formula: Formula | None) -> str:
    """An expression as the user wrote it."""
    return "" if formula is None else formula.text


def _place(arrow: Arrow) -> Where | str:
    """The cell of the expression, or of the arrow's first cell."""
    return arrow.formula.where if arrow.formula is not None else next(iter(arrow.cells.values()), "")


def mentioned(model: Model, formulas: Iterable[Formula]) -> frozenset[str]:
    """The names that expressions mention, and those that the variables, strategy and state columns among them do."""
    macros: dict[str, list[Formula]] = {v.id: [v.formula] for v in model.variables}
    for columns in (*(s.columns for s in model.strategies), *(s.columns for s in model.states)):
        for name, formula in columns.items():
            macros.setdefault(name, []).append(formula)
    seen: set[str] = set()
    waiting = [name for formula in formulas for name in names(formula.tree)]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [inner for formula in macros.get(name, ()) for inner in names(formula.tree)]
    return frozenset(seen)
