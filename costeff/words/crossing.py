"""Thresholds of parameters in sentences: at which values the decision changes, and none said plainly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from costeff.format import count
from costeff.measures.tolerance import slack
from costeff.results import Analysis
from costeff.words.phrases import ONE_STRATEGY, amount, at_prices, listed, named, quoted, span

Row = Mapping[object, object]


def threshold_findings(analysis: Analysis) -> tuple[str, ...]:
    """Where the decision changes, a sentence a group of thresholds that agree.

    Args:
        analysis: as of `costeff.threshold`, of one parameter or of all.
    """
    table, study = analysis.tables["threshold"], analysis.study
    if not len(table):
        return ("No parameter has a range, so that there is nothing to look at.",)
    if len(study.strategies) == 1:
        return (ONE_STRATEGY,)
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
        ends = f"; {always} is preferred throughout" if always else ""
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
    at = {name: [_float(row["value"]) for row in found if row["parameter"] == name] for name in nearest}
    parts = [_turn(row, at[name]) for name, row in nearest.items()]
    word = "changes" if len(parts) == 1 else "change"
    return (
        f"{len(parts)} of {count(total)} parameters, each alone and within its range, {word} the decision: "
        f"{listed(parts)}."
    )


def _turn(row: Row, every: Sequence[float]) -> str:
    """One parameter's nearest change, seen from the base case, and how far it holds.

    Args:
        row: the change.
        every: the values of all changes of the parameter.
    """
    value, base, unit = _float(row["value"]), _float(row["base_value"]), str(row["unit"])
    upwards = value >= base
    to = str(row["above_label"] if upwards else row["below_label"])
    beyond = [other for other in every if (other > value if upwards else other < value)]
    said = amount(value, unit)
    if beyond:
        ends = (value, min(beyond)) if upwards else (max(beyond), value)
        where = f"from {span(*ends, unit)}"
    else:
        where = f"{'just ' if said == amount(base, unit) else ''}{'above' if upwards else 'below'} {said}"
    return f"{quoted(str(row['label']))} {where} (base case {amount(base, unit)}; to {quoted(to)})"


def _way(row: Row) -> float:
    """How far a change lies from the base case, as a share of the range."""
    return abs(_float(row["value"]) - _float(row["base_value"])) / (_float(row["high"]) - _float(row["low"]))


def _always(analysis: Analysis, threshold: float) -> str:
    """The strategy that is preferred along the whole range, in quotes, with those that are level with it throughout.

    Empty where the analysis doesn't hold it. Level is what is equal but for rounding; the first of them then is the one
    that the search goes by, the cheapest at the start.
    """
    along = analysis.tables.get("along")
    here = along[(along["threshold"] == threshold) & along["nmb"].notna()] if along is not None else None
    if here is None or not len(here):
        return ""
    benefits = here.pivot_table(index="value", columns="strategy", values="nmb", sort=False)
    names = dict(zip(here["strategy"].astype(str), here["label"].astype(str), strict=True))
    top = benefits.max(axis=1).to_numpy(dtype=float)
    level = [str(s) for s in benefits if (benefits[s].to_numpy(dtype=float) >= top - slack(top)).all()]
    if not level:
        return ""
    also = f" (level with {named([names[s] for s in level[1:]])})" if len(level) > 1 else ""
    return f"{quoted(names[level[0]])}{also}"


def _float(cell: object) -> float:
    return float(str(cell))
