"""Which figures a sweep has: lines or dots for one axis, heat maps or lines for two, small multiples for three."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.format import money
from costeff.plots.axis import money_texts, number_texts, percent_texts
from costeff.plots.scale import Scale
from costeff.results import Analysis, threshold_name
from costeff.workflow.sweep_report import GOOD_ABOVE, INCREMENTS, MONEY, Reported, reported

MOST_PANELS = 8
"""Panels of one figure; more are spread over figures by strategy."""


def figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """The figures of a sweep, one at a time, with the name of each."""
    scales = [_scale(axis) for axis in analysis.facts["axes"]]
    grid = analysis.tables["grid"]
    varying = [scale for scale in scales if len(scale.values) > 1] or scales[:1]
    for wanted in reported(analysis):
        name = wanted.outcome if wanted.threshold is None else f"{wanted.outcome}_{threshold_name(wanted.threshold)}"
        if wanted.outcome == "best":
            yield name, _preferred(analysis, grid, varying, wanted)
            continue
        rows = wanted.values_of(grid)
        if len(varying) == 1:
            yield name, _one(analysis, rows, varying[0], wanted)
        else:
            yield from _several(analysis, rows, varying, wanted, name)
        if wanted.outcome == "inmb" and len(varying) > 1 and _is_choice(analysis, wanted):
            yield f"best_{threshold_name(wanted.threshold or 0)}", _preferred(analysis, grid, varying, wanted)


def _scale(axis: Mapping[str, Any]) -> Scale:
    return Scale(
        column=axis["column"],
        label=axis["label"],
        unit=axis["unit"],
        values=tuple(axis["values"]),
        labels=tuple(axis["labels"]),
        numeric=axis["kind"] == "number",
        log=axis["scale"] == "log",
        marks=tuple((float(at), str(label)) for at, label in axis["marks"]),
    )


def _is_choice(analysis: Analysis, wanted: Reported) -> bool:
    """Whether the preferred strategy says more than the sign of one comparison."""
    return len(analysis.facts["strategies"]) > 2 and len(analysis.facts["report"]["references"]) == 1


def _panelled(rows: pd.DataFrame, wanted: Reported) -> tuple[pd.DataFrame, dict[str, str]]:
    """Rows with a column `panel` for each strategy and reference, and the titles of the panels."""
    several = len(wanted.references) > 1 and wanted.outcome in INCREMENTS
    mine = rows[rows["strategy"].isin(wanted.strategies) & (rows["strategy"] != rows["reference"])] if (
        wanted.outcome in INCREMENTS) else rows[rows["strategy"].isin(wanted.strategies)]  # fmt: skip
    titles: dict[str, str] = {}
    for strategy, label in wanted.strategies.items():
        for reference in wanted.references if several else [""]:
            if reference != strategy and (not several or len(mine)):
                against = f" v {wanted.labels.get(reference, reference)}" if several else ""
                titles[f"{strategy}|{reference}"] = f"{label}{against}"
    keys = mine["strategy"] + "|" + (mine["reference"] if several else "")
    found = mine.assign(panel=keys)
    return found[found["panel"].isin(titles)], titles


def _one(analysis: Analysis, rows: pd.DataFrame, x: Scale, wanted: Reported) -> Figure:
    """One axis: lines, or dots for categories; with several references, panels of lines."""
    mine, panels = _panelled(rows, wanted)
    even = wanted.outcome in GOOD_ABOVE
    if len(wanted.references) > 1 and wanted.outcome in INCREMENTS:
        return plots.sweep_panels(
            mine.assign(series="all"),
            panels,
            {"all": ""},
            x,
            name=wanted.name,
            by="",
            show=_texts_of(wanted),
            even=even,
            between=wanted.between,
        )
    series = {key: label for key, label in wanted.strategies.items() if (mine["strategy"] == key).any()}
    draw: Callable[..., Figure] = plots.sweep_lines if x.numeric else plots.sweep_dots
    order = analysis.facts["order"]
    return draw(
        mine.assign(series=mine["strategy"]),
        series,
        x,
        order=order,
        name=wanted.name,
        show=_texts_of(wanted),
        even=even,
        between=wanted.between,
    )


def _several(
    analysis: Analysis, rows: pd.DataFrame, scales: Sequence[Scale], wanted: Reported, name: str
) -> Iterator[tuple[str, Figure]]:
    """Two axes: a panel a strategy; three: a panel a value of the third, too."""
    mine, panels = _panelled(rows, wanted)
    even = wanted.outcome in GOOD_ABOVE
    if len(scales) > 2:
        third = scales[2]
        labels = dict(zip(third.values, third.labels, strict=True))
        mine = mine.assign(panel=mine["panel"] + "|" + mine[third.column].map(labels).astype(str))
        panels = {
            f"{key}|{label}": f"{title}; {_named(third, label)}"
            for key, title in panels.items()
            for label in third.labels
        }
    groups = [panels]
    if len(panels) > MOST_PANELS:
        heads = dict.fromkeys(key.split("|")[0] for key in panels)
        groups = [{k: t for k, t in panels.items() if k.split("|")[0] == head} for head in heads]
    for group in groups:
        part = mine[mine["panel"].isin(group)]
        own = name if len(groups) == 1 else f"{name}_{next(iter(group)).split('|')[0]}"
        if analysis.facts["report"]["picture"] == "lines":
            second = scales[1]
            texts = dict(zip(second.values, second.labels, strict=True))
            yield (
                own,
                plots.sweep_panels(
                    part.assign(series=part[second.column].map(texts).astype(str)),
                    group,
                    {label: label for label in second.labels},
                    scales[0],
                    name=wanted.name,
                    by=second.label,
                    show=_texts_of(wanted),
                    even=even,
                ),
            )
        else:
            yield (
                own,
                plots.heat_maps(
                    part, group, scales[0], scales[1], name=wanted.name, show=wanted.show, around_zero=even
                ),
            )


def _preferred(analysis: Analysis, grid: pd.DataFrame, scales: Sequence[Scale], wanted: Reported) -> Figure:
    """The strategy with the highest net benefit at each point; on means over the draws where there are draws."""
    end = threshold_name(wanted.threshold or 0)
    mine = grid[grid["reference"] == wanted.references[0]]
    column = f"psa_inmb_{end}" if f"psa_inmb_{end}" in mine else f"inmb_{end}"
    best = mine.loc[mine.groupby("point")[column].idxmax().dropna().astype(int)] if column.startswith("psa") else (
        mine[mine[f"best_{end}"].astype(bool)])  # fmt: skip
    money_text = money(wanted.threshold, wanted.currency)
    title = f"Highest net benefit at {money_text} a QALY"
    if len(scales) > 2:
        third = scales[2]
        labels = dict(zip(third.values, third.labels, strict=True))
        cells = best.assign(panel=best[third.column].map(labels).astype(str))
        panels = {label: f"{title}; {_named(third, label)}" for label in third.labels}
    else:
        cells, panels = best.assign(panel="all"), {"all": title}
    return plots.preferred_map(cells, panels, scales[0], scales[1], wanted.labels)


def _named(scale: Scale, label: str) -> str:
    """A value of the third axis, for the title of its panel."""
    return f"{scale.label}: {label}" if scale.numeric else label


def _texts_of(wanted: Reported) -> Callable[[Sequence[float]], Sequence[str]]:
    """How ticks of the outcome are written."""
    if wanted.outcome in MONEY:
        return lambda ticks: money_texts(ticks, wanted.currency)
    return percent_texts if wanted.outcome == "p_best" else number_texts
