"""Every kind of file that costeff writes carries the stamp, whole, whatever stands in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dossiers import dossier_of, studied
from matplotlib.figure import Figure

from costeff import workflow
from costeff.report.convert import FORMATS, convert
from costeff.report.spreadsheet import write_tables
from costeff.results.analysis import load_analysis, save_analysis
from costeff.results.stamp import provenance_of, stamp
from costeff.results.store import save
from costeff.workflow.drawing import draw
from costeff.workflow.stamped import READERS, stamp_of

REPORTS = Path(__file__).parents[3] / "reports"
HOSTILE = {"name; seed: 9, costeff: 1": '<&">', "long": "x, y; z" * 200, "horizon": "10 years", "p": 0.1 + 0.2}
"""Changes that were asked for, such as might break a stamp apart."""


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    found = dossier_of(studied(), tmp_path_factory.mktemp("pictures"), ("dsa",))
    book = {"name": 'a & b; "c".xlsx', "sha256": "ab" * 32}
    record = {**found.run.provenance, "workbook": book, "overrides": HOSTILE}
    return replace(found, run=replace(found.run, provenance=record))


@pytest.fixture(scope="module")
def folder(dossier, tmp_path_factory):
    made = tmp_path_factory.mktemp("files")
    convert("# One\n", FORMATS, made, name="r", title="T", stamp=dossier.stamp, resources=REPORTS)
    write_tables(dossier, made / "r.xlsx", dossier.stamp)
    draw([("r", Figure())], made / "figures", dossier.study, dossier.run.provenance)
    return made


@pytest.mark.parametrize("ending", [".docx", ".html", ".pdf", ".xlsx"])
def test_documents(folder, dossier, ending):
    assert stamp_of(folder / f"r{ending}") == dict(dossier.stamp)


@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_figures(folder, dossier, ending):
    assert stamp_of(folder / "figures" / f"r{ending}") == stamp(dossier.run.provenance, clock=False)


def test_every_kind_is_tested_and_says_all_that_it_takes(folder, dossier):
    assert set(READERS) == {".docx", ".html", ".pdf", ".xlsx", ".png", ".svg"}
    there = provenance_of(stamp_of(folder / "r.pdf"))
    assert there["overrides"] == HOSTILE
    assert there["workbook"] == dossier.run.provenance["workbook"]
    assert there["results"] == dossier.run.provenance["results"]


def test_stored_results(dossier, tmp_path):
    run = dossier.run
    save(run, tmp_path / "run")
    save_analysis(dossier.analyses["dsa"], tmp_path / "dsa")
    workflow.write(run, tmp_path / "whole", figures=False)
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert stamp(record) == stamp(run.provenance)
    assert stamp(load_analysis(tmp_path / "dsa").provenance) == stamp(dossier.analyses["dsa"].provenance)
    assert stamp_of(tmp_path / "run" / "tables" / "tables.xlsx") == stamp(run.provenance)
    for path in sorted((tmp_path / "run").rglob("*.parquet")):
        carried = json.loads(pq.read_schema(path).metadata[b"costeff"])
        assert stamp(carried) == stamp(run.provenance), path
