"""Pictures: each function takes tidy frames and labels and returns a matplotlib Figure; none computes a result.

Importing this package imports matplotlib: do it late.
"""

from costeff.plots.along import along
from costeff.plots.budget import budget_columns, net_budget
from costeff.plots.ceac import acceptability
from costeff.plots.ceplane import ce_plane
from costeff.plots.costs import cost_breakdown, state_breakdown
from costeff.plots.diagram import state_diagram
from costeff.plots.equity import aversion_curve, equity_plane
from costeff.plots.forest import forest
from costeff.plots.heatmap import heat_maps, preferred_map
from costeff.plots.lines import sweep_dots, sweep_lines, sweep_panels
from costeff.plots.price import price_curve
from costeff.plots.save import save
from costeff.plots.searches import searches
from costeff.plots.survival import overall_survival
from costeff.plots.targets import modelled_and_published
from costeff.plots.tornado import tornado, tornado_icer
from costeff.plots.trace import cohort_trace
from costeff.plots.waterfall import waterfall

__all__ = [
    "acceptability",
    "along",
    "aversion_curve",
    "budget_columns",
    "ce_plane",
    "cohort_trace",
    "cost_breakdown",
    "equity_plane",
    "forest",
    "heat_maps",
    "modelled_and_published",
    "net_budget",
    "overall_survival",
    "preferred_map",
    "price_curve",
    "save",
    "searches",
    "state_breakdown",
    "state_diagram",
    "sweep_dots",
    "sweep_lines",
    "sweep_panels",
    "tornado",
    "tornado_icer",
    "waterfall",
]
