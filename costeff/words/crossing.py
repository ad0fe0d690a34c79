"""Thresholds of parameters in sentences: at which values the decision changes, and none said plainly."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from costeff.format import count
from costeff.results import Analysis
from costeff.words.phrases import amount, at_prices, listed, quoted, span

Row = Mapping[object, object]


def threshold_findings(analysis: Analysis) -> tuple[str, ...]:
    """Where the decision changes, a sentence a group of thresholds that agree.

    Args:
        analysis: as of `costeff.threshold`, of one parameter or of all.
    """
    table, study = analysis.tables["threshold"], analysis.study
    if not len(table):
        return ("No parameter has a range, so that there is nothing to look at.",)
    single = len(set(table["parameter"])) == 1
    say = _of_one if single else _of_many
    return at_prices([(t, say(analysis, table[table["threshold"] == t], t)) for t in study.thresholds], study.currency)


def _of_one(analysis: Analysis, rows: pd.DataFrame, threshold: float) -> str:
    """Every change along the range of one parameter, in order."""
    found = rows[rows["value"].notna()].sort_values("value").to_dict("records")
    first = rows.iloc[0].to_dict()
    unit = str(first["unit"])
    low, high, base = (_float(first[name]) for name in ("low", "high", "base_value"))
    name = quoted(str(first["label"]))
    if not found:
        always = _always(analysis, threshold)
        ends = f"; {quoted(always)} is preferred throughout" if always else ""
        return f"no value of {name} from {span(low, high, unit)} changes the decision{ends}."
    parts = [f"{quoted(str(found[0]['below_label']))} below {amount(_float(found[0]['value']), unit)}"]
    for row, after in zip(found, [*found[1:], None], strict=True):
        start = _float(row["value"])
        upto = f"from {span(start, _float(after['value']), unit)}" if after else f"above {amount(start, unit)}"
        parts.append(f"{quoted(str(row['above_label']))} {upto}")
    within = span(low, high, unit, "and")
    return f"{name} (base case {amount(base, unit)}) decides between {within}: preferred is {', '.join(parts)}."


def _of_many(analysis: Analysis, rows: pd.DataFrame, threshold: float) -> str:
    """Which parameters change the decision within their range, those first that have the least way to go."""
    total = rows["parameter"].nunique()
    found = [row for row in rows[rows["value"].notna()].to_dict("records") if _float(row["high"]) > _float(row["low"])]
    if not found:
        return f"none of the {count(total)} parameters, alone and within its range, changes the decision."
    nearest: dict[str, Row] = {}
    for row in sorted(found, key=_way):
        nearest.setdefault(str(row["parameter"]), row)
    parts = [_turn(row) for row in nearest.values()]
    word = "changes" if len(parts) == 1 else "change"
    return (
        f"{len(parts)} of {count(total)} parameters, each alone and within its range, {word} the decision: "
        f"{listed(parts)}."
    )


def _turn(row: Row) -> str:
    """One parameter's nearest change, seen from the base case."""
    value, base, unit = _float(row["value"]), _float(row["base_value"]), str(row["unit"])
    upwards = value >= base
    to = str(row["above_label"] if upwards else row["below_label"])
    return (
        f"{quoted(str(row['label']))} {'above' if upwards else 'below'} {amount(value, unit)} "
        f"(base case {amount(base, unit)}; to {quoted(to)})"
    )


def _way(row: Row) -> float:
    """How far a change lies from the base case, as a share of the range."""
    return abs(_float(row["value"]) - _float(row["base_value"])) / (_float(row["high"]) - _float(row["low"]))


def _always(analysis: Analysis, threshold: float) -> str:
    """The strategy that is preferred along the whole range; empty where the analysis doesn't hold it."""
    along = analysis.tables.get("along")
    if along is None or not len(along):
        return ""
    here = along[(along["threshold"] == threshold) & along["nmb"].notna()]
    return str(here["label"].iloc[int(here["nmb"].to_numpy(dtype=float).argmax())]) if len(here) else ""


def _float(cell: object) -> float:
    return float(str(cell))
