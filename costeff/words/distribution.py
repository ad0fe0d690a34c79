"""Distributional results in sentences: more health or less, more equal or less, and where the two disagree."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from costeff.format import number
from costeff.measures.tolerance import slack
from costeff.results import Analysis
from costeff.words.phrases import at_prices, joined, quoted, size_of_qalys

UNDEFINED = "not defined, since somebody's health is not above nought"


def distribution_findings(analysis: Analysis) -> tuple[str, ...]:
    """For each strategy and index, the quadrant of the equity impact plane, and whether weighting turns the decision.

    Args:
        analysis: as of `costeff.distribution`.
    """
    table, study = analysis.tables["equity"], analysis.study
    if not len(table):
        return ("No subgroup compares anything with its reference.",)
    said: list[str] = []
    for index, rows in table.groupby("index", sort=False):
        texts = [(t, _plane(rows[rows["threshold"] == t].to_dict("records"), str(index))) for t in study.thresholds]
        said += at_prices(texts, study.currency)
    return tuple(said)


def _plane(rows: Sequence[Mapping[Hashable, Any]], index: str) -> str:
    """The strategies by quadrant of the equity impact plane, and those whose sign turns when equality counts."""
    aversion = number(float(rows[0]["parameter"]), 4)
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(str(row["verdict"]) or UNDEFINED, []).append(quoted(str(row["label"])))
    parts = [f"{joined(labels)}: {words}" for words, labels in groups.items()]
    text = f"by the {index} index with an aversion of {aversion}, {'; '.join(parts)}."
    turned = [f"{_turned(row)}" for row in rows if _disagree(row)]
    if turned:
        return f"{text} Whether equality counts decides on {joined(turned)}."
    return f"{text} Whether equality counts decides on none of them."


def _disagree(row: Mapping[Hashable, Any]) -> bool:
    """Whether health alone and health with equality have different signs, beyond rounding."""
    room = float(slack(np.asarray(row["mean_before"], dtype=float)))
    more, weighted = float(row["mean_change"]), float(row["ede_change"])
    if math.isnan(weighted):
        return False
    return (more > room) != (weighted > room) or (more < -room) != (weighted < -room)


def _turned(row: Mapping[Hashable, Any]) -> str:
    """A strategy with both changes a person."""
    room = float(slack(np.asarray(row["mean_before"], dtype=float)))
    more, weighted = _net(float(row["mean_change"]), room), _net(float(row["ede_change"]), room)
    return f"{quoted(str(row['label']))} ({more} a person in mean health, {weighted} once equality counts)"


def _net(x: float, room: float) -> str:
    """A change in QALYs with its direction."""
    if abs(x) <= room:
        return "no change"
    return f"{size_of_qalys(x)} QALYs {'more' if x > 0 else 'fewer'}"
