"""How typst, which makes the PDF, writes what each format writes in its own way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from costeff.report import nodes
from costeff.report.nodes import Node, Nodes
from costeff.report.pictures import fitting, printed
from costeff.report.shape import Heading, Named

BREAKABLE = 24
"""Signs from which a word gets places where it may be broken: typst breaks none by itself."""


ROOM = """#[#show figure: set block(above: 0pt)
#block(breakable: false, height: 38mm, width: 100%, above: 1.4em, below: 0pt)
#v(-38mm)"""
"""Before a table that runs over pages: where less is left of a page than its head and a few rows need, the next."""

TOGETHER = 14
"""Rows up to which a table is kept on one page, with its note."""


class PdfShape:
    """PDF, by way of typst.

    Attributes:
        pictures: file by the name under which the source knows it; they have to be put beside it.
    """

    picture = "svg"

    def __init__(self) -> None:
        self.pictures: dict[str, Path] = {}

    def heading(self, level: int, named: Named, inlines: Nodes) -> Nodes:
        """A heading with its number in its text."""
        before = nodes.words(f"{named.number}\u2002") if named.number else []
        return [{"t": "Header", "c": [level, nodes.attributes(named.id), [*before, *inlines]]}]

    def caption(self, named: Named, inlines: Nodes) -> Nodes:
        """Number in bold, then the caption."""
        return [nodes.strong(nodes.words(f"{named.name}:")), {"t": "Space"}, *inlines]

    def table(self, node: Node, note: Nodes) -> Nodes:
        """A table; long words in its cells may be broken."""
        node["c"][3:5] = nodes.changed(node["c"][3:5], _breakable)
        for _, cells in node["c"][3][1]:
            for cell in cells:
                cell[0][2].append(["typst:fill", "shade"])
                cell[4] = [nodes.plain([nodes.strong(cell[4][0]["c"])])]
        small = _wrapped("#note[", [nodes.plain(note)], "]") if note else []
        if len(node["c"][4][0][3]) <= TOGETHER:
            return _wrapped("#block(breakable: false, above: 1.8em, below: 1.8em)[", [node, *small], "]")
        if note:  # below a table that runs over pages it might stand alone on the last
            caption = node["c"][1][1][0]["c"]
            caption += [nodes.raw("typst", "#note["), *note, nodes.raw("typst", "]")]
        return _wrapped(ROOM, [node], "]")

    def figure(self, named: Named, path: Path, alt: str, width: float, caption: Nodes) -> Nodes:
        """A figure with its description for those who can't see it."""
        path = printed(path)
        name = f"picture-{len(self.pictures) + 1}{path.suffix.lower()}"
        self.pictures[name] = path
        # pandoc's own writer drops the description of a picture in a figure.
        share = 100 * fitting(path, width)
        start = f"#figure(image({quoted(name)}, width: {share:g}%, alt: {quoted(alt)}), kind: image, caption: ["
        label = f"]) <{named.id}>"
        return [nodes.para([nodes.raw("typst", start), *caption, nodes.raw("typst", label)])]

    def equation(self, named: Named, latex: str) -> Nodes:
        """An equation, with its number at the right edge."""
        shown = nodes.para([nodes.formula(latex, display=True)])
        if not named.number:
            return [shown]
        label = f"#metadata(none) <{named.id}>\n" if named.id else ""
        return _wrapped(f'#[{label}#set math.equation(numbering: _ => "({named.number})")', [shown], "]")

    def reference(self, named: Named) -> Nodes:
        """A link."""
        return [nodes.link(nodes.words(named.name), f"#{named.id}")]

    def anchor(self, id: str, inlines: Nodes) -> Nodes:
        """A mark that can't be seen, since a label needs something to be that of."""
        return [nodes.raw("typst", f"#metadata(none) <{id}>"), *inlines]

    def landscape(self, blocks: Nodes) -> Nodes:
        """Pages of their own."""
        return _wrapped("#page(flipped: true)[", blocks, "]")

    def contents(self, headings: Sequence[Heading]) -> Nodes:
        """Typst's own, with the numbers of pages."""
        depth = max((heading.level for heading in headings), default=2)
        return [nodes.raw_block("typst", f"#contents(depth: {depth})")]

    def page_break(self) -> Nodes:
        """A break that makes no empty page."""
        return [nodes.raw_block("typst", "#pagebreak(weak: true)")]


def together(blocks: Nodes) -> Nodes:
    """Words right before an equation, kept on its page, and ragged: names in them may not be broken."""
    made: Nodes = []
    for k, block in enumerate(blocks):
        after = blocks[k + 1] if k + 1 < len(blocks) else None
        if block["t"] == "Para" and not _is_equation(block) and after is not None and _is_equation(after):
            made += _wrapped("#block(sticky: true, above: 1em, below: 1em)[#set par(justify: false)", [block], "]")
        else:
            made.append(block)
    return made


def _is_equation(block: Node) -> bool:
    """Whether a block is an equation, or the start of one with a number."""
    if block["t"] == "RawBlock":
        return "#set math.equation(numbering" in block["c"][1]
    return block["t"] == "Para" and [inline["t"] for inline in block["c"]] == ["Math"]


def quoted(text: str) -> str:
    """A text as a string of typst."""
    return '"' + re.sub(r'[\\"]', lambda found: f"\\{found[0]}", text.replace("\n", " ")) + '"'


def _wrapped(start: str, blocks: Nodes, end: str) -> Nodes:
    """Blocks between two pieces of typst."""
    return [nodes.raw_block("typst", start), *blocks, nodes.raw_block("typst", end)]


def _breakable(node: Node) -> Node | None:
    """A long word with places at which it may be broken, which can't be seen."""
    if node["t"] != "Str" or len(node["c"]) < BREAKABLE:
        return None
    broken = re.sub(r"([/_.,;:?&=-])(?=\w)", "\\1\u200b", node["c"])
    return {"t": "Str", "c": re.sub(r"([^\u200b]{12})(?=[^\u200b]{4})", "\\1\u200b", broken)}
