"""Problems with stored results."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableResults(Problem):
    """A folder that holds no results, or results that can't be read.

    Attributes:
        folder: as the user named it.
        reason: what is wrong, in one clause.
    """

    folder: str
    reason: str

    def found(self) -> str:
        """The folder and what is wrong with it."""
        return f"{self.folder}: {self.reason}"

    def advice(self) -> str:
        """Where results come from."""
        return "Name a results folder that costeff wrote (it holds run.json), or run the workbook again."
