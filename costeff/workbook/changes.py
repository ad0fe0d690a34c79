"""From what a user writes to typed changes: an item and a value, on a sheet, in a file or on the command line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from costeff.distributions import family_named, nearest_families
from costeff.errors import Problem, Where
from costeff.errors.cells import UnknownParameter, UnknownStrategy
from costeff.errors.changes import NotChangeable, WrongValue
from costeff.errors.inputs import UnknownDistribution
from costeff.expr import nearest
from costeff.model.changes import Change, ParameterChange, SettingChange, StrategiesChange
from costeff.model.model import Model
from costeff.model.override import out_of_range
from costeff.model.profiles import Profile
from costeff.workbook import selection
from costeff.workbook.cells import as_number, shown
from costeff.workbook.items import FIXED, INCLUDE, STRATEGIES, Item, item_of, known_of
from costeff.workbook.names import plain_name
from costeff.workbook.rows import Log
from costeff.workbook.selection import Known
from costeff.workbook.settings_table import SETTINGS, Setting
from costeff.workbook.study import Study, expected_of, read_profile, read_setting

Value = float | str | bool | None
ALL = "all"
"""As the value of `strategies`: every one of the sheet Strategies, included or not."""

_NUMBER_COLUMNS = {
    "value": "a number",
    "se": "a number, or a blank cell for none",
    "low": "a number, or a blank cell for none",
    "high": "a number, or a blank cell for none",
    "n": "a number, or a blank cell for none",
    "dsa low": "a number, or a blank cell for the 2.5% point",
    "dsa high": "a number, or a blank cell for the 97.5% point",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What an item and a value come to.

    Attributes:
        changes: typed and placed; empty if there are problems.
        problems: what is wrong with the item or the value.
    """

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def change(model: Model, item: str, value: Value, *, where: Where, value_where: Where) -> Changed:
    """The change that a user asks for.

    Args:
        model: the decision problem that is to be changed.
        item: the id of a parameter; an id and a column (`ID low`, `ID distribution`, ...); the name of a setting;
            `strategies`; `reference`.
        value: a number or a text (`28.4%`, `until age 90`, `hatg, epag`); None = blank.
        where: place of the item.
        value_where: place of the value; its text is what a message quotes.

    Returns:
        The change, or what is wrong with it: an unknown item, a value of the wrong kind or outside its unit. What
        only shows together with other changes (a distribution that can't be, a reference that isn't compared) is for
        `override` to find.
    """
    known = known_of(model)
    found = item_of(item, _quoting(where, item), known)
    if isinstance(found, Problem):
        return Changed(problems=(found,))
    assert found is not None  # nothing of a whole model is uncertain
    if found.name == INCLUDE:
        what = "an item of the sheet Scenarios alone"
        return Changed(problems=(NotChangeable(where=_quoting(where, item), name=item, what=what),))
    return changed(model, known, found, value, value_where)


def _quoting(where: Where, text: str) -> Where:
    """A place with a text to quote."""
    return where if where.text else replace(where, text=text)


def changed(model: Model, known: Known, item: Item, value: Value, where: Where) -> Changed:
    """The change of an item; `model` and `known` may lack rows that couldn't be read, which blames nobody.

    Args:
        model: as far as it could be read.
        known: the ids, those of rows that failed included.
        item: what is to be changed.
        value: to what; None = blank.
        where: place of the value.
    """
    text = _text(value, where)
    where = replace(where, text=text)
    if item.parameter:
        return _parameter(model, item, value, where)
    if item.name == STRATEGIES:
        return _strategies(known, where)
    assert item.setting is not None
    if not text:
        return _wrong(item, where, expected_of(item.setting))
    if item.setting.kind == "strategy":
        return _reference(known, item, where)
    if item.setting.kind == "parameter" and text not in known.parameters and "Parameters" not in known.uncertain:
        ids = tuple(known.parameters)
        return Changed(problems=(UnknownParameter(where=where, name=text, nearest=nearest(text, ids), known=ids),))
    return _setting(model, item.setting, where)


def _text(value: Value, where: Where) -> str:
    """The value as a workbook would show it; the place's own text where it says the same (`3.5%` for 0.035)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return " ".join(value.split())
    number = _float(value)
    if as_number(where.text) == number:
        return where.text
    return shown(number) if math.isfinite(number) else repr(number)


def _float(value: float) -> float:
    """A number as a double; a whole one that is too large as infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _wrong(item: Item, where: Where, expected: str) -> Changed:
    return Changed(problems=(WrongValue(where=where, item=item.name, expected=expected),))


def _parameter(model: Model, item: Item, value: Value, where: Where) -> Changed:
    """A column of a parameter."""
    if item.column == "distribution":
        return _distribution(item, where)
    expected = _NUMBER_COLUMNS[item.column]
    if not where.text and item.column != "value":
        return Changed(changes=(ParameterChange(parameter=item.parameter, column=item.column, to=None, where=where),))
    number = _float(value) if isinstance(value, int | float) and not isinstance(value, bool) else as_number(where.text)
    if number is None:
        return _wrong(item, where, expected)
    parameter = next((p for p in model.parameters if p.id == item.parameter), None)
    asked = ParameterChange(parameter=item.parameter, column=item.column, to=number, where=where)
    if parameter is None:  # its row couldn't be read
        return Changed(changes=(asked,))
    if parameter.inflation != 1 and item.column != "n":
        asked = replace(asked, to=number * parameter.inflation, given=number)
    problem = out_of_range(parameter, asked)
    return Changed(problems=(problem,)) if problem else Changed(changes=(asked,))


def _distribution(item: Item, where: Where) -> Changed:
    """The name of a distribution."""
    if not where.text:
        return _wrong(item, where, "the name of a distribution; `fixed` takes the uncertainty away")
    if family_named(where.text) is None:
        close = nearest_families(where.text)
        return Changed(problems=(UnknownDistribution(where=where, given=where.text, nearest=close),))
    asked = ParameterChange(parameter=item.parameter, column="distribution", to=where.text, where=where)
    return Changed(changes=(asked,))


def _strategies(known: Known, where: Where) -> Changed:
    """The strategies compared, put in the order of the workbook."""
    named = selection.items(where.text)
    if not named:
        expected = "ids of strategies with commas between, or `all`"
        return _wrong(Item(name=STRATEGIES), where, expected)
    if plain_name(where.text) == ALL and ALL not in known.strategies:
        return Changed(changes=(StrategiesChange(strategies=tuple(known.strategies), where=where),))
    problems = _unknown_strategies(known, where)
    if problems:
        return Changed(problems=problems)
    wanted = {name for name, _ in named}
    strategies = tuple(name for name in known.strategies if name in wanted)
    return Changed(changes=(StrategiesChange(strategies=strategies, where=where),))


def _unknown_strategies(known: Known, where: Where) -> tuple[Problem, ...]:
    """Those of a list that aren't there; none where the sheet Strategies couldn't be read in full."""
    ids = tuple(known.strategies)
    return tuple(
        UnknownStrategy(
            where=where, span=(start, start + len(name)), name=name, nearest=nearest(name, (*ids, ALL)), known=ids
        )
        for name, start in selection.items(where.text)
        if name not in ids and "Strategies" not in known.uncertain
    )


def _reference(known: Known, item: Item, where: Where) -> Changed:
    """The strategy that the others are compared with; whether it is compared depends on the other changes."""
    if where.text in known.strategies:
        asked = SettingChange(setting=item.name, values={"reference": where.text}, text=where.text, where=where)
        return Changed(changes=(asked,))
    if "Strategies" in known.uncertain:
        return Changed()
    ids = tuple(known.strategies)
    problem = UnknownStrategy(where=where, name=where.text, nearest=nearest(where.text, ids), known=ids)
    return Changed(problems=(problem,))


def _setting(model: Model, setting: Setting, where: Where) -> Changed:
    """Another setting, read as the sheet Study is read."""
    log = Log()
    study = Study(log)
    if setting.name == "jurisdiction":
        return _jurisdiction(model, where, study)
    read_setting(setting, where, study, model.tables)
    if log.problems:
        return Changed(problems=tuple(log.problems))
    asked = SettingChange(setting=setting.name, values=dict(study.values), text=where.text, where=where)
    return Changed(changes=(asked,))


def _jurisdiction(model: Model, where: Where, study: Study) -> Changed:
    """Another jurisdiction, whose rules then fill what the workbook leaves blank."""
    rules = read_profile(where, study)
    fills: dict[str, Mapping[str, object]] = {}
    lacking: list[str] = []
    for setting in SETTINGS:
        if setting.profile and setting.name in model.settings.filled and setting.name not in FIXED:
            text = _rule(setting, rules)
            if text is None:
                lacking.append(setting.name)
                continue
            part = Study(study.log)
            read_setting(setting, replace(where, text=text), part, model.tables)
            fills[setting.name] = part.values
    currency = rules.settings.get("currency") if rules else None
    if "thresholds" in fills and currency and currency != model.settings.currency:
        expected = f"one whose thresholds are in {model.settings.currency}, the currency of the study, not {currency}"
        study.log.add(WrongValue(where=where, item="jurisdiction", expected=expected))
    if lacking and not study.log.problems:
        expected = f"one whose rules fill what the workbook leaves blank: {', '.join(lacking)}"
        study.log.add(WrongValue(where=where, item="jurisdiction", expected=expected))
    if study.log.problems:
        return Changed(problems=tuple(study.log.problems))
    source = f"{rules.key} profile" if rules else "default"
    values: dict[str, object] = {"jurisdiction": where.text}
    asked = SettingChange(
        setting="jurisdiction", values=values, text=where.text, fills=fills, source=source, where=where
    )
    return Changed(changes=(asked,))


def _rule(setting: Setting, rules: Profile | None) -> str | None:
    """What a jurisdiction says of a setting, or the default; None if neither says anything."""
    if rules is not None and setting.name in rules.settings:
        return rules.settings[setting.name]
    return setting.default
