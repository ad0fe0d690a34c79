"""What a change is about: the parameter, column or setting that a user means by the item of a change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from costeff.errors import Problem, Where
from costeff.errors.changes import AmbiguousItem, FixedSetting, NotChangeable, UnknownItem, UnknownParameterColumn
from costeff.expr import nearest
from costeff.model.changes import COMMON, ParameterColumn
from costeff.model.model import Model
from costeff.workbook.names import plain_name
from costeff.workbook.selection import Known
from costeff.workbook.settings_table import SETTINGS, Setting

COLUMNS: tuple[ParameterColumn, ...] = get_args(ParameterColumn)
"""Columns of a parameter that can be changed."""

STRATEGIES, REFERENCE, INCLUDE = "strategies", "reference", "include scenario"
"""Items beside parameters and settings."""

_DRAWN = "all scenarios share their draws, so that the differences between them carry no noise"
_MONEY = "all money of a study is in one currency and of one year"
_SAID = "it says what the study is about, and no number depends on it"
FIXED: Mapping[str, str] = {
    **dict.fromkeys(COMMON, _DRAWN),
    **dict.fromkeys(("currency", "price year"), _MONEY),
    **dict.fromkeys(("title", "population", "intervention", "perspective", "country"), _SAID),
}
"""Settings that hold for the whole study, with why."""

_BY_NAME: Mapping[str, Setting] = {plain_name(setting.name): setting for setting in SETTINGS}
_SUFFIX = re.compile(
    rf"^(?P<id>.+?)[\s.]+(?P<column>{'|'.join(sorted(COLUMNS, key=len, reverse=True))})$", re.IGNORECASE
)
_LAST_WORD = re.compile(r"^(?P<id>\S+?)[\s.]+(?P<column>\S.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is to be changed.

    Attributes:
        name: in the words of messages; the same for every way of writing it.
        parameter: id, if it is one; then `column` is which of its columns.
        setting: if it is one.
    """

    name: str
    parameter: str = ""
    column: ParameterColumn = "value"
    setting: Setting | None = None


def known_of(model: Model) -> Known:
    """The ids of a model that could be read as a whole."""
    known = Known()
    known.states = {state.id: state.alive for state in model.states}
    known.marks += [mark.id for mark in model.marks]
    every = (*model.strategies, *model.strategies_left_out)
    known.strategies += [strategy.id for strategy in sorted(every, key=lambda strategy: _row(strategy.cells.get("id")))]
    known.parameters += [parameter.id for parameter in model.parameters]
    known.variables += [variable.id for variable in model.variables]
    known.columns |= {name for strategy in every for name in strategy.columns}
    known.columns |= {name for state in model.states for name in state.columns}
    return known


def _row(where: Where | None) -> int:
    """The row of a cell; 0 where it is not known, which keeps the order."""
    digits = "".join(c for c in where.cell if c.isdigit()) if where else ""
    return int(digits or 0)


def item_of(text: str, where: Where, known: Known) -> Item | Problem | None:
    """What a user means.

    Args:
        text: `ID`, `ID low` or `ID.low`, the name of a setting, `strategies`, `reference`, `include scenario`.
        where: its place, for the problem.
        known: the ids of the model.

    Returns:
        The item, or what is wrong with it; None for one that may be the id of a row that couldn't be read.
    """
    words = " ".join(text.split())
    name = plain_name(words)
    setting = _BY_NAME.get("reference strategy" if name == REFERENCE else name)
    if words in known.parameters:
        return AmbiguousItem(where=where, name=words) if setting else Item(name=words, parameter=words)
    split = _SUFFIX.match(words)
    if split and split["id"] in known.parameters:
        column = next(c for c in COLUMNS if plain_name(c) == plain_name(split["column"]))
        return Item(
            name=split["id"] if column == "value" else f"{split['id']} {column}", parameter=split["id"], column=column
        )
    if name in (STRATEGIES, INCLUDE):
        return Item(name=name)
    if setting is not None:
        if setting.name in FIXED:
            return FixedSetting(where=where, setting=setting.name, reason=FIXED[setting.name])
        return Item(name=setting.name, setting=setting)
    return _unknown(words, where, known)


def _unknown(words: str, where: Where, known: Known) -> Problem | None:
    """What is wrong with an item that means nothing."""
    kinds = (
        (known.variables, "a variable"),
        (known.columns, "a column of Strategies or States"),
        (known.strategies, "a strategy"),
        (known.states, "a state"),
        (known.marks, "a mark"),
    )
    for names, what in kinds:
        if words in names:
            return NotChangeable(where=where, name=words, what=what)
    split = _LAST_WORD.match(words)
    if split and split["id"] in known.parameters:
        return UnknownParameterColumn(where=where, parameter=split["id"], column=split["column"], columns=COLUMNS)
    if "Parameters" in known.uncertain:
        return None
    split = _SUFFIX.match(words)
    if split:
        close = tuple(f"{name} {plain_name(split['column'])}" for name in nearest(split["id"], known.parameters))
        if close:
            return UnknownItem(where=where, name=words, nearest=close)
    settings = (setting.name for setting in SETTINGS if setting.name not in FIXED)
    candidates = (*known.parameters, *settings, STRATEGIES, REFERENCE, INCLUDE)
    return UnknownItem(where=where, name=words, nearest=nearest(words, candidates))
