"""The reference of the workbook format, as Markdown, from the schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from costeff.model.profiles import Profile, profiles
from costeff.model.units import UNITS
from costeff.workbook.columns import KINDS, Column
from costeff.workbook.schema import FAMILIES, SETTINGS, SHEETS, Setting, Sheet

_INTRODUCTION = """# The workbook

One workbook is one decision problem. Row 1 of each sheet is the header; columns are found by name, in any order, and
stray spaces and capitals don't matter. Blank rows are skipped. Sheets with other names are ignored, so keep notes
there; a misspelt name of a known sheet, column or setting is told. Sheets that aren't needed may be left out; those
marked *required* may not.

Formula cells (`=B3*1.2`) are read by the value that Excel or LibreOffice stored with them. costeff never writes to
the workbook, and executes nothing in it.

What scenarios and subgroups can change, and how money of other years is converted, is told in
[Scenarios and subgroups](scenarios.md).

This page is made from the same table that the reader and the template use (`costeff template blank.xlsx`).
"""


def reference_markdown() -> str:
    """The page `docs/workbook.md`: every sheet, column, setting and form of cell."""
    parts = [
        _INTRODUCTION,
        "## What cells hold",
        _table(("kind", "a cell holds"), ((kind, meaning) for kind, meaning in KINDS.items())),
        "Times may be in years, months, weeks, days or cycles; a year is 365.25 days, a month a twelfth of a year.",
        *(_sheet(sheet) for sheet in SHEETS.values()),
        "## Tables and other blocks",
        _table(("sheet", "what it holds"), ((f"`{family} NAME`", text) for family, text in FAMILIES.items())),
        "## Units that are checked",
        "A parameter with one of these units must lie within its limits; other units are for the reader.",
        _table(("unit", "from", "to"), ((u, f"{low:g}", f"{high:g}") for u, (low, high) in UNITS.items())),
        "## Jurisdictions",
        *(_profile(rules) for rules in profiles().values()),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _sheet(sheet: Sheet) -> str:
    """One sheet."""
    head = f"## {sheet.name}\n\nA row is {sheet.row}{' (*required*)' if sheet.required else ''}. {sheet.meaning}"
    if sheet.name == "Study":
        columns = ("setting", "value", "blank means", "meaning")
        return f"{head}\n\n{_table(columns, (_setting(setting) for setting in SETTINGS))}"
    rows = (_column(column) for column in sheet.columns)
    return f"{head}\n\n{_table(('column', 'cells', 'example', 'meaning'), rows)}"


def _column(column: Column) -> Sequence[str]:
    name = f"**{column.name}**" if column.required else column.name
    cells = ", ".join(f"`{word}`" for word in column.words) or column.kind
    return name, cells, f"`{column.example}`" if column.example != "" else "", column.meaning


def _setting(setting: Setting) -> Sequence[str]:
    blank = "must be given" if setting.default is None else setting.default
    if setting.profile:
        blank = f"the jurisdiction's, else {blank or 'blank'}"
    example = ", ".join(f"`{word}`" for word in setting.words) or f"`{setting.example}`"
    return setting.name, example, blank, setting.meaning


def _profile(rules: Profile) -> str:
    """What one jurisdiction fills in."""
    head = (
        f"### {rules.key}\n\n{rules.name}, in force since {rules.as_of}. Source: {rules.source} ({rules.confidence})."
    )
    return f"{head}\n\n{_table(('setting', 'value'), rules.settings.items())}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
