"""What the command of the two-way analysis prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from costeff.cli.paper import grid, say
from costeff.cli.speech import echo
from costeff.format import SYMBOLS, count, money, number, percent

if TYPE_CHECKING:
    from costeff.results import Analysis


def show_two_way(analysis: Analysis) -> None:
    """The two ranges, and in how much of the grid each strategy is the preferred one."""
    study, facts = analysis.study, analysis.facts
    rows = [
        (facts[side]["label"], *(_value(facts[side][key], facts[side]["unit"]) for key in ("base", "low", "high")))
        for side in ("x", "y")
    ]
    grid(f"{count(facts['points'])} points", ("Parameter", "Base case", "From", "To"), rows)
    echo("")
    table = analysis.tables["shares"]
    wide = table.pivot_table(index=["strategy", "label"], columns="threshold", values="share", sort=False)
    base = [facts["base"].get(f"{threshold:g}") for threshold in wide.columns]
    lines = [
        (
            str(label),
            *(("* " if name == best else "") + percent(float(share), 1) for share, best in zip(row, base, strict=True)),
        )
        for (name, label), row in zip(wide.index, wide.to_numpy(), strict=True)
        if row.max() > 0 or name in base
    ]
    header = ("Strategy", *(f"{money(t, study.currency)} a QALY" for t in study.thresholds))
    grid("Preferred in so much of the grid", header, lines)
    echo("")
    say("* Preferred in the base case. A share of the grid is no probability: its points are not equally likely.")
    if facts["chosen"]:
        say("Other parameters are named with --x and --y.")


def _value(value: Any, unit: str) -> str:
    return money(float(value), unit) if unit in SYMBOLS else number(float(value))
