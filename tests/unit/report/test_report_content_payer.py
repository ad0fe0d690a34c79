"""Tables of what a payer asks besides, against the tables of the analyses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from decisions import ill, life
from dossiers import studied
from people import population

from costeff import format as show
from costeff import workflow
from costeff.report.context import context
from costeff.report.dossier import Dossier
from costeff.results import Analysis, Run

YEARS = [(float(age), 0.01, 0.01) for age in range(101)]


def made(run: Run, analysis: Analysis) -> Mapping[str, object]:
    """The tables of a dossier with one analysis."""
    return context(Dossier(run=run, analyses={analysis.name: analysis}))["tables"]  # type: ignore[return-value]


@pytest.fixture(scope="module")
def run() -> Run:
    return workflow.run(studied(draws=0))


def test_budget_by_year_and_line_and_the_people_behind_it() -> None:
    model = replace(studied(draws=0), population=population())
    found = workflow.budget(model)
    tables = made(workflow.run(model, draws=0), found)
    frame = found.tables["budget"]
    for total in frame.loc[frame["total"].astype(bool), "net"]:
        assert f'"{show.money(total, "", 0)}"' in str(tables["budget_years"])
        assert f'"{show.money(total, "", 0)}"' in str(tables["budget"])
    people = found.tables["population"]
    first = people[(people["part"] == "cascade") & (people["year"] == people["year"].min())]
    for number in first["people"]:
        assert f'"{show.number(number, 3)}"' in str(tables["budget_people"])
    assert "All years" in str(tables["budget_scenarios"])


def test_severity_with_its_weight_and_without_a_table_where_it_is_one() -> None:
    model = ill(life(YEARS))
    found = workflow.severity(model, psa=False)
    run = workflow.run(model, draws=0)
    tables = made(run, found)
    assert f"weight {found.facts['weight']:g}" in str(tables["severity"])
    one = replace(found, facts={**found.facts, "weight": 1.0})
    assert "weighted results are those of the base case" in str(made(run, one)["weighted"])
    more = replace(found, facts={**found.facts, "weight": 1.7})
    weighted = found.tables["weighted"]["weighted_inmb"].iloc[0]
    assert f'"{show.money(weighted, "", 0)}"' in str(made(run, more)["weighted"])


def test_distribution_at_the_first_threshold(run: Run) -> None:
    found = workflow.distribution(studied(draws=0))
    text = str(made(run, found)["distribution"])
    frame = found.tables["equity"]
    first = frame[frame["threshold"] == run.study.thresholds[0]]
    assert text.count('"over":') == 1 + first["index"].nunique()
    for benefit in first["weighted_inmb"]:
        assert f'"{show.money(benefit, "", 0)}"' in text


def test_rules_of_other_jurisdictions_and_how_well_they_are_known(run: Run) -> None:
    found = workflow.jurisdictions(studied(draws=0))
    tables = made(run, found)
    for name, known in zip(found.tables["rules"]["name"], found.tables["rules"]["confidence"], strict=True):
        assert f'"{name}"' in str(tables["rules"])
        assert (known or "of this study") in str(tables["rules"])
    assert str(tables["jurisdictions"]).count('{"over": "New"}') == 1
    assert all(f'["{name}", ' in str(tables["jurisdictions"]) for name in found.tables["rules"]["name"])
    limits = str(context(Dossier(run=run, analyses={"jurisdictions": found}))["limitations"])
    assert "Compared with rules that are recalled" in limits


def test_two_parameters_at_once_in_sentences(run: Run) -> None:
    found = workflow.twoway(studied(draws=0), "p_new", "drug", steps=3)
    text = str(context(Dossier(run=run, analyses={"twoway": found}))["said"]["twoway"])  # type: ignore[index]
    assert "Death, new drug" in text
    assert "Price of the drug" in text
