"""Square roots of correlation matrices, semi-definite ones included, and what makes a matrix impossible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROUNDING = 1e-11
"""How far below 0 the smallest eigenvalue of a correlation matrix may lie by rounding alone."""

NOTHING_LEFT = 1e-9
"""Share of a score's variance below which the scores before it are taken to determine it."""


def possible(matrix: Array) -> bool:
    """Whether a symmetric matrix with a unit diagonal, shape (n, n), is a correlation matrix."""
    return bool(np.linalg.eigvalsh(matrix)[0] >= -ROUNDING)


def root(matrix: Array) -> Array:
    """The lower triangular L with L L' = matrix, rows of length 1.

    Cholesky by outer products; where no variance is left, as in a pair correlated by 1, the column is 0 (Higham,
    Accuracy and Stability of Numerical Algorithms, 2nd edition 2002, section 10.3). Elementwise arithmetic only, so
    that the result doesn't depend on a linear algebra library.

    Args:
        matrix: a correlation matrix for which `possible` holds, shape (n, n).
    """
    n = len(matrix)
    rest = np.array(matrix, dtype=np.float64)
    lower = np.zeros((n, n))
    for k in range(n):
        if rest[k, k] > NOTHING_LEFT:
            lower[k:, k] = rest[k:, k] / np.sqrt(rest[k, k])
            rest -= lower[:, k, None] * lower[None, :, k]
    lengths: Array = np.sqrt(np.sum(lower * lower, axis=1, keepdims=True))
    return lower / lengths


def smallest_impossible(matrix: Array) -> Sequence[int]:
    """Positions of a set of rows that is impossible by itself while each of its parts is possible.

    Args:
        matrix: symmetric with a unit diagonal, shape (n, n), for which `possible` doesn't hold.
    """
    _, vectors = np.linalg.eigh(matrix)
    weightiest = np.argsort(-np.abs(vectors[:, 0]), kind="stable").tolist()  # of the most negative eigenvalue
    size = 2
    while possible(matrix[np.ix_(weightiest[:size], weightiest[:size])]):
        size = min(2 * size, len(matrix))
    kept = sorted(weightiest[:size])
    for row in tuple(kept):
        fewer = [k for k in kept if k != row]
        if not possible(matrix[np.ix_(fewer, fewer)]):
            kept = fewer
    return kept


def combine(lower: Array, scores: Sequence[Array]) -> list[Array]:
    """Correlated scores L z, each of shape (draws,).

    Summed column by column in a fixed order: a matrix product may group the draws in blocks, so that the last bit of
    a draw would depend on how many there are.
    """
    combined = []
    for row in lower:
        total = np.zeros_like(scores[0])
        for weight, score in zip(row.tolist(), scores, strict=True):
            if weight != 0.0:
                total += weight * score
        combined.append(total)
    return combined
