"""Which figures a run has, and what each is drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.results import Run
from costeff.workflow.contents import MOST_STATES
from costeff.workflow.drawing import draw

MOST_POINTS = 2_000
"""Draws shown a strategy in the cost-effectiveness plane: more make a blot of it, and a huge SVG."""

FAR = 3.0
"""Times the usual reach of a strategy, beyond which another is too far off to be drawn on the same scale."""

ELLIPSE = 2.45
"""Half-width of a 95% ellipse of two normal variables, in standard deviations."""


def write_figures(run: Run, folder: Path) -> None:
    """Draws every figure of a run as `NAME.png` and `NAME.svg`.

    Raises:
        OSError: if a file can't be written.
    """
    draw(figures(run), folder, run.study, run.provenance)


def figures(run: Run) -> Iterator[tuple[str, Figure]]:
    """The figures of a run, one at a time, with the name of each."""
    strategies = dict(run.study.labels)
    currency, thresholds = run.study.currency, run.study.thresholds
    if len(run.study.states) <= MOST_STATES:
        yield "state_diagram", plots.state_diagram(run.study)
    trace = run.trace_table()
    yield "trace", plots.cohort_trace(trace, strategies)
    yield "survival", plots.overall_survival(run.survival(), strategies)
    icer = run.icer_table()
    costs = run.costs_by_category()
    if len(costs):
        yield (
            "costs",
            plots.cost_breakdown(
                costs,
                dict(zip(icer["strategy"], icer["cost"].astype(float), strict=True)),
                strategies,
                currency=currency,
            ),
        )
    qalys = run.qalys_by_state()
    if len(qalys):
        states = trace[["state", "state_label", "transfusion", "response", "alive"]].drop_duplicates()
        yield (
            "qalys",
            plots.state_breakdown(
                qalys, dict(zip(icer["strategy"], icer["qalys"].astype(float), strict=True)), strategies, states=states
            ),
        )
    if run.psa is not None and len(strategies) > 1:
        points, means = run.ce_plane(), run.ce_means()
        yield (
            "ce_plane",
            plots.ce_plane(
                points[points["draw"] <= MOST_POINTS],
                means,
                strategies,
                reference=run.study.reference,
                thresholds=thresholds,
                currency=currency,
                distant=distant(means),
            ),
        )
        yield "ceac", plots.acceptability(run.ceac(), strategies, thresholds=thresholds, currency=currency)
    if len(run.targets):
        yield "targets", plots.modelled_and_published(run.targets)


def distant(means: pd.DataFrame) -> tuple[str, ...]:
    """The strategies that lie so far from the reference that they would squeeze the others in a picture.

    A strategy reaches, in QALYs and in costs, as far as its mean increment and the half-width of its 95% ellipse.
    Distant is whose mean is farther off than `FAR` times the (lower) median of what the strategies reach, in either.

    Args:
        means: as of `Run.ce_means`.
    """
    away = np.zeros(len(means), dtype=bool)
    for mean, spread in (("inc_qalys", "sd_qalys"), ("inc_cost", "sd_cost")):
        centre = means[mean].abs().to_numpy(dtype=float)
        reach = centre + ELLIPSE * np.nan_to_num(means[spread].to_numpy(dtype=float))
        if len(reach):
            away |= centre > FAR * np.percentile(reach, 50, method="lower")
    return tuple(means.loc[away, "strategy"].tolist())
