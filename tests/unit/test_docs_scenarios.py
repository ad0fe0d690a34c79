"""The tables of docs/scenarios.md are what they say: sheets that can be read."""

from pathlib import Path

import pytest

from costeff.model import override, stages_of
from costeff.workbook import template_sheets, write
from costeff.workbook.items import COLUMNS, FIXED
from costeff.workbook.settings_table import SETTINGS
from costeff.workflow.reading import examine

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")


def cell(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text or None


def table(first: str) -> list[dict[str, object]]:
    """The table whose header begins with that column."""
    lines = PAGE[PAGE.index(f"| {first} |") :].partition("\n\n")[0].splitlines()
    header, _, *body = ([part.strip() for part in line.strip().strip("|").split("|")] for line in lines)
    return [{k: cell(v) for k, v in zip(header, line, strict=True)} for line in body]


def test_the_example_of_scenarios_is_that_of_the_template() -> None:
    shown = [(row["scenario"], row["label"], row["item"], row["value"]) for row in table("scenario")]
    rows = template_sheets()["Scenarios"]
    assert shown == [(row["scenario"], row.get("label"), row["item"], row["value"]) for row in rows]


def test_the_example_of_subgroups_can_be_read(tmp_path: Path) -> None:
    model = examine(write(tmp_path / "b.xlsx", {**template_sheets(), "Subgroups": table("id")})).model
    older = model.subgroups[1]
    assert (older.share, older.label) == (0.4, "60 years and over")
    changed = override(model, [older.changes]).model
    assert changed.settings.start_age == 65
    assert changed.parameter("or_new").distribution.median == pytest.approx(1.6)


def test_the_example_of_inflation_can_be_read(tmp_path: Path) -> None:
    sheets = {**template_sheets(), "table inflation": table("year")}
    sheets["Parameters"] = [
        {**row, "price year": 2020} if row["id"] == "c_ill" else row for row in sheets["Parameters"]
    ]
    model = examine(write(tmp_path / "b.xlsx", sheets)).model
    assert model.parameter("c_ill").value == pytest.approx(1500 * 300 / 260)


def test_a_scenario_that_includes_another_does_what_the_page_says(tmp_path: Path) -> None:
    model = examine(write(tmp_path / "b.xlsx", template_sheets())).model
    stacked = override(model, stages_of(model.scenarios, "price_20y")).model
    assert stacked.parameter("c_new").value == 30000
    assert str(stacked.settings.horizon) == "20 years"


def test_every_setting_and_column_that_can_be_changed_is_named() -> None:
    free = PAGE.partition("### Settings")[2].partition("\n### ")[0]
    assert [s.name for s in SETTINGS if s.name not in FIXED and f"`{s.name}`" not in free] == []
    assert [column for column in COLUMNS if f"`{column}`" not in PAGE] == []
