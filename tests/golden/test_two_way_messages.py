from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import building as b
import pytest
from decisions import study, uncertain
from goldens import FOLDER, compare
from situations import two_states

from costeff.errors import InputError, Where, render
from costeff.errors.jurisdictions import RecalledRules
from costeff.model.profiles import profiles
from costeff.workbook import template_sheets, write
from costeff.workflow import check, jurisdictions, twoway, with_changes


def with_parameters(*more: object) -> object:
    return study(parameters=(*study().parameters, *more))


def halves() -> object:
    shares = (b.parameter(s, 0.5, family="dirichlet", group="outcome", n=50.0) for s in ("responds", "fails"))
    return with_parameters(*shares)


ASKED: dict[str, Callable[[], object]] = {
    "unknown_parameter": lambda: twoway(study(), "pricee", "gain"),
    "same_parameter_twice": lambda: twoway(study(), "price", "price=0:10"),
    "empty_range": lambda: twoway(study(), "price=9:5", "gain=1:1"),
    "no_range": lambda: twoway(study(), "price=12", "gain"),
    "outside_the_unit": lambda: twoway(with_parameters(b.parameter("p", 0.5, unit="probability")), "p=0:1.5", "gain"),
    "fixed": lambda: twoway(study(), "price", "fixed"),
    "all_shares_of_a_whole": lambda: twoway(halves(), "responds", "fails"),  # type: ignore[arg-type]
    "too_few": lambda: twoway(study(parameters=(uncertain("price", 1.0, 0.1), b.parameter("gain", 0.1)))),
    "steps": lambda: twoway(study(), "price", "gain", steps=1),
    "no_threshold": lambda: twoway(study().with_settings(thresholds=())),
    "unknown_jurisdiction": lambda: with_changes(two_states(), ["jurisdiction profile=PBAK"]),
    "unknown_jurisdictions_side_by_side": lambda: jurisdictions(two_states(), ["zin", "Utopia"]),
}


@pytest.mark.parametrize("name", ASKED)
def test_message_of_two_parameters_or_of_rules(name: str) -> None:
    with pytest.raises(InputError) as caught:
        ASKED[name]()
    problems = caught.value.problems
    compare(FOLDER / "two_way_messages" / f"{name}.txt", render(problems, book=caught.value.book), problems)


def test_message_of_checking_a_workbook_whose_blanks_recalled_rules_fill(tmp_path: Path) -> None:
    sheets = dict(template_sheets())
    given = {"jurisdiction": "HAS", "thresholds": "30000"}
    sheets["Study"] = [row | {"value": given.get(str(row["setting"]), row["value"])} for row in sheets["Study"]]
    found = check(write(tmp_path / "study.xlsx", sheets))
    told = [problem for problem in found.problems if isinstance(problem, RecalledRules)]
    compare(FOLDER / "two_way_messages" / "recalled_rules_of_a_workbook.txt", render(told, book="study.xlsx"), told)


def test_message_of_rules_that_are_recalled() -> None:
    rules = profiles()["HAS"]
    problem = RecalledRules(
        where=Where(book=rules.origin, text=rules.key),
        jurisdiction=rules.name,
        as_of=rules.as_of,
        confidence=rules.confidence,
        source=rules.source,
    )
    compare(FOLDER / "two_way_messages" / "recalled_rules.txt", render([problem], book="study.xlsx"), [problem])
