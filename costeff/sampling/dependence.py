"""Copulas from the Correlations sheet and multivariate normals from covariance sheets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from costeff.errors import Problem, Where
from costeff.errors.joint import (
    BadCovariance,
    CorrelationOutOfRange,
    ImpossibleCorrelations,
    NothingToCorrelate,
    RepeatedCorrelation,
)
from costeff.model import Correlation, Covariance, Parameter
from costeff.sampling.factor import possible, root, smallest_impossible
from costeff.sampling.mechanisms import Copula, Multinormal

Array = NDArray[np.float64]
Pair = frozenset[str]
Position = tuple[int, int]

ASYMMETRY = 1e-9
"""Largest difference of mirrored covariances, as a share of the product of their standard deviations."""


def score_correlation(correlation: Correlation) -> float:
    """The correlation of normal scores that gives a pair its correlation.

    A rank correlation r of Gaussian pairs is had by 2 sin(pi r / 6) (Pearson, Mathematical contributions to the theory
    of evolution XVI, 1907); ranks don't change with the marginal distributions.
    """
    if correlation.kind == "normal":
        return correlation.value
    return 2.0 * math.sin(math.pi * correlation.value / 6.0)


def copulas(
    correlations: Sequence[Correlation], parameters: Mapping[str, Parameter], book: str
) -> tuple[list[Copula], list[Problem]]:
    """One copula for each set of parameters that correlations link.

    Args:
        correlations: between parameters that exist.
        parameters: by name.
        book: name of the workbook, for places that have no cell.

    Returns:
        The copulas, and the problems of rows and of sets that can't be drawn.
    """
    problems: list[Problem] = []
    rows: dict[Pair, Correlation] = {}
    for c in correlations:
        flaws = list(_row_problems(c, rows, parameters, book))
        problems += flaws
        if not flaws:
            rows[frozenset((c.a, c.b))] = c
    made = []
    for ids in _linked(rows):
        matrix = np.eye(len(ids))
        for j, a in enumerate(ids):
            for k, b in enumerate(ids[:j]):
                row = rows.get(frozenset((a, b)))
                matrix[j, k] = matrix[k, j] = 0.0 if row is None else score_correlation(row)
        if possible(matrix):
            distributions = tuple(d for name in ids if (d := parameters[name].distribution) is not None)
            made.append(Copula(ids=ids, distributions=distributions, lower=root(matrix)))
        else:
            problems.append(_impossible([ids[k] for k in smallest_impossible(matrix)], rows, book))
    return made, problems


def _row_problems(
    c: Correlation, before: Mapping[Pair, Correlation], parameters: Mapping[str, Parameter], book: str
) -> Iterator[Problem]:
    where = _cell(c, book)
    earlier = before.get(frozenset((c.a, c.b)))
    if c.a == c.b:
        yield RepeatedCorrelation(where=where, a=c.a, b=c.b)
    elif earlier is not None:
        yield RepeatedCorrelation(where=where, a=c.a, b=c.b, elsewhere=str(_cell(earlier, book)))
    if not -1.0 <= c.value <= 1.0:
        yield CorrelationOutOfRange(where=where, value=c.value)
    for column, name in (("parameter a", c.a), ("parameter b", c.b)):
        if parameters[name].distribution is None:
            yield NothingToCorrelate(where=c.cells.get(column, where), parameter=name)


def _cell(c: Correlation, book: str) -> Where:
    return c.cells.get("correlation") or Where(book=book, sheet="Correlations")


def _linked(rows: Mapping[Pair, Correlation]) -> list[tuple[str, ...]]:
    """Sets of ids linked by rows, each sorted, so that others keep their own draws."""
    neighbours: dict[str, set[str]] = {}
    for pair in rows:
        for name in pair:
            neighbours.setdefault(name, set()).update(pair)
    sets, seen = [], set[str]()
    for name in sorted(neighbours):
        if name in seen:
            continue
        members, waiting = {name}, [name]
        while waiting:
            new = neighbours[waiting.pop()] - members
            members |= new
            waiting += new
        seen |= members
        sets.append(tuple(sorted(members)))
    return sets


def _impossible(ids: Sequence[str], rows: Mapping[Pair, Correlation], book: str) -> ImpossibleCorrelations:
    involved = [row for pair, row in rows.items() if pair <= set(ids)]
    pairs = tuple(f"{row.a} with {row.b} {row.value:g}" for row in involved)
    return ImpossibleCorrelations(where=_cell(involved[0], book), parameters=tuple(ids), pairs=pairs)


def multinormal(covariance: Covariance, parameters: Mapping[str, Parameter]) -> Multinormal | Problem:
    """The multivariate normal of a covariance sheet about its parameters' values, or what is wrong with it."""
    name, ids = covariance.name, covariance.ids
    flaw = _not_a_matrix(covariance)
    if flaw:
        reason, cell = flaw
        return BadCovariance(where=_covariance_cell(covariance, cell), name=name, reason=reason)
    order = sorted(range(len(ids)), key=lambda k: ids[k])
    matrix = np.array(covariance.matrix, dtype=np.float64)[np.ix_(order, order)]
    ordered = tuple(ids[k] for k in order)
    sds = np.sqrt(np.diag(matrix))
    scale = np.where(sds > 0, sds, 1.0)
    correlation = matrix / scale[:, None] / scale[None, :]
    correlation = (correlation + correlation.T) / 2.0
    np.fill_diagonal(correlation, 1.0)
    if not possible(correlation):
        culprits = smallest_impossible(correlation)
        pairs = tuple(
            f"{ordered[j]} with {ordered[k]} {correlation[j, k]:.6g}" for j in culprits for k in culprits if j < k
        )
        names = tuple(ordered[k] for k in culprits)
        worst = max(((j, k) for j in culprits for k in culprits if j > k), key=lambda pair: abs(correlation[pair]))
        where = _covariance_cell(covariance, (order[worst[0]], order[worst[1]]))
        return ImpossibleCorrelations(where=where, parameters=names, pairs=pairs, sheet=name)
    means = np.array([parameters[name].value for name in ordered])
    return Multinormal(ids=ordered, means=means, sds=sds, lower=root(correlation))


def _covariance_cell(covariance: Covariance, cell: Position | None) -> Where:
    """The cell of row and column, the lower of two mirrored ones; the sheet where no cell is known."""
    if cell is None or not covariance.cells:
        return covariance.where
    return covariance.cells[max(cell)][min(cell)]


def _not_a_matrix(covariance: Covariance) -> tuple[str, Position | None] | None:
    """What keeps a sheet from being symmetric with a diagonal of variances, and in which row and column; or None."""
    ids, rows = covariance.ids, covariance.matrix
    if not ids:
        return "there are no parameters", None
    if len(set(ids)) < len(ids):
        return "a parameter stands twice in its header", None
    if len(rows) != len(ids) or any(len(row) != len(ids) for row in rows):
        return f"there are {len(ids)} parameters but not {len(ids)} rows of {len(ids)} numbers", None
    for j, a in enumerate(ids):
        if not all(math.isfinite(x) for x in rows[j]):
            return f"the row of {a} has a cell that is no number", (j, j)
        if rows[j][j] < 0:
            return f"the variance of {a} is {rows[j][j]:g}", (j, j)
    for j, a in enumerate(ids):
        for k, b in enumerate(ids[:j]):
            room = ASYMMETRY * math.sqrt(rows[j][j]) * math.sqrt(rows[k][k])
            if abs(rows[j][k] - rows[k][j]) > room:
                return f"{a} with {b} is {rows[j][k]:g}, but {b} with {a} is {rows[k][j]:g}", (j, k)
            if abs(rows[j][k]) > 0 and not (rows[j][j] and rows[k][k]):
                return f"{a} with {b} is {rows[j][k]:g}, but one of them has a variance of 0", (j, k)
    return None
