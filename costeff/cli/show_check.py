"""What `check` prints: what the workbook holds, what its distributions imply, its size, and one state's arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from costeff.cli.paper import grid
from costeff.errors.render import render
from costeff.format import interval, money, number

if TYPE_CHECKING:
    from costeff.workflow import ArrowRow, Checked, Facts, Implied

CAUSES = 3
"""States named beside the size of a strategy."""


def show_check(checked: Checked, *, sizes: bool) -> None:
    """Prints what was checked.

    Args:
        checked: a workbook that can be run.
        sizes: whether to print what the memories expand to, strategy by strategy.
    """
    typer.echo("\n".join(facts_lines(checked.facts)))
    if checked.implied:
        typer.echo("")
        header = ("Parameter", "Family", "Value", "Given interval", "Mean", "Median", "95% interval")
        grid("What the distributions imply", header, [implied_row(row) for row in checked.implied], left=2)
    if sizes:
        typer.echo("")
        columns = ("Strategy", "States with most", "Micro-states", "Distinct", "Instructions")
        grid("Size: what memories and marks expand to", columns, size_rows(checked), left=2)
    if checked.problems:
        typer.echo("")
        typer.echo(render(checked.problems, book=checked.model.book))
    typer.echo(f"\n{checked.facts.book} can be run: the base case is valid in every strategy.")


def facts_lines(facts: Facts) -> list[str]:
    """The facts, a line each, with what is not there left out."""
    thresholds = ", ".join(money(t, facts.currency) for t in facts.thresholds)
    evidence = ", ".join(f"{n} {grade}" for grade, n in facts.evidence.items())
    lines: Mapping[str, str] = {
        "Title": facts.title,
        "Strategies": ", ".join(
            f"{label} (reference)" if strategy == facts.reference else label
            for strategy, label in facts.strategies.items()
        ),
        "Left out": ", ".join(facts.left_out.values()),
        "Time": f"{facts.cycles:,} cycles of {facts.cycle}, {facts.horizon}, from age {facts.start_age:g}; "
        f"cycle correction {facts.correction}",
        "Discounting": f"costs {facts.discount_costs}, effects {facts.discount_effects}",
        "Thresholds": f"{thresholds} a QALY" if thresholds else "",
        "Parameters": f"{facts.parameters}, {facts.uncertain} uncertain" + (f" ({evidence})" if evidence else ""),
        "Structure": ", ".join(
            counted(getattr(facts, f"{noun}s"), noun)
            for noun in ("state", "mark", "arrow", "payoff", "variable", "table", "target", "check")
        ),
        "Draws": f"{facts.draws:,}, {facts.design}, seed {facts.seed}",
        "SHA-256": facts.sha256,
    }
    return [f"{term:<12}{text}" for term, text in lines.items() if text]


def counted(n: int, noun: str) -> str:
    """`1 state`, `12 states`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def implied_row(row: Implied) -> tuple[str, ...]:
    """One uncertain parameter, as text."""
    return (
        row.id,
        row.family,
        number(row.value),
        interval(row.given_low, row.given_high),
        number(row.mean),
        number(row.median),
        interval(row.low, row.high),
    )


def size_rows(checked: Checked) -> list[tuple[str, ...]]:
    """What memories and marks expand each strategy to, and the ids of the states that take most; `--json` has all."""
    return [
        (
            checked.facts.strategies[size.strategy],
            ", ".join(f"{state} {n:,}" for state, n in sorted(size.causes, key=lambda cause: -cause[1])[:CAUSES]),
            f"{size.places:,}",
            f"{size.atoms:,}",
            f"{size.instructions:,}",
        )
        for size in checked.sizes
    ]


def show_arrows(label: str, rows: Sequence[ArrowRow], strategies: Mapping[str, str]) -> None:
    """Prints the arrows out of a state.

    Args:
        label: of the state.
        rows: its arrows.
        strategies: id to label.
    """
    if not rows:
        typer.echo(f"Nothing leaves {label}.")
        return
    header = ("Arrow", "To", "As", "Per", "Expression", "When", "Sets", "Cell")
    cells = [(r.arrow, r.target, r.kind, r.per, r.expression, r.when, r.sets, r.cell) for r in rows]
    grid(f"Arrows out of {label}", header, cells, left=len(header))
    differing = {name: texts for row in rows for name, texts in row.by_strategy.items()}
    if differing:
        typer.echo("")
        table = [(name, *(texts.get(key, "") for texts in differing.values())) for key, name in strategies.items()]
        grid("What differs between strategies", ("Strategy", *differing), table, left=len(differing) + 1)


def check_record(checked: Checked, arrows: Sequence[ArrowRow]) -> dict[str, object]:
    """The same for machines."""
    return {
        "facts": asdict(checked.facts),
        "problems": [problem.as_dict() for problem in checked.problems],
        "implied": [asdict(row) for row in checked.implied],
        "sizes": [asdict(size) for size in checked.sizes],
        "arrows": [asdict(row) for row in arrows],
    }
