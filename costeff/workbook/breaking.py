"""What is wrong with a valid model under its scenarios and subgroups, as far as that shows without running it.

A full check of each would cost more than reading the workbook: only what a change can break is looked at. What is
left, an expression that only a new horizon leads to for one, is checked when the scenario is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from costeff import sampling
from costeff.distributions import JOINT
from costeff.errors import InputError, Problem
from costeff.errors.scenarios import BreaksModel
from costeff.errors.sheets import MissingSetting
from costeff.expr.tree import Call, Name, Text, walk
from costeff.model.changes import (
    Change,
    ParameterChange,
    Scenario,
    SettingChange,
    Stage,
    StrategiesChange,
    Subgroup,
    included_first,
    stages_of,
)
from costeff.model.checks import check
from costeff.model.checks.formulas import every_formula
from costeff.model.checks.inputs import check_inputs
from costeff.model.checks.study import check_study
from costeff.model.checks.uses import check_uses
from costeff.model.model import Model
from costeff.model.tables import last_key_end
from costeff.model.time import UntilAge
from costeff.workbook.applied import Situations, named, place_of

_TIME = frozenset({"cycle", "horizon", "start_age"})
"""Fields of the settings that say when something is calculated."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A table that is read at a clock.

    Attributes:
        table: its name; clock: `age`, `years`, `months` or `cycle`.
        interpolated: whether values between the keys are asked for.
    """

    table: str
    clock: str
    interpolated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking:
    """What a scenario or subgroup brings about.

    Attributes:
        part: which one.
        problems: errors, and warnings about its own numbers, at its cells.
    """

    part: Scenario | Subgroup
    problems: tuple[Problem, ...]


def breaking(model: Model) -> tuple[Breaking, ...]:
    """The scenarios and subgroups under which a valid model isn't one any more, or is a doubtful one.

    Args:
        model: a valid model, with its scenarios and subgroups; those that can't be made are left out.

    Returns:
        Those about which there is something to tell. A scenario that includes one that breaks the model isn't blamed.
    """
    parts: list[tuple[Scenario | Subgroup, tuple[Stage, ...]]] = [
        *((scenario, stages_of(model.scenarios, scenario.id)) for scenario in included_first(model.scenarios)),
        *((subgroup, (subgroup.changes,)) for subgroup in model.subgroups),
    ]
    situations = Situations(model)
    examiner = _Examiner(model=model, asked=tuple(_asked(model)) if parts else (), joint=_drawn_together(model))
    found: list[Breaking] = []
    broken: set[str] = set()
    for part, stages in parts:
        if isinstance(part, Scenario) and broken & set(part.includes):
            broken.add(part.id)
            continue
        try:
            there = situations.under(stages)
        except InputError:
            continue
        told = tuple(_at_own_cells(part, list(examiner.problems(there, stages))))
        if any(problem.severity == "error" for problem in told) and isinstance(part, Scenario):
            broken.add(part.id)
        if told:
            found.append(Breaking(part=part, problems=told))
    return tuple(found)


def _at_own_cells(part: Scenario | Subgroup, found: Sequence[tuple[Change, Problem]]) -> Iterator[Problem]:
    """Problems at the cells of the scenario or subgroup; errors elsewhere are told at the change that leads to them.

    Args:
        part: which one.
        found: each problem with the change that it is looked for because of.
    """
    own = {change.where for change in part.changes}
    told: list[Problem] = []
    for _, problem in found:
        if problem.where in own and problem not in told:
            told.append(problem)
    yield from told
    if any(problem.severity == "error" for problem in told):  # the cause; the rest follows from it
        return
    for cause, problem in found:
        if problem.severity == "error" and problem not in told:
            told.append(problem)
            yield BreaksModel(
                where=cause.where if cause.where in own else place_of(part),
                name=named(part),
                place=str(problem.where),
                reason=problem.found(),
                remedy=problem.advice(),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examiner:
    """Looks at a changed model for what its changes can break.

    Attributes:
        model: without changes.
        asked: the tables that are read at a clock.
        joint: ids of the parameters that are drawn together with others.
        checked: what a check of the whole found, by all that the check reads of the changes.
    """

    model: Model
    asked: Sequence[Asked]
    joint: frozenset[str]
    checked: dict[object, tuple[Problem, ...]] = field(default_factory=dict)

    def problems(self, there: Model, stages: Sequence[Stage]) -> Iterator[tuple[Change, Problem]]:
        """What is wrong with the model under some stages, each with the change to blame."""
        changes = [change for stage in stages for change in stage]
        settings = [c for c in changes if isinstance(c, SettingChange)]
        times = [c for c in settings if _TIME & set(c.values)]
        choices = [c for c in changes if isinstance(c, StrategiesChange)]
        parameters = [c for c in changes if isinstance(c, ParameterChange)]
        if settings:
            yield from (((times or settings)[-1], problem) for problem in check_study(there))
        if times:
            yield from ((times[-1], problem) for problem in self.times(there, times[-1]))
        if choices:
            yield from ((choices[-1], problem) for problem in self.strategies(there))
        if parameters:
            ids = {change.parameter for change in parameters}
            yield from ((parameters[-1], problem) for problem in self.parameters(there, ids))

    def times(self, there: Model, cause: SettingChange) -> Iterator[Problem]:
        """A horizon that ends at an age, where no age is given; tables that end before the horizon."""
        if isinstance(there.settings.horizon, UntilAge) and "start age" in there.settings.filled:
            expected = "a number of years: this horizon ends at an age"
            yield MissingSetting(where=cause.where, setting="start age", expected=expected)
        if any(_outside(there, entry) and not _outside(self.model, entry) for entry in self.asked):
            key = _frame(there)
            if key not in self.checked:
                self.checked[key] = tuple(p for p in check(there) if p.severity == "error")
            yield from self.checked[key]

    def strategies(self, there: Model) -> Iterator[Problem]:
        """Errors in the columns of strategies that the workbook leaves out and a scenario compares.

        Each is looked at once, under the settings of the workbook: other times are `times`' to judge.
        """
        left_out = {strategy.id: strategy for strategy in self.model.strategies_left_out}
        for name in (strategy.id for strategy in there.strategies if strategy.id in left_out):
            if name not in self.checked:
                every = (*self.model.strategies, *self.model.strategies_left_out)
                others = tuple(strategy for strategy in every if strategy.id != name)
                alone = replace(self.model, strategies=(left_out[name],), strategies_left_out=others)
                found = (*check_uses(alone, frozenset()), *check_study(alone))
                self.checked[name] = tuple(p for p in found if p.severity == "error")
            yield from self.checked[name]

    def parameters(self, there: Model, changed: set[str]) -> Iterator[Problem]:
        """What stands against drawing the changed parameters; what they would draw beside their unit or interval."""
        replaced = tuple(p for p in there.parameters if p.id in changed)
        families = {p.family for p in (*replaced, *(p for p in self.model.parameters if p.id in changed))}
        if changed & self.joint or not families.isdisjoint(JOINT):
            yield from (p for p in sampling.check_draws(there) if p.severity == "error")
        uncertain = tuple(p for p in replaced if p.distribution is not None)
        if uncertain:
            alone = replace(there, parameters=uncertain, correlations=(), covariances=(), posteriors=())
            yield from (*sampling.check_draws(alone), *check_inputs(alone))


def _frame(model: Model) -> tuple[object, ...]:
    """All that a check without draws reads of what scenarios change."""
    settings = model.settings
    strategies = tuple(strategy.id for strategy in model.strategies)
    return settings.cycle, settings.horizon, settings.start_age, strategies


def _drawn_together(model: Model) -> frozenset[str]:
    """Ids of the parameters that aren't drawn by themselves."""
    pairs = {name for c in model.correlations for name in (c.a, c.b)}
    sheets = {name for ids in (*(c.ids for c in model.covariances), *(p.ids for p in model.posteriors)) for name in ids}
    groups = {p.id for p in model.parameters if p.family == "dirichlet"}
    return frozenset(pairs | sheets | groups)


def _asked(model: Model) -> Iterator[Asked]:
    """Every table that an expression reads at a bare clock of the study's time."""
    for formula in every_formula(model):
        for node in walk(formula.tree):
            if not isinstance(node, Call) or not node.arguments or not isinstance(node.arguments[0], Text):
                continue
            key = node.arguments[1 if node.function == "MORTALITY" else 2]
            if isinstance(key, Name) and key.name in ("age", "years", "months", "cycle"):
                yield Asked(node.arguments[0].value, key.name, node.function == "INTERPOLATE")


def _outside(model: Model, entry: Asked) -> bool:
    """Whether the clock leaves the table within the horizon."""
    table = model.tables.get(entry.table)
    settings = model.settings
    last = settings.cycles - 1
    if table is None or not table.keys or last < 0:
        return False
    match entry.clock:
        case "age":
            ends = (settings.start_age, settings.start_age + settings.years_at(last))
        case "years":
            ends = (0.0, settings.years_at(last))
        case "months":
            ends = (0.0, settings.months_at(last))
        case _:
            ends = (0.0, float(last))
    end = last_key_end(table.keys)
    beyond = (entry.interpolated and ends[1] > table.keys[-1]) or (end is not None and ends[1] >= end)
    return ends[0] < table.keys[0] or beyond
