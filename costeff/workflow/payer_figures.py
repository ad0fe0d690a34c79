"""The figures of jurisdictions side by side: a forest a strategy, at the workbook's first threshold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.format import money
from costeff.plots.style import line_styles
from costeff.results import Analysis
from costeff.results.jurisdictions import WORKBOOK

MOST = 4
"""Strategies with a figure: those with the highest net benefit under the workbook's rules."""


def figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """Net benefit over the reference under each set of rules (`inmb_ID`), the workbook's own first."""
    study, table = analysis.study, analysis.tables["net_benefit"]
    labels = dict(study.labels)
    styles = line_styles(list(labels))
    first = study.thresholds[0]
    there = table[(table["threshold"] == first) & (table["strategy"] != table["reference"])]
    own = there[there["jurisdiction"] == WORKBOOK].sort_values("inmb", ascending=False, kind="stable")
    for key in own["strategy"].tolist()[:MOST]:
        mine = there[there["strategy"] == key]
        blank = np.full(len(mine), np.nan)
        base = mine["jurisdiction"] == WORKBOOK
        start = float(mine.loc[base, "inmb"].iloc[0])
        rows = pd.DataFrame(
            {
                "label": [n if v else f"{n} *" for n, v in zip(mine["name"], mine["verified"], strict=True)],
                "value": mine["inmb"].to_numpy(dtype=float),
                "low": blank,
                "high": blank,
                "change": np.where(base, np.nan, mine["inmb"].to_numpy(dtype=float) - start),
                "emphasis": base.to_numpy(),
                "note": "",
            }
        )
        figure = plots.forest(
            rows,
            style=styles[key],
            currency=study.currency,
            title=labels[key],
            axis=f"Incremental net monetary benefit against {labels[study.reference]} at "
            f"{money(first, study.currency)} a QALY, in the prices of the workbook (* rules to be checked)",
            sides=("reference better", "better"),
        )
        yield f"inmb_{key}", figure
