from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from building import arrow, model, parameter, settings, state, strategy
from goldens import FOLDER, compare

from costeff.errors import InputError, Problem, Where, render
from costeff.errors.calibration import FewerTargets, NotIdentified, NoValidStart
from costeff.model import Duration, Parameter, Target
from costeff.workflow import calibrate


def place(column: str, sheet: str = "Targets") -> dict[str, Where]:
    return {column: Where(book="test.xlsx", sheet=sheet, cell="B2", text="s5")}


S5 = Target(id="s5", label="5-year survival", quantity="share of all", over=("alive",), strategy="a",
            at=Duration(5, "year"), value=0.6, low=0.5, high=0.7, use="calibration", cells=place("id"))  # fmt: skip


def asked(fit: object, *targets: Target, names: tuple[str, ...] = (), **other: object) -> Callable[[], object]:
    shares = replace(parameter("half", 0.5), family="dirichlet", group="halves")
    idle: Parameter = replace(parameter("idle", 1.0, dsa_low=2.0, dsa_high=2.0), cells=place("dsa low", "Parameters"))
    there = model(
        settings=settings(reference="a"),
        strategies=(strategy("a"),),
        states=(state("alive", 1.0), state("dead", alive=False)),
        arrows=(arrow("dies", "alive", "dead", "rate", "hazard", per="year"),),
        parameters=(parameter("hazard", 0.1, unit="rate"), idle, shares),
        targets=targets or (S5,),
    )
    return lambda: calibrate(there, fit, names, **other)  # type: ignore[arg-type]


ASKED: dict[str, Callable[[], object]] = {
    "nothing_to_fit": asked([]),
    "unknown_parameter": asked(["hazrad", "smr"]),
    "unknown_target": asked(["hazard"], names=("s_5", "median")),
    "share_of_a_group": asked(["half"]),
    "one_bound": asked(["hazard=3"]),
    "bounds_the_wrong_way": asked(["hazard=3:1"]),
    "empty_bounds_of_the_workbook": asked(["idle"]),
    "no_influence": asked(["idle=1:3"]),
    "no_influence_on_any": asked(["idle=1:3"], S5, replace(S5, id="s10", at=Duration(10, "year"))),
    "no_target_for_calibration": asked(["hazard"], replace(S5, use="validation")),
    "target_beyond_the_horizon": asked(["hazard"], replace(S5, at=Duration(50, "year"))),
    "target_in_a_missing_scenario": asked(["hazard"], replace(S5, scenario="young")),
    "zero_without_interval": asked(["hazard"], replace(S5, value=0.0, low=None, high=None, cells=place("value"))),
}


@pytest.mark.parametrize("name", ASKED)
def test_message_of_a_calibration(name: str) -> None:
    with pytest.raises(InputError) as caught:
        ASKED[name]()
    problems = caught.value.problems
    compare(FOLDER / "calibration_messages" / f"{name}.txt", render(problems, book=caught.value.book), problems)


FIT = Where(book="--fit", text="hazard, ratio")
FOUND: dict[str, Problem] = {
    "fewer_targets": FewerTargets(where=FIT, parameters=2, targets=1),
    "not_told_apart": NotIdentified(where=FIT, parameters=("hazard", "ratio")),
    "one_not_identified": NotIdentified(where=FIT, parameters=("ratio",)),
    "no_valid_start": NoValidStart(where=FIT, parameters=("hazard", "ratio"), starts=6),
}


@pytest.mark.parametrize("name", FOUND)
def test_message_about_what_was_found(name: str) -> None:
    problems = [FOUND[name]]
    compare(FOLDER / "calibration_messages" / f"{name}.txt", render(problems, book="test.xlsx"), problems)
