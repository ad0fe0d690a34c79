"""What the user should know about the files around a run: an open workbook, draws that are kept, old analyses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from costeff import workflow
from costeff.cli.stopping import kept_words

if TYPE_CHECKING:
    from costeff.results import Run


def before(workbook: Path, folder: Path, say: Callable[[str], None], *, resume: bool) -> None:
    """Says what is noteworthy before a run starts.

    Args:
        workbook: as the user named it.
        folder: the results folder, which nobody else is writing to.
        say: told in words.
        resume: whether kept draws will be used, so that they needn't be mentioned.
    """
    program = workflow.open_in(workbook)
    if program:
        say(f"{workbook.name} seems to be open in {program}: changes that aren't saved are not in this run.")
    kept = None if resume else workflow.kept(folder)
    if kept is not None and kept.finished:
        say(kept_words(kept))


def after(workbook: Path, run: Run, folder: Path, say: Callable[[str], None]) -> None:
    """Says what is noteworthy when the results are written."""
    if workflow.changed(workbook, run.study.sha256):
        say(
            f"{workbook.name} was changed, moved or deleted while it ran. The results are of the workbook as it was at "
            "the start, whose SHA-256 is in run.json."
        )
    old = workflow.stale(folder)
    if old:
        say(f"Kept, but made from another version of the workbook: {', '.join(old)}. Run them again if you need them.")
