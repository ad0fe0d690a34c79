"""Which figures scenarios and subgroups have, and what each is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.format import money
from costeff.plots.style import line_styles
from costeff.results import Analysis, threshold_name

MOST_STRATEGIES = 6
"""Strategies with a figure of their own: those with the highest net benefit in the base case."""

MOST_ROWS = 42
"""Rows of one figure; more go on in the next."""

MOST_STEPS = 3
"""Stacks of scenarios that are drawn: the longest."""

PANELS = 3
"""Strategies in the figure of one stack."""


def scenario_figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """The figures of scenarios: a forest a strategy (`inmb_ID`), and how stacked ones add up (`steps_ID`)."""
    if not analysis.study.thresholds:
        return
    table = analysis.tables["scenarios"]
    base = table[table["scenario"] == analysis.facts["base"]]
    for key in _drawn(base, analysis):
        rows = _forest_rows(analysis, table, key, "scenario")
        rows = rows[(rows["strategy"] == key) | (rows["note"] != "")].assign(
            emphasis=rows["id"] == analysis.facts["base"]
        )
        yield from _pages(analysis, rows, key, "Change")
    yield from _step_figures(analysis)


def subgroup_figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """The figures of subgroups: a forest a strategy (`inmb_ID`), all of them together at the foot."""
    if not analysis.study.thresholds:
        return
    table = pd.concat([analysis.tables["pairwise"], analysis.tables["mixture"]], ignore_index=True)
    for key in _drawn(table, analysis):
        rows = _forest_rows(analysis, table, key, "subgroup")
        rows = rows.assign(emphasis=rows["id"] == "mixture")
        yield from _pages(analysis, rows, key, "")


def _drawn(rows: pd.DataFrame, analysis: Analysis) -> list[str]:
    """The strategies that have figures, by falling net benefit."""
    others = rows[(rows["strategy"] != rows["reference"]) & (rows["strategy"] != "")]
    benefit = others.groupby("strategy", sort=False)[f"inmb_{_end(analysis)}"].max().sort_values(ascending=False)
    return [str(key) for key in benefit.index[:MOST_STRATEGIES]]


def _end(analysis: Analysis) -> str:
    return threshold_name(analysis.study.thresholds[0])


def _forest_rows(analysis: Analysis, table: pd.DataFrame, key: str, column: str) -> pd.DataFrame:
    """The rows of one strategy's forest: every situation that compares it with its usual reference, or failed."""
    end, drawn = _end(analysis), bool(analysis.facts["draws"])
    mine = table[((table["strategy"] == key) & (table["strategy"] != table["reference"])) | (table["strategy"] == "")]
    usual = str(mine.loc[mine["strategy"] != "", "reference"].iloc[0])
    mine = mine[(mine["reference"] == usual) | (mine["strategy"] == "")]
    own: Mapping[str, Sequence[float]] = analysis.facts.get("thresholds", {})
    judged = [analysis.study.thresholds[0] in own.get(name, analysis.study.thresholds) for name in mine[column]]
    head, change = ("psa_inmb", "psa_d_inmb") if drawn else ("inmb", "d_inmb")
    blank = np.full(len(mine), np.nan)
    ends = {tail: mine[f"psa_inmb_{end}_{tail}"].to_numpy(dtype=float) if drawn else blank for tail in ("low", "high")}
    notes = np.where(mine["strategy"] == "", "could not be run", np.where(judged, "", "other thresholds"))
    return pd.DataFrame(
        {
            "id": mine[column].to_numpy(),
            "strategy": mine["strategy"].to_numpy(),
            "reference": usual,
            "label": mine[f"{column}_label"].to_numpy(),
            "value": mine[f"{head}_{end}"].to_numpy(dtype=float),
            **ends,
            "change": mine[f"{change}_{end}"].to_numpy(dtype=float) if f"{change}_{end}" in mine else blank,
            "note": notes,
        }
    )


def _pages(analysis: Analysis, rows: pd.DataFrame, key: str, change: str) -> Iterator[tuple[str, Figure]]:
    """One strategy's forest, on as many pages as it needs, the base case on each."""
    study = analysis.study
    labels = {**analysis.facts["strategies"], **study.labels}
    styles = line_styles([*study.labels, *(name for name in labels if name not in study.labels)])
    price = money(study.thresholds[0], study.currency)
    reference = labels[str(rows["reference"].iloc[0])]
    heads = ["Mean INMB (95% interval)" if analysis.facts["draws"] else "INMB", *([change] if change else [])]
    first = rows[rows["emphasis"]] if change else rows.iloc[:0]
    rest = rows.drop(first.index)
    pages = [rest.iloc[k : k + MOST_ROWS] for k in range(0, len(rest), MOST_ROWS)] or [rest]
    for k, part in enumerate(pages):
        figure = plots.forest(
            pd.concat([first, part]),
            style=styles[key],
            currency=study.currency,
            title=f"{labels[key]}" + (f" ({k + 1} of {len(pages)})" if len(pages) > 1 else ""),
            axis=f"Incremental net monetary benefit against {reference} at {price} a QALY",
            sides=("reference better", "better"),
            heads=heads,
        )
        yield f"inmb_{key}" + (f"_{k + 1}" if len(pages) > 1 else ""), figure


def _step_figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """How stacked scenarios add up: the longest stacks that no other continues."""
    table, study = analysis.tables["steps"], analysis.study
    ways = {name: tuple(part.drop_duplicates("step")["adds"]) for name, part in table.groupby("scenario", sort=False)}
    ends = [name for name, way in ways.items() if not any(o != way and o[: len(way)] == way for o in ways.values())]
    for name in sorted(ends, key=lambda name: -len(ways[name]))[:MOST_STEPS]:
        mine = table[table["scenario"] == name]
        panels = _panels(analysis, mine)
        if panels:
            price = money(study.thresholds[0], study.currency)
            yield (
                f"steps_{_file_name(str(name))}",
                plots.waterfall(
                    panels,
                    currency=study.currency,
                    title=f"{mine['scenario_label'].iloc[0]}, step by step",
                    axis=f"Incremental net monetary benefit at {price} a QALY",
                ),
            )


def _panels(analysis: Analysis, mine: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The strategies of a stack that are compared with the same reference at each step: those that move most."""
    column = f"inmb_{_end(analysis)}"
    count = mine["step"].nunique()
    found = []
    for _, part in mine[mine["strategy"] != mine["reference"]].groupby("strategy", sort=False):
        if len(part) == count and len(set(part["reference"])) == 1 and part[column].notna().all():
            steps = pd.DataFrame({"label": _step_labels(part), "value": part[column].to_numpy(dtype=float)})
            found.append((str(part["label"].iloc[0]), steps))
    moved = [pair for pair in found if np.ptp(pair[1]["value"]) > 0]
    return sorted(moved, key=lambda pair: _movement(pair[1]), reverse=True)[:PANELS]


def _movement(steps: pd.DataFrame) -> tuple[int, float]:
    """At how many steps a strategy moves, and over what range."""
    values = steps["value"].to_numpy(dtype=float)
    return int((np.abs(np.diff(values)) > 1e-9 * (1 + np.abs(values[:-1]))).sum()), float(np.ptp(values))


def _step_labels(part: pd.DataFrame) -> list[str]:
    return [
        str(label) if not step else f"{int(step)}. {label}"
        for step, label in zip(part["step"], part["adds_label"], strict=True)
    ]


def _file_name(name: str) -> str:
    """A scenario's name as part of a file's."""
    kept = "".join(c if c.isalnum() or c in "-_" else "-" for c in name.casefold())
    return kept.strip("-") or "scenario"
