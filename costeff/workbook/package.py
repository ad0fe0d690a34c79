"""What a workbook consists of: its sheets in their order, its texts, and which numbers are dates or percentages.

Only these parts of the file are opened, and the sheets asked for. Macros, links to other workbooks, pictures, charts,
comments, pivot tables, drop-downs and defined names are never looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from costeff.workbook.archive import Archive, damaged
from costeff.workbook.limits import SHEETS, TEXT, TEXTS
from costeff.workbook.markup import Attributes, Budget, Handlers, walk

WORKBOOK = "xl/workbook.xml"
"""The main part, where the file names no other."""

LONGEST_NAME = 255
"""Characters of a sheet's name; Excel allows 31."""
LONGEST_FORMAT = 255
"""Characters of a number format; Excel allows no more."""

_OFFICE = "officeDocument"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a cell's number format makes of its number."""

    percent: bool = False
    date: bool = False
    duration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What the sheets of a workbook share.

    Attributes:
        sheets: name and part of each sheet of cells, in their order.
        texts: the texts that cells refer to by number.
        styles: by number; a cell names one.
        epoch: the day from which dates are counted.
    """

    sheets: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    styles: tuple[Style, ...]
    epoch: datetime


@dataclass(frozen=True, slots=True)
class _Link:
    """A part that another part refers to; `kind` is the last word of its type."""

    kind: str
    part: str
    outside: bool


def open_package(archive: Archive, budget: Budget) -> Package:
    """Reads what the sheets share.

    Raises:
        WorkbookError: if a part is missing, damaged or too large.
    """
    links = _links(archive, budget, "")
    main = next((link.part for link in links.values() if link.kind == _OFFICE and not link.outside), WORKBOOK)
    own = _links(archive, budget, main)
    sheets, epoch = _sheets(archive, budget, main, own)
    kinds = {link.kind: link.part for link in own.values() if not link.outside}
    return Package(
        sheets=sheets,
        texts=_texts(archive, budget, kinds["sharedStrings"]) if "sharedStrings" in kinds else (),
        styles=_styles(archive, budget, kinds["styles"]) if "styles" in kinds else (),
        epoch=epoch,
    )


def _links(archive: Archive, budget: Budget, part: str) -> dict[str, _Link]:
    """The parts that a part refers to, by the id that it uses for them."""
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, _Link] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            outside = attributes.get("TargetMode", "").casefold() == "external"
            found[attributes.get("Id", "")] = _Link(kind, posixpath.normpath(inside), outside)

    if place in archive:
        walk(lambda: archive.chunks(place), Handlers(start, _nothing), archive.where, budget)
    return found


def _sheets(
    archive: Archive, budget: Budget, main: str, links: Mapping[str, _Link]
) -> tuple[tuple[tuple[str, str], ...], datetime]:
    """Names and parts of the sheets of cells, and the epoch. Sheets that are one chart, or macros, are left out."""
    found: list[tuple[str, str]] = []
    parts: set[str] = set()
    epoch = WINDOWS_EPOCH

    def start(name: str, attributes: Attributes) -> None:
        nonlocal epoch
        if name == "workbookPr" and attributes.get("date1904", "").casefold() in ("1", "true"):
            epoch = MAC_EPOCH
        if name != "sheet":
            return
        title = attributes.get("name", "")
        if len(title) > LONGEST_NAME:
            raise damaged(archive.where, f"the name of a sheet has {len(title):,} characters")
        link = links.get(next((v for k, v in attributes.items() if k.endswith("/relationships id")), ""))
        if link is None or link.outside:
            raise damaged(archive.where, f'the sheet "{title}" is not in the file')
        if link.kind == "worksheet":
            if link.part in parts:  # read under many names, a small file would be a large one
                raise damaged(archive.where, f'the sheet "{title}" is another sheet as well')
            parts.add(link.part)
            found.append((title, link.part))
        if len(found) > SHEETS.most:
            raise SHEETS.exceeded(archive.where, len(found))

    walk(lambda: archive.chunks(main), Handlers(start, _nothing), archive.where, budget)
    if not found:
        raise damaged(archive.where, "it has no sheets")
    return tuple(found), epoch


@dataclass(slots=True)
class RichText:
    """Puts a text together from its runs; the reading aid of Japanese texts is left out.

    Attributes:
        where: cell, sheet or file, for problems.
        pieces: of the text so far.
        size: their characters.
        inside: whether what comes is text of it.
        phonetic: whether what comes belongs to the reading aid.
    """

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    inside: bool = False
    phonetic: bool = False

    def start(self, name: str) -> None:
        """An element inside the text begins."""
        if name == "t":
            self.inside = not self.phonetic
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        """An element inside the text ends."""
        if name == "t":
            self.inside = False
        elif name == "rPh":
            self.phonetic = False

    def add(self, piece: str) -> None:
        """A piece of text; what exceeds the limit is not kept."""
        if self.inside:
            self.size += len(piece)
            if self.size <= TEXT.most:
                self.pieces.append(piece)

    def take(self) -> str:
        """The text, with which the next one begins."""
        text = unescaped("".join(self.pieces))
        self.pieces, self.size, self.inside, self.phonetic = [], 0, False, False
        return text


def unescaped(text: str) -> str:
    """A text with the characters that XML can't hold, and that Excel writes as `_x000D_`.

    Control characters that nobody can type, and halves of a pair, become the sign for a lost character.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    joined = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join("\ufffd" if (c < " " and c not in "\t\n\r") or "\x7f" <= c < "\xa0" else c for c in joined)


def _texts(archive: Archive, budget: Budget, part: str) -> tuple[str, ...]:
    """The texts that cells refer to by number."""
    found: list[str] = []
    text, total = RichText(), 0

    def start(name: str, attributes: Attributes) -> None:
        text.start(name)

    def end(name: str) -> None:
        nonlocal total
        if name != "si":
            text.end(name)
            return
        total += text.size
        if total > TEXTS.most:
            raise TEXTS.exceeded(archive.where, total)
        if text.size > TEXT.most:
            raise TEXT.exceeded(archive.where, text.size)
        found.append(text.take())

    walk(lambda: archive.chunks(part), Handlers(start, end, text.add), archive.where, budget)
    return tuple(found)


def _styles(archive: Archive, budget: Budget, part: str) -> tuple[Style, ...]:
    """What the number formats say, by the number that cells give."""
    formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    found: list[str] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = True
        elif name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and inside:
            found.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    walk(lambda: archive.chunks(part), Handlers(start, end), archive.where, budget)
    styles = {number: _style(formats.get(number, "")) for number in set(found)}
    return tuple(styles[number] for number in found)


def _style(code: str) -> Style:
    """What a number format says; the first of its sections counts."""
    if len(code) > LONGEST_FORMAT:
        return Style()
    return Style(percent="%" in code, date=is_date_format(code), duration=is_timedelta_format(code))


def _nothing(name: str) -> None:
    """For ends of elements that don't matter."""
