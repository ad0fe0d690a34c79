"""The one-way analysis in sentences: what drives the decision, what alone can change it, what changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from costeff.format import money
from costeff.measures.tolerance import slack
from costeff.results import Analysis
from costeff.words.phrases import (
    ONE_STRATEGY,
    alike,
    amount,
    listed,
    named,
    plural,
    prices,
    quoted,
    size_of_money,
    span,
)

WIDEST = 3
"""Levers named as those that drive a strategy's net benefit."""

CLOSE = 2
"""Strategies whose levers are named: the preferred one and the next best, without the reference."""

ENDS = ("low", "high")


def dsa_findings(analysis: Analysis) -> tuple[str, ...]:
    """What drives the decision: the widest levers, those that alone can change it, those that change nothing.

    Args:
        analysis: as of `costeff.dsa`.
    """
    table, study = analysis.tables["tornado"], analysis.study
    if not analysis.facts["levers"]:
        return ()
    if not len(table):
        return (ONE_STRATEGY,)
    threshold = study.thresholds[0]
    benefits = {t: _benefits(analysis, t) for t in study.thresholds}
    said = [_preferred(analysis, threshold, benefits[threshold])]
    said += _driven(analysis, threshold, benefits[threshold]["base"].iloc[0])
    first = _order(benefits[threshold]["base"].iloc[0])[0]
    groups = alike((t, _changing(analysis, found, first)) for t, found in benefits.items())
    said += [f"At {prices(at, study.currency)} a QALY, {text}" for text, at in groups.items()]
    still = [label for label, swing in _widths(table) if swing == 0]
    if still:
        word = "changes" if len(still) == 1 else "change"
        said.append(f"{plural(len(still), 'parameter')}, moved alone, {word} no net benefit: {named(still)}.")
    bent = list(dict.fromkeys(table.loc[table["bent"].astype(bool), "label"].astype(str)))
    if bent:
        said.append(
            f"The base case lies outside its two ends for {named(bent)}, so that the ends don't tell all; the table "
            "scan has what lies between."
        )
    return tuple(said)


def _benefits(analysis: Analysis, threshold: float) -> Mapping[str, pd.DataFrame]:
    """Incremental net benefits at a threshold: a row a lever, a column a strategy, the reference nought.

    The keys are `base`, `low` and `high`; the widest levers stand first; where an end is no valid model it is NaN.
    """
    table = analysis.tables["tornado"]
    here = table[table["threshold"] == threshold]
    widest = here.groupby("lever", sort=False)["swing"].max().sort_values(ascending=False, kind="stable").index
    found = {}
    for side in ("base", *ENDS):
        wide = here.set_index(["lever", "strategy"])[f"inmb_{side}"].unstack()  # noqa: PD010
        wide = wide.loc[widest, list(dict.fromkeys(here["strategy"]))]
        wide.insert(0, analysis.study.reference, 0.0)
        found[side] = wide
    return found


def _order(benefits: pd.Series) -> list[str]:
    """Strategies by falling net benefit."""
    return [str(name) for name in benefits.sort_values(ascending=False, kind="stable").index]


def _preferred(analysis: Analysis, threshold: float, benefits: Mapping[str, pd.DataFrame]) -> str:
    """Which strategy is preferred in the base case, and how far ahead of the next."""
    labels, currency = analysis.study.labels, analysis.study.currency
    base = benefits["base"].iloc[0]
    first, second = _order(base)[:2]
    ahead = float(base[first] - base[second])
    at = f"At {money(threshold, currency)} a QALY, {quoted(labels[first])}"
    if ahead <= float(slack(np.asarray(base[first]))):
        return f"{at} and {quoted(labels[second])} are level in the base case."
    return (
        f"{at} is preferred in the base case, {size_of_money(ahead, currency)} of net benefit ahead of "
        f"{quoted(labels[second])}."
    )


def _driven(analysis: Analysis, threshold: float, base: pd.Series) -> Iterator[str]:
    """The widest levers of the strategies nearest to the frontier: those with the highest net benefit."""
    study, table = analysis.study, analysis.tables["tornado"]
    currency, labels = study.currency, study.labels
    for strategy in [name for name in _order(base) if name != study.reference][:CLOSE]:
        rows = table[(table["strategy"] == strategy) & (table["threshold"] == threshold) & (table["swing"] > 0)]
        rows = rows[rows["swing"] > slack(rows["inmb_base"].to_numpy(dtype=float))].sort_values("rank").head(WIDEST)
        against = f"{quoted(labels[strategy])} against {quoted(labels[study.reference])}"
        if not len(rows):
            yield f"Nothing moves the net benefit of {against}."
            continue
        parts = [
            f"{quoted(str(row['label']))}{_values(row)}, by {money(float(row['swing']), currency, 0)}"
            for row in rows.to_dict("records")
        ]
        yield f"The net benefit of {against} is driven most by these: {'; '.join(parts)}."


def _values(row: Mapping[object, object]) -> str:
    """The two ends of a parameter in brackets; nothing for a group."""
    low, high = float(str(row["low_value"])), float(str(row["high_value"]))
    if not np.isfinite(low) or not np.isfinite(high):
        return ""
    unit, base = str(row["unit"]), float(str(row["base_value"]))
    outside = np.isfinite(base) and not min(low, high) <= base <= max(low, high)  # and the bar reaches to it
    return f" ({span(low, high, unit)}{f'; base case {amount(base, unit)}' if outside else ''})"


def _changing(analysis: Analysis, benefits: Mapping[str, pd.DataFrame], told: str) -> str:
    """The levers that alone, at one of their ends, make another strategy the preferred one.

    Args:
        analysis: the one-way analysis.
        benefits: as of `_benefits`.
        told: the strategy that was named as the preferred one; another is named here.
    """
    labels = analysis.study.labels
    names = dict(zip(analysis.tables["tornado"]["lever"], analysis.tables["tornado"]["label"], strict=True))
    best = _order(benefits["base"].iloc[0])[0]
    levers = list(benefits["base"].index)
    to: dict[str, list[str]] = {}
    changing = set()
    for lever in levers:
        for side in ENDS:
            there = benefits[side].loc[lever]
            if there.notna().all() and there[best] < there.max() - float(slack(there.max())):
                to.setdefault(_order(there)[0], []).append(f"{quoted(str(names[lever]))} at its {side} end")
                changing.add(lever)
    moved = plural(len(levers), "parameter or group", "parameters and groups")
    if not changing:
        what = "the decision" if best == told else f"the decision for {quoted(labels[best])}"
        return f"no parameter alone, at either of its ends, changes {what} ({moved} moved)."
    parts = [f"to {quoted(labels[name])}: {listed(ends)}" for name, ends in to.items()]
    word = "changes" if len(changing) == 1 else "change"
    start = "" if best == told else f"from {quoted(labels[best])} "
    return f"{len(changing)} of {moved}, moved alone, {word} the decision {start}{'; '.join(parts)}."


def _widths(table: pd.DataFrame) -> list[tuple[str, float]]:
    """Label and widest bar of each lever over all comparisons and thresholds; 0 where it is rounding noise."""
    swing = table["swing"].where(table["swing"] > slack(table["inmb_base"].to_numpy(dtype=float)), 0.0)
    found: dict[str, float] = {}
    for lever, width in zip(table["lever"].astype(str), swing.astype(float), strict=True):
        found[lever] = max(found.get(lever, 0.0), width)
    labels = dict(zip(table["lever"].astype(str), table["label"].astype(str), strict=True))
    return [(labels[lever], width) for lever, width in found.items()]
