"""How far a command is: one line on standard error, for what takes over a second and only on a terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn

PATIENCE = 1.0
"""Seconds before the line appears."""


@dataclass(frozen=True, slots=True)
class Meter:
    """The line: what is being done, and how far it is."""

    progress: Progress
    task: TaskID

    def stage(self, what: str) -> None:
        """Names what is being done; how long it takes isn't known."""
        self.progress.update(self.task, description=what, total=None, completed=0)

    def advance(self, done: int, total: int) -> None:
        """Says how much of the stage is done."""
        self.progress.update(self.task, completed=done, total=total)


@contextmanager
def meter(*, quiet: bool) -> Iterator[Meter]:
    """A meter for the time of the block.

    Args:
        quiet: show nothing.
    """
    console = Console(stderr=True)
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    task = progress.add_task("", total=None)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield Meter(progress, task)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()
