"""Being asked to stop: by Ctrl-C, by a polite kill, by the end of the terminal."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from costeff.errors import Cancelled
from costeff.format import count, percent

if TYPE_CHECKING:
    from costeff.workflow import Kept, Place

INTERRUPTS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")

DEAF = 5.0
"""Seconds for which further signals are ignored, so that an impatient second Ctrl-C doesn't disturb the cleaning up."""


class Stopped(Cancelled):
    """The user stopped the command; the message says what is left of it."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Has every signal that asks to stop raise KeyboardInterrupt for the time of the block, once.

    Signals that the shell has the command ignore (`nohup`, a job in the background) stay ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = 0.0

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal heard
        before, heard = heard, time.monotonic()
        if not before or heard - before > DEAF:
            raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in INTERRUPTS if hasattr(signal, name)]
    former = {number: signal.getsignal(number) for number in numbers}
    mine = [number for number, handler in former.items() if handler not in (signal.SIG_IGN, None)]
    try:
        for number in mine:
            signal.signal(number, stop)
        yield
    finally:
        for number in mine:
            signal.signal(number, former[number])


def kept_words(kept: Kept) -> str:
    """What a stopped run has left, said when another one starts."""
    return (
        f"{percent(kept.share, 0)} of a run that was stopped ({count(kept.draws)} draws, seed {kept.seed}) is kept: "
        "--resume continues it. Without --resume, it goes when a long run takes its place."
    )


def stopped(place: Place, kept: Kept | None) -> NoReturn:
    """Says what became of a run that was asked to stop.

    Args:
        place: where its results were to appear.
        kept: what this run has left to be continued.

    Raises:
        Stopped: always.
    """
    if place.done():
        raise Stopped(f"Stopped, but the results were complete by then: they are in {place.folder}.")
    if kept is None or not kept.finished:
        raise Stopped("Stopped. Nothing was written.")
    words = [word for word in sys.argv[1:] if word != "--resume"]
    raise Stopped(
        f"Stopped. No results were written. {percent(kept.share, 0)} of the draws are done and kept; to continue:\n"
        f"  {shlex.join(['costeff', *words, '--resume'])}\n"
        f"To discard them, delete {_shown(kept.folder)}."
    )


def _shown(folder: Path) -> str:
    """A folder as short as it can be named from here."""
    try:
        return str(folder.relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(folder)
