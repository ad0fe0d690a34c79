"""One question a file: design the draws, execute, measure."""

from costeff.analyses.base_case import BaseCase, base_case
from costeff.analyses.calibration import Calibration, Free, Modelled, calibration, idle
from costeff.analyses.crossings import ALONG, GLANCE, Crossing, Crossings, crossings
from costeff.analyses.fit import Fit, fit
from costeff.analyses.one_way import SCAN, OneWay, one_way
from costeff.analyses.price import Known, Priced, paid_by_some, priced, priced_draws
from costeff.analyses.uncertainty import Uncertainty, uncertainty
from costeff.analyses.yearly import Spending, YearlyCosts, spending, spendings, yearly_costs
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
    "Known",
    "Modelled",
    "OneWay",
    "Priced",
    "Spending",
    "Uncertainty",
    "YearlyCosts",
    "base_case",
    "calibration",
    "crossings",
    "fit",
    "idle",
    "one_way",
    "paid_by_some",
    "points",
    "priced",
    "priced_draws",
    "spending",
    "spendings",
    "uncertainty",
    "yearly_costs",
]
