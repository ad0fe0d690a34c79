"""Value-based prices in sentences: up to which price a strategy is worth it, against which comparator, how surely."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from costeff.format import money, percent
from costeff.measures.tolerance import TOLERANCE, slack
from costeff.results import Analysis
from costeff.words.phrases import amount, joined, prices, quoted

BASE, MEANS = "base case", "mean of the draws"
ENDING = " probability"
"""How the basis of a price with a given probability ends: `80% probability`."""

BEST = "best"
"""Stands for the best of the strategies that don't pay the price."""

GIFT = "not even as a gift"
"""What a negative price means."""

NOTHING = "nothing worth it that isn't at the list price"
"""What a discount makes that is not enough."""

RIGHT = 5e-3
"""Discount, as a share of today's price, below which that is just about right."""


def price_findings(analysis: Analysis) -> tuple[str, ...]:
    """Prices by strategy and comparator: in the base case, on the means, with a probability, and against today's.

    Comparators that give the same prices share a paragraph.

    Args:
        analysis: as of `costeff.price`.
    """
    table, currency, facts = analysis.tables["price"], analysis.study.currency, analysis.facts
    unit = str(facts["unit"])
    today = amount(float(facts["current"]), unit if unit.startswith(currency) else currency)
    said = [f"Today's price of {quoted(str(facts['label']))} is {today}."]
    several = "scenario" in table and len(set(table["scenario"])) > 1
    alike: dict[tuple[str, str, str], list[str]] = {}
    for key, rows in table.groupby(["scenario", "strategy", "against"] if several else ["strategy", "against"],
                                   sort=False):  # fmt: skip
        elsewhere = several and key[0] != BASE
        where = quoted(str(rows["scenario_label"].iloc[0])) if elsewhere else ""
        told = (where, quoted(str(rows["label"].iloc[0])), _told(analysis, rows))
        alike.setdefault(told, []).append(_comparator(analysis, str(key[-1])))
    for (where, who, text), others in alike.items():
        head = f"Under {where}: against" if where else "Against"
        said.append(f"{head} {' and against '.join(others)}, {who} {text}")
    if "net" in analysis.tables:
        said += _discounted(analysis, facts)
    return tuple(said)


def _told(analysis: Analysis, rows: pd.DataFrame) -> str:
    """The prices of a strategy against another, from `is worth it` on."""
    study, current = analysis.study, float(analysis.facts["current"])
    there = float(rows["current"].iloc[0]) if "current" in rows else current
    # Thresholds of its own: a scenario that may be in another currency.
    own = not set(rows["threshold"]) <= set(study.thresholds)
    currency = "" if own else study.currency
    base, means = rows[rows["basis"] == BASE], rows[rows["basis"] == MEANS]
    end = " All in the money of that scenario." if own else ""
    if _never(base):
        at = prices(base["threshold"].tolist(), currency)
        if len(means) and _never(rows):
            least = str(rows["basis"][rows["basis"].str.endswith(ENDING)].iloc[0]).removesuffix(ENDING)
            return (
                f"is not worth having even as a gift at {at} a QALY: neither in the base case nor on the means over "
                f"the draws, nor with a probability of {least}.{end}"
            )
        text = f"is not worth having even as a gift in the base case, at {at} a QALY."
    else:
        price = "today's price" if there == current else "its price there"
        text = f"is worth it in the base case {_upto(base, currency, there, price)}."
    text += f" On the means over the draws: {_upto(means, currency)}." if len(means) else ""
    return text + _likely(rows, currency) + end


def _discounted(analysis: Analysis, facts: Mapping[str, Any]) -> list[str]:
    """What the given discount turns into worth it, and what none could."""
    table, currency = analysis.tables["net"], analysis.study.currency
    rows = table[(table["basis"] == BASE) & (table["scenario"] == BASE)]
    turned: dict[str, list[float]] = {}
    for row in rows.to_dict("records"):
        room = float(slack(np.asarray(row["inmb_list"], dtype=float)))
        if row["inmb_list"] < -room and row["inmb_net"] >= -room:
            pair = f"{quoted(str(row['label']))} against {quoted(str(row['against_label']))}"
            turned.setdefault(pair, []).append(float(row["threshold"]))
    head = f"The discount of {percent(float(facts['discount']))}, to {money(float(facts['net']), currency)}, makes"
    parts = [f"{pair} worth it at {prices(at, currency)} a QALY" for pair, at in turned.items()]
    said = f"{head} {joined(parts) or NOTHING}."
    gifts = analysis.tables["price"]
    gifts = gifts[(gifts["basis"] == BASE) & (gifts["scenario"] == BASE) & (gifts["price"] < -TOLERANCE)]
    never: dict[str, list[float]] = {}
    for row in gifts.to_dict("records"):
        pair = f"{quoted(str(row['label']))} against {quoted(str(row['against_label']))}"
        never.setdefault(pair, []).append(float(row["threshold"]))
    if never:
        parts = [f"{pair} at {prices(at, currency)} a QALY" for pair, at in never.items()]
        said += f" No discount is enough for {joined(parts)}: not worth having even as a gift."
    return [said]


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


def _upto(rows: pd.DataFrame, currency: str, current: float = 0.0, named: str = "today's price") -> str:
    """`up to £1,534 at £25,000 a QALY (76% below today's price) and up to £2,005 at £35,000 (69% below)`."""
    if _never(rows):
        return GIFT
    groups: dict[tuple[str, str], list[float]] = {}
    for row in rows.to_dict("records"):
        said = (_price(row, currency), _from_today(float(row["price"]), current, named))
        groups.setdefault(said, []).append(float(row["threshold"]))
    parts: list[str] = []
    for (price, today), at in groups.items():
        parts.append(f"{price} at {prices(at, currency)}{'' if parts else ' a QALY'}{today}")
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


def _from_today(price: float, current: float, named: str) -> str:
    """How far a price lies from today's, in brackets; nothing for what is no price, or nothing."""
    if not current > 0 or not math.isfinite(price) or price <= TOLERANCE:
        return ""
    discount = 1 - price / current
    if abs(discount) < RIGHT:
        return f" (about {named})"
    return f" ({percent(abs(discount), 0)} {'below' if discount > 0 else 'above'} {named})"


def _likely(rows: pd.DataFrame, currency: str) -> str:
    """The prices at which it is worth it with so much probability; probabilities that agree share a clause."""
    groups: dict[str, list[str]] = {}
    for basis, mine in rows[rows["basis"].str.endswith(ENDING)].groupby("basis", sort=False):
        groups.setdefault(_upto(mine, currency), []).append(str(basis).removesuffix(ENDING))
    if not groups:
        return ""
    parts = [f"of {joined(chances)}: {upto}" for upto, chances in groups.items()]
    return f" With a probability {'; '.join(parts)}."
