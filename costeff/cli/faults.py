"""The one place where an exception becomes words and an exit code."""

from __future__ import annotations

import errno
import functools
import json as json_text
import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from typing import ParamSpec, TypeVar

import typer

from costeff.cli.apology import apologise
from costeff.cli.speech import echo, echo_record, flush
from costeff.cli.stopping import Stopped, stoppable
from costeff.errors import Cancelled, CosteffError, InputError, OutputError, Problem
from costeff.errors.render import headline, render_each

MOST_SHOWN = 100
"""Problems printed at most; `--json` lists all."""

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Failures of a disk. Whatever writes files tells them itself, so that only those of the terminal come here."""

P = ParamSpec("P")
R = TypeVar("R")


class ExitCode(IntEnum):
    """What the command reports to the shell."""

    FINE = 0
    FAULT = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    DIFFERS = 5
    INTERRUPTED = 130


EXIT_CODES = (
    "Exit codes: 0 fine, 1 a fault of costeff, 2 wrong use of the command, 3 problems in the input, "
    "4 the output can't be written, 5 a result made again differs, 130 interrupted."
)
"""For the help."""


def spoken(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose exceptions are told, not thrown.

    It reads the options `json` and `debug` of the command, where it has them.
    """

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        _open_closed_streams()
        try:
            with stoppable():
                result = command(*args, **kwargs)
                flush()  # a closed pipe shows here, not at the end of the interpreter
        except BrokenPipeError:
            _give_up_on_readers()
            raise typer.Exit(ExitCode.FINE) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except (Exception, KeyboardInterrupt) as fault:
            error = _of_the_output(fault)
            try:
                _tell(error, kwargs)
            except (OSError, OutputError):  # nobody can be told
                _give_up_on_readers()
            raise typer.Exit(code(error)) from None
        return result

    return told


def _of_the_output(error: BaseException) -> BaseException:
    """What is to be told of an exception: a full disk that no file is named for is that of what is printed."""
    if isinstance(error, OSError) and error.filename is None and error.errno in FULL:
        return OutputError("Standard output", f"what is printed can't be written ({error.strerror})")
    return error


def _tell(error: BaseException, options: dict[str, object]) -> None:
    """Prints what an exception means, in the form that the options ask for."""
    if options.get("debug"):
        traceback.print_exc()
    if code(error) == ExitCode.FAULT:
        apologise(error, options)
    if options.get("json"):
        echo_record(json_text.dumps(record(error), ensure_ascii=False, indent=2))
    else:
        echo(words(error), err=True)


def _open_closed_streams() -> None:
    """Lets what is printed go nowhere, where the shell has closed a stream (`>&-`)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end of the process


def _give_up_on_readers() -> None:
    """Lets go of a pipe whose reader has left (`| head`), so that nothing more fails on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(nowhere, stream.fileno())


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
    """An exception as the user should read it, with what was noted on it on the way."""
    return "\n".join([_words(error), *getattr(error, "__notes__", ())])


def _words(error: BaseException) -> str:
    match error:
        case Stopped():
            return str(error)
        case KeyboardInterrupt() | Cancelled():
            return "Stopped."
        case InputError():
            return _problems(error.problems, error.book)
        case CosteffError():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}\nThis is a fault of costeff, not of your workbook."


def record(error: BaseException) -> dict[str, object]:
    """The same for machines."""
    found: dict[str, object] = {"error": type(error).__name__, "exit_code": int(code(error)), "message": words(error)}
    if isinstance(error, InputError):
        found["problems"] = [problem.as_dict() for problem in error.problems]
    if getattr(error, "__notes__", ()):
        found["notes"] = list(error.__notes__)
    return found


def _problems(problems: tuple[Problem, ...], book: str) -> str:
    """The problems under their headline, the first hundred."""
    shown = problems[:MOST_SHOWN]
    width = min(max((len(str(p.where)) for p in shown), default=0), 30)
    lines = [headline(problems, book), *render_each(shown, width)]
    if len(problems) > len(shown):
        lines.append(f"  ... and {len(problems) - len(shown):,} more; --json lists all of them.")
    return "\n".join(lines)
