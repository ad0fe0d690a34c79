"""Money of other years, brought to the price year of the study by the sheet `table inflation`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from costeff.errors import Problem, Where
from costeff.errors.cells import BadForm
from costeff.errors.prices import NoInflationTable, NoPriceYear, YearNotInTable
from costeff.errors.sheets import MissingColumn
from costeff.expr.tree import Number
from costeff.model.parts import Table
from costeff.workbook.rows import Log

INFLATION = "inflation"
"""Name of the table."""
INDEX = "index"
"""Its column of values."""
YEAR = "a year, such as `2019`, or `2019/20`"

_YEAR = re.compile(r"^(\d{4})(?:\s*[/-]\s*(\d{4}|\d{2}))?$", re.ASCII)


def year_of(text: str) -> int | None:
    """The year that a text means, `2019/20` being 2019; None if it means none."""
    found = _YEAR.match(text.strip())
    if found is None:
        return None
    first, second = int(found[1]), found[2]
    if second is not None and int(second) != (first + 1) % 10 ** len(second):
        return None
    return first


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """How money of a year is brought to the price year of the study.

    Attributes:
        text: price year of the study; empty if there is none.
        where: its cell.
        index: year to price index; None if there is no table.
        failed: whether the table or the study couldn't be read, which has been told.
    """

    text: str = ""
    where: Where = field(default_factory=Where)
    index: Mapping[int, float] | None = None
    failed: bool = False

    def factor(self, where: Where, log: Log) -> float | None:
        """What money of the year in a cell is multiplied by: index of the study's year / index of that year.

        Args:
            where: the cell, not blank.
            log: collects what is wrong.

        Returns:
            The factor; None if it can't be known.
        """
        year = year_of(where.text)
        if year is None:
            log.add(BadForm(where=where, column="price year", expected=YEAR))
            return None
        if self.failed:
            return None
        if not self.text:
            self._once(NoPriceYear(where=self.where, example=str(where)), log)
            return None
        wanted = year_of(self.text)
        if wanted is None:
            log.add(BadForm(where=self.where, column="price year", expected=YEAR))
            return None
        if wanted == year:
            return 1.0
        if self.index is None:
            self._once(NoInflationTable(where=where, year=where.text, wanted=self.text), log)
            return None
        for place, sought in ((self.where, wanted), (where, year)):
            if sought not in self.index:
                first, last = min(self.index), max(self.index)
                log.add(YearNotInTable(where=place, year=place.text, first=first, last=last))
        if not {wanted, year} <= set(self.index):
            return None
        return self.index[wanted] / self.index[year]

    def _once(self, problem: Problem, log: Log) -> None:
        """Tells what all parameters with a price year suffer from, for the first of them."""
        if not any(type(known) is type(problem) for known in log.problems):
            log.add(problem)


def index_of(table: Table, log: Log) -> Mapping[int, float] | None:
    """Year to price index; None if the table doesn't say, which is told."""
    column = next((cells for name, cells in table.columns.items() if name.casefold() == INDEX), None)
    if column is None:
        log.add(MissingColumn(where=table.where, column=INDEX))
        return None
    found: dict[int, float] = {}
    for year, cell in zip(table.keys, column, strict=True):
        if isinstance(cell.tree, Number) and cell.tree.value > 0:
            found[int(year)] = cell.tree.value
        else:
            log.add(BadForm(where=cell.where, column=INDEX, expected="a number above 0"))
    return found if len(found) == len(table.keys) else None
