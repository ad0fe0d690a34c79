"""Severity in sentences: the shortfall, the weight that NICE's rule gives to it, ZIN's reference value."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from costeff.format import money, number, percent, qalys
from costeff.measures.tolerance import slack
from costeff.results import Analysis
from costeff.words.phrases import joined, prices, quoted, size_of_qalys

WEIGHTS = (("1", "probability_1"), ("1.2", "probability_1_2"), ("1.7", "probability_1_7"))
"""Weights of NICE's rule and the columns of their probabilities."""


def severity_findings(analysis: Analysis) -> tuple[str, ...]:
    """Shortfall, weight with its probabilities, what the weight changes; ZIN's reference value.

    Args:
        analysis: as of `costeff.severity`.
    """
    rows = {str(row["measure"]): row for row in analysis.tables["shortfall"].to_dict("records")}
    labels = analysis.study.labels
    shares = analysis.facts["standard"]
    parts = [f"{quoted(labels[name])}{_part(share)}" for name, share in shares.items()]
    care = joined(parts)
    said = []
    if "NICE" in rows:
        said += _nice(analysis, rows["NICE"], care)
    if "ZIN" in rows:
        said.append(_zin(rows["ZIN"]))
    return tuple(said)


def _part(share: float) -> str:
    """The share of the market of a strategy that is not all of standard care."""
    return "" if share == 1 else f" with {percent(share, 0)}"


def _nice(analysis: Analysis, row: Mapping[Hashable, Any], care: str) -> list[str]:
    weight = float(row["result"])
    lost = float(row["absolute"])
    chances = [(word, float(row[column])) for word, column in WEIGHTS]
    drawn = not any(math.isnan(p) for _, p in chances)
    means = " in the mean of the draws" if drawn else ""
    said = [
        f"Under standard care ({care}) patients have{means} {size_of_qalys(float(row['standard_care']))} of the "
        f"{size_of_qalys(float(row['expected']))} QALYs, discounted, that the general population may expect: an "
        f"absolute shortfall of {qalys(lost)} QALYs, a proportional one of "
        f"{percent(float(row['proportional']))}. " + _weight(weight)
    ]
    if drawn:
        certain = [word for word, p in chances if p == 1]
        if certain:
            said.append(f"The weight is {certain[0]} in every draw.")
        else:
            parts = joined([f"{word} in {percent(p, 0)}" for word, p in chances if p > 0])
            said.append(f"Over the draws the weight is {parts}.")
    return said + ([_changed(analysis, weight)] if weight != 1 else [])


def _weight(weight: float) -> str:
    if weight == 1:
        return "NICE's rule gives no extra weight to QALYs at this severity."
    return f"NICE's rule gives QALYs a weight of {number(weight)} at this severity."


def _changed(analysis: Analysis, weight: float) -> str:
    """Which strategies the weight makes worth their cost, or no longer so."""
    table, study = analysis.tables["weighted"], analysis.study
    groups: dict[tuple[str, str], list[float]] = {}
    for row in table.to_dict("records"):
        before, after = float(row["inmb"]), float(row["weighted_inmb"])
        none = float(slack(np.asarray(row["inc_cost"], dtype=float)))
        if (before > none) != (after > none):
            word = "worth its cost" if after > none else "no longer worth its cost"
            groups.setdefault((str(row["label"]), word), []).append(float(row["threshold"]))
    with_it = f"With the weight of {number(weight)}"
    against = quoted(study.labels[study.reference])
    if not groups:
        return f"{with_it} no strategy changes between worth its cost and not, against {against}."
    parts = [f"{quoted(label)} is {word} at {prices(at, study.currency)}" for (label, word), at in groups.items()]
    return f"{with_it}, against {against}, {joined(parts)} a QALY."


def _zin(row: Mapping[Hashable, Any]) -> str:
    share, reference = percent(float(row["proportional"])), float(row["result"])
    start = f"Undiscounted, as ZIN has it, the proportional shortfall is {share}"
    if math.isnan(reference):
        return f"{start}, below the lowest band: there is no reference value."
    return f"{start}, in the band with a reference value of {money(reference, 'EUR')} a QALY."
