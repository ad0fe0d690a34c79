"""Differences between situations: the change of every strategy from one point to another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures import nmb, summarise
from costeff.results.frames import threshold_name
from costeff.results.outcomes import Outcomes

POINT = "point"
"""Coordinate of a table of situations that holds the position of each row's point."""

Array = NDArray[np.float64]


def changes_from(table: pd.DataFrame, before: Sequence[int | None], thresholds: Sequence[float]) -> pd.DataFrame:
    """What changes for each strategy from one point to another.

    Args:
        table: of situations, with the coordinate `point`.
        before: for each point the one that it is compared with; None = none.
        thresholds: as of the table.

    Returns:
        A row a row of the table: d_cost, d_qalys; d_inc_cost, d_inc_qalys, d_inmb_T and d_icer, which are blank where
        the reference differs, since they compare with another thing then. All are blank where the strategy isn't
        compared at the other point, and d_icer where either has no ICER.
    """
    plain = ["cost", "qalys"]
    against = ["inc_cost", "inc_qalys", *(f"inmb_{threshold_name(t)}" for t in thresholds), "icer"]
    names = [*plain, *against]
    there = table[[POINT, "strategy", "reference", *names]]
    other = pd.Series([np.nan if k is None else float(k) for k in before], dtype="float64")
    asked = pd.DataFrame(
        {
            POINT: other.to_numpy()[table[POINT].to_numpy().astype(int)],
            "strategy": table["strategy"].to_numpy(),
        }
    )
    found = asked.merge(there, on=[POINT, "strategy"], how="left")
    same = (found["reference"] == table["reference"].reset_index(drop=True)).to_numpy()
    columns = {}
    for name in names:
        change = table[name].to_numpy(dtype=float) - found[name].to_numpy(dtype=float)
        columns[f"d_{name}"] = change if name in plain else np.where(same, change, np.nan)
    return pd.DataFrame(columns)


def drawn_changes_from(
    table: pd.DataFrame,
    psas: Sequence[Outcomes | None],
    before: Sequence[int | None],
    thresholds: Sequence[float],
    design: str,
) -> pd.DataFrame:
    """The same of the probabilistic analysis, draw by draw: points share their draws, so noise of sampling cancels.

    Args:
        table: of situations, with the coordinate `point`.
        psas: at each point.
        before: as in `changes_from`.
        thresholds: as of the table.
        design: of the draws.

    Returns:
        A row a row of the table: for each threshold psa_d_inmb_T (mean), with _low and _high (95% interval over the
        draws) and _mc_error.
    """
    ends = [threshold_name(t) for t in thresholds]
    names = [f"psa_d_inmb_{end}{tail}" for end in ends for tail in ("", "_low", "_high", "_mc_error")]
    values = np.full((len(table), len(names)), np.nan)
    points = table[POINT].to_numpy().astype(int)
    for row, (point, strategy, reference) in enumerate(
        zip(points.tolist(), table["strategy"], table["reference"], strict=True)
    ):
        other = before[point]
        here, there = psas[point], None if other is None else psas[other]
        if here is None or there is None or other is None:
            continue
        references = table["reference"].to_numpy()[points == other]
        if strategy not in there.strategies or not len(references) or references[0] != reference:
            continue
        values[row] = _paired(here, there, strategy, reference, thresholds, design)
    return pd.DataFrame(values, columns=names)


def _paired(
    here: Outcomes, there: Outcomes, strategy: str, reference: str, thresholds: Sequence[float], design: str
) -> list[float]:
    """Mean, interval and Monte Carlo error of the change in net benefit at each threshold, over the draws of both."""
    _, one, two = np.intersect1d(here.index, there.index, assume_unique=True, return_indices=True)
    increments = []
    for outcomes, rows in ((here, one), (there, two)):
        k, r = outcomes.strategies.index(strategy), outcomes.strategies.index(reference)
        cost, qalys = outcomes.of("cost")[rows], outcomes.of("qalys")[rows]
        increments.append((cost[:, k] - cost[:, r], qalys[:, k] - qalys[:, r]))
    (cost_here, qalys_here), (cost_there, qalys_there) = increments
    found: list[float] = []
    for threshold in thresholds:
        change: Array = nmb(cost_here - cost_there, qalys_here - qalys_there, threshold)
        summary = summarise(change, design)
        found += [float(x) for x in (summary.mean, summary.low, summary.high, summary.mc_error)]
    return found
