"""What the command of jurisdictions side by side prints."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import BLANK, icer, money, qalys

if TYPE_CHECKING:
    import pandas as pd

    from costeff.results import Analysis

MOST = 4
"""Strategies with a table of their own: those with the highest net benefit under the workbook's rules."""


def show_jurisdictions(analysis: Analysis) -> None:
    """The rules, what is preferred under them, and a table for each of the best strategies."""
    study = analysis.study
    rules, results, benefit = (analysis.tables[name] for name in ("rules", "jurisdictions", "net_benefit"))
    first = study.thresholds[0]
    chosen = benefit[benefit["preferred"] & (benefit["threshold"] == first)].set_index("jurisdiction")["label"]
    lines = [
        (
            _flagged(row),
            str(row["discount_costs"]),
            str(row["discount_effects"]),
            _thresholds(row, study.currency),
            str(chosen[row["jurisdiction"]]),
        )
        for row in rules.to_dict("records")
    ]
    header = ("Rules of", "Costs", "Effects", "Thresholds", f"Preferred at {money(first, study.currency)}")
    grid("Jurisdictions (* rules to be checked)", header, lines, left=5)
    echo("")
    for name in _best(benefit, first):
        mine = results[results["strategy"] == name]
        at = benefit[(benefit["strategy"] == name) & (benefit["threshold"] == first)].set_index("jurisdiction")["inmb"]
        title = f"{mine['label'].iloc[0]} against {dict(study.labels)[study.reference]}"
        cells = [
            (
                _flagged(row),
                money(float(row["inc_cost"]), study.currency, 0),
                qalys(float(row["inc_qalys"])),
                icer(float(row["icer"]), study.currency) if row["comparison"] == "north-east" else row["comparison"],
                money(float(at[row["jurisdiction"]]), study.currency, 0),
            )
            for row in mine.to_dict("records")
        ]
        head = ("Rules of", "Extra cost", "Extra QALYs", "ICER", f"Net benefit at {money(first, study.currency)}")
        grid(title, head, cells)
        echo("")
    equal = results[results["evlyg"].notna() & (results["strategy"] != results["reference"])]
    if len(equal):
        worth = [
            (str(row["label"]), qalys(float(row["inc_qalys"])), qalys(float(row["evlyg"])),
             icer(float(row["cost_per_evlyg"]), study.currency) if row["cost_per_evlyg"] > 0 else BLANK)
            for row in equal.to_dict("records")
        ]  # fmt: skip
        grid("Equal value of life years gained (ICER)", ("Strategy", "Extra QALYs", "evLYG", "Cost of one"), worth)
        echo("")
    say("Costs are those of the workbook throughout; thresholds in brackets are the workbook's for want of others.")


def _flagged(row: Mapping[Hashable, Any]) -> str:
    return str(row["name"]) if row["verified"] else f"{row['name']} *"


def _thresholds(row: Mapping[Hashable, Any], currency: str) -> str:
    """The thresholds that hold, in brackets where they are the workbook's for want of others."""
    text = ", ".join(money(float(part), currency) for part in str(row["thresholds"]).split(", ") if part)
    return text if row["thresholds_from"] in ("profile", "workbook") else f"({text})"


def _best(benefit: pd.DataFrame, threshold: float) -> list[str]:
    """The strategies with the highest net benefit under the workbook's rules, but for the reference."""
    own = benefit[(benefit["jurisdiction"] == "workbook") & (benefit["threshold"] == threshold)]
    others = own[own["strategy"] != own["reference"]].sort_values("inmb", ascending=False, kind="stable")
    return [str(name) for name in others["strategy"]][:MOST]
