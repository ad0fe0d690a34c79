from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from situations import (
    DIES,
    DRUG,
    compared,
    costs,
    horizon,
    qalys,
    reference,
    scenario,
    thresholds,
    value,
    with_scenarios,
)

from costeff.errors import InputError
from costeff.errors.cells import OutOfRange
from costeff.errors.scenarios import BreaksModel, UnknownScenario
from costeff.errors.situations import NoScenarios
from costeff.results import Analysis, load_analysis
from costeff.workflow import scenarios, write_analysis


def row(table: pd.DataFrame, scenario: str, strategy: str) -> pd.Series:
    return table[(table["scenario"] == scenario) & (table["strategy"] == strategy)].iloc[0]


def test_each_scenario_is_the_sum_by_hand_with_its_change_from_the_base_case() -> None:
    model = with_scenarios(scenario("dear", value("drug", 800.0)), scenario("short", horizon(2)))
    table = scenarios(model).tables["scenarios"]
    assert list(dict.fromkeys(table["scenario"])) == ["base case", "dear", "short"]
    base, dear, short = (row(table, name, "new") for name in ("base case", "dear", "short"))
    gain = qalys(DIES["new"]) - qalys(DIES["old"])
    extra = costs(DIES["new"], drug=DRUG) - costs(DIES["old"])
    assert base["inc_cost"] == pytest.approx(extra)
    assert base["inc_qalys"] == pytest.approx(gain)
    assert base["icer"] == pytest.approx(extra / gain)
    assert base["inmb_1000"] == pytest.approx(1000 * gain - extra)
    assert np.isnan(base[["d_cost", "d_inmb_1000", "d_icer"]].astype(float)).all()
    assert dear["d_cost"] == pytest.approx(300)
    assert dear["d_qalys"] == pytest.approx(0)
    assert dear["d_inmb_5000"] == pytest.approx(-300)
    assert dear["d_icer"] == pytest.approx(300 / gain)
    gain_short = qalys(DIES["new"], 2) - qalys(DIES["old"], 2)
    assert short["d_inc_qalys"] == pytest.approx(gain_short - gain)
    assert row(table, "short", "old")["qalys"] == pytest.approx(qalys(DIES["old"], 2))


def test_a_stack_adds_up_step_by_step_and_a_scenario_that_only_includes_is_no_step() -> None:
    model = with_scenarios(
        scenario("dear", value("drug", 800.0)),
        scenario("extra", value("extra", 50.0), includes=("dear",)),
        scenario("bundle", includes=("extra",)),
        scenario("all", value("care", 0.0), includes=("bundle",)),
    )
    analysis = scenarios(model)
    steps = analysis.tables["steps"]
    mine = steps[(steps["scenario"] == "all") & (steps["strategy"] == "new")]
    assert mine["step"].tolist() == [0, 1, 2, 3]
    assert mine["adds"].tolist() == ["base case", "dear", "extra", "all"]
    assert mine["changes"].tolist() == ["", "drug: 500 to 800", "extra: 0 to 50", "care: 100 to 0"]
    years = [sum((1 - p) ** t for t in range(4)) for p in (DIES["new"], DIES["old"])]
    assert mine["d_inmb_1000"].tolist()[1:] == pytest.approx([-300, -50, 100 * (years[0] - years[1])])
    last = row(analysis.tables["scenarios"], "all", "new")
    assert mine["inmb_1000"].iloc[-1] == last["inmb_1000"]
    assert last["d_inmb_1000"] == pytest.approx(mine["d_inmb_1000"].iloc[1:].sum())
    assert set(steps["scenario"]) == {"extra", "bundle", "all"}


def test_what_is_changed_is_told_with_from_to_and_cell() -> None:
    model = with_scenarios(
        scenario("dear", value("drug", 800.0, "D3"), note="As quoted"),
        scenario("both", value("drug", 900.0, "D4"), horizon(2), compared("old", "third"), includes=("dear",)),
    )
    table = scenarios(model).tables["changes"]
    told = table[["scenario", "by", "item", "from", "to", "fixes", "cell"]].to_numpy().tolist()
    assert told == [
        ["dear", "dear", "drug", "500", "800", True, "Scenarios!D3"],
        ["both", "dear", "drug", "500", "800", True, "Scenarios!D3"],
        ["both", "both", "drug", "800", "900", False, "Scenarios!D4"],
        ["both", "both", "horizon", "4 years", "2 years", False, "Scenarios!D9"],
        ["both", "both", "strategies", "old, new", "old, third", False, "Scenarios!D6"],
    ]
    assert table["note"].iloc[0] == "As quoted"


@pytest.mark.parametrize("design", ["random", "sobol", "lhs"])
def test_draws_are_common_so_that_a_pure_cost_changes_every_draw_alike(design: str) -> None:
    model = with_scenarios(scenario("extra", value("extra", 10.0)), scenario("short", horizon(2)), design=design)
    table = scenarios(model, psa=True).tables["scenarios"]
    extra = row(table, "extra", "new")
    ends = extra[["psa_d_inmb_1000", "psa_d_inmb_1000_low", "psa_d_inmb_1000_high"]].astype(float)
    assert ends.to_numpy() == pytest.approx(-10)
    base, short = row(table, "base case", "new"), row(table, "short", "new")
    assert extra["psa_inmb_1000"] - base["psa_inmb_1000"] == pytest.approx(-10)
    assert short["psa_d_inmb_1000_low"] < short["psa_d_inmb_1000"] < short["psa_d_inmb_1000_high"]
    error = extra["psa_d_inmb_1000_mc_error"]
    assert error == pytest.approx(0, abs=1e-9) if design == "random" else np.isnan(error)


def test_failed_scenarios_are_told_with_their_cells_after_all_were_tried() -> None:
    model = with_scenarios(
        scenario("unit", value("p_old", 2.0, "D3")), scenario("fine", horizon(2)), scenario("sum", value("p_new", 1.5))
    )
    with pytest.raises(InputError) as caught:
        scenarios(model, psa=True)
    found = [(type(p), str(p.where)) for p in caught.value.problems]
    assert found == [(OutOfRange, "Scenarios!D3"), (BreaksModel, "Scenarios!A2")]
    breaks = caught.value.problems[1]
    assert isinstance(breaks, BreaksModel)
    assert breaks.name == 'the scenario "sum"'
    assert breaks.place == "Transitions!A1"


def test_keep_going_marks_the_failed_one_and_runs_the_others() -> None:
    analysis = scenarios(
        with_scenarios(scenario("never", value("p_old", 2.0, "D3")), scenario("fine", horizon(2))),
        True,
        keep_going=True,
    )
    table = analysis.tables["scenarios"]
    failed = table[table["scenario"] == "never"]
    assert failed["strategy"].tolist() == [""]
    assert "Scenarios!D3" in failed["problem"].iloc[0]
    assert np.isfinite(row(table, "fine", "new")["psa_d_inmb_1000"])
    assert list(analysis.facts["failed"]) == ["never"]
    assert any("Never" in note for note in analysis.notes)


def test_changes_are_blank_where_the_base_case_has_no_such_strategy_or_another_reference() -> None:
    model = with_scenarios(
        scenario("wide", compared("old", "new", "third")), scenario("turned", reference("new")), draws=16
    )
    table = scenarios(model, psa=True).tables["scenarios"]
    third = row(table, "wide", "third")
    assert np.isfinite(third["inmb_1000"])
    assert np.isnan(third[["d_cost", "d_inmb_1000", "psa_d_inmb_1000"]].astype(float)).all()
    assert third["label"] == "Third"
    turned = row(table, "turned", "old")
    assert turned["d_cost"] == 0
    assert np.isnan(turned[["d_inmb_1000", "psa_d_inmb_1000"]].astype(float)).all()


def test_thresholds_of_a_scenario_are_columns_of_all() -> None:
    analysis = scenarios(with_scenarios(scenario("rich", thresholds(9_000.0))))
    assert "inmb_9000" in analysis.tables["scenarios"]
    assert analysis.facts["thresholds"] == {"rich": [9_000.0]}


def test_only_some_are_run_with_what_they_include_and_unknown_ones_are_told() -> None:
    model = with_scenarios(
        scenario("dear", value("drug", 800.0)), scenario("extra", value("extra", 50.0), includes=("dear",))
    )
    table = scenarios(model, only=["extra"]).tables["scenarios"]
    assert list(dict.fromkeys(table["scenario"])) == ["base case", "extra"]
    assert row(table, "extra", "new")["d_cost"] == pytest.approx(350)
    with pytest.raises(InputError) as caught:
        scenarios(model, only=["extar", "nothing"])
    assert [p.nearest for p in caught.value.problems if isinstance(p, UnknownScenario)] == [("extra",), ()]


def test_a_study_without_scenarios_says_how_to_add_them() -> None:
    with pytest.raises(InputError) as caught:
        scenarios(with_scenarios())
    assert [type(p) for p in caught.value.problems] == [NoScenarios]


def test_changes_asked_for_come_first_and_are_recorded() -> None:
    analysis = scenarios(
        with_scenarios(scenario("extra", value("extra", 10.0))), changes=["drug=100"], draws=8, psa=True
    )
    base = row(analysis.tables["scenarios"], "base case", "new")
    assert base["cost"] == pytest.approx(costs(DIES["new"], drug=100.0))
    assert analysis.provenance["overrides"] == {"drug": 100.0, "draws": 8}
    assert analysis.facts["draws"] == 8


def test_it_is_written_and_read_back(tmp_path) -> None:
    analysis: Analysis = scenarios(with_scenarios(scenario("short", horizon(2))))
    write_analysis(analysis, tmp_path / "r", figures=False)
    again = load_analysis(tmp_path / "r" / "scenarios")
    pd.testing.assert_frame_equal(again.tables["scenarios"], analysis.tables["scenarios"])
    assert again.facts == analysis.facts
