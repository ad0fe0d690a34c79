"""From what the workbook says of a parameter to its distribution.

Which of the columns is used, where several are filled: `n`, then `se`, then `low` and `high`. An interval that isn't
used for the fit is still compared with the implied one (`discrepancy`).

| family | `n` | `se` | `low` and `high` |
|---|---|---|---|
| beta | alpha = value n, beta = (1 - value) n | value = mean | value = mean, 95% interval as wide |
| gamma | | value = mean | value = mean, 95% interval as wide |
| lognormal | | value = mean | value = median, sdlog = ln(high / low) / 3.92 |
| normal | | value = mean | value = mean, sd = (high - low) / 3.92 |
| uniform | | | the ends |
| triangular, PERT | | | the ends; value = mode |

Moments: Briggs, Claxton and Sculpher, Decision Modelling for Health Economic Evaluation (2006), chapter 4.
A beta or gamma has one number left to choose once its mean is given, so its interval can be given the right width but
not both ends; of several solutions the most concentrated is taken. A standard error of 0 leaves the parameter fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import special

from costeff.distributions.distribution import Distribution
from costeff.distributions.families import Beta, Gamma, Lognormal, Normal, Pert, Triangular, Uniform
from costeff.distributions.names import FIXED, JOINT, family_named, nearest_families
from costeff.errors import CosteffError

Z = 1.959963984540054
"""The 97.5% point of the standard normal."""

TAIL = 0.025


class Misfit(CosteffError):  # noqa: N818  (the field's word; no error until the reader places it)
    """A distribution can't be had from what the workbook says.

    Attributes:
        column: of the Parameters sheet, where the cause stands: `distribution`, `value`, `se`, `low`, `high` or `n`.
        found: what was found, in one clause.
        advice: what to do, in one sentence.
    """

    def __init__(self, column: str, found: str, advice: str) -> None:
        self.column, self.found, self.advice = column, found, advice
        super().__init__(column, found, advice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the row says; None for a blank cell."""

    value: float
    se: float | None
    low: float | None
    high: float | None
    n: float | None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both ends, or None where one is missing."""
        return None if self.low is None or self.high is None else (self.low, self.high)


def fit(
    family: str, *, value: float, se: float | None, low: float | None, high: float | None, n: float | None
) -> Distribution | None:
    """The distribution of one parameter.

    Args:
        family: as written in the workbook; case, hyphens and common synonyms don't matter.
        value: base-case value, in the parameter's unit; mean, median or mode as the module's table says.
        se: standard error, or None.
        low: lower end of the 95% interval, or of the range for uniform, triangular and PERT; or None.
        high: upper end likewise.
        n: number behind a proportion (beta), or None.

    Returns:
        None for a parameter that is fixed, has a standard error of 0, or belongs to a family drawn together
        (Dirichlet, multivariate normal, empirical).

    Raises:
        Misfit: naming the column at fault.
    """
    given = Given(value=value, se=se, low=low, high=high, n=n)
    name = family_named(family)
    if name is None:
        near = nearest_families(family)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See the list of distributions in the documentation."
        raise Misfit("distribution", f'there is no distribution "{family.strip()}"', hint)
    if name in JOINT:
        return None
    _require_numbers(given)
    if name == FIXED and not family.strip() and (se, low, high, n) != (None, None, None, None):
        raise Misfit(
            "distribution",
            "a spread is given, but no distribution",
            'Name the distribution, or write "fixed" to leave the uncertainty out.',
        )
    if name == FIXED:
        return None
    return _FITS[name](given)


def _require_numbers(given: Given) -> None:
    """Refuses what is nonsense in every family."""
    for column in ("value", "se", "low", "high", "n"):
        number = getattr(given, column)
        if number is not None and not math.isfinite(number):
            raise Misfit(column, f"{number} is no finite number", "Type a number.")
    if given.se is not None and given.se < 0:
        raise Misfit("se", f"a standard error of {given.se:g} is below 0", "Type a standard error above 0.")
    if given.n is not None and given.n <= 0:
        raise Misfit("n", f"a number of {given.n:g} is not above 0", "Type how many were observed.")
    if given.interval is not None and given.interval[0] >= given.interval[1]:
        low, high = given.interval
        raise Misfit(
            "low", f"low ({low:g}) is not below high ({high:g})", "Swap them, or correct the one that is wrong."
        )


def _missing(given: Given, family: str, needs: str) -> Misfit:
    """The complaint that there is no spread, at the cell that is the most likely to be filled next."""
    if given.low is not None and given.high is None:
        return Misfit("high", f"{family} has low but no high", "Fill high too.")
    if given.high is not None and given.low is None:
        return Misfit("low", f"{family} has high but no low", "Fill low too.")
    column = "se" if "se" in needs else "low"
    return Misfit(column, f"{family} has no spread", f'Fill {needs}, or make the distribution "fixed".')


def _beta(given: Given) -> Distribution | None:
    m = given.value
    if given.n is None and given.se == 0:
        return None
    if not 0 < m < 1:
        raise Misfit(
            "value",
            f"a beta can't have the mean {m:g}",
            "It needs a value between 0 and 1, both excluded; 28.4% is typed as 28.4% or 0.284.",
        )
    if given.n is not None:
        return Beta(alpha=m * given.n, beta=(1.0 - m) * given.n)
    if given.se is not None:
        n = m * (1.0 - m) / given.se**2 - 1.0 if given.se > 1e-150 else math.inf
        if n <= 0:
            raise Misfit(
                "se",
                f"a beta with mean {m:g} can't have a standard error of {given.se:g}",
                f"It must be below {math.sqrt(m * (1.0 - m)):.4g}; is it a standard deviation between patients?",
            )
        _require_held(n, given.se)
        return Beta(alpha=m * n, beta=(1.0 - m) * n)
    if given.interval is None:
        raise _missing(given, "beta", "se, low and high, or n")
    low, high = given.interval
    for column, end in (("low", low), ("high", high)):
        if not 0 <= end <= 1:
            raise Misfit(column, f"a beta can't reach {end:g}", "Its interval lies between 0 and 1.")

    def width(n: float) -> float:
        upper = special.betainccinv(m * n, (1.0 - m) * n, TAIL)
        return float(upper - special.betaincinv(m * n, (1.0 - m) * n, TAIL))

    start = max(m * (1.0 - m) * (2 * Z / (high - low)) ** 2, 4.0 / min(m, 1.0 - m))
    n = _concentration(width, high - low, start=start, family="beta", mean=m)
    return Beta(alpha=m * n, beta=(1.0 - m) * n)


LEAST_RATIO = 1e-6
"""Mean of a gamma over its standard error, below which all its draws but one in a million million are nothing."""


def _gamma(given: Given) -> Distribution | None:
    m = given.value
    if given.se == 0:
        return None
    if m <= 0:
        raise Misfit("value", f"a gamma can't have the mean {m:g}", "It needs a value above 0.")
    if given.se is not None:
        ratio = m / given.se
        if ratio < LEAST_RATIO:
            raise Misfit("se", f"a gamma can't spread {given.se:g} about a mean of {m:g}", "Check both numbers.")
        _require_held(ratio * ratio, given.se)
        return Gamma(shape=ratio * ratio, scale=given.se / ratio)
    if given.interval is None:
        raise _missing(given, "gamma", "se, or low and high")
    low, high = given.interval
    if low < 0:
        raise Misfit("low", f"a gamma can't reach {low:g}", "It lies above 0.")

    def width(shape: float) -> float:
        return float(special.gammainccinv(shape, TAIL) - special.gammaincinv(shape, TAIL)) / shape

    target = (high - low) / m
    shape = _concentration(width, target, start=max((2 * Z / target) ** 2, 4.0), family="gamma", mean=m)
    return Gamma(shape=shape, scale=m / shape)


def _lognormal(given: Given) -> Distribution | None:
    m = given.value
    if given.se == 0:
        return None
    if m <= 0:
        raise Misfit("value", f"a lognormal can't have the value {m:g}", "It needs a value above 0.")
    if given.se is not None:
        variance = math.log1p((given.se / m) ** 2)
        _require_held(1.0 / variance if variance else math.inf, given.se)
        return Lognormal(meanlog=math.log(m) - variance / 2.0, sdlog=math.sqrt(variance))
    if given.interval is None:
        raise _missing(given, "lognormal", "se, or low and high")
    low, high = given.interval
    if low <= 0:
        raise Misfit("low", f"a lognormal can't reach {low:g}", "Both ends of its interval lie above 0.")
    return Lognormal(meanlog=math.log(m), sdlog=(math.log(high) - math.log(low)) / (2 * Z))


def _normal(given: Given) -> Distribution | None:
    if given.se == 0:
        return None
    if given.se is not None:
        return Normal(mu=given.value, sigma=given.se)
    if given.interval is None:
        raise _missing(given, "normal", "se, or low and high")
    low, high = given.interval
    return Normal(mu=given.value, sigma=(high - low) / (2 * Z))


def _uniform(given: Given) -> Distribution:
    low, high = _range(given, "uniform")
    return Uniform(low=low, high=high)


def _triangular(given: Given) -> Distribution:
    low, high = _range(given, "triangular")
    return Triangular(low=low, mode=given.value, high=high)


def _pert(given: Given) -> Distribution:
    low, high = _range(given, "PERT")
    return Pert(low=low, mode=given.value, high=high)


def _range(given: Given, family: str) -> tuple[float, float]:
    """The ends of a distribution that knows nothing beyond them."""
    if given.interval is None:
        raise _missing(given, family, "low and high")
    low, high = given.interval
    if not low <= given.value <= high:
        raise Misfit(
            "value",
            f"the value {given.value:g} is outside {low:g} to {high:g}, all that the {family} can reach",
            "Correct the value, low or high.",
        )
    return low, high


def _require_held(size: float, se: float) -> None:
    """Refuses a spread so small beside the value that doubles don't hold the distribution."""
    if size > 1e15:
        raise Misfit("se", f"a standard error of {se:g} is next to nothing", 'Make the distribution "fixed".')


def _concentration(width: Callable[[float], float], target: float, *, start: float, family: str, mean: float) -> float:
    """The number (n of a beta, shape of a gamma) at which the 95% interval has a given width.

    The width falls with the concentration, but for the smallest, where nearly all mass lies at an end: the search
    begins where four events or more are at either end, or at the normal approximation if that is more concentrated,
    and goes down from there. Bisection, on a log scale.
    """
    top = min(start, 1e12)
    while width(top) > target and top < 1e15:
        top *= 2.0
    bottom = top
    while width(bottom) < target:
        bottom /= 2.0
        if bottom < 1e-3 or width(bottom) < width(2.0 * bottom):
            raise Misfit(
                "high",
                f"no {family} with mean {mean:g} has a 95% interval that wide",
                "Correct low and high, or give se instead.",
            )
    for _ in range(100):
        middle = math.sqrt(bottom * top)
        if not bottom < middle < top:
            break
        if width(middle) > target:
            bottom = middle
        else:
            top = middle
    return top


_FITS: dict[str, Callable[[Given], Distribution | None]] = {
    "beta": _beta,
    "gamma": _gamma,
    "lognormal": _lognormal,
    "normal": _normal,
    "uniform": _uniform,
    "triangular": _triangular,
    "pert": _pert,
}
