"""How problems word suggestions, lists and numbers."""

from __future__ import annotations

import unicodedata

_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the direction of writing: text after them would show in another order than it has."""


def suggestion(nearest: tuple[str, ...], otherwise: str = "") -> str:
    """`Did you mean "X" or "Y"?`, or something else where nothing is near."""
    if not nearest:
        return otherwise
    names = " or ".join(f'"{name}"' for name in nearest)
    return f"Did you mean {names}?"


def listed(names: tuple[str, ...], most: int = 8) -> str:
    """Names with commas between, cut after some."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def plain(value: float) -> str:
    """A number as a user would type it."""
    return f"{value:.10g}"


def printable(text: str) -> str:
    """A text as a terminal may show it: on one line, without control characters.

    A workbook or a file name can hold sequences that move the cursor, recolour the screen or turn the direction of
    writing. Spaces and line ends become single signs in place, so that a mark below the text still points right.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_seen(character) for character in text)


def _seen(character: str) -> str:
    """One character, or a stand-in of the same width."""
    if character in "\t\r\n\v\f\x85\u2028\u2029":
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cs") or character in _DIRECTIONS:
        return "\ufffd"
    return character
