"""Names for files and folders that are made from names of the user's, such as that of a workbook or a sweep."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST = 120
"""Bytes of a name: systems allow 255, and what is added while writing needs some."""

_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|\Z)", re.IGNORECASE)
"""Names that are devices on Windows, with any ending."""
_FORBIDDEN = frozenset('<>:"/\\|?*')


def safe_name(text: str, otherwise: str = "model") -> str:
    """A name like the text that can be that of a file or folder on Windows, macOS and Linux.

    Signs that one of them forbids, and signs that can't be seen, become hyphens; blanks and full stops at the ends go;
    a name that Windows keeps for a device gets an underscore. A name that is too long is cut, with a few letters of
    its checksum at the end, so that two such names stay two.

    Args:
        text: the name wished for; an ordinary one comes back as it is.
        otherwise: for a text of which nothing is left.
    """
    kept = "".join("-" if c in _FORBIDDEN or unicodedata.category(c)[0] == "C" else c for c in text)
    bare = kept.strip().rstrip(". ") or otherwise
    if _RESERVED.match(bare):
        bare = f"{bare.partition('.')[0].rstrip()}_{bare[len(bare.partition('.')[0]) :]}"
    if len(bare.encode()) <= LONGEST:
        return bare
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return bare.encode()[: LONGEST - 9].decode("utf-8", "ignore").rstrip(". ") + f"-{mark}"
