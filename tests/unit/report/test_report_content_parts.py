from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import dossier_of, studied, tables

from costeff import format as show
from costeff import workflow
from costeff.report import cheers
from costeff.report.context import context
from costeff.report.dossier import Dossier
from costeff.report.filling import fill
from costeff.report.limitations import limitations
from costeff.report.pictures import shape_of
from costeff.report.references import references, references_of
from costeff.report.sections.answer import answer
from costeff.report.sections.base_case import SAVED, icer_table, quadrant_words
from costeff.report.sections.inputs import groups
from costeff.report.sections.material import Material

REPORTS = Path(__file__).parents[3] / "reports"
BOOK = Path(__file__).parents[3] / "inputs" / "mds.xlsx"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return dossier_of(studied(), tmp_path_factory.mktemp("dots"))


def written(x: float) -> Iterator[str]:
    """The ways in which a report may write a number of a table, without sign and currency."""
    if not math.isfinite(x):
        return
    for y in (x, abs(x)):
        yield from (
            show.money(y),
            show.money(y, "", 0),
            show.qalys(y),
            show.life_years(y),
            show.count(y),
            show.years(y),
        )
        yield from (show.percent(y), show.percent(y, 0), show.probability(y), show.number(y), show.number(y, 3))
        yield from (show.money_short(y), show.money_rounded(y), f"{y:g}")


def digits(text: str) -> set[str]:
    """The numbers in a text, without signs, currencies and units."""
    return set(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text))


def test_every_number_in_a_sentence_stands_in_a_table_or_counts_something(whole: Dossier) -> None:
    known: set[str] = set()
    for frame in tables(whole):
        for column in frame.columns:
            for cell in frame[column].tolist():
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    known |= {word for text in written(float(cell)) for word in digits(text)}
                elif isinstance(cell, str):
                    known |= digits(cell)
    current = float(whole.analyses["price"].facts["current"])
    known |= {word for text in written(current) for word in digits(text)}
    prices = whole.analyses["price"].tables["price"]
    known |= {word for p in prices["price"] for word in digits(show.percent(abs(1 - p / current), 0))}
    benefit = whole.run.icer_table()
    for threshold in whole.study.thresholds:  # how far one strategy is ahead of the other
        nmb = benefit[f"nmb_{threshold:.0f}"].to_numpy()
        known |= digits(show.money(abs(nmb[0] - nmb[1]), "", 0)) | digits(show.money(threshold))
    known |= {word for found in whole.analyses.values() for note in found.notes for word in digits(note)}
    groups = context(whole)["said"]
    for name in groups:  # type: ignore[attr-defined]
        text = str(groups[name])  # type: ignore[index]
        if name in ("stamp", "convergence"):
            continue
        unknown = {word for word in digits(text) - known if float(word.replace(",", "")) > 12}
        assert not unknown, (name, unknown, text)


def test_a_wrong_number_in_a_sentence_would_be_found() -> None:
    assert digits("costs £1,234 more, 5.6% of −7.25 in 2 years") == {"1,234", "5.6", "7.25", "2"}


def test_the_icer_table_has_the_numbers_of_the_run(whole: Dossier) -> None:
    text = str(icer_table(Material(dossier=whole)))
    icer, pairs = whole.run.icer_table(), whole.run.pairwise()
    for value in icer["cost"]:
        assert f'"{show.money(value, "", 0)}"' in text
    assert f'"{show.icer(float(pairs["icer"].iloc[0]))}"' in text
    assert '"reference"' in text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"quadrant": "dominant"}, "dominant"),
        ({"quadrant": "dominated"}, "dominated"),
        ({"quadrant": "same"}, "no difference"),
        ({"quadrant": "north-east", "icer": 12345.6}, "£12,346"),
        ({"comparison": "south-west", "saved_per_qaly_lost": 5000.0}, f"£5,000{SAVED}"),
    ],
)
def test_a_pair_in_every_quadrant(row: dict[str, object], words: str) -> None:
    assert quadrant_words(row, "GBP") == words


# References


def cited(*sources: str, evidence: str = "published") -> tuple[list[str], list[str]]:
    found = references_of((source, f"p{k}", evidence) for k, source in enumerate(sources))
    return [e.text for e in found.entries], [found.cited(source) for source in sources]


def test_a_source_that_several_name_is_one_reference() -> None:
    texts, shown = cited("Smith, Lancet 2020", "Jones, BMJ 2021", "Smith, Lancet 2020 ")
    assert texts == ["Smith, Lancet 2020", "Jones, BMJ 2021"]
    assert shown == ["[1]", "[2]", "[1]"]


def test_what_stands_around_a_work_stays_where_it_is() -> None:
    texts, shown = cited(
        "Smith et al, Lancet 2020;1:1 (n=10)", "31% at 3 months / 41%: Smith et al, Lancet 2020;1:1 (n=10)"
    )
    assert texts == ["Smith et al, Lancet 2020;1:1 (n=10)"]
    assert shown == ["[1]", "31% at 3 months / 41%: [1]"]


def test_a_work_that_nobody_names_alone_is_found_where_two_share_it() -> None:
    texts, shown = cited(
        "Price list of the service 2017/18: 124.46; by hand", "Price list of the service 2017/18: 219.30"
    )
    assert texts == ["Price list of the service 2017/18"]
    assert shown == ["[1]: 124.46; by hand", "[1]: 219.30"]


def test_no_source_is_no_reference_and_what_it_cites_is() -> None:
    texts, shown = cited("No source: assumption; 577 in Jones, BMJ 2012;12:362, Table", "Jones, BMJ 2012;12:362, Table")
    assert texts == ["Jones, BMJ 2012;12:362, Table"]
    assert shown[0] == "No source: assumption; 577 in [1]"


def test_an_assumption_that_cites_nothing_is_no_reference() -> None:
    assert cited("A choice of the model", evidence="assumption") == ([], ["A choice of the model"])
    assert cited("A registry", evidence="published") == (["A registry"], ["[1]"])


def test_who_uses_a_source_is_named_once(whole: Dossier) -> None:
    entries = references(whole.run).entries
    smith = next(e for e in entries if e.text.startswith("Smith"))
    assert smith.users == ("Death, old care", "Survival at 1 years", "Survival at 2 years")
    assert [e.number for e in entries] == list(range(1, len(entries) + 1))


def test_a_source_of_thousands_of_breaks_is_read_in_no_time() -> None:
    assert len(cited("a: b; " * 5000 + "2020")[0]) == 1


# CHEERS


def test_cheers_has_28_items_in_order() -> None:
    items = cheers.items()
    assert [item.number for item in items] == list(range(1, 29))
    assert [item.topic for item in items if item.part == "Results"] == [
        "Study parameters", "Summary of main results", "Effect of uncertainty", "Effect of engagement",
    ]  # fmt: skip


def test_sections_of_cheers_are_in_the_template() -> None:
    source = (REPORTS / "dossier.md.j2").read_text(encoding="utf-8")
    ids = set(re.findall(r"\{#([a-z-]+)\}", source))
    named = {name for item in cheers.items() for name in (*item.sections, *([item.written] if item.written else []))}
    assert named <= ids
    template = re.search(r"\{\{ cheers\((.*?)\) \}\}", source, re.S)
    assert template
    assert set(re.findall(r'"([a-z-]+)":', template[1])) == {item.written for item in cheers.items() if item.written}


def test_an_item_says_what_the_results_and_the_authors_give() -> None:
    there = {"population": True}
    plain = str(cheers.checklist(there))
    assert plain.count(cheers.AUTHORS) == sum(
        not (item.sections and there.get(item.needs, not item.needs)) for item in cheers.items()
    )
    with_funding = str(cheers.checklist(there, {"funding": "the state"}))
    assert with_funding.count(cheers.AUTHORS) == plain.count(cheers.AUTHORS) - 1
    assert "](#summary)" not in str(cheers.checklist(there, without=("summary",)))


# Limitations


def limits(dossier: Dossier) -> str:
    return " ".join(limitations(dossier))


def test_limitations_count_the_grades_of_evidence(whole: Dossier) -> None:
    text = limits(whole)
    assert "of 6 parameters, 1 published, 1 derived from what is published, 1 assumed, 1 recalled" in text
    assert 'Recalled, to be checked against the source before a submission: "Price of the drug".' in text
    assert "2 parameters name no source" in text


def test_limitations_name_assumptions_among_what_moves_most(whole: Dossier) -> None:
    assert 'include 1 assumption ("Death, new drug") and 1 figure recalled' in limits(whole)


def test_limitations_name_the_observation_that_is_missed(whole: Dossier) -> None:
    missed = [str(t) for t, ok in zip(whole.run.targets["label"], whole.run.targets["within"], strict=True) if not ok]
    assert len(missed) == 1
    assert f'outside the published interval of "{missed[0]}"' in limits(whole)


def test_limitations_tell_of_dropped_draws(whole: Dossier) -> None:
    record = {**whole.run.provenance, "draws": 50}
    text = limits(replace(whole, run=replace(whole.run, provenance=record)))
    assert "10 of 50 draws were no valid model and were dropped" in text
    assert "dropped" not in limits(whole)


def test_limitations_tell_of_rules_recalled_from_memory() -> None:
    there = studied(draws=0)
    recalled = replace(
        there.settings, jurisdiction="NICE 1.5%", filled={"discount costs": "NICE, non-reference discounting"}
    )
    text = limits(Dossier(run=workflow.run(replace(there, settings=recalled))))
    assert "The rules of NICE, non-reference discounting are recalled and to be checked" in text
    assert "recalled and to be checked" not in limits(Dossier(run=workflow.run(there)))


def test_limitations_say_what_is_lacking(whole: Dossier) -> None:
    assert "Not part of these results: severity of the condition, budget impact and value of information." in limits(
        whole
    )
    without = Dossier(run=whole.run, lacks=("The stored analysis x is of another version.",))
    assert "one-way sensitivity analysis" in limits(without)
    assert limitations(without)[-2] == "The stored analysis x is of another version."


def test_an_analysis_of_another_version_leaves_a_line_and_no_fault(whole: Dossier, tmp_path: Path) -> None:
    old = whole.analyses["price"]
    frame = old.tables["price"].drop(columns=["scenario", "discount"])
    stale = replace(old, tables={**old.tables, "price": frame}, provenance={**old.provenance, "costeff": "0.0.1"})
    text = fill(REPORTS / "dossier.md.j2", context(replace(whole, analyses={**whole.analyses, "price": stale})))
    assert "the results were made by costeff 0.0.1" in text


# What parameters feed


def test_parameters_are_grouped_by_what_they_feed() -> None:
    found = groups(workflow.run(studied(draws=0)).study)
    assert found["p_old"] == "Clinical course"
    assert found["care"] == "Costs and resource use"
    assert found["drug"] == "Costs and resource use"  # by way of a column of the strategies


@pytest.mark.slow
def test_parameters_of_the_mds_workbook_are_grouped() -> None:
    study = workflow.run(BOOK, draws=0).study
    found = groups(study)
    wrong = [p.id for p in study.parameters if p.unit == "GBP" and found[p.id] != "Costs and resource use"]
    assert wrong == []


# Pictures


def test_the_shape_of_a_picture_is_read_from_its_head(whole: Dossier, tmp_path: Path) -> None:
    assert shape_of(whole.figures["ceac"]) == 1
    assert shape_of(tmp_path / "none") == 1


def test_an_analysis_without_figures_says_so(whole: Dossier) -> None:
    text = str(context(replace(whole, figures={}))["figures"]["tornado"])  # type: ignore[index]
    assert text.strip() == "Its figures are not among the stored results."


def test_the_answer_is_about_what_pays_the_price(whole: Dossier) -> None:
    first, second, chances = answer(Material(dossier=whole))
    assert first.startswith('At £1,000 a QALY, "New" is not worth its cost: against "Old"')
    assert second.startswith('At £5,000 a QALY, "New" is worth its cost')
    curve = whole.run.ceac()
    new = curve[(curve["strategy"] == "new") & curve["wtp"].isin([1000.0, 5000.0])]["probability"].tolist()
    assert new == [0.0, 1.0]
    assert "in 0% and 100% of 40 draws" in chances


def test_without_a_price_the_answer_is_what_is_preferred(whole: Dossier) -> None:
    said = answer(Material(dossier=replace(whole, analyses={})))
    assert said
    assert "worth its cost:" not in " ".join(said)
