"""One question a file: design the draws, execute, measure."""

from costeff.analyses.base_case import BaseCase, base_case
from costeff.analyses.fit import Fit, fit
from costeff.analyses.points import Answer, points
from costeff.analyses.uncertainty import Uncertainty, uncertainty

__all__ = ["Answer", "BaseCase", "Fit", "Uncertainty", "base_case", "fit", "points", "uncertainty"]
