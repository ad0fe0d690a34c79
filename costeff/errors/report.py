"""Problems of reports: what is wrong in a template, by its line, and what a report needs that isn't there."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.problem import Problem
from costeff.errors.words import listed, suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTemplate(Problem):
    """A template that isn't there or can't be read.

    Attributes:
        reason: in one clause.
    """

    reason: str

    def found(self) -> str:
        """What is wrong with it."""
        return f"the template {self.reason}"

    def advice(self) -> str:
        """Where templates come from."""
        return "Name one with --template; `costeff init` lays out those that are shipped, in the folder reports."


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSyntax(Problem):
    """A line that isn't what a template may say.

    Attributes:
        reason: as Jinja words it.
    """

    reason: str

    def found(self) -> str:
        """The reason."""
        return f"this is no template: {self.reason.rstrip('.')}"

    def advice(self) -> str:
        """How templates are written."""
        return "Statements are {% ... %}, what is printed is {{ ... }}, comments are {## ... ##}."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownInTemplate(Problem):
    """A template speaks of something that there isn't.

    Attributes:
        what: `variable`, `filter`, `test`, `entry`.
        name: as written.
        owner: of what it would be an entry.
        nearest: what it may have been meant to be.
    """

    what: str
    name: str
    owner: str = ""
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        """What is unknown."""
        return f'there is no {self.what} "{self.name}"' + (f" in {self.owner}" if self.owner else "")

    def advice(self) -> str:
        """What was meant."""
        return suggestion(self.nearest, "docs/report.md lists what templates may use.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFailed(Problem):
    """Something that a template asks for can't be done.

    Attributes:
        reason: in one clause.
    """

    reason: str

    def found(self) -> str:
        """The reason."""
        return f"this line can't be worked out: {self.reason}"

    def advice(self) -> str:
        """What to look at."""
        return "docs/report.md says what each function takes and what each name holds."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownReference(Problem):
    """A reference or link to a place that the report doesn't have.

    Attributes:
        id: as written.
        nearest: ids that there are.
    """

    id: str
    nearest: tuple[str, ...] = ()

    def found(self) -> str:
        """The id."""
        return f'nothing in the report has the id "{self.id}"'

    def advice(self) -> str:
        """What was meant, or how a thing gets an id."""
        return suggestion(self.nearest, f"Give it to a heading as {{#{self.id}}}, or to a table or figure as id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedId(Problem):
    """Two things in a report with one id.

    Attributes:
        id: of both.
    """

    id: str

    def found(self) -> str:
        """The id."""
        return f'two things in the report have the id "{self.id}"'

    def advice(self) -> str:
        """What to do."""
        return "Give one of them another id, since references to it would be ambiguous."


@dataclass(frozen=True, slots=True, kw_only=True)
class MisplacedBlock(Problem):
    """Tables, figures or equations that stand within a line of text, where they can't.

    Attributes:
        number: how many.
    """

    number: int

    def found(self) -> str:
        """How many."""
        return f"{self.number} of the tables, figures and equations stand within a line or an indented piece of text"

    def advice(self) -> str:
        """What to do."""
        return "Put {{ table(...) }}, {{ figure(...) }} and {{ equation(...) }} on lines of their own, not indented."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableFormula(Problem):
    """Mathematics that can't be set.

    Attributes:
        latex: as written.
    """

    latex: str

    def found(self) -> str:
        """The formula."""
        return f"this is no mathematics that can be set: {self.latex}"

    def advice(self) -> str:
        """What to write."""
        return "Write it as TeX does, without dollars, macros of your own or packages, such as `1 - e^{-r t}`."


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPicture(Problem):
    """A picture that isn't among the files of the report.

    Attributes:
        path: as written.
    """

    path: str

    def found(self) -> str:
        """The path."""
        return f"there is no picture {self.path}"

    def advice(self) -> str:
        """What pictures there may be."""
        return "Name a .png or .svg file on this computer, by its path from the template's folder; none is fetched."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFormat(Problem):
    """A format in which no report is written.

    Attributes:
        name: as given.
        known: those that there are.
    """

    name: str
    known: tuple[str, ...] = ()

    def found(self) -> str:
        """The name."""
        return f'a report can\'t be written as "{self.name}"'

    def advice(self) -> str:
        """Those that there are."""
        return f"There are: {listed(self.known)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenStyle(Problem):
    """A file of styles that can't be used.

    Attributes:
        reason: in one clause.
    """

    reason: str

    def found(self) -> str:
        """The reason."""
        return f"this file of styles can't be used: {self.reason}"

    def advice(self) -> str:
        """What to do."""
        return "Mend it, or delete it from the folder of the template: the shipped one is then used."


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingExtra(Problem):
    """Libraries that reports need aren't installed.

    Attributes:
        packages: that are missing.
        extra: of costeff that brings them.
    """

    packages: tuple[str, ...]
    extra: str

    def found(self) -> str:
        """The packages."""
        return f"reports need {listed(self.packages)}, which {'is' if len(self.packages) == 1 else 'are'} not installed"

    def advice(self) -> str:
        """How to install them."""
        return f'Install them: pip install "costeff[{self.extra}]"'


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToShow(Problem):
    """A report that is to be redacted, of strategies that are all confidential.

    Attributes:
        strategies: how many there are.
    """

    strategies: int

    def found(self) -> str:
        """That nothing would be left."""
        return f"all {self.strategies} strategies are confidential, so a redacted report would show none"

    def advice(self) -> str:
        """What to do."""
        return "Leave `confidential` blank for at least one row of the sheet Strategies, or leave out --redact."
