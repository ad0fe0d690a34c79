"""A model with the settings of a call."""

from __future__ import annotations

import os

from costeff.model import Model
from costeff.workflow.reading import examine


def with_draws(model: Model | str | os.PathLike[str], draws: int | None, seed: int | None) -> Model:
    """The model, its draws and seed replaced where they are given, and marked as such.

    Args:
        model: a model, or the path of a workbook.
        draws: of the probabilistic analysis; None = as the workbook says.
        seed: of the random streams, likewise.

    Raises:
        WorkbookError: if the workbook can't be read.
    """
    there = model if isinstance(model, Model) else examine(model).model
    given = {"draws": ("psa draws", draws), "seed": ("seed", seed)}
    changes = {field: value for field, (_, value) in given.items() if value is not None}
    filled = {name: "this run" for name, value in given.values() if value is not None}
    return there.with_settings(**changes, filled={**there.settings.filled, **filled}) if changes else there
