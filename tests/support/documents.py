"""Reports read back: what a Word document, a page and a PDF show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pypdf

from costeff.report.blocks import (
    anchor,
    bullets,
    contents,
    equation,
    figure,
    link,
    math,
    page_break,
    reference,
    table,
    text,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STAMP = {
    "workbook": "test.xlsx",
    "SHA-256": "0123456789abcdef" * 4,
    "costeff": "0.2.0",
    "draws": "1000",
    "seed": "7",
    "run at": "2026-03-04T05:06:07+00:00",
}

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x.png onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "`=cmd|' /C calc'!A1`{=html}",
    "```{=typst}",
    '#import "@preview/evil:1.0.0"',
    '#read("/etc/passwd") $x^2$ \\input{/etc/passwd}',
    "a | b | c",
    "| - | - |",
    "*bold* _it_ **b** ~s~ ^u^",
    "{{ 7*7 }} {% raw %} {# x #}",
    "</td></tr></table><h1>x",
    "& &amp; &#60; <b>",
    "1. first",
    "# heading",
    "::: {.landscape}",
    "[^1] [@cite] @cite (@a)",
    "\\newpage \\textbf{x}",
    "line\none\ttab\x07bell\u202eright",
    "--- x ... 'q' \"q\"",
    "<!-- x -->",
    "]]> <?xml x?>",
    "-5 -? 1-2 ~5 .. x--y a;b #;c",
    "w" * 400,
)
"""Labels that would be something else in one of the languages that a report goes through."""


def markdown(picture: Path) -> str:
    """A report with everything that there is.

    Args:
        picture: path without ending.
    """
    rows = [[f"Strategy {k}", f"£{k},234", f"{k}.125", "−2.5"] for k in range(1, 4)]
    long = [[f"Row {k}", f"{k}"] for k in range(80)]
    wide = ["Name", *(f"Column {k}" for k in range(18))]
    hostile = [[label, "1"] for label in HOSTILE]
    head, halves = ["Strategy", "Costs", "QALYs", "Change"], [("", 1), ("First", 9), ("Second", 9)]
    return f"""
{contents()}

{page_break()}

# Summary {{#summary}}

See {reference("table-small")}, {reference("figure-one")}, {reference("equation-one")}, {reference("costs")} and
{reference("annex")}; {link("[4]", "ref-4")}. In a line: {math("p_{ij}")}. {text(HOSTILE[0])}

{table(head, rows, id="table-small", caption="Small", bold_rows=[2], note="A note.")}

## Costs {{#costs}}

{equation("p_{ij} = 1 - e^{-r_{ij} t}", "equation-one")}

{equation("a = b")}

{figure(picture, id="figure-one", caption="One", alt='A curve that rises "fast"', width=0.8)}

# Long {{#long}}

{table(["Row", "Number"], long, id="table-long", caption="Long")}

# Wide {{#wide}}

{table(wide, [["A row", *["£123,456"] * 18], "A subheading"], id="table-wide", caption="Wide", over=halves)}

# Hostile {{#hostile}}

{table(["Label", "Number"], hostile, id="table-hostile", caption=HOSTILE[2])}

{bullets(HOSTILE)}

# Annex {{#annex .unnumbered}}

- {anchor("ref-4")}A source
"""


class Page(HTMLParser):
    """A page of HTML, element by element.

    Attributes:
        elements: name, attributes and the text within, in the order of opening.
    """

    VOID = frozenset({"meta", "img", "br", "link", "input", "hr"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))
        if tag not in self.VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        while tag not in self.VOID and self._open and self.elements[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for k in self._open:
            self.elements[k][2].append(data)

    def all(self, *tags: str) -> list[tuple[str, dict[str, str | None], str]]:
        """Elements of those names: name, attributes, text."""
        return [(t, a, flat("".join(words))) for t, a, words in self.elements if t in tags]

    @property
    def text(self) -> str:
        """What the page shows, without styles and what assistive programs alone read of formulae."""
        body = next(words for tag, _, words in self.elements if tag == "body")
        return flat(" ".join(body))


def flat(words: str) -> str:
    """A text with single spaces, without those that can't be seen."""
    return re.sub(r"[\s\u00a0\u2002\u200b]+", " ", words.replace("\u200b", "")).strip()


def squeezed(words: str) -> str:
    """A text without spaces and hyphens at the ends of lines, to compare what was set differently."""
    return re.sub(r"[\s\u00a0\u2002\u200b\u00ad]+", "", words)


def word_text(path: Path) -> str:
    """What a Word document shows, without the numbers that Word makes itself."""
    body = docx.Document(str(path)).element.body
    return "".join(_of_word(body))


def _of_word(element: Any) -> Iterator[str]:
    for node in element.iter():
        if node.tag in (f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"):
            yield node.text or ""
        elif node.tag == f"{W}p":
            yield "\n"


def pdf_text(path: Path) -> str:
    """What a PDF shows."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
