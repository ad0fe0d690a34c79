"""Plans: made once, one after the other while those before them run, each by itself."""

from dataclasses import replace

import numpy as np
import pytest
from building import arrow, mark, model, parameter, payoff, settings, state, strategy

from costeff.engine import execute, jobs, plan
from costeff.errors import Cancelled
from costeff.model import Model, base_draws


def three_strategies() -> Model:
    return model(
        settings=settings(horizon="5 years", reference="a"),
        parameters=(parameter("p", 0.1), parameter("q", 0.3), parameter("c", 70.0)),
        strategies=(strategy("a", hr=1, treated=0), strategy("b", hr=0.5, treated=1), strategy("z", hr=0.8, treated=1)),
        marks=(mark("seen", "0.25"),),
        states=(state("A", 1), state("B", 0), state("D", alive=False)),
        arrows=(
            arrow("worse", "A", "B", "rate", "q * hr", "year"),
            arrow("die", "A B", "D", "rate", "p * IF(seen, 2, 1) * (1 + 0.1 * hr)", "year"),
        ),
        payoffs=(
            payoff("cost", "drug", "in", "A", "IF(treated, c, 0)", "year"),
            payoff("utility", "well", "in", "A B", 0.7),
        ),
    )  # fmt: skip


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The strategies that are planned, in order."""
    found: list[str] = []
    whole = plan.make_plan

    def counted(*args: object) -> plan.Plan:
        found.append(args[1].id)  # type: ignore[attr-defined]
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(plan, "make_plan", counted)
    return found


def test_a_strategy_is_planned_once_however_many_jobs_it_has(made: list[str]) -> None:
    m = three_strategies()
    base = base_draws(m)
    many = replace(base, index=np.arange(5000), values=np.repeat(base.values, 5000, axis=0))
    execute(m, many)
    assert made == ["a", "b", "z"]


def test_a_run_can_be_cancelled_before_all_strategies_are_planned(made: list[str]) -> None:
    with pytest.raises(Cancelled):
        execute(three_strategies(), base_draws(three_strategies()), cancelled=lambda: len(made) == 2)
    assert made == ["a", "b"]


def test_the_bits_of_a_strategy_do_not_depend_on_the_others() -> None:
    m = three_strategies()
    whole = execute(m, base_draws(m)).values
    for n, each in enumerate(m.strategies):
        alone = replace(m, strategies=(each,), settings=settings(horizon="5 years", reference=each.id))
        assert np.array_equal(execute(alone, base_draws(alone)).values[:, 0], whole[:, n], equal_nan=True)


def test_rows_of_a_table_that_a_strategy_reads_alike_run_once_and_come_out_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m = three_strategies()
    base = base_draws(m)
    values = np.repeat(base.values, 600, axis=0)
    values[::2, base.ids.index("c")] = np.linspace(1, 2, 300)  # only the treated pay it
    values[1::2, base.ids.index("q")] = 0.2
    rows = replace(base, values=values, index=np.arange(600))
    blocks: list[int] = []
    called = jobs.call
    monkeypatch.setattr(jobs, "call", lambda *args: (blocks.append(len(args[2])), called(*args)))
    found = execute(m, rows).values
    assert sorted(blocks) == [1, 3, 3]  # 2 kinds of rows, 301, 301
    drawn = execute(m, replace(rows, seed=1)).values
    assert blocks[3:] == [5, 5, 5]
    assert np.array_equal(found, drawn, equal_nan=True)
