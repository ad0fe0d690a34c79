from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from costeff.distributions import Beta
from costeff.errors import Where
from costeff.expr.tree import Formula, Number
from costeff.model import (
    Arrow,
    Discount,
    Draws,
    Duration,
    Model,
    Parameter,
    Payoff,
    Settings,
    State,
    Strategy,
    UntilAge,
)
from costeff.results import Outcome, Outcomes, Run, Study, Trace

FORMULA = Formula(where=Where(text="1"), tree=Number(1.0))
STATES = ("ill", "well", "dead")
TIMES = ("6 months", "1 year")

# Invented totals of the base case: cost, QALYs, life years.
TOTALS = {"usual": (10_000.0, 5.0, 6.0), "drug": (30_000.0, 5.5, 6.5), "msc": (28_000.0, 6.0, 7.0)}


def outcomes_of() -> tuple[Outcome, ...]:
    found = []
    for discounted in (True, False):
        for measure, names in (("cost", ("drugs", "care")), ("qalys", ("health",)), ("life_years", ())):
            found.append(Outcome(measure, "total", "", discounted))  # type: ignore[arg-type]
            found += [Outcome(measure, "category", name, discounted) for name in names]  # type: ignore[arg-type]
            states = STATES[:2] if measure == "life_years" else STATES
            found += [Outcome(measure, "state", name, discounted) for name in states]  # type: ignore[arg-type]
    found += [Outcome("count", "payoff", "transfusions", False), Outcome("count", "payoff", "transfusions", True)]
    found.append(Outcome("count", "payoff", "deaths", False))
    found += [Outcome("survival", "time", time, False) for time in TIMES]
    found += [Outcome("response", "time", time, False) for time in TIMES]
    found.append(Outcome("median_survival", "total", "", False))
    return tuple(found)


def outcomes(strategies: tuple[str, ...], draws: int, spread: float = 0.0) -> Outcomes:
    kinds = outcomes_of()
    rng = np.random.default_rng(7)
    values = rng.uniform(0.1, 0.9, (draws, len(strategies), len(kinds)))
    names = list(TOTALS)
    for k in range(len(strategies)):
        for measure, value in zip(("cost", "qalys", "life_years"), TOTALS[names[k]], strict=True):
            for discounted in (True, False):
                column = kinds.index(Outcome(measure, "total", "", discounted))  # type: ignore[arg-type]
                values[:, k, column] = value * (1 + spread * rng.standard_normal(draws))
    values[0, 0, -1] = np.inf
    return Outcomes(strategies=strategies, outcomes=kinds, values=values, index=np.arange(draws))


def model_of(labels: dict[str, str]) -> Model:
    settings = Settings(
        title=labels.get("title", "An invented study"),
        population="Adults",
        cycle=Duration(1, "month"),
        horizon=UntilAge(100),
        start_age=53,
        discount_costs=Discount.constant(0.035),
        discount_effects=Discount.constant(0.035),
        thresholds=(25_000.0, 35_000.0, 1_000_000.0),
        currency="GBP",
        filled={"cycle correction": "NICE profile"},
        cells={"title": Where(book="invented.xlsx", sheet="Study", cell="B2")},
    )
    return Model(
        book="invented.xlsx",
        sha256="0" * 64,
        settings=settings,
        strategies=tuple(Strategy(id=name, label=labels.get(name, name.title())) for name in TOTALS),
        states=(
            State(id="ill", label=labels.get("ill", "Ill"), transfusion="dependent", response="none", x=1, y=2),
            State(id="well", label="Well", transfusion="independent", response="complete", groups=("good",)),
            State(id="dead", label="Dead", alive=False),
        ),
        parameters=(
            Parameter(
                id="p_response",
                label=labels.get("p_response", "Response"),
                value=0.6,
                family="beta",
                distribution=Beta(alpha=60, beta=40),
                source="Invented",
                cells={"value": Where(sheet="Parameters", cell="C2")},
            ),
            Parameter(id="price", label="Price", value=1000, low=900, confidential=True),
        ),
        arrows=(Arrow(id="recover", origins=("ill",), target="well", kind="probability", formula=FORMULA),),
        payoffs=(
            Payoff(
                kind="count", id="transfusions", category="Transfusions", charged="in", over=("ill",), amount=FORMULA
            ),
            Payoff(kind="cost", id="tablets", category="drugs", charged="in", over=("ill",), amount=FORMULA),
        ),
    )


def trace_of(strategies: tuple[str, ...]) -> Trace:
    falling = np.array([[1.0, 0.0, 0.0], [0.5, 0.4, 0.1], [0.25, 0.5, 0.25]])
    return Trace(
        strategies=strategies,
        states=STATES,
        years=np.arange(3) / 12,
        occupancy=np.stack([falling] * len(strategies)),
        arrows=("recover",),
        flows=np.full((len(strategies), 2, 1), 0.3),
    )


def targets_of() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["t1", "t2"],
            "label": ["Survival", "Median"],
            "strategy": ["usual", "msc"],
            "quantity": ["share of all", "median time"],
            "time": ["1 year", ""],
            "published": [0.8, 3.0],
            "low": [0.7, np.nan],
            "high": [0.9, np.nan],
            "modelled": [0.85, np.inf],
            "source": ["Invented", ""],
            "use": ["calibration", "validation"],
            "within": pd.array([True, pd.NA], dtype="boolean"),
        }
    )


@pytest.fixture
def make() -> Callable[..., Run]:
    """A run of an invented study: labels by id, number of draws, their spread."""

    def made(
        labels: dict[str, str] | None = None, draws: int = 0, spread: float = 0.2, notes: tuple[str, ...] = ()
    ) -> Run:
        model = model_of(labels or {})
        ids = tuple(s.id for s in model.strategies)
        drawn = None
        if draws:
            rng = np.random.default_rng(11)
            drawn = Draws(
                ids=("p_response", "price"),
                values=np.column_stack([rng.beta(60, 40, draws), np.full(draws, 1000.0)]),
                index=np.arange(draws) * 2,  # every other draw was dropped
                design="random",
                seed=1,
            )
        psa = outcomes(ids, draws, spread) if draws else None
        if psa is not None and drawn is not None:
            psa = Outcomes(strategies=ids, outcomes=psa.outcomes, values=psa.values, index=drawn.index)
        return Run(
            study=Study.of(model),
            base=outcomes(ids, 1),
            trace=trace_of(ids),
            psa=psa,
            draws=drawn,
            targets=targets_of(),
            notes=notes,
            provenance={"costeff": "0.1.0", "seed": 1, "workbook": {"name": "invented.xlsx", "sha256": "0" * 64}},
        )

    return made
