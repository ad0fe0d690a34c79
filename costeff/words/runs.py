"""The result in a sentence: which strategy is best at which price of a QALY, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from costeff.format import percent
from costeff.results import Run
from costeff.results.frames import threshold_name
from costeff.words.phrases import joined, quoted
from costeff.words.phrases import prices as amounts


def verdict(run: Run) -> str:
    """One plain sentence a group of thresholds that agree, for under the table.

    Args:
        run: with or without a probabilistic analysis.
    """
    thresholds = tuple(run.study.thresholds)
    best = best_by_threshold(run.icer_table(), thresholds)
    if run.psa is None:
        return verdict_of(best, {}, run.study.currency)
    said = verdict_of(best, probabilities(run.ceac(), thresholds), run.study.currency)
    expected = best_by_threshold(run.psa_icer_table(), thresholds)
    other = {threshold: label for threshold, label in expected.items() if label != best[threshold]}
    return said + "".join(
        f" On the means over the draws, {quoted(label)} has it at {prices}."
        for label, prices in _prices(other, run.study.currency)
    )


def comparison(run: Run) -> str:
    """Which strategies are worth their cost against the reference, for under the pairwise table.

    Worth its cost is a strategy with a positive incremental net benefit in the base case; thresholds that agree share
    a sentence. Empty without thresholds or with one strategy alone.

    Args:
        run: with or without a probabilistic analysis.
    """
    table = run.pairwise()
    labels = [str(label) for label in table["label"]]
    groups: dict[tuple[bool, ...], list[float]] = {}
    for threshold in run.study.thresholds if labels else ():
        benefits = table[f"inmb_{threshold_name(threshold)}"].tolist()
        groups.setdefault(tuple(benefit > 0 for benefit in benefits), []).append(threshold)
    reference = quoted(run.study.labels[run.study.reference])
    sentences = []
    for worth, at in groups.items():
        prices = amounts(at, run.study.currency)
        yes, no = ([quoted(name) for name, w in zip(labels, worth, strict=True) if w is side] for side in (True, False))
        said = f"worth the cost: {'; '.join(yes) or 'none'}" + (f". Not: {'; '.join(no)}" if no and yes else "")
        sentences.append(f"Against {reference}, at {prices} a QALY, {said}.")
    return " ".join(sentences)


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
    groups = _grouped(best)
    return " ".join(_sentence(label, at, chances, currency) for label, at in groups.items())


def _grouped(best: Mapping[float, str]) -> dict[str, list[float]]:
    """Label to the thresholds at which it is the best."""
    groups: dict[str, list[float]] = {}
    for threshold, label in best.items():
        groups.setdefault(label, []).append(threshold)
    return groups


def _prices(best: Mapping[float, str], currency: str) -> list[tuple[str, str]]:
    """Labels, each with its thresholds in words."""
    return [(label, amounts(at, currency)) for label, at in _grouped(best).items()]


def _sentence(label: str, at: Sequence[float], chances: Mapping[float, Mapping[str, float]], currency: str) -> str:
    """One sentence: at these prices, this strategy; its probabilities in the same order."""
    prices = amounts(at, currency)
    shares = [percent(chances[t].get(label, 0.0), 0) for t in at if t in chances]
    if len(set(shares)) == 1:
        shares = shares[:1]
    sure = f"; it is the best in {joined(shares)} of draws" if shares else ""
    respectively = ", respectively" if len(shares) > 1 else ""
    return f"At {prices} a QALY, {quoted(label)} has the highest net benefit{sure}{respectively}."
