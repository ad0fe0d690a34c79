"""Text that is Markdown already, and the one way in for text that isn't.

What comes from a workbook is never markup: `text` writes it so that pandoc reads back the very same characters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markupsafe import Markup

HEAPED = 3
"""Accents that a letter may have; hundreds would run over the lines above and below."""

_ALWAYS = re.compile(r"[\\`*_{}\[\]<>#$^~|@&]")
"""Signs that are markup wherever they stand."""

_FIRST = re.compile(r"[-+=:%.)!]")
"""Signs that are markup at the start of a line: lists, headings, rules, definitions, a title."""

_MARKER = re.compile(r"(\(?[0-9A-Za-z]{1,12})([.)])")
"""The number of an item of a list: `12.`, `(a)`, `iv)`."""


class Markdown(Markup):
    """A piece of pandoc Markdown. A template prints it as it is; everything else that it prints goes through `text`.

    Adding, joining and formatting keep to that: what is put into a piece of Markdown is escaped first.
    """

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> Markdown:
        """Anything as Markdown; what is Markdown already stays as it is."""
        return s if isinstance(s, Markdown) else cls(s) if isinstance(s, Markup) else text(s)


def text(words: object) -> Markdown:
    """Words as Markdown that shows exactly them, on one line: no markup, link, image, formula or raw HTML.

    Args:
        words: any text, such as a label of the workbook, or a number that was formatted; what is `Markdown` already
            comes back as it is.
    """
    if isinstance(words, Markdown):
        return words
    line = one_line(str(words))
    escaped = _ALWAYS.sub(lambda found: f"\\{found[0]}", line).replace("::", "\\:\\:")
    before, first = (" ", escaped[1:]) if escaped.startswith(" ") else ("", escaped)
    if _FIRST.match(first):
        first = f"\\{first}"
    elif marker := _MARKER.match(first):
        first = f"{marker[1]}\\{marker[2]}{first[marker.end() :]}"
    return Markdown(before + first)


def one_line(words: str) -> str:
    """A text on one line, without control characters, signs that turn the direction of writing, and heaped accents.

    A space that doesn't break stays one; so does one at either end.
    """
    if words.isascii() and words.isprintable():  # nearly all are
        return re.sub("  +", " ", words)
    kept: list[str] = []
    heaped = 0
    for character in words:
        kind = unicodedata.category(character)
        heaped = heaped + 1 if kind in ("Mn", "Me") else 0
        if character == "\u00a0":
            kept.append(character)
        elif character.isspace():
            kept.append(" ")
        elif kind[0] != "C" and heaped <= HEAPED:
            kept.append(character)
    return re.sub(" +", " ", "".join(kept))
