"""What scenarios and subgroups change, told item by item: from what, to what, and which cell says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from costeff.errors import Where
from costeff.format import number
from costeff.model import (
    Change,
    Model,
    Overridden,
    ParameterChange,
    Scenario,
    SettingChange,
    Stage,
    StrategiesChange,
    Subgroup,
    override,
)
from costeff.results.frames import frame
from costeff.results.study import settings_lines

DIGITS = 12
"""Significant digits of numbers that are told as text."""

ATTRIBUTES: Mapping[str, str] = {"dsa low": "dsa_low", "dsa high": "dsa_high", "distribution": "family"}
"""Columns of a parameter whose attribute has another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One change in words.

    Attributes:
        by: id of the scenario that makes it: the one asked for, or one that it includes.
        item, label: what is changed, as on the sheet, and the parameter's label.
        before, after: as a workbook shows them; empty = blank.
        fixed: whether an uncertain parameter becomes fixed.
        cell: which says so.
        note: of the scenario or subgroup that makes it; or what a setting follows from.
    """

    by: str
    item: str
    label: str
    before: str
    after: str
    fixed: bool
    cell: str
    note: str


def changes_table(column: str, told: Sequence[tuple[str, str, Told]]) -> pd.DataFrame:
    """A row a change.

    Args:
        column: name of the first column: `scenario` or `subgroup`.
        told: id and label of the scenario or subgroup, with one of its changes.

    Returns:
        The id, its label, by, item, item_label, from, to, fixes (whether it takes away a parameter's uncertainty),
        cell, note.
    """
    columns: dict[str, Sequence[object]] = {
        column: [name for name, _, _ in told],
        f"{column}_label": [label for _, label, _ in told],
        "by": [one.by for _, _, one in told],
        "item": [one.item for _, _, one in told],
        "item_label": [one.label for _, _, one in told],
        "from": [one.before for _, _, one in told],
        "to": [one.after for _, _, one in told],
        "fixes": [one.fixed for _, _, one in told],
        "cell": [one.cell for _, _, one in told],
        "note": [one.note for _, _, one in told],
    }
    return frame(columns, tuple(name for name in columns if name != "fixes"))


def told_changes(model: Model, stack: Sequence[Scenario] | Sequence[Subgroup]) -> Iterator[Told]:
    """What a scenario changes, after what the scenarios that it includes have changed.

    Args:
        model: without the changes.
        stack: as of `stack_of`.

    Raises:
        InputError: if a change can't be made.
    """
    for part in stack:
        after = override(model, [part.changes])
        yield from _told(model, after, part.changes, part.id, part.note)
        model = after.model


def _told(model: Model, after: Overridden, stage: Stage, by: str, note: str) -> Iterator[Told]:
    """The changes of one stage."""
    settings = {line.name: line.value for line in settings_lines(model.settings)}
    now = {line.name: line.value for line in settings_lines(after.model.settings)}
    named: set[str] = set()
    last: Where = Where()
    for change in stage:
        item, label, before, to = _words(change, model, after.model, settings, now)
        fixed = isinstance(change, ParameterChange) and change.column == "value" and change.parameter in after.fixed
        if isinstance(change, SettingChange):
            named.add(change.setting)
            last = change.where
        yield Told(
            by=by, item=item, label=label, before=before, after=to, fixed=fixed, cell=str(change.where), note=note
        )
    for name, value in now.items():
        if name not in named and value != settings[name]:
            follows = f"follows from {last}" if str(last) else "follows"
            yield Told(
                by=by,
                item=name,
                label="",
                before=settings[name],
                after=value,
                fixed=False,
                cell=str(last),
                note=follows,
            )


def _words(
    change: Change, model: Model, after: Model, settings: Mapping[str, str], now: Mapping[str, str]
) -> tuple[str, str, str, str]:
    """Item, label, and what it was and is."""
    match change:
        case ParameterChange():
            old, new = model.parameter(change.parameter), after.parameter(change.parameter)
            attribute = ATTRIBUTES.get(change.column, change.column)
            item = change.parameter if change.column == "value" else f"{change.parameter} {change.column}"
            return item, old.label, _shown(getattr(old, attribute)), _shown(getattr(new, attribute))
        case SettingChange():
            before = settings.get(change.setting, "")
            return change.setting, "", before, now.get(change.setting, change.text) or change.text
        case StrategiesChange():
            before, to = (", ".join(s.id for s in m.strategies) for m in (model, after))
            return "strategies", "", before, to


def _shown(value: object) -> str:
    """A cell's content as text."""
    if value is None:
        return ""
    return number(float(value), DIGITS) if isinstance(value, int | float) else str(value)
