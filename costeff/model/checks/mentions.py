"""Checks the words of every expression, also of those that nothing uses: do the names, tables and columns exist?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from costeff.errors import Problem
from costeff.errors.names import UnknownColumn, UnknownName, UnknownTable
from costeff.expr.functions import FUNCTIONS
from costeff.expr.names import nearest
from costeff.expr.tree import Call, Formula, Name, Text, walk
from costeff.model.checks.formulas import every_formula
from costeff.model.model import Model
from costeff.model.scope import MARK_CLOCKS, kinds

SEXES = ("male", "female")
"""Columns that MORTALITY reads."""


def check_mentions(model: Model, failed: frozenset[str]) -> Iterator[Problem]:
    """Unknown names, tables and columns, each once a cell."""
    known = kinds(model)
    hints = _hints(model)
    for formula in every_formula(model):
        told: set[str] = set()
        for node in walk(formula.tree):
            if isinstance(node, Name) and node.name not in known and node.name not in failed | told:
                told.add(node.name)
                hint = hints.get(node.name, "") or _hint(node.name)
                similar = () if hint else nearest(node.name, (*known, *failed))
                yield UnknownName(where=formula.where, span=node.span, name=node.name, nearest=similar, hint=hint)
            elif isinstance(node, Call):
                yield from _tables(model, formula, node)


def _tables(model: Model, formula: Formula, call: Call) -> Iterator[Problem]:
    texts = [a for a in call.arguments if isinstance(a, Text)]
    if not texts:
        return
    table = model.tables.get(texts[0].value)
    if table is None:
        similar = nearest(texts[0].value, model.tables)
        yield UnknownTable(where=formula.where, span=texts[0].span, table=texts[0].value, nearest=similar)
        return
    columns = tuple(table.columns)
    wanted = [(t.value, t.span) for t in texts[1:]] or [(sex, texts[0].span) for sex in SEXES]
    for column, span in wanted:
        if column not in columns:
            yield UnknownColumn(
                where=formula.where,
                span=span,
                table=table.name,
                column=column,
                columns=columns,
                nearest=nearest(column, columns),
            )


def _hints(model: Model) -> Mapping[str, str]:
    """What an unknown name is elsewhere in the workbook."""
    advice = "an expression can't ask for it: use a column of {sheet} that says 1 for it and 0 for the others"
    found: dict[str, str] = {}
    for name in model.tables:
        found[name] = f'It is a table: write LOOKUP("{name}", "column", key).'
    for group in {g for s in model.states for g in s.groups}:
        found[group] = f"It is a group of states; {advice.format(sheet='States')}."
    for arrow in model.arrows:
        found[arrow.id] = "It is an arrow; an expression can't ask how many take it."
    for state in model.states:
        found[state.id] = f"It is a state; {advice.format(sheet='States')}."
    for strategy in (*model.strategies, *model.strategies_left_out):
        found[strategy.id] = f"It is a strategy; {advice.format(sheet='Strategies')}."
    return found


def _hint(name: str) -> str:
    """What a name looks like, if not like a misspelling."""
    for prefix in MARK_CLOCKS:
        if name.startswith(prefix):
            mark = name.removeprefix(prefix)
            return f'There is no mark "{mark}" on Marks: a clock is {prefix} and the id of a mark.'
    if name.casefold() in ("yes", "no"):
        return "In expressions write 1 for yes and 0 for no."
    if name.rstrip("²³") != name:
        power = {"²": 2, "³": 3}[name[-1]]
        return f"To raise to a power, write {name.rstrip('²³')}^{power}."
    if name.upper() in FUNCTIONS:
        return f"It is a function: write {FUNCTIONS[name.upper()].signature}."
    return ""
