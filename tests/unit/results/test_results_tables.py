from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from costeff.results import Outcomes, Run, Trace, load, save
from costeff.results.breakdown import trace_by_year
from costeff.results.csv import write_csv
from costeff.results.decision import ceac_by_price, willingness_to_pay
from costeff.results.frames import threshold_name

Make = Callable[..., Run]


def test_icer_table_by_hand(make: Make) -> None:
    # usual 10,000 / 5.0; msc 28,000 / 6.0: 18,000 a QALY; drug 30,000 / 5.5 is dominated by msc.
    table = make().icer_table()
    assert table["strategy"].tolist() == ["usual", "msc", "drug"]
    assert table["status"].tolist() == ["ND", "ND", "D"]
    assert table["icer"].tolist() == pytest.approx([math.nan, 18_000, math.nan], nan_ok=True)
    assert table["inc_cost"].tolist() == pytest.approx([math.nan, 18_000, 2_000], nan_ok=True)
    assert table["nmb_25000"].tolist() == pytest.approx([115_000, 122_000, 107_500])
    assert "nmb_1000000" in table
    assert table["label"].tolist() == ["Usual", "Msc", "Drug"]


def test_pairwise_leaves_out_the_reference(make: Make) -> None:
    table = make().pairwise()
    assert table["strategy"].tolist() == ["drug", "msc"]
    assert table["quadrant"].tolist() == ["north-east", "north-east"]
    assert table["icer"].tolist() == pytest.approx([40_000, 18_000])
    assert table["inmb_25000"].tolist() == pytest.approx([-7_500, 7_000])
    assert table["inhb_25000"].tolist() == pytest.approx([-0.3, 0.28])


def test_psa_tables_say_nothing_without_draws(make: Make) -> None:
    run = make()
    full = make(draws=50)
    for name in ("psa_summary", "psa_icer_table", "ceac", "ce_plane", "ce_means"):
        empty, filled = getattr(run, name)(), getattr(full, name)()
        assert len(empty) == 0
        assert empty.columns.tolist() == filled.columns.tolist()


def test_psa_summary_stands_beside_the_base_case(make: Make) -> None:
    run = make(draws=400)
    assert run.psa is not None
    table = run.psa_summary().set_index(["strategy", "outcome"])
    cost = run.psa.of("cost")[:, 2] - run.psa.of("cost")[:, 0]
    qalys = run.psa.of("qalys")[:, 2] - run.psa.of("qalys")[:, 0]
    row = table.loc[("msc", "inmb_25000")]
    benefit = 25_000 * qalys - cost
    assert row["base"] == pytest.approx(7_000)
    assert row["mean"] == pytest.approx(benefit.mean())
    assert row["low"] == pytest.approx(np.quantile(benefit, 0.025))
    assert row["high"] == pytest.approx(np.quantile(benefit, 0.975))
    assert row["mc_error"] == pytest.approx(benefit.std(ddof=1) / 20)
    icer = table.loc[("msc", "icer")]
    assert icer["base"] == pytest.approx(18_000)
    assert icer["mean"] == pytest.approx(cost.mean() / qalys.mean())
    assert math.isnan(icer["low"])
    assert icer["mc_error"] > 0
    assert ("usual", "inc_cost") not in table.index
    along = run.psa_icer_table().set_index("strategy")
    assert along.loc["msc", "icer"] == pytest.approx(icer["mean"])
    assert along.loc["msc", "icer_mc_error"] == pytest.approx(icer["mc_error"])


def test_acceptability_covers_the_thresholds(make: Make) -> None:
    table = make(draws=200).ceac()
    assert {25_000.0, 35_000.0, 1_000_000.0} <= set(table["wtp"])
    assert table.groupby("wtp")["probability"].sum().to_numpy() == pytest.approx(1)
    assert (table.groupby("wtp")["on_frontier"].sum() == 1).all()
    assert table["on_frontier"].dtype == bool


def test_range_of_willingness_to_pay() -> None:
    assert willingness_to_pay((25_000, 35_000))[[0, 1, -1]].tolist() == [0, 1000, 100_000]
    assert willingness_to_pay(())[-1] == 100_000
    assert willingness_to_pay((500_000,))[-1] == 1_000_000
    assert 33_333.0 in willingness_to_pay((33_333.0,))


def test_plane_numbers_draws_as_messages_do(make: Make) -> None:
    run = make(draws=50)
    plane = run.ce_plane()
    assert len(plane) == 100
    assert plane["draw"].tolist()[:3] == [1, 3, 5]
    means = run.ce_means().set_index("strategy")
    drug = plane[plane["strategy"] == "drug"]
    assert means.loc["drug", "inc_cost"] == pytest.approx(drug["inc_cost"].mean())
    assert means.loc["drug", "sd_qalys"] == pytest.approx(drug["inc_qalys"].std())
    assert means.loc["drug", "correlation"] == pytest.approx(drug["inc_cost"].corr(drug["inc_qalys"]))


def test_parts_are_labelled_and_in_order(make: Make) -> None:
    run = make()
    table = run.costs_by_state()
    assert table["name"].tolist() == ["ill", "well", "dead"] * 3
    assert table["state_label"].tolist()[:3] == ["Ill", "Well", "Dead"]
    row = table[(table["strategy"] == "drug") & (table["name"] == "well")].iloc[0]
    assert row["value"] == run.base.of("cost", "state", "well")[0, 1]
    assert row["undiscounted"] == run.base.of("cost", "state", "well", False)[0, 1]
    assert run.costs_by_category()["name"].tolist()[:2] == ["drugs", "care"]
    assert run.qalys_by_category()["name"].tolist() == ["health"] * 3
    assert run.qalys_by_state()["name"].tolist()[:3] == ["ill", "well", "dead"]
    assert run.life_years_by_state()["name"].tolist()[:2] == ["ill", "well"]


def test_counts_discounted_where_wanted(make: Make) -> None:
    table = make().counts()
    assert table["count"].tolist()[:2] == ["transfusions", "deaths"]
    assert table["count_label"].tolist()[:2] == ["Transfusions", "deaths"]
    assert table["discounted"].notna().tolist()[:2] == [True, False]


def test_milestones_have_intervals_with_draws(make: Make) -> None:
    table = make().milestones()
    assert table["low"].isna().all()
    assert table[table["measure"] == "survival"]["years"].unique().tolist() == [0.5, 1.0]
    median = table[(table["measure"] == "median_survival") & (table["strategy"] == "usual")]
    assert median["value"].tolist() == [math.inf]
    with_draws = make(draws=100).milestones()
    survival = with_draws[with_draws["measure"] == "survival"]
    assert (survival["low"] < survival["high"]).all()


def test_trace_and_survival(make: Make) -> None:
    run = make()
    table = run.trace_table()
    assert len(table) == 27
    assert table.groupby(["strategy", "years"])["share"].sum().to_numpy() == pytest.approx(1)
    assert table["transfusion"].tolist()[:3] == ["dependent", "independent", "-"]
    assert run.survival()["share"].tolist()[:3] == pytest.approx([1, 0.9, 0.75])


def test_trace_by_year_takes_the_nearest_cycles(make: Make) -> None:
    run = make()
    years = np.arange(31) * 28 / 365.25
    trace = Trace(
        strategies=run.trace.strategies,
        states=run.trace.states,
        years=years,
        occupancy=np.tile(np.linspace(1, 0, 31)[None, :, None], (3, 1, 3)),
    )
    table = trace_by_year(run.study, trace)
    assert table["years"].tolist()[:4] == pytest.approx([0, years[13], years[26], years[30]])
    assert table["ill"].tolist()[:4] == pytest.approx([1, 1 - 13 / 30, 1 - 26 / 30, 0])
    assert table.columns.tolist()[3:] == ["ill", "well", "dead"]


def test_one_strategy_and_nothing_to_break_down(make: Make, tmp_path: Path) -> None:
    run = make(draws=5)
    assert run.psa is not None
    kept = [k for k, o in enumerate(run.base.outcomes) if o.by == "total"]

    def alone(outcomes: Outcomes) -> Outcomes:
        return Outcomes(
            strategies=("usual",),
            outcomes=tuple(outcomes.outcomes[k] for k in kept),
            values=outcomes.values[:, :1, kept],
            index=outcomes.index,
        )

    single = replace(
        run,
        study=replace(run.study, strategies=run.study.strategies[:1]),
        base=alone(run.base),
        psa=alone(run.psa),
        trace=replace(run.trace, strategies=("usual",), occupancy=run.trace.occupancy[:1], flows=run.trace.flows[:1]),
        targets=pd.DataFrame(),
    )
    save(single, tmp_path)
    back = load(tmp_path)
    assert back.icer_table()["status"].tolist() == ["ND"]
    for empty in (
        back.pairwise(),
        back.ce_plane(),
        back.ce_means(),
        back.counts(),
        back.costs_by_state(),
        back.targets,
    ):
        assert len(empty) == 0
    assert set(back.ceac()["probability"]) == {1.0}


def test_parameters_show_their_distribution_and_their_draws(make: Make) -> None:
    table = make(draws=2000).parameters().set_index("id")
    assert table.loc["p_response", "mean"] == pytest.approx(0.6)
    assert table.loc["p_response", "low"] < 0.6 < table.loc["p_response", "high"]
    assert table.loc["p_response", "drawn_mean"] == pytest.approx(0.6, abs=0.01)
    assert table.loc["p_response", "cell"] == "Parameters!C2"
    assert math.isnan(table.loc["price", "high"])
    assert bool(table.loc["price", "confidential"])
    assert make().parameters()["drawn_mean"].isna().all()


def test_settings_say_where_they_came_from(make: Make) -> None:
    table = make().settings().set_index("setting")
    assert table.loc["title", "origin"] == "Study!B2"
    assert table.loc["cycle correction", "origin"] == "NICE profile"
    assert table.loc["seed", "origin"] == "default"
    assert table.loc["discount costs", "value"] == "3.5%"


def test_thresholds_in_names_have_no_exponent() -> None:
    assert [threshold_name(t) for t in (25_000, 1e6, 12.5, 1e-3)] == ["25000", "1000000", "12.5", "0.001"]


def test_html_is_short_and_escaped(make: Make) -> None:
    html = make({"msc": "<script>alert(1)</script>", "title": "A & B <b>"}, draws=10)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "A &amp; B &lt;b&gt;" in html
    assert "£18,000" in html
    assert "dominated" in html
    assert len(html) < 2_000


def test_a_reader_that_writes_into_a_table_spoils_no_others(make: Make) -> None:
    run = make(draws=50)
    for name in ("icer_table", "psa_summary", "ceac", "ce_plane", "ce_means", "trace_table"):
        table = getattr(run, name)()
        table.iloc[:, -1] = table.iloc[0, -1]
        table["more"] = 1
        assert not getattr(run, name)().equals(table)
        assert "more" not in getattr(run, name)()


def test_ceac_by_price_has_a_column_a_strategy(make: Make) -> None:
    long = make(draws=50).ceac()
    wide = ceac_by_price(long)
    assert wide.columns.tolist() == ["wtp", "usual", "drug", "msc", "frontier", "frontier_probability"]
    for row in wide.to_dict("records"):
        here = long[long["wtp"] == row["wtp"]].set_index("strategy")
        assert {name: row[name] for name in here.index} == here["probability"].to_dict()
        assert here["on_frontier"][row["frontier"]]
        assert row["frontier_probability"] == row[row["frontier"]]


def test_csv_is_read_back_as_it_was(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "text": ["a, b", 'say "x"', "two\nlines", "-", ""],
            "number": [0.1, 1e-300, math.inf, math.nan, -3.0],
            "whole": [1, 2, 3, 4, 5],
            "yes": [True, False, True, False, True],
        }
    )
    path = tmp_path / "t.csv"
    write_csv(table, path)
    back = pd.read_csv(path, keep_default_na=False, na_values={"number": [""]})
    pd.testing.assert_frame_equal(back, table.assign(text=["a, b", 'say "x"', "two\nlines", "", ""]), check_dtype=False)


def test_csv_of_one_column_keeps_its_empty_rows(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"text": ["", "a"]}), tmp_path / "t.csv")
    assert pd.read_csv(tmp_path / "t.csv", keep_default_na=False)["text"].tolist() == ["", "a"]


def test_csv_of_no_rows_has_its_header(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"a": [], "b": []}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "a,b\n"
