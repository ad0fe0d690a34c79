"""The answer to the question that was asked: is it worth its cost, how sure is that, at which price, what drives it.

What is asked about are the strategies that pay the price of the study, where there is an analysis of that price;
without one it is which strategy has the highest net benefit.
"""

from __future__ import annotations

import math

from costeff import words
from costeff.format import count, money, money_rounded, percent
from costeff.report.sections.decisions import BASE, BEST
from costeff.report.sections.material import Material, Name, best_of, one, records, said, together
from costeff.results import threshold_name
from costeff.words.comparing import compared
from costeff.words.phrases import alike, joined, plural, prices, quoted, round_size_of_money, span

WIDEST = 3
"""Parameters that are named as what drives the answer."""


def answer(material: Material) -> tuple[str, ...]:
    """Worth it or not at each threshold, and how sure; what is preferred, without an analysis of the price."""
    verdict = words.verdict(material.run)
    if not payers(material) or not others(material) or material.first is None:
        return tuple(text for text in (verdict, words.comparison(material.run)) if text)
    groups = alike((t, _worth(material, t)) for t in material.study.thresholds)
    worth = [f"At {prices(at, material.currency)} a QALY, {text}" for text, at in groups.items()]
    return (*worth, *_chances(material))


def payers(material: Material) -> tuple[str, ...]:
    """Ids of the strategies that pay the price of the study; none without an analysis of it."""
    analysis = material.analysis("price")
    if analysis is None:
        return ()
    frame = analysis.tables["price"]
    found = dict.fromkeys(str(s) for s in frame.loc[frame["scenario"] == BASE, "strategy"])
    return tuple(s for s in found if s in material.study.labels)


def others(material: Material) -> tuple[str, ...]:
    """Ids of the strategies that don't."""
    paying = payers(material)
    return tuple(s for s in material.study.labels if s not in paying)


def main_payer(material: Material) -> str:
    """Id of the strategy that pays the price and has the highest net benefit at the first threshold; empty if none."""
    paying = payers(material)
    return "" if not paying or material.first is None else _best_among(material, paying, material.first)


def _best_among(material: Material, strategies: tuple[str, ...], threshold: float) -> str:
    """Id of the strategy with the highest net benefit of some."""
    return best_of(material.icer[material.icer["strategy"].isin(strategies)], threshold)


def _worth(material: Material, threshold: float) -> str:
    """Whether the best strategy that pays is worth its cost against the best that doesn't, after `at a QALY`."""
    paying, label = payers(material), material.study.labels
    best, rival = (_best_among(material, some, threshold) for some in (paying, others(material)))
    mine, theirs = (one(material.icer, "strategy", name) or {} for name in (best, rival))
    end = threshold_name(threshold)
    worth = float(mine[f"nmb_{end}"]) > float(theirs[f"nmb_{end}"])
    whose = quoted(label[best])
    if len(paying) > 1:
        priced = quoted(str(material.analysis("price").facts["label"]))  # type: ignore[union-attr]
        whose += f", the best of the {count(len(paying))} strategies that pay for {priced},"
    points = [(float(row["cost"]), float(row["qalys"])) for row in (mine, theirs)]
    return (
        f"{whose} is {'' if worth else 'not '}worth its cost: against {quoted(label[rival])}, the best strategy "
        f"without it, it {compared(points[0], points[1], material.currency)}."
    )


def _chances(material: Material) -> tuple[str, ...]:
    """In how many draws a strategy that pays the price is the best of all."""
    if material.run.psa is None:
        return ("No probabilistic analysis was run: nothing here says how sure that is.",)
    curve, paying = material.run.ceac(), payers(material)
    found = []
    for threshold in material.study.thresholds:
        there = curve[(curve["wtp"] - threshold).abs() < 1e-6]
        found.append(float(there.loc[there["strategy"].isin(paying), "probability"].sum()))
    which = "it" if len(paying) == 1 else "one of the strategies that pay for it"
    draws = plural(len(material.run.psa), "draw")
    parts = joined([percent(chance) for chance in found])
    same = ", respectively" if len(found) > 1 else ""
    return (
        f"With all uncertain inputs drawn at once, {which} has the highest net benefit in {parts} of {draws} at "
        f"{prices(material.study.thresholds, material.currency)} a QALY{same}.",
    )


def price_headline(material: Material) -> str:
    """The highest price at which any strategy is worth it against the best that don't pay it, beside today's."""
    analysis, first = material.analysis("price"), material.first
    if analysis is None or first is None:
        return ""
    frame, currency = analysis.tables["price"], analysis.study.currency
    rows = frame[(frame["scenario"] == BASE) & (frame["basis"] == BASE) & (frame["threshold"] == first)]
    best = rows[rows["against"] == BEST]  # the harder test: what else the money could buy
    rows = best if len(best) else rows
    if not len(rows):
        return ""
    top = records(rows.sort_values("price", ascending=False))[0]
    price, label = float(top["price"]), quoted(str(analysis.facts["label"]))
    today = money(float(analysis.facts["current"]), currency)
    other = "the best strategy without it" if len(best) else quoted(str(top["against_label"]))
    at = f"At {material.a_qaly(first)},"
    if math.isnan(price) or price < 0:
        return f"{at} nothing with {label} is worth its cost against {other}, not even as a gift."
    most, whose = money_rounded(price, currency), quoted(str(top["label"]))
    worth = f"{at} {label} may cost at most {most} for {whose} to be worth its cost against {other}"
    return f"{worth}; today's price is {today}."


def drivers(material: Material) -> tuple[str, ...]:
    """What moves the net benefit of the strategy that was asked about, and what alone changes the decision."""
    analysis = material.analysis("dsa")
    if analysis is None:
        return ()
    table, study = analysis.tables["tornado"], analysis.study
    asked = main_payer(material)
    rows = table[(table["strategy"] == asked) & (table["threshold"] == material.first) & (table["swing"] > 0)]
    found = material.findings(analysis)
    if not len(rows):
        return found[1:3]
    names = {p.id: p.label for p in study.parameters}
    parts = []
    for row in records(rows.sort_values("rank").head(WIDEST)):
        moved = [names.get(name, name) for name in str(row["moves"]).split(", ")]
        low, high = float(row["low_value"]), float(row["high_value"])
        label = quoted(str(row["label"])) if len(moved) == 1 else together(moved)
        ends = f" ({span(low, high, str(row['unit']))})" if math.isfinite(low) and math.isfinite(high) else ""
        parts.append(f"{label}{ends}, by {round_size_of_money(float(row['swing']), study.currency)}")
    pair = f"{quoted(study.labels[asked])} against {quoted(study.labels[study.reference])}"
    first = f"What moves the net benefit of {pair} most, from one end to the other: {'; '.join(parts)}."
    return (first, *(text for text in found[1:] if text.startswith("At ")))


def budget_headline(material: Material) -> str:
    """What the change in uptake comes to, in round numbers."""
    analysis = material.analysis("budget")
    if analysis is None:
        return ""
    facts, currency, labels = analysis.facts, analysis.study.currency, analysis.study.labels
    total, years = float(facts["net_total"]), int(facts["years"])
    by_year = [float(x) for x in facts["net_by_year"]]
    first = facts["first_year"]
    names = [f"{int(first) + k}" if first is not None else f"year {k + 1}" for k in range(len(by_year))]
    gaining = joined([quoted(labels[name]) for name in facts["gaining"]])
    signs = {x >= 0 for x in by_year}
    more = "costs" if total >= 0 else "saves"
    text = f"Wider use of {gaining} {more}" if gaining else f"The change in uptake {more}"
    text += f" the budget {round_size_of_money(total, currency)} over {plural(years, 'year')}"
    if years > 1 and len(signs) == 1:
        start, end = (round_size_of_money(by_year[k], currency) for k in (0, -1))
        text += f", from {start} in {names[0]} to {end} in {names[-1]}"
    people = round(float(facts["eligible_total"]))
    return f"{text}; {plural(people, 'person', 'people')} start one of the treatments in that time."


NAMES: tuple[Name, ...] = (
    Name(name="said.answer", meaning="the answer to the question: worth its cost or not, and how sure that is",
         make=lambda m: said(answer(m))),
)  # fmt: skip
