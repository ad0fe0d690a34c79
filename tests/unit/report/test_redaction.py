"""What is confidential stands nowhere in a report: not in its text, its tables, its files, or what they carry."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import replace
from importlib.resources import as_file
from pathlib import Path

import openpyxl
import pypdf
import pytest
from documents import pdf_text
from dossiers import dossier_of, studied
from situations import scenario, value

from costeff import workflow
from costeff.format import BLACK, HIDDEN, hidden, interval, money, number
from costeff.report.context import context
from costeff.report.convert import convert
from costeff.report.dossier import Dossier
from costeff.report.filling import fill
from costeff.report.redaction import redact
from costeff.report.spreadsheet import write_tables
from costeff.workflow.layout import shipped

SECRET, SPREAD = 512.34, 47.89
"""The price and its standard error: numbers that nothing else in the study is."""


def secretive():
    there = studied()
    price = next(p for p in there.parameters if p.id == "drug")
    from costeff.distributions import fit

    spread = fit("gamma", value=SECRET, se=SPREAD, low=None, high=None, n=None)
    hush = replace(
        price, value=SECRET, se=SPREAD, distribution=spread, confidential=True, source="Offer of £512.34",
        note="Was 512.34 at first",
    )  # fmt: skip
    return replace(
        there,
        parameters=tuple(hush if p.id == "drug" else p for p in there.parameters),
        scenarios=(*there.scenarios[:1], scenario("rebate", value("drug", 433.21))),
    )


@pytest.fixture(scope="module")
def dossier(tmp_path_factory) -> Dossier:
    found = dossier_of(secretive(), tmp_path_factory.mktemp("pictures"))
    told = {**found.run.provenance, "overrides": {"drug": SECRET}, "command": f"costeff run --set drug={SECRET}"}
    notes = ("Parameters!C5: 512.34 is far from the interval.", "The price, drug, is of an offer.", "Another note.")
    return replace(found, run=replace(found.run, provenance=told, notes=notes))


@pytest.fixture(scope="module")
def redacted(dossier):
    return redact(dossier)


NUMBERS = re.compile(r"512\.34|512\.3\b|£512\b|433\.21|£433\b|47\.89|47\.9\b")


def told(text: str) -> list[str]:
    return NUMBERS.findall(text)


def filled(dossier: Dossier) -> str:
    with as_file(shipped() / "reports") as styles:
        return fill(styles / "dossier.md.j2", context(dossier))


def test_the_number_stands_in_a_report_that_is_not_redacted(dossier):
    assert told(filled(dossier))  # or the tests below would prove nothing


def test_the_number_stands_nowhere_in_the_text(redacted):
    text = filled(redacted[0])
    assert not told(text)
    assert BLACK in text
    assert "Price of the drug" in text


def test_what_was_left_out_is_listed(dossier, redacted):
    found, listed = redacted
    assert listed[0] == 'Confidential, and blacked out with all that tells its value: "Price of the drug".'
    assert any("costs by category" in text for text in listed)
    assert any(text.endswith("all of it, since it is about a confidential input.") for text in listed)
    assert listed[-1].startswith("Totals, QALYs, ICERs")
    assert set(listed) <= set(found.lacks)
    assert "price" in dossier.analyses
    assert "price" not in found.analyses
    assert "drug" in set(dossier.analyses["dsa"].tables["tornado"]["lever"])
    for name in ("tornado", "elasticity"):
        assert "drug" not in set(found.analyses["dsa"].tables[name]["lever"])
        assert "p_new" in set(found.analyses["dsa"].tables[name]["lever"])
    assert set(found.analyses["scenarios"].tables["scenarios"]["scenario"]) & {"rebate"} == set()
    assert "deadlier" in set(found.analyses["scenarios"].tables["scenarios"]["scenario"])
    assert not [name for name in found.figures if name.startswith("dsa/") or name == "costs"]
    for parts in (found.run.costs_by_category(), found.run.costs_by_state()):
        assert set(parts["name"]) == {"All together"}
        assert list(parts["value"]) == pytest.approx([float(x) for x in dossier.run.base.of("cost")[0]])
    assert found.run.icer_table().equals(dossier.run.icer_table())


def test_other_analyses_stay(dossier, redacted):
    (only,) = (a for a in redacted[0].analyses.values() if a.kind == "threshold")
    assert only.tables["threshold"].equals(dossier.analyses["threshold"].tables["threshold"])


def test_notes_the_stamp_and_the_record_hold_none(redacted):
    found = redacted[0]
    assert found.run.notes == (
        f"Parameters!C5: {BLACK} is far from the interval.",
        f"{BLACK} (about a confidential input)",
        "Another note.",
    )
    assert not told(" ".join(found.stamp.values()))
    assert BLACK in found.stamp["overrides"]
    assert found.stamp["command"] == BLACK


def test_the_number_is_in_no_cell(dossier, redacted, tmp_path):
    for there, wanted in ((dossier, True), (redacted[0], False)):
        write_tables(there, tmp_path / "tables.xlsx", there.stamp)
        book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        numbers = [x for x in cells if isinstance(x, float) and min(abs(x - SECRET), abs(x - SPREAD)) < 0.01]
        assert bool(numbers) is wanted
        assert bool(told(" ".join(str(x) for x in cells if isinstance(x, str)))) is wanted
        with zipfile.ZipFile(tmp_path / "tables.xlsx") as parts:
            assert bool(told(parts.read("docProps/custom.xml").decode())) is wanted
    assert BLACK in cells


@pytest.mark.slow
def test_the_number_is_in_no_document(redacted, tmp_path):
    found = redacted[0]
    with as_file(shipped() / "reports") as styles:
        made = convert(
            filled(found), ("docx", "html", "pdf"), tmp_path, name="dossier", title=found.study.title,
            stamp=found.stamp, resources=styles,
        )  # fmt: skip
    for path in made:
        assert not told(contents(path)), path


def contents(path: Path) -> str:
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            return " ".join(parts.read(n).decode() for n in parts.namelist() if n.endswith((".xml", ".rels")))
    if path.suffix == ".pdf":
        return pdf_text(path) + str(pypdf.PdfReader(path).metadata) + path.read_bytes().decode("latin-1")
    return html.unescape(path.read_text(encoding="utf-8"))


def test_nothing_confidential_changes_nothing(tmp_path):
    plain = dossier_of(studied(), tmp_path, ())
    assert redact(plain) == (plain, ())


def test_shares_of_one_dirichlet_are_hidden_together(tmp_path):
    plain = dossier_of(studied(), tmp_path, ())
    lines = plain.study.parameters
    marked = tuple(
        replace(line, distribution="dirichlet", group="g", confidential=k == 0) if k < 2 else line
        for k, line in enumerate(lines)
    )
    found, _ = redact(replace(plain, run=replace(plain.run, study=replace(plain.study, parameters=marked))))
    assert [hidden(line.value) for line in found.study.parameters[:3]] == [True, True, False]


def test_a_confidential_discount(tmp_path):
    made = workflow.price(studied(), "drug", discount=0.37, psa=False)
    assert "net" in made.tables
    plain = dossier_of(studied(), tmp_path, ())
    found, listed = redact(replace(plain, analyses={"price": made}))
    kept = found.analyses["price"]
    assert "net" not in kept.tables
    assert not re.search(r"37%|0\.37", " ".join([*kept.notes, str(kept.facts), str(kept.provenance["overrides"])]))
    assert any("net price" in text for text in listed)


def test_black_is_told_from_a_dash():
    assert [show(HIDDEN) for show in (money, number)] == [BLACK, BLACK]
    assert interval(HIDDEN, HIDDEN) == BLACK
    assert [hidden(x) for x in (HIDDEN, float("nan"), None, 1.0)] == [True, False, False, False]
