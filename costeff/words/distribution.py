"""Distributional results in sentences: more health or less, more equal or less, and where the two disagree.

Indices and thresholds that agree share a paragraph.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from costeff.format import money, number
from costeff.measures.tolerance import slack
from costeff.results import Analysis
from costeff.words.phrases import joined, prices, quoted, size_of_qalys

Row = Mapping[Hashable, Any]
"""A row of the table of a strategy, threshold and index."""

Finding = tuple[str, tuple[str, ...]]
"""What is found of every strategy, in words, and the ids of those on which equality decides."""

UNDEFINED = "not defined, since somebody's health is not above nought"


def distribution_findings(analysis: Analysis) -> tuple[str, ...]:
    """For each strategy and index, the quadrant of the equity impact plane, and whether weighting turns the decision.

    Args:
        analysis: as of `costeff.distribution`.
    """
    table, study = analysis.tables["equity"], analysis.study
    if not len(table):
        return ("No subgroup compares anything with its reference.",)
    alike: dict[Finding, dict[str, list[float]]] = {}
    cases: dict[tuple[str, float], list[Row]] = {}
    for index, rows in table.groupby("index", sort=False):
        for t in study.thresholds:
            here: list[Row] = [*rows[rows["threshold"] == t].to_dict("records")]
            cases[str(index), t] = here
            alike.setdefault(_finding(here), {}).setdefault(str(index), []).append(t)
    said: list[str] = []
    for found, by_index in alike.items():
        together: dict[tuple[float, ...], list[str]] = {}
        for index, at in by_index.items():
            together.setdefault(tuple(at), []).append(index)
        said += [
            _paragraph(found, [[cases[index, t] for index in indices] for t in at], study.currency)
            for at, indices in together.items()
        ]
    return tuple(said)


def _finding(rows: Sequence[Row]) -> Finding:
    """The strategies by quadrant of the equity impact plane, in words, and those whose sign turns with equality."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(str(row["verdict"]) or UNDEFINED, []).append(quoted(str(row["label"])))
    quadrants = "; ".join(f"{joined(labels)}: {words}" for words, labels in groups.items())
    return quadrants, tuple(str(row["strategy"]) for row in rows if _disagree(row))


def _paragraph(found: Finding, cases: Sequence[Sequence[Sequence[Row]]], currency: str) -> str:
    """What holds at some thresholds by some indices.

    Args:
        found: that.
        cases: the rows of each threshold and index.
        currency: ISO 4217 code.
    """
    quadrants, turned = found
    at = prices([float(by_index[0][0]["threshold"]) for by_index in cases], currency)
    indices = [
        f"the {rows[0]['index']} index with an aversion of {number(float(rows[0]['parameter']), 4)}"
        for rows in cases[0]
    ]
    text = f"At {at} a QALY, by {joined(indices)}, {quadrants}."
    if not turned:
        return f"{text} Whether equality counts decides on none of them."
    parts = [_turned(strategy, cases, currency) for strategy in turned]
    return f"{text} Whether equality counts decides on {joined(parts)}."


def _disagree(row: Row) -> bool:
    """Whether health alone and health with equality have different signs, beyond rounding."""
    room = float(slack(np.asarray(row["mean_before"], dtype=float)))
    more, weighted = float(row["mean_change"]), float(row["ede_change"])
    if math.isnan(weighted):
        return False
    return (more > room) != (weighted > room) or (more < -room) != (weighted < -room)


def _turned(strategy: str, cases: Sequence[Sequence[Sequence[Row]]], currency: str) -> str:
    """A strategy with both changes a person, at each threshold and by each index."""
    parts, label = [], ""
    for by_index in cases:
        mine = [row for rows in by_index for row in rows if row["strategy"] == strategy]
        label, threshold = str(mine[0]["label"]), float(mine[0]["threshold"])
        room = float(slack(np.asarray(mine[0]["mean_before"], dtype=float)))
        weighted = [
            _net(float(row["ede_change"]), room) + (f" by {row['index']}" if len(mine) > 1 else "") for row in mine
        ]
        head = f"at {money(threshold, currency)}: " if len(cases) > 1 else ""
        more = _net(float(mine[0]["mean_change"]), room)
        parts.append(f"{head}{more} a person in mean health, {joined(weighted)} once equality counts")
    return f"{quoted(label)} ({'; '.join(parts)})"


def _net(x: float, room: float) -> str:
    """A change in QALYs with its direction."""
    if abs(x) <= room:
        return "no change"
    return f"{size_of_qalys(x)} QALYs {'more' if x > 0 else 'fewer'}"
