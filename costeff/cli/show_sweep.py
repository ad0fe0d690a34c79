"""What `sweep` prints: the question, a table where it fits, where the decision turns, and what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from costeff.cli.ending import close
from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import BLANK, count, interval

if TYPE_CHECKING:
    import pandas as pd

    from costeff.results import Analysis
    from costeff.workflow import Reported, Written

MOST_ROWS = 25
"""Points of one axis that are printed; of more, some."""

MOST_COLUMNS = 8
"""Points of a second axis that are printed side by side; the files have all."""

MOST_TABLES = 3
"""Strategies with a table of two axes; the files have all."""

FEW = 2
"""Strategies up to which intervals are printed."""


def show_sweep(analysis: Analysis, written: Written, found: Sequence[str], shown: Sequence[Reported]) -> None:
    """Prints a sweep for people.

    Args:
        analysis: what came out.
        written: where it went.
        found: where strategies are worth their cost, in words.
        shown: what is reported, a threshold each; the first is printed as a table.
    """
    facts = analysis.facts
    echo(f"{analysis.title}: {made_of(facts)}")
    if facts["question"]:
        say(facts["question"])
    varying = [axis for axis in facts["axes"] if len(axis["values"]) > 1] or facts["axes"][:1]
    if shown and shown[0].outcome != "best":
        table = analysis.tables["grid"]
        if len(varying) == 1:
            _by_point(table, varying[0], shown[0])
        elif len(varying) == 2 and len(varying[1]["values"]) <= MOST_COLUMNS:
            for strategy in [*shown[0].strategies][:MOST_TABLES]:
                _by_two(table, varying, shown[0], strategy)
    close(found, analysis.notes, written)


def made_of(facts: Mapping[str, Any]) -> str:
    """`25 points, 2,000 draws each; 3 failed`."""
    text = f"{count(facts['points'])} point{'' if facts['points'] == 1 else 's'}"
    text += f", {count(facts['draws'])} draws each" if facts["draws"] else ", base case"
    return text + (f"; {count(facts['failed'])} failed" if facts["failed"] else "")


def _by_point(table: pd.DataFrame, axis: Mapping[str, Any], shown: Reported) -> None:
    """A row a point, a column a strategy."""
    rows = shown.values_of(table)
    step = -(-len(axis["values"]) // MOST_ROWS)
    kept = list(zip(axis["values"], axis["labels"], strict=True))[::step]
    names = [s for s in shown.strategies if (rows["strategy"] == s).any()]
    header = (axis["label"], *(shown.strategies[s] for s in names))
    cells = []
    for value, label in kept:
        mine = rows[rows[axis["column"]] == value]
        cells.append((label, *(_cell(mine[mine["strategy"] == name], shown, len(names)) for name in names)))
    echo()
    grid(shown.name + (f" (every {step}th point)" if step > 1 else ""), header, cells)


def _cell(rows: pd.DataFrame, shown: Reported, strategies: int) -> str:
    """A value, with its interval where there is room."""
    if not len(rows):
        return BLANK
    row = rows.iloc[0]
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    text = shown.show(value) if value == value else BLANK
    return f"{text} ({interval(low, high, shown.show)})" if strategies <= FEW and low == low else text


def _by_two(table: pd.DataFrame, axes: Sequence[Mapping[str, Any]], shown: Reported, strategy: str) -> None:
    """A row a point of the first axis, a column a point of the second."""
    rows = shown.values_of(table)
    rows = rows[rows["strategy"] == strategy]
    if not len(rows):
        return
    first, second = axes
    step = -(-len(first["values"]) // MOST_ROWS)
    cells = []
    for value, label in list(zip(first["values"], first["labels"], strict=True))[::step]:
        mine = rows[rows[first["column"]] == value]
        line = [_cell(mine[mine[second["column"]] == other], shown, FEW + 1) for other in second["values"]]
        cells.append((label, *line))
    header = (f"{first['label']} \\ {second['label']}", *second["labels"])
    echo()
    grid(f"{shown.strategies[strategy]}: {shown.name}", header, cells)
