from __future__ import annotations

import dataclasses

from costeff.distributions import FAMILIES as DISTRIBUTIONS
from costeff.distributions import family_named
from costeff.model import Settings
from costeff.workbook import SETTINGS, SHEETS, reference_markdown
from costeff.workbook.columns import KINDS
from costeff.workbook.schema import FAMILIES


def test_every_setting_fills_a_field_of_its_own() -> None:
    fields = {field.name for field in dataclasses.fields(Settings)}
    filled = [setting.field for setting in SETTINGS]
    assert len(set(filled)) == len(filled)
    assert set(filled) == fields - {"correction_table", "filled", "cells"}


def test_names_of_columns_are_lower_case_and_occur_once() -> None:
    for sheet in SHEETS.values():
        assert len(set(sheet.names)) == len(sheet.names)
        assert all(name == " ".join(name.split()).lower() for name in sheet.names)


def test_defaults_are_among_the_words() -> None:
    for sheet in SHEETS.values():
        for column in sheet.columns:
            assert not column.words or column.default in ("", *column.words)
            assert column.kind in KINDS


def test_the_distributions_of_the_drop_down_are_those_that_exist() -> None:
    words = SHEETS["Parameters"].column("distribution").words
    assert tuple(family_named(word) for word in words) == DISTRIBUTIONS


def test_the_reference_names_every_sheet_column_and_setting() -> None:
    page = reference_markdown()
    for sheet in SHEETS.values():
        assert f"## {sheet.name}\n" in page
        for column in sheet.columns if sheet.name != "Study" else ():
            assert f"| {column.name} |" in page or f"| **{column.name}** |" in page
    assert all(f"| {setting.name} |" in page for setting in SETTINGS)
    assert all(name in page for name in FAMILIES)


def test_drop_downs_fit_into_a_cell_validation() -> None:
    for sheet in SHEETS.values():
        for column in sheet.columns:
            assert len(",".join(column.words)) <= 255
