"""Texts made to be taken for something else by a spreadsheet, a browser, a terminal or a drawing library; and a model
that has them wherever a workbook may hold a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from costeff.workbook.author import Row, write
from costeff.workbook.template import template_sheets

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =HYPERLINK(\"http://127.0.0.1:9/\";\"x\")",
    "\"=1+1",
    "\u00a0\u200b\ufeff=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d2+3",
    "\uff20SUM(A1)",
    "a;=1+1;b",
    "a\t=1+1",
    "a\n=1+1",
    "one\r\n=1+1",
    "\u201c=1+1\u201d",
    "\u3000=1+1",
)  # fmt: skip
OTHERS = (
    "<script>alert(1)</script><b>&amp;</b>",
    "\"onmouseover=\"alert(1)",
    "]]><x/>-->",
    "$x_$ \\frac{a}{b} $",
    "\\$x^2\\$ \\n {x}",
    "[red]marked[/red] [link=http://127.0.0.1:9/]x[/link]",
    "\u202ertl\u202c \u2066x\u2069",
    "\x9b31mred\x9d0;title\x9c",
    "\U0001f9ec\U0001f468\u200d\U0001f469\u200d\U0001f467 \u4e2d\u6587 \u05e2\u05d1\u05e8\u05d9\u05ea",
    "a" + "\u0301\u0308\u0327" * 40,
    "long " * 100,
    "L" * 500,
    "%s %d {0} ${HOME} `id` $(id)",
    "'=1+1",
    "'; DROP TABLE runs; --",
    "_x003D_1+1 _x000D_",
    "NUL",
    "../../up",
)  # fmt: skip
TEXTS = FORMULAS + OTHERS

SHEET_NAMES = ("=cmd|' &calc'!A0", "@SUM(A1)", "-2+3", "<script>")
"""Of sheets that are the user's own."""

_FREE = {
    "Study": ("note",),
    "Strategies": ("label", "description"),
    "States": ("label",),
    "Marks": ("label",),
    "Parameters": ("label", "group", "source", "note"),
    "Variables": ("unit", "label"),
    "Transitions": ("note",),
    "Costs": ("category", "note"),
    "Utilities": ("label", "note"),
    "Counts": ("label", "note"),
    "Targets": ("label", "source"),
    "Checks": ("message",),
    "Subgroups": ("label",),
    "Scenarios": ("note",),
}
"""Sheet to its columns that take any text."""
_PARTED = re.compile(r"[,;\s]")
"""What a name of a payoff may not have."""
_SETTINGS = ("title", "population", "intervention", "perspective")


def hostile_sheets(first: int = 0) -> dict[str, list[Row]]:
    """The rows of the template, with hostile texts from the one numbered `first` on."""
    texts = _endless(first)
    keys = cycle(key for key in (f"{text}.{n}" for n, text in enumerate(TEXTS)) if not _PARTED.search(key))
    sheets: dict[str, list[Row]] = {}
    labels: dict[object, str] = {}
    for name, rows in template_sheets().items():
        free = _FREE.get(name, ())
        made = [{**row, **{column: next(texts) for column in free}} for row in rows]
        for row in made:
            if name == "Study" and row["setting"] in _SETTINGS:
                row["value"] = next(texts)
            if name == "Study" and row["setting"] == "horizon":
                row["value"] = "3 years"
            if name == "Study" and row["setting"] == "psa draws":
                row["value"] = 16
            if name in ("Costs", "Utilities", "Counts"):
                row["id"] = next(keys)
            if name == "Scenarios":
                row["label"] = labels.setdefault(row["scenario"], next(texts))
            if name == "Targets":
                row |= {"id": "=1+1|A0", "at": "1 year"}
        sheets[name] = made
    for name in SHEET_NAMES:
        sheets[name] = [{next(texts): next(texts)}]
    return sheets


def _endless(first: int) -> Iterator[str]:
    """The texts, each told from its like by a number at its end."""
    number = first
    while True:
        yield f"{TEXTS[number % len(TEXTS)]} {number}"
        number += 1


def hostile_workbook(path: Path, first: int = 0) -> Path:
    """A valid model whose every text is hostile."""
    return write(path, hostile_sheets(first), title="=1+1")
