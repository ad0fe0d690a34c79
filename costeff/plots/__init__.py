"""Pictures: each function takes tidy frames and labels and returns a matplotlib Figure; none computes a result.

Importing this package imports matplotlib: do it late.
"""

from costeff.plots.ceac import acceptability
from costeff.plots.ceplane import ce_plane
from costeff.plots.costs import cost_breakdown, state_breakdown
from costeff.plots.save import save
from costeff.plots.survival import overall_survival
from costeff.plots.targets import modelled_and_published
from costeff.plots.trace import cohort_trace

__all__ = [
    "acceptability",
    "ce_plane",
    "cohort_trace",
    "cost_breakdown",
    "modelled_and_published",
    "overall_survival",
    "save",
    "state_breakdown",
]
