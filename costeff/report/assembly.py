"""From filled Markdown to the document of one format: blocks made, things numbered, references found."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from costeff.errors import InputError, InternalError, Problem, Where
from costeff.errors.report import MisplacedBlock, MissingPicture, RepeatedId, UnknownReference
from costeff.expr import nearest
from costeff.report import nodes, pandoc
from costeff.report.blocks import CARRIER, FORMULA, REFERENCE
from costeff.report.nodes import Node, Nodes
from costeff.report.shape import Heading, Named, Shape
from costeff.report.tables import Table

NUMBERED = 3
"""Levels of headings that have numbers."""

ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*")
"""What can be an id in every format."""

LITTLE = 800
"""Signs of text that go with a landscape table."""

WORDS = {"table": "Table", "figure": "Figure", "equation": "Equation"}


class Place(Protocol):
    """What says where in a template a word stands, for messages."""

    def __call__(self, text: str, last: bool = False) -> Where:
        """The first line that has it, or the last."""


class Parsed:
    """Markdown that was read, before it is that of a format. All formats share it, so nothing in it is changed.

    Attributes:
        blocks: of the document, its tables and figures still as they were carried.
        figures: paths of the files of its figures without ending, in order.
    """

    def __init__(self, markdown: str, place: Place) -> None:
        """Reads it.

        Args:
            markdown: of the report.
            place: where in the template a text stands, for messages.

        Raises:
            InputError: if a table or figure stands where it can't.
        """
        self.place = place
        self.blocks = pandoc.read(markdown)
        carried: list[str] = []
        nodes.changed(self.blocks, lambda node: carried.append(node["c"][1]) if _carries(node) else None)
        missing = len(re.findall(rf"^ {{0,3}}```\{{\.{CARRIER}\}}$|```\{{\.{CARRIER}\}}", markdown, re.M)) - len(
            carried
        )
        if missing:
            raise InputError([MisplacedBlock(where=place("table"), number=missing)])
        self._records = {text: _record(text) for text in carried}
        records = self._records.values()
        self._cells = _read_cells(sorted({text for record in records for text in _markdown_in(record)}))
        self.figures = tuple(str(record["stem"]) for record in records if record["block"] == "figure")
        self._tables = {
            text: Table(record, self.words) for text, record in self._records.items() if record["block"] == "table"
        }

    def record(self, block: Node) -> Mapping[str, Any]:
        """What a block carries."""
        return self._records[block["c"][1]]

    def table(self, block: Node) -> Table:
        """The table that a block carries, laid out."""
        return self._tables[block["c"][1]]

    def words(self, cell: object) -> Nodes:
        """The inlines of a cell or caption."""
        if isinstance(cell, Mapping):
            return list(self._cells[str(cell["markdown"])])
        return nodes.words(str(cell))


class Assembly:
    """The document of one format.

    Attributes:
        headings: in order.
        blocks: the document.
    """

    def __init__(self, parsed: Parsed, shape: Shape, folder: Path) -> None:
        """Makes it.

        Args:
            parsed: the Markdown.
            shape: the format.
            folder: to which paths of pictures are relative.

        Raises:
            InputError: if ids are repeated or missing, or a picture is.
        """
        self._parsed, self._shape, self._folder = parsed, shape, folder
        self._named: dict[str, Named] = {}
        self._counts = dict.fromkeys(WORDS, 0)
        self._sections = [0] * NUMBERED
        self._problems: list[Problem] = []
        self.headings: list[Heading] = []
        blocks = _joined(self._placed(parsed.blocks))
        self.blocks: Nodes = self._turned(nodes.changed(blocks, self._finished))
        if self._problems:
            raise InputError(list(dict.fromkeys(self._problems)))

    def _placed(self, blocks: Nodes) -> Nodes:
        """Blocks with headings numbered and carriers made what they are, in the order of reading."""
        made: Nodes = []
        for block in blocks:
            if block["t"] == "Header":
                made += self._heading(*block["c"])
            elif _carries(block):
                made += self._carried(block)
            elif block["t"] in ("Div", "BlockQuote", "BulletList", "OrderedList"):
                made.append(self._inside(block))
            else:
                made.append(self._noted(block))
        return made

    def _inside(self, block: Node) -> Node:
        """A block that holds others."""
        match block["t"]:
            case "Div":
                if block["c"][0][0]:
                    self._name(Named(id=block["c"][0][0]))
                return {"t": "Div", "c": [block["c"][0], self._placed(block["c"][1])]}
            case "BlockQuote":
                return {"t": "BlockQuote", "c": self._placed(block["c"])}
            case "BulletList":
                return {"t": "BulletList", "c": [self._placed(item) for item in block["c"]]}
            case _:
                return {"t": "OrderedList", "c": [block["c"][0], [self._placed(item) for item in block["c"][1]]]}

    def _noted(self, block: Node) -> Node:
        """A block of text, whose anchors are noted."""

        def note(node: Node) -> None:
            if node["t"] in ("Span", "Code") and node["c"][0][0]:
                self._name(Named(id=node["c"][0][0]))

        nodes.changed(block, note)
        return block

    def _heading(self, level: int, attributes: list[Any], inlines: Nodes) -> Nodes:
        """A heading with its number."""
        given, classes, _ = attributes
        number = ""
        if level <= NUMBERED and "unnumbered" not in classes:
            self._sections[level - 1] += 1
            self._sections[level:] = [0] * (NUMBERED - level)
            number = ".".join(str(k) for k in self._sections[:level])
        named = Named(
            id=given or f"section-{len(self.headings) + 1}",
            word="Section" if number else "",
            number=number,
            title=nodes.shown(inlines),
        )
        self._name(named)
        self.headings.append(Heading(named=named, level=level))
        return self._shape.heading(level, named, inlines)

    def _carried(self, block: Node) -> Nodes:
        """A block that came as a record."""
        record = self._parsed.record(block)
        kind, name = record["block"], record.get("id", "")
        if kind == "contents":
            return [{"t": "costeff-contents", "c": int(record["depth"])}]
        if kind == "page_break":
            return self._shape.page_break()
        if kind == "equation" and not name:
            return self._shape.equation(Named(id=""), record["latex"])
        self._counts[kind] += 1
        named = Named(id=name, word=WORDS[kind], number=str(self._counts[kind]))
        self._name(named)
        if kind == "equation":
            return self._shape.equation(named, record["latex"])
        if kind == "figure":
            caption = self._shape.caption(named, self._parsed.words(record["caption"]))
            path = self._picture(f"{record['stem']}.{self._shape.picture}")
            return self._shape.figure(named, path, record["alt"], float(record["width"]), caption)
        return self._table(named, record, self._parsed.table(block))

    def _table(self, named: Named, record: Mapping[str, Any], table: Table) -> Nodes:
        """A table, in as many parts as it needs."""
        made: Nodes = []
        for number, part in enumerate(table.parts, 1):
            caption = self._parsed.words(record["caption"])
            if len(table.parts) > 1:
                caption += nodes.words(f" (part {number} of {len(table.parts)})")
            first = number == 1
            note = self._parsed.words(record["note"]) if number == len(table.parts) and record["note"] else []
            shown = named if first else Named(id="", word=named.word, number=named.number)
            node = table.node(part, self._shape.caption(shown, caption), named.id if first else "")
            found = self._shape.table(node, note)
            made += [nodes.div(found, "", ["landscape"])] if part.landscape else found
        return made

    def _picture(self, name: str) -> Path:
        """The file of a picture."""
        path = self._folder / name
        if re.match(r"[a-z][a-z0-9+.-]+:", name, re.I) or not path.is_file():
            where = self._parsed.place(name)
            where = where if where.cell else self._parsed.place(name.rpartition(".")[0])
            self._problems.append(MissingPicture(where=where, path=name))
        return path

    def _name(self, named: Named) -> None:
        """Notes an id."""
        if named.id in self._named:
            self._problems.append(RepeatedId(where=self._parsed.place(named.id, last=True), id=named.id))
        self._named[named.id] = named

    def _finished(self, node: Node) -> Node | Nodes | None:
        """References, links, formulae and pictures of the text, and its table of contents, when all ids are known."""
        kind = node["t"]
        if kind == "costeff-contents":
            return self._shape.contents([heading for heading in self.headings if heading.level <= node["c"]])
        if kind == "Link":
            attributes, _, (target, _) = node["c"]
            if REFERENCE in attributes[1] or target.startswith("#"):
                named = self._named.get(target[1:])
                if named is None:
                    near = nearest(target[1:], self._named)
                    problem = UnknownReference(where=self._parsed.place(target[1:]), id=target[1:], nearest=near)
                    self._problems.append(problem)
                    return None
                return self._shape.reference(named) if REFERENCE in attributes[1] else None
            if not re.match(r"(https?://|mailto:)", target):
                return nodes.span(node["c"][1])
        if kind == "Span" and ID.fullmatch(node["c"][0][0]):
            return self._shape.anchor(node["c"][0][0], node["c"][1])
        if kind == "Code" and FORMULA in node["c"][0][1]:
            return nodes.formula(node["c"][1].strip(), display=False)
        if kind == "Image" and node["c"][0][2][:1] != [["costeff", "1"]]:
            path = self._picture(node["c"][2][0])
            return nodes.image(nodes.shown(node["c"][1]), str(path), dict(node["c"][0][2]))
        return None

    def _turned(self, blocks: Nodes) -> Nodes:
        """Landscape pages."""
        made: Nodes = []
        for block in blocks:
            made += self._shape.landscape(block["c"][1]) if _is_landscape(block) else [block]
        return made


def _joined(blocks: Nodes) -> Nodes:
    """Landscape blocks that follow each other share pages, and so do a heading and a little text right before one.

    Else a page would be turned for a table, turned back for a line, and turned again.
    """
    made: Nodes = []
    for block in blocks:
        if not _is_landscape(block):
            made.append(block)
            continue
        start = len(made)
        room = LITTLE
        while start and _is_text(made[start - 1]) and (room := room - len(nodes.shown([made[start - 1]]))) >= 0:
            start -= 1
        if start and _is_landscape(made[start - 1]):
            made[start - 1] = nodes.div([*made[start - 1]["c"][1], *made[start:], *block["c"][1]], "", ["landscape"])
            del made[start:]
            continue
        while start < len(made) and made[start]["t"] != "Header":
            start += 1
        before = made[start:]
        del made[start:]
        made.append(nodes.div([*before, *block["c"][1]], "", ["landscape"]))
    return made


def _is_text(block: Node) -> bool:
    """Whether a block is a heading, whose bookmark may be in a format's own words, or running text."""
    if block["t"] == "Header":
        return True
    return block["t"] in ("Para", "Plain", "BulletList") and '"RawInline"' not in json.dumps(block)


def _is_landscape(block: Node) -> bool:
    return block["t"] == "Div" and "landscape" in block["c"][0][1]


def _carries(node: Node) -> bool:
    """Whether a node is a block of JSON."""
    return node["t"] == "CodeBlock" and CARRIER in node["c"][0][1]


def _record(text: str) -> Mapping[str, Any]:
    """What a block of JSON holds."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise InternalError("A block of a report holds no record.")
    return found


def _markdown_in(value: object) -> list[str]:
    """The Markdown in a record."""
    if isinstance(value, Mapping):
        if "markdown" in value:
            return [str(value["markdown"])]
        return [text for item in value.values() for text in _markdown_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in _markdown_in(item)]
    return []


def _read_cells(texts: Sequence[str]) -> dict[str, Nodes]:
    """Pieces of Markdown, each to its inlines, read all at once."""
    lines = [" ".join(text.split()) for text in texts]
    blocks = pandoc.read("\n\n".join(f"[{line}]{{.costeff-cell}}" for line in lines)) if lines else []
    if len(blocks) != len(lines) or any(len(b["c"]) != 1 or b["c"][0]["t"] != "Span" for b in blocks):
        blocks = [block for line in lines for block in _alone(line)]
    else:
        blocks = [{"t": "Para", "c": block["c"][0]["c"][1]} for block in blocks]
    return {text: block["c"] for text, block in zip(texts, blocks, strict=True)}


def _alone(line: str) -> Nodes:
    """A piece of Markdown read by itself; what is no line of text is shown as it is written."""
    found = pandoc.read(line)
    if len(found) == 1 and found[0]["t"] in ("Para", "Plain"):
        return found
    return [nodes.para(nodes.words(line))]
