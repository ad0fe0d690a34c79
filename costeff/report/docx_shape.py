"""How Word writes what each format writes in its own way: fields, bookmarks, sections."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from costeff.report import nodes
from costeff.report.nodes import Node, Nodes
from costeff.report.pictures import fitting
from costeff.report.shape import Heading, Named

PAGE_BREAK = "Page Break"
"""Style of a paragraph that is no more than the start of a page; finishing takes it away."""

PAGE = (11906, 16838)
"""Width and height of A4, in twentieths of a point."""

MARGIN = 1247
"""22 mm."""

FIRST_BOOKMARK = 900_000
"""Number from which bookmarks are counted that pandoc doesn't know of."""


class DocxShape:
    """Word.

    Attributes:
        widths: shares of the width of the text that the columns of each table take, table by table.
        headings: every heading, in order.
    """

    picture = "png"

    def __init__(self) -> None:
        self.widths: list[tuple[float, ...]] = []
        self.headings: list[tuple[int, Named]] = []
        self._bookmarks = FIRST_BOOKMARK

    def heading(self, level: int, named: Named, inlines: Nodes) -> Nodes:
        """A heading; Word numbers it by its style, and finishing takes the number from those without."""
        self.headings.append((level, named))
        inside = self._marked(named, inlines) if named.number else inlines
        return [{"t": "Header", "c": [level, nodes.attributes(named.id), inside]}]

    def caption(self, named: Named, inlines: Nodes) -> Nodes:
        """`Table` and a field that counts, within a bookmark to which references lead."""
        field = [nodes.raw("openxml", _field(f"SEQ {named.word} \\* ARABIC", named.number, bold=True))]
        if not named.id:  # a further part of a table has its number again
            field = [nodes.strong(nodes.words(named.number))]
        label = [nodes.strong(nodes.words(f"{named.word}\u00a0")), *field]
        inside = self._marked(named, label) if named.id else label
        return [*inside, nodes.strong(nodes.words(":")), {"t": "Space"}, *inlines]

    def table(self, node: Node, note: Nodes) -> Nodes:
        """A table; finishing sets its widths and the rest."""
        self.widths.append(tuple(width["c"] for _, width in node["c"][2]))
        after = _styled("Table Note", note) if note else _styled("Table Note", nodes.words("\u00a0"))
        return [node, after]

    def figure(self, named: Named, path: Path, alt: str, width: float, caption: Nodes) -> Nodes:
        """A picture in a paragraph of its own, and its caption in the next."""
        values = {"costeff": "1", "width": f"{100 * fitting(path, width):g}%"}
        picture = nodes.image(alt, str(path), values)
        return [_styled("Captioned Figure", [picture]), nodes.div([_styled("Image Caption", caption)], named.id)]

    def equation(self, named: Named, latex: str) -> Nodes:
        """An equation, with its number at the right edge by way of tabs."""
        if not named.number:
            return [nodes.para([nodes.formula(latex, display=True)])]
        tab = nodes.raw("openxml", "<w:r><w:tab/></w:r>")
        number = [nodes.raw("openxml", _field("SEQ Equation \\* ARABIC", named.number))]
        inside = self._marked(named, number) if named.id else number
        line = [tab, nodes.formula(latex, display=False), tab, *nodes.words("("), *inside, *nodes.words(")")]
        return [nodes.div([_styled("Equation", line)], named.id)]

    def reference(self, named: Named) -> Nodes:
        """A field that follows the number, should it change."""
        if not named.number:
            return [nodes.link(nodes.words(named.name), f"#{named.id}")]
        code = f"REF {bookmark(named.id)} " + ("\\r \\h" if named.word == "Section" else "\\h")
        if named.word in ("Section", "Equation"):
            return [*nodes.words(f"{named.word}\u00a0"), nodes.raw("openxml", _field(code, named.number))]
        return [nodes.raw("openxml", _field(code, named.name))]

    def anchor(self, id: str, inlines: Nodes) -> Nodes:
        """Words with an id."""
        return [nodes.span(inlines, id)]

    def landscape(self, blocks: Nodes) -> Nodes:
        """A section before and a section of its own."""
        return [nodes.raw_block("openxml", section(False)), *blocks, nodes.raw_block("openxml", section(True))]

    def contents(self, headings: Sequence[Heading]) -> Nodes:
        """A field with its result: the headings, which lead to their places. Word adds the pages when it updates it."""
        if not headings:
            return []
        depth = max(heading.level for heading in headings)
        start = _run('<w:fldChar w:fldCharType="begin"/>') + _run(
            f'<w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText>'
        )
        start += _run('<w:fldChar w:fldCharType="separate"/>')
        lines = []
        for number, heading in enumerate(headings):
            end = _run('<w:fldChar w:fldCharType="end"/>') if number == len(headings) - 1 else ""
            before = "" if number else start
            lines.append(
                f'<w:p><w:pPr><w:pStyle w:val="TOC{heading.level}"/></w:pPr>{before}{_entry(heading.named)}{end}</w:p>'
            )
        title = '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>'
        gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        return [
            nodes.raw_block(
                "openxml",
                f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{title}{''.join(lines)}</w:sdtContent></w:sdt>",
            )
        ]

    def page_break(self) -> Nodes:
        """A paragraph that finishing turns into a property of the next."""
        return [_styled(PAGE_BREAK, nodes.words("\u00a0"))]

    def _marked(self, named: Named, inlines: Nodes) -> Nodes:
        """Inlines within a bookmark."""
        self._bookmarks += 1
        start = f'<w:bookmarkStart w:id="{self._bookmarks}" w:name={quoteattr(bookmark(named.id))}/>'
        end = f'<w:bookmarkEnd w:id="{self._bookmarks}"/>'
        return [nodes.raw("openxml", start), *inlines, nodes.raw("openxml", end)]


def bookmark(id: str) -> str:
    """The name of a bookmark as Word's fields take it: an underscore, letters and digits."""
    return f"_Ref{int(hashlib.sha256(id.encode()).hexdigest()[:12], 16)}"


def section(landscape: bool) -> str:
    """A paragraph that ends a section of such pages."""
    width, height = reversed(PAGE) if landscape else PAGE
    orient = ' w:orient="landscape"' if landscape else ""
    margins = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return (
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:sectPr>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar {margins} w:header="709" w:footer="709" w:gutter="0"/>'
        "</w:sectPr></w:pPr></w:p>"
    )


def _styled(style: str, inlines: Nodes) -> Node:
    """A paragraph in a style of the reference document."""
    return nodes.div([nodes.para(inlines)], "", (), {"custom-style": style})


def _run(inside: str) -> str:
    return f"<w:r>{inside}</w:r>"


def _field(code: str, result: str, *, bold: bool = False) -> str:
    """A field with its result."""
    look = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {escape(code)} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f'<w:t xml:space="preserve">{escape(result)}</w:t>',
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r>{look}{part}</w:r>" for part in parts)


def _entry(named: Named) -> str:
    """A line of the table of contents."""
    number = f"<w:r><w:t>{escape(named.number)}</w:t></w:r><w:r><w:tab/></w:r>" if named.number else ""
    words = f'<w:r><w:t xml:space="preserve">{escape(named.title)}</w:t></w:r>'
    return f'<w:hyperlink w:anchor={quoteattr(named.id)} w:history="1">{number}{words}</w:hyperlink>'
