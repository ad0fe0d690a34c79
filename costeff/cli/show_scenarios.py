"""What `scenarios` and `subgroups` print: a row a scenario, what changes in it, and a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from costeff.cli.ending import close
from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import BLANK, count, icer, interval, money, money_short, percent, qalys, status
from costeff.results import threshold_name

if TYPE_CHECKING:
    import pandas as pd

    from costeff.results import Analysis
    from costeff.workflow import Written

FEW = 3
"""Strategies up to which each has its own line under every scenario."""

COLUMNS = 5
"""Strategies that have a column where there are more."""

MOST_CHANGES = 30
"""Changes that are listed on the terminal; of more the file has them."""


def show_scenarios(analysis: Analysis, written: Written, found: Sequence[str], strategy: str | None) -> None:
    """Prints scenarios for people.

    Args:
        analysis: of scenarios.
        written: where it went.
        found: the result in words.
        strategy: id of the one to be told about; None = all, as far as there is room.
    """
    table = analysis.tables["scenarios"]
    draws = int(analysis.facts["draws"])
    head = f"{analysis.title}, per person, {analysis.study.currency}"
    head += f"; {count(draws)} draws ({analysis.facts['design']})" if draws else ""
    told = _told_about(analysis, strategy)
    lines = [name for name in told if len(told) < FEW] if strategy is None else [strategy]
    if lines:
        header, rows = _by_line(analysis, table, lines)
        grid(head, header, rows, left=2 if len(lines) > 1 else 1)
        missing = [label for label in dict.fromkeys(table["scenario_label"]) if label not in {row[0] for row in rows}]
        if missing:
            typer.echo("")
            say(f"Not compared in: {'; '.join(missing)}.")
    else:
        grid(head, *_by_column(analysis, table, told[:COLUMNS]), left=1 + len(analysis.study.thresholds))
        echo()
        price = money(analysis.study.thresholds[0], analysis.study.currency)
        say(
            "Ahead: of the next best, in net monetary benefit. Columns of strategies: incremental net monetary benefit "
            f"against {analysis.study.reference} at {price} a QALY; {BLANK} where it is not compared, or with another "
            "reference. --strategy ID tells more about one."
        )
    _show_steps(analysis, lines or told[:COLUMNS])
    _show_changes(analysis)
    close(found, analysis.notes, written)


def _told_about(analysis: Analysis, strategy: str | None) -> list[str]:
    """Ids of strategies, those that a reader looks for first: preferred somewhere, then by net benefit."""
    table, study = analysis.tables["scenarios"], analysis.study
    known = dict[str, str](analysis.facts["strategies"])
    if strategy is not None:
        if strategy not in known or strategy == study.reference:
            others = ", ".join(name for name in known if name != study.reference)
            raise typer.BadParameter(f"{strategy!r} is not compared with the reference. There are: {others}.")
        return [strategy]
    compared = [name for name in known if name != study.reference]
    if len(compared) < FEW or not study.thresholds:
        return compared
    end = threshold_name(study.thresholds[0])
    base = table[table["scenario"] == analysis.facts["base"]].set_index("strategy")[f"inmb_{end}"].to_dict()
    best = set(table.loc[table[f"best_{end}"].astype(bool), "strategy"])
    ranked = sorted(compared, key=lambda name: (name not in base, name not in best, -float(base.get(name, 0.0))))
    return [name for name in compared if name in ranked[:COLUMNS]]


def _by_line(
    analysis: Analysis, table: pd.DataFrame, strategies: Sequence[str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows with a line a scenario and strategy, as committees know them."""
    study, labels = analysis.study, analysis.facts["strategies"]
    prices = [money_short(t, study.currency) for t in study.thresholds]
    header = ["Scenario", *(["Strategy"] if len(strategies) > 1 else []), "Extra cost", "Extra QALYs", "ICER"]
    header += [*(f"INMB at {price}" for price in prices), *(f"Change at {price}" for price in prices[:1])]
    header += ["Mean INMB", "95% interval", "Best in"] if analysis.facts["draws"] and prices else []
    rows = []
    for name in dict.fromkeys(table["scenario"]):
        here = table[table["scenario"] == name]
        label = str(here["scenario_label"].iloc[0])
        if name in analysis.facts["failed"]:
            rows.append((label, *["could not be run"], *[""] * (len(header) - 2)))
            continue
        for key in strategies:
            mine = here[here["strategy"] == key]
            head = [label, *([str(labels[key])] if len(strategies) > 1 else [])]
            if len(mine) and str(mine["reference"].iloc[0]) != key:
                rows.append((*head, *_numbers(analysis, mine.iloc[0].to_dict())))
    return tuple(header), rows


def _numbers(analysis: Analysis, row: dict[str, object]) -> list[str]:
    """The numbers of one line as text; without a currency where thresholds of its own may mean another one."""
    thresholds, own = analysis.study.thresholds, analysis.facts["thresholds"].get(row["scenario"])
    currency = analysis.study.currency if own is None else ""
    cells = [money(_number(row["inc_cost"]), currency, 0), qalys(_number(row["inc_qalys"])), ratio(row, currency)]
    judged = [own is None or t in own for t in thresholds]
    cells += [
        money(_number(row[f"inmb_{threshold_name(t)}"]), currency, 0) if ok else BLANK
        for t, ok in zip(thresholds, judged, strict=True)
    ]
    for t in thresholds[:1]:
        end = threshold_name(t)
        if not judged[0]:
            return cells + [BLANK] * (4 if analysis.facts["draws"] else 1)
        cells.append(_signed(_number(row[f"d_inmb_{end}"]), currency))
        if analysis.facts["draws"]:
            cells.append(money(_number(row[f"psa_inmb_{end}"]), currency, 0))
            ends = (_number(row[f"psa_inmb_{end}_low"]), _number(row[f"psa_inmb_{end}_high"]))
            cells.append(interval(*ends, lambda x: money_short(x, currency)))
            cells.append(percent(_number(row[f"p_best_{end}"]), 0))
    return cells


def ratio(row: dict[str, object], currency: str) -> str:
    """An ICER, or what stands in its place in words."""
    if not math.isnan(_number(row["icer"])):
        return icer(_number(row["icer"]), currency)
    if not math.isnan(_number(row["saved_per_qaly_lost"])):
        return f"saves {icer(_number(row['saved_per_qaly_lost']), currency)} per QALY lost"
    return str(row["comparison"]) or BLANK


def _by_column(
    analysis: Analysis, table: pd.DataFrame, strategies: Sequence[str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows with a line a scenario: the preferred strategy, and the net benefit of some."""
    study, own = analysis.study, analysis.facts["thresholds"]
    prices = [money_short(t, study.currency) for t in study.thresholds]
    header = ["Scenario", *(f"Best at {price}" for price in prices), f"Ahead at {prices[0]}", *strategies]
    rows = []
    for name in dict.fromkeys(table["scenario"]):
        here = table[table["scenario"] == name]
        label = str(here["scenario_label"].iloc[0])
        judged = [t for t in study.thresholds if t in own.get(name, study.thresholds)]
        if name in analysis.facts["failed"]:
            rows.append((label, "could not be run", *[""] * (len(header) - 2)))
        elif not judged:
            rows.append((label, "own thresholds", *[BLANK] * (len(header) - 2)))
        else:
            best = [_best(here, t) if t in judged else BLANK for t in study.thresholds]
            rows.append((label, *best, _ahead(analysis, here), *_benefits(analysis, here, strategies)))
    return tuple(header), rows


def _best(here: pd.DataFrame, threshold: float) -> str:
    """Id of the strategy with the highest net benefit."""
    return str(here.loc[here[f"best_{threshold_name(threshold)}"].astype(bool), "strategy"].iloc[0])


def _ahead(analysis: Analysis, here: pd.DataFrame) -> str:
    """By how much the best strategy is ahead of the next one in net benefit, at the first threshold."""
    benefit = here[f"nmb_{threshold_name(analysis.study.thresholds[0])}"].sort_values(ascending=False).tolist()
    return money_short(benefit[0] - benefit[1], analysis.study.currency) if len(benefit) > 1 else BLANK


def _benefits(analysis: Analysis, here: pd.DataFrame, strategies: Sequence[str]) -> list[str]:
    """Incremental net benefit of some strategies at the first threshold, against the study's reference."""
    column = f"inmb_{threshold_name(analysis.study.thresholds[0])}"
    mine = here[here["reference"] == analysis.study.reference].set_index("strategy")[column]
    return [money_short(float(mine[key]), analysis.study.currency) if key in mine else BLANK for key in strategies]


def _show_steps(analysis: Analysis, strategies: Sequence[str]) -> None:
    """Prints how the longest stack of scenarios adds up; the others are in the file."""
    table = analysis.tables["steps"]
    if not len(table) or not analysis.study.thresholds or not strategies:
        return
    longest = table.groupby("scenario", sort=False)["step"].max().idxmax()
    here = table[table["scenario"] == longest]
    strategies = [key for key in strategies if key in set(here["strategy"])]
    rows = []
    for _, part in here.groupby("step", sort=True):
        cells = _benefits(analysis, part, strategies)
        number, label = int(part["step"].iloc[0]), str(part["adds_label"].iloc[0])
        rows.append((label if not number else f"{number}. {label}", str(part["changes"].iloc[0]), *cells))
    echo()
    label, price = (
        str(here["scenario_label"].iloc[0]),
        money_short(analysis.study.thresholds[0], analysis.study.currency),
    )
    header = ("Step", "Changes", *(f"INMB of {key}" for key in strategies))
    grid(f'"{label}", step by step: incremental net benefit at {price} a QALY', header, rows, left=2)
    others = table["scenario"].nunique() - 1
    if others:
        say(f"The steps of {count(others)} more {'scenario' if others == 1 else 'scenarios'} are in steps.csv.")


def _show_changes(analysis: Analysis) -> None:
    """Prints what is changed, if that isn't too much."""
    table = analysis.tables["changes"]
    if not len(table):
        return
    echo()
    if len(table) > MOST_CHANGES:
        say(f"What is changed, {count(len(table))} changes in all, is in changes.csv.")
        return
    kind = "Scenario" if analysis.kind == "scenarios" else "Subgroup"
    rows = [
        (str(r["label"]), str(r["item"]), str(r["from"]), str(r["to"]), "yes" if r["fixes"] else "", str(r["cell"]))
        for r in table.rename(columns={f"{analysis.kind[:-1]}_label": "label"}).to_dict("records")
    ]
    grid("What is changed", (kind, "Item", "From", "To", "Fixed", "Cell"), rows, left=6)


def show_subgroups(analysis: Analysis, written: Written, found: Sequence[str]) -> None:
    """Prints subgroups for people.

    Args:
        analysis: of subgroups.
        written: where it went.
        found: the result in words.
    """
    study, table = analysis.study, analysis.tables["subgroups"]
    draws = int(analysis.facts["draws"])
    head = f"{analysis.title}, per person, {study.currency}"
    head += f"; {count(draws)} draws ({analysis.facts['design']})" if draws else ""
    header = ["Subgroup", "Strategy", "Cost", "QALYs", "ICER", "Status"]
    against = [*(f"INMB at {money_short(t, study.currency)}" for t in study.thresholds)]
    both = (table, analysis.tables["pairwise"]), (analysis.tables["mixture"], analysis.tables["mixture"])
    rows = [row for frontier, pairs in both for row in _subgroup_rows(analysis, frontier, pairs)]
    grid(head, (*header, *against), rows, left=2)
    echo()
    say("INMB: incremental net monetary benefit against the reference of the subgroup.")
    _show_changes(analysis)
    close(found, analysis.notes, written)


def _subgroup_rows(analysis: Analysis, frontier: pd.DataFrame, pairs: pd.DataFrame) -> list[tuple[str, ...]]:
    """A line a subgroup and strategy, by rising cost."""
    currency = analysis.study.currency
    if not len(frontier):
        return []
    benefits = pairs.set_index(["subgroup", "strategy"])
    rows = []
    ordered = frontier.sort_values("cost") if "frontier_icer" in frontier else frontier
    for row in ordered.to_dict("records"):
        other = benefits.loc[(row["subgroup"], row["strategy"])]
        inmb = [float(other[f"inmb_{threshold_name(t)}"]) for t in analysis.study.thresholds]
        own = row["strategy"] == other["reference"]
        share = _number(row["share"])
        label = f"{row['subgroup_label']}" + (f" ({percent(share)})" if 0 < share < 1 else "")
        rows.append(
            (
                label,
                str(row["label"]),
                money(_number(row["cost"]), currency, 0),
                qalys(_number(row["qalys"])),
                icer(_number(row.get("frontier_icer", row["icer"])), currency),
                status(str(row["status"])),
                *("reference" if own else money(x, currency, 0) for x in inmb),
            )
        )
    return rows


def _signed(x: float, currency: str) -> str:
    """A change, with its sign."""
    return ("+" if x > 0 else "") + money(x, currency, 0)


def _number(cell: object) -> float:
    """A cell of a frame as a number; what has none is not a number."""
    return float(cell) if isinstance(cell, int | float) else math.nan
