"""Reading a sweep file: bytes, TOML, its keys and values, each with its line."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from costeff.errors import InputError, Problem, Where
from costeff.errors.sheets import FileMissing, UnreadableFile
from costeff.errors.sweeps import (
    AxisOfWhat,
    AxisWithoutValues,
    EmptyAxis,
    LabelsApart,
    LogOfNothing,
    MissingKey,
    NeedsDraws,
    NoMeaningHere,
    NotToml,
    SameEnds,
    TooFewSteps,
    UnknownKey,
    ValueTwice,
    WrongKind,
)
from costeff.errors.words import printable
from costeff.expr.names import nearest
from costeff.workflow.filenames import safe_name
from costeff.workflow.sweepfile import Axis, SweepSpec, keys_of, phrase
from costeff.workflow.tomlplaces import Path as Keys
from costeff.workflow.tomlplaces import Spot, places

LARGEST = 1_000_000
"""Bytes of a sweep file at most; the shipped ones have about one thousand."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SweepFile:
    """A sweep file that was read.

    Attributes:
        spec: what it says.
        book: its file name; for a sweep that was given in Python, `sweep`.
        name: that without its ending: the name of the results.
        text: its content; empty for a sweep that was given in Python.
        sha256: of its bytes.
        spots: where each key stands.
    """

    spec: SweepSpec
    book: str
    name: str
    text: str = ""
    sha256: str = ""
    spots: Mapping[Keys, Spot] = field(default_factory=dict)

    def where(self, *keys: str | int) -> Where:
        """The line of a key, or of the nearest table above it."""
        return _place(self.book, self.spots, keys)[0]


def read_sweep(given: str | os.PathLike[str] | Mapping[str, Any]) -> SweepFile:
    """Reads a sweep file, or the same structure given in Python.

    Args:
        given: path of a TOML file, or what such a file would hold.

    Raises:
        InputError: with every problem found, each at its line.
    """
    if isinstance(given, Mapping):
        document, book, name, text, digest = dict(given), "sweep", _name(given), "", ""
        spots: Mapping[Keys, Spot] = {}
    else:
        path = Path(given)
        book, name = printable(path.name), sweep_name(path.name)
        content = _content(path, Where(book=book))
        digest = hashlib.sha256(content).hexdigest()
        text, document = _parsed(content, book)
        spots = places(text)
    try:
        spec = SweepSpec.model_validate(document)
    except ValidationError as error:
        raise InputError(tuple(_problems(error, book, spots)), book) from None
    file = SweepFile(spec=spec, book=book, name=name, text=text, sha256=digest, spots=spots)
    wrong = tuple(_contradictions(file))
    if wrong:
        raise InputError(wrong, book)
    return file


def sweep_name(file: str) -> str:
    """The name of the results of a sweep file: its own without the ending, made fit to be that of a folder."""
    return safe_name(Path(file).stem, "sweep")


def _name(given: Mapping[str, Any]) -> str:
    """A name for the results of a sweep without a file."""
    words = re.findall(r"[a-z0-9]+", str(given.get("title", "")).casefold())
    return "-".join(words[:6]) or "sweep"


def _content(path: Path, where: Where) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: if there is none, or it can't be read.
    """
    try:
        if path.is_dir():
            raise InputError([UnreadableFile(where=where, reason="it is a folder")])
        if path.exists() and not path.is_file():  # a pipe would wait for ever
            raise InputError([UnreadableFile(where=where, reason="it is a pipe or a device")])
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        beside = [p.name for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        raise InputError([FileMissing(where=where, nearest=nearest(path.name, beside))]) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError([UnreadableFile(where=where, reason=printable(reason))]) from error
    if len(content) > LARGEST:
        raise InputError([UnreadableFile(where=where, reason=f"it has over {LARGEST:,} bytes")])
    return content


def _parsed(content: bytes, book: str) -> tuple[str, dict[str, Any]]:
    """A text and what it says.

    Raises:
        InputError: if it is no TOML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        reason = "this line holds a sign that is no UTF-8"
        raise InputError([NotToml(where=Where(book=book, cell=f"line {line}"), reason=reason)]) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([_not_toml(text, book, str(error))]) from None
    except (RecursionError, ValueError) as error:
        reason = "its lists are too deep" if isinstance(error, RecursionError) else str(error)
        raise InputError([NotToml(where=Where(book=book), reason=reason)]) from None


def _not_toml(text: str, book: str, message: str) -> NotToml:
    """What the parser says, at its line."""
    said = re.fullmatch(r"(?s)(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", message)
    reason = (said.group(1) if said else message).rstrip(".")
    reason = "this key is there already" if reason == "Cannot overwrite a value" else reason[:1].lower() + reason[1:]
    if said is None or said.group(2) is None:
        line = text.rstrip().count("\n") + 1
        return NotToml(where=Where(book=book, cell=f"line {line}"), reason=f"{reason} (at the end of the file)")
    line, column = int(said.group(2)), int(said.group(3))
    shown = printable(text.split("\n")[line - 1].rstrip("\r"))
    start = min(column - 1, max(0, len(shown) - 1))
    return NotToml(where=Where(book=book, cell=f"line {line}", text=shown), span=(start, start + 1), reason=reason)


def _place(book: str, spots: Mapping[Keys, Spot], keys: Keys) -> tuple[Where, tuple[int, int] | None]:
    """The line of a key, or of the nearest table above it, and the part of the line."""
    name = _spoken(keys)
    for length in range(len(keys), 0, -1):
        spot = spots.get(keys[:length])
        if spot is not None:
            cell = f"line {spot.line}" + (f", {name}" if name else "")
            span = spot.span if length == len(keys) else None
            return Where(book=book, cell=cell, text=printable(spot.text)), span
    return Where(book=book, cell=name), None


def _spoken(keys: Keys) -> str:
    """`axis 2, values`: the way to a key in words; positions count from 1."""
    words: list[str] = []
    for key in keys:
        if isinstance(key, int) and words:
            words[-1] += f" {key + 1}"
        else:
            words.append(str(key))
    return ", ".join(words)


def _problems(error: ValidationError, book: str, spots: Mapping[Keys, Spot]) -> Iterator[Problem]:
    """What the schema finds, by line."""
    found: list[tuple[int, Problem]] = []
    for entry in error.errors(include_url=False):
        keys = tuple(entry["loc"])
        table = ".".join(key for key in keys[:-1] if isinstance(key, str))
        title = f"[{table}]" if table in ("report",) else f"[[{table}]]" if table else "a sweep file"
        key = next((str(k) for k in reversed(keys) if isinstance(k, str)), "")
        kind = entry["type"]
        if kind == "missing":
            where, span = _place(book, spots, keys[:-1])
            problem: Problem = MissingKey(where=where, key=key, table=title)
        elif kind == "extra_forbidden":
            where, span = _place(book, spots, keys)
            known = keys_of(table)
            problem = UnknownKey(
                where=where, span=span, key=key, table=title, nearest=nearest(key, known), known=known
            )  # fmt: skip
        else:
            where, span = _place(book, spots, keys)
            problem = WrongKind(
                where=where,
                span=span,
                key=key,
                expected=phrase(kind, entry.get("ctx", {})),
                given=_given(entry["input"]),
            )
        line = re.match(r"line (\d+)", where.cell)
        found.append((int(line.group(1)) if line else 0, problem))
    return (problem for _, problem in sorted(found, key=lambda pair: pair[0]))


def _given(value: object) -> str:
    """A value as it was written, if it is short."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            text = f'"{value}"'
        case list():
            return "a list" if value else "an empty list"
        case dict():
            return "a table"
        case _:
            text = str(value)
    return printable(text if len(text) <= 60 else text[:57] + "...")


def _contradictions(file: SweepFile) -> Iterator[Problem]:
    """What the keys say that can't be meant together."""
    spec = file.spec
    if spec.analysis == "deterministic":
        if spec.draws is not None:
            yield NeedsDraws(where=file.where("draws"), what='"draws"')
        if spec.report.outcome == "p_best":
            yield NeedsDraws(where=file.where("report", "outcome"), what="the probability of being the best")
    for k, axis in enumerate(spec.axis):
        yield from _axis(file, axis, k)


def _axis(file: SweepFile, axis: Axis, k: int) -> Iterator[Problem]:
    """What is wrong with one axis."""
    kinds = [name for name in ("item", "scenarios", "point") if name in axis.model_fields_set]
    if len(kinds) != 1:
        yield AxisOfWhat(where=file.where("axis", k), given=tuple(kinds))
        return
    lists: dict[str, list[Any] | None] = {
        "item": axis.item if "item" in kinds else None,
        "values": axis.values,
        "scenarios": axis.scenarios,
        "point": axis.point,
    }
    for name, values in lists.items():
        if values is not None and not values:
            yield EmptyAxis(where=file.where("axis", k, name), key=name)
    ranged = [name for name in ("start", "to", "steps", "scale") if name in axis.model_fields_set]
    if kinds != ["item"]:
        theirs = ("labels",) if kinds == ["scenarios"] else ()
        for name in ("values", *ranged, "labels", "marks", "unit"):
            if name in axis.model_fields_set and name not in theirs:
                key = "from" if name == "start" else name
                yield NoMeaningHere(where=file.where("axis", k, key), key=key, belongs="an axis with an item")
    else:
        yield from _values(file, axis, k, ranged)
    count = len(axis.values or axis.scenarios or ()) or axis.steps or 0
    if axis.labels is not None and count and len(axis.labels) != count and kinds != ["point"]:
        yield LabelsApart(where=file.where("axis", k, "labels"), labels=len(axis.labels), points=count)
    seen: set[str] = set()
    points = [(str(v), ("values", i)) for i, v in enumerate(axis.values or ())]
    points += [(f'"{name}"', ("scenarios", i)) for i, name in enumerate(axis.scenarios or ())]
    points += [(f'"{point.label}"', ("point", i)) for i, point in enumerate(axis.point or ())]
    for text, keys in points:
        if text in seen:
            yield ValueTwice(where=file.where("axis", k, *keys), value=text)
        seen.add(text)


def _values(file: SweepFile, axis: Axis, k: int, ranged: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with the values of an item."""
    keys = tuple("from" if name == "start" else name for name in ranged)
    if axis.values is not None:
        if set(keys) & {"from", "to", "steps"}:
            yield AxisWithoutValues(where=file.where("axis", k, keys[0]), given=("values", *keys))
    else:
        missing = tuple(
            name
            for name, value in (("from", axis.start), ("to", axis.to), ("steps", axis.steps))
            if value is None
        )  # fmt: skip
        if len(missing) == 3:
            yield AxisWithoutValues(where=file.where("axis", k))
        elif missing:
            yield AxisWithoutValues(where=file.where("axis", k), given=keys, missing=missing)
    if axis.steps is not None and axis.steps < 2:
        yield TooFewSteps(where=file.where("axis", k, "steps"), steps=axis.steps)
    if axis.start is not None and axis.start == axis.to:
        yield SameEnds(where=file.where("axis", k, "from"), end=axis.start)
    elif axis.scale == "log" and axis.values is None:
        for key, end in (("from", axis.start), ("to", axis.to)):
            if end is not None and end <= 0:
                yield LogOfNothing(where=file.where("axis", k, key), end=end)
