"""Two makings of the same tables, compared cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

MOST = 20
"""Differences that are listed; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A cell that is not the same.

    Attributes:
        table: name of the table.
        row: number of the row from 1, and what stands in its first columns of text; empty for a whole table.
        column: name of the column; empty for a whole table.
        stored: as it was.
        now: as it is.
        relative: |now - stored| over the larger of the two; NaN where they are no numbers.
    """

    table: str
    row: str
    column: str
    stored: str
    now: str
    relative: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a comparison found.

    Attributes:
        tables: how many were compared; cells: how many cells.
        count: of the cells (or whole tables) that differ.
        by_table: name of each table that differs to how many of its cells do.
        differences: the first of them.
        widest: the largest relative difference of a number; 0 without any.
    """

    tables: int
    cells: int
    count: int
    by_table: Mapping[str, int]
    differences: tuple[Difference, ...]
    widest: float

    @property
    def identical(self) -> bool:
        """Whether nothing differs."""
        return self.count == 0


def compare(stored: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]) -> Comparison:
    """Compares tables cell by cell: numbers exactly, missing ones equal to each other, all else as text.

    Args:
        stored: name to table, as it was.
        now: likewise, as it is.
    """
    cells, by_table, first, widest = 0, dict[str, int](), list[Difference](), 0.0
    for name in dict.fromkeys([*stored, *now]):
        if name in stored and name in now:
            cells += stored[name].size
        for found in _differences(name, stored.get(name), now.get(name)):
            by_table[name] = by_table.get(name, 0) + 1
            widest = max(widest, found.relative) if math.isfinite(found.relative) else widest
            if len(first) < MOST:
                first.append(found)
    return Comparison(
        tables=len({*stored, *now}),
        cells=cells,
        count=sum(by_table.values()),
        by_table=by_table,
        differences=tuple(first),
        widest=widest,
    )


def _differences(name: str, stored: pd.DataFrame | None, now: pd.DataFrame | None) -> Iterator[Difference]:
    """What differs in one table; if it isn't of the same shape, that alone."""
    if stored is None or now is None:
        yield Difference(table=name, row="", column="", stored=_shape(stored), now=_shape(now))
        return
    if list(stored.columns) != list(now.columns) or len(stored) != len(now):
        yield Difference(table=name, row="", column="", stored=_shape(stored), now=_shape(now))
        return
    for column in stored.columns:
        old, new = stored[column], now[column]
        if pd.api.types.is_numeric_dtype(old) and pd.api.types.is_numeric_dtype(new):
            was, is_ = old.to_numpy(dtype=float), new.to_numpy(dtype=float)
            differ = ~((was == is_) | ((was != was) & (is_ != is_)))
        else:
            differ = (old.astype(str) != new.astype(str)).to_numpy()
        for k in differ.nonzero()[0].tolist():
            yield _cell(name, stored, str(column), k, old.iloc[k], new.iloc[k])


def _cell(name: str, stored: pd.DataFrame, column: str, k: int, was: object, now: object) -> Difference:
    text = [str(stored[c].iloc[k]) for c in stored.columns if pd.api.types.is_string_dtype(stored[c])][:2]
    relative = math.nan
    if isinstance(was, int | float) and isinstance(now, int | float):
        size = max(abs(was), abs(now))
        relative = abs(now - was) / size if size and math.isfinite(size) else math.nan
    row = ", ".join([str(k + 1), *filter(None, text)])
    return Difference(table=name, row=row, column=column, stored=_shown(was), now=_shown(now), relative=relative)


def _shown(value: object) -> str:
    """A value at full precision."""
    return repr(float(value)) if isinstance(value, float) else str(value)


def _shape(table: pd.DataFrame | None) -> str:
    return "not there" if table is None else f"{len(table):,} rows, {table.shape[1]:,} columns"
