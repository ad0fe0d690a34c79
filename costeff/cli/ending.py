"""How every command that stores results ends: what was found, what to know, where it went; and its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from costeff.cli.paper import say
from costeff.cli.plain import records
from costeff.cli.speech import echo

if TYPE_CHECKING:
    from costeff.results import Analysis
    from costeff.workflow import Written


def close(found: Sequence[str], notes: Sequence[str], written: Written) -> None:
    """Prints the end of a result.

    Args:
        found: the result in words, a paragraph an entry.
        notes: what the user has to know.
        written: where it went.
    """
    for text in found:
        echo()
        say(text)
    if notes:
        echo("\nNotes")
        for note in notes:
            say(note, indent=2)
    echo()
    say(f"Written to {written.folder}: {contents(written)}.")


def contents(written: Written) -> str:
    """`run.json, tables/ (18 files), figures/ (12 files), psa/ (2 files)`."""
    counts: dict[str, int] = {}
    for file in written.files:
        counts[file.parts[0]] = counts.get(file.parts[0], 0) + 1
    top = {file.parts[0] for file in written.files if len(file.parts) == 1}
    return ", ".join(name if name in top else f"{name}/ ({n} files)" for name, n in counts.items())


def analysis_record(
    analysis: Analysis, written: Written, found: Sequence[str], *, beside: bool = False
) -> dict[str, object]:
    """An analysis for machines: what was found, every table, and where the rest is.

    Args:
        analysis: of any kind.
        written: where it went.
        found: the result in words.
        beside: whether tables stand beside the other keys, as in the records of scenarios, subgroups, sweeps and
            calibrations, instead of under `tables`; what was found then stands under `verdict` in one piece too.
    """
    tables: dict[str, object] = {name: records(table) for name, table in analysis.tables.items()}
    return {
        "kind": analysis.kind,
        "title": analysis.title,
        "folder": str(written.folder),
        "files": [file.as_posix() for file in written.files],
        "findings": list(found),
        "notes": list(analysis.notes),
        "facts": dict(analysis.facts),
        **({"verdict": " ".join(found), **tables} if beside else {"tables": tables}),
        "provenance": dict(analysis.provenance),
    }
