"""Finds what nothing uses: a sign of a misspelling, or of a row that was forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from costeff.errors import Problem, Where
from costeff.errors.names import IdleMark, Unused
from costeff.expr.tree import Call, Name, Text, walk
from costeff.model.checks.context import Context
from costeff.model.checks.formulas import cell_of, every_formula
from costeff.model.checks.meanings import given
from costeff.model.model import Model
from costeff.model.scope import MARK_CLOCKS


def check_unused(model: Model) -> Iterator[Problem]:
    """One warning a sheet for its unused names, and one for each mark that nobody can have."""
    names, tables = _mentioned(model)
    drawn_together = _drawn_together(model, names)
    sheets: dict[str, list[tuple[str, Where]]] = {}
    for name, what, where in given(model):
        clocks = {prefix + name for prefix in MARK_CLOCKS} if what == "a mark" else set()
        if name not in names and not clocks & names and name not in drawn_together:
            sheets.setdefault(what, []).append((name, where))
    told = {name for name, _ in sheets.get("a mark", ())}
    for what, found in sheets.items():
        yield _unused(what, found)
    if model.settings.correction == "table":
        tables.add(model.settings.correction_table)
    if any(parameter.price_year for parameter in model.parameters):
        tables |= {name for name in model.tables if name.casefold() == "inflation"}
    idle = [(t.name, t.where) for t in model.tables.values() if t.name not in tables]
    if idle:
        yield _unused("a table", idle)
    moved = {mark for arrow in model.arrows for mark in arrow.sets}
    starts = [context for (_, state), context in Context.all_of(model).items() if state is None]
    for mark in model.marks:
        start = None if mark.start is None else mark.start.tree
        nobody = start is None or all(context.constant(start) == 0 for context in starts)
        if nobody and mark.id not in moved and mark.id not in told:
            yield IdleMark(where=cell_of(model, mark.cells, "id", "Marks"), mark=mark.id)


def _mentioned(model: Model) -> tuple[set[str], set[str]]:
    """The names and the tables that any expression mentions."""
    names: set[str] = set()
    tables: set[str] = set()
    for formula in every_formula(model):
        for node in walk(formula.tree):
            if isinstance(node, Name):
                names.add(node.name)
            elif isinstance(node, Call) and node.arguments and isinstance(node.arguments[0], Text):
                tables.add(node.arguments[0].value)
    return names, tables


def _drawn_together(model: Model, names: set[str]) -> set[str]:
    """Parameters drawn together with one that is used: they shape it though no expression names them."""
    groups: dict[str, list[str]] = {}
    for parameter in model.parameters:
        if parameter.group:
            groups.setdefault(parameter.group, []).append(parameter.id)
    families: list[Iterable[str]] = [*groups.values(), *(c.ids for c in model.covariances)]
    return {member for family in families if names & set(family) for member in family}


def _unused(what: str, found: list[tuple[str, Where]]) -> Unused:
    noun = what.removeprefix("a ")
    plural = {"column of Strategies": "columns of Strategies", "column of States": "columns of States"}
    noun = noun if len(found) == 1 else plural.get(noun, f"{noun}s")
    return Unused(where=found[0][1], what=f"the {noun}", names=tuple(name for name, _ in found))
