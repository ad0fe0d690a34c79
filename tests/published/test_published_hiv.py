"""The HIV therapy model of Chancellor and others 1997, as in Briggs, Claxton and Sculpher 2006 (exercises 2.5, 4.7)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from costeff import engine, sampling, workbook
from costeff.engine import reference
from costeff.model import Draws, Model, base_draws

DRAWS = 2000


@pytest.fixture(scope="module")
def reading() -> workbook.Reading:
    return workbook.read(Path(__file__).parent / "models" / "hiv-therapy.xlsx")


@pytest.fixture(scope="module")
def model(reading: workbook.Reading) -> Model:
    return reading.model


@pytest.fixture(scope="module")
def draws(model: Model) -> Draws:
    return sampling.draw(model, DRAWS, seed=1, design="random")


def by_hand(draws: Draws) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The exercise written out as matrices: costs and life years, shape (draws, strategies)."""
    p = {name: draws.column(name) for name in draws.ids}
    rows = {"A": "BCD", "B": "CD", "C": "D"}
    care = np.stack([p[f"c_direct_{s}"] + p[f"c_community_{s}"] for s in "ABC"], axis=1)
    costs, life_years = np.zeros((len(draws), 2)), np.zeros((len(draws), 2))
    for strategy in (0, 1):
        who = np.zeros((len(draws), 4))
        who[:, 0] = 1.0
        for cycle in range(20):
            treated = strategy == 1 and cycle < 2
            moves = np.zeros((len(draws), 4, 4))
            for a, targets in rows.items():
                for b in targets:
                    moves[:, "ABCD".index(a), "ABCD".index(b)] = p[f"p_{a}{b}"] * (p["rr"] if treated else 1.0)
            for k in range(4):
                moves[:, k, k] = 1.0 - moves[:, k].sum(axis=1)
            who = np.einsum("di,dij->dj", who, moves)
            drugs = p["c_zidovudine"] + (p["c_lamivudine"] if treated else 0.0)
            costs[:, strategy] += ((care + drugs[:, None]) * who[:, :3]).sum(axis=1) / 1.06 ** (cycle + 1)
            life_years[:, strategy] += who[:, :3].sum(axis=1)
    return costs, life_years


def test_workbook_is_read_without_a_warning(reading: workbook.Reading) -> None:
    assert reading.problems == ()
    assert sampling.check_draws(reading.model) == ()


def test_base_case_is_the_published_one(model: Model) -> None:
    found = engine.execute(model, base_draws(model))
    assert found.strategies == ("mono", "combi")
    costs, effects = found.of("cost")[0], found.of("qalys")[0]
    assert costs == pytest.approx([44663.4535636967, 50601.6513312037], rel=1e-12, abs=0)
    assert effects == pytest.approx([7.99120664584088, 8.93738889164347], rel=1e-12, abs=0)
    assert found.of("life_years")[0] == pytest.approx(effects, rel=1e-14, abs=0)
    assert (costs[1] - costs[0]) / (effects[1] - effects[0]) == pytest.approx(6275.95560353180, rel=1e-12, abs=0)


def test_as_printed_by_others(model: Model) -> None:
    # The figures that the R package heemod holds itself against (context "DMHEE reproduction" of its tests).
    found = engine.execute(model, base_draws(model))
    assert [f"{x:.7f}" for x in found.of("cost")[0]] == ["44663.4535637", "50601.6513312"]
    assert [f"{x:.7f}" for x in found.of("qalys")[0]] == ["7.9912066", "8.9373889"]


def test_lamivudine_is_paid_for_two_years(model: Model) -> None:
    found = engine.execute(model, base_draws(model))
    trace = engine.trace(model)
    alive = trace.occupancy[:, :, :3].sum(axis=2)
    drugs = found.of("cost", "category", "drugs", discounted=False)[0]
    assert drugs[0] == pytest.approx(2278 * alive[0, 1:].sum(), rel=1e-12)
    assert drugs[1] == pytest.approx(2278 * alive[1, 1:].sum() + 2086.5 * alive[1, 1:3].sum(), rel=1e-12)


def test_rows_of_the_dirichlets_add_up_in_every_draw(model: Model, draws: Draws) -> None:
    from_a = sum(draws.column(f"p_A{b}") for b in "ABCD")
    from_b = sum(draws.column(f"p_B{b}") for b in "BCD")
    assert from_a == pytest.approx(np.ones(DRAWS), rel=1e-14)
    assert from_b == pytest.approx(np.ones(DRAWS), rel=1e-14)
    # beta(350, 1384), a margin of Dirichlet(1251, 350, 116, 17)
    drawn, mean = draws.column("p_AB"), 350 / 1734
    sd = np.sqrt(mean * (1 - mean) / 1735)
    assert abs(drawn.mean() - mean) < 4 * sd / np.sqrt(DRAWS)
    assert drawn.std() == pytest.approx(sd, rel=0.07)
    # two categories of a Dirichlet: covariance -a b / (n^2 (n + 1))
    expected = -np.sqrt(350 * 116 / ((1734 - 350) * (1734 - 116)))
    assert np.corrcoef(drawn, draws.column("p_AC"))[0, 1] == pytest.approx(expected, abs=0.08)


def test_every_draw_is_that_of_the_matrices_written_out(model: Model, draws: Draws) -> None:
    found = engine.execute(model, draws)
    costs, life_years = by_hand(draws)
    assert np.array_equal(found.index, np.arange(DRAWS))  # none was dropped
    np.testing.assert_allclose(found.of("cost"), costs, rtol=1e-12)
    np.testing.assert_allclose(found.of("qalys"), life_years, rtol=1e-12)


def test_mean_of_the_draws_lies_near_the_base_case(model: Model, draws: Draws) -> None:
    base, found = engine.execute(model, base_draws(model)), engine.execute(model, draws)
    # The draws' own expectation isn't the base case: the model is not linear, and the mean relative risk is 0.516.
    # Over 200,000 draws it is off by 0.1% in costs and 0.14% in life years; by 1.7% in life years gained.
    pairs = ((found.of("cost"), base.of("cost")[0]), (found.of("qalys"), base.of("qalys")[0]))
    for values, expected in pairs:
        error = values.std(axis=0, ddof=1) / np.sqrt(DRAWS)
        assert np.all(np.abs(values.mean(axis=0) - expected) < 4 * error + 0.002 * expected)
    gained = found.of("qalys")[:, 1] - found.of("qalys")[:, 0]
    expected = base.of("qalys")[0, 1] - base.of("qalys")[0, 0]
    assert abs(gained.mean() - expected) < 4 * gained.std(ddof=1) / np.sqrt(DRAWS) + 0.02 * expected
    assert np.array_equal(gained > 0, draws.column("rr") < 1)


def test_reference_engine_says_the_same(model: Model, draws: Draws) -> None:
    few = draws.select(np.arange(5))
    found = engine.execute(model, few)
    for d in range(len(few)):
        for s, strategy in enumerate(model.strategies):
            plain = reference.run(model, strategy, few.row(d)).outcomes
            expected = [plain[outcome] for outcome in found.outcomes]
            np.testing.assert_allclose(found.values[d, s], expected, rtol=1e-12, atol=1e-15)
