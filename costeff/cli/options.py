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
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but problems.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, to standard output.")]
Debug = Annotated[bool, typer.Option("--debug", help="With a problem, print the traceback too.")]
