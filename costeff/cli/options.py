"""The options of the commands, each defined once, so that they mean the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Design(StrEnum):
    """How the draws of the probabilistic analysis are laid out."""

    RANDOM = "random"
    SOBOL = "sobol"
    LHS = "lhs"


Workbook = Annotated[Path, typer.Argument(metavar="WORKBOOK", help="The model workbook (.xlsx); it is never changed.")]
Draws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        min=1,
        max=100_000_000,
        metavar="N",
        help="Number of draws; by default as the workbook says.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, metavar="N", help="Seed of the draws; by default as the workbook says.", show_default=False
    ),
]
DesignOption = Annotated[
    Design | None,
    typer.Option("--design", help="How the draws are laid out; by default as the workbook says.", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Folder for the results; by default results/ and the workbook's name.",
        show_default=False,
    ),
]
NoPsa = Annotated[bool, typer.Option("--no-psa", help="The base case only, no probabilistic analysis.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Continue a run that was stopped, from the draws that it had finished.")
]
All = Annotated[
    bool, typer.Option("--all", help="Then make every further analysis that the workbook has what it takes for.")
]
Psa = Annotated[bool, typer.Option("--psa", help="Run the probabilistic analysis in each, too; all share their draws.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="ID", help="Run this one alone; may be given several times.", show_default=False),
]
KeepGoing = Annotated[
    bool, typer.Option("--keep-going", help="Leave out what can't be run, and say so, instead of stopping.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="ITEM=VALUE",
        help="Change a parameter or setting first, such as c_msc=15000; may be given several times.",
        show_default=False,
    ),
]
Jurisdiction = Annotated[
    str | None,
    typer.Option(
        "--jurisdiction",
        metavar="NAME",
        help="Put the rules of a jurisdiction in force, such as zin or has, whatever the workbook says: discount "
        "rates, cycle correction, and thresholds where the currency is the same.",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Run a sweep of over a million runs without being asked again.")]
Fit = Annotated[
    list[str],
    typer.Option(
        "--fit",
        metavar="ID[=LOW:HIGH]",
        help="Fit this parameter, between the bounds of the workbook or others, such as smr_td=1:20; may be repeated.",
        show_default=False,
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--targets",
        metavar="ID",
        help="Fit to this target; may be given several times. By default to all that are marked calibration.",
        show_default=False,
    ),
]
InScenario = Annotated[
    str | None,
    typer.Option("--scenario", metavar="ID", help="Calibrate the study under this scenario.", show_default=False),
]
Starts = Annotated[
    int, typer.Option("--starts", min=1, max=1_000, metavar="N", help="Number of searches from different values.")
]
StartSeed = Annotated[
    int, typer.Option("--seed", min=0, metavar="N", help="Seed of the values from which searches start.")
]
Write = Annotated[
    Path | None,
    typer.Option(
        "--write",
        metavar="NEW.xlsx",
        help="Write a new workbook with the fitted values; there must be no such file.",
        show_default=False,
    ),
]
WithUncertainty = Annotated[
    bool, typer.Option("--with-uncertainty", help="Let --write put standard errors into the new workbook, too.")
]
WithReport = Annotated[
    bool, typer.Option("--report", help="Then write the report, by the default template: Word, HTML and PDF.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but problems.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, to standard output.")]
Debug = Annotated[bool, typer.Option("--debug", help="With a problem, print the traceback too.")]
Annotate = Annotated[
    Path | None,
    typer.Option(
        "--annotate",
        metavar="COPY",
        help="Write a copy of the workbook (.xlsx) in which the cells with problems are marked and commented.",
        show_default=False,
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Let --annotate replace a file that is there already.")]
IncludeWorkbook = Annotated[
    bool,
    typer.Option(
        "--include-workbook",
        help="If costeff itself fails, put a copy of the workbook beside the report of the fault.",
    ),
]


def changed(changes: list[str] | None, jurisdiction: str | None) -> tuple[str, ...]:
    """The changes that options ask for: the rules of a jurisdiction first."""
    rules = () if jurisdiction is None else (f"jurisdiction profile={jurisdiction}",)
    return (*rules, *(changes or ()))
