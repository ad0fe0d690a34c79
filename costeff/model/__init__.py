"""The decision problem: frozen parts, settings, draws, and what can be checked without running it."""

from costeff.model.discount import Discount, parse_discount
from costeff.model.draws import Draws, base_draws
from costeff.model.model import Model
from costeff.model.parts import (
    Arrow,
    Check,
    Correlation,
    Covariance,
    Instalments,
    Mark,
    Parameter,
    Payoff,
    Posterior,
    State,
    Strategy,
    Table,
    Target,
    Variable,
)
from costeff.model.settings import DISCOUNT_AT, Settings
from costeff.model.time import Duration, UntilAge, parse_duration, parse_horizon

__all__ = [
    "DISCOUNT_AT",
    "Arrow",
    "Check",
    "Correlation",
    "Covariance",
    "Discount",
    "Draws",
    "Duration",
    "Instalments",
    "Mark",
    "Model",
    "Parameter",
    "Payoff",
    "Posterior",
    "Settings",
    "State",
    "Strategy",
    "Table",
    "Target",
    "UntilAge",
    "Variable",
    "base_draws",
    "parse_discount",
    "parse_duration",
    "parse_horizon",
]
