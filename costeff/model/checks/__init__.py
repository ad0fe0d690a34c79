"""What can be known of a model without running it: names, tables, circles, clocks, arrows.

Only what is surely wrong is an error: an expression that IF, AND or `when` keeps from being calculated is no fault.
What depends on the numbers of a draw is the engine's to find.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from costeff.errors import Problem, Where
from costeff.model.checks.arrows import check_arrows
from costeff.model.checks.meanings import check_meanings
from costeff.model.checks.mentions import check_mentions
from costeff.model.checks.study import check_study
from costeff.model.checks.unused import check_unused
from costeff.model.checks.uses import check_uses
from costeff.model.model import Model

_SHEETS = (
    "Study", "Strategies", "States", "Marks", "Parameters", "Variables", "Transitions", "Costs", "Utilities", "Counts",
    "table", "Checks",
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
        *check_mentions(model, skip),
        *check_uses(model, skip),
        *check_arrows(model),
    ]
    if not any(p.severity == "error" for p in problems):  # a misspelt name would make its owner look unused
        problems += check_unused(model)
    return tuple(sorted(problems, key=lambda p: place_in_book(p.where)))


def place_in_book(where: Where) -> tuple[int, str, int, int, str]:
    """Sorts places by sheet, row and column."""
    sheet = "table" if where.sheet.startswith("table ") else where.sheet
    rank = _SHEETS.index(sheet) if sheet in _SHEETS else len(_SHEETS)
    found = re.match(r"\$?([A-Z]+)\$?(\d+)", where.cell)
    column, row = (found[1], int(found[2])) if found else ("", 0)
    return rank, where.sheet, row, len(column), column
