"""What `check` prints: what the workbook holds, what its distributions imply, its size, and one state's arrows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from costeff.cli.paper import grid
from costeff.cli.speech import echo
from costeff.errors import InputError, OutputError
from costeff.errors.render import render
from costeff.errors.words import printable
from costeff.format import interval, money, number

if TYPE_CHECKING:
    from costeff.workflow import Annotated, Checked, Facts, Implied, StateRows

CAUSES = 3
"""States named beside the size of a strategy."""


def show_check(checked: Checked, *, sizes: bool) -> None:
    """Prints what was checked.

    Args:
        checked: a workbook that can be run.
        sizes: whether to print what the memories expand to, strategy by strategy.
    """
    echo("\n".join(facts_lines(checked.facts)))
    if checked.implied:
        echo()
        header = ("Parameter", "Family", "Value", "Given interval", "Mean", "Median", "95% interval")
        grid("What the distributions imply", header, [implied_row(row) for row in checked.implied], left=2)
    if sizes:
        echo()
        columns = ("Strategy", "States with most", "Micro-states", "Distinct", "Instructions")
        grid("Size: what memories and marks expand to", columns, size_rows(checked), left=2)
    if checked.problems:
        echo()
        echo(render(checked.problems, book=checked.model.book))
    draws = f" and the first {checked.tried:,} draws are" if checked.tried else " is"
    echo(f"\n{checked.facts.book} can be run: the base case{draws} valid in every strategy.")


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
    return [f"{term:<12}{printable(text)}" for term, text in lines.items() if text]


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


def show_rows(rows: StateRows, strategies: Mapping[str, str]) -> None:
    """Prints what leaves a state, in words and numbers, and what is charged there.

    Args:
        rows: of the state.
        strategies: id to label.
    """
    name = rows.state if rows.label == rows.state else f"{rows.state} ({rows.label})"
    if rows.remembers:
        echo(f"{name} remembers {rows.remembers}.\n")
    if rows.arrows:
        header = ("Arrow", "To", "As", "Per", "Expression", "When", "Sets", "Cell")
        cells = [(r.arrow, r.target, r.kind, r.per, r.expression, r.when, r.sets, r.cell) for r in rows.arrows]
        grid(f"Arrows out of {name}", header, cells, left=len(header))
    else:
        echo(f"Nothing leaves {name}.")
    differing = {name: texts for row in rows.arrows for name, texts in row.by_strategy.items()}
    if differing:
        echo()
        table = [(name, *(texts.get(key, "") for texts in differing.values())) for key, name in strategies.items()]
        grid("What differs between strategies", ("Strategy", *differing), table, left=len(differing) + 1)
    if rows.arrows:
        _show_numbers(rows)
    if rows.charged:
        grid(
            f"What is charged in {name} and on entering it", ("Sheet", "Id", "Charged", "Amount"), rows.charged, left=4
        )


def _show_numbers(rows: StateRows) -> None:
    """Prints the probabilities of a cycle, a column a strategy: on arrival, and in the last step of a memory."""
    echo()
    if not rows.numbers:
        echo("Nobody is ever there in the base case.")
        return
    for final, title in ((False, "first arrive"), (True, "reach the last step of the memory")):
        columns = [row for row in rows.numbers if row.final == final]
        if not columns:
            continue
        lines = [("cycle", *(f"{row.cycle}" for row in columns))]
        if any(row.marks for row in columns):
            lines.append(("marks", *(", ".join(row.marks) or "none" for row in columns)))
        lines += [
            (f"{arrow.arrow} -> {arrow.target}", *(_chance(row.moves.get(arrow.arrow)) for row in columns))
            for arrow in rows.arrows
        ]
        lines.append(("stay", *(_chance(row.stay) for row in columns)))
        header = ("", *(row.strategy for row in columns))
        grid(f"Probabilities of a cycle in the base case, when people {title}", header, lines)
        echo()


def _chance(p: float | None) -> str:
    """A probability; a dash where the arrow isn't in force."""
    return "-" if p is None else number(p)


def mark_copy(workbook: Path, error: InputError, copy: Path | None, *, overwrite: bool) -> None:
    """Writes the marked copy of a workbook with problems, and notes on the error what became of it."""
    if copy is None:
        return
    from costeff import workflow

    try:
        marked = workflow.annotate(workbook, error.problems, copy, overwrite=overwrite)
    except InputError:
        error.add_note("No marked copy was written, since the file can't be opened.")
    except OutputError as other:
        error.add_note(f"No marked copy was written. {other}.")
    else:
        error.add_note(marked_words(marked))


def marked_words(marked: Annotated) -> str:
    """What the marked copy holds."""
    cells = f"{marked.cells} cell{'' if marked.cells == 1 else 's'} marked and commented"
    rest = f", {marked.listed} more on its first sheet" if marked.listed else ""
    return f"Marked copy: {marked.path} ({cells}{rest}). All else is as in the workbook, which wasn't changed."


def check_record(checked: Checked, rows: StateRows | None, marked: Annotated | None) -> dict[str, object]:
    """The same for machines; docs/checking.md says what each field means."""
    return {
        "facts": asdict(checked.facts),
        "problems": [problem.as_dict() for problem in checked.problems],
        "implied": [asdict(row) for row in checked.implied],
        "sizes": [asdict(size) for size in checked.sizes],
        "draws_tried": checked.tried,
        "arrows": [] if rows is None else [asdict(row) for row in rows.arrows],
        "rows": [] if rows is None else [asdict(row) for row in rows.numbers],
        "marked_copy": None if marked is None else str(marked.path),
    }
