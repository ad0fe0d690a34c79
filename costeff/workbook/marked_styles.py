"""The styles of a marked copy: each cell keeps its format and gets a fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from costeff.workbook.splice import Element, parse, put_inside, spliced, with_attribute

if TYPE_CHECKING:
    from costeff.workbook.annotate import Package

FILLS: Mapping[str, str] = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "note": "FFDDEBF7"}
"""Severity to colour: the tints that Excel itself uses for bad, neutral and information."""


@dataclass(slots=True)
class Styles:
    """The cell formats of a workbook, to which marked ones are added.

    Attributes:
        fills, parent: the elements that hold the fills and the cell formats.
        formats: the cell formats as they stand in the part.
        added: old format and severity to the number of the new one.
    """

    part: str
    raw: bytes
    fills: Element
    parent: Element
    formats: tuple[Element, ...]
    added: dict[tuple[int, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package, book: str) -> Styles | None:
        """The styles of a workbook; None where it has none that could be added to."""
        part = next((target for kind, target in package.relations(book).values() if kind == "styles"), "")
        if part not in package.parts:
            return None
        raw = package.text(part)
        root = parse(raw)
        fills, formats = root.child("fills"), root.child("cellXfs")
        if fills is None or formats is None:
            return None
        return cls(part, raw, fills, formats, tuple(x for x in formats.children if x.name == "xf"))

    def marked(self, old: int, severity: str) -> int:
        """The number of a format that is like another but for its fill."""
        key = (old if 0 <= old < len(self.formats) else 0, severity)
        return self.added.setdefault(key, len(self.formats) + len(self.added))

    def store(self, package: Package) -> None:
        """Writes the part with what was added."""
        if not self.added or not self.formats:
            return
        prefix = self.fills.prefix
        known = [f for f in self.fills.children if f.name == "fill"]
        fills = b"".join(
            f'<{prefix}fill><{prefix}patternFill patternType="solid"><{prefix}fgColor rgb="{colour}"/>'
            f'<{prefix}bgColor indexed="64"/></{prefix}patternFill></{prefix}fill>'.encode()
            for colour in FILLS.values()
        )
        numbers = {severity: len(known) + k for k, severity in enumerate(FILLS)}
        formats = b"".join(self._filled(self.formats[old], numbers[severity]) for old, severity in self.added)
        edits = [
            *self._counted(self.fills, len(known) + len(FILLS), fills),
            *self._counted(self.parent, len(self.formats) + len(self.added), formats),
        ]
        package.parts[self.part] = spliced(self.raw, edits)

    def _filled(self, old: Element, fill: int) -> bytes:
        """A cell format with another fill."""
        tag = with_attribute(self.raw[old.start : old.inside], "fillId", str(fill))
        return with_attribute(tag, "applyFill", "1") + self.raw[old.inside : old.end]

    def _counted(self, parent: Element, count: int, new: bytes) -> list[tuple[int, int, bytes]]:
        """The edits that add children and mend the count."""
        tag = with_attribute(self.raw[parent.start : parent.inside], "count", str(count))
        return [(parent.start, parent.inside, tag), put_inside(self.raw, parent, new)]
