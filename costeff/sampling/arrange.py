"""From the model to the mechanisms that draw its parameters, with every problem on the way."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from costeff.distributions import JOINT
from costeff.errors import Problem, Where
from costeff.errors.joint import (
    WELL_BELOW,
    BadPosterior,
    DirichletShares,
    DrawnTwice,
    LoneDirichlet,
    NotDrawn,
    UnknownJointParameter,
    ZeroDirichletCount,
)
from costeff.model import Model, Parameter, Posterior
from costeff.sampling.dependence import copulas, multinormal
from costeff.sampling.mechanisms import Dirichlet, Mechanism, Multinormal, Rows, Single

SHARE_TOLERANCE = 5e-3
"""How far a Dirichlet category's value may lie from its share of the counts: three digits of a share lost."""


@dataclass(slots=True, kw_only=True)
class Arrangement:
    """How the parameters of a model are drawn.

    Attributes:
        mechanisms: each uncertain parameter in one of them; in no particular order.
        problems: what stands against drawing; empty if it can be done.
    """

    mechanisms: list[Mechanism] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def arrange(model: Model) -> Arrangement:
    """Finds the mechanism of each uncertain parameter; those that are in none are constant."""
    found = Arrangement()
    parameters = {p.id: p for p in model.parameters}
    ways = _joint_ways(model)
    _covariances(model, parameters, found)
    _posteriors(model, parameters, found)
    _dirichlets(model, found)
    correlated = _correlations(model, parameters, ways, found)
    found.mechanisms += [
        Single(id=p.id, distribution=p.distribution)
        for p in model.parameters
        if p.distribution is not None and p.id not in ways and p.id not in correlated
    ]
    found.problems += _drawn_twice(model, ways, correlated)
    found.problems += _not_drawn(model)
    return found


def place(parameter: Parameter, column: str, book: str = "") -> Where:
    """The cell of a column in a parameter's row, or the best that is known of it."""
    cells = parameter.cells
    return cells.get(column) or cells.get("id") or Where(book=book, sheet="Parameters", text=parameter.id)


def unknown(name: str, parameters: Mapping[str, Parameter], where: Where) -> UnknownJointParameter:
    """The problem of a name that no parameter has."""
    close = difflib.get_close_matches(name, list(parameters), n=3)
    return UnknownJointParameter(where=where, name=name, nearest=tuple(close))


def _correlations(
    model: Model, parameters: Mapping[str, Parameter], ways: Mapping[str, Sequence[str]], found: Arrangement
) -> set[str]:
    """Adds the copulas; returns the ids of all correlated parameters."""
    usable = []
    for c in model.correlations:
        missing = [name for name in dict.fromkeys((c.a, c.b)) if name not in parameters]
        for name in missing:
            column = "parameter a" if name == c.a else "parameter b"
            where = c.cells.get(column) or c.cells.get("correlation") or Where(book=model.book, sheet="Correlations")
            found.problems.append(unknown(name, parameters, where))
        if not missing and c.a not in ways and c.b not in ways:  # else told as drawn twice
            usable.append(c)
    mechanisms, problems = copulas(usable, parameters, model.book)
    found.mechanisms += mechanisms
    found.problems += problems
    return {name for c in model.correlations for name in (c.a, c.b)}


def _covariances(model: Model, parameters: Mapping[str, Parameter], found: Arrangement) -> None:
    for covariance in model.covariances:
        missing = [name for name in covariance.ids if name not in parameters]
        found.problems += [unknown(name, parameters, covariance.where) for name in missing]
        if not missing:
            drawn = multinormal(covariance, parameters)
            if isinstance(drawn, Multinormal):
                found.mechanisms.append(drawn)
            else:
                found.problems.append(drawn)


def _posteriors(model: Model, parameters: Mapping[str, Parameter], found: Arrangement) -> None:
    for posterior in model.posteriors:
        missing = [name for name in posterior.ids if name not in parameters]
        found.problems += [unknown(name, parameters, posterior.where) for name in missing]
        reason = _unusable(posterior)
        if reason:
            found.problems.append(BadPosterior(where=posterior.where, name=posterior.name, reason=reason))
        elif not missing:
            table = np.array(posterior.rows, dtype=np.float64)
            found.mechanisms.append(Rows(name=posterior.name, ids=posterior.ids, table=table))


def _unusable(posterior: Posterior) -> str:
    """What is wrong with a sheet of draws, or nothing."""
    if not posterior.ids:
        return "there are no columns"
    if len(set(posterior.ids)) < len(posterior.ids):
        return "a parameter has two columns"
    if not posterior.rows:
        return "there are no rows"
    for number, row in enumerate(posterior.rows, start=1):
        if len(row) != len(posterior.ids) or not all(math.isfinite(x) for x in row):
            return f"draw {number} of the sheet has not a number in every column"
    return ""


def _dirichlets(model: Model, found: Arrangement) -> None:
    groups: dict[str, list[Parameter]] = {}
    for p in model.parameters:
        if p.family == "dirichlet" and p.group:
            groups.setdefault(p.group, []).append(p)
        elif p.family == "dirichlet":
            found.problems.append(LoneDirichlet(where=place(p, "group", model.book), parameter=p.id, group=""))
    for group, members in groups.items():
        problems = list(_dirichlet_problems(group, members, model.book))
        found.problems += problems
        if not problems:
            ordered = sorted(members, key=lambda p: p.id)
            counts = tuple(p.n for p in ordered if p.n is not None)
            found.mechanisms.append(Dirichlet(group=group, ids=tuple(p.id for p in ordered), counts=counts))


def _dirichlet_problems(group: str, members: Sequence[Parameter], book: str) -> Iterator[Problem]:
    if len(members) == 1:
        yield LoneDirichlet(where=place(members[0], "group", book), parameter=members[0].id, group=group)
        return
    counts = [p.n for p in members if p.n is not None and 0 < p.n < math.inf]
    if len(counts) < len(members):
        for p in members:
            if p.n is None or not 0 < p.n < math.inf:
                yield ZeroDirichletCount(where=place(p, "n", book), parameter=p.id, group=group, count=p.n)
        return
    whole, total = math.fsum(counts), math.fsum(p.value for p in members)
    one_cause = total < 1 - WELL_BELOW
    for p, n in zip(members, counts, strict=True):
        if not abs(p.value - n / whole) <= SHARE_TOLERANCE:
            where, share = place(p, "value", book), n / whole
            yield DirichletShares(where=where, parameter=p.id, group=group, value=p.value, share=share, total=total)
            if one_cause:
                return


def _joint_ways(model: Model) -> Mapping[str, Sequence[str]]:
    """What would draw each parameter together with others; those drawn alone or by the Correlations sheet left out."""
    ways: dict[str, list[str]] = {}
    for p in model.parameters:
        if p.family == "dirichlet":
            ways.setdefault(p.id, []).append(f"the Dirichlet {p.group}")
    for covariance in model.covariances:
        for name in dict.fromkeys(covariance.ids):
            ways.setdefault(name, []).append(f"the sheet covariance {covariance.name}")
    for posterior in model.posteriors:
        for name in dict.fromkeys(posterior.ids):
            ways.setdefault(name, []).append(f"the sheet draws {posterior.name}")
    return ways


def _drawn_twice(model: Model, joint: Mapping[str, Sequence[str]], correlated: set[str]) -> Iterator[Problem]:
    for p in model.parameters:
        if p.id not in joint:
            continue
        own = [f"its own {p.distribution.family}"] if p.distribution is not None else []
        ways = (*own, *joint[p.id], *(["the sheet Correlations"] if p.id in correlated else []))
        if len(ways) > 1:
            yield DrawnTwice(where=place(p, "distribution", model.book), parameter=p.id, ways=ways)


def _not_drawn(model: Model) -> Iterator[Problem]:
    """Families that are drawn together but stand on no sheet."""
    needs = {
        "multivariate normal": "no sheet named `covariance ...` has it",
        "empirical": "no sheet named `draws ...` has it",
    }
    sheets = {
        "multivariate normal": {name for c in model.covariances for name in c.ids},
        "empirical": {name for d in model.posteriors for name in d.ids},
    }
    for p in model.parameters:
        if p.family in JOINT and p.family in needs and p.id not in sheets[p.family]:
            where = place(p, "distribution", model.book)
            yield NotDrawn(where=where, parameter=p.id, family=p.family, needs=needs[p.family])
