"""How far a command is: one line on standard error, for what takes over a second and only on a terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

PATIENCE = 1.0
"""Seconds before the line appears."""


@dataclass(frozen=True, slots=True)
class Meter:
    """The line: what is being done, and how far it is."""

    progress: Progress
    quiet: bool = False

    def say(self, what: str) -> None:
        """Tells something that stays to be read, above the line."""
        if not self.quiet:
            self.progress.console.print(what, markup=False, highlight=False, soft_wrap=True)

    def stage(self, what: str) -> None:
        """Names what is being done; how long it takes isn't known."""
        for task in self.progress.task_ids:  # a task that had a total can't lose it, so there is a new one
            self.progress.remove_task(task)
        self.progress.add_task(what, total=None)

    def advance(self, what: str, done: int, total: int) -> None:
        """Says how much of a stage is done."""
        self.progress.update(self.progress.task_ids[0], description=what, completed=done, total=total)


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
    progress.add_task("Starting", total=None)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield Meter(progress, quiet)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


def compiling() -> str:
    """What to say while the engine compiles; empty if it needn't."""
    from costeff import workflow  # late: the meter is there before anything heavy is loaded

    return "Compiling the engine, once on this computer" if workflow.needs_compiling() else ""
