from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
from decisions import study

from costeff.results import Analysis, Study
from costeff.results.comparing import compare
from costeff.words import findings, reproduced

TWO = (25_000.0, 35_000.0)


def made(kind: str, tables: dict[str, pd.DataFrame], facts: dict[str, object], thresholds=TWO) -> Analysis:
    there = study()
    about = Study.of(replace(there, settings=replace(there.settings, thresholds=thresholds, currency="GBP")))
    return Analysis(kind=kind, name=kind, title="", study=about, tables=tables, facts=facts)


def grid(shares: dict[str, float], base: str = "new", invalid: int = 0) -> tuple[str, ...]:
    rows = [(25_000.0, name, name.title(), share) for name, share in shares.items()]
    side = {"label": "Price", "unit": "GBP", "low": 0.0, "high": 500.0}
    facts = {"points": 4, "invalid": invalid, "base": {"25000": base}, "x": side, "y": {**side, "label": "Other"}}
    table = pd.DataFrame(rows, columns=["threshold", "strategy", "label", "share"])
    return findings(made("twoway", {"shares": table}, facts, (25_000.0,)))


def test_a_grid():
    assert grid({"old": 0.25, "new": 0.75}) == (
        'The grid has 4 points: "Price" from £0 to £500 and "Other" from £0 to £500.',
        'At £25,000 a QALY, preferred is "New" at 75% and "Old" at 25% of the points; in the base case it is "New".',
    )
    assert grid({"old": 0.0, "new": 1.0})[1] == 'At £25,000 a QALY, "New" is preferred at every point.'
    assert grid({"old": 1.0}, base="new")[1].endswith(
        '"Old" is preferred at every point; in the base case it is "New".'
    )
    assert grid({"new": 1.0}, invalid=1)[1] == "At 1 point the model is not valid; it is left out."
    assert grid({"new": 1.0}, invalid=2)[1] == "At 2 points the model is not valid; they are left out."
    assert grid({"new": 0.0}, invalid=4)[2] == "At £25,000 a QALY, no point of the grid is a valid model."


def budget(
    net: list[float], lines: dict[str, float], scenarios: dict[str, float], first: int | None = None, new=("new",)
):
    table = pd.DataFrame([(1, k, False, x) for k, x in lines.items()] + [(1, "Total", True, sum(lines.values()))])
    table.columns = ["year", "line", "total", "net"]
    cases = pd.DataFrame([("Base case", "base case", sum(net)), *((k, "uptake", x) for k, x in scenarios.items())])
    cases.columns = ["label", "kind", "net_total"]
    facts = {
        "years": len(net), "first_year": first, "net_by_year": net, "net_total": sum(net), "eligible_total": 10.0,
        "gaining": list(new),
    }  # fmt: skip
    return findings(made("budget", {"budget": table, "scenarios": cases}, facts))


def test_a_budget_that_rises():
    assert budget([100.0, 300.0], {"Drugs": 500.0, "Care": -100.0}, {"Half": 200.0, "Twice": 800.0}, first=2026) == (
        'Over 2 years 10 people start treatment; "New" gains in uptake.',
        "In all, the change in uptake costs the budget £400 more, in 2027 most: it costs the budget £300 more then.",
        'Of the budget lines "Drugs" rises most, by £500 and "Care" falls most, by £100.',
        'The 2 scenarios reach from one in which it costs the budget £200 more (under "Half") to one in which it costs '
        'the budget £800 more (under "Twice").',
    )


def test_a_budget_that_falls_after_it_rose():
    said = budget([100.0, -300.0], {"Care": -200.0}, {}, new=("new", "third"))
    assert said[0].endswith('"New" and "Third" gain in uptake.')
    assert said[1] == (
        "In all, the change in uptake saves the budget £200, in year 2 most: it saves the budget £300 then; in year 1 "
        "it costs money."
    )
    assert said[2] == 'Of the budget lines "Care" falls most, by £200.'


def test_a_budget_that_stays_and_one_of_a_single_year():
    assert budget([0.0, 0.0], {"Care": 0.0}, {"A": 0.0})[1:] == (
        "In all, the change in uptake leaves the budget as it is, in every year.",
        "Under the 1 scenario it stays the same.",
    )
    said = budget([40.0, 40.0, 40.0], {}, {})
    assert said[1] == "In all, the change in uptake costs the budget £120 more, the same in every year."
    assert budget([5.0], {}, {})[1] == "In all, the change in uptake costs the budget £5 more."


def rules(*rows: tuple[str, float, str, bool, bool]) -> tuple[str, ...]:
    table = pd.DataFrame(rows, columns=["name", "threshold", "label", "in_force", "verified"]).assign(preferred=True)
    return findings(made("jurisdictions", {"net_benefit": table}, {}))


def test_jurisdictions():
    assert rules(("A", 1.0, "New", True, True), ("B", 2.0, "New", True, True)) == (
        '"New" is preferred under all 2 sets of rules, the workbook\'s own among them, at every threshold used there.',
    )
    assert rules(
        ("A", 1.0, "Old", True, True), ("A", 2.0, "New", True, True), ("B", 2.0, "New", True, False),
        ("C", 2.0, "New", False, True),
    ) == (
        '"Old" is preferred under the rules of "A" at £1 a QALY.',
        '"New" is preferred under the rules of "A" at £2 a QALY and "B".',
        'No threshold is in force under the rules of "C".',
        'Not all of these rules were checked against their sources: "B".',
    )  # fmt: skip


def equity(*rows: tuple[str, float, float, str]) -> tuple[str, ...]:
    table = pd.DataFrame(rows, columns=["label", "mean_change", "ede_change", "verdict"]).assign(
        threshold=25_000.0, index="Kolm", parameter=0.15, mean_before=70.0
    )
    return findings(made("distribution", {"equity": table}, {}, (25_000.0,)))


def test_equality_beside_health():
    (said,) = equity(("A", 1.0, 2.0, "more health, more equal"), ("B", 1.0, 0.5, "more health, less equal"))
    assert said == (
        'At £25,000 a QALY, by the Kolm index with an aversion of 0.15, "A": more health, more equal; "B": more '
        "health, less equal. Whether equality counts decides on none of them."
    )
    (said,) = equity(("A", -0.1, 0.2, "less health, more equal"), ("B", 0.0, 1e-13, "no change"))
    assert said.endswith(
        'decides on "A" (0.100 QALYs fewer a person in mean health, 0.200 QALYs more once equality counts).'
    )
    (said,) = equity(("A", -0.1, math.nan, ""))
    assert '"A": not defined, since somebody' in said
    assert said.endswith("decides on none of them.")


def test_nothing_is_compared():
    empty = pd.DataFrame({"index": []})
    assert findings(made("distribution", {"equity": empty}, {})) == (
        "No subgroup compares anything with its reference.",
    )


def test_made_again():
    table = pd.DataFrame({"name": ["a", "b"], "x": [1.0, math.nan]})
    same = compare({"t": table}, {"t": table.copy()})
    assert reproduced(same, by="cells") == ("Identical: 4 cells of 1 table, to the last bit.",)
    assert reproduced(same, by="digests") == ("Identical: the digests of 1 table, of every cell to the last bit.",)
    other = compare({"t": table}, {"t": table.assign(x=[1.25, math.nan])})
    assert reproduced(other, by="cells") == (
        "Different: 1 cell of 4, in t: 1. The largest relative difference of a number is 0.2.",
    )
    noise = compare({"t": table}, {"t": table.assign(x=[1.0 + 2**-52, math.nan])})
    assert noise.count == 1
    assert reproduced(noise, by="cells")[0].endswith("is below one in a million million (rounding).")
    assert reproduced(other, by="digests")[0] == "Different: 1 of 1 table (t)."
