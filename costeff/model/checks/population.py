"""Checks the Population sheet at the values of the parameters: shares, sums, people without a population."""

from __future__ import annotations

from collections.abc import Iterator

from costeff.errors import Problem
from costeff.errors.population import PopulationValue
from costeff.expr import is_name
from costeff.model.entering import population_problems
from costeff.model.model import Model
from costeff.model.scope import kinds


def check_population(model: Model) -> Iterator[Problem]:
    """What is wrong with the sheet as far as it is filled in; names that mean nothing are told elsewhere."""
    known = kinds(model)
    for problem in population_problems(model):
        span = problem.span if isinstance(problem, PopulationValue) else None
        name = problem.where.text[slice(*span)] if span is not None else ""
        if not is_name(name) or name in known:
            yield problem
