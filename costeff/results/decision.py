"""Tables on which the decision rests: ICERs, pairwise comparisons, acceptability, the cost-effectiveness plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures import Frontier, acceptability, frontier, mean, nhb, nmb, pairwise, ratio_error, summarise
from costeff.results.frames import frame, threshold_name
from costeff.results.outcomes import Outcomes
from costeff.results.study import Study

POINTS = 100
"""Steps of the range of willingness to pay."""

NICE_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Numbers to which, times a power of ten, the end of that range is rounded up."""

Array = NDArray[np.float64]


def icer_table(study: Study, cost: Array, qalys: Array, life_years: Array) -> pd.DataFrame:
    """Strategies by rising cost, with increments over the last strategy on the frontier before them.

    Args:
        study: labels and thresholds.
        cost: shape (strategies,), discounted; so are the next two.
        qalys: shape (strategies,).
        life_years: shape (strategies,).
    """
    found = frontier(cost, qalys)
    order = found.order
    ids, labels = [s.id for s in study.strategies], [s.label for s in study.strategies]
    columns: dict[str, Sequence[object] | np.ndarray] = {
        "strategy": [ids[i] for i in order],
        "label": [labels[i] for i in order],
        "cost": cost[order],
        "qalys": qalys[order],
        "life_years": life_years[order],
        "inc_cost": found.inc_cost[order],
        "inc_qalys": found.inc_qalys[order],
        "icer": found.icer[order],
        "status": [_status(found, i, labels) for i in order],
    }
    for threshold in study.thresholds:
        columns[f"nmb_{threshold_name(threshold)}"] = nmb(cost, qalys, threshold)[order]
    return frame(columns, ("strategy", "label", "status"))


def psa_icer_table(study: Study, outcomes: Outcomes, design: str) -> pd.DataFrame:
    """The ICER table of the means over draws, with the Monte Carlo error of each ICER (`icer_mc_error`)."""
    cost, qalys = outcomes.of("cost"), outcomes.of("qalys")
    table = icer_table(study, mean(cost), mean(qalys), mean(outcomes.of("life_years")))
    found = frontier(mean(cost), mean(qalys))
    compared = [(i, j) for i, j in zip(found.order, found.previous[found.order], strict=True)]
    errors = [
        float(ratio_error(cost[:, i] - cost[:, j], qalys[:, i] - qalys[:, j], design))
        if np.isfinite(found.icer[i])
        else np.nan
        for i, j in compared
    ]
    table.insert(list(table.columns).index("icer") + 1, "icer_mc_error", errors)
    return table


def pairwise_table(study: Study, cost: Array, qalys: Array, life_years: Array) -> pd.DataFrame:
    """Each other strategy against the reference; arguments as of `icer_table`."""
    ids = [s.id for s in study.strategies]
    reference = ids.index(study.reference)
    found = pairwise(cost, qalys, reference)
    others = [i for i in range(len(ids)) if i != reference]
    columns: dict[str, Sequence[object] | np.ndarray] = {
        "strategy": [ids[i] for i in others],
        "label": [study.strategies[i].label for i in others],
        "reference": [study.reference] * len(others),
        "inc_cost": found.inc_cost[others],
        "inc_qalys": found.inc_qalys[others],
        "inc_life_years": (life_years - life_years[reference])[others],
        "icer": found.icer[others],
        "saved_per_qaly_lost": found.saved_per_qaly_lost[others],
        "quadrant": [found.quadrant[i] for i in others],
    }
    for threshold in study.thresholds:
        name = threshold_name(threshold)
        columns[f"inmb_{name}"] = nmb(found.inc_cost, found.inc_qalys, threshold)[others]
        columns[f"inhb_{name}"] = nhb(found.inc_cost, found.inc_qalys, threshold)[others]
    return frame(columns, ("strategy", "label", "reference", "quadrant"))


def ceac(study: Study, outcomes: Outcomes) -> pd.DataFrame:
    """Probability that each strategy is the best, over a range of willingness to pay that has every threshold."""
    wtp = willingness_to_pay(study.thresholds)
    found = acceptability(outcomes.of("cost"), outcomes.of("qalys"), wtp)
    n = len(study.strategies)
    return frame(
        {
            "wtp": np.repeat(wtp, n),
            "strategy": [s.id for s in study.strategies] * len(wtp),
            "label": [s.label for s in study.strategies] * len(wtp),
            "probability": found.probability.reshape(-1),
            "on_frontier": (found.best[:, None] == np.arange(n)).reshape(-1),
        },
        ("strategy", "label"),
    )


def ceac_by_price(table: pd.DataFrame) -> pd.DataFrame:
    """Acceptability as people read it: a row a willingness to pay, a column a strategy (its id), then the CEAF.

    Args:
        table: as of `ceac`.

    Returns:
        wtp, a column of probabilities for each strategy, frontier (id of the strategy with the highest mean net
        benefit) and frontier_probability (its probability: the CEAF).
    """
    ids = list(dict.fromkeys(table["strategy"]))
    best = table[table["on_frontier"].astype(bool)]
    columns: dict[str, Sequence[object] | np.ndarray] = {"wtp": table["wtp"].to_numpy()[:: len(ids)]}
    columns |= {name: table.loc[table["strategy"] == name, "probability"].to_numpy() for name in ids}
    columns |= {"frontier": best["strategy"].to_numpy(), "frontier_probability": best["probability"].to_numpy()}
    return frame(columns, ("frontier",))


def willingness_to_pay(thresholds: Sequence[float]) -> Array:
    """From 0 to at least twice the highest threshold (100,000 without any), in a hundred steps, with the thresholds."""
    wanted = 2 * max(thresholds, default=0) or 100_000.0
    power = 10.0 ** np.floor(np.log10(wanted))
    top = next(step * power for step in NICE_STEPS if step * power >= wanted * (1 - 1e-12))
    return np.unique(np.append(np.linspace(0, top, POINTS + 1), np.asarray(thresholds, dtype=np.float64)))


def ce_plane(study: Study, outcomes: Outcomes) -> pd.DataFrame:
    """Increments over the reference, a row a draw and strategy; draws are numbered from 1."""
    others, cost, qalys = _increments(study, outcomes)
    n = len(outcomes)
    return frame(
        {
            "draw": np.tile(outcomes.index + 1, len(others)),
            "strategy": np.repeat([study.strategies[i].id for i in others], n),
            "label": np.repeat([study.strategies[i].label for i in others], n),
            "inc_cost": cost.T.reshape(-1),
            "inc_qalys": qalys.T.reshape(-1),
        },
        ("strategy", "label"),
    )


def ce_means(study: Study, outcomes: Outcomes, design: str) -> pd.DataFrame:
    """Mean, spread and correlation of the increments over the reference: all that an ellipse needs."""
    others, cost, qalys = _increments(study, outcomes)
    costs, effects = summarise(cost, design), summarise(qalys, design)
    product = mean((cost - costs.mean) * (qalys - effects.mean)) * len(cost) / max(1, len(cost) - 1)
    spread = costs.sd * effects.sd
    return frame(
        {
            "strategy": [study.strategies[i].id for i in others],
            "label": [study.strategies[i].label for i in others],
            "inc_cost": costs.mean,
            "inc_qalys": effects.mean,
            "sd_cost": costs.sd,
            "sd_qalys": effects.sd,
            "correlation": np.divide(product, spread, out=np.zeros_like(spread), where=spread > 0),
        },
        ("strategy", "label"),
    )


def _increments(study: Study, outcomes: Outcomes) -> tuple[list[int], Array, Array]:
    """Positions of the other strategies, and their costs and QALYs over the reference, shape (draws, others)."""
    reference = outcomes.strategies.index(study.reference)
    others = [i for i in range(len(outcomes.strategies)) if i != reference]
    cost, qalys = outcomes.of("cost"), outcomes.of("qalys")
    return others, cost[:, others] - cost[:, [reference]], qalys[:, others] - qalys[:, [reference]]


def _status(found: Frontier, i: int, labels: Sequence[str]) -> str:
    """`ND`, `D`, `ED` or `same as X`."""
    return f"same as {labels[found.same_as[i]]}" if found.status[i] == "same" else found.status[i]
