from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import building as b
import pytest
from decisions import ill, life, study
from goldens import FOLDER, compare
from people import population

from costeff.errors import InputError, Where, render
from costeff.model import Model, Population
from costeff.workflow import budget, dsa, price, severity, threshold


def in_pounds() -> Model:
    there = study()
    cells = {"price parameter": Where(book="test.xlsx", sheet="Study", cell="B21")}
    units = {"price": "GBP", "gain": "QALY a year", "fixed": "GBP"}
    return replace(
        there,
        parameters=tuple(replace(p, unit=units[p.id]) for p in there.parameters),
        settings=replace(there.settings, cells=cells),
    )


def with_a_probability() -> Model:
    return study(parameters=(*study().parameters, b.parameter("p", 0.5, unit="probability")))


def at(cell: str) -> Where:
    """A cell of the sheet."""
    return Where(book="test.xlsx", sheet="Population", cell=cell)


def peopled(*given: object, **more: object) -> Model:
    """The study with a population."""
    return replace(study(), population=population(*given, **more))


ASKED: dict[str, Callable[[], object]] = {
    "no_threshold": lambda: dsa(study().with_settings(thresholds=())),
    "unknown_parameter": lambda: threshold(study(), "pricee"),
    "empty_range": lambda: threshold(study(), "price", 9.0, 5.0),
    "range_outside_the_unit": lambda: threshold(with_a_probability(), "p", 0.0, 1.5),
    "no_spread": lambda: threshold(study(), "fixed"),
    "no_price": lambda: price(study(), "gain"),
    "price_not_paid": lambda: price(study(), "price", ["old"]),
    "price_not_named": lambda: price(in_pounds()),
    "price_not_named_nor_to_be_found": lambda: price(study()),
    "price_discount": lambda: price(study(), "price", discount=1.5),
    "price_discount_of_nothing": lambda: price(study(), "price", discount=0.0),
    "price_discount_of_a_gift": lambda: price(
        study(parameters=(replace(study().parameters[0], value=0.0), *study().parameters[1:])), "price", discount=0.3
    ),
    "price_discount_in_words": lambda: price(study(), "price", discount="a third"),
    "price_scenario": lambda: price(study(), "price", scenarios=["payment"]),
    "price_nobody_pays": lambda: price(study(), "fixed"),
    "severity_without_life_table": lambda: severity(study(), psa=False),
    "severity_with_a_gap": lambda: severity(ill(life([(50, 0.1, 0.1), (52, 0.1, 0.1)])), psa=False),
    "budget_without_population": lambda: budget(study()),
    "budget_of_an_empty_sheet": lambda: budget(replace(study(), population=Population(where=at("A2")))),
    "budget_no_rest_left": lambda: budget(peopled(100, {"new": 0.7, "third": (0.2, 0.4, 0.5), "old": "rest"})),
    "budget_of_what_is_not_compared": lambda: budget(peopled(100, {"new": 0.5, "fourth": "rest"})),
    "budget_price": lambda: budget(peopled(), price="pricee"),
    "budget_scenario": lambda: budget(peopled(), scenarios=["half"]),
    "severity_share_below_nothing": lambda: severity(
        ill(life([(50, 0.1, 0.1)])), {"old": -1.0, "third": 2.0}, psa=False
    ),
    "severity_share_that_is_no_number": lambda: severity(ill(life([(50, 0.1, 0.1)])), {"old": float("nan")}, psa=False),
    "severity_beyond_the_life_table": lambda: severity(
        ill(life([(age, 0.1, 0.1) for age in range(50, 90)]), start_age=95.0), psa=False
    ),
    "severity_strategy_twice": lambda: severity(ill(life([(50, 0.1, 0.1)])), {"old": 0.5, "OLD": 0.5}, psa=False),
    "severity_shares": lambda: severity(ill(life([(50, 0.1, 0.1)])), {"old": 0.5, "third": 0.4}, psa=False),
}


@pytest.mark.parametrize("name", ASKED)
def test_message_of_deciding(name: str) -> None:
    with pytest.raises(InputError) as caught:
        ASKED[name]()
    problems = caught.value.problems
    compare(FOLDER / "decision_messages" / f"{name}.txt", render(problems, book=caught.value.book), problems)
