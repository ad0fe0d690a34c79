"""The only way to the terminal for words: nothing from a workbook reaches it but what can be seen."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from costeff.errors import OutputError
from costeff.errors.words import printable

_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON leaves as it is, though it moves a terminal's cursor, turns its text or can't be encoded."""


def echo(text: str = "", *, err: bool = False) -> None:
    """Prints lines, without the sequences that move the cursor, recolour the screen or turn the text.

    Args:
        text: lines with newlines between. A text of the user's must be one line of it: see `printable`.
        err: to standard error.
    """
    with _told():
        typer.echo("\n".join(map(printable, text.split("\n"))), err=err)


def echo_record(text: str) -> None:
    """Prints JSON; what a terminal must not get is escaped, as JSON allows, and reads back the same."""
    with _told():
        typer.echo(_UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def flush() -> None:
    """Sees to it that what was printed has left."""
    with _told():
        sys.stdout.flush()


@contextmanager
def _told() -> Iterator[None]:
    """Turns a failure to print into words; a reader that has left is no failure.

    Raises:
        OutputError: if what is printed goes to a file on a full disk, for one.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError("Standard output", f"what is printed can't be written ({reason})") from error
