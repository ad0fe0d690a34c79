"""Which figures an analysis has: one entry a kind. A kind without an entry has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matplotlib.figure import Figure

from costeff.results import Analysis
from costeff.workflow import calibration_figures, decision_figures, scenario_figures, sweep_figures

FIGURES: dict[str, Callable[[Analysis], Iterator[tuple[str, Figure]]]] = {
    "dsa": decision_figures.tornados,
    "price": decision_figures.price_curves,
    "threshold": decision_figures.thresholds,
    "calibration": calibration_figures.figures,
    "scenarios": scenario_figures.scenario_figures,
    "subgroups": scenario_figures.subgroup_figures,
    "sweep": sweep_figures.figures,
}
"""Kind of an analysis to what draws it: the figures one at a time, with the name of each."""
