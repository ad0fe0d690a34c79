"""What a template may not touch: nothing that writes a file, runs a text as code or reads beyond what it was given."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

PATHS = frozenset({"name", "stem", "suffix", "parent", "as_posix"})
"""What of a path can be asked for."""

READING = frozenset({"to_dict", "to_list", "to_numpy", "tolist"})
"""Methods of frames that begin like those that write, and don't."""

ACTING = frozenset({"eval", "query", "pipe", "apply", "map", "agg", "aggregate", "transform", "plot", "hist", "boxplot",
                    "style", "dump", "dumps", "tofile", "ctypes", "data", "attrs", "flags"})  # fmt: skip
"""Names in frames and arrays that do more than give what is in them."""


class Fenced:
    """A sandbox within which frames, arrays and paths can only be read."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may ask an object for something."""
        if isinstance(obj, PurePath):
            return attr in PATHS
        acts = attr in ACTING or (attr.startswith("to_") and attr not in READING)
        if acts and isinstance(obj, pd.DataFrame | pd.Series | pd.Index | np.ndarray):
            return False
        safe: bool = super().is_safe_attribute(obj, attr, value)  # type: ignore[misc]
        return safe
