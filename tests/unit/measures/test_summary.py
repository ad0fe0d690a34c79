from __future__ import annotations

import math

import numpy as np
import pytest

from costeff.measures import (
    combine,
    ellipse,
    leaf_sums,
    mean,
    monte_carlo_error,
    ratio_error,
    summarise,
    total,
)


def values(n: int, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(3, 2, n)


@pytest.mark.parametrize("n", [1, 2, 1023, 1024, 1025, 5000])
def test_total_is_the_sum(n: int) -> None:
    assert total(values(n)) == pytest.approx(math.fsum(values(n)), rel=1e-13)


@pytest.mark.parametrize("chunk", [1024, 2048, 4096])
def test_chunks_give_the_same_bits(chunk: int) -> None:
    x = values(9_500)
    parts = [leaf_sums(x[k : k + chunk]) for k in range(0, len(x), chunk)]
    assert combine(np.concatenate(parts)) == total(x)


def test_layout_gives_the_same_bits() -> None:
    x = np.stack([values(3000, s) for s in range(5)], axis=1)
    whole = total(x)
    assert whole.tolist() == [float(total(x[:, k])) for k in range(5)]
    assert whole.tolist() == total(np.asfortranarray(x)).tolist()


def test_summary_against_numpy() -> None:
    x = values(4000).reshape(2000, 2)
    found = summarise(x, "random")
    assert found.mean == pytest.approx(x.mean(axis=0))
    assert found.sd == pytest.approx(x.std(axis=0, ddof=1))
    assert found.low == pytest.approx(np.percentile(x, 2.5, axis=0))
    assert found.high == pytest.approx(np.percentile(x, 97.5, axis=0))
    assert found.mc_error == pytest.approx(x.std(axis=0, ddof=1) / math.sqrt(2000))


def test_infinite_medians_have_an_interval() -> None:
    found = summarise(np.array([1.0, 2.0, 3.0, *[math.inf] * 7]), "random")
    assert found.low == 1
    assert found.high == math.inf
    assert found.mean == math.inf


def test_what_the_designs_say_about_their_error() -> None:
    x = values(10_000)
    assert np.isnan(monte_carlo_error(x, "sobol"))
    assert np.isnan(monte_carlo_error(x, "given"))
    assert np.isnan(monte_carlo_error(x[:1], "random"))
    assert np.isnan(monte_carlo_error(x[: 4 * 1024], "lhs"))
    batches = x[: 9 * 1024].reshape(9, 1024).mean(axis=1)
    expected = batches.std(ddof=1) / math.sqrt(10_000 / 1024)
    assert monte_carlo_error(x, "lhs") == pytest.approx(expected)


def test_a_stratified_design_has_a_smaller_error() -> None:
    rng = np.random.default_rng(1)
    strata = np.concatenate([(rng.permutation(1024) + rng.random(1024)) / 1024 for _ in range(20)])
    assert monte_carlo_error(strata, "lhs") < monte_carlo_error(strata, "random") / 10


def test_error_of_an_icer_against_repeated_runs() -> None:
    rng = np.random.default_rng(5)
    cost = rng.normal(1000, 300, (400, 500))
    qalys = rng.normal(0.5, 0.1, (400, 500)) + (cost - 1000) / 5000
    icers = mean(cost.T) / mean(qalys.T)
    claimed = ratio_error(cost[0], qalys[0], "random")
    assert claimed == pytest.approx(icers.std(ddof=1), rel=0.15)


def test_ellipse_holds_95_in_100() -> None:
    rng = np.random.default_rng(2)
    qalys = rng.normal(0.3, 0.2, 20_000)
    cost = 12_000 + 30_000 * qalys + rng.normal(0, 4_000, 20_000)
    found = ellipse(qalys, cost)
    turn = math.radians(found.angle)
    x, y = qalys - found.qalys, cost - found.cost
    along, across = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    inside = (along / (found.width / 2)) ** 2 + (across / (found.height / 2)) ** 2 <= 1
    assert inside.mean() == pytest.approx(0.95, abs=0.005)
    assert 0 < found.angle < 90
    outline = found.outline(50)
    assert outline.shape == (50, 2)
    assert outline[0] == pytest.approx(outline[-1])
    radius = [(np.cov(qalys, cost)), outline - [found.qalys, found.cost]]
    distance = np.einsum("ij,jk,ik->i", radius[1], np.linalg.inv(radius[0]), radius[1])
    assert distance == pytest.approx(-2 * math.log(0.05), rel=1e-6)


def test_ellipse_of_one_point() -> None:
    found = ellipse(np.zeros(3), np.full(3, 5.0))
    assert (found.width, found.height, found.cost) == (0, 0, 5)
