"""Scenarios and subgroups in sentences: which strategy is preferred where, and how far that moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from costeff.format import money, percent
from costeff.measures.tolerance import slack
from costeff.results import Analysis, threshold_name
from costeff.words.phrases import joined, named, prices, quoted


def scenarios_verdict(analysis: Analysis) -> str:
    """Whether the strategy preferred in the base case stays so, and where its benefit moves most.

    Thresholds that agree share a sentence. A scenario in which another strategy is level with the preferred one does
    not count as a change.

    Args:
        analysis: of scenarios.
    """
    table, study = analysis.tables["scenarios"], analysis.study
    base = str(analysis.facts["base"])
    failed, own = analysis.facts["failed"], analysis.facts["thresholds"]
    ran = [name for name in dict.fromkeys(table["scenario"]) if name not in failed]
    sentences: dict[str, list[float]] = {}
    for threshold in study.thresholds:
        others = [name for name in ran if name != base and threshold in own.get(name, study.thresholds)]
        sentence = _stability(table, base, others, threshold)
        sentences.setdefault(sentence, []).append(threshold)
    said = [f"At {prices(at, study.currency)} a QALY, {text}" for text, at in sentences.items()]
    said += _own_thresholds(table, own)
    if study.thresholds:
        said += _furthest(analysis, study.thresholds[0])
    if failed:
        names = dict(zip(table["scenario"], table["scenario_label"], strict=True))
        many = len(failed) > 1
        said.append(
            f"{len(failed)} scenario{'s' if many else ''} could not be run: "
            f"{named([str(names[name]) for name in failed])}."
        )
    return " ".join(said)


def _stability(table: pd.DataFrame, base: str, others: Sequence[str], threshold: float) -> str:
    """What is preferred in the base case, in how many scenarios it stays so, and what it changes to in which."""
    labels = dict(zip(table["scenario"], table["scenario_label"], strict=True))
    chosen, tied = _preferred(table[table["scenario"] == base], threshold)
    changes, elsewhere = dict[str, list[str]](), dict[str, list[str]]()
    for name in others:
        rows = table[table["scenario"] == name]
        best, level = _preferred(rows, threshold)
        if chosen not in set(rows["label"]):
            elsewhere.setdefault(best, []).append(str(labels[name]))
        elif chosen not in (best, *level):
            changes.setdefault(best, []).append(str(labels[name]))
    apart = sum(map(len, elsewhere.values()))
    comparing = len(others) - apart
    also = f" (level with {named(tied)})" if tied else ""
    text = f"{quoted(chosen)}{also} is preferred in the base case"
    if comparing:
        text += _how_many(comparing - sum(map(len, changes.values())), comparing)
        text += " that compare it" if apart and comparing > 1 else " that compares it" if apart else ""
    if changes:
        text += f"; it changes {joined([f'to {quoted(best)} in {named(names)}' for best, names in changes.items()])}"
    text += "."
    if apart:
        parts = [f"{quoted(best)} in {named(names)}" for best, names in elsewhere.items()]
        one = "scenario that does not compare it" if apart == 1 else f"{apart} scenarios that do not compare it"
        text += f" Preferred in the {one}: {'; '.join(parts)}."
    return text


def _how_many(stays: int, n: int) -> str:
    """` and in all 18 scenarios`, ` and in 14 of 18 scenarios`, ` but in none of the 2 scenarios`."""
    if n == 1:
        return " and in the one scenario" if stays else " but not in the one scenario"
    if not stays:
        return f" but in none of the {n} scenarios"
    return f" and in all {n} scenarios" if stays == n else f" and in {stays} of {n} scenarios"


def _preferred(rows: pd.DataFrame, threshold: float) -> tuple[str, list[str]]:
    """Label of the strategy with the highest net benefit, and of those within rounding of it."""
    end = threshold_name(threshold)
    best = str(rows.loc[rows[f"best_{end}"].astype(bool), "label"].iloc[0])
    benefit = rows[f"nmb_{end}"].to_numpy(dtype=float)
    level = benefit >= benefit.max() - slack(benefit.max())
    return best, [str(label) for label in rows["label"][level] if label != best]


def _own_thresholds(table: pd.DataFrame, own: Mapping[str, Sequence[float]]) -> list[str]:
    """What is preferred in scenarios that have thresholds of their own, at these.

    Such a scenario may be in another currency, of which the workbook can't tell: the amounts stand without one.
    """
    found = []
    for name, thresholds in own.items():
        rows = table[table["scenario"] == name]
        groups: dict[str, list[float]] = {}
        for threshold in thresholds:
            groups.setdefault(_preferred(rows, threshold)[0], []).append(threshold)
        parts = [f"{quoted(label)} at {prices(at, '')} a QALY" for label, at in groups.items()]
        if parts:
            found.append(
                f"By its own thresholds, {quoted(str(rows['scenario_label'].iloc[0]))} prefers {joined(parts)}, in the "
                "money of that scenario."
            )
    return found


def _furthest(analysis: Analysis, threshold: float) -> list[str]:
    """Where the net benefit of the preferred strategy, against the reference, falls and rises most."""
    table, study, own = analysis.tables["scenarios"], analysis.study, analysis.facts["thresholds"]
    base, reference, currency, labels = str(analysis.facts["base"]), study.reference, study.currency, study.labels
    end = threshold_name(threshold)
    column = f"d_inmb_{end}"
    chosen, _ = _preferred(table[table["scenario"] == base], threshold)
    rows = table[(table["label"] == chosen) & (table["scenario"] != base)]
    rows = rows[(rows["strategy"] != rows["reference"]) & rows[column].notna()]
    rows = rows[~rows["scenario"].isin([name for name, others in own.items() if threshold not in others])]
    change, there = rows[column].to_numpy(dtype=float), rows[f"inmb_{end}"].to_numpy(dtype=float)
    parts = []
    for word, away in (("falls", -change), ("rises", change)):
        k = int(away.argmax()) if len(away) else 0
        if len(away) and away[k] > slack(there[k]):
            where = quoted(str(rows["scenario_label"].iloc[k]))
            parts.append(f"{word} most in {where}, by {money(away[k], currency, 0)} to {money(there[k], currency, 0)}")
    if not parts:
        return []
    against = quoted(labels.get(reference, reference))
    return [
        f"The incremental net benefit of {quoted(chosen)} against {against} at {money(threshold, currency)} a QALY "
        f"{joined(parts)}."
    ]


def subgroups_verdict(analysis: Analysis) -> str:
    """Which strategy is preferred in which subgroup, and in all of them together.

    Args:
        analysis: of subgroups.
    """
    table, whole, study = analysis.tables["pairwise"], analysis.tables["mixture"], analysis.study
    ran = table[table["strategy"] != ""]
    sentences: dict[str, list[float]] = {}
    for threshold in study.thresholds if len(ran) else ():
        found: dict[str, list[str]] = {}
        for _, rows in ran.groupby("subgroup", sort=False):
            found.setdefault(_preferred(rows, threshold)[0], []).append(str(rows["subgroup_label"].iloc[0]))
        said = _by_subgroup(found)
        if len(whole):
            best = _preferred(whole, threshold)[0]
            said += f" For all patients together it is {quoted(best)}" + _sure(whole, best, threshold) + "."
        sentences.setdefault(said, []).append(threshold)
    return " ".join(f"At {prices(at, study.currency)} a QALY, {text}" for text, at in sentences.items())


def _by_subgroup(found: Mapping[str, Sequence[str]]) -> str:
    """Which strategy is preferred in which subgroups: `"X" is preferred in "Young"; "Y" in "Old"`."""
    groups = [(label, list(names)) for label, names in found.items()]
    if len(groups) == 1:
        label, names = groups[0]
        where = (
            quoted(names[0])
            if len(names) == 1
            else "both subgroups"
            if len(names) == 2
            else f"all {len(names)} subgroups"
        )
        return f"{quoted(label)} is preferred in {where}."
    return (
        "; ".join(
            f"{quoted(label)}{' is preferred' if not k else ''} in {named(names)}"
            for k, (label, names) in enumerate(groups)
        )
        + "."
    )


def _sure(whole: pd.DataFrame, best: str, threshold: float) -> str:
    """How often it is the best over the draws."""
    column = f"p_best_{threshold_name(threshold)}"
    if column not in whole:
        return ""
    return f", the best in {percent(float(whole.loc[whole['label'] == best, column].iloc[0]), 0)} of draws"
