"""What a reader of a long report is spared, and what a reader of every format is given."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest
from building import strategy
from dossiers import analyses, dossier_of, studied
from situations import scenario, value

from costeff import workflow
from costeff.model import Model
from costeff.report import cheers
from costeff.report.blocks import table
from costeff.report.context import context
from costeff.report.convert import convert
from costeff.report.dossier import Dossier
from costeff.report.limitations import limitations
from costeff.report.sections.base_case import strategies_said
from costeff.report.sections.inputs import notes_list
from costeff.report.sections.material import MOST_COMPARED, MOST_DRAWN, Material, best_of
from costeff.report.sections.problem import stamp_table
from costeff.report.sections.situations import LONG, preferred_table

REPORTS = Path(__file__).parents[3] / "reports"


def with_strategies(*prices: float) -> Model:
    """Old care and the drug, then strategies with the deaths of old care at a price: all dominated by old care."""
    there = studied(draws=0)
    more = tuple(replace(strategy(f"s{k}", dies="p_old", price=p), label=f"Dear {k}") for k, p in enumerate(prices))
    return replace(there, strategies=(*there.strategies, *more), scenarios=(), subgroups=(), targets=())


def material(model: Model, kinds: tuple[str, ...] = ()) -> Material:
    return Material(dossier=Dossier(run=workflow.run(model), analyses=analyses(model, kinds)))


def converted(tmp_path: Path, text: str, format: str) -> Path:
    (made,) = convert(text, (format,), tmp_path, name="r", title="T", stamp={"workbook": "b.xlsx"}, resources=REPORTS)
    return made


# Many strategies, many scenarios


def test_comparisons_are_those_preferred_then_those_that_pay_then_the_best_others() -> None:
    made = material(with_strategies(10.0, 30.0, 20.0), ("price",))
    assert made.study.reference == "old"
    assert made.focus == ("new", "s0", "s2")  # preferred or priced, then by falling net benefit
    assert made.drawn == ("new", "s0")
    assert (len(made.focus), len(made.drawn)) == (MOST_COMPARED, MOST_DRAWN)


def test_a_note_says_how_many_comparisons_are_elsewhere() -> None:
    made = material(studied(draws=0))
    assert made.elsewhere(2, 2) == ""
    assert made.elsewhere(2, 3) == " 1 other comparison is in tables.xlsx, beside this document."
    assert made.elsewhere(2, 7) == " 5 other comparisons are in tables.xlsx, beside this document."


def test_of_many_scenarios_those_that_change_the_choice_are_listed() -> None:
    there = studied(draws=0)
    same = tuple(scenario(f"same_{k}", value("p_new", 0.1 + k * 1e-6)) for k in range(LONG))
    few = material(replace(there, scenarios=(*same[:5], scenario("deadly", value("p_new", 0.9)))), ("scenarios",))
    assert "Same_4" in str(preferred_table(few))
    many = material(replace(there, scenarios=(*same, scenario("deadly", value("p_new", 0.9)))), ("scenarios",))
    text = str(preferred_table(many))
    assert "Same_" not in text
    assert '["Deadly", "Old", "Old (changed)"]' in text
    assert f"Not listed: {LONG} scenarios" in text


def test_of_many_dominated_strategies_only_those_of_interest_have_a_paragraph() -> None:
    few = str(strategies_said(material(with_strategies(10.0, 20.0))))
    assert "are dominated too" not in few
    assert few.count('"Dear') >= 2
    many = str(strategies_said(material(with_strategies(10.0, 20.0, 30.0, 40.0, 50.0))))
    assert '"Dear 0" is dominated by "Old"' in many  # among the comparisons that are shown
    assert '"Dear 4" is dominated by' not in many
    assert '"Dear 2", "Dear 3" and "Dear 4" are dominated too' in many


def test_groups_of_a_one_way_analysis_are_told_by_their_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    there = studied(draws=0)
    found = workflow.dsa(there)
    frame = found.tables["tornado"].copy()
    first = frame["lever"] == frame["lever"].iloc[0]
    frame.loc[first, ["lever", "label", "moves"]] = ["deaths", "deaths (2 parameters together)", "p_old, p_new"]
    found = replace(found, tables={**found.tables, "tornado": frame})
    monkeypatch.setattr("costeff.words.findings", lambda _: ('"deaths (2 parameters together)" moves it.',))
    made = Material(dossier=Dossier(run=workflow.run(there), analyses={"dsa": found}))
    assert made.findings(found) == ('"Death, old care" and "Death, new drug" together moves it.',)


def test_limitations_are_about_the_strategy_that_pays_the_price() -> None:
    there = with_strategies(-5_000.0)  # a strategy with a higher net benefit, which the question is not about
    assert '"Dear 0" against "Old"' in limitations(material(there, ("dsa",)).dossier)[0]
    assert '"New" against "Old"' in limitations(material(there, ("dsa", "price")).dossier)[0]


# What is reported


def test_the_checklist_leads_to_what_was_run_and_to_nothing_else() -> None:
    there = {"has.dsa": True, "has.psa": False, "has.scenarios": False, "has.severity": True, "has.distribution": False}
    rows = str(cheers.checklist(there)).split("\n")
    uncertainty = next(row for row in rows if "Characterising uncertainty" in row)
    assert "](#dsa)" in uncertainty
    assert "](#psa)" not in uncertainty
    spread = next(row for row in rows if "distributional effects" in row)
    assert "](#severity)" in spread
    nothing = str(cheers.checklist(dict.fromkeys(there, False))).split("\n")
    assert cheers.AUTHORS in next(row for row in nothing if "Characterising uncertainty" in row)


def test_places_and_records_are_in_words(tmp_path: Path) -> None:
    found = dossier_of(studied(draws=0), tmp_path, ())
    run = replace(found.run, notes=("Study!B11: the horizon is long.", "Plain! A note: so."), provenance={
        **found.run.provenance, "overrides": {"drug": 5}})  # fmt: skip
    made = Material(dossier=replace(found, run=run))
    assert "Study, B11: the horizon is long." in str(notes_list(made))
    assert "Plain! A note: so." in str(notes_list(made)).replace("\\", "")
    assert "Changed for this run (JSON)" in str(stamp_table(made))


def test_a_sweep_that_nobody_ran_has_no_section(tmp_path: Path) -> None:
    from costeff.report.filling import fill

    text = fill(REPORTS / "dossier.md.j2", context(dossier_of(studied(draws=0), tmp_path, ())))
    assert "{#sweeps}" not in text


# Formats


LINES = [[f"row {k}", str(k)] for k in range(40)]


def test_a_box_that_scrolls_can_be_reached_by_keys_and_has_a_name(tmp_path: Path) -> None:
    long = " + ".join(f"a_{{{k}}}" for k in range(60))
    text = f"{table(['a', 'b'], LINES, id='table-a', caption='Rows & so on')}\n\n$$a$$\n\n{_equation(long)}\n"
    page = converted(tmp_path, text, "html").read_text(encoding="utf-8")
    (box,) = re.findall(r'<div class="table"[^>]*>', page)
    assert 'tabindex="0"' in box
    assert 'role="region"' in box
    assert re.search(r'aria-label="Table.1: Rows &amp; so on"', box)
    (wide,) = re.findall(r'<div class="equation"[^>]*>', page)
    assert 'tabindex="0"' in wide


def _equation(latex: str) -> str:
    from costeff.report.blocks import equation

    return str(equation(latex))


def test_a_heading_stands_on_the_landscape_page_of_its_table_in_word_too(tmp_path: Path) -> None:
    wide = table(["a", "b"], LINES[:3], id="table-a", caption="A", landscape=True)
    made = docx.Document(str(converted(tmp_path, f"# One\n\ntext\n\n## Wide {{#wide}}\n\n{wide}\n\ntext\n", "docx")))
    kinds = []
    for child in made.element.body:
        words = "".join(node.text or "" for node in child.iter() if node.tag.endswith("}t"))
        kinds += ["heading"] if words == "Wide" else []
        kinds += ["section"] if child.tag.endswith("}p") and "w:sectPr" in child.xml else []
        kinds += ["table"] if child.tag.endswith("}tbl") else []
    assert kinds[:4] == ["section", "heading", "table", "section"]


def test_the_note_of_a_table_over_pages_stands_above_it_and_its_head_never_alone(tmp_path: Path) -> None:
    long = [[f"row {k}", str(k)] for k in range(90)]
    before = "\n\n".join(f"line {k}" for k in range(29))
    text = f"{before}\n\n{table(['a', 'b'], long, id='table-a', caption='Long', note='Told first.')}\n"
    pages = [page.extract_text() for page in pypdf.PdfReader(converted(tmp_path, text, "pdf")).pages]
    here = next(k for k, page in enumerate(pages) if "Long" in page)
    assert pages[here].index("Told first.") < pages[here].index("row 0")
    assert "row 3" in pages[here]
    assert "row 89" in pages[-1]


def test_of_strategies_that_are_level_the_cheapest_is_the_best_whatever_the_rounding() -> None:
    rows = pd.DataFrame({"strategy": ["a", "b", "c"], "nmb_25000": [100_000.0, 100_000.0 + 1e-9, 99_000.0]})
    assert best_of(rows, 25_000.0) == "a"
    assert best_of(rows[1:], 25_000.0) == "b"
