"""The decision problem: who is treated with what, seen from where, and the stamp of how the numbers were made."""

from __future__ import annotations

from collections.abc import Mapping

from costeff.format import count, rewritten
from costeff.report.blocks import Markdown, table
from costeff.report.sections.material import Material, Name
from costeff.words.phrases import joined, prices

CORRECTIONS: Mapping[str, str] = {
    "half-cycle": "half-cycle: who moves counts half a cycle in either state",
    "start": "none: each cycle counts as at its start",
    "end": "none: each cycle counts as at its end",
    "points": "trapezoid over points of time",
}
"""The ways of correcting within a cycle, in words."""

RECORDS: Mapping[str, str] = {
    "overrides": "Changed for this run (JSON)",
    "results": "Digests of result tables",
    "costeff": "Version of costeff",
}
"""Entries of the stamp that need more words than their name."""

TIMES: Mapping[str, str] = {"annual": "compounded annually", "continuous": "continuously"}


def study_facts(material: Material) -> Mapping[str, str]:
    """The settings of the decision problem as text, by name."""
    study, setting = material.study, settings(material)
    return {
        "title": study.title,
        "book": study.book,
        "population": study.population,
        "intervention": study.intervention,
        "comparator": material.reference,
        "strategies": joined([s.label for s in study.strategies]),
        "number_of_strategies": count(len(study.strategies)),
        "perspective": study.perspective,
        "country": study.country,
        "jurisdiction": study.jurisdiction,
        "currency": study.currency,
        "price_year": study.price_year,
        "cycle": study.cycle,
        "horizon": study.horizon,
        "start_age": rewritten(setting.get("start age", "")),
        "discounting": discounting(setting),
        "correction": correction(setting),
        "thresholds": prices(study.thresholds, study.currency),
        "draws": "" if material.run.psa is None else count(len(material.run.psa)),
        "seed": setting.get("seed", "") if material.run.psa is not None else "",
    }


def settings(material: Material) -> Mapping[str, str]:
    """Settings in force, by name."""
    return {line.name: line.value for line in material.study.settings}


def discounting(setting: Mapping[str, str]) -> str:
    """`3.5% a year for costs and effects`, or each at its own rate."""
    costs, effects = (rewritten(setting.get(f"discount {what}", "")) for what in ("costs", "effects"))
    if not costs or not effects:
        return ""
    if costs == effects == "0%":
        return "none"
    how = TIMES.get(setting.get("discounting", ""), setting.get("discounting", ""))
    rates = f"{costs} a year for costs and effects"
    if costs != effects:
        rates = f"{costs} a year for costs, {effects} for effects"
    return f"{rates}, {how}" if how else rates


def correction(setting: Mapping[str, str]) -> str:
    """The correction within a cycle, in words."""
    chosen = setting.get("cycle correction", "")
    return CORRECTIONS.get(chosen, chosen.replace("table ", "weights of table "))


def decision_table(material: Material) -> Markdown:
    """The decision problem, a row an element; what the workbook leaves blank says so."""
    facts = study_facts(material)
    origins = {line.name: line.origin for line in material.study.settings}
    prices_of = " ".join(text for text in (facts["currency"], facts["price_year"]) if text)
    found = (
        ("Population", facts["population"], "population"),
        ("Age at the start", f"{facts['start_age']} years" if facts["start_age"] else "", "start age"),
        ("Intervention", facts["intervention"], "intervention"),
        ("Strategies compared", facts["strategies"], ""),
        ("Reference", facts["comparator"], "reference strategy"),
        ("Outcomes", "Costs, life years, quality-adjusted life years (QALYs)", ""),
        ("Perspective", facts["perspective"], "perspective"),
        ("Country", facts["country"], "country"),
        ("Rules of", facts["jurisdiction"], "jurisdiction"),
        ("Time horizon", facts["horizon"], "horizon"),
        ("Cycle length", facts["cycle"], "cycle length"),
        ("Correction within a cycle", facts["correction"], "cycle correction"),
        ("Discounting", facts["discounting"], "discount costs"),
        ("Currency and price year", prices_of, "price year"),
        ("Worth of a QALY", facts["thresholds"], "thresholds"),
    )
    body = [(what, text or "not given in the workbook", origin(origins.get(name, ""))) for what, text, name in found]
    return table(
        ["Element", "In this analysis", "From"],
        body,
        id="table-decision",
        caption="The decision problem",
        align="lll",
        widths=(22, 56, 20),
        landscape=False,
    )


def origin(text: str) -> str:
    """Where a setting came from: a cell as `Study, B7`; other texts as they are."""
    return text.replace("!", ", ")


def strategies_table(material: Material) -> Markdown:
    """The strategies, as the workbook describes them; the reference is said."""
    study = material.study
    body = [
        (f"{s.label} (reference)" if s.id == study.reference else s.label, s.description or "no description")
        for s in study.strategies
    ]
    return table(
        ["Strategy", "What is done"],
        body,
        id="table-strategies",
        caption="The strategies compared",
        align="ll",
        widths=(32, 68),
        landscape=False,
    )


def stamp_table(material: Material) -> Markdown:
    """How these numbers were made, and by what call they can be made again."""
    return table(
        ["Record", "Value"],
        [(RECORDS.get(key, key[:1].upper() + key[1:]), value) for key, value in material.dossier.stamp.items()],
        id="table-stamp",
        caption="How the numbers of this report were made",
        align="ll",
        widths=(18, 82),
        landscape=False,
    )


def _setting(name: str) -> str:
    """The name of a setting, as it stands in a table."""
    return name.replace("psa ", "PSA ") if name.startswith("psa ") else name[:1].upper() + name[1:]


def _said(material: Material, name: str, value: str) -> str:
    """The value of a setting; the reference strategy by its label."""
    return material.study.labels.get(value, value) if name == "reference strategy" else rewritten(value)


def settings_table(material: Material) -> Markdown:
    """Every setting in force, and where it came from."""
    body = [
        (_setting(line.name), _said(material, line.name, line.value) or "blank", origin(line.origin))
        for line in material.study.settings
    ]
    return table(
        ["Setting", "Value", "From"],
        body,
        id="table-settings",
        caption="Settings in force and where they come from",
        align="lll",
        widths=(24, 50, 26),
        landscape=False,
    )


NAMES: tuple[Name, ...] = (
    Name(
        name="study",
        meaning="the decision problem as text: title, book, population, intervention, comparator, strategies, "
        "number_of_strategies, perspective, country, jurisdiction, currency, price_year, cycle, horizon, start_age, "
        "discounting, correction, thresholds, draws, seed; blank where the workbook is",
        make=study_facts,
    ),
    Name(name="stamp", meaning="how the numbers were made, entry by entry", make=lambda m: m.dossier.stamp),
    Name(name="tables.decision", meaning="the decision problem, a row an element", make=decision_table),
    Name(name="tables.strategies", meaning="the strategies and their descriptions", make=strategies_table),
    Name(name="tables.stamp", meaning="the record of the run", make=stamp_table),
    Name(name="tables.settings", meaning="settings in force and their origins", make=settings_table),
)
