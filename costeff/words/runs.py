"""The result in a sentence: which strategy is best at which price of a QALY, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from costeff.format import percent
from costeff.measures.tolerance import slack
from costeff.results import Run
from costeff.results.frames import threshold_name
from costeff.words.phrases import joined, named, quoted
from costeff.words.phrases import prices as amounts


def verdict(run: Run) -> str:
    """One plain sentence a group of thresholds that agree, for under the table.

    Args:
        run: with or without a probabilistic analysis.
    """
    thresholds = tuple(run.study.thresholds)
    table = run.icer_table()
    best = best_by_threshold(table, thresholds)
    level = {threshold: found[1:] for threshold, found in level_by_threshold(table, thresholds).items()}
    if run.psa is None:
        return verdict_of(best, {}, run.study.currency, level)
    said = verdict_of(best, probabilities(run.ceac(), thresholds), run.study.currency, level)
    expected = level_by_threshold(run.psa_icer_table(), thresholds)
    other = {threshold: found[0] for threshold, found in expected.items() if best[threshold] not in found}
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
    table, whole = run.pairwise(), run.icer_table()
    labels = [str(label) for label in table["label"]]
    groups: dict[tuple[bool, ...], list[float]] = {}
    for threshold in run.study.thresholds if labels else ():
        end = threshold_name(threshold)
        room = float(slack(whole[f"nmb_{end}"].abs().max()))  # rounding is of the size of the benefits themselves
        groups.setdefault(tuple(benefit > room for benefit in table[f"inmb_{end}"].tolist()), []).append(threshold)
    reference = quoted(run.study.labels[run.study.reference])
    sentences = []
    for worth, at in groups.items():
        prices = amounts(at, run.study.currency)
        yes, no = ([quoted(name) for name, w in zip(labels, worth, strict=True) if w is side] for side in (True, False))
        said = f"worth the cost: {'; '.join(yes) or 'none'}" + (f". Not: {'; '.join(no)}" if no and yes else "")
        sentences.append(f"Against {reference}, at {prices} a QALY, {said}.")
    return " ".join(sentences)


def best_by_threshold(table: pd.DataFrame, thresholds: Sequence[float]) -> dict[float, str]:
    """Label of the strategy with the highest net monetary benefit, by threshold; of equals the cheapest.

    Args:
        table: as of `Run.icer_table`, by rising cost.
        thresholds: willingness to pay for a QALY.
    """
    return {threshold: found[0] for threshold, found in level_by_threshold(table, thresholds).items()}


def level_by_threshold(table: pd.DataFrame, thresholds: Sequence[float]) -> dict[float, list[str]]:
    """The same with those that are level with it, which come after it; within rounding is level."""
    found = {}
    for threshold in thresholds:
        benefit = table[f"nmb_{threshold_name(threshold)}"].to_numpy(dtype=float)
        found[threshold] = table["label"][benefit >= benefit.max() - slack(benefit.max())].astype(str).tolist()
    return found


def probabilities(ceac: pd.DataFrame, thresholds: Iterable[float]) -> dict[float, Mapping[str, float]]:
    """Probability of being the best, by threshold and then by label; thresholds that the curve lacks are left out."""
    found: dict[float, Mapping[str, float]] = {}
    for threshold in thresholds:
        rows = ceac[(ceac["wtp"] - threshold).abs() < 0.5]
        if len(rows):
            found[threshold] = dict(zip(rows["label"].astype(str), rows["probability"].astype(float), strict=True))
    return found


def verdict_of(
    best: Mapping[float, str],
    chances: Mapping[float, Mapping[str, float]],
    currency: str,
    level: Mapping[float, Sequence[str]] | None = None,
) -> str:
    """The sentences, from what they say.

    Args:
        best: threshold to label.
        chances: threshold to label to probability; empty without a probabilistic analysis.
        currency: ISO 4217 code of the thresholds.
        level: threshold to the labels of those that are level with the best, if there are any.
    """
    groups: dict[tuple[str, ...], list[float]] = {}
    for threshold, label in best.items():
        groups.setdefault((label, *(level or {}).get(threshold, ())), []).append(threshold)
    return " ".join(_sentence(labels, at, chances, currency) for labels, at in groups.items())


def _grouped(best: Mapping[float, str]) -> dict[str, list[float]]:
    """Label to the thresholds at which it is the best."""
    groups: dict[str, list[float]] = {}
    for threshold, label in best.items():
        groups.setdefault(label, []).append(threshold)
    return groups


def _prices(best: Mapping[float, str], currency: str) -> list[tuple[str, str]]:
    """Labels, each with its thresholds in words."""
    return [(label, amounts(at, currency)) for label, at in _grouped(best).items()]


def _sentence(
    labels: Sequence[str], at: Sequence[float], chances: Mapping[float, Mapping[str, float]], currency: str
) -> str:
    """One sentence: at these prices, this strategy, level with others; its probabilities in the same order."""
    label, *others = labels
    prices, also = amounts(at, currency), f" (level with {named(others)})" if others else ""
    shares = [percent(chances[t].get(label, 0.0), 0) for t in at if t in chances]
    if len(set(shares)) == 1:
        shares = shares[:1]
    sure = f"; it is the best in {joined(shares)} of draws" if shares else ""
    respectively = ", respectively" if len(shares) > 1 else ""
    return f"At {prices} a QALY, {quoted(label)}{also} has the highest net benefit{sure}{respectively}."
