"""The commands of decision analyses: one-way, thresholds, prices, severity."""

from __future__ import annotations

import functools
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from costeff.cli.faults import spoken
from costeff.cli.options import (
    Debug,
    Draws,
    Json,
    Jurisdiction,
    NoPsa,
    Out,
    Quiet,
    Seed,
    Set,
    Workbook,
    changed,
)

if TYPE_CHECKING:
    from costeff.cli.meter import Meter
    from costeff.results import Analysis
    from costeff.workflow import Written


def register(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command(short_help="One-way sensitivity analysis: each parameter at its bounds.")(spoken(dsa))
    app.command(short_help="Values of parameters at which the decision changes.")(spoken(threshold))
    app.command(short_help="The price up to which a strategy is worth it.")(spoken(price))
    app.command(short_help="Severity: QALY shortfall under standard care.")(spoken(severity))


def dsa(
    workbook: Workbook,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Move each uncertain parameter to its two ends, everything else at its value: tornado, elasticities."""
    from costeff import workflow
    from costeff.cli import show_decisions

    carry_out(
        workbook,
        "dsa",
        lambda line, command: workflow.dsa(workbook, changes=changed(changes, jurisdiction), command=command),
        show_decisions.show_one_way,
        out=out,
        quiet=quiet,
        json=json,
    )


def threshold(
    workbook: Workbook,
    parameter: Annotated[
        str | None,
        typer.Option("--parameter", metavar="ID", help="One parameter; by default every uncertain one.",
                     show_default=False),
    ] = None,
    low: Annotated[
        float | None, typer.Option("--from", help="Lower end; by default that of its 95% interval.", show_default=False)
    ] = None,
    high: Annotated[float | None, typer.Option("--to", help="Upper end, likewise.", show_default=False)] = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:  # fmt: skip
    """Find the values of a parameter at which another strategy becomes the preferred one."""
    from costeff import workflow
    from costeff.cli import show_decisions

    if parameter is None and (low is not None or high is not None):
        raise typer.BadParameter("--from and --to need --parameter.")
    carry_out(
        workbook,
        "threshold",
        lambda line, command: workflow.threshold(
            workbook, parameter, low, high, changes=changed(changes, jurisdiction), command=command
        ),
        show_decisions.show_thresholds,
        out=out,
        quiet=quiet,
        json=json,
    )


def price(
    workbook: Workbook,
    parameter: Annotated[
        str | None,
        typer.Option(
            "--parameter",
            metavar="ID",
            help="The price of one unit, such as an infusion; by default the study's `price parameter`.",
            show_default=False,
        ),
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option("--strategy", metavar="ID", help="Which to price; by default all that pay it.",
                     show_default=False),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="ID", help="Find the price under this scenario too, such as payment by "
                     "result; may be repeated.", show_default=False),
    ] = None,
    discount: Annotated[
        str | None,
        typer.Option("--discount", metavar="SHARE", help="A confidential discount on the price, such as 0.3 or 30%: "
                     "results at the net price stand beside.", show_default=False),
    ] = None,
    no_psa: NoPsa = False,
    draws: Draws = None,
    seed: Seed = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:  # fmt: skip
    """Find the price up to which strategies are worth it: in the base case, and with 50, 80 and 90% probability."""
    from costeff import workflow
    from costeff.cli import show_decisions

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.price(
            workbook,
            parameter,
            strategy or (),
            scenarios=scenario or (),
            discount=discount,
            psa=not no_psa,
            draws=draws,
            seed=seed,
            changes=changed(changes, jurisdiction),
            progress=functools.partial(line.advance, "Running draws"),
            command=command,
        )

    carry_out(workbook, "price", ask, show_decisions.show_prices, out=out, quiet=quiet, json=json)


def severity(
    workbook: Workbook,
    standard: Annotated[
        list[str] | None,
        typer.Option(
            "--standard",
            metavar="ID[=SHARE]",
            help="Standard care, by default the reference; several with their shares of the market.",
            show_default=False,
        ),
    ] = None,
    life_table: Annotated[
        str, typer.Option("--life-table", metavar="NAME", help="By default the one that the model uses.")
    ] = "",
    share_male: Annotated[
        float | None,
        typer.Option("--share-male", min=0, max=1, help="By default as the model has it.", show_default=False),
    ] = None,
    no_psa: NoPsa = False,
    draws: Draws = None,
    seed: Seed = None,
    jurisdiction: Jurisdiction = None,
    changes: Set = None,
    out: Out = None,
    quiet: Quiet = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Absolute and proportional QALY shortfall under standard care, with NICE's weight and ZIN's reference value."""
    from costeff import workflow
    from costeff.cli import show_decisions

    shares = _shares(standard or [])

    def ask(line: Meter, command: str) -> Analysis:
        return workflow.severity(
            workbook,
            shares,
            life_table=life_table,
            share_male=share_male,
            psa=not no_psa,
            draws=draws,
            seed=seed,
            changes=changed(changes, jurisdiction),
            progress=functools.partial(line.advance, "Running draws"),
            command=command,
        )

    carry_out(workbook, "severity", ask, show_decisions.show_severity, out=out, quiet=quiet, json=json)


def _shares(given: list[str]) -> dict[str, float]:
    """Strategies of standard care with their shares; one alone has all."""
    found: dict[str, float] = {}
    for text in given:
        name, _, share = (part.strip() for part in text.partition("="))
        if name in found:
            raise typer.BadParameter(f"{name} stands twice among the strategies of standard care.")
        try:
            found[name] = float(share.removesuffix("%")) / (100 if share.endswith("%") else 1)
        except ValueError:
            if share or len(given) > 1:
                raise typer.BadParameter(f"{text!r} is no strategy with its share, such as hatg=0.6.") from None
            found[name] = 1.0
    return found


def carry_out(
    workbook: Path,
    part: str,
    ask: Callable[[Meter, str], Analysis],
    show: Callable[[Analysis], None],
    *,
    out: Path | None,
    quiet: bool,
    json: bool,
) -> None:
    """Reserves the folder, makes the analysis, writes it and prints it with what it found."""
    from costeff import words
    from costeff.cli import ending, plain

    analysis, written = stored(workbook, part, ask, out=out, quiet=quiet)
    found = words.findings(analysis)
    if json:
        plain.echo_json(ending.analysis_record(analysis, written, found))
    elif not quiet:
        show(analysis)
        ending.close(found, analysis.notes, written)


def stored(
    workbook: Path,
    part: str,
    ask: Callable[[Meter, str], Analysis],
    *,
    out: Path | None,
    quiet: bool,
    stage: str = "Running",
) -> tuple[Analysis, Written]:
    """Makes an analysis and writes it.

    Args:
        workbook: names the results folder.
        part: the sub-folder of the analysis, which is reserved while it is made.
        ask: makes it, given the line that shows progress and what the user typed.
        out: results folder; None = the usual one.
        quiet: whether nothing is shown meanwhile.
        stage: what is shown first.
    """
    from costeff import workflow
    from costeff.cli.meter import compiling, meter

    folder = out or workflow.results_folder(workbook.name)
    with meter(quiet=quiet) as line, workflow.reserved(folder, part) as place:
        line.stage(compiling() or stage)
        analysis = ask(line, shlex.join(["costeff", *sys.argv[1:]]))
        return analysis, workflow.write_analysis(analysis, place, progress=line.stage)
