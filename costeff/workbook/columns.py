"""What a column of the workbook is, and the columns of the longer sheets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "id",
    "key",
    "text",
    "number",
    "fraction",
    "expression",
    "duration",
    "words",
    "yes/no",
    "ids",
    "states",
    "state",
    "strategy",
    "parameter",
    "marks",
    "charged",
    "over",
    "instalments",
    "item",
    "value",
]

KINDS: Mapping[Kind, str] = {
    "id": "a name: letters, digits, `_` and `.`, beginning with a letter or `_`",
    "key": "a short name, without commas",
    "text": "any text",
    "number": "a number",
    "fraction": "a number from 0 to 1, or a percentage",
    "expression": "a number or an expression",
    "duration": "a time, such as `6 months`, `28 days`, `year`, `24 cycles`",
    "words": "one of the words listed",
    "yes/no": "`yes` or `no`",
    "ids": "names with commas between",
    "states": "states, groups, `alive`, `everyone`, a list with commas, `except`",
    "state": "the id of a state",
    "strategy": "the id of a strategy",
    "parameter": "the id of a parameter",
    "marks": "marks with commas between, each `m` (gets it) or `not m` (loses it)",
    "charged": "`in STATES`, `entering STATES`, `on ARROWS` or `at start`",
    "over": "states or arrows",
    "instalments": "a number of payments and the time between them, such as `5 x 1 year`",
    "item": "what is changed: a parameter, a parameter and a column, a setting, `strategies`, `reference`",
    "value": "a number or a text, as the item takes it",
}
"""What a cell of each kind holds, in the words of messages and of the reference."""

FAMILY_WORDS = (
    "fixed",
    "beta",
    "gamma",
    "lognormal",
    "normal",
    "uniform",
    "triangular",
    "PERT",
    "Dirichlet",
    "multivariate normal",
    "empirical",
)
"""Families of distributions as the workbook spells them."""

JOINT_FAMILIES = ("dirichlet", "multivariate normal", "empirical")
"""Families, in lower case, of parameters that are drawn together with others."""

EVIDENCE_WORDS = ("published", "derived", "recalled", "assumption")
"""Grades of evidence, best first."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes:
        name: header, in lower case.
        kind: what its cells hold.
        meaning: for the header's note and the reference.
        example: a cell, for the reference.
        required: whether the column and each of its cells must be there.
        words: what a cell may say, for the kind `words`; spelling is compared without case.
        default: what a blank cell means.
        low, high: smallest and largest number.
        needed: whether the column must be there though its cells may be blank.
        width: of the column, in characters.
    """

    name: str
    kind: Kind
    meaning: str
    example: str | float = ""
    required: bool = False
    words: tuple[str, ...] = ()
    default: str = ""
    low: float = -math.inf
    high: float = math.inf
    needed: bool = False
    width: int = 12

    def with_example(self, example: str | float) -> Column:
        """The same column with another example."""
        return replace(self, example=example)


def text(name: str, meaning: str, example: str = "", *, width: int = 20) -> Column:
    """A column of free text, never required."""
    return Column(name, "text", meaning, example, width=width)


PARAMETER_COLUMNS = (
    Column("id", "id", "Short name, used in expressions.", "p_respond", required=True, width=24),
    text("label", "What it is.", "Response in a month", width=50),
    Column(
        "value",
        "number",
        "Base-case value. May be blank for the categories of a Dirichlet: the share of the count in n.",
        0.1,
        required=True,
    ),
    text(
        "unit",
        "probability, proportion, utility, rate, hazard ratio ... bound the value; others are for the reader.",
        "probability",
        width=14,
    ),
    Column(
        "distribution",
        "words",
        "Its uncertainty; blank = fixed.",
        "beta",
        words=FAMILY_WORDS,
        default="fixed",
        width=14,
    ),
    Column("se", "number", "Standard error; the value is then the mean.", 0.02, low=0),
    Column("low", "number", "Lower bound of the 95% interval (uniform, triangular, PERT: the least value).", 0.06),
    Column("high", "number", "Upper bound of the 95% interval (uniform, triangular, PERT: the largest value).", 0.14),
    Column("n", "number", "Size of the sample behind a proportion (beta), or the count (Dirichlet).", 60, low=0),
    Column("dsa low", "number", "Lower bound in one-way analyses, if not the 2.5% point."),
    Column("dsa high", "number", "Upper bound in one-way analyses, if not the 97.5% point."),
    text(
        "group", "Parameters of one group move together; those of a Dirichlet are drawn together.", "response", width=14
    ),
    text("source", "Publication, dataset, or who assumed it and why.", "Example, not a publication", width=50),
    Column("evidence", "words", "How well it is known.", "assumption", words=EVIDENCE_WORDS, width=12),
    text(
        "price year",
        "Year of the money in this row, if not the study's: `2019` or `2019/20`; needs a sheet `table inflation`.",
        "2019/20",
        width=12,
    ),
    Column("confidential", "yes/no", "Whether reports must hide it; blank = no.", "no", default="no", width=12),
    text("note", "Anything worth remembering; not used in the calculation.", width=40),
)

_CHARGED = Column(
    "charged",
    "charged",
    "`in STATES`: as long as people are there; `entering STATES`: on entry; `on ARROWS`: on moving; "
    "`at start`: once, at time 0.",
    "in alive",
    required=True,
    width=24,
)
_PER = Column("per", "duration", "The time that an amount `in STATES` is for; blank = a cycle.", "month", width=10)
_TIMING = Column(
    "timing",
    "words",
    "Blank = with the cycle correction; start = at the start of the cycle, uncorrected "
    "(a drug dispensed for the month).",
    "start",
    words=("corrected", "start"),
    default="corrected",
    width=10,
)
_WHEN = Column("when", "expression", "Condition; blank = always.", "cycle < 6", width=24)
_INSTALMENTS = Column(
    "instalments",
    "instalments",
    "Spreads an amount paid on an event over later times, whatever becomes of the patient; blank = paid at once.",
    "5 x 1 year",
    width=14,
)
_NOTE = text("note", "Anything worth remembering; not used in the calculation.", width=40)


def _payoff(second: Column, amount: Column) -> tuple[Column, ...]:
    """The columns that costs, utilities and counts share."""
    name = Column("id", "key", "Short name.", "care", required=True, width=22)
    return (name, second, _CHARGED, _PER, _TIMING, amount, _WHEN, _INSTALMENTS, _NOTE)


PAYOFF_COLUMNS = _payoff(
    text("category", "Under which results add it up; blank = the id.", "care", width=24),
    Column("amount", "expression", "Money, in the study's currency.", "c_ill", required=True, width=46),
)
UTILITY_COLUMNS = _payoff(
    text("label", "What tables call it; blank = the id.", "Quality of life", width=34),
    Column("weight", "expression", "Utility: 1 = full health, 0 = dead.", "u", required=True, width=46),
)
UTILITY_COLUMNS = tuple(
    replace(
        c,
        meaning="The time that the weight is for: a year, as utilities are (blank = year).",
        example="year",
        default="year",
    )
    if c.name == "per"
    else c
    for c in UTILITY_COLUMNS
    if c.name != "instalments"
)
COUNT_COLUMNS = (
    *_payoff(
        text("label", "What tables call it; blank = the id.", "Responses", width=34),
        Column("amount", "expression", "How many each counts for; blank = 1.", 1, default="1", width=30),
    )[:-2],
    Column("discounted", "yes/no", "Whether a discounted total is wanted as well; blank = no.", "no", default="no"),
    _NOTE,
)
SUBGROUP_COLUMNS = (
    Column("id", "key", "Short name, used in results.", "young", required=True, width=18),
    text("label", "What tables and figures call it; blank = the id.", "Under 40 years", width=34),
    Column("share", "fraction", "Of all patients; for all subgroups, or for none.", 0.3, width=9),
    Column(
        "strategies",
        "ids",
        "The strategies that apply, also ones left out, with commas between, or all; blank = those compared.",
        "standard, therapy",
        width=28,
    ),
    Column("reference", "strategy", "With which they are compared; blank = that of the study.", "standard", width=16),
    Column(
        "baseline health",
        "number",
        "QALYs that somebody of the subgroup may expect over the whole life without the decision, for `costeff "
        "distribution`; blank = computed: those lived until the start age at the norm, and those under the reference.",
        62.5,
        low=0,
        width=10,
    ),
    Column(
        "opportunity cost share",
        "fraction",
        "Share of the health lost elsewhere, because the money is spent here, that falls on people like these, for "
        "`costeff distribution`; for all subgroups with a share, or for none; blank = as their share.",
        0.3,
        width=12,
    ),
    _NOTE,
)
SCENARIO_COLUMNS = (
    Column("scenario", "key", "Name of the scenario that the change belongs to.", "price", required=True, width=22),
    text("label", "What tables call the scenario, on one of its rows; blank = its name.", "Half price", width=34),
    Column(
        "item",
        "item",
        "A parameter (`c_new`), one of its columns (`or_new low`), a setting (`horizon`), `strategies`, `reference`, "
        "or `include scenario`.",
        "c_new",
        required=True,
        width=26,
    ),
    Column(
        "value",
        "value",
        "What it is changed to. For strategies: ids with commas between, or all. For include scenario: the name of a "
        "scenario whose changes are made first.",
        15000,
        needed=True,
        width=26,
    ),
    _NOTE,
)

POPULATION_ITEMS = (
    "years",
    "first year",
    "entry",
    "population",
    "incidence",
    "prevalent",
    "share",
    "share of incident",
    "share of prevalent",
    "uptake",
    "uptake without",
    "decision lifetime",
)
"""What a row of the sheet Population may be about."""

POPULATION_COLUMNS = (
    Column(
        "item",
        "words",
        "years: how many the budget covers, 1 to 5 (blank = 5). first year: the calendar year of the first. entry: "
        "whether people start at the start of year, middle of year or through the year (the default). population: "
        "everyone. incidence: new cases a year. prevalent: people ill for longer who start, in year 1 if one number is "
        "given. share: of both, the part that goes on to the next row; share of incident, share of prevalent: of one "
        "of them. uptake: a strategy's share of those who start, with the intervention; uptake without: without it. "
        "decision lifetime: years, for the value of research.",
        "incidence",
        required=True,
        words=POPULATION_ITEMS,
        width=20,
    ),
    Column("strategy", "strategy", "For uptake: the strategy that is started.", "standard", width=16),
    text("label", "What tables call the row; blank = the item.", "New cases", width=40),
    Column(
        "unit",
        "words",
        "Of incidence and prevalent: people, or a part of the population; blank = people.",
        "per million",
        words=("people", "per 1,000", "per 10,000", "per 100,000", "per million"),
        default="people",
        width=13,
    ),
    Column(
        "value",
        "expression",
        "For all years alike: a number, or an expression over parameters; for one uptake, rest: what the others leave.",
        2.3,
        width=18,
    ),
    *(
        Column(
            f"year {k}",
            "expression",
            f"Where years differ: the number of year {k}, in place of value.",
            width=10,
        )
        for k in range(1, 6)
    ),
    Column("low", "number", "Plausible lower bound of value, for a scenario.", 2.0, low=0, width=10),
    Column("high", "number", "Plausible upper bound of value, likewise.", 2.6, low=0, width=10),
    text("source", "Publication, dataset, or who assumed it and why.", "Example, not a publication", width=50),
    Column("evidence", "words", "How well it is known.", "assumption", words=EVIDENCE_WORDS, width=12),
    text("note", "Anything worth remembering; not used in the calculation.", width=50),
)
