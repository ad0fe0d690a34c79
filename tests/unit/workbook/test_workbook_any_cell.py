"""Whatever stands in any one cell: a model or placed problems, and few of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from costeff.errors.cells import ErrorCell
from costeff.workbook.cells import Cell, Page, Value, load
from costeff.workbook.read import _read_pages
from costeff.workbook.rows import Log

VALUES: tuple[Value, ...] = (None, "x y", "zz", -1.0, 7.5, True, datetime.datetime(2026, 5, 2), "#N/A", "((", "a, b")


def variants(pages: tuple[Page, ...]) -> Iterator[tuple[int, int, int, Value]]:
    """Every cell with every value, thinned to one in seven, the same ones each time."""
    every = (
        (k, row, column, value)
        for k, page in enumerate(pages)
        if k > 0
        for row in page.rows
        for column in page.rows[row]
        for value in VALUES
    )
    return (variant for n, variant in enumerate(every) if n % 7 == 0)


def changed(page: Page, row: int, column: int, value: Value) -> Page:
    rows = {r: dict(cells) for r, cells in page.rows.items()}
    where = replace(rows[row][column].where, text="" if value is None else str(value))
    rows[row][column] = Cell(where, value)
    if value == "#N/A":
        rows[row][column] = Cell(where, problem=ErrorCell(where=where, code="#N/A"))
    if value is None:
        del rows[row][column]
    return Page(page.where, rows, page.merged)


@pytest.mark.slow
def test_any_cell_may_hold_anything(template: Path) -> None:
    pages = load(template.read_bytes(), "b.xlsx")
    outcomes = {True: 0, False: 0}
    for k, row, column, value in variants(pages):
        log = Log()
        page = changed(pages[k], row, column, value)
        model = _read_pages((*pages[:k], page, *pages[k + 1 :]), "b.xlsx", "", log, False)
        outcomes[model is not None] += 1
        assert (model is None) == (log.errors > 0), (page.name, row, column, value)
        if row > 1 and column > 1:  # another id or header also changes what others refer to
            assert log.errors <= 2, (page.name, row, column, value, log.problems)
        for problem in log.problems:
            assert problem.where.book == "b.xlsx"
            assert problem.found()
            problem.advice()
    assert min(outcomes.values()) > 100
