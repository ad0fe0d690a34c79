"""References: the sources of a workbook, each once and numbered, with what uses it.

A workbook's source says where a number is from and often how it was got: `31% at 3 months / 41% at 6 months: Smith et
al, Lancet 2020;1:1`. Several rows then share the work and not the text. What several texts share, or what one has alone
and another has among other words, is one reference; the words around it stay where they are used, with its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from costeff.errors.words import printable
from costeff.results import Run

_CITES = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\bet al\b|\babstract\b|\bdoi\b|\bPMC\d|\bPMID\b|https?:"
    r"|\w\.(?:org|com|net|gov|edu|uk|info)\b"
)
"""What a text has that speaks of a publication: a year, authors, an identifier, an address."""

_BREAKS = re.compile(r": |; | \(|\) |\)$| / |\b(?:and|in|of|from) (?=[A-Z])")
"""Where words about a source may end, and the source itself may begin or end."""

_MOST_BREAKS = 24
"""Of a text that are looked at."""

_UNSOURCED = re.compile(r"\s*no source\b", re.IGNORECASE)

_LEAST = 20
"""Signs that a piece shared by several texts has at least: a name and a year alone would join different works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One source.

    Attributes:
        number: from 1, in the order of first use.
        text: as the workbook has it.
        users: labels of the parameters and published observations that rest on it, in their order.
    """

    number: int
    text: str
    users: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Name of the place in the list that a number in brackets leads to."""
        return f"ref-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The sources of a study.

    Attributes:
        entries: by number.
        _pieces: for each source text its words, with the numbers of references (integers) between them.
    """

    entries: tuple[Reference, ...]
    _pieces: Mapping[str, tuple[str | int, ...]]

    def pieces(self, source: str) -> tuple[str | int, ...]:
        """A source text with its references as numbers: `("31% at 3 months: ", 4)`.

        Args:
            source: as the workbook has it; one that is no publication comes back as it is.
        """
        return self._pieces.get(source, (_clean(source),) if source else ())

    def cited(self, source: str) -> str:
        """The same as text: `31% at 3 months: [4]`."""
        return "".join(f"[{piece}]" if isinstance(piece, int) else piece for piece in self.pieces(source)).strip()


def references(run: Run) -> References:
    """The sources of a run's parameters and of what it was held against."""
    uses = [(p.source, p.label, p.evidence) for p in run.study.parameters]
    if len(run.targets):
        targets = run.targets
        uses += [
            (str(s), str(label), "published") for s, label in zip(targets["source"], targets["label"], strict=True)
        ]
    return references_of(uses)


def references_of(uses: Iterable[tuple[str, str, str]]) -> References:
    """The references of source texts.

    Args:
        uses: source text, label of what uses it, grade of its evidence. An assumption's text is a reference only if
            it speaks of a publication; of another grade every text is one, but `No source: ...`.
    """
    users: dict[str, list[str]] = {}
    grades: dict[str, set[str]] = {}
    raw: dict[str, str] = {}
    for source, label, evidence in uses:
        if source.strip():
            raw[source] = text = _clean(source)
            users.setdefault(text, []).append(_clean(label))
            grades.setdefault(text, set()).add(evidence)
    whole = [text for text in users if _is_reference(text, grades[text])]
    parts = _shared(list(users), whole)
    cut = {text: _cut(text, parts, whole=text in whole) for text in users}
    numbers: dict[str, int] = {}
    found: dict[str, list[str]] = {}
    for text, pieces in cut.items():
        for piece, cites in pieces:
            if cites:
                numbers.setdefault(piece, len(numbers) + 1)
                mine = found.setdefault(piece, [])
                mine += [label for label in users[text] if label not in mine]
    return References(
        entries=tuple(Reference(number=n, text=text, users=tuple(found[text])) for text, n in numbers.items()),
        _pieces={
            source: tuple(numbers[piece] if cites else piece for piece, cites in cut[text])
            for source, text in raw.items()
        },
    )


def _clean(text: str) -> str:
    """A text on one line."""
    return " ".join(printable(text).split())


def _is_reference(text: str, grades: Iterable[str]) -> bool:
    """Whether a whole text can stand in a list of references."""
    if _UNSOURCED.match(text):
        return False
    return bool(_CITES.search(text)) or any(grade not in ("assumption", "") for grade in grades)


def _shared(texts: Sequence[str], whole: Sequence[str]) -> list[str]:
    """The pieces that are references of their own, longest first: whole texts, and parts that several texts share."""
    parts = dict.fromkeys(text for text in whole if any(text in other for other in texts if other != text))
    counted: dict[str, int] = {}
    for text in texts:
        for part in _parts(text):
            counted[part] = counted.get(part, 0) + 1
    parts |= dict.fromkeys(part for part, n in counted.items() if n > 1)
    return sorted(parts, key=len, reverse=True)


def _parts(text: str) -> set[str]:
    """The stretches between two breaks of a text that speak of a publication."""
    breaks = list(islice(_BREAKS.finditer(text), _MOST_BREAKS))
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(text)]
    # A bracket that closes belongs to what it closes: "Smith et al, Lancet 2020 (abstract)".
    ends += [found.start() + 1 for found in breaks if text[found.start()] == ")"]
    stretches = {text[a:b].strip(" ,;") for a in starts for b in ends if b - a >= _LEAST}
    return {part for part in stretches if _CITES.search(part) and part.count("(") == part.count(")")}


def _cut(text: str, parts: Sequence[str], *, whole: bool) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a reference.

    Args:
        text: of a source.
        parts: the pieces that are references, longest first.
        whole: whether the text is one itself, where none of them is in it.
    """
    pieces = [(text, False)]
    for part in parts:
        next_pieces: list[tuple[str, bool]] = []
        for piece, cites in pieces:
            if cites or part not in piece:
                next_pieces.append((piece, cites))
                continue
            before, _, after = piece.partition(part)
            next_pieces += [p for p in ((before, False), (part, True), (after, False)) if p[0]]
        pieces = next_pieces
    return [(text, True)] if whole and not any(cites for _, cites in pieces) else pieces
