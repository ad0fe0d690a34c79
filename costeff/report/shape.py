"""What of a report each format writes in its own way: headings, captions, references, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from costeff.report.nodes import Node, Nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something that references lead to.

    Attributes:
        id: unique in the report.
        word: `Table`, `Figure`, `Equation`, `Section`; empty for a heading without a number and for an anchor.
        number: `3`, `4.1`; empty for none.
        title: of a heading.
    """

    id: str
    word: str = ""
    number: str = ""
    title: str = ""

    @property
    def name(self) -> str:
        """`Table 3`; of a heading without a number, its title."""
        return f"{self.word}\u00a0{self.number}" if self.number else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, for the table of contents."""

    named: Named
    level: int


class Shape(Protocol):
    """A format."""

    picture: str
    """Ending of the files of figures that it takes."""

    def heading(self, level: int, named: Named, inlines: Nodes) -> Nodes:
        """A heading."""

    def caption(self, named: Named, inlines: Nodes) -> Nodes:
        """The inlines of a caption, with `Table 3: ` before them."""

    def table(self, node: Node, note: Nodes) -> Nodes:
        """A table, with a note below it if there is one."""

    def figure(self, named: Named, path: Path, alt: str, width: float, caption: Nodes) -> Nodes:
        """A figure."""

    def equation(self, named: Named, latex: str) -> Nodes:
        """An equation on a line of its own."""

    def reference(self, named: Named) -> Nodes:
        """Words that lead to something, in a line."""

    def anchor(self, id: str, inlines: Nodes) -> Nodes:
        """A place in a line to which links lead, with the words there."""

    def landscape(self, blocks: Nodes) -> Nodes:
        """Blocks on landscape pages."""

    def contents(self, headings: Sequence[Heading]) -> Nodes:
        """The table of contents."""

    def page_break(self) -> Nodes:
        """The start of a new page."""
