"""What a sweep found, in sentences: where a strategy is worth its cost, and where the decision turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from costeff.format import SYMBOLS, money, money_short, number, percent
from costeff.measures.tolerance import slack
from costeff.results import Analysis, threshold_name
from costeff.results.crossings import worth_along
from costeff.words.phrases import joined, quoted

SHARES = ("probability", "proportion", "share", "fraction")


def sweep_findings(analysis: Analysis) -> tuple[str, ...]:
    """One sentence a reference and threshold that are reported; on means over the draws where there are draws.

    Args:
        analysis: as from `sweep`.
    """
    facts = analysis.facts
    report, labels, currency = facts["report"], facts["strategies"], analysis.study.currency
    grid = analysis.tables["grid"]
    varying = [axis for axis in facts["axes"] if len(axis["values"]) > 1] or facts["axes"][:1]
    found: list[str] = []
    for reference in report["references"]:
        for threshold in report["thresholds"]:
            column = column_of(grid, "inmb", threshold)
            rows = grid[(grid["reference"] == reference) & grid[column].notna()]
            said: dict[str, list[str]] = {}
            for strategy in report["strategies"]:
                mine = rows[rows["strategy"] == strategy]
                if strategy == reference or not len(mine):
                    continue
                crossings = _crossings(analysis, strategy, reference, threshold)
                said.setdefault(_where(mine, column, varying, crossings, currency), []).append(quoted(labels[strategy]))
            if said:
                parts = "; ".join(f"{joined(names)} {where}" for where, names in said.items())
                against = quoted(labels.get(reference, reference))
                found.append(f"At {money(threshold, currency)} a QALY, worth the cost against {against}: {parts}.")
    return tuple(found)


def column_of(grid: pd.DataFrame, outcome: str, threshold: float) -> str:
    """The column of an outcome at a threshold: the mean over the draws if there are draws, else the base case."""
    end = threshold_name(threshold)
    drawn = f"psa_{outcome}_{end}"
    return drawn if drawn in grid else f"{outcome}_{end}"


def _crossings(analysis: Analysis, strategy: str, reference: str, threshold: float) -> pd.DataFrame:
    """Where the net benefit of a strategy against the reference changes its sign."""
    table = analysis.tables.get("crossings")
    if table is None:
        return pd.DataFrame()
    basis = "psa mean" if analysis.facts["draws"] else "base case"
    pair = ((table["before"] == strategy) & (table["after"] == reference)) | (
        (table["before"] == reference) & (table["after"] == strategy)
    )
    wanted = (table["turns"] == "worth") & (table["basis"] == basis) & (table["reference"] == reference)
    return table[wanted & pair & (table["threshold"] == threshold)]


def _where(
    mine: pd.DataFrame, column: str, varying: Sequence[Mapping[str, Any]], crossings: pd.DataFrame, currency: str
) -> str:
    """Where a strategy is worth its cost: at no point, at all, below or above a value, at some categories."""
    worth = _worth(mine, column, varying)
    low, high = (money_short(float(f"{v:.3g}"), currency) for v in (mine[column].min(), mine[column].max()))
    span = f"(net benefit {low} to {high})"
    if not worth.any():
        return f"nowhere in this range {span}"
    if worth.all():
        return f"everywhere in this range {span}"
    if len(varying) == 1 and varying[0]["kind"] != "number":
        return _among(mine, worth, varying[0])
    if len(varying) == 1 and len(crossings):
        return _along(mine, worth, varying[0], crossings)
    text = f"at {int(worth.sum()):,} of {len(mine):,} points {span}"
    first = next((axis for axis in varying if axis["kind"] == "number"), None)
    if first is not None and len(crossings):
        ends = [value_text(v, first["unit"]) for v in (crossings["at"].min(), crossings["at"].max())]
        name = name_of(first)
        about = f"about {ends[0]}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        text += f"; break-even in {quoted(name)} lies at {about}"
    return text


def _worth(mine: pd.DataFrame, column: str, varying: Sequence[Mapping[str, Any]]) -> pd.Series:
    """At which points a strategy is worth its cost, by the rule that places the crossings: level with it is as before.

    Args:
        mine: the rows of the strategy.
        column: of its net benefit over the reference.
        varying: the axes.
    """
    room = slack(mine[f"nmb_{column.rpartition('_')[2]}"].to_numpy(dtype=float))
    if len(varying) == 1 and varying[0]["kind"] == "number":
        order = mine[varying[0]["column"]].to_numpy(dtype=float).argsort(kind="stable")
        worth = np.empty(len(mine), dtype=bool)
        worth[order] = worth_along(mine[column].to_numpy(dtype=float)[order], room[order])
        return pd.Series(worth, index=mine.index)
    return mine[column] > room


def _along(mine: pd.DataFrame, worth: pd.Series, axis: Mapping[str, Any], crossings: pd.DataFrame) -> str:
    """Below or above a value of a numeric axis."""
    ordered = worth[mine[axis["column"]].sort_values().index].tolist()
    at = [value_text(v, axis["unit"]) for v in crossings["at"].sort_values()]
    name = name_of(axis)
    if len(at) == 1:
        return f"{'up to' if ordered[0] else 'from'} about {at[0]} ({name})"
    return f"{'up to' if ordered[0] else 'from'} about {', then '.join(at)}, where it turns ({name})"


def _among(mine: pd.DataFrame, worth: pd.Series, axis: Mapping[str, Any]) -> str:
    """At some categories."""
    texts = dict(zip(axis["values"], axis["labels"], strict=True))
    yes, no = ([texts[v] for v in mine.loc[worth == side, axis["column"]]] for side in (True, False))
    return f"with {joined([quoted(t) for t in yes])}, not with {joined([quoted(t) for t in no])}"


def name_of(axis: Mapping[str, Any]) -> str:
    """An axis in words."""
    return str(axis["label"])


def value_text(value: float, unit: str) -> str:
    """A value of an axis, to three digits."""
    rounded = float(f"{value:.3g}")
    if unit in SYMBOLS:
        return money(rounded, unit)
    return percent(rounded, 1) if unit in SHARES else number(rounded, 3)
