"""The outcomes of a draw are the same bits whatever else is computed, and however the work is divided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from agreement import same
from generate import draws_of, models, stretched
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sink import everything

from costeff.engine import execute
from costeff.errors import Cancelled
from costeff.model import Draws, Model

MOST = 1000
BOUNDED = settings(
    max_examples=15,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def sample() -> tuple[Model, Draws, NDArray[np.float64]]:
    """A model, many draws of it, and their outcomes computed together on one thread."""
    model = everything(cycle="6 months", horizon="8 cycles")
    draws = stretched(model, MOST)
    return model, draws, execute(model, draws, threads=1).values


def positions(draws: Draws, which: Sequence[int]) -> Draws:
    return draws.select(np.array(which, dtype=np.intp))


@pytest.mark.parametrize("count", [1, 7, 128, 129, 999])
def test_the_first_draws_are_the_same_whatever_their_number(count: int) -> None:
    model, draws, expected = sample()
    found = execute(model, positions(draws, range(count)), threads=1)
    np.testing.assert_array_equal(found.values, expected[:count])
    np.testing.assert_array_equal(found.index, np.arange(count))


@pytest.mark.parametrize("start", [1, 127, 128, 500, 999])
def test_the_place_within_a_block_makes_no_difference(start: int) -> None:
    model, draws, expected = sample()
    found = execute(model, positions(draws, range(start, MOST)), threads=1)
    np.testing.assert_array_equal(found.values, expected[start:])
    np.testing.assert_array_equal(found.index, np.arange(start, MOST))


@pytest.mark.parametrize("threads", [2, 5, None])
def test_threads_make_no_difference(threads: int | None) -> None:
    model, draws, expected = sample()
    np.testing.assert_array_equal(execute(model, draws, threads=threads).values, expected)


def test_the_order_of_the_draws_makes_no_difference() -> None:
    model, draws, expected = sample()
    order = np.random.default_rng(4).permutation(MOST)
    found = execute(model, draws.select(order), threads=2)
    np.testing.assert_array_equal(found.values, expected[order])
    np.testing.assert_array_equal(found.index, order)


def test_a_second_run_is_the_same() -> None:
    model, draws, expected = sample()
    np.testing.assert_array_equal(execute(model, draws, threads=2).values, expected)
    np.testing.assert_array_equal(execute(replace(model), draws, threads=1).values, expected)  # planned anew


def test_invalid_draws_do_not_touch_the_others() -> None:
    model, draws, expected = sample()
    values = draws.values.copy()
    values[[5, 300], draws.ids.index("share_tx")] = 7.0
    found = execute(model.with_settings(invalid_draws="drop"), replace(draws, values=values), threads=1)
    kept = np.delete(np.arange(MOST), [5, 300])
    np.testing.assert_array_equal(found.index, kept)
    np.testing.assert_array_equal(found.values, expected[kept])


def test_the_order_of_the_arrows_makes_no_difference() -> None:
    model, draws, expected = sample()
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(model.arrows))
        shuffled = replace(model, arrows=tuple(model.arrows[n] for n in order))
        np.testing.assert_array_equal(execute(shuffled, positions(draws, range(9)), threads=1).values, expected[:9])


def test_the_order_of_parameters_variables_tables_and_checks_makes_no_difference() -> None:
    model, draws, expected = sample()
    ids = tuple(reversed(draws.ids))
    turned = replace(
        model,
        parameters=tuple(reversed(model.parameters)),
        variables=tuple(reversed(model.variables)),
        tables=dict(reversed(list(model.tables.items()))),
        checks=tuple(reversed(model.checks)),
    )
    few = Draws(ids=ids, values=draws.values[:9, ::-1], index=np.arange(9))
    np.testing.assert_array_equal(execute(turned, few, threads=1).values, expected[:9])


def test_strategies_do_not_touch_each_other() -> None:
    model, draws, expected = sample()
    alone = replace(model, strategies=model.strategies[1:])
    np.testing.assert_array_equal(execute(alone, positions(draws, range(9)), threads=1).values[:, 0], expected[:9, 1])


def test_the_order_of_the_payoffs_changes_no_more_than_the_last_bits() -> None:
    """Payoffs are added up in the order of their sheets: another order rounds in another way."""
    model, draws, _ = sample()
    turned = replace(model, payoffs=tuple(reversed(model.payoffs)))
    before, after = (execute(m, positions(draws, range(9)), threads=1) for m in (model, turned))
    for j, outcome in enumerate(before.outcomes):
        there = after.values[:, :, after.outcomes.index(outcome)]
        assert all(same(a, b, 1e-3) for a, b in zip(before.values[:, :, j].flat, there.flat, strict=True))


def test_structural_parameters_may_differ_from_draw_to_draw() -> None:
    """Draws that differ in what decides between cases get plans of their own, whoever else is there."""
    model, draws, _ = sample()
    varied = replace(model, arrows=tuple(replace(a) for a in model.arrows))
    values = draws.values[:200].copy()
    column = draws.ids.index("p_low")
    values[:, column] = np.where(np.arange(200) % 3 == 0, 0.0, values[:, column])
    some = Draws(ids=draws.ids, values=values, index=np.arange(200))
    together = execute(varied, some, threads=2).values
    for n in (0, 1, 3, 199):
        np.testing.assert_array_equal(execute(varied, positions(some, [n]), threads=1).values[0], together[n])


@BOUNDED
@given(st.data())
def test_generated_models(data: st.DataObject) -> None:
    """Alone, together, in another order and with arrows in another order."""
    model: Model = data.draw(models())
    draws: Draws = data.draw(draws_of(model, most=4))
    together = execute(model, draws, threads=1).values
    for n in range(len(draws)):
        np.testing.assert_array_equal(execute(model, positions(draws, [n]), threads=1).values[0], together[n])
    back = np.arange(len(draws))[::-1]
    np.testing.assert_array_equal(execute(model, draws.select(back), threads=2).values, together[back])
    shuffled = replace(model, arrows=tuple(data.draw(st.permutations(model.arrows))))
    np.testing.assert_array_equal(execute(shuffled, draws, threads=1).values, together)


def test_progress_is_told_and_a_run_can_be_cancelled() -> None:
    model, draws, _ = sample()
    told: list[tuple[int, int]] = []
    execute(model, draws, threads=2, progress=lambda done, jobs: told.append((done, jobs)))
    assert told[-1][0] == told[-1][1] == max(done for done, _ in told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    many = draws.select(np.tile(np.arange(MOST), 20))
    with pytest.raises(Cancelled):
        execute(model, many, threads=1, cancelled=lambda: True)


def test_no_draws_give_no_outcomes() -> None:
    model, draws, expected = sample()
    assert execute(model, positions(draws, []), threads=1).values.shape == (0, *expected.shape[1:])
