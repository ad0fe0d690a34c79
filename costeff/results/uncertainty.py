"""Summaries over the draws beside the base case."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures import mean as mean_of
from costeff.measures import nmb, pairwise, ratio_error, summarise
from costeff.measures.summary import percentiles
from costeff.model import Draws
from costeff.results.frames import frame, rows, threshold_name
from costeff.results.outcomes import Measure, Outcomes
from costeff.results.study import Study

COLUMNS = ("strategy", "label", "outcome", "base", "mean", "low", "high", "mc_error")

TOTALS: tuple[Measure, ...] = ("cost", "qalys", "life_years")

Array = NDArray[np.float64]


def psa_summary(study: Study, base: Outcomes, psa: Outcomes, design: str) -> pd.DataFrame:
    """Base case, mean, 95% percentile interval and Monte Carlo error of the mean, a row a strategy and outcome.

    Outcomes are cost, qalys and life_years, the same undiscounted, `nmb_<threshold>`; and against the reference
    inc_cost, inc_qalys, inc_life_years, `inmb_<threshold>` and icer: the ratio of the means, without an interval,
    since percentiles of ratios mean nothing; blank outside the north-east.
    """
    reference = psa.strategies.index(study.reference)
    found = []
    for name, before, values in _outcomes(study, base, psa, reference):
        summary = summarise(values, design)
        for k, strategy in enumerate(study.strategies):
            if k == reference and name.startswith("in"):
                continue
            columns = (before, summary.mean, summary.low, summary.high, summary.mc_error)
            found.append((strategy.id, strategy.label, name, *(float(column[k]) for column in columns)))
    found.extend(_icers(study, base, psa, reference, design))
    order = {s.id: k for k, s in enumerate(study.strategies)}
    found.sort(key=lambda row: order[str(row[0])])
    return rows(COLUMNS, found, COLUMNS[:3])


def _outcomes(study: Study, base: Outcomes, psa: Outcomes, reference: int) -> Iterator[tuple[str, Array, Array]]:
    """Name, base case (strategies,) and draws (draws, strategies) of each outcome."""
    for discounted in (True, False):
        for measure in TOTALS:
            name = measure if discounted else f"{measure}_undiscounted"
            yield name, base.of(measure, discounted=discounted)[0], psa.of(measure, discounted=discounted)
    costs = (base.of("cost"), psa.of("cost"))
    effects = (base.of("qalys"), psa.of("qalys"))
    for threshold in study.thresholds:
        before, values = (nmb(c, q, threshold) for c, q in zip(costs, effects, strict=True))
        yield f"nmb_{threshold_name(threshold)}", before[0], values
    for measure in TOTALS:
        before, values = (x.of(measure) - x.of(measure)[:, [reference]] for x in (base, psa))
        yield f"inc_{measure}", before[0], values
    for threshold in study.thresholds:
        before, values = (nmb(c, q, threshold) for c, q in zip(costs, effects, strict=True))
        change = values - values[:, [reference]]
        yield f"inmb_{threshold_name(threshold)}", (before - before[:, [reference]])[0], change


def _icers(
    study: Study, base: Outcomes, psa: Outcomes, reference: int, design: str
) -> Iterator[tuple[str, str, str, float, float, float, float, float]]:
    """The rows of the ICERs against the reference."""
    before = pairwise(base.of("cost")[0], base.of("qalys")[0], reference).icer
    cost, qalys = psa.of("cost"), psa.of("qalys")
    after = pairwise(mean_of(cost), mean_of(qalys), reference).icer
    error = ratio_error(cost - cost[:, [reference]], qalys - qalys[:, [reference]], design)
    for k, strategy in enumerate(study.strategies):
        if k != reference:
            spread = float(error[k]) if np.isfinite(after[k]) else np.nan
            yield strategy.id, strategy.label, "icer", float(before[k]), float(after[k]), np.nan, np.nan, spread


def parameters(study: Study, draws: Draws | None) -> pd.DataFrame:
    """The inputs, a row each, with mean and 95% interval of their distributions and of the draws (`drawn_...`)."""
    lines = study.parameters
    text = ("id", "label", "unit", "distribution", "group", "source", "evidence", "note", "price_year", "cell")
    names = (
        "id", "label", "value", "unit", "distribution", "mean", "low", "high", "se", "n", "dsa_low", "dsa_high",
        "group", "source", "evidence", "confidential", "note", "price_year", "given", "inflation", "cell",
    )  # fmt: skip
    columns: dict[str, np.ndarray | list[object]] = {}
    for name in names:
        values = [getattr(line, name) for line in lines]
        if name in text or name == "confidential":
            columns[name] = values
        else:
            columns[name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    drawn = np.full((3, len(lines)), np.nan)
    if draws is not None and len(draws):
        there = [draws.ids.index(line.id) for line in lines]
        low, high = percentiles(draws.values[:, there])
        drawn = np.stack([mean_of(draws.values[:, there]), low, high])
    for k, name in enumerate(("drawn_mean", "drawn_low", "drawn_high")):
        columns[name] = drawn[k]
    return frame(columns, text)
