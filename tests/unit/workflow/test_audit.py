"""The arrows of a state, and what the distributions imply."""

import math

import pytest

from costeff.distributions import Gamma
from costeff.errors import Where
from costeff.expr import Binary, Formula, Name
from costeff.model import (
    Arrow,
    Covariance,
    Discount,
    Duration,
    Model,
    Parameter,
    Posterior,
    Settings,
    State,
    Strategy,
    Variable,
)
from costeff.workflow.arrows import arrow_rows
from costeff.workflow.implied import implied


def formula(tree, text: str, cell: str) -> Formula:
    return Formula(tree=tree, where=Where(book="b.xlsx", sheet="Transitions", cell=cell, text=text))


def name(text: str, cell: str = "Z9") -> Formula:
    return formula(Name(text), text, cell)


def build(**parts) -> Model:
    settings = Settings(
        cycle=Duration(1, "month"),
        horizon=Duration(4, "month"),
        start_age=50,
        discount_costs=Discount.constant(0.0),
        discount_effects=Discount.constant(0.0),
    )
    states = (State(id="well", label="Well", columns={"hr": name("two")}), State(id="dead", label="Dead", alive=False))
    return Model(book="b.xlsx", sha256="", settings=settings, states=states, **parts)


def test_arrows_of_a_state_with_what_differs_between_strategies():
    model = build(
        strategies=(
            Strategy(id="old", label="Old", columns={"p": name("p_old"), "q": name("0"), "msc": name("0")}),
            Strategy(id="new", label="New", columns={"p": name("p_new"), "q": name("0"), "msc": name("1")}),
        ),
        variables=(Variable(id="risk", formula=formula(Binary("*", Name("p"), Name("hr")), "p * hr", "B2")),),
        arrows=(
            Arrow(id="a", origins=("well",), target="dead", kind="rate", per=Duration(1, "year"),
                  formula=name("risk", "F2"), when=name("q"), sets=("ill",), clears=("fit",)),
            Arrow(id="b", origins=("dead",), target="well", kind="rest",
                  cells={"id": Where(sheet="Transitions", cell="A3")}),
            Arrow(id="c", origins=("well", "dead"), target="well", kind="probability", formula=name("q", "F4")),
        ),
    )  # fmt: skip
    first, second = arrow_rows(model, "well")
    assert (first.arrow, first.target, first.kind, first.per) == ("a", "dead", "rate", "1 year")
    assert (first.expression, first.when, first.sets, first.cell) == ("risk", "q", "ill, not fit", "Transitions!F2")
    assert first.by_strategy == {"p": {"old": "p_old", "new": "p_new"}}
    assert (second.arrow, second.per, second.by_strategy) == ("c", "cycle", {})
    rest = arrow_rows(model, "dead")[0]
    assert (rest.per, rest.expression, rest.cell) == ("", "", "Transitions!A3")
    with pytest.raises(KeyError):
        arrow_rows(model, "nowhere")


def test_what_distributions_imply():
    model = build(
        strategies=(Strategy(id="old", label="Old"),),
        parameters=(
            Parameter(id="fixed", label="", value=1.0),
            Parameter(id="cost", label="", value=100.0, family="gamma",
                      distribution=Gamma(shape=25, scale=4), low=60, high=150),
            Parameter(id="cr", label="", value=0.2, family="dirichlet", group="g", n=20),
            Parameter(id="nr", label="", value=0.8, family="dirichlet", group="g", n=80),
            Parameter(id="b0", label="", value=-2.0, family="multivariate normal"),
            Parameter(id="b1", label="", value=1.0, family="multivariate normal"),
            Parameter(id="post", label="", value=2.0, family="empirical"),
        ),
        covariances=(Covariance(name="c", ids=("b0", "b1"), matrix=((0.25, 0.0), (0.0, 0.0)), where=Where()),),
        posteriors=(Posterior(name="d", ids=("post",), rows=((1.0,), (2.0,), (6.0,)), where=Where()),),
    )  # fmt: skip
    found = {row.id: row for row in implied(model)}
    assert list(found) == ["cost", "cr", "nr", "b0", "post"]
    assert (found["cost"].mean, found["cost"].given_low, found["cost"].given_high) == (100, 60, 150)
    assert found["cost"].low < found["cost"].median < found["cost"].high
    assert found["cr"].mean == pytest.approx(0.2)
    assert found["cr"].low == pytest.approx(1 - found["nr"].high)  # two shares of one Dirichlet mirror each other
    assert found["b0"].high == pytest.approx(-2 + 1.959964 * 0.5, abs=1e-6)
    assert (found["post"].mean, found["post"].median) == (3, 2)
    assert math.isclose(found["post"].low, 1.05)
