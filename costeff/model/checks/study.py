"""Checks of the study as a whole: its time, and what is keyed but not used by this version."""

from __future__ import annotations

from costeff.errors import Problem, Where
from costeff.errors.findings import DoubtfulRate
from costeff.errors.study import BlendedComparator, HorizonRoundedUp, NoTime
from costeff.model.model import Model
from costeff.model.time import Duration, UntilAge

USUAL = (0.005, 0.12)
"""Discount rates a year between which nobody is asked whether the percent sign was meant; 0 is always fine."""


def check_study(model: Model) -> list[Problem]:
    """Problems with the horizon, and with shares of strategies."""
    settings, problems = model.settings, list[Problem]()
    where = settings.cells.get("horizon", Where(book=model.book, sheet="Study"))
    horizon = settings.horizon
    if settings.cycles < 1:
        start = f"{settings.start_age:g}" if isinstance(horizon, UntilAge) else ""
        problems.append(NoTime(where=where, horizon=str(horizon), start_age=start))
    else:
        age = horizon.age - settings.start_age if isinstance(horizon, UntilAge) else 0.0
        span = Duration(age, "year") if isinstance(horizon, UntilAge) else horizon
        if settings.cycles - span.cycles(settings.cycle) > 1e-6:
            years = settings.cycles * settings.cycle_years
            problems.append(
                HorizonRoundedUp(where=where, horizon=str(horizon), cycles=settings.cycles, years=round(years, 4))
            )
    for strategy in model.strategies:
        if strategy.share is not None:
            problems.append(BlendedComparator(where=strategy.cells.get("share", where), strategy=strategy.id))
    for setting, discount in (
        ("discount costs", settings.discount_costs),
        ("discount effects", settings.discount_effects),
    ):
        odd = [rate for _, rate in discount.steps if rate and not USUAL[0] <= rate <= USUAL[1]]
        if odd and setting not in settings.filled:
            place = settings.cells.get(setting, where)
            problems.append(DoubtfulRate(where=place, setting=setting, rate=odd[0]))
    return problems
