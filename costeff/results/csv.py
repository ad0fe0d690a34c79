"""Tables as CSV: UTF-8, plain newlines, numbers at full precision, no text that a spreadsheet would run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is taken for a formula by one spreadsheet or another."""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe is put before what looks like one.

    Carriage returns become newlines: Python's writer leaves a bare one unquoted, and readers would begin a row there.
    """
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + flat if flat.startswith(FORMULA_STARTS) else flat


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Writes a table.

    Args:
        table: tidy frame; its index is left out. Missing values are written as nothing, infinite ones as `inf`.
        path: file to write.

    Raises:
        OSError: if the file can't be written.
    """
    safe = table.copy(deep=False)
    safe.columns = pd.Index([harmless(str(name)) for name in table.columns])
    for k, dtype in enumerate(table.dtypes):
        if pd.api.types.is_string_dtype(dtype) or pd.api.types.is_object_dtype(dtype):
            codes, texts = pd.factorize(table.iloc[:, k])  # labels repeat in thousands of rows
            known = np.array([harmless(v) if isinstance(v, str) else v for v in texts] + [None], dtype=object)
            safe.isetitem(k, known[codes])
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
