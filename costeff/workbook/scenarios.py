"""The sheet Scenarios: rows to named sets of changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from costeff.errors import Problem, Where
from costeff.errors.cells import BadForm, DateCell
from costeff.errors.changes import WrongValue
from costeff.errors.scenarios import CircularScenarios, RepeatedItem, UnknownScenario
from costeff.expr import nearest
from costeff.model.changes import Change, Scenario
from costeff.model.model import Model
from costeff.workbook import selection
from costeff.workbook.cells import Cell, Moment, Page
from costeff.workbook.changes import Value, changed
from costeff.workbook.items import INCLUDE, Item, item_of
from costeff.workbook.rows import Log, Row
from costeff.workbook.schema import SHEETS
from costeff.workbook.selection import Known
from costeff.workbook.sheets import read_rows


@dataclass(slots=True)
class Draft:
    """A scenario while its rows are read.

    Attributes:
        failed: whether a row of it can't be read.
        items: name of each item to where it is changed first.
        includes: ids of scenarios, each with its cell.
    """

    id: str
    cells: Mapping[str, Where]
    label: str = ""
    labelled: Where = field(default_factory=Where)
    notes: list[str] = field(default_factory=list)
    items: dict[str, Where] = field(default_factory=dict)
    includes: dict[str, Where] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    failed: bool = False

    def scenario(self) -> Scenario:
        """The scenario as it was read."""
        return Scenario(
            id=self.id,
            label=self.label or self.id,
            includes=tuple(self.includes),
            changes=tuple(self.changes),
            note="; ".join(self.notes),
            cells=self.cells,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenarios:
    """What the sheet holds.

    Attributes:
        read: the scenarios that could be read, in the order of their first rows.
        failed: ids of the others, each with what is wrong with it.
        uncertain: whether a row's scenario couldn't be read.
    """

    read: tuple[Scenario, ...] = ()
    failed: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    uncertain: bool = False


def read_scenarios(page: Page, model: Model, known: Known, log: Log) -> Scenarios:
    """Every scenario.

    Args:
        page: the sheet.
        model: as far as it could be read.
        known: the ids, those of rows that failed included.
        log: collects problems.
    """
    drafts: dict[str, Draft] = {}
    problems: dict[str, list[Problem]] = {}
    sheet = SHEETS["Scenarios"]
    for row in read_rows(page, sheet, log, known):
        before = len(log.problems)
        name = row.words(sheet.column("scenario"))
        if name:
            draft = drafts.setdefault(name, Draft(id=name, cells=row.places()))
            _read_row(row, draft, model, known)
            draft.failed = draft.failed or row.failed
            problems.setdefault(name, []).extend(log.problems[before:])
        else:
            known.uncertain.add(sheet.name)
    uncertain = sheet.name in known.uncertain
    for name, problem in _includes(drafts, uncertain):
        log.add(problem)
        drafts[name].failed = True
        problems[name].append(problem)
    _fail_with_included(drafts, problems)
    return Scenarios(
        read=tuple(draft.scenario() for draft in drafts.values() if not draft.failed),
        failed={name: tuple(problems[name]) for name, draft in drafts.items() if draft.failed},
        uncertain=uncertain,
    )


def _read_row(row: Row, draft: Draft, model: Model, known: Known) -> None:
    """One change."""
    sheet = SHEETS["Scenarios"]
    label, note = row.text(sheet.column("label")), row.text(sheet.column("note"))
    if label and draft.label and label != draft.label:
        expected = f'"{draft.label}", as in {draft.labelled.cell}, or a blank cell: a scenario has one label'
        row.fault(BadForm(where=row.where("label"), column="label", expected=expected))
    elif label and not draft.label:
        draft.label, draft.labelled = label, row.where("label")
    if note:
        draft.notes.append(note)
    text = row.words(sheet.column("item"))
    value = value_of(row.cell("value"), row, "value")
    if not text or row.failed:
        return
    item = item_of(text, row.where("item"), known)
    if isinstance(item, Problem):
        row.fault(item)
    elif item is not None:
        _change(row, draft, item, value, model, known)


def value_of(cell: Cell, row: Row, column: str) -> Value:
    """What a cell of a value holds; what can't be read is noted, and makes the row failed."""
    if cell.problem is not None:
        row.fault(cell.problem)
    elif isinstance(cell.value, Moment):
        row.fault(DateCell(where=cell.where, column=column, date=cell.where.text))
    elif isinstance(cell.value, str):
        return cell.where.text
    else:
        return cell.value
    return None


def _change(row: Row, draft: Draft, item: Item, value: Value, model: Model, known: Known) -> None:
    """Adds a change to the scenario of its row."""
    where = row.where("item")
    if item.name == INCLUDE:
        _include(row, draft)
        return
    within = f'the scenario "{draft.id}"'
    first = draft.items.setdefault(item.name, where)
    if first is not where:
        row.fault(RepeatedItem(where=where, item=item.name, first=str(first), within=within))
        return
    found = changed(model, known, item, value, row.where("value"))
    for problem in found.problems:
        row.fault(problem)
    draft.changes += found.changes


def _include(row: Row, draft: Draft) -> None:
    """The scenarios that a row includes."""
    where = row.where("value")
    named = selection.items(" ".join(where.text.split()))
    if not named:
        row.fault(WrongValue(where=where, item=INCLUDE, expected="the name of another scenario"))
    for name, _ in named:
        first = draft.includes.setdefault(name, where)
        if first is not where:
            within = f'the scenario "{draft.id}"'
            what = f'which other scenarios it includes ("{name}")'
            row.fault(RepeatedItem(where=where, item=what, first=str(first), within=within))


def _includes(drafts: Mapping[str, Draft], uncertain: bool) -> list[tuple[str, Problem]]:
    """Unknown scenarios that are included, and circles, each with the scenario that it is told for."""
    found: list[tuple[str, Problem]] = []
    for draft in drafts.values():
        for name, where in draft.includes.items():
            if name not in drafts and not uncertain:
                known = tuple(other for other in drafts if other != draft.id)
                found.append(
                    (draft.id, UnknownScenario(where=where, name=name, nearest=nearest(name, known), known=known))
                )
    told: set[frozenset[str]] = set()
    for draft in drafts.values():
        ring = _circle(drafts, draft.id)
        if ring and frozenset(ring) not in told:
            told.add(frozenset(ring))
            where = draft.includes[ring[1] if len(ring) > 1 else ring[0]]
            found.append((draft.id, CircularScenarios(where=where, names=ring)))
    return found


def _circle(drafts: Mapping[str, Draft], start: str) -> tuple[str, ...]:
    """The shortest way from a scenario by way of those included back to it; empty if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    met: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in drafts[way[-1]].includes:
            if name == start:
                return way
            if name in drafts and name not in met:
                met.add(name)
                ways.append((*way, name))
    return ()


def _fail_with_included(drafts: Mapping[str, Draft], problems: Mapping[str, list[Problem]]) -> None:
    """A scenario that includes one that failed can't be run either, for the same reasons."""
    while True:
        more = False
        for draft in drafts.values():
            gone = [name for name in draft.includes if name not in drafts or drafts[name].failed]
            if gone and not draft.failed:
                causes = [problem for name in gone for problem in problems.get(name, ())]
                problems[draft.id] += [problem for problem in causes if problem not in problems[draft.id]]
                draft.failed = more = True
        if not more:
            return
