from __future__ import annotations

import building as b
import numpy as np
import pytest
import situations as s

from costeff import engine
from costeff.analyses import spending
from costeff.model import Duration, Instalments, Model, base_draws

STARTS, MIDDLES, THROUGH = "start of year", "middle of year", "through the year"


def study(*payoffs: object, cycle: str = "1 month", hazard: float = 0.0, correction: str = "half-cycle") -> Model:
    return b.model(
        settings=b.settings(cycle=cycle, horizon="10 years", costs=0.035, reference="old", correction=correction),
        strategies=(b.strategy("old"),),
        states=(b.state("well", 1), b.state("ill"), b.state("dead", alive=False)),
        arrows=(
            b.arrow("dies", "well ill", "dead", "rate", hazard, per="1 year"),
            b.arrow("falls", "well", "ill", "rate", hazard, per="1 year"),
        ),
        payoffs=(*payoffs, b.payoff("utility", "life", "in", "well", 1, per="1 year")),
    )


def by_year(model: Model, entry: str, years: int = 3) -> list[float]:
    """What a person costs in each budget year, all categories together."""
    return spending(model, years).by_budget_year(years, entry).values.sum(axis=2)[:, 0].tolist()


CARE = b.payoff("cost", "care", "in", "well ill", 1200, per="1 year")
DRUG = b.payoff("cost", "drug", "start", "well", 100)
PILLS = b.payoff("cost", "pills", "in", "well", 10, per="1 month", timing="start")
ADMISSION = b.payoff("cost", "admission", "entering", "well", 500)


@pytest.mark.parametrize(
    ("payoff", "entry", "expected"),
    [
        (CARE, STARTS, [1200, 1200, 1200]),
        (CARE, MIDDLES, [600, 1200, 1200]),
        (CARE, THROUGH, [600, 1200, 1200]),
        # Paid on entry, so in the year of entry, whenever that is.
        (DRUG, STARTS, [100, 0, 0]),
        (DRUG, MIDDLES, [100, 0, 0]),
        (DRUG, THROUGH, [100, 0, 0]),
        (ADMISSION, THROUGH, [500, 0, 0]),
        # 12, 6 payments; and 12, 11, ..., 1 for those who enter in January, February, ...
        (PILLS, STARTS, [120, 120, 120]),
        (PILLS, MIDDLES, [60, 120, 120]),
        (PILLS, THROUGH, [65, 120, 120]),
    ],
)
def test_when_people_enter(payoff: object, entry: str, expected: list[float]) -> None:
    assert by_year(study(payoff), entry) == pytest.approx(expected, abs=1e-9)


def test_entering_through_the_year_is_the_mean_of_entering_on_every_day() -> None:
    found = spending(study(CARE, DRUG, PILLS, hazard=0.4), 4.0)
    days = [(k + 0.5) / 3650 for k in range(3650)]
    until = [[found.between([year - day]).values.sum() for year in (1, 2, 3)] for day in days]
    mean = np.diff(np.mean(until, axis=0), prepend=0.0)
    through = found.by_budget_year(3, THROUGH).values.sum(axis=(1, 2))
    assert through == pytest.approx(mean, rel=2e-5)


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end"])
def test_what_is_spent_until_a_time_is_the_cost_of_the_model_with_that_horizon(correction: str) -> None:
    model = study(CARE, DRUG, PILLS, ADMISSION, b.payoff("cost", "funeral", "on", "dies", 900), hazard=0.3,
                  correction=correction)  # fmt: skip
    for months in (1, 7, 24):
        there = model.with_settings(horizon=Duration(months, "month"))
        alone = engine.execute(there, base_draws(there))
        found = spending(model, 3.0).between([months / 12])
        for k, name in enumerate(found.categories):
            assert found.values[0, 0, k] == pytest.approx(alone.of("cost", "category", name, False)[0, 0], rel=1e-12)


def test_points_on_the_borders_of_years_belong_to_both() -> None:
    care = b.payoff("cost", "care", "in", "well", 1200, per="1 year")
    model = study(care, cycle="1 year", hazard=0.1, correction="points")
    well = np.exp(-0.2 * np.arange(4))  # left by two arrows
    assert by_year(model, STARTS) == pytest.approx((1200 * (well[:-1] + well[1:]) / 2).tolist())


def test_instalments_fall_into_the_years_in_which_they_are_due() -> None:
    yearly = b.payoff("cost", "loan", "start", "well", 300, instalments=Instalments(3, Duration(1, "year")))
    assert by_year(study(yearly, hazard=0.5), STARTS) == pytest.approx([100, 100, 100])
    halves = b.payoff("cost", "loan", "start", "well", 300, instalments=Instalments(2, Duration(6, "month")))
    assert by_year(study(halves), STARTS) == pytest.approx([300, 0, 0])
    assert by_year(study(halves), THROUGH) == pytest.approx([225, 75, 0])  # the second half of whom later than July


def test_beyond_the_horizon_of_the_model_nothing_is_spent() -> None:
    short = study(CARE).with_settings(horizon=Duration(18, "month"))
    assert by_year(short, STARTS) == pytest.approx([1200, 600, 0])


def test_a_cost_that_asks_for_the_horizon_gets_the_models_own() -> None:
    model = study(b.payoff("cost", "share", "start", "well", "horizon_years * 10"))
    assert by_year(model, STARTS) == [100, 0, 0]


def test_a_mixture_of_subgroups_costs_the_mean_by_their_shares() -> None:
    parts = {
        share: s.with_subgroups(s.subgroup("a", 1.0, s.value("care", care)), base_case="mixture of subgroups")
        for share, care in ((0.25, 400.0), (0.75, 80.0))
    }
    both = s.with_subgroups(
        s.subgroup("a", 0.25, s.value("care", 400.0)),
        s.subgroup("b", 0.75, s.value("care", 80.0)),
        base_case="mixture of subgroups",
    )
    ends = (1.0, 2.0, 3.0)
    wanted = sum(share * spending(model, 3.0).between(ends).values for share, model in parts.items())
    assert spending(both, 3.0).between(ends).values == pytest.approx(wanted)
    assert spending(both, 3.0).between(ends).values[0, 0].tolist() == pytest.approx([160.0, 0.0])
