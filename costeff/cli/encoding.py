"""Signs that an old terminal, or a pipe on Windows, can't show."""

from __future__ import annotations

import codecs
import sys

PLAIN = {"\u2212": "-", "\u2013": "-", "\u00a0": " ", "£": "GBP ", "€": "EUR ", "\u2026": "..."}
"""Stand-ins for signs that an encoding lacks."""


def survive_old_encodings() -> None:
    """Makes standard output print a stand-in where it would fail on a sign."""
    codecs.register_error("costeff", _stand_in)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="costeff")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """What to print instead of the signs that can't be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(c, "?") for c in error.object[error.start : error.end]), error.end
