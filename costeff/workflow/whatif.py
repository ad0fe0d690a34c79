"""Changes asked for beside the workbook: `--set ITEM=VALUE` of a command, `changes` of a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from costeff.errors import InputError, Problem, Where
from costeff.errors.situations import NoChange
from costeff.model import Change, Model, override
from costeff.variants import MIXTURE
from costeff.workbook import change
from costeff.workbook.rules import rules
from costeff.workbook.subgroups import no_mixture

Value = float | str | bool | None
Changes = Mapping[str, Value] | Sequence[str]
"""Item to value, or texts such as `c_msc=15000`; a later one of the same item wins."""

OPTION = "--set"
"""Stands as the place of these changes."""

PROFILE = "jurisdiction profile"
"""The item whose value is a jurisdiction, the rules of which replace those of the workbook: `--jurisdiction`."""


def with_changes(model: Model, changes: Changes) -> Model:
    """The problem under changes asked for beside the workbook.

    A change of a parameter's value alone fixes it, as on the sheet Scenarios.

    Args:
        model: it stays as it is.
        changes: items as on that sheet (a parameter, one of its columns, a setting, `strategies`, `reference`), each
            with its new value; `jurisdiction profile` with a jurisdiction, whose rules are put in force before the
            other changes.

    Raises:
        InputError: with every change that can't be made.
    """
    made: list[Change] = []
    problems: list[Problem] = []
    if not isinstance(changes, Mapping):
        problems += [NoChange(where=_place(text), given=text) for text in changes if not _said(text)]
    wanted = as_mapping(changes)
    for item, value in sorted(wanted.items(), key=lambda pair: pair[0] != PROFILE):
        shown = "" if value is None else str(value)
        if item == PROFILE:
            found = rules(model, shown, Where(book="--jurisdiction", text=shown))
        else:
            found = change(model, item, value, where=_place(item), value_where=_place(shown))
        made += found.changes
        problems += found.problems
    if problems:
        raise InputError(problems, model.book)
    return mixable(override(model, [tuple(made)]).model) if made else model


def mixable(model: Model) -> Model:
    """A changed problem itself, unless its base case is now a mixture of subgroups that can't be mixed.

    Raises:
        InputError: with the reason.
    """
    if model.settings.base_case == MIXTURE:
        problem = no_mixture(model, model.settings.cells.get("base case", _place(MIXTURE)))
        if problem is not None:
            raise InputError([problem], model.book)
    return model


def as_mapping(changes: Changes) -> dict[str, Value]:
    """The changes as item to value; texts that are no change are left out."""
    if isinstance(changes, Mapping):
        return dict(changes)
    return {found[0]: found[1] for found in map(_said, changes) if found}


def _said(text: str) -> tuple[str, Value] | None:
    """Item and value of a text; None if it isn't of the form `item=value`."""
    item, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not item:
        return None
    return item, _value(value)


def _value(text: str) -> Value:
    """A number where the text is one, as typed; blank = None."""
    try:
        return float(text) if "_" not in text else text
    except ValueError:
        return text or None


def _place(text: str) -> Where:
    return Where(book=OPTION, text=text)
