"""Problems of making a result again from its stamp."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class NoStamp(Problem):
    """A file that carries no stamp, or none that can be read.

    Attributes:
        file: as the user named it.
        reason: what is wrong, in one clause.
    """

    file: str
    reason: str

    def found(self) -> str:
        """The file and what is wrong with it."""
        return f"{self.file} {self.reason}"

    def advice(self) -> str:
        """What has one."""
        return "Name a results folder, or a report, table or figure as costeff wrote it; other programs drop the stamp."


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookNotFound(Problem):
    """The workbook of a result isn't where it was looked for.

    Attributes:
        name: of the workbook, as recorded; empty for a model that was built in Python.
    """

    name: str

    def found(self) -> str:
        """Which workbook."""
        if not self.name:
            return "The model was built in Python, so that there is no workbook to run again"
        return f"The workbook {self.name} is not beside the results, nor in this folder or its inputs"

    def advice(self) -> str:
        """How to say where it is."""
        return "Name it with --book." if self.name else "Build it again and compare the tables."


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookDiffers(Problem):
    """The workbook isn't the one from which a result was made.

    Attributes:
        name: of the file that was found.
        recorded: SHA-256 of the workbook of the result.
        now: SHA-256 of the file.
    """

    name: str
    recorded: str
    now: str

    def found(self) -> str:
        """Both hashes."""
        return (
            f"{self.name} is not the workbook from which this was made: its SHA-256 is {self.now[:12]}..., recorded is "
            f"{self.recorded[:12]}..."
        )

    def advice(self) -> str:
        """What can be done."""
        return "Name the right one with --book, or compare all the same with --anyway."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReproducible(Problem):
    """A result whose record doesn't hold all that it takes to make it again.

    Attributes:
        what: the result.
        reason: what is lacking, in one clause.
        command: with which it was made; empty if that isn't known.
    """

    what: str
    reason: str
    command: str = ""

    def found(self) -> str:
        """What it is, and what is lacking."""
        return f"{self.what} can't be made again from its record: {self.reason}"

    def advice(self) -> str:
        """The way that is left."""
        return f"It was made with: {self.command}" if self.command else "Name the results folder instead."
