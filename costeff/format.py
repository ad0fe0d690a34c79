"""Numbers as people read them: the one module that rounds.

Everything else carries full precision. No function here ever shows an exponent, `nan` or a zero that isn't one:
a positive number too small for its decimals is shown as `<` the smallest that would show.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeGuard

MINUS = "\u2212"
"""The minus sign, as wide as a plus; a hyphen is no minus."""

BLANK = "\u2013"
"""An en dash, for what has no value."""

NOISE = 1e-9
"""Smaller than this is rounding noise of sums, and shown as 0."""

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}
"""Symbols of currencies by ISO 4217 code; dollars and yuan of other countries keep their code, which is unambiguous."""

STATUSES = {
    "": "",
    "ND": "on the frontier",
    "D": "dominated",
    "ED": "extendedly dominated",
}
"""Places of a strategy in an ICER table, in words."""


def money(x: float | None, currency: str = "", decimals: int | None = None) -> str:
    """An amount of money: `£12,346`, `−€85.20`, `CHF 1,200`.

    Args:
        x: amount, in units of the currency.
        currency: ISO 4217 code; empty for none.
        decimals: None = none from 100 up, and two below that unless the amount is whole.
    """
    if not _shown(x):
        return BLANK
    if decimals is None:
        decimals = 0 if abs(x) >= 99.995 or abs(x - round(x)) < NOISE else 2
    return _fixed(x, decimals, before=_prefix(currency))


def money_short(x: float | None, currency: str = "") -> str:
    """An amount for an axis or a narrow column: `£25k`, `−£1.5m`, `£800`."""
    if not _shown(x):
        return BLANK
    for unit, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(x) >= unit * 0.99995:
            return _fixed(x / unit, _needed(x / unit, 2), before=_prefix(currency), after=letter)
    return money(x, currency)


def icer(x: float | None, currency: str = "") -> str:
    """An incremental cost-effectiveness ratio, to the nearest unit of the currency; blank where none is defined."""
    return money(x, currency, decimals=0)


def qalys(x: float | None) -> str:
    """Quality-adjusted life years: three decimals below 10, two from there."""
    return BLANK if not _shown(x) else _fixed(x, 3 if abs(x) < 9.9995 else 2)


def life_years(x: float | None) -> str:
    """Life years, to two decimals."""
    return BLANK if not _shown(x) else _fixed(x, 2)


def years(x: float | None) -> str:
    """A time in years, to one decimal: `3.4 years`; infinite = `not reached`."""
    if x is not None and math.isinf(x) and x > 0:
        return "not reached"
    if not _shown(x):
        return BLANK
    text = _fixed(x, _needed(x, 1))
    return f"{text} year" if text == "1" else f"{text} years"


def percent(x: float | None, decimals: int = 1) -> str:
    """A share as a percentage: `62.3%`, `25%`, `<0.1%`, `>99.9%`.

    Args:
        x: share, 1 = 100%.
        decimals: most decimals to show; whole percentages have none.
    """
    if not _shown(x) or math.isinf(hundredfold := x * 100):
        return BLANK
    top = _fixed(100 - 10.0**-decimals, decimals)
    if 1 - x > NOISE and _rounded(hundredfold, decimals) == 100:
        return f">{top}%"
    return _fixed(hundredfold, _needed(hundredfold, decimals), after="%")


def probability(x: float | None, decimals: int = 2) -> str:
    """A probability: `0.62`, `<0.01`, `>0.99`; certain and impossible are `1` and `0`."""
    if not _shown(x):
        return BLANK
    if abs(x) < NOISE or abs(1 - x) < NOISE:
        return str(round(x))
    if x < 1 and _rounded(x, decimals) == 1:
        return ">" + _fixed(1 - 10.0**-decimals, decimals)
    return _fixed(x, decimals)


def count(n: float | None) -> str:
    """A whole number of things: `10,000`."""
    return BLANK if not _shown(n) else _fixed(n, 0)


def number(x: float | None, digits: int = 4) -> str:
    """Any other number, to so many significant digits: `0.01234`, `1,234`, `123,457`.

    Args:
        x: any number.
        digits: significant digits; whole parts are never cut, and closing zeros after the point are left out.
    """
    if not _shown(x):
        return BLANK
    if x == 0:
        return "0"
    size = math.floor(math.log10(abs(x)))
    places = max(0, digits - 1 - size)
    if size < -12:
        return f"<{1e-12:.12f}" if x > 0 else f">{MINUS}{1e-12:.12f}"
    return _strip(_signed(f"{abs(x):,.{places}f}", x))


def interval(low: float | None, high: float | None, show: Callable[[float], str] = number) -> str:
    """Two ends of an interval: `1.2 to 3.4`.

    Args:
        low: lower end.
        high: upper end.
        show: how each end is written: a function of this module.
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return BLANK
    return f"{show(low)} to {show(high)}"


def status(word: str) -> str:
    """The status of a strategy in an ICER table, in words: `D` is `dominated`; others are as they are."""
    return STATUSES.get(word, word)


def seconds(x: float | None) -> str:
    """A length of time on the clock: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if not _shown(x):
        return BLANK
    if x < 9.95:
        return _fixed(x, 1, after=" s")
    whole = round(x)
    if whole < 60:
        return f"{whole} s"
    big, small, names = (whole // 60, whole % 60, ("min", "s"))
    if whole >= 3600:
        big, small, names = (whole // 3600, whole % 3600 // 60, ("h", "min"))
    return f"{big:,} {names[0]}" + (f" {small} {names[1]}" if small else "")


def _shown(x: float | None) -> TypeGuard[float]:
    """Whether there is a number to show."""
    return x is not None and math.isfinite(x)


def _prefix(currency: str) -> str:
    """What stands before an amount; a code is set off by a space that doesn't break."""
    code = currency.strip()
    return SYMBOLS.get(code.upper(), f"{code}\u00a0" if code else "")


def _rounded(x: float, decimals: int) -> float:
    """The number that so many decimals show."""
    return float(f"{x:.{decimals}f}")


def _needed(x: float, most: int) -> int:
    """How many decimals, up to `most`, do not end in zeros."""
    digits = f"{x:.{most}f}".partition(".")[2].rstrip("0")
    small = abs(x) > NOISE and _rounded(x, most) == 0
    return most if small else len(digits)


def _fixed(x: float, decimals: int, before: str = "", after: str = "") -> str:
    """So many decimals, thousands separated; what would round to zero is shown as less than the least."""
    if abs(x) <= NOISE:
        return f"{before}{0:.{decimals}f}{after}"
    body = f"{abs(x):,.{decimals}f}"
    if float(body.replace(",", "")) == 0:
        least = f"{before}{10.0**-decimals:.{decimals}f}{after}"
        return f"<{least}" if x > 0 else f">{MINUS}{least}"
    return _signed(f"{before}{body}{after}", x)


def _signed(body: str, x: float) -> str:
    """A number that was written without its sign, with it."""
    return f"{MINUS}{body}" if x < 0 else body


def _strip(text: str) -> str:
    """Without closing zeros after the point."""
    return text.rstrip("0").rstrip(".") if "." in text else text
