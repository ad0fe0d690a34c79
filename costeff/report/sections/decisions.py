"""Price and severity: what a payer asks besides."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from costeff.format import BLANK, interval, life_years, money, percent, probability, qalys
from costeff.report.blocks import Markdown, table
from costeff.report.sections.material import Material, Name, missing, records
from costeff.report.sections.runs import not_run
from costeff.report.sections.sensitivity import figures_of
from costeff.words.phrases import quoted

BASE, MEANS, CHANCES, BEST = "base case", "mean of the draws", " probability", "best"
"""The bases of a price and the comparator that is several, as its table words them."""


def price_table(material: Material) -> Markdown:
    """The price up to which each strategy is worth it: base case, means over the draws, with given probabilities."""
    analysis = material.analysis("price")
    if analysis is None:
        return not_run(material, "price")
    frame, study = analysis.tables["price"], analysis.study
    chances = list(dict.fromkeys(b for b in frame["basis"] if str(b).endswith(CHANCES)))
    drawn = bool((frame["basis"] == MEANS).any())
    body: list[list[str] | str] = []
    several = len(set(frame["scenario"])) > 1
    for (scenario, against), part in frame.groupby(["scenario_label", "against_label"], sort=False):
        body.append(f"{scenario}, against {against}" if several else f"Against {against}")
        for (_, threshold), rows in part.groupby(["strategy", "threshold"], sort=False):
            body.append(_price_row(rows, float(str(threshold)), study.currency, chances, drawn=drawn))
    head = ["Technology", "Worth of a QALY", "Base case"]
    head += ["Mean of the draws", "95% interval"] if drawn else []
    return table(
        [*head, *(str(c).removesuffix(CHANCES) for c in chances)],
        body,
        id="table-price",
        caption=f"Highest price ({material.symbol}) of {quoted(str(analysis.facts['label']))} at which a technology is "
        "worth it",
        align="l" + "r" * (len(head) - 1 + len(chances)),
        key=2,
        over=[("", len(head)), ("With a probability of", len(chances))] if chances else (),
        note=f"Today's price: {money(float(analysis.facts['current']), study.currency)}. "
        "\u201cnone\u201d: not worth having even at a price of nothing.",
    )


def _price_row(rows: pd.DataFrame, threshold: float, currency: str, chances: list[str], *, drawn: bool) -> list[str]:
    """One strategy at one threshold."""
    by_basis: dict[str, dict[str, Any]] = {str(r["basis"]): r for r in records(rows)}
    base = by_basis[BASE]
    cells = [str(base["label"]), money(threshold, currency), _price(float(base["price"]))]
    if drawn:
        means = by_basis.get(MEANS, {})
        low, high = (float(means.get(end, math.nan)) for end in ("low", "high"))
        cells += [_price(float(means.get("price", math.nan))), interval(low, high, lambda x: money(x, "", 0))]
    return cells + [_price(float(by_basis[c]["price"])) if c in by_basis else BLANK for c in chances]


def _price(price: float) -> str:
    """A price under a head that names the currency; a negative one is none."""
    return "none" if price < 0 else money(price, "", 0)


def price_figures(material: Material) -> Markdown:
    """The curves of probability against price: against the best of the others, and else against the reference."""
    return figures_of(
        material,
        "price",
        {f"price_{against}": "Probability of being worth it, by the price" for against in ("best", "reference")},
        "Curves of the probability that each technology is worth its cost, falling with the price; today's is marked.",
    )


def severity_table(material: Material) -> Markdown:
    """Shortfall and weight by the rules of NICE and ZIN."""
    analysis = material.analysis("severity")
    if analysis is None:
        return not_run(material, "severity")
    body = []
    for row in records(analysis.tables["shortfall"]):
        nice = row["measure"] == "NICE"
        result = f"weight {row['result']:g}" if nice else f"{money(float(row['result']), 'EUR')} a QALY"
        chances = [probability(float(row[name])) for name in ("probability_1", "probability_1_2", "probability_1_7")]
        body.append(
            [
                f"{row['measure']}, discounted at {row['discounting']}",
                *(qalys(float(row[name])) for name in ("expected", "standard_care", "absolute")),
                percent(float(row["proportional"])),
                result if math.isfinite(float(row["result"])) else BLANK,
                *(chances if nice else [BLANK] * 3),
            ]
        )
    return table(
        ["Rules of", "General population", "Standard care", "Absolute", "Proportional", "Result", "1", "1.2", "1.7"],
        body,
        id="table-severity",
        caption="QALY shortfall under standard care",
        align="lrrrrlrrr",
        over=[("", 1), ("Expected QALYs", 2), ("Shortfall", 2), ("", 1), ("Probability of a weight of", 3)],
    )


def weighted_table(material: Material) -> Markdown:
    """Results with and without the weight for severity, beside each other."""
    analysis = material.analysis("severity")
    if analysis is None:
        return not_run(material, "severity")
    study = analysis.study
    if float(analysis.facts["weight"]) == 1:
        return missing("The weight is 1, so that weighted results are those of the base case.")
    body = [
        [
            str(row["label"]),
            money(float(row["threshold"]), study.currency),
            money(float(row["inc_cost"]), "", 0),
            qalys(float(row["inc_qalys"])),
            qalys(float(row["weighted_inc_qalys"])),
            money(float(row["inmb"]), "", 0),
            money(float(row["weighted_inmb"]), "", 0),
        ]
        for row in records(analysis.tables["weighted"])
    ]
    return table(
        ["Technology", "Worth of a QALY", f"Costs ({material.symbol})", "QALYs", "Weighted QALYs",
         f"NMB ({material.symbol})", f"Weighted NMB ({material.symbol})"],
        body,
        id="table-weighted",
        caption=f"Increments with and without the weight for severity ({analysis.facts['weight']:g})",
        align="lrrrrrr",
        note=f"Against {study.labels.get(study.reference, study.reference)}.",
    )  # fmt: skip


def evlyg_table(material: Material) -> Markdown:
    """Costs for each equal value of life years gained, beside the ICER; nothing where no analysis holds them."""
    analysis = material.analysis("severity")
    frame = None if analysis is None else analysis.tables.get("evlyg")
    if frame is None or not len(frame):
        return Markdown("")
    body = [
        [
            str(row["label"]),
            money(float(row["inc_cost"]), "", 0),
            life_years(float(row["inc_life_years"])),
            qalys(float(row["inc_qalys"])),
            qalys(float(row["evlyg"])),
            _ratio(float(row["icer"])),
            _ratio(float(row["cost_per_evlyg"])),
        ]
        for row in records(frame)
    ]
    return table(
        ["Technology", f"Costs ({material.symbol})", "LYG", "QALYs", "evLYG", f"{material.symbol} a QALY",
         f"{material.symbol} an evLYG"],
        body,
        id="table-evlyg",
        caption="Equal value of life years gained (evLYG), base case",
        align="lrrrrrr",
        note=f"Increments against {material.reference}, discounted. No ratio where a technology is not both dearer and "
        "better.",
    )  # fmt: skip


def _ratio(value: float) -> str:
    """A ratio under a head that names the currency; blank where there is none."""
    return money(value, "", 0) if math.isfinite(value) else BLANK


NAMES: tuple[Name, ...] = (
    Name(name="tables.price", meaning="the highest price at which each strategy is worth it", make=price_table),
    Name(name="figures.price", meaning="probability of being worth it against the price", make=price_figures),
    Name(name="tables.severity", meaning="QALY shortfall and weights", make=severity_table),
    Name(name="tables.weighted", meaning="increments with and without the weight for severity", make=weighted_table),
    Name(name="tables.evlyg", meaning="costs for each equal value of life years gained", make=evlyg_table),
)
