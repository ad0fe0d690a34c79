"""Jurisdictions in sentences: which strategy is preferred under whose rules, and whose rules are not verified."""

from __future__ import annotations

from collections.abc import Sequence

from costeff.format import count
from costeff.results import Analysis
from costeff.words.phrases import joined, named, plural, prices, quoted

OWN = "As the workbook says"
"""Name of the rules of the workbook, where no others were put in their place."""

Where = tuple[str, str]
"""Name of some rules, and at which thresholds; the latter empty for all."""


def jurisdictions_findings(analysis: Analysis) -> tuple[str, ...]:
    """What is preferred where, at the thresholds in force there; how many of the rules were recalled, not looked up.

    Which rules those are, and how well each is known, stands in the notes of the analysis.

    Args:
        analysis: as of `costeff.jurisdictions`.
    """
    table, currency = analysis.tables["net_benefit"], analysis.study.currency
    chosen = table[table["in_force"].astype(bool) & table["preferred"].astype(bool)]
    groups: dict[str, list[Where]] = {}
    for name, rows in chosen.groupby("name", sort=False):
        by_label: dict[str, list[float]] = {}
        for label, threshold in zip(rows["label"].astype(str), rows["threshold"].astype(float), strict=True):
            by_label.setdefault(label, []).append(threshold)
        for label, at in by_label.items():
            some = f" at {prices(at, currency)} a QALY" if len(by_label) > 1 else ""
            groups.setdefault(label, []).append((str(name), some))
    said = [f"{quoted(label)} is preferred {_under(where)}." for label, where in groups.items()]
    if len(groups) == 1 and chosen["name"].nunique() > 1:
        (label,) = groups
        sets = chosen["name"].nunique()
        said = [
            f"{quoted(label)} is preferred under {'both' if sets == 2 else f'all {count(sets)}'} sets of rules, the "
            "workbook's own among them, at every threshold used there."
        ]
    without = [str(name) for name in dict.fromkeys(table["name"]) if name not in set(chosen["name"])]
    if without:
        said.append(f"No threshold is in force under the rules of {named(without)}.")
    unsure, every = table.loc[~table["verified"].astype(bool), "name"].nunique(), table["name"].nunique()
    if unsure:
        were = "was" if unsure == 1 else "were"
        said.append(
            f"None of the {plural(every, 'set')} of rules was fully checked against its source: the notes name them."
            if unsure == every
            else f"{count(unsure)} of the {plural(every, 'set')} of rules {were} not fully checked against the source: "
            "the notes name them."
        )
    return tuple(said)


def _under(where: Sequence[Where]) -> str:
    """`under the workbook's own rules at £2 a QALY and under the rules of "A" and "B"`."""
    own = [f"under the workbook's own rules{at}" for name, at in where if name == OWN]
    others = [f"{quoted(name)}{at}" for name, at in where if name != OWN]
    return joined([*own, *([f"under the rules of {joined(others)}"] if others else [])])
