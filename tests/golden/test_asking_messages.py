from __future__ import annotations

from collections.abc import Callable

import pytest
from goldens import FOLDER, compare
from situations import horizon, scenario, subgroup, two_states, value, with_scenarios, with_subgroups

from costeff.errors import InputError, render
from costeff.workflow import scenarios, subgroups, with_changes

ASKED: dict[str, Callable[[], object]] = {
    "no_scenarios": lambda: scenarios(two_states()),
    "no_subgroups": lambda: subgroups(two_states()),
    "unknown_scenario": lambda: scenarios(with_scenarios(scenario("short", horizon(2))), only=["shrot"]),
    "unknown_subgroup": lambda: subgroups(with_subgroups(subgroup("young", None)), only=["yong", "everyone"]),
    "no_change": lambda: with_changes(two_states(), ["drug", "=5", "drgu=700", "p_old=140%", "drug=dear"]),
    "scenario_that_breaks_the_model": lambda: scenarios(with_scenarios(scenario("mad", value("p_new", 1.5)))),
    "subgroup_that_breaks_the_model": lambda: subgroups(with_subgroups(subgroup("frail", None, value("p_new", 1.5)))),
}


@pytest.mark.parametrize("name", ASKED)
def test_message_of_asking(name: str) -> None:
    with pytest.raises(InputError) as caught:
        ASKED[name]()
    problems = caught.value.problems
    compare(FOLDER / "asking_messages" / f"{name}.txt", render(problems, book=caught.value.book), problems)
