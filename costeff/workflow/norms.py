"""The general population of a study: norms of quality of life, and who the model takes its mortality from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from costeff.errors import InputError, Where
from costeff.errors.decisions import SeverityInput
from costeff.expr import Call, Fault, Name, Number, Text, Tree, evaluate, names
from costeff.expr.arithmetic import Undefined
from costeff.expr.tree import children
from costeff.measures.shortfall import ara_brazier
from costeff.model import Model, Table
from costeff.model.checks.formulas import every_formula

NORMS = "norms"
"""Name of the table of population norms (age; male, female), if the workbook has one."""

ARA_BRAZIER = "Ara and Brazier 2010, EQ-5D-3L"

Array = NDArray[np.float64]


def mortality_uses(model: Model) -> Iterator[tuple[str, str | float]]:
    """Table and share of men (a number, or the name of a parameter; empty = something else) of each MORTALITY.

    A branch of an IF that parameters alone decide, and which the base case doesn't take, uses nothing: so a switch
    between two life tables stands for the one that is on.
    """
    values = {p.id: p.value for p in model.parameters}
    for formula in every_formula(model):
        for node in _taken(formula.tree, values):
            if isinstance(node, Call) and node.function == "MORTALITY" and isinstance(node.arguments[0], Text):
                share = node.arguments[2]
                found: str | float = ""
                if isinstance(share, Name):
                    found = share.name
                elif isinstance(share, Number):
                    found = share.value
                yield node.arguments[0].value, found


def _taken(tree: Tree, values: Mapping[str, float]) -> Iterator[Tree]:
    """Every node of a tree but those in branches that are never taken while parameters have these values."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        below = children(node)
        if isinstance(node, Call) and node.function == "IF":
            decided = _known(node.arguments[0], values)
            if decided is not None:
                below = below[1:2] if decided else below[2:]
        waiting.extend(reversed(below))


def _known(condition: Tree, values: Mapping[str, float]) -> float | None:
    """What a condition over parameters alone is worth; None for one that needs more."""
    if not names(condition) <= values.keys():
        return None
    try:
        return evaluate(condition, _Values(values))
    except Fault:  # a table decides, or it has no value: then both branches count
        return None


class _Values:
    """Parameters alone: a scope without tables."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = values

    def value(self, name: str) -> float:
        return self._values[name]

    def lookup(self, table: str, column: str, key: float) -> float:
        raise Undefined(f"table {table} isn't read here")

    interpolate = lookup

    def mortality(self, table: str, age: float, share_male: float) -> float:
        raise Undefined(f"table {table} isn't read here")


def norms_by_age(model: Model, ages: int) -> tuple[Array, str]:
    """Utilities of the general population by single year of age: the table `norms`, else Ara and Brazier's.

    Args:
        model: the decision problem.
        ages: how many, from 0 on. Below the first age of the table its first row holds.

    Returns:
        Shape (2, ages), men first; and what they are called in notes.

    Raises:
        InputError: if the table `norms` lacks a sex, begins above the start age, or holds expressions.
    """
    years = np.arange(ages, dtype=np.float64)
    norms = model.tables.get(NORMS)
    if norms is None:
        return np.stack([ara_brazier(years, 1.0), ara_brazier(years, 0.0)]), ARA_BRAZIER
    if not {"male", "female"} <= set(norms.columns):
        remedy = "Give it columns male and female, mean utilities by age."
        missing(model, f"table {NORMS} has no columns male and female", remedy, norms.where)
    keys = np.array(norms.keys)
    if keys[0] > model.settings.start_age:
        remedy = "Begin it at or below the start age."
        missing(model, f"table {NORMS} begins at age {keys[0]:g}, above the start age", remedy, norms.where)
    row = np.clip(np.searchsorted(keys, years, side="right") - 1, 0, None)
    values = np.array([[number_in(model, norms, sex, k) for k in range(len(keys))] for sex in ("male", "female")])
    return values[:, row], f"table {NORMS}"


def number_in(model: Model, table: Table, column: str, row: int) -> float:
    """A cell that is a plain number.

    Raises:
        InputError: if it is an expression.
    """
    formula = table.columns[column][row]
    if not isinstance(formula.tree, Number):
        reason = f"table {table.name} holds an expression where the shortfall needs a number"
        missing(model, reason, "Give a number.", formula.where)
    return float(formula.tree.value)


def missing(model: Model, reason: str, remedy: str, where: Where | None = None) -> NoReturn:
    """Refuses a study that lacks what the general population needs.

    Raises:
        InputError: always.
    """
    place = where or Where(book=model.book)
    raise InputError([SeverityInput(where=place, reason=reason, remedy=remedy)], model.book)
