from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from goldens import FOLDER, compare
from situations import at, subgroup, two_states, value, with_subgroups

from costeff.errors import InputError, render
from costeff.model import Model
from costeff.workflow import distribution


def without_shares() -> Model:
    groups = [replace(subgroup(n, None), cells={"share": at(f"C{k}", "Subgroups")}) for k, n in ((2, "a"), (3, "b"))]
    return with_subgroups(*groups)


ASKED: dict[str, Callable[[], object]] = {
    "no_subgroups": lambda: distribution(two_states()),
    "no_shares": lambda: distribution(without_shares()),
    "bad_aversion": lambda: distribution(without_shares(), atkinson=-1, kolm=float("nan")),
    "threshold_of_nothing": lambda: distribution(
        with_subgroups(subgroup("a", 0.5), subgroup("b", 0.5)).with_settings(thresholds=(0.0, 20_000.0))
    ),
    "subgroup_that_fails": lambda: distribution(
        with_subgroups(subgroup("a", 0.5), subgroup("b", 0.5, value("p_old", 5.0)))
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_message_of_distribution(name: str) -> None:
    with pytest.raises(InputError) as caught:
        ASKED[name]()
    problems = caught.value.problems
    compare(FOLDER / "distribution_messages" / f"{name}.txt", render(problems, book=caught.value.book), problems)
