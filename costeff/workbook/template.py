"""The blank workbook: every sheet with its columns, drop-downs and notes, filled with a small model that runs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from costeff.errors import OutputError
from costeff.workbook.author import Row, write
from costeff.workbook.settings_table import SETTINGS

_SOURCE = "Example, not a publication: replace it"


def template_sheets() -> dict[str, list[Row]]:
    """The rows of the template: two strategies, three states, a mark, a life table, subgroups and scenarios."""
    study: list[Row] = [{"setting": s.name, "value": _STUDY.get(s.name)} for s in SETTINGS]
    return {"Study": study, **{name: list(rows) for name, rows in _ROWS.items()}}


def write_template(path: str | os.PathLike[str]) -> Path:
    """Writes the template.

    Args:
        path: a file that doesn't exist yet.

    Returns:
        The path.

    Raises:
        OutputError: if there is such a file already, or it can't be written.
    """
    if Path(path).exists():
        raise OutputError(str(path), "there is such a file already", "Choose another name; nothing was written.")
    front = (
        "This workbook is a small model that runs as it stands, with invented numbers: two strategies, three states. "
        "Replace the rows by your own; delete the sheets that you don't need. Point at a header to read what the "
        "column is for; underlined headers must be filled in every row.",
    )
    return write(path, template_sheets(), title="A new model", front=front)


_STUDY: Mapping[str, str | float] = {
    "title": "Example: a new therapy for an illness",
    "population": "Adults who are ill",
    "intervention": "New therapy",
    "jurisdiction": "NICE",
    "price year": "2023/24",
    "cycle length": "1 month",
    "horizon": "until age 100",
    "start age": 53,
    "reference strategy": "standard",
    "psa draws": 1000,
    "seed": 1,
}


def _parameter(id: str, label: str, value: float, unit: str, distribution: str, **spread: float | str) -> Row:
    return {
        "id": id,
        "label": label,
        "value": value,
        "unit": unit,
        "distribution": distribution,
        **spread,
        "source": _SOURCE,
        "evidence": "assumption",
    }


def _people(item: str, label: str, value: float) -> Row:
    return {"item": item, "label": label, "value": value, "source": _SOURCE, "evidence": "assumption"}


def _uptake(item: str, strategy: str) -> Row:
    return {"item": item, "strategy": strategy, "source": _SOURCE, "evidence": "assumption"}


_ROWS: Mapping[str, Sequence[Row]] = {
    "Strategies": (
        {"id": "standard", "label": "Standard care", "include": "yes", "new": 0},
        {
            "id": "therapy",
            "label": "New therapy",
            "description": "Given once, at the start",
            "include": "yes",
            "new": 1,
        },
    ),
    "States": (
        {
            "id": "ILL",
            "label": "Ill, needs transfusions",
            "transfusion": "dependent",
            "response": "none",
            "alive": "yes",
            "groups": "living",
            "remembers": "6 months",
            "start": 1,
            "u": "u_ill",
            "hr_death": "hr_ill",
        },
        {
            "id": "WELL",
            "label": "Well",
            "transfusion": "independent",
            "response": "complete",
            "alive": "yes",
            "groups": "living",
            "u": "u_well",
            "hr_death": 1,
        },
        {"id": "DEAD", "label": "Dead", "alive": "no", "u": 0, "hr_death": 0},
    ),
    "Marks": ({"id": "responded", "label": "Has responded", "start": 0, "remembers": "24 months"},),
    "Parameters": (
        _parameter("p_respond", "Response within 6 months, standard care", 0.4, "probability", "beta", n=100),
        _parameter("or_new", "Odds ratio of response, new therapy", 2, "odds ratio", "lognormal", low=1.2, high=3.3),
        _parameter("h_relapse", "Relapse, per month", 0.01, "rate", "gamma", se=0.002),
        _parameter("hr_ill", "Mortality while ill", 3, "hazard ratio", "lognormal", low=2, high=4.5),
        _parameter("u_ill", "Utility while ill, times the norm of the age", 0.7, "utility", "beta", se=0.04),
        _parameter("u_well", "Utility while well, times the norm of the age", 0.95, "utility", "beta", se=0.02),
        _parameter("c_ill", "Cost of care while ill, per month", 1500, "GBP", "gamma", se=200),
        _parameter("c_well", "Cost of care while well, per month", 150, "GBP", "gamma", se=30),
        _parameter("c_new", "Cost of the new therapy", 60000, "GBP", "fixed"),
    ),
    "Variables": (
        {"id": "p_6m", "expression": "ODDS_SHIFT(p_respond, IF(new, or_new, 1))", "label": "Response within 6 months"},
        {
            "id": "h_death",
            "expression": 'PROB_TO_RATE(LOOKUP("life", "q", age), 1) * hr_death',
            "unit": "per year",
            "label": "Mortality in the state",
        },
        {
            "id": "u_norm",
            "expression": "0.9508566 + 0.0212126*0.5 - 0.0002587*age - 0.0000332*age^2",
            "unit": "utility",
            "label": "General population of the UK, half of them men (Ara and Brazier 2010)",
        },
    ),
    "Transitions": (
        {
            "id": "respond",
            "from": "ILL",
            "to": "WELL",
            "as": "rate",
            "per": "6 months",
            "expression": "-LN(1 - p_6m)",
            "when": "cycles_in_state < 6",
            "sets": "responded",
        },
        {
            "id": "relapse",
            "from": "WELL",
            "to": "ILL",
            "as": "rate",
            "per": "month",
            "expression": "h_relapse * IF(months_since_responded < 24, 1, 0.5)",
            "sets": "not responded",
        },
        {"id": "die", "from": "alive", "to": "DEAD", "as": "rate", "per": "year", "expression": "h_death"},
    ),
    "Costs": (
        {"id": "therapy", "category": "therapy", "charged": "at start", "amount": "c_new", "when": "new"},
        {"id": "care_ill", "category": "care", "charged": "in ILL", "per": "month", "amount": "c_ill"},
        {"id": "care_well", "category": "care", "charged": "in WELL", "per": "month", "amount": "c_well"},
    ),
    "Utilities": (
        {"id": "life", "label": "Quality of life", "charged": "in alive", "per": "year", "weight": "u * u_norm"},
    ),
    "Counts": ({"id": "relapses", "label": "Relapses", "charged": "on relapse", "amount": 1},),
    "Correlations": ({"parameter a": "u_ill", "parameter b": "u_well", "correlation": 0.5, "kind": "rank"},),
    "Targets": (
        {
            "id": "survival_5y",
            "label": "Alive at 5 years, standard care",
            "quantity": "share of all",
            "over": "alive",
            "strategy": "standard",
            "at": "5 years",
            "value": 0.9,
            "low": 0.85,
            "high": 0.95,
            "source": _SOURCE,
            "use": "validation",
        },
    ),
    "Checks": ({"id": "order", "expression": "u_well >= u_ill", "message": "Being well is worse than being ill"},),
    "Subgroups": (
        {"id": "younger", "label": "Under 60 years", "share": 0.6, "start age": 55},
        {"id": "older", "label": "60 years and over", "share": 0.4, "start age": 65},
    ),
    "Scenarios": (
        {"scenario": "price", "label": "Half the price", "item": "c_new", "value": 30000},
        {"scenario": "price_20y", "label": "Half the price, 20 years", "item": "include scenario", "value": "price"},
        {"scenario": "price_20y", "item": "horizon", "value": "20 years"},
        {"scenario": "undiscounted", "label": "No discounting", "item": "discount costs", "value": 0.0},
        {"scenario": "undiscounted", "item": "discount effects", "value": 0.0},
        {
            "scenario": "weaker",
            "label": "Less effective",
            "item": "or_new",
            "value": 1.5,
            "note": "With its own interval",
        },
        {"scenario": "weaker", "item": "or_new low", "value": 0.9},
        {"scenario": "weaker", "item": "or_new high", "value": 2.5},
    ),
    "Population": (
        {"item": "years", "value": 5},
        {"item": "first year", "value": 2027},
        {"item": "entry", "value": "through the year"},
        _people("population", "Population", 68_000_000),
        {
            **_people("incidence", "New cases", 2),
            "unit": "per million",
            "low": 1.5,
            "high": 2.5,
        },
        {**_people("share", "Eligible for treatment", 0.75), "low": 0.6, "high": 0.9},
        {**_uptake("uptake", "therapy"), "year 1": 0.1, "year 2": 0.2, "year 3": 0.3, "year 4": 0.4, "year 5": 0.5},
        {**_uptake("uptake", "standard"), "value": "rest"},
        {**_uptake("uptake without", "standard"), "value": 1},
    ),
    "Changes": (
        {
            "date": "2026-01-05",
            "version": "1.0",
            "author": "Your name",
            "change": "First version",
            "reason": "Example: delete this row, or write on",
        },
    ),
    "table life": tuple(
        {"age": age, "q": q}
        for age, q in zip(
            range(50, 100, 5),
            (0.0035, 0.0053, 0.0082, 0.0126, 0.0205, 0.034, 0.059, 0.1, 0.165, 0.26),
            strict=True,
        )
    ),
}
