"""The format of a model workbook, as one table: sheets, their columns, the settings.

The reader, the blank template with its drop-downs and notes, the texts of errors and the reference page all come
from here; nothing else knows the name of a column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from costeff.workbook.columns import (
    COUNT_COLUMNS,
    PARAMETER_COLUMNS,
    PAYOFF_COLUMNS,
    POPULATION_COLUMNS,
    SCENARIO_COLUMNS,
    SUBGROUP_COLUMNS,
    UTILITY_COLUMNS,
    Column,
)
from costeff.workbook.columns import text as _text
from costeff.workbook.record_columns import CHANGE_COLUMNS, TARGET_COLUMNS
from costeff.workbook.settings_table import SETTINGS, Setting

Family = Literal["table", "covariance", "draws"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of the workbook.

    Attributes:
        name: as it stands on the tab.
        row: what a row is (`one strategy`).
        meaning: what the sheet is for, in a sentence or two.
        columns: the columns that it may have, in the order of the template.
        required: whether a workbook must have it.
        further: what columns beyond these are: `names` that expressions may use, `items` that are replaced; empty
            for a sheet that has none.
    """

    name: str
    row: str
    meaning: str
    columns: tuple[Column, ...]
    required: bool = False
    further: Literal["names", "items", ""] = ""

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: if there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)


_NOTE = _text("note", "Anything worth remembering; not used in the calculation.", width=40)
_LABEL = _text("label", "What tables and figures call it; blank = the id.", width=34)

STRATEGIES = Sheet(
    name="Strategies",
    row="one strategy",
    meaning="The courses of action that are compared. Further columns are names that expressions may use: in the "
    "calculation of a strategy, the name is worth what stands in its row (a number, or an expression).",
    required=True,
    further="names",
    columns=(
        Column("id", "id", "Short name, used in results.", "standard", required=True),
        _LABEL.with_example("Standard care"),
        _text("description", "What is given, to whom, for how long.", width=50),
        Column("include", "yes/no", "Whether it is compared; blank = yes.", "yes", default="yes", width=9),
        Column("share", "fraction", "Share in a blended comparator; blank = none.", 0.6, width=9),
        Column("confidential", "yes/no", "Whether reports must hide it; blank = no.", "no", default="no", width=12),
        _NOTE,
    ),
)

STATES = Sheet(
    name="States",
    row="one health state",
    meaning="The health states; everyone is in exactly one at a time. Further columns are names that expressions may "
    "use: the name is worth what stands in the row of the state concerned.",
    required=True,
    further="names",
    columns=(
        Column("id", "id", "Short name, used by arrows and payoffs.", "ILL", required=True),
        _LABEL.with_example("Transfusion dependent"),
        Column(
            "transfusion",
            "words",
            "Whether people in it depend on transfusions; - = neither.",
            "dependent",
            words=("dependent", "independent", "-"),
            default="-",
            width=14,
        ),
        Column(
            "response",
            "words",
            "Haematological response; - = does not apply.",
            "none",
            words=("none", "partial", "complete", "-"),
            default="-",
            width=12,
        ),
        Column("alive", "yes/no", "Whether time in it counts as life; blank = yes.", "yes", default="yes", width=9),
        Column(
            "groups", "ids", "Names under which arrows and payoffs speak of several states.", "ill, treated", width=18
        ),
        Column(
            "remembers",
            "duration",
            "How long the time spent in it is remembered, for cycles_in_state and final_step; blank = no memory.",
            "6 months",
            width=14,
        ),
        Column("start", "expression", "Share of the cohort that starts here; blank = nobody.", 1, width=14),
        Column("x", "number", "Place in the diagram, left to right; blank = laid out for you.", 0, width=7),
        Column("y", "number", "Place in the diagram, bottom to top; blank = laid out for you.", 0, width=7),
        _NOTE,
    ),
)

MARKS = Sheet(
    name="Marks",
    row="one yes/no memory carried across states",
    meaning="What is remembered of a person whatever the state: has had the therapy, is in a response and for "
    "how long, tested positive. In expressions a mark is 1 for those who have it, else 0.",
    columns=(
        Column(
            "id",
            "id",
            "Short name, used in expressions and in the column sets of Transitions.",
            "responder",
            required=True,
        ),
        _LABEL.with_example("Has responded"),
        Column(
            "start",
            "expression",
            "Share that has it at the start; may depend on the marks above; blank = 0.",
            0,
            width=14,
        ),
        Column(
            "remembers",
            "duration",
            "How long the time since it was set is remembered, for months_since_MARK; blank = not.",
            "24 months",
            width=14,
        ),
    ),
)

PARAMETERS = Sheet(
    name="Parameters",
    row="one input",
    meaning="Every number of the model that has a source: its value, its uncertainty, where it comes from.",
    columns=PARAMETER_COLUMNS,
)

VARIABLES = Sheet(
    name="Variables",
    row="one derived quantity",
    meaning="A name for an expression. It is worth what its names are worth where it is used: strategy, state, time.",
    columns=(
        Column("id", "id", "Short name, used in expressions.", "h_background", required=True),
        Column("expression", "expression", "The expression.", "h_die * hr_death", required=True, width=60),
        _text("unit", "For the reader.", "per month", width=14),
        _text("label", "What it is.", "Mortality in the state", width=40),
    ),
)

TRANSITIONS = Sheet(
    name="Transitions",
    row="one arrow",
    meaning="The ways from state to state. The arrows of a state hold rates or probabilities, not both; shares apply "
    "to those whom these have left; a rest arrow takes what is left then.",
    required=True,
    columns=(
        Column("id", "key", "Short name, for payoffs on the arrow; blank = FROM -> TO.", "respond", width=18),
        Column(
            "from",
            "states",
            "The states left: states, groups, alive, a list with commas, `alive except X`.",
            "ILL",
            required=True,
            width=18,
        ),
        Column("to", "state", "The state entered.", "WELL", required=True, width=12),
        Column(
            "as",
            "words",
            "rate: rates compete; probability: of the cycle, or converted from another time; share: of those whom the "
            "rates or probabilities have left; rest: all that is left then.",
            "probability",
            words=("rate", "probability", "share", "rest"),
            required=True,
            width=12,
        ),
        Column(
            "per",
            "duration",
            "The time that a rate or probability is for; blank = a cycle (a rate must say).",
            "month",
            width=10,
        ),
        Column(
            "expression",
            "expression",
            "The rate, probability or share; blank for rest.",
            "p_respond",
            needed=True,
            width=46,
        ),
        Column("when", "expression", "Condition; blank = always.", "cycle < 6", width=24),
        Column("sets", "marks", "Marks that the movers get, or lose: `m`, `not m`, a list.", "responder", width=18),
        _NOTE,
    ),
)

COSTS = Sheet(name="Costs", row="one cost", meaning="What is paid, for whom, when.", columns=PAYOFF_COLUMNS)
UTILITIES = Sheet(
    name="Utilities",
    row="one utility weight",
    meaning="Quality of life. Weights on the same state add up, so a decrement is a row of its own.",
    columns=UTILITY_COLUMNS,
)
COUNTS = Sheet(
    name="Counts",
    row="one thing that is counted",
    meaning="Events and times of interest besides costs and QALYs: transplants, infections, years in response.",
    columns=COUNT_COLUMNS,
)

CORRELATIONS = Sheet(
    name="Correlations",
    row="one pair of parameters",
    meaning="Pairs of parameters that are drawn together. For regression coefficients use a `covariance NAME` sheet.",
    columns=(
        Column("parameter a", "parameter", "The id of one parameter.", "u_well", required=True, width=22),
        Column("parameter b", "parameter", "The id of the other.", "u_ill", required=True, width=22),
        Column("correlation", "number", "Between -1 and 1.", 0.5, required=True, low=-1, high=1),
        Column(
            "kind",
            "words",
            "rank: of the ranks (Spearman); normal: of the normal scores. Blank = rank.",
            "rank",
            words=("rank", "normal"),
            default="rank",
        ),
    ),
)

TARGETS = Sheet(
    name="Targets",
    row="one published observation",
    meaning="What the model is held against: every run prints modelled beside published.",
    columns=TARGET_COLUMNS,
)

CHECKS = Sheet(
    name="Checks",
    row="one promise of the modeller",
    meaning="Expressions that must be true in every draw.",
    columns=(
        Column("id", "key", "Short name.", "order", required=True, width=18),
        Column("expression", "expression", "Must be true in every draw.", "u_well >= u_ill", required=True, width=46),
        _text("message", "What it means if it is not.", "Being well is worse than being ill", width=50),
    ),
)

SUBGROUPS = Sheet(
    name="Subgroups",
    row="one subgroup",
    meaning="Kinds of patients for whom something is different. Further columns replace parameters and settings: their "
    "header is an item as on the sheet Scenarios (`c_new`, `or_new low`, `start age`), a blank cell changes nothing.",
    further="items",
    columns=SUBGROUP_COLUMNS,
)

SCENARIOS = Sheet(
    name="Scenarios",
    row="one change in a named scenario",
    meaning="What if? The rows with the same name make one scenario, wherever they stand. A change of a parameter's "
    "value without its spread fixes the parameter.",
    columns=SCENARIO_COLUMNS,
)

POPULATION = Sheet(
    name="Population",
    row="one number of the population",
    meaning="How many people there are and what they start, year by year, in two worlds: with the intervention and "
    "without it. `costeff budget` needs incidence or prevalent, uptake and uptake without; shares make a cascade from "
    "all cases to those who start, in the order of the rows.",
    columns=POPULATION_COLUMNS,
)

CHANGES = Sheet(
    name="Changes",
    row="one change of the workbook",
    meaning="The workbook's log, for those who review it: reports print it, nothing is calculated with it.",
    columns=CHANGE_COLUMNS,
)

STUDY = Sheet(
    name="Study",
    row="one setting",
    meaning="Who decides, over what time, at what prices, by which conventions.",
    required=True,
    columns=(
        Column("setting", "text", "Name of the setting.", "horizon", required=True, width=20),
        Column(
            "value",
            "text",
            "Its value; blank = from the jurisdiction's profile, else the default.",
            "10 years",
            needed=True,
            width=44,
        ),
        _text("note", "Anything worth remembering; not used in the calculation.", width=70),
    ),
)

SHEETS: Mapping[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        STUDY,
        STRATEGIES,
        STATES,
        MARKS,
        PARAMETERS,
        VARIABLES,
        TRANSITIONS,
        COSTS,
        UTILITIES,
        COUNTS,
        CORRELATIONS,
        TARGETS,
        CHECKS,
        SUBGROUPS,
        SCENARIOS,
        POPULATION,
        CHANGES,
    )
}
"""Every sheet of one name, in the order of the template."""

FAMILIES: Mapping[Family, str] = {
    "table": 'A table, used as LOOKUP("NAME", "column", key). First column: the key, rising numbers (age, months); the '
    "others: values, each a number or an expression. `table inflation` brings money of other years to the study's "
    "price year: first column the year (`2019` or `2019/20`), column `index` a price index.",
    "covariance": "Variances and covariances of parameters whose distribution is multivariate normal. Square; the "
    "first column and the header hold the parameters' ids in the same order, the corner may be blank. Whole, or the "
    "lower or the upper triangle with the other half blank.",
    "draws": "Posterior draws of parameters whose distribution is empirical. A column a parameter, a row a draw.",
}
"""Sheets whose name has a second word: `table NAME`, `covariance NAME`, `draws NAME`."""

__all__ = ["FAMILIES", "SETTINGS", "SHEETS", "Column", "Family", "Setting", "Sheet"]
