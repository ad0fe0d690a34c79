"""Which sheet is which, and which column is which: by name, whatever the order, spaces and capitals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from costeff.errors import Where
from costeff.errors.sheets import (
    CellWithoutHeader,
    DoubtfulSheet,
    DuplicateColumn,
    DuplicateSheet,
    MissingColumn,
    MissingSheet,
    MisspeltColumn,
    MisspeltSheet,
    NoHeader,
    UnusedColumn,
)
from costeff.expr import nearest
from costeff.workbook.cells import Page, address
from costeff.workbook.guesses import column_meant, sheet_meant
from costeff.workbook.limits import ROWS
from costeff.workbook.names import bad_id, plain_name, taken
from costeff.workbook.ranges import LAST_ROW
from costeff.workbook.rows import Log, header_text
from costeff.workbook.schema import FAMILIES, SHEETS, Family, Sheet

ALIKE = 0.7
"""How alike two headers are for one to be taken for the other misspelt."""
HEADER_SOUGHT = 20
"""Rows in which a header is looked for, to say where it is."""
NEEDED = ("Study", "Strategies", "States", "Parameters", "Transitions", "Costs", "Utilities")
"""Sheets that a workbook hardly lacks: one that goes by another name isn't ignored."""
LOGS = ("Changes",)
"""Sheets with which nothing is calculated: one of nearly that name is the user's own."""
SHEETS_ALIKE, NEAR = 0.75, 0.8
"""The same for sheets: where the other one is absent and of nearly the same length, and otherwise."""


@dataclass(slots=True)
class Sorted:
    """The sheets of a workbook, sorted by what they are.

    Attributes:
        named: sheet of the schema to page.
        families: second word to page, for each family.
        absent: sheets of the schema that are missing or misspelt and have been told.
    """

    named: dict[str, Page] = field(default_factory=dict)
    families: dict[Family, dict[str, Page]] = field(default_factory=lambda: {family: {} for family in FAMILIES})
    absent: set[str] = field(default_factory=set)


def rows_read(name: str) -> int:
    """How many rows of a sheet are read at most: none of those with names of the user's own."""
    first, _, second = " ".join(name.split()).partition(" ")
    if plain_name(name) in {plain_name(known) for known in SHEETS}:
        return ROWS.most
    return LAST_ROW if first.casefold() in FAMILIES and second else 0


def sort_sheets(pages: tuple[Page, ...], book: str, log: Log) -> Sorted:
    """Finds the sheets of the format among those of the workbook, and tells misspelt ones."""
    found = Sorted()
    known = {plain_name(name): name for name in SHEETS}
    others: list[Page] = []
    for page in pages:
        name = plain_name(page.name)
        first, _, second = " ".join(page.name.split()).partition(" ")
        family = next((f for f in FAMILIES if f == first.casefold()), None)
        if name in known:
            _place(found.named, known[name], page, log)
        elif family is not None and second:
            _place(found.families[family], second, page, log)
        else:
            others.append(page)
    found.absent |= _misspelt(others, found, known, log)
    for sheet in SHEETS.values():
        if sheet.required and sheet.name not in found.named and sheet.name not in found.absent:
            found.absent.add(sheet.name)
            log.add(MissingSheet(where=Where(book=book), sheet=sheet.name, row=sheet.row))
    return found


def _place(into: dict[str, Page], name: str, page: Page, log: Log) -> None:
    if name in into:
        log.add(DuplicateSheet(where=page.where, other=into[name].name))
    else:
        into[name] = page


def _misspelt(others: list[Page], found: Sorted, known: Mapping[str, str], log: Log) -> frozenset[str]:
    """Tells sheets that would be ignored though their names are nearly known; which ones were meant."""
    meant: set[str] = set()
    for page in others:
        name = plain_name(page.name)
        missed = get_close_matches(name, [k for k in known if _may_be(name, k, found, known)], n=1, cutoff=SHEETS_ALIKE)
        close = get_close_matches(name, [k for k in known if known[k] not in LOGS], n=1, cutoff=NEAR)
        first, _, second = plain_name(page.name).replace("_", " ").replace(":", " ").partition(" ")
        family = get_close_matches(first, FAMILIES, n=1, cutoff=NEAR)
        lacking = [sheet for sheet in SHEETS if sheet not in found.named]
        copied = sheet_meant(page.name, lacking)
        if copied in NEEDED and not missed:
            meant.add(copied)
            log.add(MisspeltSheet(where=page.where, name=page.name, meant=copied))
        elif copied is not None and not missed:
            log.add(DoubtfulSheet(where=page.where, name=page.name, meant=copied))
        elif missed:
            meant.add(known[missed[0]])
            log.add(MisspeltSheet(where=page.where, name=page.name, meant=known[missed[0]]))
        elif close:
            log.add(DoubtfulSheet(where=page.where, name=page.name, meant=known[close[0]]))
        elif plain_name(page.name).endswith(" table"):
            log.add(DoubtfulSheet(where=page.where, name=page.name, meant=f"table {page.name.rpartition(' ')[0]}"))
        elif family:
            meaning = f"{family[0]} {second or 'NAME'}"
            log.add(DoubtfulSheet(where=page.where, name=page.name, meant=meaning))
    return frozenset(meant)


def _may_be(name: str, wanted: str, found: Sorted, known: Mapping[str, str]) -> bool:
    """Whether a sheet may be a known one misspelt, so that leaving it out would change the model."""
    absent = known[wanted] not in found.named and known[wanted] not in LOGS
    return absent and name[:1] == wanted[:1] and abs(len(name) - len(wanted)) <= 2


def find_columns(page: Page, sheet: Sheet, log: Log) -> dict[str, int] | None:
    """Header to column number, for a sheet of the schema; None where row 1 is no header.

    Known columns go by their name in the schema, further ones by theirs.
    """
    columns: dict[str, int] = {}
    strange: dict[int, str] = {}
    twice: set[str] = set()
    for number, cell in sorted(page.rows.get(1, {}).items()):
        if cell.problem is not None:
            log.add(cell.problem)
            continue
        text = header_text(cell)
        name = plain_name(text) if plain_name(text) in sheet.names else text
        if name in columns:
            first = address(1, columns[name])
            log.add(DuplicateColumn(where=page.place(1, number, text), first=first))
            twice.add(name)
        elif name in sheet.names:
            columns[name] = number
        else:
            strange[number] = text
            if sheet.further:
                columns[name] = number
    required = tuple(column.name for column in sheet.columns if column.required or column.needed)
    if not any(name in columns for name in sheet.names):
        expected, row = required or sheet.names, _header_row(page, sheet)
        log.add(NoHeader(where=page.place(1, 1), expected=expected, row=row))
        return None
    for name in twice:
        del columns[name]
    explained = _tell_strange(page, sheet, columns, strange, log) | twice
    for name in required:
        if name not in columns and name not in explained:
            log.add(MissingColumn(where=page.where, column=name))
    tell_stray_cells(page, log)
    return columns


def _tell_strange(
    page: Page, sheet: Sheet, columns: dict[str, int], strange: Mapping[int, str], log: Log
) -> frozenset[str]:
    """Tells columns that aren't the schema's; which of the schema's they were meant for."""
    explained: set[str] = set()
    for number, text in strange.items():
        where = page.place(1, number, text)
        if sheet.further == "items":  # told by the reader of the sheet, who knows the parameters
            continue
        known = meant(text, sheet)
        if known is not None and known not in columns:
            log.add(MisspeltColumn(where=where, meant=known))
            explained.add(known)
            columns.pop(text, None)
        elif not sheet.further:
            log.add(UnusedColumn(where=where))
        else:
            problem = bad_id(where) or taken(where)
            if problem is not None:
                log.add(problem)
                columns.pop(text, None)
    return frozenset(explained)


def meant(text: str, sheet: Sheet) -> str | None:
    """The column of the schema that a header nearly spells, if any."""
    name = plain_name(text.replace("_", " ").replace("-", " "))
    if name in sheet.names:
        return name
    other = column_meant(text, sheet.names)
    if other is not None:
        return other
    close = nearest(name, (known for known in sheet.names if len(known) > 1))
    return close[0] if close and SequenceMatcher(None, name, close[0]).ratio() >= ALIKE else None


def _header_row(page: Page, sheet: Sheet) -> int:
    """The row below the first that looks like the header; 0 if none does."""
    for number in sorted(page.rows)[:HEADER_SOUGHT]:
        names = {plain_name(header_text(cell)) for cell in page.rows[number].values()}
        if number > 1 and len(names & set(sheet.names)) >= 2:
            return number
    return 0


def tell_stray_cells(page: Page, log: Log, corner: int | None = None) -> None:
    """Tells the first cell of each column that has cells but no header, the column `corner` left out."""
    headed = {*page.rows.get(1, {}), corner}
    told: set[int] = set()
    for row in sorted(page.rows):
        for number, cell in page.rows[row].items():
            if row > 1 and number not in headed and number not in told:
                told.add(number)
                log.add(CellWithoutHeader(where=cell.where))
