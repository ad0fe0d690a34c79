"""A scenario says what a workbook says whose cells are edited in the same way."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from costeff.model import Model, Parameter, Settings, override, stages_of
from costeff.workbook import read, template_sheets, write

ROWS = {str(row["id"]): row for row in template_sheets()["Parameters"]}
SPREAD = ("n", "se", "low", "high")
SETTINGS = {
    "horizon": st.sampled_from(["12 years", "until age 90", "300 months"]),
    "start age": st.integers(50, 69),
    "discount costs": st.sampled_from([0, 0.015, "6%", "2.5%, 1.5% from year 30"]),
    "discount effects": st.sampled_from([0.01, "1.5%"]),
    "discounting": st.sampled_from(["continuous", "yearly steps", "Annual"]),
    "cycle correction": st.sampled_from(["start", "end", "points"]),
    "cycle length": st.sampled_from(["28 days", "3 months"]),
    "discount at": st.sampled_from(["start", "end"]),
    "thresholds": st.sampled_from(["20000", 30000, "15000; 45000"]),
    "reference strategy": st.just("therapy"),
}


@st.composite
def parameter_edits(draw: st.DrawFn) -> dict[str, dict[str, object]]:
    """Columns of some parameters to their new cells, as one types them into a workbook."""
    found: dict[str, dict[str, object]] = {}
    for name in draw(st.sets(st.sampled_from(sorted(ROWS)), max_size=4)):
        row = ROWS[name]
        factor = draw(st.floats(0.8, 1.05))
        cells: dict[str, object] = {"value": round(float(row["value"]) * factor, 6)}  # type: ignore[arg-type]
        how = draw(st.sampled_from(["alone", "with its spread", "another distribution", "bounds"]))
        if how == "with its spread":
            spread = [column for column in SPREAD if row.get(column) is not None]
            cells |= {column: round(float(row[column]) * factor, 6) for column in spread}  # type: ignore[arg-type]
        elif how == "another distribution":
            cells |= {"distribution": "normal", "se": 0.01, "low": None, "high": None, "n": None}
        elif how == "bounds":
            cells |= {"dsa low": 0.0, "dsa high": 1.0}
        if not set(cells) & {"distribution", *SPREAD}:  # a value alone fixes the parameter
            cells |= {"distribution": "fixed", **dict.fromkeys(SPREAD)}
        found[name] = cells
    return found


def written(edits: dict[str, dict[str, object]], chosen: dict[str, object], folder: str) -> tuple[Model, Model]:
    """The model under a scenario, and that of a workbook with the same edits."""
    asked = [(name, column, value) for name, cells in edits.items() for column, value in cells.items()]
    rows = []
    for name, column, value in asked:
        alone = edits[name].get("distribution") == "fixed"
        if not alone or column in ("value", "dsa low", "dsa high"):
            rows.append({"scenario": "s", "item": name if column == "value" else f"{name} {column}", "value": value})
    rows += [{"scenario": "s", "item": name, "value": value} for name, value in chosen.items()]
    sheets = dict(template_sheets())
    del sheets["Subgroups"]
    del sheets["Correlations"]  # a fixed parameter has none: a scenario drops the row, a workbook must not have it
    scenario = read(write(Path(folder, "study.xlsx"), {**sheets, "Scenarios": rows})).model
    del sheets["Scenarios"]
    sheets["Parameters"] = [{**row, **edits.get(str(row["id"]), {})} for row in sheets["Parameters"]]
    sheets["Study"] = [row | {"value": chosen.get(str(row["setting"]), row["value"])} for row in sheets["Study"]]
    edited = read(write(Path(folder, "edited.xlsx"), sheets)).model
    return override(scenario, stages_of(scenario.scenarios, "s")).model if rows else scenario, edited


def bare(part: Parameter | Settings) -> Parameter | Settings:
    """Without places, which differ."""
    return replace(part, cells={}) if isinstance(part, Parameter) else replace(part, cells={}, filled={})


@settings(max_examples=10, deadline=None)
@given(edits=parameter_edits(), chosen=st.fixed_dictionaries({}, optional=SETTINGS))
def test_a_scenario_is_a_workbook_with_edited_cells(
    edits: dict[str, dict[str, object]], chosen: dict[str, object]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        under, edited = written(edits, chosen, folder)
    assert [bare(p) for p in under.parameters] == [bare(p) for p in edited.parameters]
    assert bare(under.settings) == bare(edited.settings)
    assert [s.id for s in under.strategies] == [s.id for s in edited.strategies]
