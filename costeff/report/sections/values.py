"""Other values than the base case's: the distribution of health, and the rules of other jurisdictions."""

from __future__ import annotations

from costeff.format import BLANK, count, money, qalys, rewritten
from costeff.report.blocks import Markdown, table
from costeff.report.sections.base_case import SAVED, SAVED_NOTE, quadrant_words
from costeff.report.sections.material import Material, Name, records
from costeff.report.sections.runs import found_figures, not_run
from costeff.report.sections.sensitivity import figures_of

DISTRIBUTION = {
    "plane": "Equity impact plane",
    "aversion_atkinson": "Change of health by aversion to relative inequality (Atkinson)",
}
"""How the figures of the distribution that are shown begin, and their captions; the others say much the same."""


def distribution_table(material: Material) -> Markdown:
    """What each strategy does to mean health and to its distribution over the subgroups."""
    analysis = material.analysis("distribution")
    if analysis is None:
        return not_run(material, "distribution")
    body: list[list[str] | str] = []
    frame = analysis.tables["equity"]
    frame = frame[frame["threshold"].isin(analysis.study.thresholds[:1])]
    for (threshold, index), rows in frame.groupby(["threshold", "index"], sort=False):
        aversion = float(rows["parameter"].iloc[0])
        body.append(f"{index} index, aversion {aversion:g}, at {material.a_qaly(float(str(threshold)))}")
        body += [
            [
                str(row["label"]),
                *(qalys(float(row[n])) for n in ("mean_change", "ede_change", "equity_impact")),
                money(float(row["weighted_inmb"]), "", 0),
                str(row["verdict"]),
            ]
            for row in records(rows)
        ]
    return table(
        ["Technology", "Mean net health", "Equally distributed equivalent", "Effect on equality",
         f"Equity-weighted NMB ({material.symbol})", "In words"],
        body,
        id="table-distribution",
        caption="Net health and its distribution over the subgroups",
        align="lrrrrl",
        note="QALYs a person, over all subgroups, against what each of them gets now. The equity-weighted result "
        "stands beside the base case, never in its place.",
    )  # fmt: skip


def rules_table(material: Material) -> Markdown:
    """The rules of each jurisdiction, as of when, and how well they are known."""
    analysis = material.analysis("jurisdictions")
    if analysis is None:
        return not_run(material, "jurisdictions")
    body = [
        [
            str(row["name"]),
            str(row["as_of"]) or BLANK,
            rewritten(str(row["discount_costs"])),
            rewritten(str(row["discount_effects"])),
            str(row["cycle_correction"]),
            _amounts(str(row["thresholds"])),
            str(row["confidence"]) or "of this study",
        ]
        for row in records(analysis.tables["rules"])
    ]
    return table(
        ["Rules", "As of", "Costs", "Effects", "Correction", f"Worth of a QALY ({material.symbol})", "How well known"],
        body,
        id="table-rules",
        caption="Rules that were applied",
        align="lllllll",
        over=[("", 2), ("Discount rates", 2), ("", 3)],
    )


def _amounts(text: str) -> str:
    """Thresholds that are written as in a workbook, `25000, 35000`, as people read them."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.replace(".", "", 1).isdigit() for part in parts):
        return text
    return "; ".join(count(float(part)) for part in parts) or BLANK


def jurisdictions_table(material: Material) -> Markdown:
    """The strategies that matter most against the reference, each under the rules of every jurisdiction."""
    analysis = material.analysis("jurisdictions")
    if analysis is None:
        return not_run(material, "jurisdictions")
    frame = analysis.tables["jurisdictions"]
    body: list[list[str] | str] = []
    compared = set(frame["strategy"]) - {material.study.reference}
    shown = [s for s in material.drawn if s in compared]
    for strategy in shown:
        body.append(material.labels.get(strategy, strategy))
        body += [
            [
                str(row["name"]),
                money(float(row["inc_cost"]), "", 0),
                qalys(float(row["inc_qalys"])),
                quadrant_words(row, ""),
            ]
            for row in records(frame[frame["strategy"] == strategy])
        ]
    saved = SAVED_NOTE if any(SAVED in row[3] for row in body if not isinstance(row, str)) else ""
    return table(
        ["Rules", "Incremental costs", "Incremental QALYs", f"ICER ({material.symbol}/QALY)"],
        body,
        id="table-jurisdictions",
        caption=f"Results under the rules of other jurisdictions, against {material.reference}",
        align="lrrr",
        note=f"In {material.currency}, at the prices of the workbook.{saved}"
        f"{material.elsewhere(len(shown), len(compared))}",
    )


def jurisdiction_figures(material: Material) -> Markdown:
    """Net benefits under each jurisdiction's rules, for the comparisons that matter most."""
    if material.analysis("jurisdictions") is None:
        return not_run(material, "jurisdictions")
    labels = material.labels
    return found_figures(
        material,
        [
            (f"jurisdictions/inmb_{s}", f"Other rules: {labels.get(s, s)} against {material.reference}",
             "Incremental net monetary benefit under the rules of each jurisdiction.")
            for s in material.drawn
        ],
    )  # fmt: skip


NAMES: tuple[Name, ...] = (
    Name(name="tables.distribution", meaning="net health and its distribution over the subgroups",
         make=distribution_table),
    Name(name="figures.distribution", meaning="the equity impact plane and the aversion curves",
         make=lambda m: figures_of(m, "distribution", DISTRIBUTION,
                                   "Net health benefit and effect on inequality of each technology.",
                                   every_threshold=False)),
    Name(name="tables.jurisdictions", meaning="results under the rules of other jurisdictions",
         make=jurisdictions_table),
    Name(name="tables.rules", meaning="the rules of each jurisdiction, and how well they are known", make=rules_table),
    Name(name="figures.jurisdictions", meaning="net benefits under other rules", make=jurisdiction_figures),
)  # fmt: skip
