"""Draws: a table of parameter values, the one idea that carries every analysis.

The base case is one row; a one-way analysis two rows a parameter; the probabilistic analysis as many as asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.model.model import Model


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """Parameter values, one row a draw.

    Attributes:
        ids: parameter ids, in the order of the Parameters sheet; every parameter of the model.
        values: shape (draws, parameters), in each parameter's own unit.
        index: shape (draws,), the number of each draw, from 0; kept when draws are selected.
        design: how they were laid out (`base case`, `random`, ...), for the record.
        seed: None where nothing was random.
    """

    ids: tuple[str, ...]
    values: NDArray[np.float64]
    index: NDArray[np.int64]
    design: str = "given"
    seed: int | None = None

    def __len__(self) -> int:
        return len(self.values)

    def column(self, id: str) -> NDArray[np.float64]:
        """All values of one parameter, shape (draws,)."""
        values: NDArray[np.float64] = self.values[:, self.ids.index(id)]
        return values

    def row(self, position: int) -> dict[str, float]:
        """One draw as a mapping from id to value."""
        return dict(zip(self.ids, self.values[position].tolist(), strict=True))

    def select(self, positions: NDArray[np.intp]) -> Draws:
        """Some of the draws, their numbers kept."""
        return Draws(
            ids=self.ids,
            values=self.values[positions],
            index=self.index[positions],
            design=self.design,
            seed=self.seed,
        )


def base_draws(model: Model) -> Draws:
    """The base case: one row, every parameter at its value."""
    return Draws(
        ids=tuple(p.id for p in model.parameters),
        values=np.array([[p.value for p in model.parameters]], dtype=np.float64),
        index=np.zeros(1, dtype=np.int64),
        design="base case",
    )
