"""What may be a name, and which names are taken."""

from __future__ import annotations

import re
import unicodedata

from costeff.errors import Problem, Where
from costeff.errors.cells import BadId, ReservedName
from costeff.expr import FUNCTIONS
from costeff.model.scope import CLOCKS, MARK_CLOCKS, STATE_CLOCKS

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_SETTINGS_IN_SCOPE = ("start_age", "cycle_years", "cycle_months", "horizon_years")
SELECTORS = ("alive", "everyone", "except")
"""Words of the lists of states."""


def plain_name(text: str) -> str:
    """A name without case and stray spaces, for headers, sheets and words."""
    return " ".join(text.split()).casefold()


def bad_id(where: Where) -> Problem | None:
    """What is wrong with a text as a name; None if nothing."""
    text = where.text
    if _ID.fullmatch(text):
        return None
    if not re.match(r"[A-Za-z_]", text):
        return BadId(where=where, reason=f"it begins with {_described(text[0])}")
    stray = next(c for c in text if not re.match(r"[A-Za-z0-9_.]", c))
    return BadId(where=where, reason=f"it has {_described(stray)} in it")


def _described(character: str) -> str:
    """A character so that it can be recognised even where it can't be seen."""
    if character == " ":
        return "a space"
    if character.isdigit():
        return f"the digit {character}"
    if character.isascii() and character.isprintable():
        return f"the sign {character}"
    return f"the character {unicodedata.name(character, hex(ord(character)))}"


def taken(where: Where, selectors: bool = False) -> Problem | None:
    """Whether a name already means something in expressions, or (with `selectors`) in lists of states."""
    name = where.text
    if selectors:
        return ReservedName(where=where, meaning="a word for lists of states") if name.casefold() in SELECTORS else None
    if name.upper() in FUNCTIONS:
        return ReservedName(where=where, meaning=f"the function {name.upper()}")
    if name.upper() in ("TRUE", "FALSE"):
        return ReservedName(where=where, meaning="a value of logic")
    if name.casefold() in (*CLOCKS, *STATE_CLOCKS) or name.casefold().startswith(MARK_CLOCKS):
        return ReservedName(where=where, meaning="a clock")
    if name.casefold() in _SETTINGS_IN_SCOPE:
        return ReservedName(where=where, meaning="a setting")
    return None
