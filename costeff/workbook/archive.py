"""The zip archive that a workbook is: its directory, checked before a part is unpacked, and its parts, piece by piece.

A zip file says everything twice or thrice, and need not say the same. Python's own reader believes the directory at
the end; what it would be fooled by is refused here: parts that share bytes, parts of one name, odd compressions,
directories of a million entries. Unpacking stops at the size that the directory gives, and a part that holds something
else fails its checksum.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from costeff.errors import Where, WorkbookError
from costeff.errors.sheets import DamagedWorkbook
from costeff.workbook.limits import FILE, PARTS, RATIO, UNPACKED

CHUNK = 1 << 18
"""Bytes unpacked at a time."""

_ENTRY = b"PK\x01\x02"
"""What each entry of the directory begins with."""
_HEADER = 30
"""Bytes before a part's name and content, at least."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)


@dataclass(slots=True)
class Archive:
    """A zip archive that is safe to unpack.

    Attributes:
        where: the file, for problems.
        parts: name in lower case to its entry; names are told apart without case, as the standard has it.
    """

    where: Where
    zip: zipfile.ZipFile
    parts: Mapping[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a part, piece by piece, as often as it is asked for.

        Raises:
            WorkbookError: if there is no such part, or it is damaged.
        """
        entry = self.parts.get(name.lower())
        if entry is None:
            raise damaged(self.where, f"its part {name[:60]} is missing")
        try:
            with self.zip.open(entry) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise damaged(self.where, f"its part {name[:60]} is damaged") from error


def damaged(where: Where, reason: str) -> WorkbookError:
    """The error for a file that can't be opened."""
    return WorkbookError([DamagedWorkbook(where=where, reason=reason)])


def open_archive(content: bytes, where: Where) -> Archive:
    """Opens a zip archive, once its directory has passed.

    Args:
        content: bytes of the file.
        where: the file, for problems.

    Raises:
        WorkbookError: if the directory can't be read or contradicts itself, or the parts are too many or too large.
    """
    if len(content) > FILE.most:
        raise FILE.exceeded(where, len(content))
    count = content.count(_ENTRY)  # bounds the work of reading the directory, whatever the directory says of itself
    if count > PARTS.most:
        raise PARTS.exceeded(where, count)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise damaged(where, "the file is damaged or incomplete") from error
    entries = archive.infolist()
    _check_sizes(entries, where)
    parts: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if entry.filename.lower() in parts:
            raise damaged(where, f"it has two parts of the name {entry.filename[:60]}")
        parts[entry.filename.lower()] = entry
    _check_places(entries, where)
    return Archive(where, archive, parts)


def _check_sizes(entries: list[zipfile.ZipInfo], where: Where) -> None:
    """Refuses archives made to exhaust the machine."""
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED.most:
        raise UNPACKED.exceeded(where, unpacked)
    for entry in entries:
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > 1_000_000 and ratio > RATIO.most:
            raise RATIO.exceeded(where, ratio, f"the compression of its part {entry.filename[:60]}")


def _check_places(entries: list[zipfile.ZipInfo], where: Where) -> None:
    """Refuses parts that share bytes, by which a small file unpacks to a huge one, and odd compressions."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise damaged(where, f"its part {entry.filename[:60]} overlaps another")
        end = entry.header_offset + _HEADER + entry.compress_size
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(where, f"its part {entry.filename[:60]} is compressed in a way that no spreadsheet uses")
