"""Problems of jurisdictions: whose rules are asked for, and how well they are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownJurisdiction(Problem):
    """A jurisdiction of which there is no profile.

    Attributes:
        name: as given.
        nearest: keys that are nearly the same.
        known: the keys of all profiles.
    """

    name: str
    nearest: tuple[str, ...] = ()
    known: Sequence[str] = ()

    def found(self) -> str:
        """The name."""
        return f'there is no profile of a jurisdiction "{self.name}"'

    def advice(self) -> str:
        """What was meant, or what there is."""
        return suggestion(self.nearest, f"There are: {', '.join(self.known)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignThresholds(Problem):
    """Thresholds left blank where those of the jurisdiction are in another currency than the study.

    Attributes:
        jurisdiction: name of the profile, with its year.
        theirs: currency of its thresholds.
        own: currency of the study.
    """

    jurisdiction: str
    theirs: str
    own: str

    def found(self) -> str:
        """Both currencies."""
        return f"the thresholds of {self.jurisdiction} are in {self.theirs}, and the study is in {self.own}"

    def advice(self) -> str:
        """What to fill."""
        either = f"give `thresholds` in {self.own}, or `currency` as {self.theirs} if the costs are"
        return f"Nothing is converted: {either}."


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalledRules(Problem):
    """Rules of which not everything was seen in their source.

    Attributes:
        jurisdiction: name of the profile, with its year.
        as_of: since when its rules are in force, as far as known.
        confidence: how well they are known.
        source: where they are written.
    """

    severity: ClassVar[Severity] = "warning"

    jurisdiction: str
    as_of: str
    confidence: str
    source: str

    def found(self) -> str:
        """How well they are known."""
        return f"the rules of {self.jurisdiction} (as of: {self.as_of}) are {self.confidence}"

    def advice(self) -> str:
        """What to do."""
        return f"Check them before a submission. Source: {self.source}."
