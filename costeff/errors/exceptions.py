"""The exceptions of costeff, one tree.

CosteffError
├── InputError          the user's input: a workbook, a file, an option; carries placed Problems
│   ├── WorkbookError   what reading or checking a workbook found
│   └── DrawError       what only the numbers of a run showed (a row over 1 in draw 381)
├── OutputError         a folder or file that can't be written, with the reason and what to do
├── Cancelled           the user stopped the run
└── InternalError       our fault: asks for a report
"""

from __future__ import annotations

from collections.abc import Sequence

from costeff.errors.problem import Problem


class CosteffError(Exception):
    """Root of everything that costeff raises on purpose."""


class InputError(CosteffError):
    """The user's input can't be used as it stands.

    Attributes:
        book: name of the workbook or file.
        problems: every problem found, root causes only, in the order of the sheets.
    """

    def __init__(self, problems: Sequence[Problem], book: str = "") -> None:
        self.problems = tuple(problems)
        self.book = book or (self.problems[0].where.book if self.problems else "")
        super().__init__(self.book, self.problems)

    def __str__(self) -> str:
        from costeff.errors.render import render

        return render(self.problems, book=self.book)


class WorkbookError(InputError):
    """What reading or checking a workbook found."""


class DrawError(InputError):
    """What only the numbers showed, explained by the reference engine."""


class OutputError(CosteffError):
    """Nothing could be written there.

    Attributes:
        path: the file or folder.
        reason: why, in one clause.
        advice: what to do.
    """

    def __init__(self, path: str, reason: str, advice: str = "") -> None:
        self.path, self.reason, self.advice = path, reason, advice
        super().__init__(path, reason, advice)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" + (f". {self.advice}" if self.advice else "")


class Cancelled(CosteffError):  # noqa: N818 - nothing went wrong
    """The user stopped the run; nothing was written."""


class InternalError(CosteffError):
    """A fault of costeff, not of the input: something that the program itself holds to be impossible.

    Any other exception that reaches a face is told in the same way, with a report that a user can send.
    """

    def __str__(self) -> str:
        what = CosteffError.__str__(self)
        return f"{what}\nThis is a fault of costeff, not of your workbook."
