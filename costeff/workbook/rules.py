"""The rules of a jurisdiction as changes: what its profile says, in place of what the workbook says."""

from __future__ import annotations

from collections.abc import Iterator

from costeff.errors import Where
from costeff.errors.jurisdictions import UnknownJurisdiction
from costeff.expr import nearest
from costeff.model.changes import SettingChange
from costeff.model.model import Model
from costeff.model.profiles import Profile, profile, profiles
from costeff.workbook.changes import Changed
from costeff.workbook.items import FIXED
from costeff.workbook.rows import Log
from costeff.workbook.settings_table import SETTINGS
from costeff.workbook.study import Study, read_setting


def rules(model: Model, name: str, where: Where) -> Changed:
    """The changes that put a study under the rules of a jurisdiction.

    Discount rates, the cycle correction and the thresholds are replaced, as far as the profile gives them. Costs can't
    be converted, so a profile in another currency gives no thresholds; country, currency and perspective stay.

    Args:
        model: the study.
        name: key or name of the profile, in whatever case.
        where: who asks for it.

    Returns:
        The changes, or the problem that there is no such profile.
    """
    found = profile(name)
    if found is None:
        keys = tuple(profiles())
        near = nearest(name, (*keys, *(key.casefold() for key in keys)))
        alike = tuple(dict.fromkeys(p.key for k in near if (p := profile(k)) is not None))
        return Changed(problems=(UnknownJurisdiction(where=where, name=name, nearest=alike, known=keys),))
    return Changed(changes=tuple(rule_changes(model, found)))


def rule_changes(model: Model, found: Profile) -> Iterator[SettingChange]:
    """The changes that a profile makes."""
    here = Where(book=found.origin, text=found.key)
    yield SettingChange(setting="jurisdiction", values={"jurisdiction": found.key}, text=found.key, where=here)
    for setting in SETTINGS:
        text = found.settings.get(setting.name)
        if text is None or not setting.profile or setting.name in FIXED:
            continue
        if setting.name == "thresholds" and not found.gives_thresholds(model.settings.currency):
            continue
        read = Study(Log())
        place = Where(book=found.origin, text=text)
        read_setting(setting, place, read, model.tables)
        yield SettingChange(setting=setting.name, values=dict(read.values), text=text, where=place)
