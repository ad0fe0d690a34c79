"""The settings of the Study sheet, as one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SettingKind = Literal[
    "text", "duration", "horizon", "number", "whole", "discount", "words", "thresholds", "correction", "strategy",
    "parameter",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the Study sheet.

    Attributes:
        name: as in the workbook.
        field: attribute of `costeff.model.Settings` that it fills.
        kind: what its value is.
        meaning: for notes and the reference.
        example: a value.
        default: what blank means, if neither the workbook nor the profile says; None = it must be given.
        profile: whether the jurisdiction's profile may fill it.
        words: what it may say, for the kinds `words` and `correction`.
        low, high: smallest and largest number.
    """

    name: str
    field: str
    kind: SettingKind
    meaning: str
    example: str | float = ""
    default: str | None = ""
    profile: bool = False
    words: tuple[str, ...] = ()
    low: float = 0
    high: float = float("inf")


SETTINGS: tuple[Setting, ...] = (
    Setting("title", "title", "text", "Title of the study.", "Example study"),
    Setting("population", "population", "text", "Whom the decision concerns.", "Adults"),
    Setting("intervention", "intervention", "text", "What is appraised.", "New therapy"),
    Setting("jurisdiction", "jurisdiction", "text", "Whose rules fill what is left blank: NICE; blank = none.", "NICE"),
    Setting("perspective", "perspective", "text", "Whose costs and effects count.", "NHS and PSS", profile=True),
    Setting("country", "country", "text", "Country.", "England", profile=True),
    Setting(
        "currency", "currency", "text", "Currency of all money, as a three-letter code.", "GBP", "GBP", profile=True
    ),
    Setting("price year", "price_year", "text", "Year of the prices.", "2023/24"),
    Setting("cycle length", "cycle", "duration", "Length of a cycle: `1 month`, `28 days`, `1 year`.", "1 month", None),
    Setting(
        "horizon",
        "horizon",
        "horizon",
        "How long the cohort is followed: `40 years`, `until age 100`.",
        "10 years",
        None,
    ),
    Setting(
        "start age",
        "start_age",
        "number",
        "Age at the start, in years. May be blank where nothing depends on age.",
        53,
        "0",
        high=120,
    ),
    Setting(
        "discount costs",
        "discount_costs",
        "discount",
        "A year: `3.5%`; steps: `2.5%, 1.5% from year 30`.",
        0.035,
        None,
        profile=True,
    ),
    Setting(
        "discount effects",
        "discount_effects",
        "discount",
        "A year, for QALYs and life years.",
        0.035,
        None,
        profile=True,
    ),
    Setting(
        "discounting",
        "compounding",
        "words",
        "annual: (1+r)^-t; continuous: exp(-r t); yearly steps: by whole years.",
        "annual",
        "annual",
        words=("annual", "continuous", "yearly steps"),
    ),
    Setting(
        "cycle correction",
        "correction",
        "correction",
        "half-cycle: half of each move in either state (life table); start, end: occupancy then; points: "
        "trapezoid over the points 0..T; table NAME: weights on the points from a table.",
        "half-cycle",
        "half-cycle",
        profile=True,
        words=("half-cycle", "start", "end", "points", "table NAME"),
    ),
    Setting(
        "discount at",
        "discount_at",
        "words",
        "When within a cycle its person-time and flows are discounted; blank = as fits the cycle correction "
        "(half-cycle: middle; start: start; end: end; points and tables: point).",
        "",
        "",
        words=("start", "middle", "end", "point"),
    ),
    Setting(
        "thresholds",
        "thresholds",
        "thresholds",
        "Willingness to pay for a QALY, one or several: `25000, 35000`.",
        "25000, 35000",
        None,
        profile=True,
    ),
    Setting(
        "reference strategy",
        "reference",
        "strategy",
        "With which the others are compared; blank = the first.",
        "standard",
    ),
    Setting(
        "base case",
        "base_case",
        "words",
        "as given; mixture of subgroups: weighted by their shares.",
        "as given",
        "as given",
        words=("as given", "mixture of subgroups"),
    ),
    Setting(
        "psa draws", "draws", "whole", "Draws of the probabilistic analysis.", 1000, "10000", low=1, high=100_000_000
    ),
    Setting(
        "seed",
        "seed",
        "whole",
        "Seed of the random numbers: the same seed gives the same draws.",
        1,
        "1",
        high=2**63 - 1,
    ),
    Setting(
        "design", "design", "words", "How the draws are laid out.", "random", "random", words=("random", "sobol", "lhs")
    ),
    Setting(
        "invalid draws",
        "invalid_draws",
        "words",
        "What to do when a draw is no valid model (a row of probabilities over 1): refuse the "
        "run, or drop the draw and say so.",
        "refuse",
        "refuse",
        words=("refuse", "drop"),
    ),
    Setting(
        "price parameter",
        "price_parameter",
        "parameter",
        "The parameter that is the price which the study is about, such as that of a dose: what `costeff price` takes "
        "unless told otherwise. Each run counts its units.",
        "c_drug",
    ),
)
"""Every setting, in the order of the template."""
