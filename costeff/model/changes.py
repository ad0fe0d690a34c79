"""Changes to a decision problem: what a scenario, a subgroup or a point of a sweep says, typed and placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from costeff.errors import Where

ParameterColumn = Literal["value", "distribution", "se", "low", "high", "n", "dsa low", "dsa high"]
"""Columns of a parameter that may be replaced."""

COMMON = ("psa draws", "seed", "design", "invalid draws")
"""Settings that no scenario may change, since all scenarios share their draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """One column of one parameter replaced.

    Attributes:
        parameter: its id.
        column: of the Parameters sheet.
        to: the number, in money of the study's price year, or the name of the distribution; None = as if blank.
        given: the number as typed, where it was money of another price year.
        where: the cell, or the line of a file, that says so.
    """

    parameter: str
    column: ParameterColumn = "value"
    to: float | str | None
    given: float | None = None
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting replaced.

    Attributes:
        setting: its name in the workbook.
        values: fields of `Settings` to new values; mostly one.
        text: the new value as a workbook shows it.
        fills: for a jurisdiction: names of settings to their fields and values under its rules, for those that
            nothing but a profile or a default has filled.
        source: where these come from (`NICE profile`).
        where: the cell, or the line of a file, that says so.
    """

    setting: str
    values: Mapping[str, object]
    text: str
    fills: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    source: str = ""
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategiesChange:
    """The strategies that are compared, whatever their column `include` says.

    Attributes:
        strategies: ids, in the order in which they are compared: that of the workbook.
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
        baseline_health: QALYs that somebody of it may expect over the whole life without the decision, > 0; None if
            not given.
        opportunity_cost_share: share of the health opportunity cost that falls on it, 0 to 1; None if not given.
        changes: parameters and settings that it replaces, the strategies that apply to it, its reference.
        cells: column to cell.
    """

    id: str
    label: str
    share: float | None = None
    baseline_health: float | None = None
    opportunity_cost_share: float | None = None
    changes: Stage = ()
    note: str = ""
    cells: Mapping[str, Where] = field(default_factory=dict)


def stages_of(scenarios: Iterable[Scenario], id: str) -> tuple[Stage, ...]:
    """The changes of a scenario, after those of the scenarios that it includes: the stages of `stack_of`.

    Returns:
        Stages for `override`, one a scenario, its own the last.

    Raises:
        KeyError: if there is no such scenario.
    """
    return tuple(scenario.changes for scenario in stack_of(scenarios, id))


def stack_of(scenarios: Iterable[Scenario], id: str) -> tuple[Scenario, ...]:
    """A scenario after all that it includes, in the order in which their changes are made.

    A scenario that is included by way of two others is made once, where it comes first.

    Args:
        scenarios: of a model; none includes itself.
        id: of the scenario.

    Raises:
        KeyError: if there is no such scenario.
    """
    known = {scenario.id: scenario for scenario in scenarios}
    return tuple(known[name] for name in _in_order(known, id))


def _in_order(known: Mapping[str, Scenario], id: str) -> tuple[str, ...]:
    """A scenario and all that it includes, in the order in which they are made."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        for included in known[name].includes:
            if included not in found:
                add(included)
        found[name] = None

    add(id)
    return tuple(found)


def included_first(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """The scenarios, each after those that it includes."""
    known = {scenario.id: scenario for scenario in scenarios}
    found: dict[str, Scenario] = {}

    def add(scenario: Scenario) -> None:
        if scenario.id not in found:
            for name in scenario.includes:
                add(known[name])
            found[scenario.id] = scenario

    for scenario in known.values():
        add(scenario)
    return tuple(found.values())
