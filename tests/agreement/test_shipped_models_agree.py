"""Both engines on the workbooks that are shipped and on those of published models."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from agreement import disagreements, trace_disagreements

from costeff.model import Duration, Model, base_draws
from costeff.sampling import draw
from costeff.workbook import read

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "inputs").glob("*.xlsx"))
PUBLISHED = sorted((ROOT / "tests" / "published" / "models").glob("*.xlsx"))
CYCLES = 14
"""Cycles to run where the whole horizon takes the reference engine long: past the first memories of 6 and 12 months."""

LONGER = 124
"""Cycles of the slow comparison."""


@cache
def model_of(path: Path) -> Model:
    return read(path).model


def shortened(model: Model, cycles: int = CYCLES) -> Model:
    changed: Model = model.with_settings(horizon=Duration(min(cycles, model.settings.cycles), "cycle"))
    return changed


def test_there_are_models_to_compare() -> None:
    assert SHIPPED
    assert PUBLISHED


@pytest.mark.parametrize("path", [*SHIPPED, *PUBLISHED], ids=lambda p: p.stem)
def test_the_base_case(path: Path) -> None:
    model = shortened(model_of(path))
    assert disagreements(model, base_draws(model)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_strategies_that_are_not_included(path: Path) -> None:
    """Scenarios and subgroups compare them."""
    model = shortened(model_of(path))
    if not model.strategies_left_out:
        pytest.skip("all are included")
    others = replace(model, strategies=model.strategies_left_out, strategies_left_out=())
    assert disagreements(others, base_draws(others)) == []


@pytest.mark.parametrize("path", [*SHIPPED, *PUBLISHED], ids=lambda p: p.stem)
def test_the_trace(path: Path) -> None:
    assert trace_disagreements(shortened(model_of(path))) == []


@pytest.mark.parametrize("path", [*SHIPPED, *PUBLISHED], ids=lambda p: p.stem)
def test_a_draw(path: Path) -> None:
    model = shortened(model_of(path))
    assert disagreements(model, draw(model, 1, 3, "random")) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", [*SHIPPED, *PUBLISHED], ids=lambda p: p.stem)
def test_ten_years_and_more(path: Path) -> None:
    """Past every memory, milestone and step of the tables of the first decade; the reference takes a minute or two."""
    model = shortened(model_of(path), LONGER)
    assert disagreements(model, base_draws(model)) == []
