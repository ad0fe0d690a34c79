"""What can be known of a model without running it: names, tables, circles, clocks, arrows.

Only what is surely wrong is an error: an expression that IF, AND or `when` keeps from being calculated is no fault.
What depends on the numbers of a draw is the engine's to find.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from costeff.errors import Problem, Where
from costeff.errors.findings import MemoryUnused
from costeff.errors.names import Unused
from costeff.model.checks.arrows import check_arrows
from costeff.model.checks.inputs import check_inputs
from costeff.model.checks.meanings import check_meanings
from costeff.model.checks.mentions import check_mentions
from costeff.model.checks.population import check_population
from costeff.model.checks.study import check_study
from costeff.model.checks.unused import check_unused
from costeff.model.checks.uses import check_uses
from costeff.model.model import Model

_SHEETS = (
    "Study", "Strategies", "States", "Marks", "Parameters", "Variables", "Transitions", "Costs", "Utilities", "Counts",
    "table", "Correlations", "covariance", "draws", "Targets", "Checks", "Subgroups", "Scenarios", "Population",
    "Changes",
)  # fmt: skip


def check(model: Model, failed: Collection[str] = ()) -> tuple[Problem, ...]:
    """Every static problem of a model, root causes only, in the order of the sheets.

    Args:
        model: as read.
        failed: names whose own cells can't be read; nothing that uses them is blamed.

    Returns:
        Errors, warnings and notes, each with its cell and the place in it.
    """
    skip = frozenset(failed)
    problems = [
        *check_study(model),
        *check_meanings(model),
        *check_inputs(model),
        *check_mentions(model, skip),
        *check_uses(model, skip),
        *check_arrows(model),
        *check_population(model),
    ]
    if any(p.severity == "error" for p in problems):  # a misspelt name would make its owner look unused
        problems = [p for p in problems if not isinstance(p, MemoryUnused)]
    else:
        unused = tuple(check_unused(model))
        nameless = {name for problem in unused if isinstance(problem, Unused) for name in problem.names}
        problems = [p for p in problems if not (isinstance(p, MemoryUnused) and p.name in nameless)]
        problems += unused
    return tuple(sorted(problems, key=lambda p: place_in_book(p.where)))


def place_in_book(where: Where) -> tuple[int, str, int, int, str]:
    """Sorts places by sheet, row and column."""
    family = where.sheet.split(" ")[0]
    sheet = family if family in ("table", "covariance", "draws") else where.sheet
    rank = -1 if not sheet else _SHEETS.index(sheet) if sheet in _SHEETS else len(_SHEETS)
    found = re.match(r"\$?([A-Z]+)\$?(\d+)", where.cell)
    column, row = (found[1], int(found[2])) if found else ("", 0)
    return rank, where.sheet, row, len(column), column
