"""Plans: made once, one after the other while those before them run, each by itself."""

from dataclasses import replace

import numpy as np
import pytest
from building import arrow, mark, model, parameter, payoff, settings, state, strategy

from costeff.engine import execute, plan
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
            payoff("cost", "drug", "in", "A", "c * treated", "year"),
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
