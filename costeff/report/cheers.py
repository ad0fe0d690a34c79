"""The CHEERS 2022 checklist: where a report speaks of each item, and what is left to its authors.

Source: Husereau D, Drummond M, Augustovski F, et al. Consolidated Health Economic Evaluation Reporting Standards 2022
(CHEERS 2022) statement. BMJ 2022;376:e067975. The items are worded shorter here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from costeff.report.blocks import Markdown, reference, table, text

AUTHORS = "not reported: to be written by the user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the checklist.

    Attributes:
        number: 1 to 28.
        part: of the checklist (`Methods`).
        topic: its name there.
        asks: what is to be reported, in short.
        sections: ids of the sections of the shipped template that speak of it.
        needs: name of what must be there for that: a setting of the study, or `has` with a kind of analysis
            (`has.psa`); empty = nothing.
        written: name under which a template may hand over the authors' own section on it.
        left: what remains to be written by them where the sections are there; empty = nothing.
    """

    number: int
    part: str
    topic: str
    asks: str
    sections: tuple[str, ...] = ()
    needs: str = ""
    written: str = ""
    left: str = ""


@cache
def items() -> tuple[Item, ...]:
    """The 28 items, in order."""
    raw = resources.files("costeff.report").joinpath("cheers.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(raw)["item"]
    return tuple(Item(**{**row, "sections": tuple(row.get("sections", ()))}) for row in found)


def checklist(
    there: Mapping[str, bool], written: Mapping[str, object] | None = None, without: Collection[str] = ()
) -> Markdown:
    """The checklist as a table whose third column leads to the sections.

    Args:
        there: whether what items need is there, by the name of their `needs`.
        written: name of an authors' section (`background`) to its text; blank = not written. It has that id.
        without: ids of sections that a template leaves out.
    """
    given = {name for name, words in (written or {}).items() if str(words).strip()}
    body: list[tuple[str | Markdown, ...] | str] = []
    part = ""
    for item in items():
        if item.part != part:
            part = item.part
            body.append(part)
        reported, left = _reported(item, there, given, set(without))
        body.append((str(item.number), f"{item.topic}: {item.asks}", reported, left))
    return table(
        ["Item", "Recommendation", "Reported in", "Left to the authors"],
        body,
        id="table-cheers",
        caption="CHEERS 2022 checklist",
        align="llll",
        widths=(6, 40, 24, 30),
        landscape=False,
        note="Husereau D, Drummond M, Augustovski F, et al. CHEERS 2022 statement. BMJ 2022;376:e067975. The "
        "recommendations are worded shorter here.",
    )


def _reported(
    item: Item, there: Mapping[str, bool], given: Collection[str], without: Collection[str]
) -> tuple[Markdown, str]:
    """Where an item is reported, and what of it is left to the authors."""
    reports = [name for name in item.sections if name not in without and there.get(f"has.{name}", True)]
    places = reports if there.get(item.needs, not item.needs) else []
    own = [item.written] if item.written in given else []
    if not places and not own:
        return text(AUTHORS), item.left
    links = Markdown(", ").join([reference(name) for name in (*own, *places)])
    return links, "" if own else item.left
