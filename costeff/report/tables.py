"""From the record of a table, as `costeff.report.blocks.table` made it, to nodes of pandoc's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from costeff.report import columns, nodes
from costeff.report.columns import Align, Part
from costeff.report.nodes import Node, Nodes

ALIGN = {"l": "AlignLeft", "r": "AlignRight", "c": "AlignCenter"}

_Row = tuple[list[Nodes], bool]
"""The cells of a row, and whether the row is one cell over all columns."""

Words = Callable[[object], Nodes]
"""The inlines of a cell: of its text, or of its Markdown."""


class Table:
    """A table that may have been split.

    Attributes:
        parts: what each page gets.
    """

    def __init__(self, record: Mapping[str, Any], words: Words) -> None:
        """Lays it out.

        Args:
            record: of `costeff.report.blocks.table`.
            words: gives the inlines of a cell.
        """
        self._record, self._words = record, words
        self._rows: list[_Row] = [
            ([words(row["over"])], True) if isinstance(row, dict) else ([words(cell) for cell in row], False)
            for row in record["rows"]
        ]
        self._head: list[Nodes] = [words(cell) for cell in record["head"]]
        body = [[nodes.shown(cell) for cell in row] for row, over in self._rows if not over]
        head = [nodes.shown(cell) for cell in self._head]
        self._over: list[tuple[Nodes, int]] = [(words(cell), int(span)) for cell, span in record["over"]]
        self._align: tuple[Align, ...] = columns.alignments(record["align"], body, len(head))
        self.parts: tuple[Part, ...] = columns.parts(
            head,
            body,
            self._align,
            key=int(record["key"]),
            landscape=record["landscape"],
            widths=record["widths"],
            over=[(nodes.shown(cell), span) for cell, span in self._over],
        )

    def node(self, part: Part, caption: Nodes, id: str) -> Node:
        """One part as a table of pandoc's.

        Args:
            part: of `parts`.
            caption: whole, with its number.
            id: empty for none.
        """
        specs = [
            [{"t": ALIGN[self._align[k]]}, {"t": "ColWidth", "c": share}]
            for k, share in zip(part.columns, part.widths, strict=True)
        ]
        none = nodes.attributes()
        head = [none, [*self._upper(part), [none, [self._cell(self._head[k], k, "col") for k in part.columns]]]]
        rows, number = [], 0
        for cells, over in self._rows:
            rows.append(self._subheading(cells[0], part) if over else self._row(number, cells, part))
            number += not over
        body = [none, min(int(self._record["key"]), len(part.columns)), [], rows]
        attributes = nodes.attributes(id, ["costeff-table"])
        return {"t": "Table", "c": [attributes, [None, [nodes.plain(caption)]], specs, head, [body], [none, []]]}

    def _row(self, number: int, row: list[Nodes], part: Part) -> list[Any]:
        """A row of the body."""
        bold = number in self._record["bold"]
        cells = []
        for k in part.columns:
            inlines = [nodes.strong(row[k])] if bold and row[k] else row[k]
            cells.append(self._cell(inlines, k, "row" if k < int(self._record["key"]) else ""))
        return [nodes.attributes("", ["costeff-bold"] if bold else []), cells]

    def _subheading(self, words: Nodes, part: Part) -> list[Any]:
        """A row of one cell over all columns."""
        over = nodes.cell([nodes.plain([nodes.strong(words)])], "AlignLeft", len(part.columns), {"scope": "rowgroup"})
        return [nodes.attributes("", ["costeff-over"]), [over]]

    def _cell(self, inlines: Nodes, k: int, scope: str) -> list[Any]:
        """A cell of column k."""
        return nodes.cell([nodes.plain(inlines)], ALIGN[self._align[k]], 1, {"scope": scope} if scope else None)

    def _upper(self, part: Part) -> list[Any]:
        """The row above the head, as far as it stands over the columns of a part."""
        cells, start = [], 0
        for inlines, span in self._over:
            across = sum(start <= k < start + span for k in part.columns)
            start += span
            if across:
                cells.append(nodes.cell([nodes.plain(inlines)], "AlignCenter", across, {"scope": "colgroup"}))
        return [[nodes.attributes(), cells]] if cells else []
