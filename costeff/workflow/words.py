"""The result in a sentence: which strategy is best at which price of a QALY, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from costeff.format import money, percent
from costeff.results import Run
from costeff.results.frames import threshold_name


def verdict(run: Run) -> str:
    """One plain sentence a group of thresholds that agree, for under the table.

    Args:
        run: with or without a probabilistic analysis.
    """
    thresholds = tuple(run.study.thresholds)
    best = best_by_threshold(run.icer_table(), thresholds)
    chances = {} if run.psa is None else probabilities(run.ceac(), thresholds)
    return verdict_of(best, chances, run.study.currency)


def best_by_threshold(table: pd.DataFrame, thresholds: Sequence[float]) -> dict[float, str]:
    """Label of the strategy with the highest net monetary benefit, by threshold."""
    best = {}
    for threshold in thresholds:
        benefit = table[f"nmb_{threshold_name(threshold)}"].to_numpy()
        best[threshold] = str(table["label"].iloc[int(benefit.argmax())])
    return best


def probabilities(ceac: pd.DataFrame, thresholds: Iterable[float]) -> dict[float, Mapping[str, float]]:
    """Probability of being the best, by threshold and then by label; thresholds that the curve lacks are left out."""
    found: dict[float, Mapping[str, float]] = {}
    for threshold in thresholds:
        rows = ceac[(ceac["wtp"] - threshold).abs() < 0.5]
        if len(rows):
            found[threshold] = dict(zip(rows["label"].astype(str), rows["probability"].astype(float), strict=True))
    return found


def verdict_of(best: Mapping[float, str], chances: Mapping[float, Mapping[str, float]], currency: str) -> str:
    """The sentences, from what they say.

    Args:
        best: threshold to label.
        chances: threshold to label to probability; empty without a probabilistic analysis.
        currency: ISO 4217 code of the thresholds.
    """
    groups: dict[str, list[float]] = {}
    for threshold, label in best.items():
        groups.setdefault(label, []).append(threshold)
    return " ".join(_sentence(label, at, chances, currency) for label, at in groups.items())


def _sentence(label: str, at: Sequence[float], chances: Mapping[float, Mapping[str, float]], currency: str) -> str:
    """One sentence: at these prices, this strategy; its probabilities in the same order."""
    prices = _joined([money(threshold, currency) for threshold in at])
    shares = [percent(chances[t].get(label, 0.0), 0) for t in at if t in chances]
    if len(set(shares)) == 1:
        shares = shares[:1]
    sure = f"; it is the best in {_joined(shares)} of draws" if shares else ""
    respectively = ", respectively" if len(shares) > 1 else ""
    return f"At {prices} a QALY, {label} has the highest net benefit{sure}{respectively}."


def _joined(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
