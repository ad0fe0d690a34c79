"""Numbers as people read them: the one module that rounds.

Everything else carries full precision. No function here ever shows an exponent, `nan` or a zero that isn't one:
a positive number too small for its decimals is shown as `<` the smallest that would show.

All of them round alike, halves away from zero, by the 15 digits that a spreadsheet shows of a number: 0.065 is 7% and
0.07 here and in Excel, though the binary number nearest to it lies a little to one side.

Numbers have a decimal point and commas between thousands, unless others are in force (`numerals`).
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard

MINUS = "\u2212"
"""The minus sign, as wide as a plus; a hyphen is no minus."""

BLANK = "\u2013"
"""An en dash, for what has no value."""

BLACK = "\u2588" * 5
"""What stands for a value that is confidential."""

_BITS = 0x7FF8_0000_00C0_FFEE
HIDDEN: float = struct.unpack("<d", struct.pack("<Q", _BITS))[0]
"""A value that is confidential: not a number, told from others by its bits, which tables of floats keep."""

NOISE = 1e-9
"""Smaller than this is rounding noise of sums, and shown as 0."""

DIGITS = 15
"""Decimal digits that every number keeps; a spreadsheet shows no more."""

FIGURES = 3
"""Significant figures of an amount in a sentence."""

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}
"""Symbols of currencies by ISO 4217 code; dollars and yuan of other countries keep their code, which is unambiguous."""

STATUSES = {
    "": "",
    "ND": "on the frontier",
    "D": "dominated",
    "ED": "extendedly dominated",
}
"""Places of a strategy in an ICER table, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """What stands inside a number.

    Attributes:
        decimal: before its fraction.
        thousands: between its thousands.
    """

    decimal: str
    thousands: str


POINT = Numerals(decimal=".", thousands=",")
"""As in English: `12,346.5`."""

COMMA = Numerals(decimal=",", thousands="\u00a0")
"""As on the continent of Europe: `12 346,5`, thousands set off by a space that doesn't break, as in ISO 80000-1;
a point there would be read in two ways."""

_IN_FORCE: ContextVar[Numerals] = ContextVar("numerals", default=POINT)

_WRITTEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
"""A number as `POINT` writes it."""


@contextmanager
def numerals(chosen: Numerals) -> Iterator[None]:
    """Chooses how numbers are written within a `with` block, in this thread."""
    token = _IN_FORCE.set(chosen)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def rewritten(text: str) -> str:
    """A text of numbers that was written with a point, in the numerals in force: a stored setting such as `3.5%`."""
    return _WRITTEN.sub(lambda found: _spelt(found[0]), text)


def money(x: float | None, currency: str = "", decimals: int | None = None) -> str:
    """An amount of money: `£12,346`, `−€85.20`, `CHF 1,200`.

    Args:
        x: amount, in units of the currency.
        currency: ISO 4217 code; empty for none.
        decimals: None = none from 100 up, and two below that unless the amount is whole.
    """
    if not _shown(x):
        return _nothing(x)
    if decimals is None:
        decimals = 0 if abs(x) >= 99.995 or abs(x - round(x)) < NOISE else 2
    return _fixed(x, decimals, before=_prefix(currency))


def money_short(x: float | None, currency: str = "") -> str:
    """An amount for an axis or a narrow column: `£25k`, `−£1.5m`, `£800`."""
    if not _shown(x):
        return _nothing(x)
    for unit, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(x) >= unit * 0.99995:
            return _fixed(x / unit, _needed(x / unit, 2), before=_prefix(currency), after=letter)
    return money(x, currency)


def money_rounded(x: float | None, currency: str = "") -> str:
    """An amount in a sentence, to three significant figures: `£432`, `£12,300`, `£109,000`, `£1.00m`, `−£12.3m`."""
    if not _shown(x):
        return _nothing(x)
    if abs(x) < 10.0**FIGURES:
        return money(x, currency, 0)
    size = math.floor(math.log10(abs(x)))
    rounded = float(_decimal(x).quantize(Decimal(1).scaleb(size - FIGURES + 1), rounding=ROUND_HALF_UP))
    for unit, letter in ((1e9, "bn"), (1e6, "m")):
        if abs(rounded) >= unit:
            whole = math.floor(math.log10(abs(rounded) / unit)) + 1
            return _fixed(rounded / unit, max(0, FIGURES - whole), before=_prefix(currency), after=letter)
    return money(rounded, currency, 0)


def icer(x: float | None, currency: str = "") -> str:
    """An incremental cost-effectiveness ratio, to the nearest unit of the currency; blank where none is defined."""
    return money(x, currency, decimals=0)


def qalys(x: float | None) -> str:
    """Quality-adjusted life years: three decimals below 10, two from there."""
    return _nothing(x) if not _shown(x) else _fixed(x, 3 if abs(x) < 9.9995 else 2)


def life_years(x: float | None) -> str:
    """Life years, to two decimals."""
    return _nothing(x) if not _shown(x) else _fixed(x, 2)


def years(x: float | None) -> str:
    """A time in years, to one decimal: `3.4 years`; infinite = `not reached`."""
    if x is not None and math.isinf(x) and x > 0:
        return "not reached"
    if not _shown(x):
        return _nothing(x)
    text = _fixed(x, _needed(x, 1))
    return f"{text} year" if text == "1" else f"{text} years"


def percent(x: float | None, decimals: int = 1) -> str:
    """A share as a percentage: `62.3%`, `25%`, `<0.1%`, `>99.9%`.

    Args:
        x: share, 1 = 100%.
        decimals: most decimals to show; whole percentages have none.
    """
    if not _shown(x) or math.isinf(hundredfold := x * 100):
        return _nothing(x)
    top = _fixed(100 - 10.0**-decimals, decimals)
    if 1 - x > NOISE and _rounded(hundredfold, decimals) == 100:
        return f">{top}%"
    return _fixed(hundredfold, _needed(hundredfold, decimals), after="%")


def probability(x: float | None, decimals: int = 2) -> str:
    """A probability: `0.62`, `<0.01`, `>0.99`; certain and impossible are `1` and `0`."""
    if not _shown(x):
        return _nothing(x)
    if abs(x) < NOISE or abs(1 - x) < NOISE:
        return str(round(x))
    if x < 1 and _rounded(x, decimals) == 1:
        return ">" + _fixed(1 - 10.0**-decimals, decimals)
    return _fixed(x, decimals)


def count(n: float | None) -> str:
    """A whole number of things: `10,000`."""
    return _nothing(n) if not _shown(n) else _fixed(n, 0)


def number(x: float | None, digits: int = 4) -> str:
    """Any other number, to so many significant digits: `0.01234`, `1,234`, `123,457`.

    Args:
        x: any number.
        digits: significant digits; whole parts are never cut, and closing zeros after the point are left out.
    """
    if not _shown(x):
        return _nothing(x)
    if x == 0:
        return "0"
    size = math.floor(math.log10(abs(x)))
    places = max(0, digits - 1 - size)
    if size < -12:
        least = _spelt(f"{1e-12:.12f}")
        return f"<{least}" if x > 0 else f">{MINUS}{least}"
    return _signed(_spelt(_strip(_written(abs(x), places))), x)


def interval(low: float | None, high: float | None, show: Callable[[float], str] = number) -> str:
    """Two ends of an interval: `1.2 to 3.4`.

    Args:
        low: lower end.
        high: upper end.
        show: how each end is written: a function of this module.
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return _nothing(low)
    return f"{show(low)} to {show(high)}"


def status(word: str) -> str:
    """The status of a strategy in an ICER table, in words: `D` is `dominated`; others are as they are."""
    return STATUSES.get(word, word)


def seconds(x: float | None) -> str:
    """A length of time on the clock: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if not _shown(x):
        return _nothing(x)
    if x < 9.95:
        return _fixed(x, 1, after=" s")
    whole = int(_rounded(x, 0))
    if whole < 60:
        return f"{whole} s"
    big, small, names = (whole // 60, whole % 60, ("min", "s"))
    if whole >= 3600:
        big, small, names = (whole // 3600, whole % 3600 // 60, ("h", "min"))
    return f"{_spelt(f'{big:,}')} {names[0]}" + (f" {small} {names[1]}" if small else "")


def hidden(x: float | None) -> bool:
    """Whether a value is confidential: `HIDDEN`."""
    return x is not None and x != x and struct.unpack("<Q", struct.pack("<d", x))[0] == _BITS


def _nothing(x: float | None) -> str:
    """What stands for no number: a dash, or black where one is hidden."""
    return BLACK if hidden(x) else BLANK


def _shown(x: float | None) -> TypeGuard[float]:
    """Whether there is a number to show."""
    return x is not None and math.isfinite(x)


def _prefix(currency: str) -> str:
    """What stands before an amount; a code is set off by a space that doesn't break."""
    code = currency.strip()
    return SYMBOLS.get(code.upper(), f"{code}\u00a0" if code else "")


def _decimal(x: float) -> Decimal:
    """A number by its first digits, so that a half is one."""
    return Decimal(f"{x:.{DIGITS}g}")


def _written(x: float, decimals: int) -> str:
    """A number with so many decimals and commas between thousands; a half goes away from zero."""
    if abs(x) >= 10.0**DIGITS:  # it has no digits after the point
        return f"{x:,.{decimals}f}"
    return f"{_decimal(x).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,f}"


def _rounded(x: float, decimals: int) -> float:
    """The number that so many decimals show."""
    return float(_written(x, decimals).replace(",", ""))


def _needed(x: float, most: int) -> int:
    """How many decimals, up to `most`, do not end in zeros."""
    digits = _written(x, most).partition(".")[2].rstrip("0")
    small = abs(x) > NOISE and _rounded(x, most) == 0
    return most if small else len(digits)


def _fixed(x: float, decimals: int, before: str = "", after: str = "") -> str:
    """So many decimals, thousands separated; what would round to zero is shown as less than the least."""
    if abs(x) <= NOISE:
        return f"{before}{_spelt(f'{0:.{decimals}f}')}{after}"
    body = _written(abs(x), decimals)
    if float(body.replace(",", "")) == 0:
        least = f"{before}{_spelt(f'{10.0**-decimals:.{decimals}f}')}{after}"
        return f"<{least}" if x > 0 else f">{MINUS}{least}"
    return _signed(f"{before}{_spelt(body)}{after}", x)


def _spelt(digits: str) -> str:
    """A number as Python writes it, in the numerals in force."""
    chosen = _IN_FORCE.get()
    if chosen is POINT:
        return digits
    whole, point, fraction = digits.partition(".")
    return whole.replace(",", chosen.thousands) + (chosen.decimal if point else "") + fraction


def _signed(body: str, x: float) -> str:
    """A number that was written without its sign, with it."""
    return f"{MINUS}{body}" if x < 0 else body


def _strip(text: str) -> str:
    """Without closing zeros after the point."""
    return text.rstrip("0").rstrip(".") if "." in text else text
