"""The uncertainty of one parameter: the families, fitted from what the workbook says, by inverse CDF."""

from costeff.distributions.distribution import Distribution

__all__ = ["Distribution"]
