"""Value-based prices in sentences: up to which price a strategy is worth it, against which comparator, how surely."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from costeff.format import money, percent
from costeff.measures.tolerance import TOLERANCE
from costeff.results import Analysis
from costeff.words.phrases import amount, joined, prices, quoted

BASE, MEANS = "base case", "mean of the draws"
ENDING = " probability"
"""How the basis of a price with a given probability ends: `80% probability`."""

BEST = "best"
"""Stands for the best of the strategies that don't pay the price."""

GIFT = "not even as a gift"
"""What a negative price means."""

RIGHT = 5e-3
"""Discount, as a share of today's price, below which that is just about right."""


def price_findings(analysis: Analysis) -> tuple[str, ...]:
    """Prices by strategy and comparator: in the base case, on the means, with a probability, and against today's.

    Args:
        analysis: as of `costeff.price`.
    """
    table, currency, facts = analysis.tables["price"], analysis.study.currency, analysis.facts
    current, unit = float(facts["current"]), str(facts["unit"])
    today = amount(current, unit if unit.startswith(currency) else currency)
    said = [f"Today's price of {quoted(str(facts['label']))} is {today}."]
    several = "scenario" in table and len(set(table["scenario"])) > 1
    keys = ["scenario", "strategy", "against"] if several else ["strategy", "against"]
    for key, rows in table.groupby(keys, sort=False):
        against = key[-1]
        elsewhere = several and key[0] != BASE
        head = f"Under {quoted(str(rows['scenario_label'].iloc[0]))}: against" if elsewhere else "Against"
        who, other = quoted(str(rows["label"].iloc[0])), _comparator(analysis, str(against))
        base = rows[rows["basis"] == BASE]
        if _never(base):
            at = prices(base["threshold"].tolist(), currency)
            text = f"{head} {other}, {who} is not worth having even as a gift in the base case, at {at} a QALY."
        else:
            text = f"{head} {other}, {who} is worth it in the base case {_upto(base, currency, current)}."
        means = rows[rows["basis"] == MEANS]
        text += f" On the means over the draws: {_upto(means, currency)}." if len(means) else ""
        said.append(text + _likely(rows, currency))
    if "net" in analysis.tables:
        said += _discounted(analysis.tables["net"], currency, facts)
    return tuple(said)


def _discounted(table: pd.DataFrame, currency: str, facts: Mapping[str, Any]) -> list[str]:
    """What the given discount turns into worth it."""
    rows = table[(table["basis"] == BASE) & (table["scenario"] == BASE)]
    turned: dict[str, list[float]] = {}
    for row in rows[(rows["inmb_list"] <= 0) & (rows["inmb_net"] > 0)].to_dict("records"):
        other = str(row["against_label"])
        turned.setdefault(f"{quoted(str(row['label']))} against {quoted(other)}", []).append(float(row["threshold"]))
    head = f"The discount of {percent(float(facts['discount']))}, to {money(float(facts['net']), currency)}, makes"
    if not turned:
        return [f"{head} nothing worth it that isn't at the list price."]
    parts = [f"{pair} worth it at {prices(at, currency)} a QALY" for pair, at in turned.items()]
    return [f"{head} {joined(parts)}."]


def _comparator(analysis: Analysis, against: str) -> str:
    """The strategy that another is priced against, or the best of several."""
    if against != BEST:
        return quoted(analysis.study.labels[against])
    return "the best of the strategies that don't pay it"


def _never(rows: pd.DataFrame) -> bool:
    """Whether the strategy is worth it at no price, whatever the threshold."""
    return all(_negative(float(price)) for price in rows["price"])


def _negative(price: float) -> bool:
    """Whether a price is below nothing, beyond rounding."""
    return price < -TOLERANCE


def _upto(rows: pd.DataFrame, currency: str, current: float = 0.0) -> str:
    """`up to £1,534 at £25,000 a QALY (76% below today's price) and up to £2,005 at £35,000 (69% below)`."""
    if _never(rows):
        return GIFT
    parts = []
    for k, row in enumerate(rows.to_dict("records")):
        at = money(float(row["threshold"]), currency) + ("" if k else " a QALY")
        parts.append(f"{_price(row, currency)} at {at}{_from_today(float(row['price']), current)}")
    return joined(parts)


def _price(row: Mapping[object, object], currency: str) -> str:
    price = float(str(row["price"]))
    if math.isnan(price):
        return "only above some price"
    if price == math.inf:
        return "at any price"
    if abs(price) <= TOLERANCE:
        return "only as a gift"
    return GIFT if _negative(price) else f"up to {money(price, currency, 0)}"


def _from_today(price: float, current: float) -> str:
    """How far a price lies from today's, in brackets; nothing for what is no price."""
    if not current > 0 or not math.isfinite(price) or _negative(price):
        return ""
    discount = 1 - price / current
    if abs(discount) < RIGHT:
        return " (about today's price)"
    return f" ({percent(abs(discount), 0)} {'below' if discount > 0 else 'above'} today's price)"


def _likely(rows: pd.DataFrame, currency: str) -> str:
    """The prices at which it is worth it with so much probability; probabilities that agree share a clause."""
    groups: dict[str, list[str]] = {}
    for basis, mine in rows[rows["basis"].str.endswith(ENDING)].groupby("basis", sort=False):
        groups.setdefault(_upto(mine, currency), []).append(str(basis).removesuffix(ENDING))
    if not groups:
        return ""
    parts = [f"of {joined(chances)}: {upto}" for upto, chances in groups.items()]
    return f" With a probability {'; '.join(parts)}."
