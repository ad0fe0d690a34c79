"""Reading XML that may be hostile: streamed, without entities, within limits.

A document type declaration is refused, and with it every entity: no spreadsheet program writes one. So nothing can be
expanded, and no other file or address is ever opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from costeff.errors import Where
from costeff.workbook.archive import damaged
from costeff.workbook.limits import DEPTH, TAG, TAGS

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
)
"""Namespaces whose elements are read: those of sheets, as usual and in the strict form, and of links between parts."""

KEPT = 20_000_000
"""Bytes of a part that are kept between counting and parsing; a longer one is unpacked twice."""
MOST_ATTRIBUTES = 200
"""Of one element; those of sheets have a dozen."""

Attributes = dict[str, str]

_ATTRIBUTES = rb'(?:\s[\w:.]+="[^"<&]*")*+\s*'
_BLANK_CELLS = re.compile(rb"(?:<c" + _ATTRIBUTES + rb"(?:/>|></c>))++(?=<c r=|</row>|\Z)")
_NOT_BLANK = re.compile(rb"<(?!c |row |/row>|/c>)")
"""A tag that rows without values don't have."""


class Names(dict[str, str]):
    """Names of elements and attributes without their namespace; empty for elements of another one."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        self[name] = local if space in MAIN else ""
        return self[name]


@dataclass(slots=True)
class Budget:
    """How much XML was read so far, over all parts of a workbook: tags and attributes, which take the time."""

    tags: int = 0

    def spend(self, chunks: Iterable[bytes], where: Where) -> list[bytes]:
        """Counts the tags and attributes of a part.

        Returns:
            The part again, unless it is too long to be kept.

        Raises:
            WorkbookError: if there are too many by now.
        """
        kept: list[bytes] = []
        size = 0
        for chunk in chunks:
            self.tags += chunk.count(b"<") + chunk.count(b"=")
            if self.tags > TAGS.most:
                raise TAGS.exceeded(where, self.tags)
            size += len(chunk)
            kept.append(chunk)
            if size > KEPT:
                kept.clear()
        return kept if size <= KEPT else []


@dataclass(slots=True)
class Handlers:
    """Who is told of what. Names come without namespace; elements of foreign namespaces have an empty one.

    Attributes:
        start: an element begins, with its attributes.
        end: an element ends.
        text: a piece of text inside the elements.
    """

    start: Callable[[str, Attributes], None]
    end: Callable[[str], None]
    text: Callable[[str], None] | None = None


def walk(part: Callable[[], Iterable[bytes]], handlers: Handlers, where: Where, budget: Budget) -> None:
    """Reads a part from its first to its last byte.

    To count is far quicker than to parse, so that comes first, and what is too large is refused soon.

    Args:
        part: gives its bytes, piece by piece.
        handlers: are told what is in it.
        where: file or sheet, for problems.
        budget: is spent.

    Raises:
        WorkbookError: if the XML isn't well-formed, declares a document type, or exceeds a limit.
    """
    kept = budget.spend(part(), where)
    names, depth = Names(), 0
    begin, finish = handlers.start, handlers.end

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH.most:
            raise DEPTH.exceeded(where, depth)
        if len(attributes) > MOST_ATTRIBUTES:
            raise damaged(where, "its XML has hundreds of attributes in one place")
        begin(names[name], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        finish(names[name])

    def refuse(*_: object) -> None:
        raise damaged(where, "its XML declares a document type, which no spreadsheet program writes")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handlers.text
    parser.buffer_text = True
    fed = 0
    try:
        for chunk in kept or part():
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > TAG.most:  # the parser keeps a tag as a whole, and begins it anew
                raise TAG.exceeded(where, fed - parser.CurrentByteIndex)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        raise damaged(where, f"its XML is not well-formed ({error})") from error


def without_blanks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A sheet's XML without most of the cells that have a format and nothing else, which may be millions.

    Only whole rows and whole cells go that carry nothing but attributes, and only before a row or cell that says
    where it stands, so that what follows keeps its place.
    """
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        cut = piece.rfind(b"<row r=")
        if cut <= 0:
            cut = piece.rfind(b"<c r=")
        if cut <= 0 or b"<!" in piece:  # inside a comment or a section of plain text, tags are none
            rest = b""
            yield piece
            continue
        piece, rest = piece[:cut], piece[cut:]
        first = piece.find(b"<row ") if rest.startswith(b"<row") else -1
        if first >= 0 and not _NOT_BLANK.search(piece, first):
            piece = piece[:first]
        blank = b'"/>' in piece or b'"></c>' in piece
        yield _BLANK_CELLS.sub(b"", piece) if blank else piece
    yield rest
