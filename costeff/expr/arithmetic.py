"""What the functions of the language are worth, number by number, in Excel's way where Excel has them.

These are the reference: the fast engine repeats the formulae given here, and gives NaN where these say `Undefined`.
"""

from __future__ import annotations

import math
from statistics import NormalDist

NUDGE = 2.0**-51
"""Relative nudge of the rounding functions: 2.675 is held as 2.67499..., and Excel rounds it up all the same."""

EXACT = 2.0**50
"""Scaled values from here on have no digits left to round."""

_NORMAL = NormalDist()


class Undefined(ArithmeticError):  # noqa: N818 - named for what it is, as `Cancelled`
    """An operation that has no value for its arguments; the text says why, in one clause."""


def power(base: float, exponent: float) -> float:
    """`base ^ exponent`; `0 ^ 0` is 1 as in IEEE arithmetic (Excel refuses it)."""
    if base == 0 and exponent < 0:
        raise Undefined("0 can't be raised to a negative power")
    if base < 0 and exponent != math.floor(exponent):
        raise Undefined(f"{base:.6g} can't be raised to the power {exponent:.6g}, which isn't whole")
    return math.pow(base, exponent)


def divide(numerator: float, denominator: float) -> float:
    """`numerator / denominator`."""
    if denominator == 0:
        raise Undefined("division by 0")
    return numerator / denominator


def ln(x: float) -> float:
    """Natural logarithm."""
    if x <= 0:
        raise Undefined(f"the logarithm of {x:.6g}")
    return math.log(x)


def log10(x: float) -> float:
    """Logarithm to base 10."""
    if x <= 0:
        raise Undefined(f"the logarithm of {x:.6g}")
    return math.log10(x)


def sqrt(x: float) -> float:
    """Square root."""
    if x < 0:
        raise Undefined(f"the square root of {x:.6g}")
    return math.sqrt(x)


def round_half_away(x: float, digits: float) -> float:
    """ROUND: half away from 0. `floor(y (1 + 2^-51) + 1/2)` of y = |x| 10^digits; y of 2^50 or more stays as it is."""
    return _rounded(x, digits, lambda y: math.floor(y * (1 + NUDGE) + 0.5))


def round_up(x: float, digits: float) -> float:
    """ROUNDUP: away from 0. `ceil(y (1 - 2^-51))` of y = |x| 10^digits."""
    return _rounded(x, digits, lambda y: math.ceil(y * (1 - NUDGE)))


def round_down(x: float, digits: float) -> float:
    """ROUNDDOWN: towards 0. `floor(y (1 + 2^-51))` of y = |x| 10^digits."""
    return _rounded(x, digits, lambda y: math.floor(y * (1 + NUDGE)))


def _rounded(x: float, digits: float, whole: object) -> float:
    places = math.trunc(digits)
    if abs(places) > 22:  # powers of ten are exact up to 10^22
        raise Undefined(f"rounding to {places} digits (at most 22)")
    scale = 10.0 ** abs(places)
    y = abs(x) * scale if places >= 0 else abs(x) / scale
    if y >= EXACT:
        return x
    steps = float(whole(y))  # type: ignore[operator]
    return math.copysign(steps / scale if places >= 0 else steps * scale, x)


def floor(x: float) -> float:
    """INT: the whole number at or below x."""
    return float(math.floor(x))


def mod(x: float, divisor: float) -> float:
    """MOD: `x - divisor floor(x / divisor)`, with the sign of the divisor."""
    if divisor == 0:
        raise Undefined("division by 0 in MOD")
    return x - divisor * math.floor(x / divisor)


def normsdist(z: float) -> float:
    """Standard normal distribution function: `erfc(-z / sqrt 2) / 2`."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def normsinv(p: float) -> float:
    """Standard normal quantile, by Wichura's algorithm AS 241."""
    if not 0 < p < 1:
        raise Undefined(f"NORMSINV of {p:.6g} (it must lie between 0 and 1)")
    return _NORMAL.inv_cdf(p)


def rate_to_prob(rate: float, years: float) -> float:
    """Probability over `years` under a constant yearly rate: `-expm1(-rate years)`."""
    if rate < 0 or years < 0:
        raise Undefined(f"RATE_TO_PROB of {rate:.6g} over {years:.6g} years (neither may be below 0)")
    return -math.expm1(-rate * years)


def prob_to_rate(p: float, years: float) -> float:
    """Constant yearly rate behind a probability over `years`: `-log1p(-p) / years`."""
    if not 0 <= p < 1:
        raise Undefined(f"PROB_TO_RATE of {p:.6g} (it must be at least 0 and below 1)")
    if years <= 0:
        raise Undefined(f"PROB_TO_RATE over {years:.6g} years (it must be above 0)")
    return -math.log1p(-p) / years


def odds_shift(p: float, odds_ratio: float) -> float:
    """Probability whose odds are `odds_ratio` times those of p: `p or / (1 - p + p or)`."""
    if not 0 <= p <= 1 or odds_ratio < 0 or (p == 1 and odds_ratio == 0):
        raise Undefined(f"ODDS_SHIFT of {p:.6g} by {odds_ratio:.6g} (a probability, and an odds ratio above 0)")
    return p * odds_ratio / (1 - p + p * odds_ratio)


def weibull_rate(shape: float, scale: float, start: float, stop: float) -> float:
    """Average Weibull hazard over [start, stop], S(t) = exp(-(t/scale)^shape), as R's `dweibull`."""
    _positive("WEIBULL_RATE", shape=shape, scale=scale)
    _interval("WEIBULL_RATE", start, stop)
    return (math.pow(stop / scale, shape) - math.pow(start / scale, shape)) / (stop - start)


def gompertz_rate(shape: float, rate: float, start: float, stop: float) -> float:
    """Average Gompertz hazard over [start, stop], h(t) = rate exp(shape t), as `flexsurv`; shape may be 0 or below.

    `rate exp(shape start) expm1(z) / z` with z = shape (stop - start), and `rate exp(shape start)` for z = 0.
    """
    _positive("GOMPERTZ_RATE", rate=rate)
    _interval("GOMPERTZ_RATE", start, stop)
    z = shape * (stop - start)
    return rate * math.exp(shape * start) * (math.expm1(z) / z if z != 0 else 1.0)


def loglogistic_rate(shape: float, scale: float, start: float, stop: float) -> float:
    """Average log-logistic hazard over [start, stop], S(t) = 1 / (1 + (t/scale)^shape), as `flexsurv`."""
    _positive("LOGLOGISTIC_RATE", shape=shape, scale=scale)
    _interval("LOGLOGISTIC_RATE", start, stop)
    cumulative = math.log1p(math.pow(stop / scale, shape)) - math.log1p(math.pow(start / scale, shape))
    return cumulative / (stop - start)


def lognormal_rate(meanlog: float, sdlog: float, start: float, stop: float) -> float:
    """Average log-normal hazard over [start, stop], S(t) = 1 - Phi((ln t - meanlog)/sdlog), as R's `dlnorm`."""
    _positive("LOGNORMAL_RATE", sdlog=sdlog)
    _interval("LOGNORMAL_RATE", start, stop)
    return (_lognormal_cumulative(meanlog, sdlog, stop) - _lognormal_cumulative(meanlog, sdlog, start)) / (stop - start)


def _lognormal_cumulative(meanlog: float, sdlog: float, time: float) -> float:
    """-ln S(t), by the tail that keeps its digits."""
    if time == 0:
        return 0.0
    z = (math.log(time) - meanlog) / sdlog
    if z < 0:
        return -math.log1p(-normsdist(z))
    tail = normsdist(-z)
    if tail == 0:
        raise Undefined(f"LOGNORMAL_RATE at {time:.6g}, where nobody is left")
    return -math.log(tail)


def _positive(function: str, **values: float) -> None:
    for name, value in values.items():
        if value <= 0:
            raise Undefined(f"{function} with {name} {value:.6g} (it must be above 0)")


def _interval(function: str, start: float, stop: float) -> None:
    if start < 0 or stop <= start:
        raise Undefined(f"{function} from {start:.6g} to {stop:.6g} (from at least 0, to above from)")


def wane(effect: float, time: float, start: float, stop: float) -> float:
    """Relative effect that wanes: `effect` up to `start`, in a straight line to 1 at `stop`, 1 from there on."""
    if stop < start:
        raise Undefined(f"WANE from {start:.6g} to {stop:.6g} (to must not come before from)")
    if time <= start:
        return effect
    if time >= stop:
        return 1.0
    return effect + (1 - effect) * (time - start) / (stop - start)
