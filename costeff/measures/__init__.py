"""What costs and effects mean for a decision: arrays in, arrays out, no labels.

Money is in the study's currency, effects are QALYs a person, willingness to pay is money for one QALY.
Strategies are axis -1 of the arrays, draws axis 0.
"""

from costeff.measures.acceptability import Acceptability, acceptability, best
from costeff.measures.ellipse import Ellipse, ellipse
from costeff.measures.frontier import Frontier, Status, frontier
from costeff.measures.netbenefit import nhb, nmb
from costeff.measures.pairwise import Pairwise, Quadrant, pairwise, quadrants
from costeff.measures.summary import (
    Summary,
    combine,
    leaf_sums,
    mean,
    monte_carlo_error,
    ratio_error,
    summarise,
    total,
)
from costeff.measures.tolerance import levels

__all__ = [
    "Acceptability",
    "Ellipse",
    "Frontier",
    "Pairwise",
    "Quadrant",
    "Status",
    "Summary",
    "acceptability",
    "best",
    "combine",
    "ellipse",
    "frontier",
    "leaf_sums",
    "levels",
    "mean",
    "monte_carlo_error",
    "nhb",
    "nmb",
    "pairwise",
    "quadrants",
    "ratio_error",
    "summarise",
    "total",
]
