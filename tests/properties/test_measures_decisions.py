from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from costeff.measures import acceptability, best, frontier, nmb

Plane = tuple[NDArray[np.float64], NDArray[np.float64]]

# Whole numbers, so that ties and lines are common and exact.
POINT = st.tuples(st.integers(0, 40), st.integers(0, 20))
PLANES = st.lists(POINT, min_size=1, max_size=8).map(lambda points: tuple(np.array(points, dtype=float).T))
WTP = st.floats(min_value=0, max_value=50)


def statuses(cost: NDArray[np.float64], qalys: NDArray[np.float64]) -> list[tuple[float, float, bool]]:
    found = frontier(cost, qalys)
    return sorted({(c, q, s == "ND") for c, q, s in zip(cost, qalys, found.status, strict=True) if s != "same"})


@given(PLANES, st.randoms(use_true_random=False))
def test_the_order_of_the_strategies_does_not_matter(plane: Plane, random: object) -> None:
    cost, qalys = plane
    shuffled = list(range(len(cost)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert statuses(cost, qalys) == statuses(cost[shuffled], qalys[shuffled])


@given(PLANES, st.integers(0, 7), st.integers(1, 10), st.integers(0, 10))
def test_a_dominated_strategy_changes_nothing_else(plane: Plane, which: int, dearer: int, worse: int) -> None:
    cost, qalys = plane
    which %= len(cost)
    before = frontier(cost, qalys)
    after = frontier(np.append(cost, cost[which] + dearer), np.append(qalys, qalys[which] - worse))
    assert after.status[:-1] == before.status
    assert after.icer[:-1].tolist() == pytest.approx(before.icer.tolist(), nan_ok=True)
    assert after.status[-1] in ("D", "same")


@given(PLANES, st.integers(-3, 6), st.integers(-3, 6))
def test_units_do_not_matter(plane: Plane, pounds: int, years: int) -> None:
    cost, qalys = plane
    before, after = frontier(cost, qalys), frontier(cost * 2.0**pounds, qalys * 2.0**years)
    assert after.status == before.status
    assert after.icer.tolist() == pytest.approx((before.icer * 2.0 ** (pounds - years)).tolist(), nan_ok=True)


@given(PLANES)
def test_icers_rise_and_are_positive(plane: Plane) -> None:
    found = frontier(*plane)
    icers = found.icer[found.members][1:]
    assert (icers > 0).all()
    assert (np.diff(icers) >= -1e-9 * icers[:-1]).all()


@given(PLANES, WTP)
def test_the_best_value_is_on_the_frontier(plane: Plane, wtp: float) -> None:
    cost, qalys = plane
    chosen = best(cost, qalys, np.array([wtp]))[0]
    found = frontier(cost, qalys)
    member = found.same_as[chosen] if found.status[chosen] == "same" else chosen
    assert found.status[member] == "ND"
    # And no strategy off the frontier does better than all on it.
    benefit = nmb(cost, qalys, wtp)
    assert benefit.max() == pytest.approx(benefit[found.members].max())


@given(PLANES)
def test_each_member_is_best_at_some_willingness_to_pay(plane: Plane) -> None:
    cost, qalys = plane
    found = frontier(cost, qalys)
    edges = [0.0, *found.icer[found.members][1:].tolist(), 1e9]
    for k, member in enumerate(found.members):
        benefit = nmb(cost, qalys, (edges[k] + edges[k + 1]) / 2)
        assert benefit[member] == pytest.approx(benefit.max(), rel=1e-9, abs=1e-9)


DRAWS = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(POINT, min_size=n, max_size=n), min_size=1, max_size=30))


@given(DRAWS, WTP)
def test_acceptability_sums_to_one(points: list[list[tuple[int, int]]], wtp: float) -> None:
    draws = np.array(points, dtype=float)
    found = acceptability(draws[:, :, 0], draws[:, :, 1], np.array([0.0, wtp, 1e6]))
    assert found.probability.sum(axis=1) == pytest.approx(1)
    assert (found.probability >= 0).all()
    assert ((found.best >= 0) & (found.best < draws.shape[1])).all()
