"""Where in a TOML text each key and each value stands, which the parser of the standard library doesn't tell.

The text has been read by that parser before, so nothing here need find what is wrong with it: it follows the grammar
of TOML 1.0 just far enough to walk from key to key.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys and, within lists, positions from 0, from the top of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place in a text.

    Attributes:
        line: from 1.
        text: that line, as it stands.
        span: start and end of the key or value within it.
    """

    line: int
    text: str
    span: tuple[int, int]


_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_TEXTS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}(?!")', re.DOTALL),
    re.compile(r"'''.*?'{3,5}(?!')", re.DOTALL),
    re.compile(r'"(?:[^"\\]|\\.)*"'),
    re.compile(r"'[^']*'"),
)
_TIMES = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d[^\s,\]}#]*")
_BARE = re.compile(r"[^\s,\]}#]+")


def places(text: str) -> Mapping[Path, Spot]:
    """The place of every key, and of every value in a list.

    A table that several lines make (`a.b = 1`, then `a.c = 2`) stands where it is first named.

    Args:
        text: valid TOML.
    """
    walk = _Walk(text=text, starts=_starts(text))
    walk.document()
    return walk.found


def _starts(text: str) -> list[int]:
    """Offset of each line."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One pass over a text."""

    text: str
    starts: list[int]
    at: int = 0
    found: dict[Path, Spot] = field(default_factory=dict)
    tables: dict[Path, int] = field(default_factory=dict)  # lists of tables, with their lengths so far

    def document(self) -> None:
        """Headers and pairs to the end of the text."""
        here: Path = ()
        self._skip(_SPACE)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                here = self._header()
            else:
                self._pair(here)
            self._skip(_SPACE)

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`, and the path of what follows."""
        start, several = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        path: Path = ()
        keys = self._keys()
        for k, (key, span) in enumerate(keys):
            path = (*path, key)
            last = k == len(keys) - 1
            if not last:  # a table that only its parts name
                self._note(path, *span)
            if path in self.tables and not (last and several):
                path = (*path, self.tables[path] - 1)
        self._skip(_BLANK)
        self.at += 2 if several else 1
        self._note(path, start, self.at)
        if several:
            self.tables[path] = self.tables.get(path, 0) + 1
            path = (*path, self.tables[path] - 1)
            self._note(path, start, self.at)
        return path

    def _pair(self, table: Path) -> None:
        """`key = value`, in a table or in braces."""
        path = table
        for key, (start, stop) in self._keys():
            path = (*path, key)
            self._note(path, start, stop)
        self._skip(_BLANK)
        self.at += 1  # the =
        self._skip(_BLANK)
        self._value(path)

    def _keys(self) -> list[tuple[str, tuple[int, int]]]:
        """A key of one or more parts with dots between."""
        found: list[tuple[str, tuple[int, int]]] = []
        while True:
            self._skip(_BLANK)
            match = _KEY.match(self.text, self.at)
            if match is None:
                raise AssertionError(f"no key at offset {self.at} of a text that was parsed")
            self.at = match.end()
            raw = match.group()
            key = next(iter(tomllib.loads(f"{raw} = 0"))) if raw[0] in "\"'" else raw
            found.append((key, match.span()))
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return found
            self.at += 1

    def _value(self, path: Path) -> None:
        """A text, number, list or table in braces."""
        opening = self.text[self.at]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._braces(path)
        else:
            rules = _TEXTS if opening in "\"'" else (_TIMES, _BARE)
            self.at = next(m.end() for m in (rule.match(self.text, self.at) for rule in rules) if m)

    def _list(self, path: Path) -> None:
        self.at += 1
        position = 0
        self._skip(_SPACE)
        while not self.text.startswith("]", self.at):
            start = self.at
            self._value((*path, position))
            self._note((*path, position), start, self.at)
            position += 1
            self._skip(_SPACE)
            if self.text.startswith(",", self.at):
                self.at += 1
                self._skip(_SPACE)
        self.at += 1

    def _braces(self, path: Path) -> None:
        self.at += 1
        self._skip(_SPACE)
        while not self.text.startswith("}", self.at):
            self._pair(path)
            self._skip(_SPACE)
            if self.text.startswith(",", self.at):
                self.at += 1
                self._skip(_SPACE)
        self.at += 1

    def _skip(self, rule: re.Pattern[str]) -> None:
        match = rule.match(self.text, self.at)
        self.at = self.at if match is None else match.end()

    def _note(self, path: Path, start: int, stop: int) -> None:
        """Remembers where something is first named."""
        if path in self.found:
            return
        line = bisect_right(self.starts, start) - 1
        first = self.starts[line]
        end = self.text.find("\n", first)
        shown = self.text[first : len(self.text) if end < 0 else end].rstrip("\r")
        self.found[path] = Spot(line=line + 1, text=shown, span=(start - first, min(stop - first, len(shown))))
