"""Which figures a run has, and what each is drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from costeff import plots
from costeff.results import Run

MOST_POINTS = 2_000
"""Draws shown a strategy in the cost-effectiveness plane: more make a blot of it, and a huge SVG."""

CARRIED = ("costeff", "seed", "draws", "design")
"""Parts of the provenance that a figure carries. Nothing of the clock: the same run gives the same file."""


def write_figures(run: Run, folder: Path) -> None:
    """Draws every figure of a run as `NAME.png` and `NAME.svg`.

    Raises:
        OSError: if a file can't be written.
    """
    mpl.use("Agg")  # files only: no display is looked for
    folder.mkdir()
    record = {"workbook": run.study.book, "sha256": run.study.sha256}
    record |= {key: str(run.provenance[key]) for key in CARRIED if run.provenance.get(key) is not None}
    for name, figure in figures(run):
        plots.save(figure, folder / name, record)
        figure.clear()


def figures(run: Run) -> Iterator[tuple[str, Figure]]:
    """The figures of a run, one at a time, with the name of each."""
    strategies = dict(run.study.labels)
    currency, thresholds = run.study.currency, run.study.thresholds
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
        points = run.ce_plane()
        yield (
            "ce_plane",
            plots.ce_plane(
                points[points["draw"] <= MOST_POINTS],
                run.ce_means(),
                strategies,
                reference=run.study.reference,
                thresholds=thresholds,
                currency=currency,
            ),
        )
        yield "ceac", plots.acceptability(run.ceac(), strategies, thresholds=thresholds, currency=currency)
    if len(run.targets):
        yield "targets", plots.modelled_and_published(run.targets)
