"""Tables of the distribution of health over subgroups, before and after a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures.equity import Equity, Index, equity, net_health, turning_aversion
from costeff.measures.tolerance import slack
from costeff.results.frames import rows
from costeff.results.study import Study

Array = NDArray[np.float64]

GROUPS = (
    "strategy", "label", "threshold", "group", "group_label", "share", "compared", "baseline_health", "gain",
    "inc_cost", "opportunity_cost_share", "opportunity_cost", "net", "after",
)  # fmt: skip
EQUITY = (
    "strategy", "label", "threshold", "index", "parameter", "mean_before", "mean_after", "mean_change", "ede_before",
    "ede_after", "ede_change", "equity_impact", "inmb", "weighted_inmb", "turning", "verdict", "people", "total_change",
    "weighted_total_change", "probability_net", "probability_weighted", "probability_equity", "psa_mean_change",
    "psa_ede_change", "psa_ede_low", "psa_ede_high",
)  # fmt: skip
CURVE = ("strategy", "label", "threshold", "index", "parameter", "ede_change", "equity_impact")
TEXT = ("strategy", "label", "group", "group_label", "index", "verdict")

ENDS: Mapping[Index, float] = {"Atkinson": 20.0, "Kolm": 0.3}
"""Where the curves end; at a mean of about 70 QALYs the two ends weigh much alike."""

POINTS = 41
"""Along each curve."""

VERDICTS: Mapping[tuple[int, int], str] = {
    (1, 1): "more health, more equal",
    (1, 0): "more health, as equal",
    (1, -1): "more health, less equal",
    (0, 1): "as much health, more equal",
    (0, 0): "no change",
    (0, -1): "as much health, less equal",
    (-1, 1): "less health, more equal",
    (-1, 0): "less health, as equal",
    (-1, -1): "less health, less equal",
}
"""Signs of the net health benefit and of the equity impact to the quadrant of the equity impact plane."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """The people among whom health is distributed.

    Attributes:
        ids, labels: of each group.
        shares: of each in the population, > 0, sum 1, shape (groups,).
        bearing: share of the opportunity cost that falls on each, sum 1, shape (groups,).
        baseline: lifetime QALYs of each without the decision, shape (groups,).
        drawn: the same in each draw, shape (draws, groups); None without draws.
        people: how many there are a year; NaN if unknown.
    """

    ids: Sequence[str]
    labels: Sequence[str]
    shares: Array
    bearing: Array
    baseline: Array
    drawn: Array | None = None
    people: float = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decision:
    """One strategy instead of what each group gets now, its own reference.

    Attributes:
        strategy, label: of the strategy.
        compared: whether a group compares it with its reference; the others keep theirs.
        gain, more_cost: QALYs and money a person of each group, shape (groups,).
        drawn_gain, drawn_cost: the same in each draw, shape (draws, groups); None without draws.
    """

    strategy: str
    label: str
    compared: Sequence[bool]
    gain: Array
    more_cost: Array
    drawn_gain: Array | None = None
    drawn_cost: Array | None = None


def distribution_tables(
    study: Study, groups: Groups, decisions: Sequence[Decision], aversion: Mapping[Index, float]
) -> Mapping[str, pd.DataFrame]:
    """What each decision brings to each group, and what that does to the distribution.

    Table `equity`, a row a strategy, threshold and index: means and equally distributed equivalents before and after,
    in QALYs a person; `mean_change` is the net health benefit, `ede_change` the equity-weighted one, `equity_impact`
    their difference, `inmb` and `weighted_inmb` the two in money; `turning` is the least aversion at which they
    differ in sign (blank if there is none up to the end of the curve). With draws, the probabilities that the three
    are above 0, and the mean and 95% interval of `ede_change`. Table `groups`, a row a strategy, threshold and group.
    Table `curve`: `ede_change` and `equity_impact` by aversion.

    Args:
        study: labels and thresholds.
        groups: the people.
        decisions: one a strategy.
        aversion: parameter of each index.
    """
    found: list[tuple[object, ...]] = []
    parts: list[tuple[object, ...]] = []
    curve: list[tuple[object, ...]] = []
    for decision in decisions:
        for threshold in study.thresholds:
            head = (decision.strategy, decision.label, threshold)
            health = net_health(decision.gain, decision.more_cost, groups.shares, groups.bearing, threshold)
            parts += [
                (*head, groups.ids[g], groups.labels[g], groups.shares[g], bool(decision.compared[g]),
                 groups.baseline[g], health.gain[g], decision.more_cost[g], groups.bearing[g], health.forgone[g],
                 health.net[g], groups.baseline[g] + health.net[g])
                for g in range(len(groups.ids))
            ]  # fmt: skip
            drawn = _drawn_net(groups, decision, threshold)
            for index, parameter in aversion.items():
                along = np.linspace(0.0, max(ENDS[index], parameter), POINTS)
                one = equity(groups.baseline, health.net, groups.shares, index, parameter)
                turning = turning_aversion(groups.baseline, health.net, groups.shares, index, along)
                found.append((
                    *head, index, parameter, *_measured(one, threshold), turning, verdict(one), groups.people,
                    groups.people * float(one.mean_change), groups.people * float(one.ede_change),
                    *_chances(groups, drawn, index, parameter),
                ))  # fmt: skip
                for at in along.tolist():
                    there = equity(groups.baseline, health.net, groups.shares, index, at)
                    curve.append((*head, index, at, float(there.ede_change), float(there.impact)))
    return {
        "equity": rows(EQUITY, found, [name for name in TEXT if name in EQUITY]),
        "groups": rows(GROUPS, parts, [name for name in TEXT if name in GROUPS]),
        "curve": rows(CURVE, curve, [name for name in TEXT if name in CURVE]),
    }


def verdict(found: Equity) -> str:
    """The quadrant of the equity impact plane in words; empty where the index isn't defined."""
    if not np.isfinite(found.impact):
        return ""
    room = float(slack(found.mean_before))
    health, equal = (0 if abs(x) <= room else int(np.sign(x)) for x in (found.mean_change, found.impact))
    return VERDICTS[health, equal]


def _measured(found: Equity, threshold: float) -> tuple[float, ...]:
    """The numbers of a row, from `mean_before` to `weighted_inmb`."""
    more, weighted = float(found.mean_change), float(found.ede_change)
    return (
        float(found.mean_before), float(found.mean_after), more, float(found.ede_before), float(found.ede_after),
        weighted, float(found.impact), threshold * more, threshold * weighted,
    )  # fmt: skip


def _drawn_net(groups: Groups, decision: Decision, threshold: float) -> Array | None:
    """Net health of each group in each draw."""
    if decision.drawn_gain is None or decision.drawn_cost is None:
        return None
    return net_health(decision.drawn_gain, decision.drawn_cost, groups.shares, groups.bearing, threshold).net


def _chances(groups: Groups, net: Array | None, index: Index, parameter: float) -> tuple[float, ...]:
    """Probabilities, mean and interval over the draws; NaN without any, or where a draw has no index."""
    if net is None or groups.drawn is None:
        return (float("nan"),) * 7
    every = equity(groups.drawn, net, groups.shares, index, parameter)
    chances = [float((x > 0).mean()) for x in (every.mean_change, every.ede_change, every.impact)]
    if not np.isfinite(every.ede_change).all():
        chances[1:] = [float("nan")] * 2
    low, high = np.quantile(every.ede_change, (0.025, 0.975))
    return (*chances, float(every.mean_change.mean()), float(every.ede_change.mean()), float(low), float(high))
