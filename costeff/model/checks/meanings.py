"""Checks the names that a workbook gives: one meaning each, and one that expressions can write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from costeff.errors import Problem, Where
from costeff.errors.names import NamedLikeFunction, TwoMeanings, UnusableName
from costeff.expr.functions import FUNCTIONS
from costeff.expr.names import is_name
from costeff.expr.tree import Formula
from costeff.model.checks.formulas import cell_of
from costeff.model.model import Model
from costeff.model.scope import CLOCKS, MARK_CLOCKS, STATE_CLOCKS, settings_in_scope

Given = tuple[str, str, Where]
"""A name, what it is in words, and the cell that gives it."""


def check_meanings(model: Model) -> Iterator[Problem]:
    """Names that mean two things, that no expression can write, or that look like a function."""
    fixed = _fixed(model)
    seen: dict[str, tuple[str, Where]] = {}
    for name, what, where in given(model):
        if not is_name(name):
            yield UnusableName(where=where, name=name, what=what)
        elif name in fixed:
            yield TwoMeanings(where=where, name=name, here=what, other=fixed[name], place="")
        elif name in seen:
            other, place = seen[name]
            yield TwoMeanings(where=where, name=name, here=what, other=other, place=str(place))
        else:
            seen[name] = what, where
            if name.upper() in FUNCTIONS:
                yield NamedLikeFunction(where=where, name=name)


def given(model: Model) -> Iterator[Given]:
    """Every name that the workbook gives, each once a sheet."""
    strategies = [s.columns for s in (*model.strategies, *model.strategies_left_out)]
    for what, rows in (
        ("a column of Strategies", strategies),
        ("a column of States", [s.columns for s in model.states]),
    ):
        first: dict[str, Formula] = {}
        for columns in rows:
            first = {**columns, **first}
        order = dict.fromkeys(name for columns in rows for name in columns)
        for name in order:
            yield name, what, replace(first[name].where, text="")
    for mark in model.marks:
        yield mark.id, "a mark", cell_of(model, mark.cells, "id", "Marks")
    for parameter in model.parameters:
        yield parameter.id, "a parameter", cell_of(model, parameter.cells, "id", "Parameters")
    for variable in model.variables:
        yield variable.id, "a variable", cell_of(model, variable.cells, "id", "Variables")


def _fixed(model: Model) -> dict[str, str]:
    """Names that mean something in every model."""
    return {
        **dict.fromkeys(settings_in_scope(model.settings), "a setting"),
        **dict.fromkeys(CLOCKS, "the time since the start"),
        **dict.fromkeys(STATE_CLOCKS, "the time in a state"),
        **{prefix + m.id: f'the time since mark "{m.id}"' for m in model.marks for prefix in MARK_CLOCKS},
    }
