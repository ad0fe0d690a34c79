"""Results as plain values for JSON, which has no infinity and nothing that is not a number."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from costeff.cli.speech import echo_record

if TYPE_CHECKING:
    import pandas as pd


def echo_json(record: object) -> None:
    """Prints a record to standard output."""
    echo_record(json.dumps(plain(record), ensure_ascii=False, indent=2, allow_nan=False))


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table."""
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def plain(value: object) -> object:
    """Plain values all the way down: what has no value, or is infinite, is null."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, bool | str | int) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    item = getattr(value, "item", None)  # a number of numpy
    return plain(item()) if item is not None else None if str(value) in ("<NA>", "NaT") else str(value)
