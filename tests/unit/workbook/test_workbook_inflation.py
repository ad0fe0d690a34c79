from __future__ import annotations

from pathlib import Path

import pytest
from situation_sheets import book

from costeff.errors import InputError
from costeff.model import override, stages_of
from costeff.results import Study
from costeff.workbook.inflation import year_of
from costeff.workflow.reading import examine

YEARS = [{"year": "2019/20", "index": 250}, {"year": 2020, "index": 260}, {"year": "2023/24", "index": 300}]


def kinds(path: Path) -> list[tuple[str, str, str]]:
    try:
        problems = examine(path).problems
    except InputError as error:
        problems = error.problems
    return [(problem.kind, problem.where.sheet, problem.where.cell) for problem in problems]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2019", 2019),
        ("2019/20", 2019),
        ("2019-20", 2019),
        ("1999/00", 1999),
        ("2019/2020", 2019),
        (" 2019 / 20 ", 2019),
        ("2019/21", None),
        ("19/20", None),
        ("in 2019", None),
        ("", None),
    ],
)
def test_years(text: str, year: int | None) -> None:
    assert year_of(text) == year


def test_money_is_brought_to_the_price_year_of_the_study(tmp_path: Path) -> None:
    given = {
        "c_ill": {"price year": "2019/20", "low": 1100, "high": 1950, "dsa low": 500, "dsa high": 5000},
        "c_well": {"price year": 2020, "n": None},
        "c_new": {"price year": "2023"},
    }
    model = examine(book(tmp_path, parameters=given, table_inflation=YEARS)).model
    ill, well, new = (model.parameter(name) for name in ("c_ill", "c_well", "c_new"))
    assert (ill.value, ill.se, ill.low, ill.high) == pytest.approx((1800, 240, 1320, 2340))
    assert (ill.dsa_low, ill.dsa_high) == (600, 6000)
    assert ill.distribution is not None
    assert (ill.distribution.mean, ill.distribution.sd) == pytest.approx((1800, 240))
    assert (ill.price_year, ill.inflation, ill.given["value"]) == ("2019/20", 1.2, 1500)
    assert well.value == pytest.approx(150 * 300 / 260)
    assert (new.value, new.inflation, new.given) == (60000, 1, {})


def test_given_and_converted_money_stand_side_by_side_in_the_study(tmp_path: Path) -> None:
    path = book(tmp_path, parameters={"c_ill": {"price year": "2019/20"}}, table_inflation=YEARS)
    lines = {line.id: line for line in Study.of(examine(path).model).parameters}
    ill, well = lines["c_ill"], lines["c_well"]
    assert (ill.value, ill.given, ill.inflation, ill.price_year) == (1800, 1500, 1.2, "2019/20")
    assert (well.given, well.inflation, well.price_year) == (None, None, "")


def test_a_scenario_gives_money_of_the_year_of_the_parameter(tmp_path: Path) -> None:
    changes = (("a", "c_ill", 1000), ("b", "c_ill", 1000), ("b", "c_ill se", 100), ("c", "c_ill", 1500))
    path = book(tmp_path, *changes, parameters={"c_ill": {"price year": "2019/20"}}, table_inflation=YEARS)
    reading = examine(path)
    fixed, spread = (
        override(reading.model, stages_of(reading.model.scenarios, name)).model.parameter("c_ill") for name in "ab"
    )
    assert (fixed.value, fixed.given, fixed.distribution) == (1200, {"value": 1000}, None)
    assert spread.distribution is not None
    assert (spread.value, spread.distribution.sd) == pytest.approx((1200, 120))
    assert spread.given == {"value": 1000, "se": 100}
    assert [(p.kind, p.where.cell) for p in reading.problems] == [("IdleScenario", "A5"), ("FixesParameters", "D2")]


@pytest.mark.parametrize(
    ("given", "table", "study", "told"),
    [
        ({"c_ill": {"price year": "2019/20"}}, None, None, ("NoInflationTable", "Parameters", "O8")),
        ({"c_ill": {"price year": "2018"}}, YEARS, None, ("YearNotInTable", "Parameters", "O8")),
        ({"c_ill": {"price year": "2019"}}, YEARS, "2025/26", ("YearNotInTable", "Study", "B9")),
        ({"c_ill": {"price year": "2019"}}, YEARS, "", ("NoPriceYear", "Study", "B9")),
        ({"c_ill": {"price year": "2019"}}, YEARS, "recent", ("BadForm", "Study", "B9")),
        ({"c_ill": {"price year": "recent"}}, YEARS, None, ("BadForm", "Parameters", "O8")),
        ({"u_ill": {"price year": "2019"}}, YEARS, None, ("NotConverted", "Parameters", "O6")),
        ({"c_ill": {"price year": "2019"}}, [{"year": 2019, "cpi": 2}], None, ("MissingColumn", "table inflation", "")),
        ({"c_ill": {"price year": "2019"}}, [{"year": 2019, "index": 0}], None, ("BadForm", "table inflation", "B2")),
        ({"c_ill": {"price year": "2019"}}, [{"year": "x", "index": 1}], None, ("BadForm", "table inflation", "A2")),
        ({}, YEARS, None, ("Unused", "table inflation", "")),
    ],
)
def test_what_keeps_money_from_being_converted(
    tmp_path: Path, given: dict, table: list | None, study: str | None, told: tuple[str, str, str]
) -> None:
    tables = {} if table is None else {"table_inflation": table}
    settings = {} if study is None else {"price year": study}
    assert kinds(book(tmp_path, parameters=given, study=settings, **tables)) == [told]
