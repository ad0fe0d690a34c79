"""Jurisdictions in sentences: which strategy is preferred under whose rules, and whose rules are not verified."""

from __future__ import annotations

from costeff.results import Analysis
from costeff.words.phrases import joined, named, plural, prices, quoted


def jurisdictions_findings(analysis: Analysis) -> tuple[str, ...]:
    """What is preferred where, at the thresholds in force there; rules that were recalled, not looked up, are told.

    Args:
        analysis: as of `costeff.jurisdictions`.
    """
    table, currency = analysis.tables["net_benefit"], analysis.study.currency
    chosen = table[table["in_force"].astype(bool) & table["preferred"].astype(bool)]
    groups: dict[str, list[str]] = {}
    for name, rows in chosen.groupby("name", sort=False):
        by_label: dict[str, list[float]] = {}
        for label, threshold in zip(rows["label"].astype(str), rows["threshold"].astype(float), strict=True):
            by_label.setdefault(label, []).append(threshold)
        where = quoted(str(name))
        if len(by_label) == 1:
            groups.setdefault(next(iter(by_label)), []).append(where)
        else:
            for label, at in by_label.items():
                groups.setdefault(label, []).append(f"{where} at {prices(at, currency)} a QALY")
    said = [f"{quoted(label)} is preferred under the rules of {joined(where)}." for label, where in groups.items()]
    if len(groups) == 1 and chosen["name"].nunique() > 1:
        (label,) = groups
        said = [
            f"{quoted(label)} is preferred under all {plural(chosen['name'].nunique(), 'set')} of rules, the "
            "workbook's own among them, at every threshold used there."
        ]
    without = [str(name) for name in dict.fromkeys(table["name"]) if name not in set(chosen["name"])]
    if without:
        said.append(f"No threshold is in force under the rules of {named(without)}.")
    unsure = list(dict.fromkeys(table.loc[~table["verified"].astype(bool), "name"].astype(str)))
    if unsure:
        said.append(f"Not all of these rules were checked against their sources: {named(unsure)}.")
    return tuple(said)
