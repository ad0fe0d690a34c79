"""What a sweep reports: the outcome, at which price of a QALY, of which strategies, as one column of values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from costeff.format import money_short, number, percent, qalys
from costeff.results import Analysis, threshold_name

MONEY = frozenset({"inmb", "icer", "cost", "inc_cost", "nmb"})
INCREMENTS = frozenset({"inmb", "inc_cost", "inc_qalys", "icer"})
"""Outcomes against the reference."""

GOOD_ABOVE = frozenset({"inmb", "inc_qalys"})
"""Outcomes of which nought divides good from bad."""

NAMES: Mapping[str, str] = {
    "inmb": "Net benefit",
    "icer": "ICER",
    "cost": "Cost",
    "qalys": "QALYs",
    "life_years": "Life years",
    "inc_cost": "Extra cost",
    "inc_qalys": "Extra QALYs",
    "nmb": "Net monetary benefit",
    "p_best": "Probability of being the best",
}
"""Outcomes in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What one figure shows.

    Attributes:
        outcome: what.
        threshold: willingness to pay; None for an outcome that doesn't depend on it.
        strategies: id to label.
        references: ids.
        labels: of all strategies.
        currency: ISO code.
        between: ends of the axis of values; empty for all values.
    """

    outcome: str
    threshold: float | None
    strategies: Mapping[str, str]
    references: Sequence[str]
    labels: Mapping[str, str]
    currency: str
    between: Sequence[float] = ()

    @property
    def name(self) -> str:
        """The outcome in words, with what a QALY is worth and, if there is one reference, with it."""
        found = NAMES[self.outcome]
        if self.outcome in INCREMENTS and len(self.references) == 1:
            found += f" v {self.labels.get(self.references[0], self.references[0])}"
        if self.threshold is not None:
            found += f", {money_short(self.threshold, self.currency)} a QALY"
        return found

    def show(self, value: float) -> str:
        """One value."""
        if self.outcome in MONEY:
            return money_short(float(f"{value:.3g}"), self.currency)
        if self.outcome == "p_best":
            return percent(value, 0)
        return qalys(value) if "qalys" in self.outcome else number(value, 3)

    def values_of(self, grid: pd.DataFrame) -> pd.DataFrame:
        """The table with the outcome as `value`, `low` and `high`: means over the draws where there are draws."""
        end = "" if self.threshold is None else f"_{threshold_name(self.threshold)}"
        base, drawn = f"{self.outcome}{end}", f"psa_{self.outcome}{end}"
        if self.outcome == "nmb" and f"psa_inmb{end}" in grid and self.threshold is not None:
            value = self.threshold * grid["psa_qalys"] - grid["psa_cost"]
        else:
            value = grid[drawn] if drawn in grid else grid[base]
        missing = pd.Series(np.nan, index=grid.index)
        low, high = (grid.get(f"{drawn}_{side}", missing) for side in ("low", "high"))
        return grid.assign(value=value.astype(float), low=low, high=high)


def reported(analysis: Analysis) -> Iterator[Reported]:
    """One a threshold, if the outcome depends on it."""
    report = analysis.facts["report"]
    labels = analysis.facts["strategies"]
    outcome = report["outcome"]
    if outcome == "best" and len([a for a in analysis.facts["axes"] if len(a["values"]) > 1]) < 2:
        outcome = "inmb"  # along one axis, the lines say which is best, and by how much
    thresholds = report["thresholds"] if outcome in ("inmb", "nmb", "p_best", "best") else [None]
    for threshold in thresholds:
        yield Reported(
            outcome=outcome,
            threshold=threshold,
            strategies={s: labels[s] for s in report["strategies"]},
            references=report["references"],
            labels=labels,
            currency=analysis.study.currency,
            between=report["between"],
        )
