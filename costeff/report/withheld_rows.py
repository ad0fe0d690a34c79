"""The tables of analyses without the rows of confidential strategies, and with what depends on them made anew."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.results import Analysis, StrategyLine
from costeff.results.decision import icer_table
from costeff.results.pricing import BEST

KEPT = frozenset({"dsa", "price", "jurisdictions", "severity", "distribution", "scenarios", "subgroups"})
"""Kinds of analyses whose results are of one strategy, or of one against another: the rows of the others can stay."""

_STRATEGIES = frozenset({"strategy", "reference", "against", "below", "above", "before", "after"})
"""Columns of analyses in which ids of strategies stand."""

_ID = re.compile(r"\w+")
_BEST = "best_"
_WORTH = "nmb_"
_DRAWN = ("psa_", "p_best_")


def without(
    analysis: Analysis, names: Collection[str], compared: bool
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Tables and facts of an analysis of a kind in `KEPT`, or of a calibration, without some strategies.

    Args:
        analysis: whose reference is none of them.
        names: their ids and labels.
        compared: whether one of them is compared in the base case of the analysis.

    Returns:
        The tables, which of the other strategies is best found anew in them; and the facts.
    """
    tables = {name: table[~mentions(table, names)].reset_index(drop=True) for name, table in analysis.tables.items()}
    facts: dict[str, Any] = dict(analysis.facts)
    if isinstance(facts.get("strategies"), dict):
        facts["strategies"] = {key: label for key, label in facts["strategies"].items() if key not in names}
    if analysis.kind == "price" and compared:
        tables = {name: table[table["against"] != BEST] for name, table in tables.items()}
    if analysis.kind in ("scenarios", "subgroups"):
        tables = {name: _situations(table) for name, table in tables.items()}
        facts |= {"draws": 0, "design": "none"} if "draws" in facts else {}
    if analysis.kind == "subgroups":
        tables["subgroups"] = _frontiers(analysis, tables["subgroups"])
    if analysis.kind == "jurisdictions":
        table = tables["net_benefit"]
        best = table.groupby(["jurisdiction", "threshold"])["nmb"].transform("max")
        tables["net_benefit"] = table.assign(preferred=table["nmb"] == best)
    return {name: table.reset_index(drop=True) for name, table in tables.items()}, facts


def mentions(table: pd.DataFrame, names: Collection[str]) -> NDArray[np.bool_]:
    """Which rows of a table are about some strategies: one a row, true for those.

    Args:
        table: of an analysis.
        names: the ids of the strategies, among others.
    """
    found = np.zeros(len(table), dtype=bool)
    for column in _STRATEGIES & set(table.columns):
        found |= table[column].isin(list(names)).to_numpy(dtype=bool)
    if {"item", "from", "to"} <= set(table.columns):
        told = [set(_ID.findall(f"{before} {after}")) for before, after in zip(table["from"], table["to"], strict=True)]
        chosen = table["item"].isin(["strategies", "reference"]).to_numpy(dtype=bool)
        found |= chosen & np.array([bool(words & set(names)) for words in told], dtype=bool)
    return found


def _situations(table: pd.DataFrame) -> pd.DataFrame:
    """Points side by side: the best of the strategies left at each, without the chances that it is the best."""
    best = [str(c) for c in table if str(c).startswith(_BEST)]
    if not best or not len(table):
        return table
    point = list(table.columns[: list(table.columns).index("strategy")])
    found = table[[c for c in table if not str(c).startswith(_DRAWN)]].copy()
    # Sorted by cost, the first of equal net benefits is the cheaper one.
    ordered = found.sort_values("cost", kind="stable")
    for column in best:
        worth = ordered[_WORTH + column.removeprefix(_BEST)]
        known = ordered[worth.notna()]
        tops = worth[known.index].groupby([known[c].astype(str) for c in point], sort=False).idxmax()
        found[column] = found.index.isin(tops)
    return found


def _frontiers(analysis: Analysis, table: pd.DataFrame) -> pd.DataFrame:
    """The incremental table of each subgroup, among the strategies left."""
    found = []
    for _, part in table.groupby("subgroup", sort=False):
        lines = tuple(
            StrategyLine(id=str(key), label=str(label))
            for key, label in zip(part["strategy"], part["label"], strict=True)
        )
        study = replace(analysis.study, strategies=lines)
        totals = (part[name].to_numpy(dtype=float) for name in ("cost", "qalys", "life_years"))
        made = icer_table(study, *totals)
        for k, column in enumerate(("subgroup", "subgroup_label", "share")):
            made.insert(k, column, part[column].iloc[0])
        found.append(made)
    return pd.concat(found, ignore_index=True)[list(table.columns)] if found else table
