from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from building import arrow, model, parameter, settings, state, strategy

from costeff import workflow
from costeff.analyses import Free, Modelled, calibration
from costeff.errors import Cancelled, InputError
from costeff.errors.calibration import (
    BadBounds,
    EmptyBounds,
    FewerTargets,
    NoCalibrationTargets,
    NoInfluence,
    NothingToFit,
    NotIdentified,
    NoWeight,
    UnansweredTarget,
    UnknownFitted,
    UnknownTarget,
)
from costeff.errors.scenarios import UnknownScenario
from costeff.model import Duration, ParameterChange, Scenario, Target, parse_duration
from costeff.words import calibration_verdict


def alive(id, years, value, low=None, high=None, **other):
    kind = "share of all" if years else "median time"
    at = Duration(years, "year") if years else None
    other = {"use": "calibration", "strategy": "a", **other}
    return Target(id=id, label=id, quantity=kind, over=("alive",), at=at, value=value, low=low, high=high, **other)


def around(value, error):
    return value - 1.96 * error, value + 1.96 * error


def exponential(*targets, hazard="hazard", horizon="20 years", parameters=(), **parts):
    free = parameter("hazard", 0.3, unit="rate")
    return model(
        settings=settings(cycle="1 month", horizon=horizon, reference="a"),
        strategies=(strategy("a"),),
        states=(state("alive", 1.0), state("dead", alive=False)),
        arrows=(arrow("dies", "alive", "dead", "rate", hazard, per="year"),),
        parameters=(free, *parameters),
        targets=targets,
        **parts,
    )


def fitted(analysis, id="hazard", column="fitted"):
    return analysis.tables["fit"].set_index("parameter").loc[id, column]


def test_one_hazard_to_one_survival_is_exact():
    found = workflow.calibrate(exponential(alive("s5", 5, 0.6, 0.5, 0.7)), ["hazard"])
    assert fitted(found) == pytest.approx(-math.log(0.6) / 5, rel=1e-7)
    row = found.tables["targets"].iloc[0]
    assert row["before"] == pytest.approx(math.exp(-1.5), rel=1e-9)
    assert row["after"] == pytest.approx(0.6, rel=1e-7)
    assert abs(row["residual"]) < 1e-5


def test_standard_error_of_one_hazard_by_hand():
    # h = -ln(S)/t, so that se(h) = se(S) / (t S); one target and one parameter leave nothing to inflate it
    found = workflow.calibrate(exponential(alive("s5", 5, 0.6, *around(0.6, 0.05))), ["hazard"])
    assert fitted(found, column="se") == pytest.approx(0.05 / (5 * 0.6), rel=1e-4)
    h, spread = -math.log(0.6) / 5, 0.05 / (5 * 0.6) / (-math.log(0.6) / 5)
    assert fitted(found, column="low") == pytest.approx(h * math.exp(-1.959964 * spread), rel=1e-4)
    assert found.facts["inflated"] == 1


def test_one_hazard_to_a_median_is_exact_but_for_the_line_within_a_cycle():
    found = workflow.calibrate(exponential(alive("median", None, 4.0, 3.0, 5.0)), ["hazard"])
    assert fitted(found) == pytest.approx(math.log(2) / 4, rel=1e-7)  # 4 years are whole cycles


def test_a_median_that_is_not_reached_before_the_fit_is_found():
    found = workflow.calibrate(
        exponential(alive("median", None, 4.0, 3.0, 5.0), horizon="6 years"), {"hazard": (0.01, 2.0)}, starts=4, seed=3
    )
    assert fitted(found) == pytest.approx(math.log(2) / 4, rel=1e-6)
    low = exponential(alive("median", None, 4.0, 3.0, 5.0), horizon="6 years")
    low = replace(low, parameters=(replace(low.parameters[0], value=0.02),))
    found = workflow.calibrate(low, {"hazard": (0.01, 2.0)}, starts=1)
    assert fitted(found) == pytest.approx(math.log(2) / 4, rel=1e-6)


def test_two_targets_by_weighted_least_squares_by_hand():
    targets = alive("s2", 2, 0.70, *around(0.70, 0.02)), alive("s5", 5, 0.50, *around(0.50, 0.05))
    found = workflow.calibrate(exponential(*targets), ["hazard"])
    h = 0.15  # Newton's method on the sum of squares, its derivatives written out
    for _ in range(50):
        s, t = np.exp(-h * np.array([2.0, 5.0])), np.array([2.0, 5.0])
        r, j = (s - [0.70, 0.50]) / [0.02, 0.05], -t * s / [0.02, 0.05]
        h -= float(j @ r / (j @ j + r @ (t**2 * s / [0.02, 0.05])))
    assert fitted(found) == pytest.approx(h, rel=1e-6)
    objective = float(r @ r)
    assert found.facts["objective"] == pytest.approx(objective, rel=1e-6)
    assert fitted(found, column="se") == pytest.approx(math.sqrt(max(1.0, objective) / float(j @ j)), rel=1e-3)


def test_targets_that_disagree_widen_the_covariance_and_those_that_agree_by_chance_do_not():
    apart = alive("s2", 2, 0.9, *around(0.9, 0.01)), alive("s5", 5, 0.3, *around(0.3, 0.01))
    assert workflow.calibrate(exponential(*apart), ["hazard"]).facts["inflated"] > 10
    s = math.exp(-0.6), math.exp(-1.5)
    alike = alive("s2", 2, s[0], *around(s[0], 0.01)), alive("s5", 5, s[1], *around(s[1], 0.01))
    assert workflow.calibrate(exponential(*alike), ["hazard"]).facts["inflated"] == 1


def test_a_covariance_of_two_parameters_by_hand():
    # A share leaves at once, the others at a constant rate: S(t) = (1 - p) exp(-h t)
    there = exponential(
        alive("s1", 1, 0.7, *around(0.7, 0.03)),
        alive("s6", 6, 0.4, *around(0.4, 0.04)),
        parameters=(parameter("p", 0.2, unit="probability"),),
    )
    there = replace(there, states=(state("alive", "1 - p"), state("dead", "p", alive=False)))
    found = workflow.calibrate(there, ["hazard", "p"])
    h = math.log(0.7 / 0.4) / 5
    p = 1 - 0.7 * math.exp(h)
    assert fitted(found) == pytest.approx(h, rel=1e-6)
    assert fitted(found, "p") == pytest.approx(p, rel=1e-6)
    j = np.array([[-t * (1 - p) * math.exp(-h * t), -math.exp(-h * t)] for t in (1, 6)]) / [[0.03], [0.04]]
    expected = np.linalg.inv(j.T @ j)
    table = found.tables["covariance"].set_index(["parameter_a", "parameter_b"])["covariance"]
    assert table[("hazard", "hazard")] == pytest.approx(expected[0, 0], rel=1e-3)
    assert table[("hazard", "p")] == pytest.approx(expected[0, 1], rel=1e-3)
    assert table[("p", "p")] == pytest.approx(expected[1, 1], rel=1e-3)


TWO_VALLEYS = "0.1 + 0.05*((x - 1)^2*(x - 3)^2 + 0.1*(x - 1))"


def test_several_starts_find_the_better_of_two_valleys():
    # The hazard is nearest to 0.1 at x = 1, and nearly so at x = 3, with a hill between that a search won't cross.
    there = exponential(
        alive("s5", 5, math.exp(-0.5), *around(math.exp(-0.5), 0.01)),
        hazard=TWO_VALLEYS,
        parameters=(parameter("x", 3.2),),
    )
    one = workflow.calibrate(there, {"x": (0.9, 4.0)}, starts=1)
    assert 2.5 < fitted(one, "x") < 3.5
    many = workflow.calibrate(there, {"x": (0.9, 4.0)}, starts=8)
    assert fitted(many, "x") == pytest.approx(1.0, abs=0.05)
    assert many.facts["objective"] < one.facts["objective"]
    assert 1 <= many.facts["same"] < 8


def test_the_seed_moves_the_starts_and_the_same_seed_gives_the_same():
    there = exponential(alive("s5", 5, 0.6, 0.5, 0.7))
    first, again, other = (workflow.calibrate(there, ["hazard"], seed=n).tables["starts"] for n in (1, 1, 2))
    assert first.equals(again)
    assert first["hazard_start"][1] != other["hazard_start"][1]


def test_a_value_at_its_bound_says_so_and_has_no_standard_error():
    found = workflow.calibrate(exponential(alive("s5", 5, 0.6, 0.5, 0.7)), ["hazard=0.2:0.5"])
    assert fitted(found) == pytest.approx(0.2)
    assert fitted(found, column="at_bound") == "lower"
    assert math.isnan(fitted(found, column="se"))
    assert "at its lower bound" in calibration_verdict(found)


def test_parameters_that_are_not_told_apart_are_named():
    there = exponential(
        alive("s2", 2, 0.7, 0.6, 0.8),
        alive("s5", 5, 0.4, 0.3, 0.5),
        hazard="hazard*ratio + other",
        parameters=(parameter("ratio", 1.0, unit="HR"), parameter("other", 0.01, unit="rate")),
    )
    found = workflow.calibrate(there, ["hazard", "ratio"])
    assert found.facts["not_identified"] == ["hazard", "ratio"]
    assert math.isnan(fitted(found, column="se"))
    assert any("do not tell hazard, ratio apart" in note for note in found.notes)
    three = workflow.calibrate(there, ["hazard", "ratio", "other"], starts=1)
    assert any("3 parameters are fitted to 2 targets" in note for note in three.notes)
    assert FewerTargets.severity == NotIdentified.severity == "warning"


def test_a_target_of_a_scenario_is_modelled_there_and_what_the_scenario_sets_stays():
    twice = Scenario(id="twice", label="Twice", changes=(ParameterChange(parameter="ratio", to=2.0),))
    own = Scenario(id="own", label="Own", changes=(ParameterChange(parameter="hazard", to=0.05),))
    there = exponential(
        alive("s5", 5, 0.6, 0.5, 0.7, scenario="twice"),
        alive("s5_own", 5, 0.9, use="validation", scenario="own"),
        hazard="hazard*ratio",
        parameters=(parameter("ratio", 1.0, unit="HR"),),
        scenarios=(twice, own),
    )
    found = workflow.calibrate(there, ["hazard"])
    assert fitted(found) == pytest.approx(-math.log(0.6) / 10, rel=1e-6)
    assert found.tables["targets"]["after"].tolist() == pytest.approx([0.6, math.exp(-0.25)], rel=1e-6)
    within = workflow.calibrate(there, ["hazard"], ["s5_own"], scenario="own")
    assert fitted(within) == pytest.approx(-math.log(0.9) / 5, rel=1e-6)
    assert within.facts["assumed_weights"] == ["s5_own"]
    assert within.tables["targets"]["id"].tolist() == ["s5_own"]


def test_a_calibration_can_be_stopped():
    with pytest.raises(Cancelled):
        workflow.calibrate(exponential(alive("s5", 5, 0.6, 0.5, 0.7)), ["hazard"], cancelled=lambda: True)


def test_progress_is_told():
    told = []
    workflow.calibrate(
        exponential(alive("s5", 5, 0.6, 0.5, 0.7)), ["hazard"], starts=3, progress=lambda *at: told.append(at)
    )
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


S5 = alive("s5", 5, 0.6, 0.5, 0.7)


@pytest.mark.parametrize(
    ("targets", "arguments", "kinds"),
    [
        ((S5,), {"fit": []}, [NothingToFit]),
        ((S5,), {"fit": ["hazrd"]}, [UnknownFitted]),
        ((S5,), {"fit": ["hazrd"], "targets": ["s6"]}, [UnknownTarget, UnknownFitted]),
        ((S5,), {"fit": ["hazard=2"]}, [BadBounds]),
        ((S5,), {"fit": ["hazard=nan:2"]}, [BadBounds]),
        ((S5,), {"fit": ["hazard=2:1"]}, [EmptyBounds]),
        ((S5,), {"fit": {"hazard": (-2.0, -1.0)}}, [EmptyBounds]),
        ((S5,), {"fit": ["hazard"], "scenario": "none"}, [UnknownScenario]),
        ((), {"fit": ["hazard"]}, [NoCalibrationTargets]),
        ((replace(S5, use="validation"),), {"fit": ["hazard"]}, [NoCalibrationTargets]),
        ((replace(S5, value=0.0, low=None, high=None),), {"fit": ["hazard"]}, [NoWeight]),
        ((replace(S5, strategy="b"),), {"fit": ["hazard"]}, [UnansweredTarget]),
        ((replace(S5, at=parse_duration("30 years")),), {"fit": ["hazard"]}, [UnansweredTarget]),
        ((replace(S5, scenario="gone"),), {"fit": ["hazard"]}, [UnansweredTarget]),
        ((S5,), {"fit": ["idle"]}, [NoInfluence]),
    ],
)
def test_bad_input(targets, arguments, kinds):
    there = exponential(*targets, parameters=(parameter("idle", 1.0),))
    with pytest.raises(InputError) as caught:
        workflow.calibrate(there, **arguments)
    assert [type(p) for p in caught.value.problems] == kinds


def test_invalid_values_on_the_way_are_stepped_around():
    # Above 1 the probability refuses the model; the search comes from there and from below.
    there = exponential(S5)
    there = replace(
        there,
        arrows=(arrow("dies", "alive", "dead", "probability", "x", per="year"),),
        parameters=(parameter("x", 0.5),),
    )
    found = workflow.calibrate(there, {"x": (0.01, 3.0)}, starts=8)
    assert fitted(found, "x") == pytest.approx(1 - 0.6 ** (1 / 5), rel=1e-6)
    assert found.tables["starts"]["objective"].isna().any()


def test_a_search_from_python_alone():
    there = exponential(S5)
    free = (Free(parameter=there.parameters[0], low=0.01, high=1.0, first=0.01, last=1.0, scale="log", source="here"),)
    found = calibration(Modelled(there, free, [S5]), free, np.array([0.6]), np.array([0.05]), starts=2, seed=1)
    assert found.values[0] == pytest.approx(-math.log(0.6) / 5, rel=1e-6)
    assert len(found.searches) == 2
