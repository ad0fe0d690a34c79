"""The Study sheet: settings as given, as the jurisdiction's profile says, or by default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from costeff.errors import Where
from costeff.errors.cells import (
    BadForm,
    DuplicateId,
    MissingTable,
    OutOfRange,
    UnknownParameter,
    UnknownStrategy,
    UnknownWord,
)
from costeff.errors.jurisdictions import ForeignThresholds
from costeff.errors.sheets import MissingSetting, ReferenceLeftOut, UnknownSetting
from costeff.expr import nearest
from costeff.model.discount import Discount, parse_discount
from costeff.model.parts import Strategy
from costeff.model.profiles import Profile, profile, profiles
from costeff.model.settings import DISCOUNT_AT, Settings
from costeff.model.time import Duration, parse_duration, parse_horizon
from costeff.workbook.cells import Page, as_number
from costeff.workbook.guesses import setting_meant
from costeff.workbook.header import find_columns
from costeff.workbook.names import plain_name
from costeff.workbook.rows import Log, rows_of
from costeff.workbook.schema import SHEETS
from costeff.workbook.selection import Known
from costeff.workbook.settings_table import SETTINGS, Setting

_EXPECTED: Mapping[str, str] = {
    "duration": "a length of time with its unit: `1 month`, `28 days`, `1 year`",
    "horizon": "a length of time with its unit, or an age: `40 years`, `until age 100`",
    "discount": "a rate a year, such as `3.5%`, or steps, such as `2.5%, 1.5% from year 30`",
    "thresholds": "amounts of money in rising order, without separators, such as `25000, 35000`",
    "number": "a number",
    "whole": "a whole number",
    "correction": "half-cycle, start, end, points, or `table NAME` for a sheet of weights",
}
_SEPARATED = re.compile(r"\d,\d{3}(?!\d)")
MAX_THRESHOLD = 1e8
ANY = "*"
"""Stands for any setting where a row's setting couldn't be read."""


@dataclass(slots=True)
class Study:
    """The settings while they are read.

    Attributes:
        log: collects problems.
        values: field of `Settings` to value, for those that could be read.
        places: name and field of each setting to its cell.
        filled: name of each setting that was blank to where its value came from.
        unknown: names of settings that others depend on and that couldn't be read.
    """

    log: Log
    values: dict[str, object] = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def settings(self) -> Settings | None:
        """The settings; None if one that must be there couldn't be read."""
        if not {"cycle", "horizon", "start_age", "discount_costs", "discount_effects"} <= set(self.values):
            return None
        return Settings(**self.values, filled=self.filled, cells=self.places)  # type: ignore[arg-type]


def read_study(page: Page, tables: Mapping[str, object], log: Log) -> Study:
    """Reads every setting but the reference strategy, which needs the strategies."""
    study = Study(log)
    given = _given(page, study)
    rules = read_profile(given.get("jurisdiction"), study)
    for setting in SETTINGS:
        where = given.get(setting.name)
        source = ""
        if where is None:
            where, source = _fill(setting, page, rules, study)
        if where is not None:
            read_setting(setting, where, study, tables)
            if source and setting.field in study.values and where.text:
                study.filled[setting.name] = source
    correction = study.values.get("correction", "half-cycle")
    if not study.values.get("discount_at"):
        study.values["discount_at"] = DISCOUNT_AT[correction]  # type: ignore[index]
        study.filled["discount at"] = "default"
    return study


def _given(page: Page, study: Study) -> dict[str, Where]:
    """Setting to the cell of its value, for those that aren't blank; tells unknown and repeated ones."""
    sheet = SHEETS["Study"]
    names = {plain_name(setting.name): setting for setting in SETTINGS}
    columns = find_columns(page, sheet, study.log)
    found: dict[str, Where] = {}
    if columns is None or not {"setting", "value"} <= set(columns):
        study.unknown.add(ANY)
        return found
    for row in rows_of(page, columns, frozenset(sheet.names), study.log):
        text = row.words(sheet.column("setting"))
        where = row.where("setting")
        setting = names.get(plain_name(text))
        if setting is None:
            if not text:
                study.unknown.add(ANY)
            elif not row.failed:
                close = nearest(text, (s.name for s in SETTINGS)) or setting_meant(text, [s.name for s in SETTINGS])
                study.log.add(UnknownSetting(where=where, nearest=close))
                found |= {name: Where() for name in close[:1] if name not in found}
            continue
        if setting.name in study.places:
            study.log.add(DuplicateId(where=where, first=str(study.places[setting.name])))
            continue
        value = row.cell("value")
        study.places[setting.name] = study.places[setting.field] = value.where
        found.pop(setting.name, None)
        if value.problem is not None:
            study.log.add(value.problem)
            found[setting.name] = Where()  # told once: neither filled nor blamed for being blank
        elif not value.blank:
            found[setting.name] = value.where
    return found


def read_profile(where: Where | None, study: Study) -> Profile | None:
    """The profile of the jurisdiction that a workbook names; an unknown one is told in the study's log."""
    if where is not None and not where.book:
        study.unknown.add("jurisdiction")
    if where is None or plain_name(where.text) in ("", "none", "-"):
        return None
    rules = profile(where.text)
    if rules is None:
        known = tuple(profiles())
        close = nearest(where.text, known)
        study.unknown.add("jurisdiction")
        study.log.add(UnknownWord(where=where, column="jurisdiction", words=(*known, "none"), nearest=close))
    return rules


def _fill(setting: Setting, page: Page, rules: Profile | None, study: Study) -> tuple[Where | None, str]:
    """The text for a blank setting, as a place without a cell, and where it came from."""
    place = study.places.get(setting.name, page.where)
    if ANY in study.unknown or (setting.profile and rules is None and "jurisdiction" in study.unknown):
        return None, ""
    if setting.profile and rules is not None and setting.name in rules.settings:
        text = rules.settings[setting.name]
        own = str(study.values.get("currency", ""))
        if setting.name == "thresholds" and own and not rules.gives_thresholds(own):
            theirs = rules.settings["currency"]
            study.log.add(ForeignThresholds(where=place, jurisdiction=rules.name, theirs=theirs, own=own))
            return None, ""
        return Where(book=place.book, sheet=place.sheet, cell=place.cell, text=text), f"{rules.key} profile"
    if setting.default is None:
        expected = _EXPECTED[setting.kind]
        study.log.add(MissingSetting(where=place, setting=setting.name, expected=expected, profile=setting.profile))
        return None, ""
    return Where(book=place.book, sheet=place.sheet, cell=place.cell, text=setting.default), "default"


def read_setting(setting: Setting, where: Where, study: Study, tables: Mapping[str, object]) -> None:
    """Reads one setting into `study.values`; what is wrong with it goes to the study's log.

    Args:
        setting: any but the reference strategy.
        where: its value, as the text of a place. A place without a book stands for one whose problem has been told.
        study: takes the value.
        tables: names of the tables of weights.
    """
    if not where.book:
        return
    value: object
    match setting.kind:
        case "text" | "parameter":
            value = where.text
        case "duration":
            value = _duration(where.text)
        case "horizon":
            value = parse_horizon(where.text)
        case "discount":
            value = _discount(setting, where, study)
        case "number" | "whole":
            value = _number(setting, where, study)
        case "thresholds":
            value = _thresholds(where.text)
        case "words":
            value = _word(setting, where, study)
        case "correction":
            value = _correction(setting, where, study, tables)
        case "strategy":
            return
    if value is None:
        expected = _EXPECTED[setting.kind]
        study.log.add(BadForm(where=where, column=setting.name, expected=expected))
    elif value is not _TOLD:
        study.values[setting.field] = value


def expected_of(setting: Setting) -> str:
    """What a setting's value should be, in words."""
    if setting.words:
        return f"one of: {', '.join(setting.words)}"
    ids = {"strategy": "the id of a strategy", "parameter": "the id of a parameter"}
    return _EXPECTED.get(setting.kind, ids.get(setting.kind, "a text"))


_TOLD = object()
"""Stands for a value whose problem has been noted."""


def _duration(text: str) -> Duration | None:
    length = parse_duration(text)
    return None if length is None or length.unit == "cycle" else length


def _discount(setting: Setting, where: Where, study: Study) -> Discount | object | None:
    number = as_number(where.text)
    if number is not None and not 0 <= number < 1:
        problem = OutOfRange(where=where, column=setting.name, value=number, low=0, high=1)
        study.log.add(problem)
        return _TOLD
    return parse_discount(where.text)


def _number(setting: Setting, where: Where, study: Study) -> object | None:
    number = as_number(where.text)
    if number is None or (setting.kind == "whole" and number != int(number)):
        return None
    if not setting.low <= number <= setting.high:
        problem = OutOfRange(where=where, column=setting.name, value=number, low=setting.low, high=setting.high)
        study.log.add(problem)
        return _TOLD
    return int(number) if setting.kind == "whole" else number


def _thresholds(text: str) -> tuple[float, ...] | None:
    """`25000, 35000` or `25000; 35000`; None where a comma may be a thousands separator."""
    if ";" not in text and _SEPARATED.search(text):
        return None
    separated = text.split(";") if ";" in text else text.split(",")
    parts = [as_number(part.replace(",", "")) for part in separated]
    amounts = [part for part in parts if part is not None]
    rising = all(a < b for a, b in pairwise(amounts))
    if len(amounts) != len(parts) or not rising or not amounts or amounts[0] < 0 or amounts[-1] > MAX_THRESHOLD:
        return None
    return tuple(amounts)


def _word(setting: Setting, where: Where, study: Study) -> object:
    for word in setting.words:
        if plain_name(word) == plain_name(where.text):
            return word
    if not where.text:
        return ""
    close = nearest(where.text, setting.words)
    study.log.add(UnknownWord(where=where, column=setting.name, words=setting.words, nearest=close))
    return _TOLD


def _correction(setting: Setting, where: Where, study: Study, tables: Mapping[str, object]) -> object:
    first, _, name = " ".join(where.text.split()).partition(" ")
    if first.casefold() != "table" or not name:
        return _word(setting, where, study) if plain_name(where.text) != "table name" else None
    table = next((known for known in tables if known.casefold() == name.casefold()), None)
    if table is None:
        close = tuple(f"table {known}" for known in nearest(name, tables))
        known = tuple(f"table {known}" for known in tables)
        study.log.add(MissingTable(where=where, name=f"table {name}", nearest=close, known=known))
        return _TOLD
    study.values["correction_table"] = table
    return "table"


def read_reference(study: Study, included: tuple[Strategy, ...], known: Known) -> None:
    """Reads the reference strategy, which must be one that is included; blank = the first."""
    where = study.places.get("reference strategy")
    text = where.text if where is not None else ""
    if where is None or not text:
        if included:
            study.values["reference"] = included[0].id
            study.filled["reference strategy"] = "default"
        return
    if text in (strategy.id for strategy in included):
        study.values["reference"] = text
    elif text not in known.strategies:
        if "Strategies" not in known.uncertain:
            ids = tuple(known.strategies)
            study.log.add(UnknownStrategy(where=where, name=text, nearest=nearest(text, ids), known=ids))
    elif text in known.left_out:
        study.log.add(ReferenceLeftOut(where=where))


def read_price_parameter(study: Study, known: Known) -> None:
    """Looks up the price that the study is about; an unknown one is told, and counts as none.

    Args:
        study: its settings, the price as it stands there.
        known: the ids of the parameters.
    """
    name = study.values.get("price_parameter")
    if not name or name in known.parameters:
        return
    study.values["price_parameter"] = ""
    if "Parameters" not in known.uncertain:
        ids = tuple(known.parameters)
        where = study.places["price parameter"]
        study.log.add(UnknownParameter(where=where, name=str(name), nearest=nearest(str(name), ids), known=ids))
