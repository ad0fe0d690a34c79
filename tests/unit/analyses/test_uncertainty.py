import numpy as np
import pytest

from costeff import engine, sampling
from costeff.analyses import uncertainty
from costeff.model import Discount, Draws, Duration, Model, Parameter, Settings, State, Strategy
from costeff.results.outcomes import Outcome, Outcomes


@pytest.fixture
def model():
    return Model(
        book="b.xlsx",
        sha256="",
        settings=Settings(
            cycle=Duration(1, "month"),
            horizon=Duration(4, "month"),
            start_age=50,
            discount_costs=Discount.constant(0.0),
            discount_effects=Discount.constant(0.0),
            draws=300,
            seed=7,
            design="lhs",
        ),
        strategies=(Strategy(id="old", label="Old"),),
        states=(State(id="well", label="Well"),),
        parameters=(Parameter(id="still", label="", value=1.0), Parameter(id="wild", label="", value=2.0)),
    )


@pytest.fixture
def lose(monkeypatch):
    """Fakes sampling and engine; the engine leaves out the draws with these numbers."""

    def install(*dropped: int):
        def draw(model, draws, seed, design):
            values = np.column_stack([np.ones(draws), np.arange(draws, dtype=float)])
            return Draws(ids=("still", "wild"), values=values, index=np.arange(draws), design=design, seed=seed)

        def execute(model, draws, *, threads=None, spool=None, progress=None, cancelled=None):
            index = np.setdiff1d(draws.index, dropped)
            values = index.astype(float).reshape(-1, 1, 1)
            return Outcomes(strategies=("old",), outcomes=(Outcome("cost"),), values=values, index=index)

        monkeypatch.setattr(sampling, "draw", draw, raising=False)
        monkeypatch.setattr(engine, "execute", execute, raising=False)

    return install


def test_draws_and_outcomes_go_together(model, lose):
    lose()
    found = uncertainty(model)
    assert len(found.draws) == len(found.outcomes) == 300
    assert (found.draws.seed, found.draws.design) == (7, "lhs")
    assert found.notes == ()


def test_dropped_draws_are_dropped_from_both_and_told(model, lose):
    lose(299, 298)
    found = uncertainty(model)
    np.testing.assert_array_equal(found.draws.index, found.outcomes.index)
    np.testing.assert_array_equal(found.draws.column("wild"), found.outcomes.of("cost")[:, 0])
    assert "2 of 300" in found.notes[0]
    assert "wild" in found.notes[0]
