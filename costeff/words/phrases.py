"""Pieces of sentences that every verdict uses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from costeff.format import SYMBOLS, count, money, money_rounded, number, percent, qalys

MOST_NAMED = 6
"""Things that a sentence names; of more it says how many."""

SHARES = ("probability", "proportion", "share", "fraction")
"""Units of parameters that are read as percentages."""

BARE = frozenset({
    "", "-", "ratio", "hazard ratio", "odds ratio", "risk ratio", "rate ratio", "log odds ratio", "log hazard ratio",
    "hr", "or", "rr", "smr", "shape", "utility", "switch", "0 or 1",
})  # fmt: skip
"""Units that say what kind of number it is, as its name does, and that aren't said after it; in small letters."""

ONE_STRATEGY = "There is only one strategy, so that no parameter can change the decision."

_CODE = 3
"""Letters of the ISO 4217 code of a currency."""


def quoted(label: str) -> str:
    """A label inside a sentence, whose own commas and ands it would mix with."""
    return f'"{label}"'


def joined(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`; empty of nothing."""
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def named(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Names in quotes; of many the first few, and how many more there are."""
    return listed([quoted(name) for name in names], most)


def listed(parts: Sequence[str], most: int = MOST_NAMED) -> str:
    """Parts in a row; of many the first few, and how many more there are."""
    return joined([*parts[:most], f"{count(len(parts) - most)} more"] if len(parts) > most else parts)


def prices(thresholds: Sequence[float], currency: str) -> str:
    """Amounts of money in a row: `£25,000 and £35,000`."""
    return joined([money(threshold, currency) for threshold in thresholds])


def plural(n: int, noun: str, many: str = "") -> str:
    """`1 parameter`, `3 parameters`, `2 strategies`.

    Args:
        n: how many.
        noun: the name of one.
        many: the name of several; empty = the noun with an s.
    """
    return f"{count(n)} {noun if n == 1 else many or noun + 's'}"


def size_of_money(x: float, currency: str) -> str:
    """How large an amount is, whatever its sign: `£1,200`, `less than £1`."""
    return _spelt(money(abs(x), currency, 0))


def round_size_of_money(x: float, currency: str) -> str:
    """The same to three significant figures, for amounts that nobody knows to the pound: `£109,000`, `£2.81m`."""
    return _spelt(money_rounded(abs(x), currency))


def size_of_qalys(x: float) -> str:
    """How many QALYs, whatever the sign: `0.412`, `less than 0.001`; the word QALYs is the caller's."""
    return _spelt(qalys(abs(x)))


def amount(value: float, unit: str) -> str:
    """A value of a parameter with what its unit says: `£5,022 per month`, `41%`, `6 months`; a ratio bare.

    Args:
        value: of the parameter.
        unit: as in the workbook; a currency may stand before `per` something.
    """
    if not math.isfinite(value):
        return number(value)
    code, _, rest = unit.partition(" ")
    if code in SYMBOLS or (len(code) == _CODE and code.isupper() and rest.startswith("per ")):
        return money(value, code) + (f" {rest}" if rest else "")
    if unit in SHARES:
        return percent(value)
    if value == 1 and unit.isalpha() and unit.endswith("s") and not unit.endswith("ss"):
        unit = unit.removesuffix("s")  # 1 week, though the workbook says weeks
    return number(value, 3) if unit.casefold() in BARE else f"{number(value, 3)} {unit}"


def span(low: float, high: float, unit: str, between: str = "to") -> str:
    """Two values of a parameter, with what their unit says once: `£2,500 to £15,000`, `1 to 4 infusions`.

    Args:
        low: the lower value.
        high: the higher one.
        unit: as of `amount`.
        between: the word between them.
    """
    first, second = amount(low, unit), amount(high, unit)
    bare, _, said = first.partition(" ")
    same = said == second.partition(" ")[2] or (low == 1 and second.endswith(f" {said}s"))
    return f"{bare if same else first} {between} {second}"


def other_money(labels: Sequence[str], currency: str) -> str:
    """A note on scenarios with thresholds of their own: their money may be other than the tables say.

    Args:
        labels: of the scenarios.
        currency: ISO 4217 code of the study.
    """
    has = "has thresholds of its own" if len(labels) == 1 else "have thresholds of their own"
    return (
        f"{named(labels)} {has} and may be in another currency, which a workbook can't tell: the files and figures "
        f"mark all money as {currency}."
    )


def alike(said: Iterable[tuple[float, str]]) -> dict[str, list[float]]:
    """Sentences, each with the thresholds at which it holds, so that those that agree share one.

    Args:
        said: threshold and sentence, by rising threshold.
    """
    groups: dict[str, list[float]] = {}
    for threshold, text in said:
        groups.setdefault(text, []).append(threshold)
    return groups


def at_prices(said: Iterable[tuple[float, str]], currency: str) -> tuple[str, ...]:
    """`At £25,000 and £35,000 a QALY, ...`: a sentence for each group of thresholds that agree; blanks are left out."""
    return tuple(f"At {prices(at, currency)} a QALY, {text}" for text, at in alike(said).items() if text)


def _spelt(text: str) -> str:
    """`less than £1` for `<£1`."""
    return f"less than {text[1:]}" if text.startswith("<") else text
