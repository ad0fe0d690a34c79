from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from costeff.results.crossings import crossings_table

# Net benefit 10,000 - cost at a threshold of 10,000 for one QALY; the reference costs 100,000.
WTP = 10_000.0


def grid(costs: dict[str, list[float]], x: list[float]) -> pd.DataFrame:
    """A sweep along x of strategies that all give one QALY; the first is the reference."""
    reference = next(iter(costs))
    records = [
        {"x": at, "strategy": name, "reference": reference, "cost": cost[k], "nmb_10000": WTP - cost[k],
         "inmb_10000": costs[reference][k] - cost[k]}
        for name, cost in costs.items() for k, at in enumerate(x)
    ]  # fmt: skip
    return pd.DataFrame(records)


def turns(costs: dict[str, list[float]], x: list[float], kind: str) -> list[tuple[object, ...]]:
    found = crossings_table(grid(costs, x), "x", [], [WTP], next(iter(costs)))
    here = found[found["turns"] == kind]
    return list(zip(here["before"], here["after"], here["at"], here["interpolated"], strict=True))


NOISE = [1e5, 1e5 + 1e-10, 1e5 - 1e-10, 1e5 + 1e-10, 1e5]
"""The same cost but for the rounding of a sum."""

ALONG = [0.0, 1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("names", [("old", "twin"), ("twin", "old")])
def test_strategies_that_are_the_same_never_take_turns(names: tuple[str, str]) -> None:
    costs = dict(zip(names, ([1e5] * 5, NOISE), strict=True))
    assert turns(costs, ALONG, "best") == []
    assert turns(costs, ALONG, "worth") == []


def test_one_that_is_level_at_a_point_and_better_on_both_sides_stays() -> None:
    # "old" comes first in the table and is level with "new" at 2: it is never better
    costs = {"old": [1e5] * 5, "new": [9e4, 9.5e4, 1e5, 9.5e4, 9e4]}
    assert turns(costs, ALONG, "best") == []
    assert turns(costs, ALONG, "worth") == []


def test_one_that_is_level_for_a_while_turns_where_it_leaves() -> None:
    costs = {"old": [1e5] * 5, "new": [1e5, 1e5, 1e5 + 1e-10, 9.8e4, 9.6e4]}
    assert turns(costs, ALONG, "best") == [("old", "new", 2.0, False)]
    assert turns(costs, ALONG, "worth") == [("old", "new", 2.0, False)]


def test_a_real_crossing_lies_where_the_straight_lines_meet() -> None:
    costs = {"old": [1e5] * 5, "new": [1e5 + 2_500 * (x - 2.4) for x in ALONG]}
    assert turns(costs, ALONG, "best") == [("new", "old", pytest.approx(2.4), True)]
    assert turns(costs, ALONG, "worth") == [("new", "old", pytest.approx(2.4), True)]


def test_the_cheapest_of_equals_is_preferred_at_the_start() -> None:
    # equal net benefits at different costs: "dear" gives 0.1 QALYs more for 1,000 more, until it costs less
    table = grid({"old": [1e5] * 3, "dear": [1e5, 1e5, 9e4]}, ALONG[:3])
    table.loc[table["strategy"] == "dear", "cost"] += 1_000.0
    found = crossings_table(table, "x", [], [WTP], "old")
    best = found[found["turns"] == "best"]
    assert list(zip(best["before"], best["after"], best["at"], strict=True)) == [("old", "dear", 1.0)]


def test_the_means_over_the_draws_are_told_apart_from_the_base_case() -> None:
    table = grid({"old": [1e5] * 5, "new": [1e5 - 100.0] * 5}, ALONG)
    new = table["strategy"] == "new"
    table["psa_inmb_10000"] = np.where(new, 50.0 - 25.0 * table["x"], 0.0)  # nought at 2, below it from there on
    found = crossings_table(table, "x", [], [WTP], "old")
    assert set(found["basis"]) == {"psa mean"}
    assert found[["turns", "before", "after", "at"]].to_numpy().tolist() == [
        ["best", "new", "old", 2.0], ["worth", "new", "old", 2.0],
    ]  # fmt: skip
