from __future__ import annotations

from pathlib import Path
from typing import Any

import building as b
import numpy as np
import pandas as pd
import pytest

import costeff
from costeff.errors import InputError
from costeff.errors.sweeps import FailedPoint, TooManyRuns
from costeff.model import Model
from costeff.results import load_analysis, save_analysis
from costeff.workbook import write_template
from costeff.workflow import sweeps


@pytest.fixture(scope="module")
def tiny() -> Model:
    """A year in one state: the new strategy costs c more and yields gain more QALYs."""
    return b.model(
        settings=b.settings(cycle="1 year", horizon="1 year", costs=0.0, effects=0.0, reference="old"),
        strategies=(b.strategy("old", new=0), b.strategy("new", new=1)),
        states=(b.state("LIVE", 1),),
        parameters=(
            b.parameter("c", 1000),
            b.parameter("gain", 0.1, unit="utility"),
        ),
        payoffs=(
            b.payoff("cost", "drug", "in", "LIVE", "c * new", per="1 year"),
            b.payoff("utility", "life", "in", "LIVE", "0.5 + gain * new", per="1 year"),
        ),
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return costeff.read(write_template(tmp_path_factory.mktemp("template") / "study.xlsx"))


def spec(*axes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "Test", **more, "axis": list(axes)}


def new_rows(analysis: costeff.Analysis, strategy: str = "new") -> pd.DataFrame:
    grid = analysis.tables["grid"]
    return grid[grid["strategy"] == strategy].reset_index(drop=True)


def test_a_grid_is_what_a_pencil_says(tiny: Model):
    found = costeff.sweep(
        tiny, spec({"item": "c", "from": 0, "to": 4000, "steps": 5}, {"item": "gain", "values": [0.0, 0.2]})
    )
    rows = new_rows(found)
    assert rows["point"].tolist() == list(range(1, 11))
    assert rows["c"].tolist() == [c for c in (0, 1000, 2000, 3000, 4000) for _ in range(2)]
    assert rows["gain"].tolist() == [0.0, 0.2] * 5
    np.testing.assert_allclose(rows["inc_cost"], rows["c"], atol=1e-9)
    np.testing.assert_allclose(rows["inc_qalys"], rows["gain"], atol=1e-12)
    np.testing.assert_allclose(rows["inmb_25000"], 25_000 * rows["gain"] - rows["c"], atol=1e-7)
    assert rows["best_25000"].tolist() == [False, True] * 5


def test_steps_may_be_logarithmic(tiny: Model):
    found = costeff.sweep(tiny, spec({"item": "c", "from": 10, "to": 10_000, "steps": 4, "scale": "log"}))
    assert new_rows(found)["c"].tolist() == [10, 100, 1000, 10_000]
    assert found.facts["axes"][0]["values"] == [10, 100, 1000, 10_000]


def test_several_items_take_the_same_values(tiny: Model):
    found = costeff.sweep(tiny, spec({"item": ["c", "gain"], "values": [0.25, 0.5]}))
    rows = new_rows(found)
    np.testing.assert_allclose(rows["inc_cost"], [0.25, 0.5])
    np.testing.assert_allclose(rows["inc_qalys"], [0.25, 0.5])


def test_labelled_points_change_several_things(tiny: Model):
    points = [{"label": "cheap", "set": {"c": 10, "gain": 0.05}}, {"label": "good", "set": {"gain": 0.3}}]
    rows = new_rows(costeff.sweep(tiny, spec({"point": points})))
    assert rows["case"].tolist() == ["cheap", "good"]
    np.testing.assert_allclose(rows["inc_cost"], [10, 1000])
    np.testing.assert_allclose(rows["inc_qalys"], [0.05, 0.3])


def test_what_is_fixed_holds_at_every_point(tiny: Model):
    rows = new_rows(costeff.sweep(tiny, spec({"item": "c", "values": [1, 2]}, set={"gain": 0.4})))
    np.testing.assert_allclose(rows["inc_qalys"], 0.4)


def test_a_price_breaks_even_where_it_should(tiny: Model):
    found = costeff.sweep(tiny, spec({"item": "c", "values": [0, 2000, 3000]}, {"item": "gain", "values": [0.1, 0.2]}))
    table = found.tables["crossings"]
    worth = table[table["turns"] == "worth"].set_index(["gain", "threshold"])
    assert worth.loc[(0.1, 25_000), "at"] == pytest.approx(2500)
    assert worth.loc[(0.1, 25_000), ["before", "after"]].tolist() == ["new", "old"]
    assert bool(worth.loc[(0.1, 25_000), "interpolated"])
    assert worth.loc[(0.1, 25_000), ["lower", "upper"]].tolist() == [2000, 3000]
    assert set(worth.index) == {(0.1, 25_000.0)}  # 3,500, 5,000 and 7,000 lie beyond the axis
    best = table[table["turns"] == "best"]
    assert best["at"].tolist() == pytest.approx([2500])


def test_several_references_stand_one_below_the_other(tiny: Model):
    found = costeff.sweep(tiny, spec({"item": "c", "values": [500, 600]}, report={"reference": ["old", "new"]}))
    grid = found.tables["grid"].set_index(["reference", "strategy", "c"])["inmb_25000"]
    np.testing.assert_allclose(grid["old"]["new"], -grid["new"]["old"])


def test_thresholds_of_the_file_join_those_of_the_study(tiny: Model):
    found = costeff.sweep(tiny, spec({"item": "c", "values": [1, 2]}, report={"thresholds": 50_000}))
    assert {"inmb_25000", "inmb_50000"} <= set(found.tables["grid"])
    assert found.facts["report"]["thresholds"] == [50_000]


def test_settings_and_parameters_are_as_in_separate_runs(template: Model):
    horizons, prices = ["5 years", "10 years"], [15_000, 20_000, 25_000]
    found = costeff.sweep(template, spec({"item": "horizon", "values": horizons}, {"item": "c_new", "values": prices}))
    rows = new_rows(found, "therapy").set_index(["horizon", "c_new"])
    for horizon in horizons:
        for price in prices:
            one = costeff.sweep(template, spec({"item": "c_new", "values": [price]}, set={"horizon": horizon}))
            alone = new_rows(one, "therapy").iloc[0]
            for column in ("cost", "qalys", "inmb_25000"):
                assert rows.loc[(horizon, price), column] == pytest.approx(alone[column], rel=1e-12)
    assert rows["cost"].nunique() == 6


def test_scenarios_are_those_of_the_sheet(template: Model):
    ids = [scenario.id for scenario in template.scenarios]
    found = costeff.sweep(template, spec({"scenarios": ["base case", *ids]}))
    mine = new_rows(found, "therapy").set_index("scenario")["cost"]
    theirs = costeff.scenarios(template).tables["scenarios"]
    theirs = theirs[theirs["strategy"] == "therapy"].set_index("scenario")["cost"]
    for name in ids:
        assert mine[name] == pytest.approx(theirs[name], rel=1e-12)


def test_draws_are_common_to_all_points(template: Model):
    asked = spec({"item": "c_new", "values": [15_000, 25_000]}, analysis="psa", draws=100)
    found = costeff.sweep(template, asked)
    rows = new_rows(found, "therapy")
    assert len(set(rows["psa_inc_qalys"])) == 1  # a price moves no QALY, and no draw
    width = rows["psa_inmb_25000_high"] - rows["psa_inmb_25000_low"]
    assert width.iloc[0] > 0
    assert found.facts["draws"] == 100
    assert costeff.sweep(template, asked, draws=50).facts["draws"] == 50


def test_what_the_points_fix_is_told(template: Model):
    found = costeff.sweep(template, spec({"item": "u_ill", "values": [0.5, 0.6]}, analysis="psa", draws=20))
    assert "Uncertain inputs that the points fix: u_ill." in found.notes


def test_it_makes_no_difference_how_many_points_are_held_at_once(tiny: Model, monkeypatch: pytest.MonkeyPatch):
    asked = spec({"item": "c", "from": 0, "to": 10, "steps": 4}, {"item": "start age", "values": [50, 51, 52]})
    whole = costeff.sweep(tiny, asked).tables["grid"]
    monkeypatch.setattr(sweeps, "ROOM", 1)
    pd.testing.assert_frame_equal(costeff.sweep(tiny, asked).tables["grid"], whole)


def test_a_point_that_fails_stops_the_sweep(template: Model):
    with pytest.raises(InputError) as error:
        costeff.sweep(template, spec({"item": "u_well", "values": [0.8, 0.4, 0.3]}))
    (problem,) = error.value.problems
    assert isinstance(problem, FailedPoint)
    assert (problem.count, problem.points, problem.place) == (2, 3, "Checks!B2")


def test_the_other_points_are_run_if_asked(template: Model):
    asked = spec({"item": "u_well", "values": [0.8, 0.4, 1.7]})
    found = costeff.sweep(template, asked, keep_going=True)
    grid = found.tables["grid"]
    assert found.facts["failed"] == 2
    assert found.tables["failed"]["point"].tolist() == [2, 3]
    assert grid.loc[grid["point"] > 1, "strategy"].tolist() == ["", ""]
    assert grid.loc[grid["point"] > 1, "cost"].isna().all()
    assert grid.loc[grid["point"] == 1, "cost"].notna().all()
    assert sum("u_well" in note for note in found.notes) == 2


def test_a_sweep_in_which_nothing_can_be_run_is_refused(template: Model):
    with pytest.raises(InputError):
        costeff.sweep(template, spec({"item": "u_well", "values": [0.4, 0.3]}), keep_going=True)


def test_many_runs_need_a_yes(tiny: Model, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sweeps, "UNASKED", 3)
    asked = spec({"item": "c", "from": 0, "to": 1, "steps": 4})
    with pytest.raises(InputError) as error:
        costeff.sweep(tiny, asked)
    assert [type(p) for p in error.value.problems] == [TooManyRuns]
    said: list[str] = []
    assert costeff.sweep(tiny, asked, yes=True, say=said.append).facts["points"] == 4
    assert said == ["4 points, each a run of every strategy"]


def test_a_parameter_may_be_called_like_a_column(tiny: Model):
    renamed = b.model(
        settings=tiny.settings,
        strategies=tiny.strategies,
        states=tiny.states,
        parameters=(b.parameter("cost", 5), b.parameter("gain", 0.1)),
        payoffs=(b.payoff("cost", "drug", "in", "LIVE", "cost * new", per="1 year"),),
    )
    rows = new_rows(costeff.sweep(renamed, spec({"item": "cost", "values": [1, 2]})))
    assert rows["axis_cost"].tolist() == [1, 2]
    np.testing.assert_allclose(rows["cost"], [1, 2])


def test_a_file_is_kept_for_the_record(tiny: Model, tmp_path: Path):
    path = tmp_path / "msc-price.toml"
    text = 'title = "Price"\nworkbook = "other"\n[[axis]]\nitem = "c"\nvalues = [1, 2]\n'
    path.write_text(text, encoding="utf-8")
    found = costeff.sweep(tiny, path)
    assert found.name == "sweeps/msc-price"
    said: Any = found.provenance["overrides"]
    assert said["sweep"]["text"] == text
    assert len(said["sweep"]["sha256"]) == 64
    assert any("other" in note for note in found.notes)
    save_analysis(found, tmp_path / "out")
    again = load_analysis(tmp_path / "out")
    pd.testing.assert_frame_equal(again.tables["grid"], found.tables["grid"])
    assert again.facts == found.facts


@pytest.mark.parametrize(("file", "folder"), [("con.toml", "con_"), ("a:b?.toml", "a-b-"), ("x . .toml", "x")])
def test_the_folder_of_a_sweep_can_be_made_on_every_system(tiny: Model, tmp_path: Path, file: str, folder: str):
    path = tmp_path / file
    path.write_text('title = "Price"\n[[axis]]\nitem = "c"\nvalues = [1, 2]\n', encoding="utf-8")
    assert costeff.sweep(tiny, path).name == f"sweeps/{folder}"
