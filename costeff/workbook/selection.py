"""The small languages of cells that choose: lists of states, what a payoff is charged on, marks, instalments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from costeff.errors import Problem, Where
from costeff.errors.cells import BadForm, NoStates, UnknownArrow, UnknownMark, UnknownState
from costeff.expr import nearest
from costeff.model.parts import Instalments
from costeff.model.time import parse_duration
from costeff.workbook.columns import KINDS
from costeff.workbook.names import SELECTORS

Charge = Literal["in", "entering", "on", "start"]

_EXCEPT = re.compile(r"\bexcept\b", re.IGNORECASE)
_CHARGED = re.compile(r"^(?P<how>in|entering|on)\s+(?P<what>\S.*)$", re.IGNORECASE | re.DOTALL)
_START = re.compile(r"^at\s+(the\s+)?start$", re.IGNORECASE)
_INSTALMENTS = re.compile(r"^(?P<number>\d{1,6})\s*[x×*]\s*(?P<gap>.+)$", re.IGNORECASE)
_NOT = re.compile(r"^not\s+", re.IGNORECASE)


@dataclass(slots=True)
class Known:
    """Ids that rows refer to, those of rows that failed included, so that nobody is blamed for them.

    Attributes:
        states: id to whether it is alive, in the order of the sheet.
        groups: name to the ids of its states.
        marks, strategies, parameters, variables, arrows: ids.
        columns: headers of columns of the user's own on Strategies and States.
        left_out: ids of strategies that are not included.
        uncertain: sheets of which a row has an unreadable id, so that an unknown id may be that one.
    """

    states: dict[str, bool] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    strategies: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    arrows: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    uncertain: set[str] = field(default_factory=set)

    def members(self, name: str) -> Sequence[str] | None:
        """The states that a word of a list means; None if it means nothing."""
        match name.casefold():
            case "everyone":
                return tuple(self.states)
            case "alive":
                return tuple(state for state, alive in self.states.items() if alive)
        if name in self.states:
            return (name,)
        return self.groups.get(name)


def items(text: str) -> list[tuple[str, int]]:
    """The parts between commas, with where each begins in the text; empty parts are left out."""
    found = []
    start = 0
    for part in re.split(r"[,;]", text):
        bare = part.strip()
        if bare:
            found.append((bare, start + len(part) - len(part.lstrip())))
        start += len(part) + 1
    return found


def states(text: str, where: Where, known: Known, offset: int = 0) -> tuple[tuple[str, ...], list[Problem]]:
    """Resolves a list of states, in the order of the States sheet.

    Args:
        text: states, groups, `alive`, `everyone`, with commas; `except` and a list leaves some out.
        where: the cell.
        known: the states and groups.
        offset: where the text begins within the cell's text.
    """
    parts = _EXCEPT.split(text, maxsplit=1)
    wanted, problems = _members(parts[0], where, known, offset)
    unwanted: set[str] = set()
    if len(parts) > 1:
        shift = offset + len(text) - len(parts[1])
        unwanted, more = _members(parts[1], where, known, shift)
        problems += more
        if not parts[0].strip():
            wanted = set(known.states)
    chosen = tuple(state for state in known.states if state in wanted and state not in unwanted)
    if not chosen and not problems and "States" not in known.uncertain:
        problems.append(NoStates(where=where))
    return chosen, problems


def _members(text: str, where: Where, known: Known, offset: int) -> tuple[set[str], list[Problem]]:
    found: set[str] = set()
    problems: list[Problem] = []
    for name, start in items(text):
        members = known.members(name)
        if members is not None:
            found.update(members)
        elif "States" not in known.uncertain:
            span = (offset + start, offset + start + len(name))
            candidates = (*known.states, *known.groups, *SELECTORS[:2])
            problems.append(
                UnknownState(
                    where=where, span=span, name=name, nearest=nearest(name, candidates), known=tuple(known.states)
                )
            )
    return found, problems


def arrows(text: str, where: Where, known: Known, offset: int = 0) -> tuple[tuple[str, ...], list[Problem]]:
    """Resolves a list of arrows, in the order of the Transitions sheet."""
    wanted: set[str] = set()
    problems: list[Problem] = []
    for name, start in items(text):
        if name in known.arrows:
            wanted.add(name)
        elif "Transitions" not in known.uncertain:
            span = (offset + start, offset + start + len(name))
            ids = tuple(known.arrows)
            problems.append(UnknownArrow(where=where, span=span, name=name, nearest=nearest(name, ids), known=ids))
    return tuple(arrow for arrow in known.arrows if arrow in wanted), problems


def charged(text: str, where: Where, known: Known) -> tuple[Charge, tuple[str, ...], list[Problem]]:
    """Resolves what a payoff is charged on.

    Returns:
        How, over which states or arrows, and the problems.
    """
    if _START.match(text):
        return "start", tuple(known.states), []
    match = _CHARGED.match(text)
    if match is None:
        return "in", (), [BadForm(where=where, column="charged", expected=KINDS["charged"])]
    if match["how"].lower() == "on":
        over, problems = arrows(match["what"], where, known, match.start("what"))
        return "on", over, problems
    over, problems = states(match["what"], where, known, match.start("what"))
    return ("in" if match["how"].lower() == "in" else "entering"), over, problems


def marks(text: str, where: Where, known: Known) -> tuple[tuple[str, ...], tuple[str, ...], list[Problem]]:
    """Resolves the marks that an arrow sets, and those that it clears."""
    sets: list[str] = []
    clears: list[str] = []
    problems: list[Problem] = []
    for item, start in items(text):
        name = _NOT.sub("", item)
        if name in known.marks:
            (sets if name == item else clears).append(name)
        elif "Marks" not in known.uncertain:
            begin = start + len(item) - len(name)
            ids = tuple(known.marks)
            span = (begin, begin + len(name))
            problems.append(UnknownMark(where=where, span=span, name=name, nearest=nearest(name, ids), known=ids))
    for name in sorted(set(sets) & set(clears)):
        expected = f"{name} to be set or cleared, not both"
        problems.append(BadForm(where=where, column="sets", expected=expected))
    return tuple(dict.fromkeys(sets)), tuple(dict.fromkeys(clears)), problems


def instalments(text: str, where: Where) -> tuple[Instalments | None, list[Problem]]:
    """Reads `5 x 1 year`."""
    match = _INSTALMENTS.match(text)
    gap = parse_duration(match["gap"]) if match else None
    if match is None or gap is None or int(match["number"]) < 1:
        return None, [BadForm(where=where, column="instalments", expected=KINDS["instalments"])]
    return Instalments(int(match["number"]), gap), []


def group_names(text: str) -> Mapping[str, int]:
    """The names in a cell of groups, with where each begins."""
    return dict(items(text))
