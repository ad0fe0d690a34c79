"""Drawing the parameters of a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from costeff.errors import InputError, Problem, Where
from costeff.errors.inputs import TooFewDraws, TooManyForSobol
from costeff.model import Draws, Model
from costeff.model.settings import Design
from costeff.sampling.arrange import arrange
from costeff.sampling.designs import SOBOL_DIMENSIONS, lay_out
from costeff.sampling.implied import compare_intervals
from costeff.sampling.mechanisms import Mechanism


def check_draws(model: Model) -> tuple[Problem, ...]:
    """What stands against drawing the model's parameters; if nothing does, where the workbook contradicts itself.

    Returns:
        Errors of correlations, groups, covariance and draws sheets; or warnings of intervals and standard errors that
        aren't those of the draws.
    """
    return tuple(arrange(model).problems) or compare_intervals(model)


def draw(model: Model, draws: int, seed: int, design: Design) -> Draws:
    """Draws all parameters of a model.

    Args:
        model: the decision problem; of its parts, the parameters, correlations, covariances and posteriors.
        draws: how many, at least 1.
        seed: any whole number; the same seed gives the same draws.
        design: `random`, `sobol` or `lhs`; what each keeps when the study changes is told in
            `costeff.sampling.designs`.

    Returns:
        Values in the order of the model's parameters. Those without uncertainty are constant.

    Raises:
        InputError: with every problem of the correlations, groups and sheets that say how parameters are drawn.
    """
    arrangement = arrange(model)
    problems = [*arrangement.problems, *_size_problems(model, draws, design, arrangement.mechanisms)]
    if problems:
        raise InputError(problems, model.book)
    ids = tuple(p.id for p in model.parameters)
    values = np.empty((draws, len(ids)))
    values[:] = [p.value for p in model.parameters]
    column = {name: k for k, name in enumerate(ids)}
    addresses = [address for mechanism in arrangement.mechanisms for address in mechanism.addresses]
    uniforms = lay_out(design, seed, addresses, 0, draws)
    for mechanism in arrangement.mechanisms:
        for name, drawn in zip(mechanism.ids, mechanism.values(uniforms), strict=True):
            values[:, column[name]] = drawn
    return Draws(ids=ids, values=values, index=np.arange(draws, dtype=np.int64), design=design, seed=seed)


def _size_problems(model: Model, draws: int, design: Design, mechanisms: Sequence[Mechanism]) -> list[Problem]:
    where = model.settings.cells.get
    problems: list[Problem] = []
    if draws < 1:
        cell = where("psa draws") or where("draws") or Where(book=model.book, sheet="Study")
        problems.append(TooFewDraws(where=cell, draws=draws))
    inputs = sum(len(mechanism.addresses) for mechanism in mechanisms)
    if design == "sobol" and inputs > SOBOL_DIMENSIONS:
        cell = where("design") or Where(book=model.book, sheet="Study")
        problems.append(TooManyForSobol(where=cell, inputs=inputs, most=SOBOL_DIMENSIONS))
    return problems
