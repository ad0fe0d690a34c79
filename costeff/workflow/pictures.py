"""Which figures an analysis has: one entry a kind. A kind without an entry has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matplotlib.figure import Figure

from costeff.results import Analysis
from costeff.workflow import (
    budget_figures,
    calibration_figures,
    decision_figures,
    distribution_figures,
    payer_figures,
    scenario_figures,
    sweep_figures,
    two_way_figures,
)

FIGURES: dict[str, Callable[[Analysis], Iterator[tuple[str, Figure]]]] = {
    "distribution": distribution_figures.figures,
    "dsa": decision_figures.tornados,
    "jurisdictions": payer_figures.figures,
    "price": decision_figures.price_curves,
    "threshold": decision_figures.thresholds,
    "budget": budget_figures.figures,
    "calibration": calibration_figures.figures,
    "scenarios": scenario_figures.scenario_figures,
    "subgroups": scenario_figures.subgroup_figures,
    "sweep": sweep_figures.figures,
    "twoway": two_way_figures.figures,
}
"""Kind of an analysis to what draws it: the figures one at a time, with the name of each."""
