"""The one place where an exception becomes words and an exit code."""

from __future__ import annotations

import functools
import json as json_text
import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from typing import ParamSpec, TypeVar

import typer

from costeff.errors import Cancelled, CosteffError, InputError, OutputError, Problem
from costeff.errors.render import headline, render_one

MOST_SHOWN = 100
"""Problems printed at most; `--json` lists all."""

P = ParamSpec("P")
R = TypeVar("R")


class ExitCode(IntEnum):
    """What the command reports to the shell."""

    FINE = 0
    FAULT = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    INTERRUPTED = 130


EXIT_CODES = (
    "Exit codes: 0 fine, 1 a fault of costeff, 2 wrong use of the command, 3 problems in the input, "
    "4 the output can't be written, 130 interrupted."
)
"""For the help."""


def spoken(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose exceptions are told, not thrown.

    It reads the options `json` and `debug` of the command, where it has them.
    """

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            result = command(*args, **kwargs)
            sys.stdout.flush()  # a closed pipe shows here, not at the end of the interpreter
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(ExitCode.FINE) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if kwargs.get("debug"):
                traceback.print_exc()
            if kwargs.get("json"):
                typer.echo(json_text.dumps(record(error), ensure_ascii=False, indent=2))
            else:
                typer.echo(words(error), err=True)
            raise typer.Exit(code(error)) from None
        return result

    return told


def code(error: BaseException) -> ExitCode:
    """The exit code of an exception."""
    match error:
        case KeyboardInterrupt() | Cancelled():
            return ExitCode.INTERRUPTED
        case InputError():
            return ExitCode.INPUT
        case OutputError():
            return ExitCode.OUTPUT
        case _:
            return ExitCode.FAULT


def words(error: BaseException) -> str:
    """An exception as the user should read it."""
    match error:
        case KeyboardInterrupt() | Cancelled():
            return "Stopped. Nothing was written."
        case InputError():
            return _problems(error.problems, error.book)
        case CosteffError():
            return str(error)
        case _:
            return (
                f"{type(error).__name__}: {error}\n"
                "This is a fault of costeff, not of your workbook: please report it with the output of --debug."
            )


def record(error: BaseException) -> dict[str, object]:
    """The same for machines."""
    found: dict[str, object] = {"error": type(error).__name__, "exit_code": int(code(error)), "message": words(error)}
    if isinstance(error, InputError):
        found["problems"] = [problem.as_dict() for problem in error.problems]
    return found


def _problems(problems: tuple[Problem, ...], book: str) -> str:
    """The problems under their headline, the first hundred."""
    shown = problems[:MOST_SHOWN]
    width = min(max((len(str(p.where)) for p in shown), default=0), 30)
    lines = [headline(problems, book), *(render_one(problem, width) for problem in shown)]
    if len(problems) > len(shown):
        lines.append(f"  ... and {len(problems) - len(shown):,} more; --json lists all of them.")
    return "\n".join(lines)
