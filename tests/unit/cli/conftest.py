import json
import re

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from costeff.cli import app
from costeff.errors import Where
from costeff.expr import Formula, Name
from costeff.model import Arrow, Discount, Draws, Duration, Model, Parameter, Settings, State, Strategy
from costeff.results import Outcome, Outcomes, Run, Study, Trace


def formula(text: str, cell: str = "B2") -> Formula:
    return Formula(tree=Name(text), where=Where(book="b.xlsx", sheet="Transitions", cell=cell, text=text))


@pytest.fixture
def model() -> Model:
    return Model(
        book="b.xlsx",
        sha256="ab" * 32,
        settings=Settings(
            title="A [bold]study[/bold]",
            cycle=Duration(1, "year"),
            horizon=Duration(2, "year"),
            start_age=50,
            discount_costs=Discount.constant(0.035),
            discount_effects=Discount.constant(0.035),
            thresholds=(25_000.0, 35_000.0),
            reference="old",
        ),
        strategies=(
            Strategy(id="old", label="Old care", columns={"p": formula("p_old"), "same": formula("one")}),
            Strategy(id="new", label="New care", columns={"p": formula("p_new"), "same": formula("one")}),
        ),
        states=(State(id="well", label="Well"), State(id="dead", label="Dead", alive=False)),
        parameters=(Parameter(id="p_old", label="", value=0.2), Parameter(id="p_new", label="", value=0.1)),
        arrows=(
            Arrow(
                id="die",
                origins=("well",),
                target="dead",
                kind="probability",
                formula=formula("p", "F2"),
                when=formula("same", "G2"),
            ),
        ),
    )


def outcomes(costs: list[list[float]], qalys: list[list[float]]) -> Outcomes:
    labels = []
    values = []
    for discounted in (True, False):
        for measure, numbers in (("cost", costs), ("qalys", qalys), ("life_years", qalys)):
            labels.append(Outcome(measure, discounted=discounted))
            values.append(numbers)
    return Outcomes(
        strategies=("old", "new"),
        outcomes=tuple(labels),
        values=np.moveaxis(np.array(values, dtype=float), 0, 2),
        index=np.arange(len(costs)),
    )


@pytest.fixture
def finished(model) -> Run:
    """A run of which every number on the terminal can be worked out by head."""
    targets = pd.DataFrame(
        {"id": ["a", "b", "c"], "label": ["One", "Two", ""], "within": pd.array([True, False, None], dtype="boolean")}
    )
    return Run(
        study=Study.of(model),
        base=outcomes([[1000, 31_000]], [[5, 6]]),
        trace=Trace(
            strategies=("old", "new"),
            states=("well", "dead"),
            years=np.arange(3.0),
            occupancy=np.full((2, 3, 2), 0.5),
        ),
        psa=outcomes([[1000, 31_000]] * 2 + [[1000, 21_000]] * 2, [[5, 6]] * 4),
        draws=Draws(ids=("p_old", "p_new"), values=np.full((4, 2), 0.1), index=np.arange(4), design="random", seed=3),
        targets=targets,
        notes=("Parameters!C7: look [red]here[/red].",),
        provenance={"costeff": "0.1.0", "seed": 3, "nothing": float("inf")},
    )


@pytest.fixture
def cli():
    """Runs the command; the result has `code`, `out`, `err`."""

    class Result:
        def __init__(self, found):
            self.code, self.out, self.err = found.exit_code, found.stdout, found.stderr
            self.exception = found.exception

        @property
        def json(self):
            return json.loads(self.out)

        @property
        def words(self):
            return re.sub(r"\s+", " ", self.out)

    def call(*words: object) -> Result:
        return Result(CliRunner().invoke(app, [str(word) for word in words], prog_name="costeff"))

    return call
