"""A confidential strategy stands nowhere in a report, and what is left is what a comparison without it gives."""

from __future__ import annotations

import html
import json
import re
import zipfile
from dataclasses import replace
from importlib.resources import as_file
from pathlib import Path

import building as b
import numpy as np
import openpyxl
import pandas as pd
import pypdf
import pytest
from documents import pdf_text
from dossiers import analyses, dot, studied, tables
from situations import compared as comparing
from situations import scenario, value

from costeff import workflow
from costeff.format import money, qalys
from costeff.model import Model
from costeff.report.context import context
from costeff.report.convert import convert
from costeff.report.dossier import Dossier
from costeff.report.filling import fill
from costeff.report.redaction import redact
from costeff.report.spreadsheet import write_tables
from costeff.results import Study
from costeff.workflow.dossiers import redacted as drawn_anew
from costeff.workflow.layout import shipped

LABEL = "Zorblaxin"
DESCRIPTION = "Given by quibbling"
KINDS = ("dsa", "price", "scenarios", "subgroups", "threshold")
WORDS = re.compile(rf"{LABEL}|zbx|quibbl", re.IGNORECASE)


def compared(*, hushed: bool = True, reference: str = "old") -> Model:
    """The study of two strategies, and a third between them that is confidential."""
    there = studied()
    secret = replace(
        b.strategy("zbx", dies="(2*p_old + p_new) / 3", price="drug * 0.37 + 41"),
        label=LABEL,
        description=DESCRIPTION,
        confidential=hushed,
    )
    return replace(
        there,
        settings=replace(there.settings, reference=reference, title=f"Old care, {LABEL} and a new drug"),
        strategies=(there.strategies[0], secret, *there.strategies[1:]),
        scenarios=(
            *there.scenarios[:1],
            scenario("pair", comparing("old", "zbx")),
            scenario("dear", value("drug", 900.0)),
        ),
    )


def whole(model: Model, folder: Path, kinds: tuple[str, ...] = KINDS) -> Dossier:
    run = workflow.run(model, command="costeff run --set strategies=old,zbx")
    found = analyses(model, kinds)
    names = ["trace", "ceac", *(f"{kind}/one" for kind in kinds)]
    run = replace(run, notes=(f"{LABEL} costs 1,234.", "Another note."))
    return Dossier(run=run, analyses=found, figures={name: dot(folder, name) for name in names}, command=f"for {LABEL}")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory) -> Dossier:
    return whole(compared(), tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def redacted(dossier) -> tuple[Dossier, tuple[str, ...]]:
    return redact(dossier)


def filled(dossier: Dossier) -> str:
    with as_file(shipped() / "reports") as styles:
        return fill(styles / "dossier.md.j2", context(dossier)) + fill(styles / "brief.md.j2", context(dossier))


def numbers_of(dossier: Dossier) -> set[float]:
    """Costs, QALYs and life years of the confidential strategy, discounted and not, and all that it is compared by."""
    found = set()
    for table in tables(dossier):
        for column in ("strategy", "against"):
            if column in table:
                rows = table[table[column] == "zbx"].select_dtypes("float")
                found |= {float(x) for x in np.ravel(rows.to_numpy()) if np.isfinite(x)}
        others = table[table["strategy"] != "zbx"] if "strategy" in table else table
        found -= {float(x) for x in np.ravel(others.select_dtypes("number").to_numpy())}
    return {x for x in found if not float(40 * x).is_integer()}  # shares of 40 draws may be another's by chance


def test_the_strategy_stands_in_a_report_that_is_not_redacted(dossier):
    assert WORDS.search(filled(dossier))  # or the tests below would prove nothing
    assert DESCRIPTION in filled(dossier)


def test_its_names_stand_nowhere_in_the_text(redacted):
    text = filled(redacted[0])
    assert not WORDS.findall(text)
    assert "1,234" not in text
    assert "1 strategy of the comparison is confidential" in text
    assert redacted[0].study.title == (
        "Old care, Confidential strategy A and a new drug (1 confidential strategy not shown)"
    )


def test_what_is_left_is_what_a_comparison_of_the_others_gives(redacted):
    full = compared()
    others = tuple(s for s in full.strategies if s.id != "zbx")
    alone = workflow.run(replace(full, strategies=others, scenarios=()))
    found = redacted[0].run
    for name in ("icer_table", "pairwise", "psa_summary", "psa_icer_table", "ceac", "ce_means", "milestones",
                 "costs_by_category", "qalys_by_state", "trace_table", "survival"):  # fmt: skip
        pd.testing.assert_frame_equal(getattr(found, name)(), getattr(alone, name)(), check_exact=False, rtol=1e-12)
    chances = found.ceac().groupby("wtp")["probability"].sum()
    assert chances.to_numpy() == pytest.approx(1.0)


def test_analyses_are_those_of_the_others(dossier, redacted):
    full = compared()
    others = tuple(s for s in full.strategies if s.id != "zbx")
    alone = analyses(replace(full, strategies=others, scenarios=full.scenarios[:1] + full.scenarios[2:]), KINDS)
    found = redacted[0].analyses
    assert set(found) == set(KINDS) - {"threshold"}
    for kind, name in (("scenarios", "scenarios"), ("subgroups", "subgroups"), ("subgroups", "pairwise"),
                       ("dsa", "elasticity")):  # fmt: skip
        wanted, got = alone[kind].tables[name], found[kind].tables[name]
        got = got[got["scenario"] != "pair"].reset_index(drop=True) if name == "scenarios" else got
        wanted = wanted[[c for c in wanted if c in got]]
        if "lever" in got:
            keys = ["lever", "strategy", "threshold"]
            wanted, got = (t.sort_values(keys).reset_index(drop=True) for t in (wanted, got))
        pd.testing.assert_frame_equal(got, wanted, check_exact=False, rtol=1e-9)
    assert set(dossier.analyses["scenarios"].tables["scenarios"]["strategy"]) >= {"zbx"}
    assert not (set(found["scenarios"].tables["changes"]["scenario"]) & {"pair"})


def test_what_was_left_out_is_listed(redacted):
    found, listed = redacted
    assert listed[0].startswith("1 strategy of the comparison is confidential and left out")
    assert any("Values at which the decision changes" in text and text.endswith("all of it.") for text in listed)
    assert any("One-way sensitivity analysis: the rows of confidential strategies" in text for text in listed)
    assert set(listed) <= set(found.lacks)
    assert not found.figures  # each compares strategies: they are drawn anew
    assert not WORDS.search(" ".join([*listed, found.command, *found.run.notes]))
    assert found.run.notes[1] == "Another note."


def test_nothing_of_it_is_in_what_is_carried(redacted):
    found = redacted[0]
    records = [found.stamp, found.study.as_dict(), dict(found.run.provenance)]
    for analysis in found.analyses.values():
        records += [analysis.study.as_dict(), dict(analysis.provenance), dict(analysis.facts), list(analysis.notes)]
    assert not WORDS.findall(json.dumps(records, default=str, ensure_ascii=False))
    assert "results" not in found.stamp


def test_its_numbers_are_in_no_cell(dossier, redacted, tmp_path):
    secret = np.array(sorted(numbers_of(dossier)))
    assert len(secret) > 50
    for there, wanted in ((dossier, True), (redacted[0], False)):
        write_tables(there, tmp_path / "tables.xlsx", there.stamp)
        book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        numbers = np.array([float(x) for x in cells if isinstance(x, float)])
        at = np.clip(np.searchsorted(secret, numbers), 1, len(secret) - 1)
        near = np.minimum(np.abs(numbers - secret[at]), np.abs(numbers - secret[at - 1])) <= 1e-12 * np.abs(numbers)
        assert bool(near.any()) is wanted, numbers[near]
        texts = " ".join(str(x) for x in [*cells, *book.sheetnames] if isinstance(x, str))
        assert bool(WORDS.search(texts)) is wanted
        with zipfile.ZipFile(tmp_path / "tables.xlsx") as parts:
            assert bool(WORDS.search(parts.read("docProps/custom.xml").decode())) is wanted


@pytest.mark.slow
def test_it_is_in_no_document_and_no_figure(tmp_path):
    book = workflow.run(compared(), command="costeff run")

    there = Dossier(run=book, analyses=analyses(compared(), ("dsa",)), figures={"dsa/one": dot(tmp_path, "dsa/one")})
    totals = book.icer_table().set_index("strategy").loc["zbx"]
    found = drawn_anew(there, tmp_path, lambda words: None)
    assert {"ceac", "trace", "costs"} <= set(found.figures)
    assert any(name.startswith("dsa/") for name in found.figures)
    for path in found.figures.values():
        assert not WORDS.search(path.with_suffix(".svg").read_text(encoding="utf-8")), path
    with as_file(shipped() / "reports") as styles:
        made = convert(
            fill(styles / "dossier.md.j2", context(found)), ("docx", "html", "pdf"), tmp_path, name="dossier",
            title=found.study.title, stamp=found.stamp, resources=styles,
        )  # fmt: skip
    for path in made:
        text = contents(path)
        assert "1 confidential strategy not shown" in text
        assert not WORDS.search(text), path
        assert money(float(totals["cost"]), "GBP") not in text
        assert qalys(float(totals["qalys"])) not in re.findall(r"[\d.,]+", text)


def contents(path: Path) -> str:
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            return " ".join(parts.read(n).decode() for n in parts.namelist() if n.endswith((".xml", ".rels")))
    if path.suffix == ".pdf":
        return pdf_text(path) + str(pypdf.PdfReader(path).metadata)
    return html.unescape(re.sub(r"base64,[\w+/=]+", "", path.read_text(encoding="utf-8")))


def test_a_confidential_reference(tmp_path):
    found, listed = redact(whole(compared(reference="zbx"), tmp_path, ("dsa", "scenarios")))
    assert found.study.reference == "old"
    assert not found.analyses
    assert any("The reference strategy is confidential" in text and '"Old"' in text for text in listed)
    assert {s.value for s in found.study.settings if s.name == "reference strategy"} <= {"old", ""}
    assert not WORDS.search(filled(found))
    assert set(found.run.pairwise()["strategy"]) == {"new"}


def test_one_that_only_a_scenario_compares(tmp_path):
    full = compared()
    aside = replace(
        full,
        strategies=tuple(s for s in full.strategies if s.id != "zbx"),
        strategies_left_out=tuple(s for s in full.strategies if s.id == "zbx"),
    )
    plain = whole(aside, tmp_path, ("scenarios", "threshold"))
    assert WORDS.search(filled(plain))
    found, _ = redact(plain)
    assert not WORDS.search(filled(found))
    assert found.run.icer_table().equals(plain.run.icer_table())
    assert "threshold" in found.analyses  # it isn't compared there
    assert "not shown" not in found.study.title


def test_a_single_strategy_that_is_left(tmp_path):
    full = compared()
    two = replace(full, strategies=full.strategies[:2], scenarios=(), subgroups=())
    found, _ = redact(whole(two, tmp_path, ()))
    assert [s.id for s in found.study.strategies] == ["old"]
    assert not WORDS.search(filled(found))


def test_records_of_before_are_read():
    record = json.loads(json.dumps(Study.of(compared()).as_dict()))
    assert [s.confidential for s in Study.from_dict(record).strategies] == [False, True, False]
    del record["set_aside"]
    for line in record["strategies"]:
        del line["confidential"]
    assert [s.confidential for s in Study.from_dict(record).strategies] == [False, False, False]
