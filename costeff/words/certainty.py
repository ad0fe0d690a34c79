"""The probabilistic analysis in sentences: how sure the choice is, and what the means change in the base case."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from costeff.format import money, percent
from costeff.measures.tolerance import TOLERANCE, slack
from costeff.results import Run, threshold_name
from costeff.words.phrases import at_prices, joined, quoted, size_of_money

SURE = 2.0
"""Monte Carlo errors beyond which a mean differs from the base case by more than chance."""

STANDINGS = {"ND": "on the frontier", "D": "dominated", "ED": "extendedly dominated"}


def certainty(run: Run) -> tuple[str, ...]:
    """Acceptability at each threshold, and how the acceptability frontier changes hands along the range.

    Empty without a probabilistic analysis or with one strategy alone.

    Args:
        run: with or without a probabilistic analysis.
    """
    return certainty_of(run.ceac(), run.study.thresholds, run.study.currency)


def certainty_of(ceac: pd.DataFrame, thresholds: Sequence[float], currency: str) -> tuple[str, ...]:
    """The same from the curve.

    Args:
        ceac: as of `Run.ceac`; may be empty.
        thresholds: willingness to pay for a QALY, each a row of the curve.
        currency: ISO 4217 code.
    """
    if ceac["strategy"].nunique() < 2:
        return ()
    there = [(t, ceac[np.isclose(ceac["wtp"], t)]) for t in thresholds]
    return (*at_prices([(t, _chances(rows)) for t, rows in there if len(rows)], currency), _frontier(ceac, currency))


def _chances(rows: pd.DataFrame) -> str:
    """The optimal strategy with its probability (CEAF), and the one that is more often the best, if it is another."""
    labels = dict(zip(rows["strategy"].astype(str), rows["label"].astype(str), strict=True))
    chances = dict(zip(rows["strategy"].astype(str), rows["probability"].astype(float), strict=True))
    best = str(rows.loc[rows["on_frontier"].astype(bool), "strategy"].iloc[0])
    own, most = chances[best], max(chances.values())
    text = f"{quoted(labels[best])} has the highest mean net benefit"
    if own >= most - TOLERANCE:
        level = [name for name, chance in chances.items() if name != best and chance >= own - TOLERANCE]
        if level:
            also = joined([quoted(labels[name]) for name in level])
            return f"{text}; it and {also} are the best equally often, each in {percent(own, 0)} of draws."
        return f"{text} and is the most often the best, in {percent(own, 0)} of draws."
    often = max(chances, key=lambda name: chances[name])
    return (
        f"{text}, though {quoted(labels[often])} is more often the best, in {percent(most, 0)} of draws against "
        f"{percent(own, 0)}: fewer wins, but larger ones."
    )


def _frontier(ceac: pd.DataFrame, currency: str) -> str:
    """Which strategy is optimal over which part of the range."""
    rows = ceac[ceac["on_frontier"].astype(bool)].sort_values("wtp")
    labels, wtp = rows["label"].astype(str).tolist(), rows["wtp"].astype(float).tolist()
    starts = [0, *(k for k in range(1, len(labels)) if labels[k] != labels[k - 1])]
    end = money(wtp[-1], currency)
    if len(starts) == 1:
        return f"On the acceptability frontier {quoted(labels[0])} stays optimal up to {end} a QALY."
    parts = []
    for k, start in enumerate(starts):
        last = starts[k + 1] - 1 if k + 1 < len(starts) else len(labels) - 1
        at = f"up to {money(wtp[last], currency)}" if k == 0 else f"from {money(wtp[start], currency)}"
        parts.append(f"{quoted(labels[start])} {at}")
    return f"On the acceptability frontier the optimal strategy is {joined(parts)} a QALY; the range ends at {end}."


def shifts(run: Run) -> tuple[str, ...]:
    """What is different on the means over the draws: places in the ICER table, and net benefits beyond chance.

    Empty without a probabilistic analysis.

    Args:
        run: with or without a probabilistic analysis.
    """
    if run.psa is None:
        return ()
    base, means = (
        dict(zip(table["strategy"].astype(str), table["status"].astype(str), strict=True))
        for table in (run.icer_table(), run.psa_icer_table())
    )
    said = [
        f"On the means over the draws {quoted(run.study.labels[name])} is {_standing(means[name])}; in the base case "
        f"it is {_standing(status)}."
        for name, status in base.items()
        if means[name] != status
    ]
    if run.study.thresholds and len(base) > 1:
        said.append(_moved(run.psa_summary(), run.study.thresholds[0], run.study.currency))
    return tuple(said)


def _standing(status: str) -> str:
    name = status.removeprefix("same as ")
    return STANDINGS[status] if name == status else f"the same as {quoted(name)}"


def _moved(summary: pd.DataFrame, threshold: float, currency: str) -> str:
    """Whose incremental net benefit the draws change by more than Monte Carlo error, and whose most."""
    rows = summary[summary["outcome"] == f"inmb_{threshold_name(threshold)}"]
    change = (rows["mean"] - rows["base"]).to_numpy(dtype=float)
    error = rows["mc_error"].to_numpy(dtype=float)
    sure = np.abs(change) > np.maximum(SURE * error, slack(rows["base"].to_numpy(dtype=float)))
    at = f"at {money(threshold, currency)} a QALY"
    if not sure.any():
        return f"No incremental net benefit {at} differs from the base case by more than Monte Carlo error."
    k = int(np.where(sure, np.abs(change), -1.0).argmax())
    word = "above" if change[k] > 0 else "below"
    row = rows.iloc[k]
    return (
        f"The mean incremental net benefit {at} of {int(sure.sum())} of {len(rows)} strategies differs from the base "
        "case by more than Monte Carlo error, since the model is not linear in its inputs or a mean input is not its "
        f"base case; most for {quoted(str(row['label']))}, {money(float(row['mean']), currency, 0)} on the means, "
        f"{size_of_money(float(change[k]), currency)} {word} the base case."
    )
