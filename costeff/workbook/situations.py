"""The sheets Subgroups and Scenarios, read last: what they change has been read by then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from costeff.errors import Problem, Where
from costeff.errors.scenarios import UnknownScenario
from costeff.expr import nearest
from costeff.model.changes import SettingChange
from costeff.model.model import Model
from costeff.workbook.applied import apply_scenarios, apply_subgroups
from costeff.workbook.header import Sorted
from costeff.workbook.names import plain_name
from costeff.workbook.rows import Log
from costeff.workbook.scenarios import Scenarios, read_scenarios
from costeff.workbook.selection import Known
from costeff.workbook.subgroups import Subgroups, no_mixture, read_subgroups

Failed = Mapping[str, tuple[Problem, ...]]
"""Ids of scenarios or subgroups that can't be run, each with the reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situated:
    """A model with its scenarios and subgroups.

    Attributes:
        model: with those that can be made.
        failed_scenarios, failed_subgroups: the others.
    """

    model: Model
    failed_scenarios: Failed = field(default_factory=dict)
    failed_subgroups: Failed = field(default_factory=dict)


def read_situations(found: Sorted, model: Model, known: Known, log: Log, *, whole: bool, keep_going: bool) -> Situated:
    """Reads both sheets and applies what they say.

    Args:
        found: the sheets of the workbook.
        model: as far as it could be read.
        known: the ids, those of rows that failed included.
        log: collects problems.
        whole: whether settings and strategies could be read in full, so that changes of them can be judged.
        keep_going: whether the problems of scenarios and subgroups that fail are kept out of the log.
    """
    scenarios, subgroups = Scenarios(), Subgroups()
    own = Log()
    if "Subgroups" in found.named:
        subgroups = read_subgroups(found.named["Subgroups"], model, known, own)
    if "Scenarios" in found.named:
        scenarios = read_scenarios(found.named["Scenarios"], model, known, own)
    failed_scenarios, failed_subgroups = dict(scenarios.failed), dict(subgroups.failed)
    model = replace(model, scenarios=scenarios.read, subgroups=subgroups.read)
    if whole:
        for remarks, failed, into in (
            (*apply_subgroups(model), failed_subgroups),
            (*apply_scenarios(model), failed_scenarios),
        ):
            into |= failed
            for problem in (*remarks, *(p for reasons in failed.values() for p in reasons)):
                own.add(problem)
        model = without(model, failed_scenarios, failed_subgroups)
        if subgroups.whole:
            _check_mixture(model, own)
    aside = [p for reasons in (*failed_scenarios.values(), *failed_subgroups.values()) for p in reasons]
    for problem in sorted(own.problems, key=_place):
        if not (keep_going and problem in aside):
            log.add(problem)
    _check_targets(model, scenarios, known, log)
    return Situated(model=model, failed_scenarios=failed_scenarios, failed_subgroups=failed_subgroups)


def _place(problem: Problem) -> tuple[str, int, int, str]:
    """The order of a sheet, subgroups first: by row, then by column; the sheet as a whole before its cells."""
    found = re.match(r"([A-Z]+)(\d+)", problem.where.cell)
    column, row = (found[1], int(found[2])) if found else ("", 0)
    first = "" if plain_name(problem.where.sheet) == "subgroups" else problem.where.sheet
    return first, row, len(column), column


def without(model: Model, scenarios: Failed, subgroups: Failed) -> Model:
    """The model without the scenarios and subgroups that failed."""
    return replace(
        model,
        scenarios=tuple(s for s in model.scenarios if s.id not in scenarios),
        subgroups=tuple(s for s in model.subgroups if s.id not in subgroups),
    )


def _check_mixture(model: Model, log: Log) -> None:
    """Tells where the base case is to be a mixture of subgroups that can't be mixed."""
    asked: list[Where] = []
    if model.settings.base_case == "mixture of subgroups" and "base case" in model.settings.cells:
        asked.append(model.settings.cells["base case"])
    asked += [
        change.where
        for scenario in model.scenarios
        for change in scenario.changes
        if isinstance(change, SettingChange) and change.values.get("base_case") == "mixture of subgroups"
    ]
    for where in asked:
        problem = no_mixture(model, where)
        if problem is not None:
            log.add(problem)


def _check_targets(model: Model, scenarios: Scenarios, known: Known, log: Log) -> None:
    """Tells targets that were observed in a scenario that isn't there."""
    ids = (*(scenario.id for scenario in scenarios.read), *scenarios.failed)
    for target in model.targets:
        if target.scenario and target.scenario not in ids and not scenarios.uncertain:
            where, close = target.cells["scenario"], nearest(target.scenario, ids)
            log.add(UnknownScenario(where=where, name=target.scenario, nearest=close, known=ids))
