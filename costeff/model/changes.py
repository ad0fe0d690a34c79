"""Changes to a decision problem: what a scenario, a subgroup or a point of a sweep says, typed and placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from costeff.errors import Where

ParameterColumn = Literal["value", "distribution", "se", "low", "high", "n"]
"""Columns of a parameter that may be replaced."""

COMMON = ("psa draws", "seed", "design", "invalid draws")
"""Settings that no scenario may change, since all scenarios share their draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """One column of one parameter replaced.

    Attributes:
        parameter: its id.
        column: of the Parameters sheet.
        to: the number, or the name of the distribution; None = as if blank.
        where: the cell, or the line of a file, that says so.
    """

    parameter: str
    column: ParameterColumn = "value"
    to: float | str | None
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting replaced.

    Attributes:
        setting: its name in the workbook.
        values: fields of `Settings` to new values; mostly one.
        text: the new value as a workbook shows it.
        where: the cell, or the line of a file, that says so.
    """

    setting: str
    values: Mapping[str, object]
    text: str
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategiesChange:
    """The strategies that are compared, whatever their column `include` says.

    Attributes:
        strategies: ids; they are compared in the order of the workbook.
        where: the cell, or the line of a file, that says so.
    """

    strategies: tuple[str, ...]
    where: Where = field(default_factory=Where)


Change = ParameterChange | SettingChange | StrategiesChange
Stage = tuple[Change, ...]
"""Changes made at once. A scenario that includes others is several stages, one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named set of changes.

    Attributes:
        id: its name in the workbook.
        label: what tables call it; the id if the workbook says nothing.
        includes: ids of scenarios whose changes are made first, in this order.
        changes: its own.
        cells: column to cell, of its first row.
    """

    id: str
    label: str
    includes: tuple[str, ...] = ()
    changes: Stage = ()
    note: str = ""
    cells: Mapping[str, Where] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """Some of the patients, with what is different for them.

    Attributes:
        share: of all patients, 0 to 1; None if unknown.
        changes: parameters and settings that it replaces, the strategies that apply to it, its reference.
        cells: column to cell.
    """

    id: str
    label: str
    share: float | None = None
    changes: Stage = ()
    note: str = ""
    cells: Mapping[str, Where] = field(default_factory=dict)
