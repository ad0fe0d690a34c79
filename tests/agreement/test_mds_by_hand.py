"""The MDS workbook against a model of it that was written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import mds_by_hand
import pytest

from costeff.engine import execute
from costeff.model import Model, base_draws
from costeff.sampling import draw
from costeff.workbook import read

BOOK = Path(__file__).parents[2] / "inputs" / "mds.xlsx"
AGREEMENT = 1e-11
"""Two ways of writing the same sums: hundreds of cycles add a little rounding each."""

SWITCHES = {
    "hypoplastic": {"hypoplastic": 1.0},
    "utilities": {"utility_b": 1.0, "cap_each": 1.0},
    "rules": {"lus_stop_rule": 0.0, "assess_weeks": 12.0, "weibull_shape_ti": 1.4},
    "excess": {"smr_td": 1.0, "excess_td": 0.1, "hr_death_ti": 0.41, "hr_prog_msc": 2.0},
    "no halving": {"p_rt_bsc": 0.0, "p_rt_given_nonti": 0.0, "p_rt_lus1": 0.0, "p_rt_esa1": 0.0},
}


@pytest.fixture(scope="module")
def everything() -> Model:
    """The model with the strategies that its base case leaves out."""
    model = read(BOOK).model
    return replace(model, strategies=(*model.strategies, *model.strategies_left_out), strategies_left_out=())


@pytest.fixture(scope="module")
def life() -> list[tuple[float, float]]:
    return mds_by_hand.life_table(BOOK)


def with_values(model: Model, values: Mapping[str, float]) -> Model:
    changed = (replace(p, value=values[p.id]) if p.id in values else p for p in model.parameters)
    return replace(model, parameters=tuple(changed))


def agree(model: Model, life: list[tuple[float, float]], draws: object, ages: float = 73.0) -> None:
    found = execute(model, draws)
    for i in range(len(found)):
        row = draws.row(i)
        for k, strategy in enumerate(found.strategies):
            expected = mds_by_hand.run(strategy, row, life, ages)
            seen = {
                "cost": found.of("cost")[i, k],
                "cost undiscounted": found.of("cost", discounted=False)[i, k],
                "qalys": found.of("qalys")[i, k],
                "life years": found.of("life_years")[i, k],
                "life years undiscounted": found.of("life_years", discounted=False)[i, k],
            }
            assert seen == pytest.approx(expected, rel=AGREEMENT), strategy


def test_the_values_are_those_of_the_workbook(everything: Model) -> None:
    assert mds_by_hand.values(BOOK) == {p.id: p.value for p in everything.parameters}


def test_every_strategy(everything: Model, life: list[tuple[float, float]]) -> None:
    agree(everything, life, base_draws(everything))


@pytest.mark.slow
def test_draws_with_transplants(everything: Model, life: list[tuple[float, float]]) -> None:
    younger = everything.with_settings(start_age=60.0)
    agree(younger, life, draw(younger, 2, 9, "random"), 60.0)


@pytest.mark.slow
@pytest.mark.parametrize("switch", SWITCHES)
def test_switches(everything: Model, life: list[tuple[float, float]], switch: str) -> None:
    turned = with_values(everything.with_settings(start_age=65.0), SWITCHES[switch])
    agree(turned, life, base_draws(turned), 65.0)
