from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from costeff.measures.equity import EDE, Index, equity, net_health

INDICES = st.sampled_from([("Atkinson", e) for e in (0.5, 1.0, 3.0, 10.95)] + [("Kolm", a) for a in (0.02, 0.15)])
FINITE = {"allow_nan": False, "allow_infinity": False}


@st.composite
def populations(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    number = draw(st.integers(2, 6))
    health = draw(st.lists(st.floats(20, 90, **FINITE), min_size=number, max_size=number))
    shares = draw(st.lists(st.floats(0.05, 1, **FINITE), min_size=number, max_size=number))
    return np.array(health), np.array(shares) / sum(shares)


@given(populations(), INDICES, st.floats(0.01, 1))
def test_a_transfer_to_the_worse_off_is_never_bad(
    people: tuple[np.ndarray, np.ndarray], index: tuple[Index, float], part: float
) -> None:
    health, shares = people
    poor, rich = int(health.argmin()), int(health.argmax())
    gap = health[rich] - health[poor]
    assume(gap > 0.01)
    moved = part * gap / (1 / shares[poor] + 1 / shares[rich])  # at most until both have the same
    net = np.zeros(len(health))
    net[poor], net[rich] = moved / shares[poor], -moved / shares[rich]
    found = equity(health, net, shares, *index)
    assert found.mean_change == pytest.approx(0, abs=1e-9)
    assert found.impact > -1e-9


@given(populations(), INDICES, st.permutations(range(6)))
def test_the_order_of_groups_and_their_splitting_do_not_matter(
    people: tuple[np.ndarray, np.ndarray], index: tuple[Index, float], order: list[int]
) -> None:
    health, shares = people
    places = [k for k in order if k < len(health)]
    ede = EDE[index[0]]
    whole = float(ede(health, shares, index[1]))
    assert float(ede(health[places], shares[places], index[1])) == pytest.approx(whole, rel=1e-12)
    split = np.append(health, health[0]), np.append(shares, shares[0] * 0.3)
    split[1][0] *= 0.7
    assert float(ede(*split, index[1])) == pytest.approx(whole, rel=1e-12)


@given(populations(), INDICES)
def test_more_health_for_anybody_is_better(people: tuple[np.ndarray, np.ndarray], index: tuple[Index, float]) -> None:
    health, shares = people
    for k in range(len(health)):
        assert equity(health, np.eye(len(health))[k], shares, *index).ede_change > 0


@given(populations(), st.floats(-50_000, 50_000, **FINITE), st.floats(1_000, 100_000, **FINITE), st.data())
def test_the_mean_is_the_same_whoever_bears_the_cost(
    people: tuple[np.ndarray, np.ndarray], cost: float, threshold: float, data: st.DataObject
) -> None:
    health, shares = people
    size = len(health)
    raw = np.array(data.draw(st.lists(st.floats(0.01, 1, **FINITE), min_size=size, max_size=size)))
    gain = np.array(data.draw(st.lists(st.floats(-2, 2, **FINITE), min_size=size, max_size=size)))
    more = cost * np.linspace(0, 1, size)
    net = net_health(gain, more, shares, raw / raw.sum(), threshold).net
    assert (net * shares).sum() == pytest.approx(((gain - more / threshold) * shares).sum(), abs=1e-9)
