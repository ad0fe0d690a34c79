"""Scenarios, subgroups, sweeps and jurisdictions: the same strategies in other circumstances."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from costeff.format import BLANK, count, life_years, money, percent, qalys, status
from costeff.format import icer as show_icer
from costeff.report.blocks import Markdown, paragraphs, table, text
from costeff.report.pictures import shape_of
from costeff.report.sections.base_case import SAVED, SAVED_NOTE, quadrant_words
from costeff.report.sections.material import WORKBOOK, Material, Name, missing, records, said
from costeff.report.sections.runs import found_figures, not_run
from costeff.results import Analysis, threshold_name
from costeff.words.phrases import alike, joined, listed, plural, quoted

MOST_FIGURES = 2
"""Figures of one sweep that are shown."""

LEGIBLE = 1.5
"""Height over width of a figure beyond which it would have to be shrunk too far to be read."""

FAILED = "could not be run"

CHANGED = " (changed)"
"""After a technology that is another one than in the base case."""

LONG = 30
"""Scenarios from which those that change nothing are counted rather than listed."""

NAMED = 4
"""Scenarios that a sentence names."""

OWN = "own thresholds"
"""Stands where a scenario is judged by thresholds of its own."""


def preferred_table(material: Material) -> Markdown:
    """Each scenario with the preferred strategy at each threshold; what differs from the base case is marked.

    Of very many scenarios those are listed that differ, that failed or that have thresholds of their own.
    """
    analysis = material.analysis("scenarios")
    if analysis is None:
        return not_run(material, "scenarios")
    study, base = analysis.study, str(analysis.facts["base"])
    if not study.thresholds:
        return missing("The workbook gives no worth of a QALY, so that no scenario has a preferred technology.")
    chosen = {threshold: _preferred(analysis, threshold) for threshold in study.thresholds}
    failed = analysis.facts["failed"]
    body, unchanged = [], 0
    several = _scenarios(analysis)
    for name, heading in several.items():
        cells = [heading]
        for threshold, best in chosen.items():
            if name in failed or not _judged_at(analysis, name, threshold):
                cells.append(FAILED if name in failed else OWN)
            else:
                cells.append(best[name] + ("" if best[name] == best[base] else CHANGED))
        if len(several) > LONG and name != base and not any(c.endswith((CHANGED, FAILED, OWN)) for c in cells[1:]):
            unchanged += 1
        else:
            body.append(cells)
    return table(
        ["Scenario", *(f"Preferred at {material.a_qaly(t)}" for t in study.thresholds)],
        body,
        id="table-scenarios",
        caption="Scenarios: the technology with the highest net benefit",
        align="l" + "l" * len(study.thresholds),
        landscape=False,
        note='"changed": another one than in the base case.' + _unlisted(unchanged),
    )


def _unlisted(number: int) -> str:
    """How many scenarios a table leaves out, as the end of its note; empty if none."""
    if not number:
        return ""
    return f" Not listed: {plural(number, 'scenario')} in which it is the same as in the base case."


def _scenarios(analysis: Analysis) -> Mapping[str, str]:
    """Labels of the base case and the scenarios, in order."""
    frame = analysis.tables["scenarios"]
    return dict(zip(frame["scenario"].astype(str), frame["scenario_label"].astype(str), strict=True))


def _judged_at(analysis: Analysis, name: str, threshold: float) -> bool:
    """Whether a scenario is judged at a threshold: one with its own, such as those of another country, may not be."""
    own = analysis.facts["thresholds"]
    return name not in own or threshold in own[name]


def _preferred(analysis: Analysis, threshold: float) -> Mapping[str, str]:
    """Label of the strategy with the highest net benefit in each scenario that ran."""
    frame = analysis.tables["scenarios"]
    rows = frame[frame[f"best_{threshold_name(threshold)}"].astype(bool)]
    return dict(zip(rows["scenario"].astype(str), rows["label"].astype(str), strict=True))


def benefits_table(material: Material) -> Markdown:
    """Each scenario with the incremental net benefit of the strategies that matter, at the first threshold."""
    analysis = material.analysis("scenarios")
    if analysis is None:
        return not_run(material, "scenarios")
    frame, study = analysis.tables["scenarios"], analysis.study
    if not study.thresholds:
        return missing("The workbook gives no worth of a QALY, so that there is no net benefit.")
    column = f"inmb_{threshold_name(study.thresholds[0])}"
    shown = [s for s in material.focus if s in set(frame["strategy"])]
    values: dict[str, dict[str, float]] = {}
    for name, strategy, benefit in zip(frame["scenario"], frame["strategy"], frame[column].astype(float), strict=True):
        values.setdefault(str(name), {}).update({str(strategy): benefit} if strategy else {})
    references = dict(zip(frame["scenario"].astype(str), frame["reference"].astype(str), strict=True))
    body, apart = [], False
    for name, label in _scenarios(analysis).items():
        other = references[name] != study.reference
        apart |= other
        heading = f"{label} *" if other else label
        if not values[name]:
            body.append([heading, FAILED, *([""] * (len(shown) - 1))])
        elif not _judged_at(analysis, name, study.thresholds[0]):
            body.append([heading, *(OWN if s in values[name] else "not compared" for s in shown)])
        else:
            there = values[name]
            body.append([heading, *(money(there[s], "", 0) if s in there else "not compared" for s in shown)])
    note = f"Against {material.reference}, at {material.a_qaly(study.thresholds[0])}."
    if apart:
        note += " * Against the reference of the scenario, which is another one."
    if len(shown) < len(study.labels) - 1:
        note += f" The other technologies are in {WORKBOOK}."
    return table(
        ["Scenario", *(material.labels.get(s, s) for s in shown)],
        body,
        id="table-scenario-benefits",
        caption=f"Scenarios: incremental net monetary benefit ({material.symbol})",
        align="l" + "r" * len(shown),
        note=note,
    )


def scenario_figures(material: Material) -> Markdown:
    """Forest plots of the net benefit by scenario, for the comparisons that matter most, and the stepwise ones."""
    analysis = material.analysis("scenarios")
    if analysis is None:
        return not_run(material, "scenarios")
    labels = analysis.study.labels
    wanted = []
    for strategy in material.drawn:
        names = _of_strategy(material.figures_of("scenarios/inmb_"), f"scenarios/inmb_{strategy}")
        paths = [material.dossier.figures[name] for name in names]
        if len(names) > 1 or any(shape_of(path) > LEGIBLE for path in paths):
            continue  # so many scenarios that they would be too small to read: the table says the same
        wanted += [
            (name, f"Scenarios: {labels.get(strategy, strategy)} against {material.reference}{_page(name)}",
             "Incremental net monetary benefit in each scenario, sorted, beside that of the base case.")
            for name in names
        ]  # fmt: skip
    wanted += [
        (name, f"Scenario built step by step: {_step_label(analysis, name)}",
         "Incremental net monetary benefit after each change of a scenario, one after another.")
        for name in material.figures_of("scenarios/steps_")
    ]  # fmt: skip
    return found_figures(material, wanted) if wanted else Markdown("")


def _of_strategy(names: list[str], start: str) -> list[str]:
    """The figures of one strategy: the one named so, or its pages."""
    return [n for n in names if n == start or (n.startswith(f"{start}_") and n.removeprefix(f"{start}_").isdigit())]


def _page(name: str) -> str:
    """`, part 2` of a figure on several pages."""
    end = name.rpartition("_")[2]
    return f", part {end}" if end.isdigit() and len(end) < 3 else ""


def _step_label(analysis: Analysis, name: str) -> str:
    """Label of the scenario that a figure of steps is about."""
    key = name.removeprefix("scenarios/steps_")
    frame = analysis.tables["scenarios"]
    rows = frame[frame["scenario"] == key]
    return str(rows["scenario_label"].iloc[0]) if len(rows) else key.replace("_", " ")


def subgroups_table(material: Material) -> Markdown:
    """Each subgroup's incremental table, and that of all together."""
    analysis = material.analysis("subgroups")
    if analysis is None:
        return not_run(material, "subgroups")
    frame, whole, study = analysis.tables["subgroups"], analysis.tables["mixture"], analysis.study
    pairs = analysis.tables["pairwise"]
    body: list[list[str] | str] = []
    for name in dict.fromkeys(frame["subgroup"]):
        rows = frame[frame["subgroup"] == name]
        share = float(rows["share"].iloc[0])
        body.append(str(rows["subgroup_label"].iloc[0]) + _share(share))
        body += _subgroup_rows(material, rows, pairs[pairs["subgroup"] == name])
    if len(whole):
        body.append(str(whole["subgroup_label"].iloc[0]))
        own = whole.rename(columns={"icer": "icer_reference", "frontier_icer": "icer"}).sort_values("cost")
        body += _subgroup_rows(material, own, whole)
    first = study.thresholds[:1]
    saved = SAVED_NOTE if any(SAVED in row[4] for row in body if not isinstance(row, str)) else ""
    return table(
        ["Technology", f"Costs ({material.symbol})", "LYG", "QALYs", "Against the reference",
         f"ICER, fully incremental ({material.symbol}/QALY)",
         *(f"Incremental NMB at {material.a_qaly(t)}" for t in first)],
        body,
        id="table-subgroups",
        caption="Results by subgroup",
        align="lrrrrrr",
        note=f"The ICER against the reference in {material.symbol} a QALY, or in words why there is none.{saved}",
    )  # fmt: skip


def _share(share: float) -> str:
    """Which share of the patients a subgroup is; those looked at beside them have none."""
    if math.isnan(share):
        return ""
    return f" ({percent(share)} of patients)" if share > 0 else " (beside the patients of the base case)"


def _subgroup_rows(material: Material, rows: pd.DataFrame, pairs: pd.DataFrame) -> list[list[str]]:
    """The strategies of one subgroup."""
    found = []
    first = material.first
    against = {str(row["strategy"]): row for row in records(pairs)}
    for row in records(rows):
        if not row["strategy"]:
            return [[FAILED, *([""] * (6 if first is not None else 5))]]
        pair = against.get(str(row["strategy"]), {})
        is_reference = row["strategy"] == pair.get("reference")
        word = str(row["status"])
        ratio = show_icer(float(row["icer"])) if row["icer"] == row["icer"] else status(word)
        found.append(
            [
                str(row["label"]),
                money(float(row["cost"]), "", 0),
                life_years(float(row["life_years"])),
                qalys(float(row["qalys"])),
                "reference" if is_reference else quadrant_words(pair, ""),
                BLANK if word == "ND" and row["icer"] != row["icer"] else ratio,
            ]
        )
        if first is not None:
            benefit = float(pair.get(f"inmb_{threshold_name(first)}", float("nan")))
            found[-1].append("" if is_reference else money(benefit, "", 0))
    return found


def sweeps(material: Material) -> Markdown:
    """Each stored sweep: its title, what it found, its first figures."""
    found = material.analyses("sweep")
    if not found:
        return not_run(material, "sweep")
    pieces = []
    for analysis in found:
        names = material.figures_of(f"{analysis.name}/")[:MOST_FIGURES]
        pieces.append(Markdown("\n\n### ") + text(analysis.title) + Markdown("\n\n"))
        pieces.append(said((*material.findings(analysis), *analysis.notes)))
        if names:
            wanted = [(name, _sweep_caption(analysis, name, k), "Results along the values of the sweep.")
                      for k, name in enumerate(names)]  # fmt: skip
            pieces.append(found_figures(material, wanted))
    return Markdown("").join(pieces)


def _sweep_caption(analysis: Analysis, name: str, k: int) -> str:
    """The title of the sweep, and the worth of a QALY if the figure's name ends in it."""
    end = name.rpartition("_")[2]
    at = [t for t in analysis.study.thresholds if threshold_name(t) == end]
    more = f", at {money(at[0], analysis.study.currency)} a QALY" if at else f", part {k + 1}" if k else ""
    return f"{analysis.title}{more}"


def subgroup_figures(material: Material) -> Markdown:
    """Forest plots by subgroup for the comparisons that matter."""
    analysis = material.analysis("subgroups")
    if analysis is None:
        return not_run(material, "subgroups")
    labels = analysis.study.labels
    return found_figures(
        material,
        [
            (name, f"Subgroups: {labels.get(s, s)} against {material.reference}{_page(name)}",
             "Incremental net monetary benefit in each subgroup.")
            for s in material.drawn
            for name in _of_strategy(material.figures_of("subgroups/inmb_"), f"subgroups/inmb_{s}")
        ],
    )  # fmt: skip


def scenarios_said(material: Material) -> Markdown:
    """How many scenarios were run, and how many failed, before the findings."""
    analysis = material.analysis("scenarios")
    if analysis is None:
        return not_run(material, "scenarios")
    failed = len(analysis.facts["failed"])
    number = len(set(analysis.tables["scenarios"]["scenario"])) - 1 - failed
    text = f"{plural(number, 'scenario')} of the workbook {'was' if number == 1 else 'were'} run beside the base case"
    text += f"; {plural(failed, 'scenario')} could not be run." if failed else "."
    return paragraphs([text, *stability(material), *by_own_thresholds(analysis), *analysis.notes])


def stability(material: Material) -> tuple[str, ...]:
    """In how many scenarios the preferred strategy of the base case stays so, a sentence a threshold."""
    analysis = material.analysis("scenarios")
    if analysis is None:
        return ()
    study, base = analysis.study, str(analysis.facts["base"])
    found = []
    for threshold in study.thresholds:
        best = _preferred(analysis, threshold)
        others = {name: label for name, label in best.items() if name != base and _judged_at(analysis, name, threshold)}
        if others:
            labels = _scenarios(analysis)
            changed = [f"{quoted(labels[n])} ({quoted(label)})" for n, label in others.items() if label != best[base]]
            text = (
                f"At {material.a_qaly(threshold)}, {quoted(best[base])} is preferred in the base case and in "
                f"{count(len(others) - len(changed))} of {plural(len(others), 'scenario')}"
            )
            text += " judged at that worth" if len(others) < len(best) - 1 else ""
            found.append(
                f"{text}; another strategy is preferred in {listed(changed, NAMED)}." if changed else f"{text}."
            )
    return tuple(found)


def by_own_thresholds(analysis: Analysis) -> tuple[str, ...]:
    """What is preferred where a scenario has thresholds of its own, which may be in another currency."""
    labels, found = _scenarios(analysis), []
    for name, own in analysis.facts["thresholds"].items():
        groups = alike((float(t), quoted(_preferred(analysis, float(t))[name])) for t in own)
        parts = [f"{best} at {joined([count(t) for t in at])}" for best, at in groups.items()]
        if parts:
            found.append(f"{quoted(labels[name])}, by its own worth of a QALY: {joined(parts)}.")
    return tuple(found)


NAMES: tuple[Name, ...] = (
    Name(name="said.scenarios_run", meaning="how many scenarios were run, and which failed", make=scenarios_said),
    Name(name="tables.scenarios", meaning="the preferred strategy in each scenario", make=preferred_table),
    Name(name="tables.scenario_benefits", meaning="incremental net benefit in each scenario", make=benefits_table),
    Name(name="figures.scenarios", meaning="forest plots of the scenarios, and those built step by step",
         make=scenario_figures),
    Name(name="tables.subgroups", meaning="the incremental table of each subgroup", make=subgroups_table),
    Name(name="figures.subgroups", meaning="forest plots of the subgroups", make=subgroup_figures),
    Name(name="sweeps", meaning="every stored sweep: heading, findings, figures", make=sweeps),
)  # fmt: skip
