"""Stored analyses, made again as their records say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from costeff.errors import InputError, Where
from costeff.errors.reproducing import NotReproducible
from costeff.model import Model
from costeff.results import Analysis
from costeff.workflow.budgets import budget
from costeff.workflow.crossing import threshold
from costeff.workflow.distributions import distribution
from costeff.workflow.one_way import dsa
from costeff.workflow.payers import jurisdictions
from costeff.workflow.pricing import price
from costeff.workflow.scenario_runs import scenarios
from costeff.workflow.shortfalls import severity
from costeff.workflow.subgroup_runs import subgroups
from costeff.workflow.sweeps import sweep
from costeff.workflow.two_way import twoway

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Asked = dict[str, Any]
Maker = Callable[[Model, Analysis, Asked, Progress | None, Cancelled | None], Analysis]


def rerun(
    model: Model, stored: Analysis, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Analysis:
    """Makes a stored analysis again.

    Args:
        model: of its workbook.
        stored: with the record of what was asked for.
        progress: called with the work done and to do.
        cancelled: asked now and then; True stops it.

    Raises:
        InputError: if the record doesn't hold all that it takes.
        Cancelled: if asked to stop.
    """
    maker = MAKERS.get(stored.kind)
    if maker is None:
        _refuse(stored, "its kind has no way back from the record")
    overrides = stored.provenance.get("overrides")
    return maker(model, stored, dict(overrides) if isinstance(overrides, Mapping) else {}, progress, cancelled)


def _dsa(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    return dsa(model, changes=asked, cancelled=cancelled)


def _threshold(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    parameter, low, high = (asked.pop(name, None) for name in ("parameter", "from", "to"))
    return threshold(model, parameter, low, high, changes=asked, cancelled=cancelled)


def _price(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    names = ("parameter", "strategies", "scenarios", "discount", "draws", "seed")
    parameter, strategies, cases, discount, draws, seed = (asked.pop(name, None) for name in names)
    return price(
        model, parameter, strategies or (), scenarios=cases or (), discount=discount, psa="curve" in stored.tables,
        draws=draws, seed=seed, changes=asked, progress=progress, cancelled=cancelled,
    )  # fmt: skip


def _severity(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    names = ("standard", "life table", "share male", "draws", "seed")
    standard, life_table, share_male, draws, seed = (asked.pop(name, None) for name in names)
    drawn = bool(stored.tables["shortfall"]["probability_1"].notna().any())
    return severity(
        model, standard, life_table=life_table or "", share_male=share_male, psa=drawn, draws=draws, seed=seed,
        changes=asked, progress=progress, cancelled=cancelled,
    )  # fmt: skip


def _distribution(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    own = {name: asked.pop(name) for name in ("atkinson", "kolm", "psa", "draws", "seed") if name in asked}
    return distribution(model, changes=asked, progress=progress, cancelled=cancelled, **own)


def _scenarios(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    _complete(stored)
    draws, base = asked.pop("draws", None), str(stored.facts["base"])
    ran = [str(name) for name in dict.fromkeys(stored.tables["scenarios"]["scenario"]) if name != base]
    return scenarios(
        model, bool(stored.facts["draws"]), draws=draws, only=ran, changes=asked, progress=progress, cancelled=cancelled
    )


def _subgroups(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    _complete(stored)
    draws = asked.pop("draws", None)
    ran = [str(name) for name in dict.fromkeys(stored.tables["subgroups"]["subgroup"])]
    only = () if set(ran) >= {part.id for part in model.subgroups} else ran
    return subgroups(
        model,
        bool(stored.facts["draws"]),
        draws=draws,
        only=only,
        changes=asked,
        progress=progress,
        cancelled=cancelled,
    )


def _sweep(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    _complete(stored)
    draws, said = asked.pop("draws", None), asked.pop("sweep")
    return sweep(model, said["content"], draws=draws, changes=asked, yes=True, progress=progress, cancelled=cancelled)


def _twoway(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    x, y, steps = asked.pop("x"), asked.pop("y"), asked.pop("steps")
    return twoway(model, tuple(x), tuple(y), steps=steps, changes=asked, progress=progress, cancelled=cancelled)


def _budget(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    paid, cases = asked.pop("price", None), asked.pop("scenarios", ())
    return budget(model, price=paid, scenarios=cases, changes=asked, progress=progress, cancelled=cancelled)


def _jurisdictions(
    model: Model, stored: Analysis, asked: Asked, progress: Progress | None, cancelled: Cancelled | None
) -> Analysis:
    names = [name for name in asked.pop("jurisdictions", ()) if name != "workbook"]
    return jurisdictions(model, names, changes=asked, progress=progress, cancelled=cancelled)


def _complete(stored: Analysis) -> None:
    """Refuses an analysis of which parts failed.

    Raises:
        InputError: if some did.
    """
    if stored.facts.get("failed"):
        _refuse(stored, "parts of it had failed and were left out")


def _refuse(stored: Analysis, reason: str) -> NoReturn:
    """Refuses.

    Raises:
        InputError: always.
    """
    command = str(stored.provenance.get("command", ""))
    raise InputError([NotReproducible(where=Where(book=stored.name), what=stored.name, reason=reason, command=command)])


MAKERS: Mapping[str, Maker] = {
    "budget": _budget,
    "distribution": _distribution,
    "dsa": _dsa,
    "jurisdictions": _jurisdictions,
    "price": _price,
    "scenarios": _scenarios,
    "severity": _severity,
    "subgroups": _subgroups,
    "sweep": _sweep,
    "threshold": _threshold,
    "twoway": _twoway,
}
"""Kind of an analysis to what makes it again."""
