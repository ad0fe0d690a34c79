from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from costeff.measures import acceptability, best
from costeff.results import Outcome, Outcomes, Run, Study
from costeff.results.decision import pairwise_table
from costeff.results.situations import best_of, situations_table

KINDS = (Outcome("cost"), Outcome("qalys"), Outcome("life_years"))
LABELS = {"usual": "Usual care", "drug": "Drug", "msc": "MSC"}


def given(strategies: tuple[str, ...], cost: list[float], qalys: list[float]) -> Outcomes:
    values = np.zeros((1, len(strategies), len(KINDS)))
    values[0, :, KINDS.index(Outcome("cost"))] = cost
    values[0, :, KINDS.index(Outcome("qalys"))] = qalys
    values[0, :, KINDS.index(Outcome("life_years"))] = 2 * np.array(qalys)
    return Outcomes(strategies=strategies, outcomes=KINDS, values=values, index=np.zeros(1, dtype=np.int64))


@pytest.fixture
def study(make: Callable[..., Run]) -> Study:
    return make(LABELS).study


def test_a_row_a_point_and_strategy_with_increments_by_hand(study: Study) -> None:
    bases = [given(("usual", "msc"), [10_000, 22_000], [5, 5.5]), None, given(("msc",), [1.0], [2.0])]
    table = situations_table(study, {"price": [1, 2, 3], "id": ["a", "b", "c"]}, ["usual", "usual", "msc"], bases)
    assert table["price"].tolist() == [1, 1, 2, 3]
    assert table["id"].tolist() == ["a", "a", "b", "c"]
    assert table["strategy"].tolist() == ["usual", "msc", "", "msc"]
    row = table.iloc[1]
    assert (row["inc_cost"], row["inc_qalys"], row["icer"], row["comparison"]) == (12_000, 0.5, 24_000, "north-east")
    assert (row["nmb_25000"], row["inmb_25000"], row["inmb_35000"]) == (115_500, 500, 5_500)
    assert table["best_25000"].tolist() == [False, True, False, True]
    assert np.isnan(table.loc[2, ["cost", "icer", "inmb_25000"]].astype(float)).all()
    assert table.loc[0, "comparison"] == ""
    assert table["life_years"].iloc[1] == 11


def test_quadrants_and_ratios_are_those_of_the_pairwise_table(study: Study) -> None:
    ids = ("usual", "drug", "msc")
    costs = [[10, 20, 30], [10, 5, 15], [10, 8, 10], [10, 12, 10 + 1e-12]]
    effects = [[5, 6, 4], [5, 4, 5], [5, 6, 5.1], [5, 4, 5]]
    bases = [given(ids, cost, qalys) for cost, qalys in zip(costs, effects, strict=True)]
    table = situations_table(study, {"k": range(4)}, ["usual"] * 4, bases)
    words = set()
    for k, (cost, qalys) in enumerate(zip(costs, effects, strict=True)):
        wanted = pairwise_table(study, np.array(cost, float), np.array(qalys, float), 2 * np.array(qalys, float))
        here = table[(table["k"] == k) & (table["strategy"] != "usual")].reset_index()
        assert here["comparison"].tolist() == wanted["quadrant"].tolist()
        words |= set(here["comparison"])
        for name in ("icer", "saved_per_qaly_lost", "inc_cost", "inmb_25000"):
            np.testing.assert_array_equal(here[name], wanted[name])
    assert words == {"north-east", "dominated", "south-west", "dominant", "same"}


def test_the_best_is_that_of_the_measures_with_ties_to_the_cheaper_then_the_better() -> None:
    rng = np.random.default_rng(3)
    cost = rng.integers(0, 3, (300, 4)).astype(float)
    qalys = rng.integers(0, 3, (300, 4)).astype(float)
    found = best_of(2.0 * qalys - cost, cost, qalys)
    assert found.tolist() == [int(best(c, q, np.array([2.0]))[0]) for c, q in zip(cost, qalys, strict=True)]


def test_draws_are_summarised_against_the_reference_of_their_point(make: Callable[..., Run]) -> None:
    run = make(LABELS, draws=400)
    study, base, psa = run.study, run.base, run.psa
    assert psa is not None
    table = situations_table(study, {"k": [0, 1, 2]}, ["usual", "msc", "usual"], [base, base, None], [psa, psa, None])
    assert len(table) == 7
    cost, qalys = psa.of("cost"), psa.of("qalys")
    inmb = 25_000 * (qalys - qalys[:, [2]]) - (cost - cost[:, [2]])
    row = table.iloc[4]
    assert row["psa_inmb_25000"] == pytest.approx(inmb[:, 1].mean())
    assert row["psa_inmb_25000_low"] == pytest.approx(np.quantile(inmb[:, 1], 0.025))
    assert row["p_best_25000"] == acceptability(cost, qalys, np.array([25_000.0])).probability[0, 1]
    assert np.isnan(table["psa_cost"].iloc[6])


def test_strategies_that_the_study_lacks_have_the_label_given(study: Study) -> None:
    base = given(("usual", "extra"), [1, 2], [1, 2])
    assert situations_table(study, {}, ["usual"], [base], labels={"extra": "Left out"})["label"].iloc[1] == "Left out"
    assert situations_table(study, {}, ["usual"], [base])["label"].iloc[1] == "extra"


def test_no_point_is_an_empty_table(study: Study) -> None:
    assert len(situations_table(study, {"k": []}, [], [])) == 0
