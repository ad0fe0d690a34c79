from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from costeff.errors import InputError
from costeff.errors.results import UnreadableResults
from costeff.model import Draws
from costeff.results import TABLES, Run, load, parquet, save

Make = Callable[..., Run]

HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "<script>alert(1)</script>", 'a,b"c\nd;é')


@pytest.mark.parametrize("draws", [0, 40])
def test_round_trip(make: Make, tmp_path: Path, draws: int) -> None:
    run = make(draws=draws, notes=("a note", "£ and é"))
    save(run, tmp_path / "out")
    back = load(tmp_path / "out")
    assert back.study == run.study
    assert back.notes == run.notes
    assert back.provenance == run.provenance
    for table in TABLES:
        pd.testing.assert_frame_equal(table.make(back), table.make(run), check_exact=True)
    assert back.base.outcomes == run.base.outcomes
    assert (back.trace.flows == run.trace.flows).all()
    assert back.trace.arrows == run.trace.arrows
    if draws:
        assert back.psa is not None
        assert back.draws is not None
        assert run.psa is not None
        assert run.draws is not None
        assert (back.psa.values == run.psa.values).all()
        assert (back.draws.values == run.draws.values).all()
        assert back.psa.index.tolist() == back.draws.index.tolist() == run.draws.index.tolist()
        assert (back.draws.ids, back.draws.design, back.draws.seed) == (("p_response", "price"), "random", 1)
    else:
        assert not (tmp_path / "out" / "psa").exists()


def test_an_edited_table_changes_nothing(make: Make, tmp_path: Path) -> None:
    run = make()
    save(run, tmp_path)
    for path in (tmp_path / "tables").glob("*.csv"):
        path.write_text("edited")
    pd.testing.assert_frame_equal(load(tmp_path).icer_table(), run.icer_table())


def test_files_say_what_they_hold(make: Make, tmp_path: Path) -> None:
    run = make(draws=20)
    save(run, tmp_path)
    assert {p.stem for p in (tmp_path / "tables").glob("*.csv")} == {t.name for t in TABLES}
    outcomes = pq.read_table(tmp_path / "psa" / "outcomes.parquet")
    assert outcomes.column_names[:5] == ["draw", "strategy", "cost", "cost_category:drugs", "cost_category:care"]
    assert outcomes.num_rows == 60
    assert outcomes.to_pandas().groupby("strategy", observed=True)["cost"].mean()["drug"] == pytest.approx(
        run.psa.of("cost")[:, 1].mean()  # type: ignore[union-attr]
    )
    assert pq.read_table(tmp_path / "psa" / "parameters.parquet").column_names == ["draw", "p_response", "price"]
    for path in tmp_path.rglob("*.parquet"):
        assert json.loads(pq.read_schema(path).metadata[b"costeff"])["costeff"] == "0.1.0"
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["costeff"] == "0.1.0"
    assert record["workbook"]["sha256"] == "0" * 64


def test_csv_keeps_every_digit(make: Make, tmp_path: Path) -> None:
    run = make(draws=20)
    save(run, tmp_path)
    raw = (tmp_path / "tables" / "psa_summary.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(tmp_path / "tables" / "psa_summary.csv")
    assert back["mean"].tolist() == run.psa_summary()["mean"].tolist()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_labels_are_only_text(make: Make, tmp_path: Path, text: str) -> None:
    run = make({"msc": text, "ill": text, "p_response": text, "title": text}, draws=5, notes=(text,))
    save(run, tmp_path)
    width = {table.name: len(table.make(run).columns) for table in TABLES}
    for path in (tmp_path / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert len(row) == width[path.stem]
                for cell in row:
                    assert not cell.startswith(("=", "+", "@", "\t", "\r")), path
                    if cell.startswith("-") and cell not in ("-", "-inf"):
                        float(cell)
    book = openpyxl.load_workbook(tmp_path / "tables" / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = [str(cell.value).replace("_x000D_", "").strip() for cell in cells if cell.data_type == "s"]
    assert text.strip() in texts
    assert load(tmp_path).study.labels["msc"] == text


def test_workbook_holds_numbers_as_numbers(make: Make, tmp_path: Path) -> None:
    run = make(draws=20)
    save(run, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "tables" / "tables.xlsx")
    sheet = book["icer"]
    header = [cell.value for cell in sheet[1]]
    second = dict(zip(header, sheet[3], strict=True))
    assert second["icer"].value == pytest.approx(18_000)
    assert "£" in second["icer"].number_format
    assert second["qalys"].number_format.startswith("0.000")
    assert sheet.freeze_panes == "C2"
    assert sheet[2][header.index("icer")].value is None
    summary = book["psa_summary"]
    formats = {row[2].value: row[4].number_format for row in summary.iter_rows(min_row=2)}
    assert "£" in formats["inmb_25000"]
    assert formats["qalys"].startswith("0.000")
    assert book["milestones"].max_row > 1
    assert {"about", "trace", "parameters"} <= set(book.sheetnames)


def test_strange_ids_do_not_collide(tmp_path: Path) -> None:
    draws = Draws(ids=("draw", "price"), values=np.array([[1.0, 2.0], [3.0, 4.0]]), index=np.arange(2))
    parquet.write_draws(draws, tmp_path / "draws.parquet", {})
    back = parquet.read_draws(tmp_path / "draws.parquet")
    assert back.ids == ("draw", "price")
    assert np.array_equal(back.values, draws.values)
    assert pq.read_table(tmp_path / "draws.parquet").column_names == ["draw", "draw (2)", "price"]


@pytest.mark.parametrize(
    "content", [None, "no json", "[]", '{"costeff": "1"}', '{"run": {"format": 99}}', '{"run": {"format": 1}}']
)
def test_other_folders_are_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    with pytest.raises(InputError) as caught:
        load(tmp_path)
    assert isinstance(caught.value.problems[0], UnreadableResults)
    assert str(tmp_path) in str(caught.value)


def test_a_damaged_file_is_told(make: Make, tmp_path: Path) -> None:
    save(make(draws=3), tmp_path)
    path = tmp_path / "psa" / "outcomes.parquet"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError):
        load(tmp_path)
