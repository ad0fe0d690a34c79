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


def test_strategies_that_are_level_wherever_one_is_preferred():
    rows = [(25_000.0, name, name.title(), share) for name, share in (("old", 0.25), ("new", 0.75), ("third", 0.0))]
    side = {"label": "Price", "unit": "GBP", "low": 0.0, "high": 500.0}
    facts = {"points": 4, "invalid": 0, "x": side, "y": side, "level": {"25000": {"new": ["third"]}}}
    table = pd.DataFrame(rows, columns=["threshold", "strategy", "label", "share"])
    here = made("twoway", {"shares": table}, facts | {"base": {"25000": "third"}}, (25_000.0,))
    assert findings(here)[1] == (
        'At £25,000 a QALY, preferred is "New" (level with "Third") at 75% and "Old" at 25% of the points; in the base '
        'case it is "Third".'
    )
    whole = table.assign(share=[0.0, 1.0, 0.0])
    here = made("twoway", {"shares": whole}, facts | {"base": {"25000": "third"}}, (25_000.0,))
    assert findings(here)[1] == 'At £25,000 a QALY, "New" (level with "Third") is preferred at every point.'


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
        'Of the budget lines "Drugs" rises most, by £500, and "Care" falls most, by £100.',
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


def test_a_budget_in_sentences_has_three_figures():
    said = budget([1_003_217.0, 2_811_444.0], {"Drugs": 3_071_942.0, "Care": -257_281.4}, {"A": -12_345.0, "B": 999.4})
    assert said[1:] == (
        "In all, the change in uptake costs the budget £3.81m more, in year 2 most: it costs the budget £2.81m more "
        "then.",
        'Of the budget lines "Drugs" rises most, by £3.07m, and "Care" falls most, by £257,000.',
        'The 2 scenarios reach from one in which it saves the budget £12,300 (under "A") to one in which it costs the '
        'budget £999 more (under "B").',
    )


def test_the_rounding_of_large_sums_is_no_money():
    table = pd.DataFrame([(1, "Care", False, 2e-9), (1, "Total", True, 2e-9)], columns=["year", "line", "total", "net"])
    table = table.assign(with_intervention=2e7, without_intervention=2e7)
    cases = pd.DataFrame([("Base case", "base case", 2e-9), ("A", "uptake", -3e-9), ("B", "uptake", 4e-9)])
    cases.columns = ["label", "kind", "net_total"]
    facts = {
        "years": 1, "first_year": None, "net_by_year": [2e-9], "net_total": 2e-9, "eligible_total": 10.0, "gaining": [],
    }  # fmt: skip
    assert findings(made("budget", {"budget": table, "scenarios": cases}, facts))[1:] == (
        "In all, the change in uptake leaves the budget as it is.",
        "Under the 2 scenarios it stays the same.",
    )


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
        '"New" is preferred under both sets of rules, the workbook\'s own among them, at every threshold used there.',
    )
    assert rules(
        ("A", 1.0, "Old", True, True), ("A", 2.0, "New", True, True), ("B", 2.0, "New", True, False),
        ("C", 2.0, "New", False, True),
    ) == (
        '"Old" is preferred under the rules of "A" at £1 a QALY.',
        '"New" is preferred under the rules of "A" at £2 a QALY and "B".',
        'No threshold is in force under the rules of "C".',
        "1 of the 3 sets of rules was not fully checked against the source: the notes name them.",
    )  # fmt: skip
    own = "As the workbook says"
    assert rules(
        (own, 1.0, "Old", True, True), (own, 2.0, "New", True, True), ("B", 2.0, "New", True, True),
        ("C", 2.0, "New", True, True),
    ) == (
        '"Old" is preferred under the workbook\'s own rules at £1 a QALY.',
        '"New" is preferred under the workbook\'s own rules at £2 a QALY and under the rules of "B" and "C".',
    )  # fmt: skip
    assert rules(("A", 1.0, "New", True, False), ("B", 2.0, "New", True, False))[-1] == (
        "None of the 2 sets of rules was fully checked against its source: the notes name them."
    )
    unsure = rules(*((name, 1.0, "New", True, name == "A") for name in "ABC"))
    assert unsure == (
        '"New" is preferred under all 3 sets of rules, the workbook\'s own among them, at every threshold used there.',
        "2 of the 3 sets of rules were not fully checked against the source: the notes name them.",
    )


def equity(*rows: tuple[str, float, float, str]) -> tuple[str, ...]:
    table = pd.DataFrame(rows, columns=["label", "mean_change", "ede_change", "verdict"]).assign(
        threshold=25_000.0, index="Kolm", parameter=0.15, mean_before=70.0
    )
    return findings(made("distribution", {"equity": table.assign(strategy=table["label"])}, {}, (25_000.0,)))


def planes(*rows: tuple[str, float, str, float, float, str]) -> tuple[str, ...]:
    names = ["label", "threshold", "index", "mean_change", "ede_change", "verdict"]
    table = pd.DataFrame(rows, columns=names).assign(mean_before=70.0)
    parameter = table["index"].map({"Kolm": 0.15, "Atkinson": 10.95})
    return findings(made("distribution", {"equity": table.assign(strategy=table["label"], parameter=parameter)}, {}))


def test_thresholds_and_indices_that_agree_share_a_paragraph():
    better = "more health, more equal"
    rows = [("A", t, index, 0.2, 0.3, better) for index in ("Atkinson", "Kolm") for t in TWO]
    assert planes(*rows) == (
        "At £25,000 and £35,000 a QALY, by the Atkinson index with an aversion of 10.95 and the Kolm index with an "
        f'aversion of 0.15, "A": {better}. Whether equality counts decides on none of them.',
    )
    # Kolm differs at the higher threshold: its finding at the lower one isn't Atkinson's at both
    rows[-1] = ("A", 35_000.0, "Kolm", 0.2, 0.1, "more health, less equal")
    said = planes(*rows)
    assert [text.partition(", by the ")[::2] for text in said] == [
        ("At £25,000 and £35,000 a QALY",
         f'Atkinson index with an aversion of 10.95, "A": {better}. Whether equality counts decides on none of them.'),
        ("At £25,000 a QALY",
         f'Kolm index with an aversion of 0.15, "A": {better}. Whether equality counts decides on none of them.'),
        ("At £35,000 a QALY",
         'Kolm index with an aversion of 0.15, "A": more health, less equal. Whether equality counts decides on none '
         "of them."),
    ]  # fmt: skip


def test_both_changes_of_what_equality_decides_on_stand_by_threshold_and_index():
    rows = [
        ("A", t, index, more, weighted, "more health, less equal")
        for index, changes in (("Atkinson", ((0.04, -0.09), (0.01, -0.12))), ("Kolm", ((0.04, -0.06), (0.01, -0.08))))
        for t, (more, weighted) in zip(TWO, changes, strict=True)
    ]
    (said,) = planes(*rows)
    assert said.endswith(
        'decides on "A" (at £25,000: 0.040 QALYs more a person in mean health, 0.090 QALYs fewer by Atkinson and 0.060 '
        "QALYs fewer by Kolm once equality counts; at £35,000: 0.010 QALYs more a person in mean health, 0.120 QALYs "
        "fewer by Atkinson and 0.080 QALYs fewer by Kolm once equality counts)."
    )


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
