"""Files of finished jobs: each whole or not at all, and with a digest that shows later damage.

8 bytes     length of the head
head        JSON: number and draws of each job, and how many outcomes a draw has
values      64-bit floats, job after job; then a byte a draw, 1 if it is invalid
16 bytes    BLAKE2b of all before
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIGEST = 32

Job = tuple[int, NDArray[np.float64], NDArray[np.bool_]]
"""Number, values (draws, outcomes), invalid draws."""


def write(path: Path, jobs: Sequence[Job]) -> None:
    """Writes jobs with the same outcomes as one file.

    Raises:
        OSError: if it can't be written; then there is no file.
    """
    head = {"jobs": [[number, len(values)] for number, values, _ in jobs], "outcomes": jobs[0][1].shape[1]}
    text = json.dumps(head).encode()
    pieces: list[bytes | memoryview] = [struct.pack("<Q", len(text)), text]
    pieces += [np.ascontiguousarray(values, dtype="<f8").data.cast("B") for _, values, _ in jobs if values.size]
    pieces += [np.ascontiguousarray(invalid, dtype=np.uint8).data for _, _, invalid in jobs if invalid.size]
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    replace(path, *pieces, digest.digest())


def replace(path: Path, *pieces: bytes | memoryview) -> None:
    """Writes a file under another name, flushes it to the disk and gives it its name.

    Raises:
        OSError: if it can't be written; then what was there is still there.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def read(path: Path) -> list[Job] | None:
    """The jobs in a file; None if it is damaged or can't be read."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = memoryview(content)[:-DIGEST]
    if hashlib.sha256(body).digest() != content[-DIGEST:]:
        return None
    (length,) = struct.unpack_from("<Q", body)
    head = json.loads(bytes(body[8 : 8 + length]))
    sizes, columns = [rows for _, rows in head["jobs"]], head["outcomes"]
    values = np.frombuffer(body, dtype="<f8", count=sum(sizes) * columns, offset=8 + length).reshape(-1, columns)
    invalid = np.frombuffer(body, dtype=np.uint8, offset=8 + length + values.nbytes) > 0
    ends = np.cumsum(sizes).tolist()
    return [
        (number, values[end - rows : end], invalid[end - rows : end])
        for (number, rows), end in zip(head["jobs"], ends, strict=True)
    ]


def numbers(path: Path) -> list[int]:
    """The numbers of the jobs in a file, without reading it all; none if its head can't be read."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            head = json.loads(file.read(min(length, 10_000_000)))
        return [number for number, _ in head["jobs"]]
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return []
