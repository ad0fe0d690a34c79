"""What a result has to say about the rules that it was made under, if they are a profile's."""

from __future__ import annotations

from collections.abc import Iterator

from costeff.errors import Where
from costeff.errors.jurisdictions import RecalledRules
from costeff.format import money
from costeff.model import Settings
from costeff.model.profiles import Profile, profile


def rules_notes(settings: Settings, *, recalled: bool = True) -> tuple[str, ...]:
    """What the profile changed or filled in, what it could not, and how well it is known.

    Args:
        settings: those in force.
        recalled: whether to say the last; False where that is said already.

    Returns:
        A line each; none where no profile says anything.
    """
    found = profile(settings.jurisdiction) if settings.jurisdiction else None
    if found is None:
        return ()
    asked = settings.cells.get("jurisdiction", Where()).book == found.origin
    return (*(_asked_for(found, settings) if asked else ()), *(_recalled(settings) if recalled else ()))


def budget_rules_notes(settings: Settings) -> tuple[str, ...]:
    """The same for a budget, which has neither discounting nor thresholds.

    Args:
        settings: those in force.
    """
    found = profile(settings.jurisdiction) if settings.jurisdiction else None
    if found is None or settings.cells.get("jurisdiction", Where()).book != found.origin:
        return rules_notes(settings)
    return (
        f"Of the rules of {found.name} only the cycle correction counts here ({settings.correction}): a budget has no "
        f"discounting and no threshold. {_perspective(found, settings)}",
        *_recalled(settings),
    )


def _asked_for(found: Profile, settings: Settings) -> Iterator[str]:
    """What the profile does to a study that has rules of its own."""
    yield (
        f"Under the rules of {found.name}: costs are discounted at {settings.discount_costs}, effects at "
        f"{settings.discount_effects}; cycle correction {settings.correction}. The workbook's own rules for these are "
        "not used."
    )
    own = ", ".join(money(threshold, settings.currency) for threshold in settings.thresholds) or "none"
    currency = found.settings.get("currency", settings.currency)
    if "thresholds" not in found.settings:
        yield f"{found.name} gives no threshold; the workbook's stay ({own})."
    elif not found.gives_thresholds(settings.currency):
        theirs = ", ".join(money(float(text), currency) for text in found.settings["thresholds"].split(","))
        yield (
            f"The thresholds of {found.name} ({theirs}) are in {currency} and the costs in {settings.currency}, which "
            f"can't be converted: the workbook's stay ({own})."
        )
    else:
        yield f"The thresholds are those of {found.name} ({own})."
    yield _perspective(found, settings)


def _perspective(found: Profile, settings: Settings) -> str:
    """Whose costs the profile asks for, and whose there are."""
    perspective, country = found.settings.get("perspective", ""), settings.country
    return (
        f'The perspective of {found.name} is "{perspective}"; the costs are the workbook\'s'
        + (f' ("{settings.perspective}")' if settings.perspective else "")
        + (f", with the prices and the mortality of {country}" if country else "")
        + ". What that perspective adds to them is missing."
    )


def recalled_rules(settings: Settings) -> Iterator[RecalledRules]:
    """A warning where settings come from a profile of which not everything was seen in its source.

    Args:
        settings: those in force.
    """
    found = profile(settings.jurisdiction) if settings.jurisdiction else None
    if found is None or found.verified:
        return
    where = settings.cells.get("jurisdiction", Where())
    if where.book == found.origin or f"{found.key} profile" in settings.filled.values():
        yield RecalledRules(
            where=where,
            jurisdiction=found.name,
            as_of=found.as_of,
            confidence=found.confidence,
            source=found.source,
        )


def _recalled(settings: Settings) -> Iterator[str]:
    """The same as a line."""
    for problem in recalled_rules(settings):
        yield f"{problem.where}: {problem.found()}. {problem.advice()}"
