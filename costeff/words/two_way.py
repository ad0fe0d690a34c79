"""The two-way analysis in sentences: which strategy is preferred over how much of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from costeff.format import count, percent
from costeff.results import Analysis
from costeff.words.phrases import ONE_STRATEGY, at_prices, joined, named, plural, quoted, span


def two_way_findings(analysis: Analysis) -> tuple[str, ...]:
    """The base case beside the grid, a sentence a group of thresholds that agree.

    Args:
        analysis: as of `costeff.twoway`.
    """
    facts, study = analysis.facts, analysis.study
    sides = " and ".join(_side(facts[name]) for name in ("x", "y"))
    said = [f"The grid has {count(facts['points'])} points: {sides}."]
    if facts["invalid"]:
        many = plural(facts["invalid"], "point")
        said.append(f"At {many} the model is not valid; {'it is' if facts['invalid'] == 1 else 'they are'} left out.")
    if len(study.strategies) == 1:
        return (*said, ONE_STRATEGY)
    shares = analysis.tables["shares"]
    texts = [(t, _preferred(analysis, shares[shares["threshold"] == t], t)) for t in study.thresholds]
    return (*said, *at_prices(texts, study.currency))


def _side(side: Mapping[str, Any]) -> str:
    return f"{quoted(str(side['label']))} from {span(float(side['low']), float(side['high']), str(side['unit']))}"


def _preferred(analysis: Analysis, rows: pd.DataFrame, threshold: float) -> str:
    """Which strategies are preferred at how many of the points, and which in the base case."""
    base = analysis.facts["base"].get(f"{threshold:g}")
    there = rows[rows["share"] > 0].sort_values("share", ascending=False, kind="stable")
    if not len(there):
        return "no point of the grid is a valid model."
    level = analysis.facts.get("level", {}).get(f"{threshold:g}", {})  # an older analysis has none
    names = dict(analysis.study.labels)
    labels = [
        quoted(str(label)) + (f" (level with {named([names[s] for s in level[name]])})" if name in level else "")
        for name, label in zip(there["strategy"], there["label"], strict=True)
    ]
    if len(there) == 1:
        text = f"{labels[0]} is preferred at every point"
    else:
        parts = [f"{label} at {percent(float(share), 0)}" for label, share in zip(labels, there["share"], strict=True)]
        text = f"preferred is {joined(parts)} of the points"
    only = str(there["strategy"].iloc[0]) if len(there) == 1 else ""
    if base is None or base in (only, *level.get(only, ())):
        return f"{text}."
    return f"{text}; in the base case it is {quoted(names[base])}."
