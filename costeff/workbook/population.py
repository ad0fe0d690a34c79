"""The sheet Population: how many people there are and what they start, by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from costeff.errors import Where
from costeff.errors.cells import BadForm, MissingCell, UnknownStrategy, UnneededCell
from costeff.errors.population import (
    PopulationBounds,
    RepeatedRow,
    RestElsewhere,
    ValueAndYears,
    YearMissing,
    YearUnread,
)
from costeff.expr import nearest
from costeff.expr.tree import Formula, Name, Number
from costeff.model.parts import Evidence
from costeff.model.population import DEFAULT_ENTRY, ENTRIES, LONGEST, PER, Amount, Entry, Population, Share, Who
from costeff.workbook.cells import Page
from costeff.workbook.columns import KINDS, Column
from costeff.workbook.names import plain_name
from costeff.workbook.rows import Log, Row
from costeff.workbook.schema import SHEETS
from costeff.workbook.selection import Known
from costeff.workbook.sheets import read_rows

_SETTINGS = ("years", "first year", "entry")
_WHO: Mapping[str, Who] = {"share": "all", "share of incident": "incident", "share of prevalent": "prevalent"}
_UPTAKE = ("uptake", "uptake without")
_COUNTED = ("incidence", "prevalent")
REST = "rest"
_CALENDAR = (1900.0, 2200.0)


@dataclass(slots=True)
class _Draft:
    """The sheet while it is read.

    Attributes:
        first: what a row says, to where it was said first.
        numbers: `years` and `first year`.
        rows: the other rows, each with its item, in order.
    """

    first: dict[str, Where] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    entry: Entry | None = None
    cells: dict[str, Where] = field(default_factory=dict)
    rows: list[tuple[str, Row]] = field(default_factory=list)


def read_population(page: Page, log: Log, known: Known) -> Population:
    """The whole sheet; rows with problems are left out, which stops a run.

    Args:
        page: the sheet.
        log: collects problems.
        known: ids of strategies and parameters.
    """
    sheet, draft = SHEETS["Population"], _Draft()
    last = 1
    for row in read_rows(page, sheet, log, known):
        last = row.number
        item = row.word(sheet.column("item"))
        if row.failed or not item or _repeated(row, item, draft):
            continue
        if item in _SETTINGS:
            _setting(row, item, draft)
        else:
            draft.rows.append((item, row))
    years = int(draft.numbers.get("years", LONGEST))
    amounts = [(item, row, _amount(row, item, years, known)) for item, row in draft.rows]
    good = [(item, row, amount) for item, row, amount in amounts if amount is not None]
    one = {item: amount for item, _, amount in good}
    worlds = {
        item: {row.words(sheet.column("strategy")): amount for name, row, amount in good if name == item}
        for item in _UPTAKE
    }
    for world in worlds.values():
        _one_rest(world, years, log)
    calendar = draft.numbers.get("first year")
    return Population(
        years=years,
        first_year=None if calendar is None else int(calendar),
        entry=draft.entry or DEFAULT_ENTRY,
        total=one.get("population"),
        incidence=one.get("incidence"),
        prevalent=one.get("prevalent"),
        shares=tuple(Share(who=_WHO[item], amount=amount) for item, _, amount in good if item in _WHO),
        uptake=worlds["uptake"],
        without=worlds["uptake without"],
        lifetime=one.get("decision lifetime"),
        where=page.place(last + 1, 1),
        cells=draft.cells,
    )


def _repeated(row: Row, item: str, draft: _Draft) -> bool:
    """Whether another row says the same already, which is told."""
    if item in _WHO:
        return False
    said = f"{item} {row.words(SHEETS['Population'].column('strategy'))}" if item in _UPTAKE else item
    if said in draft.first:
        row.fault(RepeatedRow(where=row.where("item"), item=said.strip(), first=str(draft.first[said])))
        return True
    draft.first[said] = row.where("item")
    return False


def _setting(row: Row, item: str, draft: _Draft) -> None:
    """One of the rows that aren't numbers of people."""
    value = SHEETS["Population"].column("value")
    draft.cells[item] = row.where("value")
    if row.cell("value").blank:
        return
    if item == "entry":
        column = replace(value, name="value", kind="words", words=ENTRIES, default="")
        draft.entry = cast(Entry, row.word(column) or None)
        return
    low, high = (1.0, float(LONGEST)) if item == "years" else _CALENDAR
    number = row.number_in(replace(value, kind="number", low=low, high=high))
    if number is not None and number != int(number):
        row.fault(BadForm(where=row.where("value"), column="value", expected="a whole number of years"))
    elif number is not None:
        draft.numbers[item] = number


def _amount(row: Row, item: str, years: int, known: Known) -> Amount | None:
    """A row with numbers; None if something is wrong with it."""
    sheet = SHEETS["Population"]
    texts = {name: row.text(sheet.column(name)) for name in ("label", "source", "note")}
    unit, evidence = row.word(sheet.column("unit")), row.word(sheet.column("evidence"))
    low, high = row.number_in(sheet.column("low")), row.number_in(sheet.column("high"))
    _strategy(row, item, known)
    values = _values(row, item, years, known)
    if row.failed or values is None:
        return None
    if item not in _COUNTED and not row.cell("unit").blank:
        row.fault(UnneededCell(where=row.where("unit"), column="unit", beside=f"for {item}"))
    _check_bounds(row, item, values, low, high)
    if row.failed:
        return None
    return Amount(
        label=texts["label"] or (item[:1].upper() + item[1:]),
        values=values,
        per=PER[unit] if item in _COUNTED and unit != "people" else 0.0,
        low=low,
        high=high,
        source=texts["source"],
        evidence=cast(Evidence, evidence),
        note=texts["note"],
        cells=row.places(),
    )


def _strategy(row: Row, item: str, known: Known) -> None:
    """A strategy where one is wanted, and none elsewhere."""
    name = row.words(SHEETS["Population"].column("strategy"))
    if item not in _UPTAKE:
        if name:
            row.fault(UnneededCell(where=row.where("strategy"), column="strategy", beside=f"for {item}"))
    elif not name:
        row.lacks("strategy", KINDS["strategy"])
    elif name not in known.strategies and "Strategies" not in known.uncertain:
        ids = tuple(known.strategies)
        row.fault(UnknownStrategy(where=row.where("strategy"), name=name, nearest=nearest(name, ids), known=ids))


def _values(row: Row, item: str, years: int, known: Known) -> tuple[Formula | None, ...] | None:
    """One expression for all years, or one for each; None where that isn't given, which is told."""
    sheet = SHEETS["Population"]
    filled = [k for k in range(1, LONGEST + 1) if not row.cell(f"year {k}").blank]
    whole = not row.cell("value").blank
    if whole and filled:
        row.fault(ValueAndYears(where=row.where("value"), item=item))
        return None
    if not whole and not filled:
        place = row.where("value" if "value" in row.columns else "item")
        row.fault(MissingCell(where=place, column="value", expected="a number, here or by year"))
        return None
    columns = [sheet.column("value")] if whole else [sheet.column(f"year {k}") for k in range(1, years + 1)]
    for year in filled:
        if year > years:
            row.fault(YearUnread(where=row.where(f"year {year}"), item=item, year=year, years=years))
    found: list[Formula | None] = []
    for year, column in enumerate(columns, start=1):
        if row.cell(column.name).blank:
            row.fault(YearMissing(where=_place(row, column), item=item, year=year, years=years))
            continue
        formula = row.formula(column)
        rest = formula is not None and isinstance(formula.tree, Name) and plain_name(formula.tree.name) == REST
        rest = rest and REST not in known.parameters
        if rest and item not in _UPTAKE:
            row.fault(RestElsewhere(where=row.where(column.name), item=item))
        found.append(None if rest else formula)
    return None if row.failed else tuple(found)


def _place(row: Row, column: Column) -> Where:
    """The cell of a column, or of the row's item where there is no such column."""
    return row.where(column.name if column.name in row.columns else "item")


def _check_bounds(
    row: Row, item: str, values: tuple[Formula | None, ...], low: float | None, high: float | None
) -> None:
    """Bounds stand around one number."""
    if low is None and high is None:
        return
    cell = row.where("low" if low is not None else "high")
    single = values[0] if len(values) == 1 else None
    if item in _UPTAKE or item == "decision lifetime" or single is None:
        reason = "they are for a single number of people, or for a share of the cascade"
        row.fault(PopulationBounds(where=cell, item=item, reason=reason))
        return
    value = single.tree.value if isinstance(single.tree, Number) else None
    for bound, column, wrong in (
        (low, "low", value is not None and low is not None and low > value),
        (high, "high", value is not None and high is not None and high < value),
    ):
        if wrong and bound is not None:
            side = "above" if column == "low" else "below"
            reason = f"{column} is {side} the value"
            row.fault(PopulationBounds(where=row.where(column), item=item, reason=reason))


def _one_rest(world: Mapping[str, Amount], years: int, log: Log) -> None:
    """At most one strategy has the rest in a year."""
    for year in range(years):
        having = [amount for amount in world.values() if amount.in_year(year) is None]
        for other in having[1:]:
            log.add(RestElsewhere(where=other.cell(year), item="uptake", first=str(having[0].cell(year))))
