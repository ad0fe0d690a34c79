"""Editing a part of a workbook as bytes: elements are found where they stand, and only what is put in changes.

Reading a workbook into objects and writing it again loses what the library doesn't know: cached values, charts,
images, extensions. Here a parser only says where elements begin and end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_ATTRIBUTE = rb"(?<=[\s\"'])%s\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"


class Unreadable(ValueError):  # noqa: N818 - named for what the part is
    """A part that can't be edited, because it isn't the XML that it should be."""


@dataclass(slots=True)
class Element:
    """One element, by where it stands.

    Attributes:
        name: without its prefix; prefix: with its colon, if it has one.
        start: first byte of the start tag; inside: first byte after it.
        stop: first byte of the end tag (the same as `inside` for `<a/>`); end: first byte after it.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    inside: int
    stop: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def hollow(self) -> bool:
        """Whether it is written `<a/>`."""
        return self.inside == self.end

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)


def parse(raw: bytes, keep: frozenset[str] | None = None) -> Element:
    """Where the elements of a part stand.

    Args:
        raw: the part, in UTF-8.
        keep: names of the elements that are wanted with all above them; None = all.

    Raises:
        Unreadable: if it is no XML, or defines entities.
    """
    parser = expat.ParserCreate()
    top: list[Element] = []
    stack: list[Element | None] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        wanted = not stack or (stack[-1] is not None and (keep is None or local in keep))
        if not wanted:
            stack.append(None)
            return
        at = parser.CurrentByteIndex
        tag = _TAG.match(raw, at)
        if tag is None:
            raise Unreadable("a tag is not closed")
        element = Element(local, f"{prefix}:" if prefix else "", attributes, at, tag.end())
        (stack[-1].children if stack and stack[-1] is not None else top).append(element)
        stack.append(element)

    def finish(name: str) -> None:
        element = stack.pop()
        if element is None:
            return
        if raw[element.inside - 2 : element.inside] == b"/>":
            element.stop = element.end = element.inside
        else:
            element.stop = parser.CurrentByteIndex
            element.end = raw.index(b">", element.stop) + 1

    def refuse(*_: object) -> None:
        raise Unreadable("it defines entities")

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise Unreadable(str(error)) from error
    return top[0]


def as_utf8(raw: bytes) -> bytes:
    """A part in UTF-8, whatever it was written in."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = re.sub(r"^<\?xml[^>]*\?>", "", raw.decode("utf-16").lstrip("\ufeff"))
        return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode()
    return raw


def spliced(raw: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The part with some stretches replaced: (first byte, first byte after, what comes instead)."""
    parts: list[bytes] = []
    done = 0
    for start, stop, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [raw[done:start], new]
        done = stop
    return b"".join([*parts, raw[done:]])


def put_inside(raw: bytes, element: Element, new: bytes, *, first: bool = False) -> tuple[int, int, bytes]:
    """The edit that puts something inside an element, at its end or its beginning."""
    if not element.hollow:
        at = element.inside if first else element.stop
        return at, at, new
    tag = raw[element.start : element.inside - 2].rstrip()
    return element.start, element.end, tag + b">" + new + f"</{element.prefix}{element.name}>".encode()


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with an attribute set."""
    bare = without_attribute(tag, name)
    head = re.match(rb"<[^\s/>]+", bare)
    if head is None:
        raise Unreadable("a tag without a name")
    return bare[: head.end()] + f' {name}="{value}"'.encode() + bare[head.end() :]


def without_attribute(tag: bytes, name: str) -> bytes:
    """A start tag without an attribute."""
    found = re.search(_ATTRIBUTE % re.escape(name.encode()), tag)
    return tag if found is None else tag[: found.start()].rstrip() + tag[found.end() :]


def escaped(text: str) -> bytes:
    """A text as it stands in XML, characters that XML can't hold left out."""
    legal = "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        legal = legal.replace(character, entity)
    return legal.encode()
