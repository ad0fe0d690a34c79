from __future__ import annotations

from pathlib import Path

import pytest
from situation_sheets import book

from costeff.errors import InputError, Where, WorkbookError
from costeff.model import (
    Discount,
    Duration,
    Model,
    ParameterChange,
    SettingChange,
    StrategiesChange,
    override,
    stages_of,
)
from costeff.workbook import change, read
from costeff.workflow.reading import examine

OLD = {"id": "old", "label": "Old", "include": "no", "new": 0}


def strategies(*extra: dict[str, object]) -> list[dict[str, object]]:
    from costeff.workbook import template_sheets

    first, *rest = template_sheets()["Strategies"]
    return [first, *extra, *rest]  # type: ignore[list-item]


def kinds(path: Path) -> list[tuple[str, str]]:
    """Kind and cell of everything that reading tells, errors or not."""
    try:
        problems = examine(path).problems
    except InputError as error:
        problems = error.problems
    return [(problem.kind, problem.where.cell) for problem in problems]


def under(model: Model, name: str) -> Model:
    return override(model, stages_of(model.scenarios, name)).model


def test_rows_of_a_scenario_need_not_be_adjacent_and_its_label_stands_on_any(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        Scenarios=[
            {"scenario": "a", "item": "c_new", "value": 1, "note": "one"},
            {"scenario": "b", "item": "c_new", "value": 2, "label": "B"},
            {"scenario": "a", "item": "horizon", "value": "9 years", "label": "A", "note": "two"},
        ],
    )
    a, b = read(path).model.scenarios
    assert (a.id, a.label, a.note, len(a.changes)) == ("a", "A", "one; two", 2)
    assert (b.id, b.label, b.note, len(b.changes)) == ("b", "B", "", 1)
    assert a.changes[0].where.cell == "D2"
    assert a.cells["scenario"].cell == "A2"


@pytest.mark.parametrize("item", ["or_new low", "or_new.low", "or_new  LOW", " or_new low "])
def test_ways_of_writing_a_column_of_a_parameter(tmp_path: Path, item: str) -> None:
    model = read(book(tmp_path, ("a", item, 1.3))).model
    (found,) = model.scenarios[0].changes
    assert isinstance(found, ParameterChange)
    assert (found.parameter, found.column, found.to) == ("or_new", "low", 1.3)


def test_percentages_numbers_as_text_and_blanks(tmp_path: Path) -> None:
    changes = (("a", "p_respond", "45%"), ("b", "p_respond n", None), ("b", "p_respond se", "0.05"))
    model = examine(book(tmp_path, *changes)).model
    assert under(model, "a").parameter("p_respond").value == 0.45
    changed = under(model, "b").parameter("p_respond")
    assert (changed.n, changed.se) == (None, 0.05)
    assert changed.distribution is not None
    assert changed.distribution.sd == pytest.approx(0.05)


def test_settings_are_read_as_on_the_sheet_study(tmp_path: Path) -> None:
    model = read(
        book(
            tmp_path,
            ("a", "horizon", "until age 80"),
            ("a", "discount costs", 0.015),
            ("a", "thresholds", "20000; 30000"),
            ("a", "cycle correction", "start"),
            ("a", "reference", "therapy"),
        )
    ).model
    settings = under(model, "a").settings
    assert str(settings.horizon) == "until age 80"
    assert settings.discount_costs == Discount.constant(0.015)
    assert settings.thresholds == (20000, 30000)
    assert (settings.correction, settings.discount_at) == ("start", "start")
    assert settings.reference == "therapy"
    assert "discount costs" not in settings.filled
    assert settings.cells["horizon"].cell == "D2"


def test_strategies_that_are_left_out_can_be_compared_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ("a", "strategies", "therapy, old, standard"),
        ("b", "strategies", "all"),
        Strategies=strategies(OLD),
    )
    model = examine(path).model
    assert [s.id for s in model.strategies] == ["standard", "therapy"]
    for name in ("a", "b"):
        assert [s.id for s in under(model, name).strategies] == ["standard", "old", "therapy"]
    assert under(model, "a").strategies_left_out == ()


def test_a_scenario_builds_on_those_that_it_includes_each_made_once(tmp_path: Path) -> None:
    model = read(
        book(
            tmp_path,
            ("top", "include scenario", "left"),
            ("top", "include scenario", "right"),
            ("left", "include scenario", "ground"),
            ("left", "c_new", 2),
            ("right", "include scenario", "ground"),
            ("right", "h_relapse", 0.02),
            ("ground", "c_new", 1),
        )
    ).model
    assert [len(stage) for stage in stages_of(model.scenarios, "top")] == [1, 1, 1, 0]
    top = under(model, "top")
    assert (top.parameter("c_new").value, top.parameter("h_relapse").value) == (2, 0.02)


def test_a_value_may_be_set_back_to_that_of_the_workbook(tmp_path: Path) -> None:
    changes = (("a", "c_new", 1), ("b", "include scenario", "a"), ("b", "c_new", 60000))
    assert kinds(book(tmp_path, *changes)) == []


def test_the_rules_of_a_jurisdiction_fill_only_what_nothing_else_says(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ("a", "discount costs", 0.01),
        ("b", "include scenario", "a"),
        ("b", "jurisdiction", "NICE"),
        study={"discount effects": 0.02},
    )
    settings = under(read(path).model, "b").settings
    assert settings.discount_costs == Discount.constant(0.01)
    assert settings.discount_effects == Discount.constant(0.02)
    assert settings.filled["thresholds"] == "NICE profile"


def test_fixing_is_noted_once_a_scenario_and_only_for_uncertain_parameters(tmp_path: Path) -> None:
    changes = (
        ("a", "p_respond", 0.5),
        ("a", "c_new", 1),
        ("a", "h_relapse", 0.02),
        ("b", "or_new", 1.5),
        ("b", "or_new low", 0.9),
        ("b", "or_new high", 2.5),
    )
    (note,) = examine(book(tmp_path, *changes)).problems
    assert (note.kind, note.where.cell, note.severity) == ("FixesParameters", "D2", "note")
    assert note.as_dict()["fields"]["parameters"] == "('p_respond', 'h_relapse')"  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((("a", "c_new", 60000),), ("IdleScenario", "A2")),
        ((("a", "or_new low", 1.2),), ("IdleScenario", "A2")),
        ((("a", "strategies", "all"),), ("IdleScenario", "A2")),
        ((("a", "c_new", 1), ("a", "discount costs", "3.5%")), ("ChangesNothing", "D3")),
        ((("a", "c_new", 1), ("a", "c_new se", 5)), None),
        ((("a", "c_new se", 5), ("a", "h_relapse se", 0.001)), ("ChangesNothing", "D2")),
    ],
)
def test_what_changes_nothing_is_told(tmp_path: Path, changes: tuple, told: tuple[str, str] | None) -> None:
    assert kinds(book(tmp_path, *changes)) == ([told] if told else [])


@pytest.mark.parametrize("item", ["strategies", "reference", "horizon", "c_new", "c_new distribution"])
def test_a_blank_value_is_refused_where_it_means_nothing(tmp_path: Path, item: str) -> None:
    assert kinds(book(tmp_path, ("a", item, None))) == [("WrongValue", "D2")]


def test_a_failed_scenario_fails_those_that_include_it_without_blaming_them(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ("a", "p_respond", 7),
        ("b", "include scenario", "a"),
        ("c", "include scenario", "b"),
        ("d", "start age", 20),
        ("e", "include scenario", "d"),
        ("e", "c_new", 1),
        ("f", "c_new", 1),
    )
    assert kinds(path) == [("OutOfRange", "D2")]
    reading = examine(path, keep_going=True)
    assert [scenario.id for scenario in reading.model.scenarios] == ["f"]
    told = {name: [p.kind for p in problems] for name, problems in reading.failed_scenarios.items()}
    assert told == {
        "a": ["OutOfRange"],
        "b": ["OutOfRange"],
        "c": ["OutOfRange"],
        "d": ["BreaksModel"],
        "e": ["BreaksModel"],
    }
    assert reading.problems == ()


def test_keeping_going_does_not_forgive_the_rest_of_the_workbook(tmp_path: Path) -> None:
    path = book(tmp_path, ("a", "p_respond", 7), parameters={"c_new": {"value": "dear"}})
    with pytest.raises(WorkbookError) as caught:
        read(path, keep_going=True)
    assert [p.kind for p in caught.value.problems] == ["NotANumber"]


def test_rows_that_failed_elsewhere_blame_no_scenario(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ("a", "c_new", 7),
        ("b", "strategies", "therapy, standard"),
        ("c", "horizon", "9 years"),
        ("d", "missing_one", 3),
        parameters={"c_new": {"value": "dear"}, "h_relapse": {"id": "h relapse"}},
        study={"horizon": "40"},
    )
    assert sorted(kinds(path)) == sorted([("NotANumber", "C10"), ("BadId", "A4"), ("BadForm", "B11")])


def test_a_strategy_left_out_is_checked_only_if_a_scenario_compares_it(tmp_path: Path) -> None:
    unfinished = {"id": "old", "include": "no"}
    assert kinds(book(tmp_path, ("a", "c_new", 1), Strategies=strategies(unfinished))) == []
    path = book(tmp_path, ("a", "strategies", "all"), Strategies=strategies(unfinished))
    assert kinds(path) == [("BreaksModel", "D2")]


def test_a_horizon_that_ends_at_an_age_needs_one(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ("a", "horizon", "until age 90"),
        study={"start age": None, "horizon": "10 years"},
        Variables=[
            {"id": "p_6m", "expression": "ODDS_SHIFT(p_respond, IF(new, or_new, 1))"},
            {"id": "h_death", "expression": "0.02 * hr_death"},
            {"id": "u_norm", "expression": "1"},
        ],
    )
    assert ("MissingSetting", "D2") in kinds(path)


def test_counts_of_a_dirichlet_move_its_shares(tmp_path: Path) -> None:
    group = [
        {"id": f"d{k}", "value": None, "distribution": "Dirichlet", "n": n, "group": "way"}
        for k, n in enumerate((10, 30), 1)
    ]
    from costeff.workbook import template_sheets

    path = book(
        tmp_path,
        ("a", "d1 n", 90),
        ("b", "d1", 0.5),
        ("c", "d1", 0.5),
        ("c", "d2", 0.5),
        Parameters=[*template_sheets()["Parameters"], *group],
    )
    with pytest.raises(WorkbookError) as caught:
        read(path)
    assert [(p.kind, p.where.cell) for p in caught.value.problems if p.severity == "error"] == [
        ("PartOfDirichlet", "D3")
    ]
    model = read(path, keep_going=True).model
    after = under(model, "a")
    assert [after.parameter(name).value for name in ("d1", "d2")] == [0.75, 0.25]
    assert [under(model, "c").parameter(name).family for name in ("d1", "d2")] == ["fixed", "fixed"]


LINE = Where(book="price.toml", cell="line 7")


def test_changes_of_a_file_are_placed_at_its_lines(template: Path) -> None:
    model = read(template).model
    found = change(model, "c_new", 5, where=LINE, value_where=Where(book="price.toml", cell="line 8"))
    assert found.problems == ()
    (asked,) = found.changes
    assert str(asked.where) == "price.toml, line 8"
    (problem,) = change(model, "c_nwe", 5, where=LINE, value_where=LINE).problems
    assert str(problem.where) == "price.toml, line 7"
    assert (problem.kind, problem.nearest) == ("UnknownItem", ("c_new",))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("c_new", "5e3", ParameterChange(parameter="c_new", to=5000.0)),
        ("c_new", 5, ParameterChange(parameter="c_new", to=5.0)),
        ("c_new se", None, ParameterChange(parameter="c_new", column="se", to=None)),
        ("c_new distribution", "gamma", ParameterChange(parameter="c_new", column="distribution", to="gamma")),
        ("c_new dsa low", 3, ParameterChange(parameter="c_new", column="dsa low", to=3.0)),
        (
            "Horizon",
            "20 years",
            SettingChange(setting="horizon", values={"horizon": Duration(20, "year")}, text="20 years"),
        ),
        ("start age", 60, SettingChange(setting="start age", values={"start_age": 60.0}, text="60")),
        ("strategies", "therapy , standard", StrategiesChange(strategies=("standard", "therapy"))),
        (
            "reference strategy",
            "therapy",
            SettingChange(setting="reference strategy", values={"reference": "therapy"}, text="therapy"),
        ),
    ],
)
def test_what_users_write_becomes_typed_changes(template: Path, item: str, value: object, expected: object) -> None:
    from dataclasses import replace

    found = change(read(template).model, item, value, where=LINE, value_where=LINE)  # type: ignore[arg-type]
    assert found.problems == ()
    assert [replace(asked, where=Where()) for asked in found.changes] == [expected]


@pytest.mark.parametrize(
    ("item", "value", "kind"),
    [
        ("c_new", True, "WrongValue"),
        ("c_new", "", "WrongValue"),
        ("c_new", "nan", "WrongValue"),
        ("c_new", float("nan"), "BadForm"),
        ("hr_ill", float("inf"), "BadForm"),
        ("p_respond", 1.2, "OutOfRange"),
        ("c_new distribution", "gama", "UnknownDistribution"),
        ("c_new colour", 3, "UnknownParameterColumn"),
        ("h_death", 3, "NotChangeable"),
        ("include scenario", "price", "NotChangeable"),
        ("seed", 3, "FixedSetting"),
        ("horizon", 3, "BadForm"),
        ("design", "sobol", "FixedSetting"),
        ("cycle correction", "table nix", "MissingTable"),
        ("strategies", "", "WrongValue"),
        ("strategies", "nix", "UnknownStrategy"),
        ("jurisdiction", "Utopia", "UnknownWord"),
        ("", 3, "UnknownItem"),
    ],
)
def test_what_cannot_be_changed_is_told(template: Path, item: str, value: object, kind: str) -> None:
    found = change(read(template).model, item, value, where=LINE, value_where=LINE)  # type: ignore[arg-type]
    assert found.changes == ()
    assert [problem.kind for problem in found.problems] == [kind]
