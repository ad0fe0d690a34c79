"""What every decision analysis begins and ends with: the model, what options name, the record."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from costeff.errors import InputError, Where
from costeff.errors.decisions import NoThreshold, UnknownChoice
from costeff.expr import nearest
from costeff.model import Model
from costeff.results import Analysis, Study
from costeff.workflow.asked import asked
from costeff.workflow.provenance import provenance
from costeff.workflow.rules_notes import rules_notes
from costeff.workflow.whatif import Changes


class Question:
    """One decision analysis while it is made.

    Attributes:
        model: the decision problem.
        study: its labels.
    """

    def __init__(
        self,
        model: Model | str | os.PathLike[str],
        command: str,
        *,
        draws: int | None = None,
        seed: int | None = None,
        changes: Changes = (),
    ) -> None:
        """Reads the workbook, if it is a path, and starts the clock.

        Args:
            model: a model, or the path of a workbook.
            command: what was typed or called.
            draws: of the probabilistic analysis; None = as the workbook says.
            seed: of the random streams, likewise.
            changes: to be made before anything else.

        Raises:
            WorkbookError: if the workbook can't be read.
            InputError: if a change can't be made.
        """
        self._started, self._clock = datetime.now(UTC), time.perf_counter()
        self._command = command
        there = asked(model, draws=draws, seed=seed, changes=changes)
        self.model, self._overrides = there.model, there.overrides
        self.study = Study.of(self.model)

    def answer(
        self,
        kind: str,
        title: str,
        tables: Mapping[str, pd.DataFrame],
        *,
        facts: Mapping[str, Any] | None = None,
        notes: Sequence[str] = (),
        options: Mapping[str, object] | None = None,
        rules: Sequence[str] | None = None,
    ) -> Analysis:
        """The analysis, with its record.

        Args:
            kind: also the name of its folder.
            title: in words.
            tables: the main one first.
            facts: what words and figures need besides.
            notes: what the user has to know.
            options: what the call chose.
            rules: what is to be said of the rules of a jurisdiction; None = what every result says of them.
        """
        return Analysis(
            kind=kind,
            name=kind,
            title=title,
            study=self.study,
            tables=tables,
            facts=dict(facts or {}),
            notes=(*notes, *(rules_notes(self.model.settings) if rules is None else rules)),
            provenance=provenance(
                self.model,
                overrides={**self._overrides, **(options or {})},
                command=self._command,
                started=self._started,
                seconds=time.perf_counter() - self._clock,
            ),
        )

    def require_threshold(self) -> None:
        """Refuses a study without a willingness to pay.

        Raises:
            InputError: if there is none.
        """
        if not self.model.settings.thresholds:
            where = self.model.settings.cells.get("thresholds", Where(book=self.model.book, sheet="Study"))
            raise InputError([NoThreshold(where=where)], self.model.book)

    def choice(self, what: str, name: str, known: Iterable[str]) -> str:
        """A name that there is.

        Raises:
            InputError: if there is none, with the nearest ones.
        """
        there = tuple(known)
        if name in there:
            return name
        alike = [candidate for candidate in there if candidate.casefold() == name.casefold()]
        if len(alike) == 1:
            return alike[0]
        where = Where(book=self.model.book, text=name)
        problem = UnknownChoice(where=where, what=what, name=name, nearest=nearest(name, there), known=there)
        raise InputError([problem], self.model.book)
