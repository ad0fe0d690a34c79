"""The template with other scenarios, subgroups and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from costeff.workbook import template_sheets, write

Change = tuple[str, str, object]
Rows = Sequence[Mapping[str, object]]


def book(
    folder: Path,
    *changes: Change,
    subgroups: Rows = (),
    study: Mapping[str, object] | None = None,
    parameters: Mapping[str, Mapping[str, object]] | None = None,
    **sheets: Rows,
) -> Path:
    """Writes the template with these scenarios; sheets that are named replace those of the template."""
    rows: dict[str, Rows] = dict(template_sheets())
    rows["Scenarios"] = [{"scenario": name, "item": item, "value": value} for name, item, value in changes]
    rows["Subgroups"] = list(subgroups)
    if study:
        rows["Study"] = [row | {"value": study.get(str(row["setting"]), row["value"])} for row in rows["Study"]]
    if parameters:
        rows["Parameters"] = [{**row, **parameters.get(str(row["id"]), {})} for row in rows["Parameters"]]
    rows |= {name.replace("_", " "): given for name, given in sheets.items()}
    for name in ("Scenarios", "Subgroups"):
        if not rows[name]:
            del rows[name]
    return write(folder / "study.xlsx", rows)
