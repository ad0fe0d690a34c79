"""Net benefit: costs and QALYs in one number at a willingness to pay.

Source: Stinnett AA, Mullahy J. Net health benefits: a new framework for the analysis of uncertainty in
cost-effectiveness analysis. Med Decis Making 1998;18(2 Suppl):S68-80.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def nmb(cost: NDArray[np.float64], qalys: NDArray[np.float64], wtp: float) -> NDArray[np.float64]:
    """Net monetary benefit, `wtp * qalys - cost`: money, same shape. Increments give the incremental one.

    Args:
        cost: money, any shape.
        qalys: QALYs, same shape.
        wtp: willingness to pay for a QALY, >= 0.
    """
    result: NDArray[np.float64] = wtp * qalys - cost
    return result


def nhb(cost: NDArray[np.float64], qalys: NDArray[np.float64], wtp: float) -> NDArray[np.float64]:
    """Net health benefit, `qalys - cost / wtp`: QALYs, same shape; NaN at a willingness to pay of 0.

    Args:
        cost: money, any shape.
        qalys: QALYs, same shape.
        wtp: willingness to pay for a QALY, >= 0.
    """
    if wtp == 0:
        return np.full(np.shape(qalys), np.nan)
    result: NDArray[np.float64] = qalys - cost / wtp
    return result
