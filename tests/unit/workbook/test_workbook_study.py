from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from costeff.errors import WorkbookError
from costeff.model import Discount, Duration, Settings, UntilAge
from costeff.model.profiles import profile, profiles
from costeff.workbook import SETTINGS, read, template_sheets, write


def study(folder: Path, **values: object) -> Settings:
    changed = {name.replace("_", " "): value for name, value in values.items()}
    sheets = dict(template_sheets())
    rows = {row["setting"]: row.get("value") for row in sheets["Study"]} | changed
    sheets["Study"] = [{"setting": name, "value": value} for name, value in rows.items()]
    sheets["table weights"] = [{"cycle": 0, "weight": 0.5}, {"cycle": 1, "weight": 1}]
    return read(write(folder / "b.xlsx", sheets)).model.settings


def kinds(folder: Path, **values: object) -> list[str]:
    with pytest.raises(WorkbookError) as caught:
        study(folder, **values)
    return [problem.kind for problem in caught.value.problems]


def test_blank_settings_come_from_the_profile_else_by_default(tmp_path: Path) -> None:
    settings = study(tmp_path)
    assert settings.discount_costs == settings.discount_effects == Discount.constant(0.035)
    assert settings.thresholds == (25000, 35000)
    assert settings.filled["discount costs"] == "NICE profile"
    assert settings.filled["design"] == "default"
    assert "horizon" not in settings.filled


def test_what_is_given_wins_over_the_profile(tmp_path: Path) -> None:
    settings = study(tmp_path, discount_costs=0.015, thresholds=50000, jurisdiction="nice 2026")
    assert settings.discount_costs == Discount.constant(0.015)
    assert settings.thresholds == (50000,)
    assert not {"discount costs", "thresholds"} & set(settings.filled)


@pytest.mark.parametrize(
    ("text", "steps"),
    [("3.5%", ((0, 0.035),)), (0, ((0, 0),)), ("2.5%, 1.5% from year 30", ((0, 0.025), (30, 0.015)))],
)
def test_discounting(tmp_path: Path, text: object, steps: tuple[tuple[float, float], ...]) -> None:
    assert study(tmp_path, discount_effects=text).discount_effects == Discount(steps)


@pytest.mark.parametrize("value", ["until age 100", "Until  Age 100"])
def test_horizon_until_an_age(tmp_path: Path, value: str) -> None:
    assert study(tmp_path, horizon=value).horizon == UntilAge(100)


def test_cycle_of_28_days(tmp_path: Path) -> None:
    assert study(tmp_path, cycle_length="28 days").cycle == Duration(28.0, "day")


@pytest.mark.parametrize(
    ("value", "correction", "table", "at"),
    [
        ("half-cycle", "half-cycle", "", "middle"),
        ("END", "end", "", "end"),
        ("points", "points", "", "point"),
        ("Table weights", "table", "weights", "point"),
    ],
)
def test_cycle_correction(tmp_path: Path, value: str, correction: str, table: str, at: str) -> None:
    settings = study(tmp_path, cycle_correction=value)
    assert (settings.correction, settings.correction_table, settings.discount_at) == (correction, table, at)


def test_discount_at_can_be_set_apart(tmp_path: Path) -> None:
    assert study(tmp_path, discount_at="start").discount_at == "start"


@pytest.mark.parametrize(
    ("value", "thresholds"), [("20000, 30000", (20000, 30000)), ("25,000; 35,000", (25000, 35000)), (1e5, (1e5,))]
)
def test_thresholds(tmp_path: Path, value: object, thresholds: tuple[float, ...]) -> None:
    assert study(tmp_path, thresholds=value).thresholds == thresholds


@pytest.mark.parametrize("value", ["25,000", "25,350", "30000, 20000", "-5", "£25000", "25000,,", "1e12"])
def test_thresholds_that_are_refused(tmp_path: Path, value: str) -> None:
    assert kinds(tmp_path, thresholds=value) == ["BadForm"]


@pytest.mark.parametrize(
    ("setting", "value", "kind"),
    [
        ("cycle_length", "24 cycles", "BadForm"),
        ("cycle_length", 1, "BadForm"),
        ("start_age", "fifty", "BadForm"),
        ("start_age", 530, "OutOfRange"),
        ("psa_draws", 10.5, "BadForm"),
        ("psa_draws", 0, "OutOfRange"),
        ("discount_costs", 3.5, "OutOfRange"),
        ("discount_costs", "three", "BadForm"),
        ("design", "quasi", "UnknownWord"),
        ("cycle_correction", "table wieghts", "MissingTable"),
        ("base_case", "mixture", "UnknownWord"),
        ("jurisdiction", "PBAK", "UnknownWord"),
        ("discuont_costs", 0.035, "UnknownSetting"),
    ],
)
def test_settings_that_are_refused(tmp_path: Path, setting: str, value: object, kind: str) -> None:
    assert kinds(tmp_path, **{setting: value}) == [kind]


def ageless(horizon: str = "10 years") -> dict[str, list[dict[str, object]]]:
    sheets = dict(template_sheets())
    del sheets["table life"]
    sheets["Variables"] = [row | {"expression": "0.1"} for row in sheets["Variables"]]
    given = {"start age": None, "horizon": horizon}
    sheets["Study"] = [row | {"value": given.get(row["setting"], row["value"])} for row in sheets["Study"]]
    return sheets


def test_a_model_without_age_needs_no_start_age(tmp_path: Path) -> None:
    settings = read(write(tmp_path / "b.xlsx", ageless())).model.settings
    assert settings.start_age == 0
    assert settings.filled["start age"] == "default"


@pytest.mark.parametrize("use", ["until age 80", "age", "start_age"])
def test_whatever_uses_age_needs_a_start_age(tmp_path: Path, use: str) -> None:
    sheets = ageless(use) if use.startswith("until") else ageless()
    if not use.startswith("until"):
        sheets["Variables"] = [row | {"expression": f"{use} / 1000"} for row in sheets["Variables"]]
    with pytest.raises(WorkbookError) as caught:
        read(write(tmp_path / "b.xlsx", sheets))
    assert [(p.kind, p.setting) for p in caught.value.problems] == [("MissingSetting", "start age")]


def test_a_repeated_setting(tmp_path: Path) -> None:
    sheets = dict(template_sheets())
    path = write(tmp_path / "b.xlsx", sheets)
    book = openpyxl.load_workbook(path)
    book["Study"].append(["Horizon", "20 years"])
    book.save(path)
    with pytest.raises(WorkbookError) as caught:
        read(path)
    assert [problem.kind for problem in caught.value.problems] == ["DuplicateId"]


def test_the_first_strategy_is_the_reference_by_default(tmp_path: Path) -> None:
    settings = study(tmp_path, reference_strategy=None)
    assert settings.reference == "standard"
    assert settings.filled["reference strategy"] == "default"


def test_every_profile_fills_settings_that_exist_and_says_where_from() -> None:
    fillable = {setting.name for setting in SETTINGS if setting.profile}
    for rules in profiles().values():
        assert set(rules.settings) <= fillable
        assert rules.source
        assert rules.as_of
    assert profile("NICE") is profile(" nice  2026 ")
    assert profile("none of them") is None
