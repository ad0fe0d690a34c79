"""Tidy frames: how every table of a run is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd


def frame(columns: Mapping[str, Sequence[object] | np.ndarray], text: Sequence[str] = ()) -> pd.DataFrame:
    """A frame of columns of equal length.

    Args:
        columns: name to values.
        text: columns that hold text even if they are empty; other columns with no rows hold numbers.
    """
    made = pd.DataFrame(dict(columns))
    types = {name: "str" for name in text if name in columns}
    if not len(made):
        types |= {name: "float64" for name in columns if name not in types}
    return made.astype(types)


def rows(names: Sequence[str], records: Sequence[Sequence[object]], text: Sequence[str] = ()) -> pd.DataFrame:
    """A frame from rows; `text` as in `frame`."""
    columns = {name: [record[k] for record in records] for k, name in enumerate(names)}
    return frame(columns, text)


def threshold_name(threshold: float) -> str:
    """A threshold as part of a column's name: `25000`, `1000000`, `12.5`; never with an exponent."""
    text = f"{threshold:.6f}"
    return text.rstrip("0").rstrip(".")
