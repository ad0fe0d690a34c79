"""The stamp: what every file of a run carries, so that its numbers can be made again and compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from costeff.results.run import Run

MAIN = ("icer_table", "pairwise", "costs_by_category", "qalys_by_state", "psa_summary", "ceac")
"""The tables of a run that its stamp answers for: methods of `Run`, named in the stamp without `_table`."""

DIGITS = 12
"""Of a table's digest, in hexadecimal: 48 bits, against mistakes, not against forgers."""

LONGEST = 255
"""Characters of one property of an Office document; longer entries are continued in further ones."""

KEYS = (
    "workbook", "SHA-256", "costeff", "draws", "seed", "design", "overrides", "analysis", "results", "run at",
    "command",
)  # fmt: skip
"""Entries of a stamp, in order."""

OWN = "costeff "
"""How the names of the properties of documents begin."""

_CONTINUED = re.compile(r"(.*) \((\d+)\)\Z")


def stamp(provenance: Mapping[str, object], *, clock: bool = True) -> dict[str, str]:
    """What a file carries.

    The keys are words for readers: `workbook`, `SHA-256`, `costeff`, `draws`, `seed`, `design`, `overrides` (JSON: what
    was asked for beside the workbook), `analysis` (its name; none for a run), `results` (digests of the main tables),
    `run at`, `command`. Entries without a value are left out.

    Args:
        provenance: of a run or analysis.
        clock: whether to say when and with which command; figures don't, so that a rerun gives the same bytes.
    """
    book = provenance.get("workbook")
    there: Mapping[str, object] = book if isinstance(book, Mapping) else {}
    overrides, digests = provenance.get("overrides"), provenance.get("results")
    found = {
        "workbook": there.get("name"),
        "SHA-256": there.get("sha256"),
        "costeff": provenance.get("costeff"),
        "draws": provenance.get("draws"),
        "seed": provenance.get("seed"),
        "design": provenance.get("design"),
        "overrides": _asked(overrides) if overrides else "",
        "analysis": named if isinstance(named := provenance.get("analysis"), str) else "",
        "results": _joined(digests) if isinstance(digests, Mapping) else "",
        "run at": provenance.get("started") if clock else "",
        "command": provenance.get("command") if clock else "",
    }
    return {key: str(value) for key, value in found.items() if value not in (None, "")}


def provenance_of(stamped: Mapping[str, str]) -> dict[str, Any]:
    """What a stamp says, as the provenance of a run says it; the inverse of `stamp`.

    Raises:
        ValueError: if it isn't a stamp, or was changed so that it can't be read.
    """
    if not stamped.get("workbook") or not stamped.get("SHA-256"):
        raise ValueError("it has no entry workbook or SHA-256")
    digests = dict(part.split("=", 1) for part in stamped.get("results", "").split() if "=" in part)
    return {
        "costeff": stamped.get("costeff", ""),
        "workbook": {"name": stamped["workbook"], "sha256": stamped["SHA-256"]},
        "draws": int(stamped.get("draws", 0)),
        "seed": int(stamped["seed"]) if "seed" in stamped else None,
        "design": stamped.get("design"),
        "overrides": json.loads(stamped.get("overrides", "{}")),
        "analysis": stamped.get("analysis", ""),
        "results": digests,
        "command": stamped.get("command", ""),
        "started": stamped.get("run at", ""),
    }


def digests(run: Run) -> dict[str, str]:
    """A digest of each main table at full precision: equal exactly where every cell is.

    Parameters are none of them, so that nothing of a confidential input is told by a digest that could be searched for.
    """
    frames = {name.removesuffix("_table"): getattr(run, name)() for name in MAIN}
    return {name: digest(frame) for name, frame in frames.items() if len(frame)}


def digest(frame: pd.DataFrame) -> str:
    """A digest of a table: of its columns' names and of each value, floats by their bits; missing ones are alike."""
    hashed = hashlib.sha256()
    for name in frame.columns:
        hashed.update(f"{name}\x1e".encode())
        column = frame[name]
        if pd.api.types.is_float_dtype(column):
            # Adding nought makes a negative zero a positive one, which is the same number.
            values = column.to_numpy(dtype="<f8") + 0.0
            values[values != values] = float("nan")
            hashed.update(values.tobytes())
        else:
            hashed.update("\x1f".join(map(str, column.tolist())).encode("utf-8", "backslashreplace"))
    return hashed.hexdigest()[:DIGITS]


def properties(stamped: Mapping[str, str]) -> dict[str, str]:
    """A stamp as properties of an Office document: names of its own, long entries in pieces."""
    found = {}
    for key, text in stamped.items():
        pieces = [text[k : k + LONGEST] for k in range(0, len(text), LONGEST)]
        for number, piece in enumerate(pieces, start=1):
            found[f"{OWN}{key}" if number == 1 else f"{OWN}{key} ({number})"] = piece
    return found


def from_properties(found: Mapping[str, str]) -> dict[str, str]:
    """The stamp that `properties` gave; other properties are left out."""
    pieces: dict[str, list[tuple[int, str]]] = {}
    for name, text in found.items():
        if name.startswith(OWN):
            continued = _CONTINUED.match(name)
            key = (continued.group(1) if continued else name).removeprefix(OWN)
            pieces.setdefault(key, []).append((int(continued.group(2)) if continued else 1, text))
    return {key: "".join(text for _, text in sorted(parts)) for key, parts in pieces.items()}


def _asked(overrides: object) -> str:
    """Changes as JSON in which no colon is followed by a space: where entries stand in a row, that ends a name."""
    text = json.dumps(overrides, ensure_ascii=False, default=str, separators=(",", ":"))
    return text.replace(": ", "\\u003a ")


def _joined(digests: Mapping[object, object]) -> str:
    return " ".join(f"{name}={digest}" for name, digest in digests.items())
