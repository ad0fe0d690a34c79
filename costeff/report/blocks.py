"""What a template is built from: functions that give a piece of pandoc Markdown.

Text that they are given is escaped, unless it is `Markdown` that another of them gave. Tables, figures and numbered
equations travel through the Markdown as fenced blocks of JSON, out of which no cell can break; `costeff.report.nodes`
makes them what they are. Each stands in lines of its own in a template: `{{ table(...) }}`.

An id is a name for references, of small letters, digits and hyphens, unique in the report: `table-icer`, `figure-ceac`.
A heading has one in braces: `## Costs {#costs}`. `{{ reference("costs") }}` is then "Section 4.1".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from costeff.errors import InternalError
from costeff.report.markdown import Markdown, one_line, text

CARRIER = "costeff-block"
"""Class of the fenced blocks that carry tables, figures and equations."""

REFERENCE = "costeff-reference"
"""Class of the links whose words are yet to be found: `Table 3`."""

FORMULA = "costeff-formula"
"""Class of the pieces of code that are mathematics in a line."""

__all__ = [
    "Markdown",
    "anchor",
    "bold",
    "bullets",
    "contents",
    "equation",
    "figure",
    "italic",
    "link",
    "math",
    "page_break",
    "paragraphs",
    "reference",
    "table",
    "text",
    "web",
]

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str] | str],
    *,
    id: str,
    caption: str,
    align: str = "",
    over: Sequence[tuple[str, int]] = (),
    key: int = 1,
    bold_rows: Iterable[int] = (),
    note: str = "",
    landscape: bool | None = None,
    widths: Sequence[float] | None = None,
) -> Markdown:
    """A table with a numbered caption above it. It never overflows.

    Where it is too wide for the page, it goes on a landscape page; where it is too wide for that, it is split into
    several under the same number, each with the first `key` columns. Its head is repeated on every page.

    Args:
        head: names of the columns.
        rows: cells as they are to be shown, formatted by `costeff.format`, as many as the head has; a text in place of
            a row is a subheading over all columns. A cell is text, or `Markdown` from another function here.
        id: for references.
        caption: without number or full stop.
        align: a letter a column: `l`, `r`, `c`; by default the first column is left and each other is right where its
            cells are numbers. Columns on the right are never broken into lines.
        over: a further row above the head: words and how many columns they stand over, from the left.
        key: columns that tell the rows apart; they are headings of their rows, and repeated where a table is split.
        bold_rows: numbers of rows, from 0, to be printed in bold, such as totals.
        note: a line in small print below.
        landscape: True puts it on a landscape page, False keeps it off; None = where it needs one.
        widths: of the columns, in any unit; by default as their cells need.

    Raises:
        InternalError: if the rows don't fit the head.
    """
    body = [_row(row, len(head), id) for row in rows]
    spans = [[_cell(words), count] for words, count in over]
    if over and sum(count for _, count in over) != len(head):
        raise InternalError(f"The upper head of {id} does not stand over {len(head)} columns.")
    return _carrier(
        "table",
        id,
        {
            "caption": _cell(caption),
            "align": align,
            "over": spans,
            "key": key,
            "bold": sorted(set(bold_rows)),
            "note": _cell(note),
            "landscape": landscape,
            "widths": None if widths is None else list(widths),
            "head": [_cell(cell) for cell in head],
        },
        body,
    )


def figure(stem: str | Path, *, id: str, caption: str, alt: str, width: float = 1.0) -> Markdown:
    """A figure with a numbered caption below it.

    Args:
        stem: path of its files without ending: there are `STEM.png` and `STEM.svg`, as `Dossier.figures` gives them;
            relative to the folder of resources, or absolute.
        id: for references.
        caption: without number or full stop.
        alt: what the figure shows, in a sentence, for those who can't see it.
        width: share of the width of the text.
    """
    fields = {"caption": _cell(caption), "stem": str(stem), "alt": one_line(str(alt)), "width": width}
    return _carrier("figure", id, fields)


def equation(latex: str, id: str = "") -> Markdown:
    """An equation on a line of its own; with an id it is numbered.

    Args:
        latex: mathematics as TeX writes it, without dollars; what TeX would take for more than that isn't.
        id: for references.
    """
    return _carrier("equation", id, {"latex": one_line(latex)})


def math(latex: str) -> Markdown:
    """Mathematics in a line of text, as TeX writes it, without dollars."""
    inside = one_line(latex)
    fence = "`" * (max((len(found) for found in re.findall("`+", inside)), default=0) + 1)
    return Markdown(f"{fence} {inside} {fence}{{.{FORMULA}}}")


def reference(id: str) -> Markdown:
    """The name of a table, figure, equation or section, leading to it: `Table 3`, `Figure 2`, `Section 4.1`.

    Args:
        id: as it was given there. One that nothing has is told when the report is made.
    """
    return Markdown(f"[{_id(id)}](#{id}){{.{REFERENCE}}}")


def link(words: str, id: str) -> Markdown:
    """Words that lead to a place in the report: `link("[4]", "ref-4")`."""
    return Markdown(f"[{text(words)}](#{_id(id)})")


def anchor(id: str, words: str = "") -> Markdown:
    """A place to which `link` leads, at the start of a paragraph or an item of a list, or around words."""
    return Markdown(f"[{text(words)}]{{#{_id(id)}}}")


def web(address: str, words: str = "") -> Markdown:
    """A link to a web page; an address that is none is printed as text.

    Args:
        address: beginning with `https://` or `http://`, or a DOI such as `10.1056/NEJMoa2109965`.
        words: shown; by default the address.
    """
    whole = f"https://doi.org/{address}" if re.match(r"10\.\d{4,}/\S+\Z", address) else address
    try:
        parts = urlsplit(whole)
    except ValueError:
        return text(words or address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not re.match(r"[\x21-\x7e]+\Z", whole):
        return text(words or address)
    safe = re.sub(r"[^A-Za-z0-9:/?=&%._~+,;@#-]", lambda found: f"%{ord(found[0]):02X}", whole)
    return Markdown(f"[{text(words or address)}](<{text(safe)}>)")


def bold(words: str) -> Markdown:
    """Words in bold."""
    return _between("**", words)


def italic(words: str) -> Markdown:
    """Words in italics."""
    return _between("*", words)


def bullets(items: Iterable[str]) -> Markdown:
    """A list with bullets, in lines of its own."""
    return Markdown("\n\n" + "".join(f"- {text(item)}\n" for item in items) + "\n")


def paragraphs(items: Iterable[str]) -> Markdown:
    """Paragraphs, in lines of their own."""
    return Markdown("\n\n" + "".join(f"{text(item)}\n\n" for item in items if str(item).strip()))


def contents(depth: int = 2) -> Markdown:
    """The table of contents, where it is to stand.

    Args:
        depth: down to which level of headings.
    """
    return _carrier("contents", "", {"depth": depth})


def page_break() -> Markdown:
    """The start of a new page, where there are pages."""
    return _carrier("page_break", "", {})


def _row(row: Sequence[str] | str, across: int, id: str) -> object:
    """A row of cells, or a subheading.

    Raises:
        InternalError: if it has more or fewer cells than the head.
    """
    if isinstance(row, str):
        return {"over": _cell(row)}
    if len(row) != across:
        raise InternalError(f"A row of {id} has {len(row)} cells under a head of {across}.")
    return [_cell(cell) for cell in row]


def _between(sign: str, words: str) -> Markdown:
    """Words between two signs, which have to touch them."""
    inside = text(words).strip(" ")
    return Markdown(f"{sign}{inside}{sign}") if inside else Markdown("")


def _id(name: str) -> str:
    """A name that may be an id.

    Raises:
        InternalError: for another one.
    """
    if not _ID.match(name):
        raise InternalError(f"{name!r} is no id of small letters, digits and hyphens.")
    return name


def _cell(words: str) -> object:
    """A text for a block: as it is, or marked as Markdown."""
    return {"markdown": str(words)} if isinstance(words, Markdown) else one_line(str(words)).strip(" ")


def _carrier(kind: str, id: str, fields: Mapping[str, object], rows: Sequence[object] | None = None) -> Markdown:
    """A fenced block of JSON, a line a row, that nothing in it can close."""
    whole = {"block": kind, **({"id": _id(id)} if id else {}), **fields}
    body = _json(whole)
    if rows is not None:
        body = body[:-1] + ', "rows": [\n' + ",\n".join(_json(row) for row in rows) + "\n]}"
    return Markdown(f"\n\n```{{.{CARRIER}}}\n{body}\n```\n\n")


def _json(value: object) -> str:
    """JSON on one line, without a backtick."""
    return json.dumps(value, ensure_ascii=False).replace("`", "\\u0060")
