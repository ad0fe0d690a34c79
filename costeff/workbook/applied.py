"""Scenarios and subgroups applied while the workbook is read: what can't be made, what changes nothing, what is fixed.

What only shows in the changed model as a whole (a table that ends before the new horizon) is found by `breaking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from costeff.errors import InputError, Problem, Where
from costeff.errors.changes import ChangesNothing
from costeff.errors.scenarios import FixesParameters, IdleScenario, ManyFixParameters
from costeff.model.changes import (
    ParameterChange,
    Scenario,
    SettingChange,
    Stage,
    StrategiesChange,
    Subgroup,
    included_first,
    stages_of,
)
from costeff.model.model import Model
from costeff.model.override import override
from costeff.model.parts import Parameter
from costeff.workbook.cells import shown

FEW = 3
"""Scenarios for which it is told one by one which parameters they fix."""


@dataclass(slots=True)
class Situations:
    """A model under changes, each stage made once however many scenarios share it.

    Attributes:
        base: the model without changes.
        made: stages to the model under them.
    """

    base: Model
    made: dict[tuple[int, ...], Model] = field(default_factory=dict)

    def under(self, stages: Sequence[Stage]) -> Model:
        """The model under some stages.

        Raises:
            InputError: if they can't be made.
        """
        key = tuple(id(stage) for stage in stages)
        if not key:
            return self.base
        if key not in self.made:
            self.made[key] = override(self.under(stages[:-1]), stages[-1:]).model
        return self.made[key]


def named(part: Scenario | Subgroup) -> str:
    """A scenario or subgroup in the words of a message."""
    return f'the {"scenario" if isinstance(part, Scenario) else "subgroup"} "{part.id}"'


def place_of(part: Scenario | Subgroup) -> Where:
    """Where it stands: the cell of its name."""
    return part.cells.get("scenario") or part.cells.get("id") or Where()


def apply_scenarios(model: Model) -> tuple[tuple[Problem, ...], Mapping[str, tuple[Problem, ...]]]:
    """Applies every scenario.

    Args:
        model: with its scenarios.

    Returns:
        Warnings and notes; and the scenarios that can't be made, by id, each with the reasons. One that includes
        such a one has its reasons.
    """
    situations = Situations(model)
    told: list[Problem] = []
    failed: dict[str, tuple[Problem, ...]] = {}
    for scenario in included_first(model.scenarios):
        causes = [problem for name in scenario.includes for problem in failed.get(name, ())]
        if causes:
            failed[scenario.id] = tuple(dict.fromkeys(causes))
            continue
        stages = stages_of(model.scenarios, scenario.id)
        try:
            before = situations.under(stages[:-1])
            overridden = override(before, stages[-1:])
        except InputError as error:
            failed[scenario.id] = error.problems
            continue
        told += _remarks(scenario, before, overridden.model, overridden.fixed)
    return _briefly(told), failed


def apply_subgroups(model: Model) -> tuple[tuple[Problem, ...], Mapping[str, tuple[Problem, ...]]]:
    """Applies every subgroup; the same as for scenarios."""
    told: list[Problem] = []
    failed: dict[str, tuple[Problem, ...]] = {}
    for subgroup in model.subgroups:
        try:
            overridden = override(model, [subgroup.changes])
        except InputError as error:
            failed[subgroup.id] = error.problems
            continue
        told += _remarks(subgroup, model, overridden.model, overridden.fixed)
    return _briefly(told), failed


def _briefly(told: Sequence[Problem]) -> tuple[Problem, ...]:
    """The remarks, with one note instead of many on what is fixed."""
    notes = [problem for problem in told if isinstance(problem, FixesParameters)]
    if len(notes) <= FEW:
        return tuple(told)
    rest = (problem for problem in told if not isinstance(problem, FixesParameters))
    return *rest, ManyFixParameters(where=notes[0].where, part=notes[0].part, ids=tuple(note.id for note in notes))


def _remarks(part: Scenario | Subgroup, before: Model, after: Model, fixed: Sequence[str]) -> Iterator[Problem]:
    """What changes nothing, and what is fixed."""
    idle = list(_idle(part.changes, before, after))
    touched = {change.parameter if isinstance(change, ParameterChange) else change.where for change in part.changes}
    includes = isinstance(part, Scenario) and bool(part.includes)
    if touched and len(idle) == len(touched) and not includes and not any(problem.idle for problem in idle):
        if isinstance(part, Scenario):
            yield IdleScenario(where=place_of(part), name=named(part))
    else:  # a subgroup is a row of a table, in which some cells may say what holds anyway
        yield from (problem for problem in idle if problem.idle or isinstance(part, Scenario))
    same = {problem.item for problem in idle}  # these fix a parameter at the value that it has
    names = tuple(name for name in fixed if name not in same)
    if names:
        where = next(c.where for c in part.changes if isinstance(c, ParameterChange) and c.parameter == names[0])
        spread = _spread(before.parameter(names[0]))
        kind = "scenario" if isinstance(part, Scenario) else "subgroup"
        yield FixesParameters(where=where, part=kind, id=part.id, parameters=names, spread=spread)


def _spread(parameter: Parameter) -> tuple[str, ...]:
    """The columns from which a parameter has its uncertainty."""
    if parameter.n is not None:
        return ("n",)
    return ("se",) if parameter.se is not None or parameter.low is None else ("low", "high")


def _idle(changes: Stage, before: Model, after: Model) -> Iterator[ChangesNothing]:
    """Changes to what is there already; one for each parameter."""
    rows: dict[str, list[ParameterChange]] = {}
    for change in changes:
        match change:
            case ParameterChange():
                rows.setdefault(change.parameter, []).append(change)
            case SettingChange():
                names = {*change.values, *(name for values in change.fills.values() for name in values)}
                if all(getattr(before.settings, name) == getattr(after.settings, name) for name in names):
                    yield ChangesNothing(where=change.where, item=change.setting, value=change.text)
            case StrategiesChange():
                compared = tuple(strategy.id for strategy in before.strategies)
                if set(compared) == set(change.strategies):
                    yield ChangesNothing(where=change.where, item="these strategies are compared")
    for name, asked in rows.items():
        if any(parameter.id == name for parameter in before.parameters):
            found = _idle_parameter(before.parameter(name), after.parameter(name), asked)
            if found is not None:
                yield found


def _idle_parameter(before: Parameter, after: Parameter, asked: Sequence[ParameterChange]) -> ChangesNothing | None:
    """What is wrong with changes of a parameter that leave what is calculated as it was; None if they don't."""
    now = shown(before.given.get("value", before.value))
    if _effect(before) == _effect(after):
        moved = [change for change in asked if _column(before, change.column) != _column(after, change.column)]
        if moved:
            item = f"{before.id} {moved[0].column}"
            return ChangesNothing(where=moved[0].where, item=item, idle=True)
        if asked[0].column == "value":
            return ChangesNothing(where=asked[0].where, item=before.id, value=now)
        text = asked[0].where.text or "blank"
        return ChangesNothing(where=asked[0].where, item=f"{before.id} {asked[0].column}", value=text)
    if {change.column for change in asked} == {"value"} and before.value == after.value:
        return ChangesNothing(where=asked[0].where, item=before.id, value=now, fixes=True)
    return None


def _effect(parameter: Parameter) -> tuple[object, ...]:
    """All of a parameter that any analysis reads."""
    count = parameter.n if parameter.family == "dirichlet" else None
    family = parameter.family if parameter.distribution is None else ""
    return parameter.value, family, parameter.distribution, count, parameter.dsa_low, parameter.dsa_high


def _column(parameter: Parameter, column: str) -> object:
    return parameter.family if column == "distribution" else getattr(parameter, column.replace(" ", "_"))
