"""One parameter at a time, two at a time, and the values at which the decision turns."""

from __future__ import annotations

import math
from collections.abc import Mapping

from costeff.format import count, money
from costeff.report.blocks import Markdown, table
from costeff.report.sections.material import MOST_MOVED, Material, Name, missing, records
from costeff.report.sections.runs import found_figures, not_run
from costeff.results import threshold_name
from costeff.words.phrases import amount, listed, span

TWOWAY = {
    "preferred": "Two-way analysis: the preferred technology",
    "inmb": "Two-way analysis: incremental net benefit",
}
"""How the figures of the two-way analysis begin, and their captions."""

WIDEST = 10
"""Parameters of a comparison that its table shows."""


def tornado_figures(material: Material) -> Markdown:
    """A tornado for the comparisons that matter most."""
    analysis = material.analysis("dsa")
    if analysis is None:
        return not_run(material, "dsa")
    labels = analysis.study.labels
    return found_figures(
        material,
        [
            (
                f"dsa/tornado_{strategy}",
                f"One-way analysis: {labels[strategy]} against {labels[analysis.study.reference]}",
                "Tornado diagram: bars of incremental net monetary benefit with each parameter at its lower and "
                "upper bound, widest at the top.",
            )
            for strategy in material.drawn
            if strategy in labels
        ],
    )


def tornado_table(material: Material) -> Markdown:
    """The parameters that move each comparison most, at the first threshold."""
    analysis = material.analysis("dsa")
    if analysis is None:
        return not_run(material, "dsa")
    study = analysis.study
    frame = analysis.tables["tornado"]
    if not len(frame) or not study.thresholds:
        return missing("The one-way analysis compares nothing: there is one strategy alone.")
    first = study.thresholds[0]
    body: list[list[str] | str] = []
    compared = set(frame["strategy"])
    shown = [s for s in material.drawn if s in compared]
    for strategy in shown:
        rows = frame[(frame["strategy"] == strategy) & (frame["threshold"] == first)].sort_values("rank").head(WIDEST)
        lines = records(rows)
        base = money(float(lines[0]["inmb_base"]), study.currency, 0)
        body.append(f"{study.labels[strategy]}; base case {base}")
        body += [
            [
                _moved(material, row),
                _bounds(row),
                money(float(row["inmb_low"]), "", 0),
                money(float(row["inmb_high"]), "", 0),
                money(float(row["swing"]), "", 0),
                "yes" if row["changes_sign"] else "no",
            ]
            for row in lines
        ]
    return table(
        ["Parameter", "From and to", "At the lower", "At the upper", "Width", "Changes its sign"],
        body,
        id="table-tornado",
        caption=f"The {count(WIDEST)} parameters that move the incremental net benefit ({material.symbol}) against "
        f"{study.labels[study.reference]} most, at {material.a_qaly(first)}",
        align="llrrrl",
        note="Bounds are the 2.5% and 97.5% points of the distribution, unless the workbook gives others; parameters "
        f"of a group move together.{material.elsewhere(len(shown), len(compared))}",
    )


def _moved(material: Material, row: Mapping[str, object]) -> str:
    """What is moved: a parameter, or those of a group by their labels rather than the id of the group."""
    names = str(row["moves"]).split(", ")
    labels = {p.id: p.label for p in material.study.parameters}
    if len(names) == 1 or str(row["lever"]) in labels:
        return str(row["label"])
    return f"{listed([labels.get(name, name) for name in names], MOST_MOVED)}, together"


def _bounds(row: dict[str, object]) -> str:
    """The two values of a parameter; those of a group are several."""
    low, high = float(str(row["low_value"])), float(str(row["high_value"]))
    if math.isnan(low) or math.isnan(high):
        return "each to its own"
    unit = str(row["unit"])
    return span(low, high, unit)


def threshold_table(material: Material) -> Markdown:
    """The values of parameters at which the preferred strategy changes."""
    analysis = material.analysis("threshold")
    if analysis is None:
        return not_run(material, "threshold")
    study = analysis.study
    rows = [row for row in records(analysis.tables["threshold"]) if math.isfinite(float(row["value"]))]
    if not rows:
        return missing("There is no such value to list.")
    body = [
        [
            str(row["label"]),
            amount(float(row["base_value"]), str(row["unit"])),
            money(float(row["threshold"]), study.currency),
            amount(float(row["value"]), str(row["unit"])),
            str(row["below_label"]),
            str(row["above_label"]),
        ]
        for row in rows
    ]
    return table(
        ["Parameter", "Base case", "Worth of a QALY", "Turns at", "Preferred below", "Preferred above"],
        body,
        id="table-threshold",
        caption="Values of parameters at which the preferred technology changes",
        align="lrrrll",
    )


def figures_of(
    material: Material, kind: str, captions: Mapping[str, str], alt: str, *, every_threshold: bool = True
) -> Markdown:
    """The figures of an analysis, in the order of what they are called.

    Args:
        material: the dossier.
        kind: of the analysis.
        captions: how names of files begin, to captions; a name may end in a threshold, which the caption then says.
        alt: what all of them show, in a sentence.
        every_threshold: False = at the first threshold alone.
    """
    analysis = material.analysis(kind)
    if analysis is None:
        return not_run(material, kind)
    if not material.figures_of(f"{analysis.name}/"):
        return Markdown("")  # it draws none where it finds nothing to draw
    thresholds = analysis.study.thresholds if every_threshold else analysis.study.thresholds[:1]
    wanted = []
    for start, caption in captions.items():
        wanted.append((f"{analysis.name}/{start}", caption, alt))
        for threshold in thresholds:
            at = f"{caption}, at {money(threshold, analysis.study.currency)} a QALY"
            wanted.append((f"{analysis.name}/{start}_{threshold_name(threshold)}", at, alt))
    return found_figures(material, wanted)


def twoway_figures(material: Material) -> Markdown:
    """Heat maps over two parameters: of the preferred strategy at each threshold, of the benefits at the first.

    None of the preferred strategy where it is the same at every point.
    """
    analysis = material.analysis("twoway")
    if analysis is None:
        return not_run(material, "twoway")
    shares = analysis.tables["shares"]
    plain = bool((shares.groupby("threshold")["share"].max() == 1).all()) if len(shares) else False
    alt = "Heat map over two parameters, with the break-even contour."
    pieces = [] if plain else [figures_of(material, "twoway", {"preferred": TWOWAY["preferred"]}, alt)]
    inmb = figures_of(material, "twoway", {"inmb": TWOWAY["inmb"]}, alt, every_threshold=False)
    return Markdown("").join([*pieces, inmb])


NAMES: tuple[Name, ...] = (
    Name(name="figures.tornado", meaning="a tornado for each comparison that matters", make=tornado_figures),
    Name(name="tables.tornado", meaning="the parameters that move each comparison most", make=tornado_table),
    Name(name="tables.threshold", meaning="values at which the preferred strategy changes", make=threshold_table),
    Name(name="figures.threshold", meaning="net benefits along the parameter that was asked about",
         make=lambda m: figures_of(m, "threshold", {"along": "Net benefit along the parameter"},
                                      "Lines of incremental net benefit along the range of a parameter, with the "
                                      "values marked at which the decision turns.")),
    Name(name="figures.twoway", meaning="two parameters at a time: heat maps",
         make=twoway_figures),
)  # fmt: skip
