"""What a calibration is asked to fit, and to what: parameters with their bounds, targets with their weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from costeff.analyses import Free
from costeff.errors import InputError, Problem, Where
from costeff.errors.calibration import (
    BadBounds,
    EmptyBounds,
    NoCalibrationTargets,
    NothingToFit,
    NoWeight,
    PartOfShares,
    UnknownFitted,
    UnknownTarget,
)
from costeff.errors.scenarios import UnknownScenario
from costeff.expr import nearest
from costeff.model import Model, Parameter, Target
from costeff.model.units import limits

Wanted = Sequence[str] | Mapping[str, tuple[float, float] | None]
"""Parameters to fit: texts such as `smr_td` or `smr_td=1:20`, or ids to bounds (None = as the workbook has them)."""

RELATIVE = 0.05
"""Standard error of a target without an interval, as a share of its value: an assumption, of which users are told."""

Z95 = 3.92
"""Width of a 95% interval of a normal distribution, in standard errors."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How near to a target is near.

    Attributes:
        error: its standard error.
        assumed: whether that is an assumption, since no interval was published.
    """

    error: float
    assumed: bool


def freed(model: Model, wanted: Wanted, problems: list[Problem]) -> tuple[Free, ...]:
    """The parameters to fit, with their bounds; what can't be is added to the problems."""
    known = {p.id: p for p in model.parameters}
    found: dict[str, Free] = {}
    asked = _asked(wanted)
    if not asked:
        problems.append(NothingToFit(where=Where(book="--fit")))
    for name, given in asked:
        parameter = known.get(name)
        where = Where(book="--fit", text=name)
        if parameter is None:
            problems.append(UnknownFitted(where=where, name=name, nearest=nearest(name, known)))
        elif parameter.family == "dirichlet" and parameter.group:
            problems.append(PartOfShares(where=where, parameter=name, group=parameter.group))
        else:
            free = _free(parameter, given)
            if isinstance(free, Problem):
                problems.append(free)
            else:
                found[name] = free
    return tuple(found.values())


def _asked(wanted: Wanted) -> list[tuple[str, str | tuple[float, float] | None]]:
    """Ids with the bounds given for them."""
    if isinstance(wanted, Mapping):
        return list(wanted.items())
    texts = [wanted] if isinstance(wanted, str) else wanted
    return [
        (name.strip(), bounds.strip() if sign else None) for name, sign, bounds in (t.partition("=") for t in texts)
    ]


def _free(parameter: Parameter, given: str | tuple[float, float] | None) -> Free | Problem:
    """A parameter with the bounds given, else those of the workbook, on the scale that suits it."""
    where = parameter.cells.get("value", Where())
    low, high, source = -math.inf, math.inf, "no bounds"
    widest = limits(parameter.unit) or (-math.inf, math.inf)
    if given is not None:
        pair = _pair(given)
        where, source = Where(book="--fit", text=str(given)), "given"
        if pair is None:
            return BadBounds(where=where, parameter=parameter.id, given=str(given))
        low, high = pair
    elif parameter.dsa_low is not None and parameter.dsa_high is not None:
        low, high, source = parameter.dsa_low, parameter.dsa_high, "dsa low and dsa high"
        where = parameter.cells.get("dsa low", where)
    elif parameter.distribution is not None and parameter.family != "fixed":
        low, high = parameter.distribution.interval()
        source = "95% interval of its distribution"
    elif widest != (-math.inf, math.inf):
        source = f"limits of the unit {parameter.unit}"
    low, high = max(low, widest[0]), min(high, widest[1])
    if not low < high:
        return EmptyBounds(where=where, parameter=parameter.id, low=low, high=high, source=source)
    shares = widest == (0, 1) or parameter.family == "beta"
    positive = low >= 0 and (widest[0] == 0 or parameter.family in ("gamma", "lognormal"))
    free = Free(
        parameter=parameter,
        low=low,
        high=high,
        first=low,
        last=high,
        scale="logit" if shares else "log" if positive else "as it is",
        source=source,
    )
    first, last = _ends(free)
    return replace(free, first=first, last=last)


def _ends(free: Free) -> tuple[float, float]:
    """Between which finite values the searches start, where the bounds themselves are no such values."""
    value, low, high = free.parameter.value, free.low, free.high
    if free.scale == "logit":
        return max(low, min(0.01, high / 10)), min(high, max(0.99, 1 - (1 - low) / 10))
    if free.scale == "log":
        last = high if math.isfinite(high) else 10 * max(value, low, 0.1)
        usual = value / 10 if value > 0 else last / 1000
        return (low if low > 0 else min(usual, last / 10)), last
    reach = 2 * max(abs(value), 0.5)
    first = low if math.isfinite(low) else min(value, high) - reach
    return first, high if math.isfinite(high) else max(value, first) + reach


def _pair(given: str | tuple[float, float]) -> tuple[float, float] | None:
    """Two finite numbers, or None."""
    parts = given.split(":") if isinstance(given, str) else list(given)
    try:
        low, high = (float(part) for part in parts)
    except (TypeError, ValueError):
        return None
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def chosen(model: Model, names: Sequence[str], scenario: str, problems: list[Problem]) -> tuple[Target, ...]:
    """The targets to fit to.

    Args:
        model: the decision problem.
        names: ids; none = those marked for calibration: of the scenario if it has such, else of the base case; all
            of them where no scenario is named.
        scenario: in which the study is calibrated; empty = the base case.
        problems: to which is added what is wrong.
    """
    known = {t.id: t for t in model.targets}
    if scenario and scenario not in {s.id for s in model.scenarios}:
        ids = tuple(s.id for s in model.scenarios)
        where = Where(book="--scenario", text=scenario)
        problems.append(UnknownScenario(where=where, name=scenario, nearest=nearest(scenario, ids), known=ids))
        return ()
    for name in names:
        if name not in known:
            where, ids = Where(book="--targets", text=name), tuple(known)
            problems.append(UnknownTarget(where=where, name=name, nearest=nearest(name, ids), known=ids))
    if names:
        return tuple(known[name] for name in dict.fromkeys(names) if name in known)
    marked = tuple(t for t in model.targets if t.use == "calibration")
    if scenario:
        marked = tuple(t for t in marked if t.scenario == scenario) or tuple(t for t in marked if not t.scenario)
    if not marked:
        problems.append(NoCalibrationTargets(where=Where(book=model.book, sheet="Targets"), known=tuple(known)))
    return marked


def weight(target: Target) -> Weight | Problem:
    """The standard error of a target: from its interval, else an assumed share of its value."""
    if target.low is not None and target.high is not None and target.high > target.low:
        return Weight(error=(target.high - target.low) / Z95, assumed=False)
    if target.value == 0:
        return NoWeight(where=target.cells.get("value", Where()), target=target.id)
    return Weight(error=RELATIVE * abs(target.value), assumed=True)


def raised(problems: Sequence[Problem], book: str) -> None:
    """Refuses if there is anything that stands against a calibration."""
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems, book)
