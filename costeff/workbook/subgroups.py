"""The sheet Subgroups: a row a kind of patients, with what is different for them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from costeff.errors import Problem, Where
from costeff.errors.cells import MissingCell
from costeff.errors.changes import FixedSetting, NotChangeable
from costeff.errors.equity import OpportunityCostOfNobody, OpportunityCostShares
from costeff.errors.scenarios import NoMixture, RepeatedItem, SharesOfSubgroups
from costeff.errors.sheets import MisspeltColumn
from costeff.model.changes import Change, SettingChange, StrategiesChange, Subgroup
from costeff.model.model import Model
from costeff.workbook.cells import Page
from costeff.workbook.changes import changed
from costeff.workbook.header import meant
from costeff.workbook.items import INCLUDE, REFERENCE, STRATEGIES, Item, item_of
from costeff.workbook.rows import Log, Row
from costeff.workbook.scenarios import value_of
from costeff.workbook.schema import SHEETS
from costeff.workbook.selection import Known
from costeff.workbook.sheets import Ids, read_rows

TOLERANCE = 1e-6
"""How far the shares may be from summing to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroups:
    """What the sheet holds.

    Attributes:
        read: the subgroups that could be read, in the order of the sheet.
        failed: ids of the others, each with what is wrong with it.
        whole: whether every row could be read.
    """

    read: tuple[Subgroup, ...] = ()
    failed: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    whole: bool = True


def read_subgroups(page: Page, model: Model, known: Known, log: Log) -> Subgroups:
    """Every subgroup.

    Args:
        page: the sheet.
        model: as far as it could be read.
        known: the ids, those of rows that failed included.
        log: collects problems.
    """
    sheet = SHEETS["Subgroups"]
    before = log.errors
    ids = Ids(sheet, known, [])
    found: list[Subgroup] = []
    failed: dict[str, tuple[Problem, ...]] = {}
    rows = list(read_rows(page, sheet, log, known))
    items = _items(rows[0], known, log) if rows else {}
    for row in rows:
        told = len(log.problems)
        name = ids.read(row, None)
        subgroup = _subgroup(row, name, items, model, known)
        if subgroup is not None:
            found.append(subgroup)
        elif name:
            failed[name] = tuple(log.problems[told:])
    whole = log.errors == before
    if whole:
        _check_shares(found, log)
    if log.errors == before:
        _check_opportunity_costs(found, log)
    return Subgroups(read=tuple(found), failed=failed, whole=whole)


def _items(row: Row, known: Known, log: Log) -> dict[str, Item]:
    """What each further column replaces, by its header; headers that mean nothing are told."""
    sheet = SHEETS["Subgroups"]
    found: dict[str, Item] = {}
    first: dict[str, str] = {}
    for header, number in row.columns.items():
        where = row.page.place(1, number, header)
        schema = {"strategies": STRATEGIES, "reference": "reference strategy"}
        item = Item(name=schema[header]) if header in schema else None
        if header not in sheet.names:
            item = _further(header, where, row, known, log)
        if item is not None and item.name in first:
            within = "the sheet Subgroups"
            log.add(RepeatedItem(where=where, item=item.name, first=first[item.name], within=within))
        elif item is not None:
            first[item.name] = str(where)
            if header not in sheet.names:
                found[header] = item
    return found


def _further(header: str, where: Where, row: Row, known: Known, log: Log) -> Item | None:
    """What a further column replaces."""
    item = item_of(header, where, known)
    if isinstance(item, Problem):
        column = meant(header, SHEETS["Subgroups"])
        misspelt = column is not None and column not in row.columns
        log.add(MisspeltColumn(where=where, meant=column) if column is not None and misspelt else item)
        return None
    if item is not None and item.name == INCLUDE:
        what = "an item of the sheet Scenarios alone"
        log.add(NotChangeable(where=where, name=header, what=what))
        return None
    if item is not None and item.name == "base case":
        reason = "it says whether the subgroups are mixed"
        log.add(FixedSetting(where=where, setting=item.name, reason=reason))
        return None
    return item


def _subgroup(row: Row, name: str, items: Mapping[str, Item], model: Model, known: Known) -> Subgroup | None:
    """One row."""
    sheet = SHEETS["Subgroups"]
    label, note = row.text(sheet.column("label")), row.text(sheet.column("note"))
    share = row.number_in(sheet.column("share"))
    baseline = row.number_in(sheet.column("baseline health"))
    bears = row.number_in(sheet.column("opportunity cost share"))
    changes: list[Change] = []
    asked = {header: item for header, item in items.items() if header in row.columns}
    asked[STRATEGIES] = Item(name=STRATEGIES)
    reference = item_of(REFERENCE, row.where(REFERENCE), known)
    if isinstance(reference, Item):
        asked[REFERENCE] = reference
    for header, item in asked.items():
        cell = row.cell(header)
        if cell.blank:
            continue
        value = value_of(cell, row, header)
        if value is None:
            continue
        found = changed(model, known, item, value, cell.where)
        for problem in found.problems:
            row.fault(problem)
        changes += found.changes
    if row.failed:
        return None
    return Subgroup(
        id=name,
        label=label or name,
        share=share,
        baseline_health=baseline,
        opportunity_cost_share=bears,
        changes=tuple(changes),
        note=note,
        cells=row.places(),
    )


def _check_shares(subgroups: Sequence[Subgroup], log: Log) -> None:
    """Shares for all subgroups or for none, and no patient in two or in none."""
    given = [s.share for s in subgroups if s.share is not None]
    if not given:
        return
    for subgroup in subgroups:
        if subgroup.share is None:
            expected = "a share, since other subgroups have one"
            log.add(MissingCell(where=subgroup.cells["share"], column="share", expected=expected))
    total = math.fsum(given)
    if len(given) == len(subgroups) and abs(total - 1) > TOLERANCE:
        log.add(SharesOfSubgroups(where=column_of(subgroups, "share"), total=total))


def _check_opportunity_costs(subgroups: Sequence[Subgroup], log: Log) -> None:
    """Shares of the opportunity cost for all subgroups that have people, or for none."""
    column = "opportunity cost share"
    given = [s for s in subgroups if s.opportunity_cost_share is not None]
    people = [s for s in subgroups if s.share]
    if not given:
        return
    nobodies = [s for s in given if s.opportunity_cost_share and not s.share]
    for subgroup in nobodies:
        bears = subgroup.opportunity_cost_share or 0.0
        log.add(OpportunityCostOfNobody(where=subgroup.cells[column], subgroup=subgroup.id, bears=bears))
    missing = [s for s in people if s.opportunity_cost_share is None]
    for subgroup in missing:
        expected = "a share of the opportunity cost, since other subgroups have one"
        log.add(MissingCell(where=subgroup.cells[column], column=column, expected=expected))
    total = math.fsum(s.opportunity_cost_share or 0.0 for s in people)
    if people and not missing and not nobodies and abs(total - 1) > TOLERANCE:
        log.add(OpportunityCostShares(where=column_of(people, column), total=total))


def column_of(subgroups: Sequence[Subgroup], column: str) -> Where:
    """The cells of a column, from the first of the subgroups to the last; the sheet if it has no such column."""
    cells = [subgroup.cells[column] for subgroup in subgroups if column in subgroup.cells]
    if not cells:
        places = [place for subgroup in subgroups for place in subgroup.cells.values()]
        return replace(places[0], cell="", text="") if places else Where(sheet="Subgroups")
    first, last = cells[0], cells[-1]
    cell = first.cell if first == last else f"{first.cell}:{last.cell}"
    return replace(first, cell=cell, text="")


def no_mixture(model: Model, where: Where) -> Problem | None:
    """What keeps the subgroups from being mixed; None if nothing.

    Args:
        model: with its subgroups, each of which could be read.
        where: the setting that asks for the mixture.
    """
    if not model.subgroups:
        reason, remedy = "there are none", "Add the sheet Subgroups, with their shares of all patients."
        return NoMixture(where=where, reason=reason, remedy=remedy)
    if any(subgroup.share is None for subgroup in model.subgroups):
        reason, remedy = "they have no shares", "Fill the column share of the sheet Subgroups."
        return NoMixture(where=where, reason=reason, remedy=remedy)
    strategies = tuple(strategy.id for strategy in model.strategies)
    for subgroup in model.subgroups:
        compared, reference = strategies, model.settings.reference
        for change in subgroup.changes:
            if isinstance(change, StrategiesChange):
                compared = change.strategies
            elif isinstance(change, SettingChange):
                reference = str(change.values.get("reference", reference))
        if set(compared) != set(strategies) or reference != model.settings.reference:
            what = "other strategies" if set(compared) != set(strategies) else "another reference"
            reason = f'the subgroup "{subgroup.id}" has {what}'
            remedy = "Let all subgroups have the strategies and the reference of the study, or compare them one by one."
            return NoMixture(where=where, reason=reason, remedy=remedy)
    return None
