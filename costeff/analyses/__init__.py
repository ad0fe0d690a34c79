"""One question a file: design the draws, execute, measure."""

from costeff.analyses.base_case import BaseCase, base_case
from costeff.analyses.fit import Fit, fit
from costeff.analyses.uncertainty import Uncertainty, uncertainty

__all__ = ["BaseCase", "Fit", "Uncertainty", "base_case", "fit", "uncertainty"]
