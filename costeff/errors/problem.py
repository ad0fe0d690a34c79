"""A problem in the user's input: a class per kind, with fields; its words are made from the fields."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Literal

from costeff.errors.where import Where

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to tell the user about one place of the workbook.

    A subclass is one kind of problem: it adds fields, and words them in `found` and `advice`.
    Tests match classes and fields, never wording.

    Attributes:
        where: the cell that holds the cause.
        span: start and end of the faulty part within `where.text`, if a part can be named.
        draw: number of the draw (from 1) for what shows in some draws only.
        severity: `error` stops a run, `warning` and `note` are printed beside it.
    """

    severity: ClassVar[Severity] = "error"

    where: Where
    span: tuple[int, int] | None = None
    draw: int | None = None

    @property
    def kind(self) -> str:
        """Stable name of the kind, for `--json` and for tests."""
        return type(self).__name__

    def found(self) -> str:
        """What was found, in one clause without a full stop."""
        raise NotImplementedError

    def advice(self) -> str:
        """What was expected and what to do, in one sentence; empty when `found` says it all."""
        return ""

    def as_dict(self) -> dict[str, object]:
        """Everything an editor needs to mark the place, as plain values."""
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("where", "span", "draw")}
        return {
            "kind": self.kind,
            "severity": self.severity,
            "book": self.where.book,
            "sheet": self.where.sheet,
            "cell": self.where.cell,
            "text": self.where.text,
            "span": self.span,
            "draw": self.draw,
            "found": self.found(),
            "advice": self.advice(),
            "fields": {k: v if isinstance(v, int | float | str | bool | None) else str(v) for k, v in own.items()},
        }
