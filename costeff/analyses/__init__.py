"""One question a file: design the draws, execute, measure."""

from costeff.analyses.base_case import BaseCase, base_case
from costeff.analyses.calibration import Calibration, Free, Modelled, calibration, idle
from costeff.analyses.crossings import ALONG, GLANCE, Crossing, Crossings, crossings
from costeff.analyses.fit import Fit, fit
from costeff.analyses.one_way import SCAN, OneWay, one_way
from costeff.analyses.price import Priced, priced, priced_draws
from costeff.analyses.uncertainty import Uncertainty, uncertainty
from costeff.analyses.yearly import YearlyCosts, yearly_costs
from costeff.variants import Answer, points

__all__ = [
    "ALONG",
    "GLANCE",
    "SCAN",
    "Answer",
    "BaseCase",
    "Calibration",
    "Crossing",
    "Crossings",
    "Fit",
    "Free",
    "Modelled",
    "OneWay",
    "Priced",
    "Uncertainty",
    "YearlyCosts",
    "base_case",
    "calibration",
    "crossings",
    "fit",
    "idle",
    "one_way",
    "points",
    "priced",
    "priced_draws",
    "uncertainty",
    "yearly_costs",
]
