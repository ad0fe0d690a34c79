"""The plain-language summary and what a brief says: the shortest true sentences, from the tables."""

from __future__ import annotations

from collections.abc import Mapping

from costeff import words
from costeff.format import icer as show_icer
from costeff.format import money, probability, qalys, status
from costeff.report import cheers
from costeff.report.blocks import Markdown, paragraphs, table
from costeff.report.limitations import in_short
from costeff.report.sections.answer import answer, budget_headline, drivers, price_headline
from costeff.report.sections.checking import summary_caveats
from costeff.report.sections.material import Material, Name, records, said
from costeff.report.sections.problem import study_facts
from costeff.report.sections.runs import found_figures, has, not_run
from costeff.report.sections.situations import stability
from costeff.results import threshold_name
from costeff.words.phrases import plural

SHORT = 2
"""Sentences of a brief on one subject."""

SMALL = 0.72
"""Width of a figure in a brief, as a share of that of the text."""


def question(material: Material) -> str:
    """What the analysis asks, in a sentence or two."""
    facts = study_facts(material)
    whom = f", for {_within(facts['population'])}" if facts["population"] else ""
    seen = f", from the perspective of {facts['perspective']}" if facts["perspective"] else ""
    if facts["intervention"]:
        what = f"whether the benefits of {_within(facts['intervention'])}{whom} justify the costs"
    else:
        what = f"which strategy is worth its cost{whom}"
    what = what if not whom or not facts["intervention"] else what.replace(" justify", ", justify")
    return f"This analysis asks {what}{seen}."


def _within(text: str) -> str:
    """A text within a sentence: small at the start, unless an abbreviation stands there."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def methods(material: Material) -> str:
    """How it was answered, in two sentences."""
    facts = study_facts(material)
    start = f", from age {facts['start_age']}" if facts["start_age"] else ""
    how = (
        f"A Markov cohort model with {plural(len(material.study.states), 'health state')} compares "
        f"{plural(len(material.study.strategies), 'strategy', 'strategies')}{start} over a horizon of "
        f"{facts['horizon']}, in cycles of {facts['cycle']}"
    ).replace("horizon of until", "horizon until")
    rates = facts["discounting"]
    how += ", not discounted." if rates == "none" else f", discounted at {rates}." if rates else "."
    drawn = (
        f" How sure the results are was tested with {facts['draws']} draws of all uncertain inputs."
        if facts["draws"]
        else ""
    )
    return how + drawn


def summary(material: Material) -> Markdown:
    """The plain-language summary, as a list."""
    return said(
        [
            *answer(material),
            price_headline(material),
            *drivers(material)[:1],
            *short(material, "severity", 1),
            *stability(material)[:1],
            budget_headline(material),
            *summary_caveats(material),
        ]
    )


def short(material: Material, kind: str, most: int = SHORT) -> tuple[str, ...]:
    """The first things that an analysis found; empty where it isn't there."""
    analysis = material.analysis(kind)
    return () if analysis is None else material.findings(analysis)[:most]


def brief_table(material: Material) -> Markdown:
    """One small table of the decision: costs, QALYs, ICER, net benefit, probability of being the best."""
    run, first = material.run, material.first
    head = ["Technology", f"Costs ({material.symbol})", "QALYs", f"ICER ({material.symbol}/QALY)"]
    chances: Mapping[str, float] = {}
    if first is not None:
        head.append(f"NMB at {material.a_qaly(first)}")
        if run.psa is not None:
            curve = run.ceac()
            there = curve[(curve["wtp"] - first).abs() < 1e-6]
            chances = dict(zip(there["strategy"].astype(str), there["probability"].astype(float), strict=True))
            head.append("Probability of being the best")
    body, best = [], []
    for k, row in enumerate(records(material.icer)):
        word = str(row["status"])
        ratio = show_icer(float(row["icer"])) if row["icer"] == row["icer"] else status(word)
        cells = [str(row["label"]), money(float(row["cost"]), "", 0), qalys(float(row["qalys"])), ratio]
        if first is not None:
            cells.append(money(float(row[f"nmb_{threshold_name(first)}"]), "", 0))
            if row["strategy"] == material.best(first):
                best.append(k)
        if chances:
            cells.append(probability(chances[str(row["strategy"])]))
        body.append(cells)
    note = "A person over the horizon, discounted; ICER against the last cheaper technology on the frontier."
    if best:
        note += " Bold: the highest net benefit."
    return table(
        head, body, id="table-brief", caption="The strategies, by rising cost", align="l" + "r" * (len(head) - 1),
        bold_rows=best, note=note, landscape=False,
    )  # fmt: skip


def main_tornado(material: Material) -> Markdown:
    """The tornado of the strategy that matters most."""
    analysis = material.analysis("dsa")
    if analysis is None:
        return not_run(material, "dsa")
    labels = analysis.study.labels
    names = [(s, f"dsa/tornado_{s}") for s in material.focus if material.dossier.figure(f"dsa/tornado_{s}")]
    return found_figures(
        material,
        [(name, f"What moves the net benefit of {labels[s]} against {material.reference}",
          "Tornado diagram of incremental net monetary benefit, widest bars at the top.") for s, name in names[:1]],
        width=SMALL,
    )  # fmt: skip


def second_figure(material: Material) -> Markdown:
    """The picture beside the acceptability curves: the price where it was asked for, else what drives the decision."""
    first = material.first
    end = "" if first is None else threshold_name(first)
    names = [n for n in material.figures_of("price/") if n.endswith(f"_{end}")]
    if not names or material.analysis("price") is None:
        return main_tornado(material)
    label = material.analysis("price").facts["label"]  # type: ignore[union-attr]
    caption = f"How likely it is to be worth it, by the price of {label}"
    return found_figures(
        material,
        [
            (
                names[0],
                caption,
                "Curves of the probability that each strategy is worth its cost, falling with the price.",
            )
        ],
        width=SMALL,
    )


def checklist_of(material: Material) -> object:
    """The CHEERS checklist, as a function that a template calls."""
    needs = {f"has.{kind}": there for kind, there in has(material).items()}
    facts = study_facts(material)
    needs |= {"population": bool(facts["population"]), "country": bool(facts["country"])}
    needs |= {"perspective": bool(facts["perspective"]), "price year": bool(facts["price_year"])}

    def cheers_table(written: Mapping[str, object] | None = None, without: tuple[str, ...] = ()) -> Markdown:
        return cheers.checklist(needs, written, without)

    return cheers_table


def stamp_line(material: Material) -> Markdown:
    """How the numbers were made, in a line: enough to tell two reports apart, and to make the numbers again."""
    stamp = material.dossier.stamp
    parts = [f"workbook {stamp.get('workbook', material.study.book)}", f"SHA-256 {stamp.get('SHA-256', '')[:16]}..."]
    parts += [f"costeff {stamp['costeff']}"] if "costeff" in stamp else []
    facts = study_facts(material)
    parts += [f"{facts['draws']} draws, seed {facts['seed']}" if facts["draws"] else "no draws"]
    parts += [f"run {stamp['run at'][:10]}"] if "run at" in stamp else []
    return paragraphs([f"Made from {', '.join(parts)}."])


def sureness(material: Material) -> Markdown:
    """How sure the choice is, in short."""
    if material.run.psa is None:
        return said(["No probabilistic analysis was run: nothing here says how sure the choice is."])
    return said(words.certainty(material.run)[: len(material.study.thresholds) or 1])


NAMES: tuple[Name, ...] = (
    Name(name="said.question", meaning="what the analysis asks", make=lambda m: said([question(m)])),
    Name(name="said.methods", meaning="how it was answered, in two sentences", make=lambda m: said([methods(m)])),
    Name(name="said.summary", meaning="the plain-language summary, as a list", make=summary),
    Name(name="said.stamp", meaning="how the numbers were made, in a line", make=stamp_line),
    Name(name="said.drivers", meaning="what drives the decision, in short",
         make=lambda m: said(drivers(m)[:SHORT]) if m.analysis("dsa") else not_run(m, "dsa")),
    Name(name="said.sureness", meaning="how sure the choice is, in short", make=sureness),
    Name(name="said.price_short", meaning="the highest price at which it is worth it, in a sentence",
         make=lambda m: said([price_headline(m)]) if m.analysis("price") else not_run(m, "price")),
    Name(name="said.budget_short", meaning="the budget impact, in short",
         make=lambda m: said([budget_headline(m)]) if m.analysis("budget") else not_run(m, "budget")),
    Name(name="said.limits_short", meaning="the first limitations", make=lambda m: said(in_short(m.dossier))),
    Name(name="tables.brief", meaning="one small table of the decision", make=brief_table),
    Name(name="figures.small_ceac", meaning="acceptability curves, small enough for a brief",
         make=lambda m: m.figure("ceac", caption="How likely each strategy is to be the best, by the worth of a QALY",
                                 alt="Curves of the probability that each strategy is the best against the worth of a "
                                 "QALY.", width=SMALL, id="figure-small-ceac")),
    Name(name="figures.main_tornado", meaning="the tornado of the strategy that matters most", make=main_tornado),
    Name(name="figures.second", meaning="the second picture of a brief: probability against price, or the tornado",
         make=second_figure),
    Name(name="cheers", meaning="a function that gives the CHEERS 2022 checklist: cheers({name: authors' text}, "
         "[ids of sections left out])", make=checklist_of),
)  # fmt: skip
