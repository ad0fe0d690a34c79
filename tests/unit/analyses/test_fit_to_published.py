import math
from dataclasses import replace

import numpy as np
import pytest

from costeff import engine
from costeff.analyses import fit
from costeff.analyses.fit import COLUMNS
from costeff.errors import DrawError, Where
from costeff.errors.rows import StartShares
from costeff.model import (
    Arrow,
    Discount,
    Duration,
    Model,
    Scenario,
    SettingChange,
    Settings,
    State,
    Strategy,
    Target,
)
from costeff.results.observed import median_time, quantity
from costeff.results.outcomes import Trace

# Two strategies over four months; well and ill live. Occupancy written out by hand.
OCCUPANCY = np.array(
    [
        [[1.0, 0.0, 0.0], [0.8, 0.1, 0.1], [0.6, 0.2, 0.2], [0.3, 0.2, 0.5], [0.0, 0.0, 1.0]],
        [[1.0, 0.0, 0.0], [0.9, 0.1, 0.0], [0.8, 0.2, 0.0], [0.7, 0.3, 0.0], [0.6, 0.4, 0.0]],
    ]
)
FLOWS = np.array([[[0.1, 0.1], [0.1, 0.1], [0.0, 0.3], [0.0, 0.5]], [[0.1, 0.0], [0.1, 0.0], [0.1, 0.0], [0.1, 0.0]]])
TRACE = Trace(
    strategies=("old", "new"),
    states=("well", "ill", "dead"),
    years=np.arange(5) / 12,
    occupancy=OCCUPANCY,
    arrows=("falls ill", "dies"),
    flows=FLOWS,
)


def target(over, kind="share of all", months=2.0, strategy="old", **other):
    at = None if months is None else Duration(months, "month")
    value = other.pop("value", 0.5)
    name = other.pop("id", "t")
    return Target(id=name, label=name, quantity=kind, over=over, strategy=strategy, at=at, value=value, **other)


def model(*targets):
    return Model(
        book="b.xlsx",
        sha256="",
        settings=Settings(
            cycle=Duration(1, "month"),
            horizon=Duration(4, "month"),
            start_age=50,
            discount_costs=Discount.constant(0.0),
            discount_effects=Discount.constant(0.0),
            reference="old",
        ),
        strategies=(Strategy(id="old", label="Old"), Strategy(id="new", label="New")),
        states=(
            State(id="well", label="Well"),
            State(id="ill", label="Ill"),
            State(id="dead", label="Dead", alive=False),
        ),
        arrows=(
            Arrow(id="falls ill", origins=("well",), target="ill", kind="rate"),
            Arrow(id="dies", origins=("well", "ill"), target="dead", kind="rate"),
        ),
        targets=targets,
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (target(("ill",)), 0.2),
        (target(("well", "ill")), 0.8),
        (target(("ill",), "share of the living"), 0.2 / 0.8),
        (target(("ill", "dead"), "share of the living"), 0.2 / 0.8),
        (target(("ill",), months=1.5), 0.15),
        (target(("ill",), months=0), 0.0),
        (target(("falls ill",), "cumulative share"), 0.2),
        (target(("falls ill", "dies"), "cumulative share", months=3), 0.7),
        (target(("dies",), "cumulative share", months=4, strategy="new"), 0.0),
        (target(("well", "ill"), "median time", months=None), 3 / 12),
        (target(("well",), "median time", months=None), (2 + 1 / 3) / 12),
        (target(("dies",), "median time", months=None), 3 / 12),
        (target(("falls ill",), "median time", months=None), math.inf),
        (target(("well", "ill"), "median time", months=None, strategy="new"), math.inf),
    ],
)
def test_each_quantity(asked, expected):
    assert quantity(model(), TRACE, asked) == pytest.approx(expected)


def test_beyond_the_horizon_and_among_nobody_there_is_no_value():
    assert math.isnan(quantity(model(), TRACE, target(("ill",), months=5)))
    assert math.isnan(quantity(model(), TRACE, target(("ill",), "share of the living", months=4)))


def test_median_at_the_very_start():
    assert median_time(np.array([0.0, 1.0]), np.array([0.5, 0.2])) == 0


def test_the_table_says_what_is_within_its_interval():
    asked = model(
        target(("ill",), id="inside", low=0.1, high=0.3),
        target(("ill",), id="outside", low=0.3, high=0.4),
        target(("ill",), id="no interval"),
    )
    found = fit(asked, TRACE)
    assert tuple(found.table.columns) == COLUMNS
    assert found.table["id"].tolist() == ["inside", "outside", "no interval"]
    assert found.table["within"].tolist()[:2] == [True, False]
    assert found.table["within"].isna().tolist() == [False, False, True]
    assert found.table["time"].tolist() == ["2 months"] * 3
    assert found.notes == ()


def test_targets_that_the_base_case_cannot_answer_are_named():
    asked = model(
        target(("ill",), id="in scenario", scenario="young"),
        target(("ill",), id="excluded", strategy="third"),
        target(("ill",), id="too late", months=9),
        target(("ill",), id="fine"),
    )
    found = fit(asked, TRACE)
    assert found.table["id"].tolist() == ["fine"]
    assert [note.split(" was")[0] for note in found.notes] == [
        "Target in scenario",
        "Target excluded",
        "Target too late",
    ]


def test_another_start_age_is_run_once_and_rows_keep_their_order(monkeypatch):
    ages = []

    def trace(there):
        ages.append((there.settings.start_age, [s.id for s in there.strategies]))
        return TRACE

    monkeypatch.setattr(engine, "trace", trace)
    asked = model(
        target(("ill",), id="a", start_age=20),
        target(("ill",), id="b"),
        target(("ill",), id="c", start_age=20),
    )
    assert fit(asked).table["id"].tolist() == ["a", "b", "c"]
    assert ages == [(20, ["old"]), (50, ["old"])]
    ages.clear()
    fit(asked, TRACE)
    assert ages == [(20, ["old"])]


def test_the_start_age_of_the_study_given_as_a_number_needs_no_run():
    assert len(fit(model(target(("ill",), start_age=50)), TRACE).table) == 1


def test_a_start_age_that_is_no_valid_model_is_told_and_stops_nothing(monkeypatch):
    def trace(there):
        raise DrawError([StartShares(where=Where(book="b.xlsx"), strategy="old", total=2, parts=())])

    monkeypatch.setattr(engine, "trace", trace)
    found = fit(model(target(("ill",), id="a", start_age=20), target(("ill",), id="b")), TRACE)
    assert found.table["id"].tolist() == ["b"]
    assert "at start age 20" in found.notes[0]


def test_without_targets_nothing_is_run():
    found = fit(model())
    assert len(found.table) == 0
    assert tuple(found.table.columns) == COLUMNS


def test_a_median_beyond_the_horizon_can_be_extrapolated_without_a_step():
    asked = target(("well", "ill"), "median time", months=None)
    for last in (0.5 + 1e-9, 0.5 - 1e-9):
        seen = np.array([[[1.0, 0, 0], [0.9, 0, 0.1], [0.8, 0, 0.2], [0.7, 0, 0.3], [last, 0, 1 - last]]])
        there = Trace(strategies=("old",), states=TRACE.states, years=TRACE.years, occupancy=seen)
        assert quantity(model(), there, asked, beyond=True) == pytest.approx(4 / 12, abs=1e-7)


def test_a_target_of_a_scenario_and_of_a_strategy_left_out_is_modelled_there(monkeypatch):
    seen = []

    def trace(there):
        seen.append((there.settings.start_age, [s.id for s in there.strategies]))
        return TRACE

    monkeypatch.setattr(engine, "trace", trace)
    change = SettingChange(setting="start age", values={"start_age": 30}, text="30")
    asked = replace(
        model(
            target(("ill",), id="young", scenario="young"),
            target(("ill",), id="left out", strategy="new"),
            target(("ill",), id="gone", scenario="gone"),
        ),
        scenarios=(Scenario(id="young", label="Young", changes=(change,)),),
    )
    asked = replace(asked, strategies=asked.strategies[:1], strategies_left_out=asked.strategies[1:])
    found = fit(asked, replace(TRACE, strategies=("old",), occupancy=OCCUPANCY[:1], flows=FLOWS[:1]))
    assert found.table[["id", "scenario"]].to_numpy().tolist() == [["young", "young"], ["left out", ""]]
    assert seen == [(30, ["old"]), (50, ["new"])]
    assert found.notes == ('Target gone was left out: there is no scenario "gone".',)


def test_targets_of_a_study_whose_base_case_is_a_mixture_are_those_of_the_study_as_given(monkeypatch):
    monkeypatch.setattr(engine, "trace", lambda there: TRACE)
    asked = model(target(("ill",)))
    mixed = replace(asked, settings=replace(asked.settings, base_case="mixture of subgroups"))
    other = replace(TRACE, occupancy=OCCUPANCY[::-1])
    assert fit(mixed, other).table["modelled"].tolist() == fit(asked, TRACE).table["modelled"].tolist() != []
    assert "not with the mixture" in fit(mixed, other).notes[-1]
    assert fit(asked, TRACE).notes == ()
