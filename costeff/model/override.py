"""Override: a decision problem under changes, as a new decision problem.

A change of a parameter's `value` without one of its distribution, se, low, high or n fixes it: what was known of its
spread was about the former value. Whoever changes a value and keeps it uncertain changes its spread as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from costeff.distributions import JOINT, Misfit, family_named, fit, nearest_families
from costeff.errors import InputError, Problem, Where
from costeff.errors.cells import BadForm, OutOfRange
from costeff.errors.changes import PartOfDirichlet, ReferenceNotCompared
from costeff.errors.inputs import ImpossibleDistribution, UnknownDistribution
from costeff.model.changes import Change, ParameterChange, SettingChange, Stage, StrategiesChange
from costeff.model.model import Model
from costeff.model.parts import Covariance, Parameter, Posterior
from costeff.model.settings import DISCOUNT_AT, Settings
from costeff.model.units import limits

_FIELDS: Mapping[str, str] = {
    "value": "value",
    "se": "se",
    "low": "low",
    "high": "high",
    "n": "n",
    "dsa low": "dsa_low",
    "dsa high": "dsa_high",
}
"""Columns of numbers, with the attributes of `Parameter` that hold them."""

_SPREAD = frozenset({"distribution", "se", "low", "high", "n"})
"""Columns that say how uncertain a parameter is."""

_SPREAD_OF_ONE = frozenset({"se", "low", "high"})
"""Those that say nothing of a parameter that is drawn together with others."""

_TOGETHER: Mapping[str, str] = {
    "dirichlet": "Leave it out, and change the counts `n` of the group.",
    "multivariate normal": "Leave it out: beside a new value, the distribution `multivariate normal` keeps the spread "
    "of the covariance sheet.",
    "empirical": "Leave it out: its spread is that of the draws sheet.",
}
"""What to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A changed decision problem.

    Attributes:
        model: the problem.
        fixed: ids of uncertain parameters that are now fixed, since only their value was replaced.
    """

    model: Model
    fixed: tuple[str, ...] = ()


def override(model: Model, stages: Sequence[Stage]) -> Overridden:
    """The problem under changes, stage by stage; within a stage a later change of the same thing wins.

    Args:
        model: the problem; it stays as it is.
        stages: changes whose ids and settings are known to the model.

    Raises:
        InputError: with every change of a stage that can't be made, at its place.
    """
    families = {p.id: p.fixed_from for p in model.parameters if p.fixed_from}
    before = frozenset(families)
    there = model
    for stage in stages:
        there = _changed(there, stage, families)
    return Overridden(model=_loosened(there, model), fixed=tuple(name for name in families if name not in before))


def _changed(model: Model, stage: Stage, families: dict[str, str]) -> Model:
    """One stage made.

    Args:
        model: the problem before it.
        stage: its changes.
        families: the parameters that former stages fixed by a bare value, with the distributions that they had; a
            later spread is one of these. Brought up to date.
    """
    problems: list[Problem] = []
    model = _parameters(model, [c for c in stage if isinstance(c, ParameterChange)], families, problems)
    for change in stage:
        match change:
            case SettingChange():
                model = replace(model, settings=_setting(model.settings, change))
            case StrategiesChange():
                model = _compared(model, change)
            case ParameterChange():
                pass
    ids = tuple(s.id for s in model.strategies)
    if model.settings.reference not in ids:
        problems.append(ReferenceNotCompared(where=_cause(stage), reference=model.settings.reference, strategies=ids))
    if problems:
        raise InputError(problems, model.book)
    return model


def _cause(stage: Iterable[Change]) -> Where:
    """The place of the last change that touches strategies or the reference."""
    found = Where()
    for change in stage:
        touches = isinstance(change, StrategiesChange) or (
            isinstance(change, SettingChange) and "reference" in change.values
        )
        if touches:
            found = change.where
    return found


def _setting(settings: Settings, change: SettingChange) -> Settings:
    """The settings with one replaced; what was only filled in because of it follows."""
    values = dict(change.values)
    filled = {name: source for name, source in settings.filled.items() if name != change.setting}
    for name, fields in change.fills.items():
        if name in filled:
            values |= fields
            filled[name] = change.source
    if "correction" in values and "discount at" in filled and "discount_at" not in values:
        values["discount_at"] = DISCOUNT_AT[values["correction"]]  # type: ignore[index]
    cells = {**settings.cells, change.setting: change.where, **dict.fromkeys(change.values, change.where)}
    return replace(settings, **values, filled=filled, cells=cells)  # type: ignore[arg-type]


def _compared(model: Model, change: StrategiesChange) -> Model:
    """The model that compares those strategies."""
    every = {s.id: s for s in (*model.strategies, *model.strategies_left_out)}
    wanted = tuple(every[name] for name in dict.fromkeys(change.strategies))
    others = tuple(s for s in every.values() if s.id not in change.strategies)
    return replace(model, strategies=wanted, strategies_left_out=others)


def _parameters(
    model: Model, changes: Sequence[ParameterChange], families: dict[str, str], problems: list[Problem]
) -> Model:
    """The model with the parameters replaced; `families` as of `_changed`."""
    by_id: dict[str, dict[str, ParameterChange]] = {}
    for change in changes:
        by_id.setdefault(change.parameter, {})[change.column] = change
    if not by_id:
        return model
    found: list[Parameter] = []
    for parameter in model.parameters:
        columns = by_id.get(parameter.id)
        if columns is None:
            found.append(parameter)
            continue
        problems += [problem for change in columns.values() if (problem := out_of_range(parameter, change))]
        if "value" in columns and not _SPREAD & set(columns):
            if parameter.family != "fixed":
                families[parameter.id] = parameter.family
            found.append(_fixed(parameter, columns))
        elif _SPREAD & set(columns):
            former = families.pop(parameter.id, parameter.family)
            found.append(_refitted(replace(parameter, family=former, fixed_from=""), columns, problems))
        else:  # bounds of one-way analyses alone
            found.append(_replaced(parameter, columns))
    problems += _torn_groups(model, by_id, found)
    return replace(model, parameters=tuple(_with_shares(found, by_id)))


def _loosened(model: Model, before: Model) -> Model:
    """The model without what joined the parameters that are fixed now, and were not before."""
    freed = frozenset(
        new.id
        for old, new in zip(before.parameters, model.parameters, strict=True)
        if new is not old and new.distribution is None and new.family == "fixed"
    )
    return replace(
        model,
        correlations=tuple(c for c in model.correlations if not {c.a, c.b} & freed),
        covariances=tuple(_without(c, freed) for c in model.covariances if set(c.ids) - freed),
        posteriors=tuple(_columns_without(p, freed) for p in model.posteriors if set(p.ids) - freed),
    )


def out_of_range(parameter: Parameter, change: ParameterChange) -> Problem | None:
    """What is wrong with a number as one of the parameter's unit; None if nothing.

    Args:
        parameter: as it was.
        change: of one of its columns.
    """
    if not isinstance(change.to, float | int) or change.column == "n":
        return None
    number = float(change.to if change.given is None else change.given)
    bounds = limits(parameter.unit)
    if not math.isfinite(number):
        return BadForm(where=change.where, column=change.column, expected="a number")
    if bounds is None or change.column == "se" or bounds[0] <= number <= bounds[1]:
        return None
    return OutOfRange(
        where=change.where, column=change.column, value=number, low=bounds[0], high=bounds[1], unit=parameter.unit
    )


def _replaced(parameter: Parameter, columns: Mapping[str, ParameterChange]) -> Parameter:
    """The parameter with the numbers of its row replaced, its distribution not yet."""
    numbers: dict[str, float | None] = {}
    given = dict(parameter.given)
    for name, change in columns.items():
        if name not in _FIELDS:
            continue
        number = None if change.to is None else float(change.to)
        if name == "value" and number is None:
            continue
        numbers[_FIELDS[name]] = number
        given.pop(name, None)
        if change.given is not None:
            given[name] = change.given
    cells = {**parameter.cells, **{name: change.where for name, change in columns.items()}}
    return replace(parameter, **numbers, given=given, cells=cells)  # type: ignore[arg-type]


def _fixed(parameter: Parameter, columns: Mapping[str, ParameterChange]) -> Parameter:
    """The parameter at one value, without uncertainty but for bounds of one-way analyses that came with the value."""
    bare = replace(
        parameter,
        family="fixed",
        fixed_from=parameter.fixed_from or ("" if parameter.family == "fixed" else parameter.family),
        distribution=None,
        se=None,
        low=None,
        high=None,
        n=None,
        dsa_low=None,
        dsa_high=None,
        given={name: number for name, number in parameter.given.items() if name == "value"},
    )
    return _replaced(bare, columns)


def _refitted(parameter: Parameter, columns: Mapping[str, ParameterChange], problems: list[Problem]) -> Parameter:
    """The parameter with another distribution, or its own one with other numbers."""
    family = str(columns["distribution"].to or "fixed") if "distribution" in columns else parameter.family
    idle = [c for name, c in columns.items() if name in _SPREAD_OF_ONE and c.to is not None]
    if idle and family_named(family) in JOINT:
        problems.append(
            ImpossibleDistribution(
                where=idle[0].where,
                parameter=parameter.id,
                family=family,
                reason=f"it is drawn together with others ({family}), so its own {idle[0].column} would change nothing",
                remedy=_TOGETHER[str(family_named(family))],
            )
        )
        return parameter
    if family_named(family) == "empirical" and "value" in columns and columns["value"].to is not None:
        problems.append(
            ImpossibleDistribution(
                where=columns["value"].where,
                parameter=parameter.id,
                family=family,
                reason="its draws are those of the draws sheet, so a new value would move the base case alone",
                remedy="Change the value alone, which fixes it, or give a distribution of its own beside it.",
            )
        )
        return parameter
    changed = replace(_replaced(parameter, columns), family=family_named(family) or "fixed")
    cells, value = changed.cells, changed.value
    try:
        distribution = fit(family, value=value, se=changed.se, low=changed.low, high=changed.high, n=changed.n)
    except Misfit as misfit:
        where = cells.get(misfit.column, next(iter(columns.values())).where)
        if misfit.column not in columns:  # the cause is what was changed, not what stands on the Parameters sheet
            where = next(iter(columns.values())).where
        if family_named(family) is None:
            problems.append(UnknownDistribution(where=where, given=family, nearest=nearest_families(family)))
        else:
            problems.append(
                ImpossibleDistribution(
                    where=where, parameter=parameter.id, family=family, reason=misfit.found, remedy=misfit.advice
                )
            )
        return parameter
    return replace(changed, distribution=distribution)


def _torn_groups(
    model: Model, by_id: Mapping[str, Mapping[str, ParameterChange]], after: Sequence[Parameter]
) -> list[Problem]:
    """Dirichlet groups that some members leave, or join, and others don't."""
    found: list[Problem] = []
    pairs = zip(model.parameters, after, strict=True)
    groups = dict.fromkeys(old.group for old, new in pairs if old.group and "dirichlet" in (old.family, new.family))
    stay = {parameter.id for parameter in after if parameter.family == "dirichlet"}
    for group in groups:
        members = [p.id for p in model.parameters if p.group == group]
        changed = [name for name in members if name in by_id]
        gone = [name for name in members if name not in stay]
        missing = [name for name in members if name in stay]
        if gone and missing:
            left = [name for name in gone if name in by_id]
            where = next(iter(by_id[(left or changed)[0]].values())).where
            missing = missing if left else gone
            found.append(PartOfDirichlet(where=where, group=group, missing=tuple(missing)))
    return found


def _with_shares(
    parameters: Sequence[Parameter], by_id: Mapping[str, Mapping[str, ParameterChange]]
) -> list[Parameter]:
    """The parameters with the values of each Dirichlet at the shares of its counts, where a count was replaced."""
    groups: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        if parameter.family == "dirichlet" and parameter.group:
            groups.setdefault(parameter.group, []).append(parameter)
    shares: dict[str, float] = {}
    for members in groups.values():
        counts = [member.n for member in members if member.n is not None and member.n > 0]
        counted = any("n" in by_id.get(member.id, {}) for member in members)
        if counted and len(counts) == len(members):
            shares |= {member.id: n / math.fsum(counts) for member, n in zip(members, counts, strict=True)}
    return [
        replace(p, value=shares[p.id]) if p.id in shares and "value" not in by_id.get(p.id, {}) else p
        for p in parameters
    ]


def _without(covariance: Covariance, gone: frozenset[str]) -> Covariance:
    """The marginal distribution of the coefficients that stay uncertain."""
    kept = [k for k, name in enumerate(covariance.ids) if name not in gone]
    if len(kept) == len(covariance.ids):
        return covariance
    return replace(
        covariance,
        ids=tuple(covariance.ids[k] for k in kept),
        matrix=tuple(tuple(covariance.matrix[i][j] for j in kept) for i in kept),
        cells=tuple(tuple(covariance.cells[i][j] for j in kept) for i in kept) if covariance.cells else (),
    )


def _columns_without(posterior: Posterior, gone: frozenset[str]) -> Posterior:
    """The posterior draws of the parameters that stay uncertain."""
    kept = [k for k, name in enumerate(posterior.ids) if name not in gone]
    if len(kept) == len(posterior.ids):
        return posterior
    return replace(
        posterior,
        ids=tuple(posterior.ids[k] for k in kept),
        rows=tuple(tuple(row[k] for k in kept) for row in posterior.rows),
    )
