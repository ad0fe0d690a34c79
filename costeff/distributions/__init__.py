"""The uncertainty of one parameter: the families, fitted from what the workbook says, by inverse CDF."""

from costeff.distributions.discrepancies import Discrepancy, bounds, discrepancy
from costeff.distributions.distribution import Distribution
from costeff.distributions.empirical import Empirical
from costeff.distributions.families import Beta, Gamma, Lognormal, Normal, Pert, Triangular, Uniform
from costeff.distributions.fitting import Misfit, fit
from costeff.distributions.names import FAMILIES, JOINT, SINGLE, family_named, nearest_families

__all__ = [
    "FAMILIES",
    "JOINT",
    "SINGLE",
    "Beta",
    "Discrepancy",
    "Distribution",
    "Empirical",
    "Gamma",
    "Lognormal",
    "Misfit",
    "Normal",
    "Pert",
    "Triangular",
    "Uniform",
    "bounds",
    "discrepancy",
    "family_named",
    "fit",
    "nearest_families",
]
