"""One strategy against another in a sentence, in every quadrant of the cost-effectiveness plane and on its axes.

Source of the words: Black WC. The CE plane: a graphic representation of cost-effectiveness.
Med Decis Making 1990;10:212-4.
"""

from __future__ import annotations

import numpy as np

from costeff.format import icer
from costeff.measures.pairwise import pairwise
from costeff.measures.tolerance import slack
from costeff.words.phrases import quoted, size_of_money, size_of_qalys

Point = tuple[float, float]
"""Cost and QALYs of a strategy, discounted, a person."""


def compared(strategy: Point, other: Point, currency: str) -> str:
    """What a strategy costs and gives against another one, and the ratio where there is one.

    `costs £1,200 more and gives 0.100 more QALYs: an ICER of £12,000 a QALY`. Differences within 1e-9 count as none.

    Args:
        strategy: cost and QALYs.
        other: likewise.
        currency: ISO 4217 code.
    """
    found = pairwise(np.array([other[0], strategy[0]]), np.array([other[1], strategy[1]]), 0)
    cost = _cost(strategy[0] - other[0], other[0], currency)
    effect = _effect(strategy[1] - other[1], other[1])
    word, text = found.quadrant[1], f"{cost} and {effect}"
    if word == "same":
        return f"{text}, so that there is no ICER"
    if word == "north-east":
        return f"{text}: an ICER of {icer(float(found.icer[1]), currency)} a QALY"
    if word == "south-west":
        saved = icer(float(found.saved_per_qaly_lost[1]), currency)
        return f"{text}: {saved} saved for each QALY lost"
    return text


def against(label: str, strategy: Point, named: str, other: Point, currency: str) -> str:
    """A whole sentence on one strategy against another.

    Args:
        label: of the strategy.
        strategy: its cost and QALYs.
        named: label of the other.
        other: its cost and QALYs.
        currency: ISO 4217 code.
    """
    found = pairwise(np.array([other[0], strategy[0]]), np.array([other[1], strategy[1]]), 0)
    word = found.quadrant[1]
    said = compared(strategy, other, currency)
    if word == "dominant":
        return f"{quoted(label)} dominates {quoted(named)}: it {said}."
    if word == "dominated":
        return f"{quoted(label)} is dominated by {quoted(named)}: it {said}."
    return f"Against {quoted(named)}, {quoted(label)} {said}."


def _cost(more: float, base: float, currency: str) -> str:
    if abs(more) <= slack(np.asarray(base)):
        return "costs the same"
    return f"costs {size_of_money(more, currency)} {'more' if more > 0 else 'less'}"


def _effect(more: float, base: float) -> str:
    if abs(more) <= slack(np.asarray(base)):
        return "gives the same QALYs"
    return f"gives {size_of_qalys(more)} {'more' if more > 0 else 'fewer'} QALYs"
