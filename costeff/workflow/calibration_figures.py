"""Which figures a calibration has."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.figure import Figure

from costeff import plots
from costeff.results import Analysis


def figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """Targets before and after, against published; and the searches."""
    targets = analysis.tables["targets"]
    shown = targets.assign(modelled=targets["after"], use=np.where(targets["used"], "fitted", "other"))
    yield "targets", plots.modelled_and_published(shown)
    labels = dict[str, str](analysis.facts["parameters"])
    yield "searches", plots.searches(analysis.tables["starts"], list(labels.items()))
