"""What templates may speak of: every name with what it stands for, made from a dossier."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import costeff
from costeff.errors import InternalError
from costeff.report.dossier import Dossier
from costeff.report.sections import (
    answer,
    base_case,
    budget,
    checking,
    decisions,
    inputs,
    problem,
    runs,
    sensitivity,
    situations,
    structure,
    summary,
    uncertainty,
    values,
)
from costeff.report.sections.material import Material, Name, missing
from costeff.words.phrases import joined

SECTIONS = (
    problem,
    runs,
    answer,
    summary,
    structure,
    inputs,
    checking,
    base_case,
    sensitivity,
    uncertainty,
    situations,
    decisions,
    values,
    budget,
)
"""The sections, in the order in which their names are listed."""


def names() -> tuple[Name, ...]:
    """Every name that templates may use, in the order of the list in the documentation."""
    return tuple(name for section in SECTIONS for name in section.NAMES)


class Entries(Mapping[str, object]):
    """The entries of a group, each made when a template first asks for it: a brief needs few of them."""

    def __init__(self, name: str) -> None:
        """Without any.

        Args:
            name: of the group.
        """
        self._name = name
        self._makers: dict[str, Callable[[], object]] = {}
        self._made: dict[str, object] = {}

    def add(self, entry: str, make: Callable[[], object]) -> None:
        """An entry, and how it is made."""
        self._makers[entry] = make

    def __getitem__(self, entry: str) -> object:
        make = self._makers[entry]
        if entry not in self._made:
            try:
                self._made[entry] = make()
            except KeyError as error:  # as a mapping's own, it would say that there is no such entry
                raise InternalError(f"{self._name}.{entry} needs {error}, which the results don't hold") from error
        return self._made[entry]

    def __repr__(self) -> str:
        return self._name

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def context(dossier: Dossier, shown: Callable[[Path], None] | None = None) -> dict[str, object]:
    """Everything that a template may speak of, by name; `tables.icer` is the entry `icer` of `tables`.

    A table, figure or sentence whose analysis isn't among the results is the line that says how it is made.

    Args:
        dossier: run, analyses and figures.
        shown: told the path, without ending, of each figure that a template asks for; None = nobody is.
    """
    material = Material(dossier=dossier, shown=shown)
    found: dict[str, object] = {}
    for name in names():
        group, point, entry = name.name.partition(".")
        if not point:
            found[name.name] = name.make(material)
            continue
        entries = found.setdefault(group, Entries(group))
        assert isinstance(entries, Entries)
        entries.add(entry, functools.partial(_made, name, material))
    return found


def _made(name: Name, material: Material) -> object:
    """What a name stands for; a line that says so where results of another version lack what it needs."""
    try:
        return name.make(material)
    except KeyError:
        others = other_versions(material.dossier)
        if not others:
            raise
        return missing(
            f"Not shown ({name.meaning}): the results were made by costeff {joined(others)}, this is "
            f"{costeff.__version__}. Run the analysis again."
        )


def other_versions(dossier: Dossier) -> tuple[str, ...]:
    """The other versions of costeff that made some of the results."""
    records = (dossier.run.provenance, *(found.provenance for found in dossier.analyses.values()))
    made = (str(record.get("costeff") or "of an unknown version") for record in records)
    return tuple(version for version in dict.fromkeys(made) if version != costeff.__version__)


def listing() -> str:
    """The names as a Markdown table, for the documentation."""
    lines = ["| Name | What it stands for |", "|---|---|"]
    lines += [f"| `{name.name}` | {_sentence(name.meaning)} |" for name in names()]
    return "\n".join(lines) + "\n"


def _sentence(words: str) -> str:
    """A meaning as it stands in a table."""
    return words.replace("|", "\\|")
