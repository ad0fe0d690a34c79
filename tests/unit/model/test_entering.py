from __future__ import annotations

from dataclasses import replace

import pytest
from decisions import study
from people import amount, population

from costeff.errors import InputError
from costeff.errors.population import NoPopulation, PopulationGap, UptakeNotCompared, UptakeShares
from costeff.model import Entering, Population, Share, entering
from costeff.model.checks import check


def of(there: Population) -> Entering:
    return entering(replace(study(), population=there))


def test_a_cascade_multiplies_down_to_those_who_start() -> None:
    there = population(
        None,
        shares=(Share(who="all", amount=amount(0.5, "Diagnosed")), Share(who="all", amount=amount(0.8, "Fit"))),
        total=amount(2_000_000, "Everyone"),
    )
    found = of(replace(there, incidence=amount(30, "New cases", per=1e-6)))
    assert [step.label for step in found.steps] == ["Everyone", "New cases", "Diagnosed", "Fit"]
    assert [step.people[0] for step in found.steps] == pytest.approx([2_000_000, 60, 30, 24])
    assert found.eligible.tolist() == pytest.approx([24, 24, 24])


def test_one_number_of_prevalent_people_is_that_of_the_first_year() -> None:
    assert of(population(10, prevalent=200)).eligible.tolist() == [210, 10, 10]
    assert of(population(10, prevalent=(100, 60, 40))).eligible.tolist() == [110, 70, 50]


def test_a_share_may_be_of_the_incident_or_the_prevalent_alone() -> None:
    incident, prevalent = (Share(who=w, amount=amount(0.5)) for w in ("incident", "prevalent"))
    assert of(population(10, prevalent=200, shares=(incident,))).eligible.tolist() == [205, 5, 5]
    assert of(population(10, prevalent=200, shares=(prevalent,))).eligible.tolist() == [110, 10, 10]
    assert of(population(10, prevalent=200, shares=(prevalent,))).steps[-1].people.tolist() == [100, 0, 0]


def test_the_rest_is_what_the_others_leave_in_each_year() -> None:
    found = of(population(10, {"new": (0.1, 0.2, 0.6), "third": 0.3, "old": "rest"}))
    assert found.strategies == ("old", "new", "third")
    assert found.uptake[:, 0] == pytest.approx([0.6, 0.5, 0.1])
    assert found.uptake.sum(axis=1) == pytest.approx([1, 1, 1])


def test_an_expression_follows_its_parameter() -> None:
    assert of(population("fixed * 2")).eligible.tolist() == [6, 6, 6]


def test_shares_that_do_not_sum_to_one_are_told_with_their_years() -> None:
    with pytest.raises(InputError) as caught:
        of(population(10, {"new": (0.5, 0.4, 0.4), "old": 0.5}))
    (problem,) = caught.value.problems
    assert isinstance(problem, UptakeShares)
    assert (problem.world, problem.years, problem.total) == ("with", (2, 3), 0.9)


def test_what_a_budget_needs_is_told_and_a_workbook_without_it_is_sound() -> None:
    with pytest.raises(InputError) as caught:
        entering(study())
    assert [type(p) for p in caught.value.problems] == [NoPopulation]
    with pytest.raises(InputError) as caught:
        of(Population())
    assert {p.item for p in caught.value.problems if isinstance(p, PopulationGap)} == {
        "incidence", "uptake", "uptake without"
    }  # fmt: skip
    assert check(replace(study(), population=Population())) == check(study())


def test_a_strategy_left_out_stops_a_budget_and_nothing_else() -> None:
    model = replace(study(), population=population())
    old, new, third = model.strategies
    model = replace(model, strategies=(old, third), strategies_left_out=(new,))
    assert not [p for p in check(model) if p.severity == "error"]
    with pytest.raises(InputError) as caught:
        entering(model)
    assert [type(p) for p in caught.value.problems] == [UptakeNotCompared]


def test_a_strategy_that_nobody_starts_may_be_left_out() -> None:
    assert of(population(10, {"new": 1, "fourth": 0})).uptake[0].tolist() == [0, 1, 0]
