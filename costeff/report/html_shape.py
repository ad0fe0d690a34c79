"""How HTML writes what each format writes in its own way."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from costeff.report import nodes
from costeff.report.nodes import Node, Nodes
from costeff.report.pictures import carried
from costeff.report.shape import Heading, Named

MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
"""Kinds of pictures by ending."""


LONG = 160
"""Characters of an equation from which it may be wider than a small screen, and scroll."""


class HtmlShape:
    """HTML: one file, with its pictures inside.

    Attributes:
        pictures: file by the name under which the page knows it until it is embedded: pandoc takes long over megabytes.
    """

    picture = "svg"

    def __init__(self) -> None:
        self.pictures: dict[str, Path] = {}

    def heading(self, level: int, named: Named, inlines: Nodes) -> Nodes:
        """A heading, one level lower, since the title of the report is the first."""
        before = [nodes.span(nodes.words(named.number), "", ["number"]), {"t": "Space"}] if named.number else []
        return [{"t": "Header", "c": [min(level + 1, 6), nodes.attributes(named.id), [*before, *inlines]]}]

    def caption(self, named: Named, inlines: Nodes) -> Nodes:
        """Number in bold, then the caption."""
        return [nodes.strong(nodes.words(f"{named.name}:")), {"t": "Space"}, *inlines]

    def table(self, node: Node, note: Nodes) -> Nodes:
        """A table in a box that scrolls on narrow screens; the browser finds the widths."""
        node["c"][2] = [[align, {"t": "ColWidthDefault"}] for align, _ in node["c"][2]]
        # Who can't use a mouse scrolls the box with the keys, once it has the focus.
        label = nodes.shown(node["c"][1][1][0]["c"]) if node["c"][1][1] else "Table"
        box = nodes.div([node], "", ["table"], {"tabindex": "0", "role": "region", "aria-label": label})
        return [box, nodes.div([nodes.para(note)], "", ["note"])] if note else [box]

    def figure(self, named: Named, path: Path, alt: str, width: float, caption: Nodes) -> Nodes:
        """A figure with its picture inside."""
        name = f"costeff-picture-{len(self.pictures) + 1}{path.suffix}"
        self.pictures[name] = path
        picture = nodes.image(alt, name, {"costeff": "1", "width": f"{100 * width:g}%"})
        return [
            {"t": "Figure", "c": [nodes.attributes(named.id), [None, [nodes.plain(caption)]], [nodes.plain([picture])]]}
        ]

    def equation(self, named: Named, latex: str) -> Nodes:
        """An equation, with its number at the right edge."""
        inlines = [nodes.formula(latex, display=True)]
        if named.number:
            inlines.append(nodes.span(nodes.words(f"({named.number})"), "", ["number"]))
        scrolls = {"tabindex": "0", "role": "region", "aria-label": "Equation"} if len(latex) > LONG else None
        return [nodes.div([nodes.plain(inlines)], named.id, ["equation"], scrolls)]

    def reference(self, named: Named) -> Nodes:
        """A link."""
        return [nodes.link(nodes.words(named.name), f"#{named.id}")]

    def anchor(self, id: str, inlines: Nodes) -> Nodes:
        """Words with an id."""
        return [nodes.span(inlines, id)]

    def landscape(self, blocks: Nodes) -> Nodes:
        """As it is: there are no pages."""
        return blocks

    def contents(self, headings: Sequence[Heading]) -> Nodes:
        """A list of links within lists."""
        if not headings:
            return []
        return [
            nodes.div([_nested(headings)], "contents", ["contents"], {"role": "navigation", "aria-label": "Contents"})
        ]

    def page_break(self) -> Nodes:
        """For printing only."""
        return [nodes.div([], "", ["page-break"])]


def _nested(headings: Sequence[Heading]) -> Node:
    """The headings of the highest level as a list, those below each as lists in it."""
    top = min(heading.level for heading in headings)
    items: list[Nodes] = []
    k = 0
    while k < len(headings):
        stop = k + 1
        while stop < len(headings) and headings[stop].level > top:
            stop += 1
        named = headings[k].named
        words = f"{named.number}\u2002{named.title}" if named.number else named.title
        below = headings[k + 1 : stop]
        entry = [nodes.plain([nodes.link(nodes.words(words), f"#{named.id}")])]
        items.append([*entry, *([_nested(below)] if below else [])])
        k = stop
    return {"t": "BulletList", "c": items}


def embedded(path: Path) -> str:
    """A picture as an address that holds it."""
    content, ending = carried(path)
    kind = MEDIA.get(ending, "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
