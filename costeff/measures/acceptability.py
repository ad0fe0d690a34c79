"""Cost-effectiveness acceptability curves (CEAC) and their frontier (CEAF).

Sources: van Hout BA, Al MJ, Gordon GS, Rutten FFH. Costs, effects and C/E-ratios alongside a clinical trial.
Health Econ 1994;3:309-19. Fenwick E, Claxton K, Sculpher M. Representing uncertainty: the role of cost-effectiveness
acceptability curves. Health Econ 2001;10:779-87.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.measures.netbenefit import nmb
from costeff.measures.summary import mean
from costeff.measures.tolerance import levels, slack


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Acceptability:
    """Acceptability over a range of willingness to pay.

    Attributes:
        wtp: shape (wtp,), money for a QALY.
        probability: shape (wtp, strategies), share of the draws in which each has the highest net benefit; sums to 1.
        best: shape (wtp,), position of the strategy with the highest mean net benefit: the CEAF follows it.
    """

    wtp: NDArray[np.float64]
    probability: NDArray[np.float64]
    best: NDArray[np.intp]


def acceptability(cost: NDArray[np.float64], qalys: NDArray[np.float64], wtp: NDArray[np.float64]) -> Acceptability:
    """CEAC and CEAF.

    A draw in which k strategies tie (within 1e-9) for the highest net benefit counts 1/k for each. Draws are counted
    as whole numbers, so that the result doesn't depend on how they are chunked.

    Args:
        cost: shape (draws, strategies).
        qalys: shape (draws, strategies).
        wtp: shape (wtp,), money for a QALY.
    """
    draws, strategies = cost.shape
    probability = np.empty((len(wtp), strategies))
    shares = 1 / np.arange(1, strategies + 1)
    for k, each in enumerate(wtp.tolist()):
        benefit = nmb(cost, qalys, each)
        top = benefit.max(axis=1, keepdims=True)
        winners = benefit >= top - slack(top)
        tied = winners.sum(axis=1)
        counts = np.stack([winners[tied == size].sum(axis=0) for size in range(1, strategies + 1)])
        probability[k] = shares @ counts / draws
    chosen = best(mean(cost), mean(qalys), wtp)
    return Acceptability(wtp=wtp, probability=probability, best=chosen)


def best(cost: NDArray[np.float64], qalys: NDArray[np.float64], wtp: NDArray[np.float64]) -> NDArray[np.intp]:
    """The strategy with the highest net benefit; at a tie (within 1e-9) the cheaper, then the better.

    Args:
        cost: shape (strategies,), means.
        qalys: shape (strategies,), means.
        wtp: shape (wtp,), money for a QALY.

    Returns:
        Shape (wtp,), positions of strategies.
    """
    found = np.empty(len(wtp), dtype=np.intp)
    for k, each in enumerate(wtp.tolist()):
        benefit = nmb(cost, qalys, each)
        tied = np.flatnonzero(benefit >= benefit.max() - slack(benefit.max()))
        found[k] = tied[np.lexsort((-qalys[tied], levels(cost[tied])))[0]]
    return found
