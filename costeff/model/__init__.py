"""The decision problem: frozen parts, settings, draws, and what can be checked without running it."""

from costeff.model.changes import (
    COMMON,
    Change,
    ParameterChange,
    Scenario,
    SettingChange,
    Stage,
    StrategiesChange,
    Subgroup,
    included_first,
    stack_of,
    stages_of,
)
from costeff.model.discount import Discount, parse_discount
from costeff.model.draws import Draws, base_draws
from costeff.model.entering import Entering, entering
from costeff.model.model import Model
from costeff.model.override import Overridden, override
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
    Revision,
    State,
    Strategy,
    Table,
    Target,
    Variable,
)
from costeff.model.population import Amount, Population, Share
from costeff.model.settings import DISCOUNT_AT, Settings
from costeff.model.time import Duration, UntilAge, parse_duration, parse_horizon

__all__ = [
    "COMMON",
    "DISCOUNT_AT",
    "Amount",
    "Arrow",
    "Change",
    "Check",
    "Correlation",
    "Covariance",
    "Discount",
    "Draws",
    "Duration",
    "Entering",
    "Instalments",
    "Mark",
    "Model",
    "Overridden",
    "Parameter",
    "ParameterChange",
    "Payoff",
    "Population",
    "Posterior",
    "Revision",
    "Scenario",
    "SettingChange",
    "Settings",
    "Share",
    "Stage",
    "State",
    "StrategiesChange",
    "Strategy",
    "Subgroup",
    "Table",
    "Target",
    "UntilAge",
    "Variable",
    "base_draws",
    "entering",
    "included_first",
    "override",
    "parse_discount",
    "parse_duration",
    "parse_horizon",
    "stack_of",
    "stages_of",
]
