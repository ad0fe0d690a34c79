from __future__ import annotations

import math

import numpy as np
import pytest

from costeff.measures import frontier, levels, nhb, nmb, pairwise


def test_one_strategy_is_the_frontier() -> None:
    found = frontier(np.array([5.0]), np.array([1.0]))
    assert found.status == ("ND",)
    assert math.isnan(found.icer[0])
    assert math.isnan(found.inc_cost[0])


def test_equal_cost_fewer_qalys_is_dominated_even_within_rounding() -> None:
    found = frontier(np.array([100.0, 100.0 + 1e-9]), np.array([1.0, 2.0]))
    assert found.status == ("D", "ND")
    assert found.order.tolist() == [1, 0]
    assert math.isnan(found.icer[1])


def test_twins_are_named_once_and_the_first_stands_for_them() -> None:
    found = frontier(np.array([0.0, 100.0, 100.0, 100.0 * (1 + 1e-10)]), np.array([0.0, 1.0, 1.0, 1.0]))
    assert found.status == ("ND", "ND", "same", "same")
    assert found.same_as.tolist() == [-1, -1, 1, 1]
    assert found.icer[1] == 100
    assert np.isnan(found.icer[2:]).all()


def test_three_on_a_line_all_stay() -> None:
    found = frontier(np.array([0.0, 0.1, 0.3]), np.array([0.0, 1.0, 3.0]))
    assert found.status == ("ND", "ND", "ND")


def test_extended_dominance_can_cascade() -> None:
    # By hand: b over a 10/1 = 10, c over b 18/2 = 9: b goes; c over a 28/3 = 9.33, d over c 8/1 = 8: c goes;
    # d over a 36/4 = 9.
    found = frontier(np.array([0.0, 10.0, 28.0, 36.0]), np.array([0.0, 1.0, 3.0, 4.0]))
    assert found.status == ("ND", "ED", "ED", "ND")
    assert found.icer[3] == 9
    assert found.previous.tolist() == [-1, 0, 0, 0]


def test_negative_costs_and_qalys() -> None:
    found = frontier(np.array([-50.0, -20.0]), np.array([-2.0, -1.0]))
    assert found.status == ("ND", "ND")
    assert found.icer[1] == 30


def test_levels_share_ranks_within_the_tolerance() -> None:
    assert levels(np.array([3.0, 1.0, 1.0 + 1e-9, 1e12, 1e12 + 1])).tolist() == [1, 0, 0, 2, 2]


def test_quadrants_and_when_an_icer_means_something() -> None:
    cost = np.array([100.0, 50.0, 150.0, 150.0, 50.0, 100.0, 100.0, 120.0])
    qalys = np.array([1.0, 2.0, 0.5, 2.0, 0.5, 1.0, 1.5, 1.0])
    found = pairwise(cost, qalys, 0)
    assert found.quadrant == (
        "", "dominant", "dominated", "north-east", "south-west", "same", "dominant", "dominated",
    )  # fmt: skip
    assert found.icer[3] == 50
    assert np.isfinite(found.icer).sum() == 1
    assert found.saved_per_qaly_lost[4] == 100
    assert np.isfinite(found.saved_per_qaly_lost).sum() == 1


def test_net_benefit() -> None:
    cost, qalys = np.array([1000.0]), np.array([0.5])
    assert nmb(cost, qalys, 20_000) == 9000
    assert nhb(cost, qalys, 20_000) == pytest.approx(0.45)
    assert np.isnan(nhb(cost, qalys, 0)).all()
